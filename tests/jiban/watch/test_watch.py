"""A watch plans on each save, shows what it changes, and leaves nothing behind."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

PROGRAM: Final = """
import pulumi
import shapes
config = pulumi.Config()
pulumi.CustomResource("test:index:T", "t", {"size": config.get_int("size"), "kind": shapes.KIND})
"""
LAST: Final = "Watching "
PATIENCE: Final = 40.0


class Watched:
    """A watch that runs, and what it has said."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jiban", "watch", "-s", "dev", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PULUMI_CONFIG_PASSPHRASE": ""},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        if self.process.stdout is not None:
            for line in self.process.stdout:
                self._lines.put(line)

    def told(self) -> str:
        """Return what is said up to the line that says how many files are watched."""
        found: list[str] = []
        while not found or not found[-1].startswith(LAST):
            try:
                found.append(self._lines.get(timeout=PATIENCE))
            except queue.Empty:
                pytest.fail(f"the watch says nothing more after: {''.join(found)!r}")
        return "".join(found)

    def line(self) -> str:
        """Return the next line."""
        return self._lines.get(timeout=PATIENCE)

    def rest(self) -> list[str]:
        """Return the lines that are left when it has ended."""
        return [self._lines.get().rstrip("\n") for _ in range(self._lines.qsize())]

    def save(self, name: str, text: str) -> str:
        """Write a file as an editor does, beside it and then in its place; return what is said of it."""
        beside = self.folder / f".{name.replace('/', '-')}.swp"
        beside.write_text(textwrap.dedent(text))
        beside.replace(self.folder / name)
        return self.told()

    def stop(self) -> int:
        """Interrupt it, as Ctrl-C does, and return its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)


Start = Callable[..., Watched]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Begin a watch of a project with these files."""
    running: list[Watched] = []

    def begin(*arguments: str, **files: str) -> Watched:
        there = {
            "Pulumi.yaml": "name: demo\nruntime: python\n",
            "Pulumi.dev.yaml": "config: {demo:size: 1}\n",
            "shapes.py": 'KIND = "round"\n',
            "__main__.py": PROGRAM,
            **{name.replace("__dot__", "."): text for name, text in files.items()},
        }
        for name, text in there.items():
            (tmp_path / name).write_text(textwrap.dedent(text))
        running.append(Watched(tmp_path, *arguments))
        return running[-1]

    yield begin
    for each in running:
        each.process.kill()
        each.process.wait()
        each.reader.join(10)
        if each.process.stdout is not None:
            each.process.stdout.close()


def test_a_saved_stack_file_is_planned(start: Start) -> None:
    """What differs from the plan before is shown, with the file that was saved."""
    watched = start()
    assert "1 resource to create" in watched.told()
    found = watched.save("Pulumi.dev.yaml", "config: {demo:size: 2}\n")
    assert re.search(r"^\d\d:\d\d:\d\d  Pulumi\.dev\.yaml saved, planned in \d+\.\d s$", found, re.MULTILINE)
    assert "1 resource to update; 0 unchanged." in found
    assert "    - size: 1\n    + size: 2\n" in found
    found = watched.save("Pulumi.dev.yaml", "config: {demo:size: 1}\n")
    assert "    - size: 2\n    + size: 1\n" in found
    assert re.search(r"^Since \d\d:\d\d:\d\d: no resource changes; 1 unchanged\.$", found, re.MULTILINE)


def test_a_fault_keeps_the_last_whole_plan(start: Start) -> None:
    """It is said with its place; the next whole plan is compared with the last one."""
    watched = start()
    watched.told()
    found = watched.save("Pulumi.dev.yaml", "config: {demo:size: [}\n")
    assert "Pulumi.dev.yaml:1:" in found
    found = watched.save("Pulumi.dev.yaml", "config: {demo:size: 3}\n")
    assert "    - size: 1\n    + size: 3\n" in found


def test_a_saved_module_is_loaded_anew(start: Start) -> None:
    """Twice, as it is loaded before the plan the second time."""
    watched = start()
    watched.told()
    assert "    - kind: round\n    + kind: square\n" in watched.save("shapes.py", 'KIND = "square"\n')
    assert "    - kind: square\n    + kind: flat\n" in watched.save("shapes.py", 'KIND = "flat"\n')


