"""A program that ends its process while it is planned, or later."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from jiban.plan.process_end import ProgramEnded, own_end_refused


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Stand in for the functions of `os`, and keep how they are called."""
    found: list[tuple[Any, ...]] = []

    def end(name: str) -> Callable[..., None]:
        def ended(*args: Any) -> None:
            found.append((name, *args))

        return ended

    for name in ("_exit", "execv", "execve"):
        monkeypatch.setattr(os, name, end(name))
    return found


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("_exit", (0,), "os._exit(0)"),
        ("execv", ("/bin/true", ["true"]), "os.execv('/bin/true')"),
        ("execve", ("/bin/true", ["true"], {}), "os.execve('/bin/true')"),
        ("_exit", (), "os._exit()"),
    ],
)
def test_a_program_that_ends_its_process_is_refused(
    ends: list[tuple[Any, ...]], name: str, args: Sequence[Any], said: str
) -> None:
    """Where it is called, before the plan is made; afterwards the function is the real one again."""
    with own_end_refused(), pytest.raises(ProgramEnded) as raised:
        getattr(os, name)(*args)
    assert str(raised.value).startswith(f"the program ended its process by {said} before the plan was made; ")
    assert ends == []
    getattr(os, name)(*args)
    assert ends == [(name, *args)]


def test_a_function_that_is_kept_is_refused_later(ends: list[tuple[Any, ...]]) -> None:
    """At the interpreter's end it would change the exit code."""
    with own_end_refused():
        kept = os._exit
    with pytest.raises(ProgramEnded, match=r"^os\._exit\(3\) is left out: the plan is made"):
        kept(3)
    assert ends == []


def test_a_process_that_ends_with_its_plan_keeps_the_refusal(
    ends: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever calls it by its name later is refused as well."""
    monkeypatch.setattr("jiban.plan.process_end.streams.is_kept", lambda: True)
    with own_end_refused():
        pass
    with pytest.raises(ProgramEnded):
        os._exit(3)
    assert ends == []


def test_a_thread_that_ends_the_process_ends_it(
    ends: list[tuple[Any, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    """With code 1 and the reason, after what is to be done before."""
    done: list[str] = []
    raised: list[BaseException] = []

    def within() -> None:
        try:
            os._exit(0)
        except ProgramEnded as error:
            raised.append(error)

    with own_end_refused(lambda: done.append("before")):
        thread = threading.Thread(target=within)
        thread.start()
        thread.join()
    assert (ends, done) == ([("_exit", 1)], ["before"])
    assert capsys.readouterr().err.startswith("error: the program ended its process by os._exit(0) before ")
    assert len(raised) == 1


def test_a_fork_of_the_program_may_end(ends: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no planner; one that comes back is ended, with success."""
    own = os.getpid()
    with own_end_refused():
        monkeypatch.setattr(os, "getpid", lambda: own + 1)
        os._exit(7)
        assert ends == [("_exit", 7)]
    assert ends == [("_exit", 7), ("_exit", 0)]
