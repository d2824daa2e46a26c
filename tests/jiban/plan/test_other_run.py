"""The run with other placeholders parts from the first one at its first placeholder."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any, Final

import pytest

from jiban.plan import other_run
from jiban.plan.loop import PlanLoop

LOOKUP: Final = """
import pulumi, os, sys, threading, time
open("begun", "a").write("x")
import pulumi_aws as aws
print("before the lookup")
size = aws.ec2.get_instance_type(instance_type="t3.micro").default_vcpus
open("parted", "a").write("x")
"""
THING: Final = """
pulumi.CustomResource("test:index:T", "t", {"size": size, "kind": "t3"})
print("after the lookup")
"""
MARKED: Final = [["size"]]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process is forked")


def planned(
    folder: Path, *code: str, flags: tuple[str, ...] = ("-s", "dev"), files: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Plan a program as a command does, and return what it says."""
    stack = {"Pulumi.yaml": "name: demo\nruntime: python\n", "Pulumi.dev.yaml": "config: {}\n"}
    program = "".join(textwrap.dedent(each) for each in code)
    for name, text in {**stack, "__main__.py": program, **(files or {})}.items():
        (folder / name).write_text(textwrap.dedent(text))
    return subprocess.run(
        [sys.executable, "-P", "-m", "jiban", "plan", "-o", "json", *flags],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def paths(text: str) -> list[Any]:
    """Return all places of a plan that stand on placeholders."""
    found: list[Any] = []

    def look(value: Any) -> None:
        if isinstance(value, dict):
            found.extend(value.get("placeholderPaths", ()))
            for each in value.values():
                look(each)
        elif isinstance(value, list):
            for each in value:
                look(each)

    look(json.loads(text))
    return found


def test_the_program_is_run_again_from_its_first_placeholder_on(tmp_path: Path) -> None:
    """What it does before that happens once, and the marks are there."""
    found = planned(tmp_path, LOOKUP, THING)
    assert paths(found.stdout) == MARKED
    assert (tmp_path / "begun").read_text() == "x"
    assert (tmp_path / "parted").read_text() == "xx"


def test_the_program_is_heard_once(tmp_path: Path) -> None:
    """Neither prints, logs nor processes of the other run are seen."""
    found = planned(
        tmp_path,
        "import logging, sys\nlogging.basicConfig(stream=sys.stderr)\n",
        LOOKUP,
        THING,
        'logging.warning("logged")\nos.system("echo of a process")\nos.write(2, b"raw\\n")\n',
    )
    said = found.stderr.splitlines()
    assert sorted(said) == [
        "WARNING:root:logged",
        "after the lookup",
        "before the lookup",
        "of a process",
        "raw",
    ]


def test_a_program_with_a_thread_runs_again_from_its_beginning(tmp_path: Path) -> None:
    """A fork would lack the thread."""
    thread = "import threading, time\nthreading.Thread(target=time.sleep, args=(1.5,)).start()\n"
    found = planned(tmp_path, thread, LOOKUP, THING)
    assert paths(found.stdout) == MARKED
    assert (tmp_path / "begun").read_text() == "xx"


def test_a_program_that_could_be_forked_only_later_is_not(tmp_path: Path) -> None:
    """What comes from its first placeholder would not be marked."""
    begin = (
        "import threading, time\nwaits = threading.Thread(target=time.sleep, args=(0.5,))\nwaits.start()\n"
    )
    later = """
        waits.join()
        more = aws.ec2.get_instance_type(instance_type="t3.large").default_vcpus
        pulumi.export("more", more)
        """
    found = planned(tmp_path, begin, LOOKUP, later, THING)
    assert ["size"] in paths(found.stdout)
    assert (tmp_path / "begun").read_text() == "xx"


def test_a_program_with_an_open_file_runs_again_from_its_beginning(tmp_path: Path) -> None:
    """Both runs would read on from where either has come to."""
    (tmp_path / "lines").write_text("".join(f"{number}\n" for number in range(100_000)))
    begin = "lines = open('lines')\nfirst = lines.readline()\n"
    rest = "pulumi.export('lines', sum(1 for _ in lines))\n"
    found = planned(tmp_path, begin, LOOKUP, THING, rest)
    assert paths(found.stdout) == MARKED
    assert (tmp_path / "begun").read_text() == "xx"
    assert '"lines": 99999' in found.stdout


def test_a_program_with_a_child_runs_again_from_its_beginning(tmp_path: Path) -> None:
    """Only one of two can wait for it."""
    begin = "import subprocess\nchild = subprocess.Popen(['sleep', '0.2'])\n"
    found = planned(tmp_path, begin, LOOKUP, THING, "child.wait()\n")
    assert paths(found.stdout) == MARKED
    assert (tmp_path / "begun").read_text() == "xx"


def test_a_program_that_fails_with_other_placeholders_is_planned(tmp_path: Path) -> None:
    """The plan says that nothing is marked, and why."""
    found = planned(tmp_path, LOOKUP, "if size != 1:\n    raise ValueError('no such size')\n", THING)
    assert found.returncode == 0
    assert paths(found.stdout) == []
    assert (
        "what is computed from placeholders is not marked, and is judged as if it were known: with others "
        "the program fails: ValueError: no such size" in found.stdout
    )


def test_a_program_that_ends_its_process_with_other_placeholders_is_planned(tmp_path: Path) -> None:
    """The end of the other process is not the end of the command."""
    found = planned(tmp_path, LOOKUP, "if size != 1:\n    os._exit(3)\n", THING)
    assert found.returncode == 0
    assert paths(found.stdout) == []
    assert "with others the program fails: the program ended its process by os._exit(3)" in found.stdout


def test_a_program_with_a_package_of_the_tools_name_is_run_again_the_same_way(tmp_path: Path) -> None:
    """As a checkout of this repository is, where it is the base of a diff."""
    package = tmp_path / "jiban" / "model"
    package.mkdir(parents=True)
    for folder in (package, package.parent):
        (folder / "__init__.py").write_text("")
    (package / "plan.py").write_text("class Plan: pass\n")
    found = planned(tmp_path, "import jiban.model.plan\n", LOOKUP, THING)
    assert paths(found.stdout) == MARKED
    assert (tmp_path / "begun").read_text() == "x"


def test_an_asynchronous_program_goes_on_in_both(tmp_path: Path) -> None:
    """The fork has an event loop of its own."""
    found = planned(
        tmp_path,
        LOOKUP,
        """
        import asyncio
        async def later():
            await asyncio.sleep(0.05)
            reader, writer = await asyncio.open_connection(sock=__import__("socket").socketpair()[0])
            writer.close()
            return size
        pulumi.CustomResource("test:index:T", "t", {"size": pulumi.Output.from_input(later()), "kind": "t3"})
        """,
    )
    assert paths(found.stdout) == MARKED
    assert (tmp_path / "begun").read_text() == "x"


def test_a_failing_program_does_not_wait_for_the_other_run(tmp_path: Path) -> None:
    """The other run is ended with the first."""
    before = time.monotonic()
    found = planned(tmp_path, LOOKUP, "if size == 1:\n    raise ValueError('no')\ntime.sleep(60)\n")
    assert found.returncode == 1
    assert "ValueError: no" in found.stderr
    assert time.monotonic() - before < 50


def test_the_time_of_a_program_is_that_of_the_other_run_too(tmp_path: Path) -> None:
    """A run that does not end with other placeholders is stopped as any other."""
    found = planned(
        tmp_path, LOOKUP, "while size != 1:\n    pass\n", THING, flags=("-s", "dev", "--timeout", "4")
    )
    assert found.returncode == 9
    assert "the program did not end within 4 s, and was stopped." in found.stderr


def test_a_stack_on_placeholders_is_planned_again_in_the_other_run(tmp_path: Path) -> None:
    """What it hands on is marked where it arrives."""
    program = """
        import pulumi
        if pulumi.get_stack() == "base":
            import pulumi_aws as aws
            pulumi.export("size", aws.ec2.get_instance_type(instance_type="t3.micro").default_vcpus)
        else:
            open("begun", "a").write("x")
            size = pulumi.StackReference("base").get_output("size")
            pulumi.CustomResource("test:index:T", "t", {"size": size, "kind": "t3"})
        """
    found = planned(tmp_path, program, files={"Pulumi.base.yaml": "config: {}\n"})
    assert paths(found.stdout) == MARKED
    assert (tmp_path / "begun").read_text() == "x"


def test_a_stack_that_stands_on_nothing_made_up_asks_for_no_other_run(tmp_path: Path) -> None:
    """Its outputs are facts."""
    program = """
        import pulumi
        if pulumi.get_stack() == "base":
            pulumi.export("size", 4)
        else:
            size = pulumi.StackReference("base").get_output("size")
            size.apply(lambda known: open("known", "a").write(str(known)))
            pulumi.CustomResource("test:index:T", "t", {"size": size, "kind": "t3"})
        """
    found = planned(tmp_path, program, files={"Pulumi.base.yaml": "config: {}\n"})
    assert paths(found.stdout) == []
    assert (tmp_path / "known").read_text() == "4.0"


def test_a_system_that_does_not_tell_open_files_plans_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its programs run a second time from their beginning."""
    monkeypatch.setattr(other_run, "_DESCRIPTORS", "/nowhere")
    which = other_run.WhichPlaceholders(parts=True)
    loop = PlanLoop()
    which.on(loop)
    assert which.other() is False
    assert which.result() is None
    loop.close()