def test_a_module_that_asks_for_the_stack_is_loaded_with_each_plan(start: Start) -> None:
    """Its configuration is that of the plan."""
    watched = start(shapes__dot__py='import pulumi\nKIND = pulumi.Config("demo").get("kind") or "round"\n')
    watched.told()
    found = watched.save("Pulumi.dev.yaml", "config: {demo:size: 1, demo:kind: square}\n")
    assert "    - kind: round\n    + kind: square\n" in found
    found = watched.save("Pulumi.dev.yaml", "config: {demo:size: 1, demo:kind: flat}\n")
    assert "    - kind: square\n    + kind: flat\n" in found


def test_what_a_plan_leaves_in_a_module_is_not_there_in_the_next(start: Start) -> None:
    """Each plan runs in a process of its own."""
    watched = start(
        shapes__dot__py="CALLS = []\n",
        __main____dot__py="""
            import pulumi, shapes
            shapes.CALLS.append(1)
            size = pulumi.Config().get_int("size")
            pulumi.CustomResource("test:index:T", "t", {"size": size, "calls": len(shapes.CALLS)})
            """,
    )
    watched.told()
    for size in (2, 3):
        found = watched.save("Pulumi.dev.yaml", f"config: {{demo:size: {size}}}\n")
        assert f"    + size: {size}\n" in found
        assert "calls" not in found


def test_a_file_that_the_program_reads_is_watched(start: Start) -> None:
    """Also one that a module reads while it is loaded, and one that was not there."""
    watched = start(
        shapes__dot__py="""
            from pathlib import Path
            KIND = Path("kind.txt").read_text()
            """,
        kind__dot__txt="round",
        __main____dot__py=PROGRAM
        + """
try:
    pulumi.export("more", open("more.txt").read())
except FileNotFoundError:
    pass
""",
    )
    watched.told()
    assert "    - kind: round\n    + kind: square\n" in watched.save("kind.txt", "square")
    assert "    - kind: square\n    + kind: flat\n" in watched.save("kind.txt", "flat")
    assert "+ more: news" in watched.save("more.txt", "news")


def test_a_new_file_in_a_folder_that_is_listed_counts(start: Start) -> None:
    """As a further file of settings would."""
    watched = start(
        shapes__dot__py='import os\nKIND = str(len([f for f in os.listdir(".") if f.endswith(".shape")]))\n'
    )
    watched.told()
    assert "+ kind: 1" in watched.save("one.shape", "")


def test_a_command_runs_after_each_whole_plan(start: Start) -> None:
    """Not after a fault."""
    watched = start("--", "sh", "-c", "echo ran")
    watched.told()
    assert watched.line() == "ran\n"
    assert "ran" not in watched.save("Pulumi.dev.yaml", "config: {demo:size: [}\n")
    watched.save("Pulumi.dev.yaml", "config: {demo:size: 2}\n")
    assert watched.line() == "ran\n"


def test_a_command_that_is_not_there_is_said(start: Start) -> None:
    """The watch goes on."""
    watched = start("--", "no-such-command")
    watched.told()
    assert watched.line() == "error: no-such-command: No such file or directory\n"
    assert "+ size: 2" in watched.save("Pulumi.dev.yaml", "config: {demo:size: 2}\n")


