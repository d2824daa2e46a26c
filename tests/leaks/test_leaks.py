"""No command prints a secret, wherever it stands and in whatever form, nor a part of one."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from jiban.secrecy import Gate
from tests.leaks import commands, programs
from tests.leaks.canaries import Cage
from tests.leaks.settings import outputs as settings_outputs

MIDDLES = st.text(st.sampled_from("'\"\\%+/= \t\n&<é한\U0001f600$"), max_size=4)
"""What the forms escape, each in its own way."""


@settings(
    max_examples=1,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32), middle=MIDDLES)
@example(seed=7, middle="'\"%é")
def test_no_command_prints_a_secret(
    tmp_path_factory: pytest.TempPathFactory, capfd: pytest.CaptureFixture[str], seed: int, middle: str
) -> None:
    """Not in any format, log, message or file, nor on the descriptors."""
    cage = Cage(seed, middle)
    found: dict[str, list[str]] = {}
    codes: dict[str, int] = {}
    folder = tmp_path_factory.mktemp("leaks")
    for command, code, text in commands.outputs(folder, cage, lambda: "".join(capfd.readouterr())):
        codes[command] = code
        if leaks := cage.leaks(text):
            found[command] = leaks
    assert found == {}
    assert {command: code for command, code in codes.items() if code not in (0, 5)} == {}


@pytest.mark.parametrize("middle", ["", "'\"%é"])
@pytest.mark.parametrize("place", programs.RENDERED)
def test_no_manifest_holds_a_secret(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], place: str, middle: str
) -> None:
    """Nothing is written then, and what is said of it holds none either."""
    cage = Cage(7, middle)
    programs.write_rendered(tmp_path / "project", cage, place)
    out = tmp_path / "out"
    for flag in ([], ["--check"], ["-j"]):
        code, text = commands.run(["render", "-C", str(tmp_path / "project"), "-o", str(out), *flag])
        assert cage.leaks(text + "".join(capfd.readouterr())) == []
        assert code == 1
        assert not out.exists()


@pytest.mark.parametrize("middle", ["", "'\"%é"])
def test_no_explanation_prints_a_secret(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], middle: str
) -> None:
    """Neither of a value nor of a whole, nor what another value would change, nor a refusal."""
    cage = Cage(17, middle)
    found: dict[str, list[str]] = {}
    codes: set[int] = set()
    for asked, code, text in settings_outputs(tmp_path, cage):
        codes.add(code)
        if leaks := cage.leaks(text + "".join(capfd.readouterr())):
            found[asked] = leaks
    assert found == {}
    assert codes == {0, 2}


@pytest.mark.parametrize("debug", ["", "1"])
@pytest.mark.parametrize("place", programs.FAILURES)
def test_no_failure_prints_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, debug: str
) -> None:
    """Neither the message nor the traceback under JIBAN_DEBUG."""
    monkeypatch.setenv("JIBAN_DEBUG", debug)
    cage = Cage(7, "'\n")
    programs.write_failing(tmp_path, cage, place)
    code, text = commands.run(["plan", "-C", str(tmp_path)])
    assert cage.leaks(text) == []
    assert code == 1


def test_what_a_program_says_in_the_end(tmp_path: Path) -> None:
    """At the end of the interpreter and of its threads all is shown as before: without the secret.

    An object that is still there then may be asked or not: Python does not promise it.
    """
    cage = Cage(9)
    programs.write_late(tmp_path, cage)
    command = [sys.executable, "-m", "jiban", "plan", "-C", str(tmp_path)]
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    said = [line for line in found.stderr.splitlines() if line.startswith("[secret]")]
    places = ("printed", "of a descriptor", "of a process", "of a thread")
    assert sorted({*said} - {"[secret] of an object"}) == sorted(f"[secret] {place}" for place in places)
    assert "KeyError: '[secret]'" in found.stderr
    assert cage.leaks(found.stdout + found.stderr) == []


@pytest.mark.parametrize("command", [("plan",), ("plan", "--timeout", "0"), ("check", "-j"), ("graph",)])
def test_what_a_program_says_after_its_plan(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Its threads and processes write on while the document goes out and the process ends: masked."""
    cage = Cage(11, "'\"%é \n/")
    programs.write_afterwards(tmp_path, cage)
    started = [sys.executable, "-m", "jiban", *command, "-C", str(tmp_path)]
    found = subprocess.run(started, capture_output=True, text=True, check=False, timeout=60)
    assert found.returncode == 0
    assert "[secret] of a thread\n" in found.stderr
    assert "[secret] of a process\n" in found.stderr
    assert "of a thread" not in found.stdout
    assert cage.leaks(found.stdout + found.stderr) == []


@pytest.mark.parametrize("form", ["plain", "base64", "json", "url", "cut"])
def test_a_leak_is_found(form: str) -> None:
    """Whoever prints a secret, or two thirds of one, is found out: the search itself is not blind."""
    cage = Cage(1, "/ +\n")
    text = cage.canary("here")
    forms = {
        "plain": text,
        "base64": base64.b64encode(f"user:{text}".encode()).decode(),
        "json": json.dumps(text),
        "url": quote(text, safe=""),
        "cut": f"{text[:9]}...",
    }
    assert cage.leaks(f"some text {forms[form]} and more") == ["here"]


def test_without_the_gate_every_place_leaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A gate that lets everything pass is found out: these places depend on it alone."""
    monkeypatch.setattr(Gate, "_add", lambda _gate, _text: None)
    cage = Cage(3)
    rest = lambda: "".join(capfd.readouterr())  # noqa: E731 - as short as it is asked for
    printed = "".join(text for *_, text in commands.outputs(tmp_path, cage, rest))
    assert {
        *("log", "print", "stderr", "subprocess", "descriptor"),
        *("copied", "coded", "quoted", "dumped", "tag key", "asset", "resource name", "import"),
    } <= set(cage.leaks(printed))