def test_what_the_program_prints_is_shown_without_its_secrets(start: Start) -> None:
    """Below the line that says what was saved."""
    hidden = "correct-horse-battery"
    watched = start(
        __main____dot__py=f"""
            import pulumi
            key = pulumi.Output.secret("{hidden}")
            key.apply(lambda text: print("opened", text))
            pulumi.CustomResource("test:index:T", "t", {{"key": key}})
            """
    )
    found = watched.told()
    assert "opened [secret]\n" in found
    assert hidden not in found


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("import os; os.kill(os.getpid(), 9)", "the process of the program ended (without an answer)"),
        ("raise SystemExit(3)", "the program called sys.exit(3)"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_a_program_that_ends_its_process_ends_no_watch(start: Start, end: str, said: str) -> None:
    """It is said, and the next save is planned."""
    watched = start()
    watched.told()
    assert said in watched.save("__main__.py", f"{PROGRAM}\n{end}\n")
    assert "+ size: 2" in "".join(
        [watched.save("__main__.py", PROGRAM), watched.save("Pulumi.dev.yaml", "config: {demo:size: 2}\n")]
    )


def test_a_program_that_does_not_end_is_stopped(start: Start) -> None:
    """After its time, or by the next save."""
    watched = start("--timeout", "10")
    watched.told()
    found = watched.save("__main__.py", f"{PROGRAM}\nwhile True:\n    pass\n")
    assert "the program did not end within 10 s, and was stopped." in found
    assert "+ size: 2" in "".join(
        [watched.save("__main__.py", PROGRAM), watched.save("Pulumi.dev.yaml", "config: {demo:size: 2}\n")]
    )


@pytest.mark.parametrize("half", ["config: {demo:size: half", "config: {demo:size: half}\n"])
def test_half_a_save_is_not_shown(start: Start, half: str) -> None:
    """Neither the fault in it nor what is planned of it: files are looked at again before that."""
    watched = start(
        __main____dot__py="""
            import pulumi, time
            size = pulumi.Config().get("size")
            time.sleep(0.3 if size == "half" else 0)
            pulumi.CustomResource("test:index:T", "t", {"size": size})
            """
    )
    watched.told()
    (watched.folder / "Pulumi.dev.yaml").write_text(half)
    found = watched.save("Pulumi.dev.yaml", "config: {demo:size: whole}\n")
    assert "    + size: whole\n" in found
    assert "error" not in found


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has begun, those that these have begun among them."""
    found: list[int] = []
    for each in subprocess.run(
        ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split():
        found += [int(each), *descendants(int(each))]
    return found


def test_the_process_for_the_next_plan_may_be_gone(start: Start) -> None:
    """Where the system has ended it for its memory, another one plans."""
    watched = start()
    watched.told()
    time.sleep(1.0)
    [*_, last] = descendants(watched.process.pid)
    os.kill(last, signal.SIGKILL)
    found = watched.save("Pulumi.dev.yaml", "config: {demo:size: 2}\n")
    assert "    - size: 1\n    + size: 2\n" in found
    time.sleep(1.0)
    for each in descendants(watched.process.pid)[1:]:
        os.kill(each, signal.SIGKILL)
    found = watched.save("Pulumi.dev.yaml", "config: {demo:size: 3}\n")
    assert "    - size: 2\n    + size: 3\n" in found


RULES: Final = """
from pathlib import Path
from jiban.policy.pack import Pack
from jiban.policy.rule import Level, ResourceRule, Severity, failed, passed
def small(resource):
    import late
    most = int(Path("most.txt").read_text())
    size = int(resource["size"].value)
    return passed("small") if size <= most + late.MORE else failed(f"is {size} of {most}", "size")
RULE = ResourceRule(
    id="T-001", text="Small.", severity=Severity.HIGH, level=Level.MANDATORY, reason="r",
    remedy="Shrink.", link="x", types=("test:index:T",), check=small,
)
PACK = Pack("own", (RULE,))
"""


def test_a_rule_that_reads_a_file_is_asked_again_about_both_plans(start: Start) -> None:
    """The last plan is judged ahead only where that hangs on nothing but the plan."""
    watched = start(
        rules__dot__py=RULES,
        late__dot__py="MORE = 0\n",
        most__dot__txt="5",
        pyproject__dot__toml='[tool.jiban]\npack = "rules:PACK"\n',
    )
    assert "T-001" not in watched.told()
    time.sleep(1.0)
    found = watched.save("Pulumi.dev.yaml", "config: {demo:size: 7}\n")
    assert "is 7 of 5" in found
    time.sleep(1.0)
    # Of the plan before nothing is told, as it fails by the new file, too.
    found = watched.save("most.txt", "6")
    assert "T-001" not in found
    time.sleep(1.0)
    (watched.folder / "most.txt").write_text("9")
    found = watched.told()
    assert "T-001" not in found


def test_ctrl_c_ends_it_and_all_that_it_has_started(start: Start) -> None:
    """With code 0: that is how a watch ends."""
    watched = start()
    watched.told()
    assert watched.stop() == 0
    time.sleep(0.5)
    left = subprocess.run(["pgrep", "-f", str(watched.folder)], capture_output=True, text=True, check=False)
    assert left.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--json"], "Error: a watch has no JSON form; jiban plan and jiban diff have."),
        (["--fast"], "Error: No such option '--fast'. Did you mean '--stack'?"),
    ],
)
def test_a_flag_that_a_watch_has_not_is_refused(start: Start, arguments: list[str], said: str) -> None:
    """Also one that could be meant for the command."""
    watched = start(*arguments)
    assert watched.process.wait(timeout=60) == 2
    watched.reader.join(10)
    assert said in watched.rest()


def test_a_stack_that_is_not_there_is_no_watch(start: Start) -> None:
    """As with every other command."""
    watched = start("-s", "other")
    assert watched.process.wait(timeout=60) == 1
    assert "error: no stack 'other'" in watched.line()
