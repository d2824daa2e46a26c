"""Runs in turn: their order, their figures, and what becomes of one that fails."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from benchmarks.runs import Command, Failed, Taken, added, in_rounds, middle, once, ratio, resident

NO_TREE = not Path("/proc/self/task").is_dir()


def python(name: str, code: str, folder: Path, *codes: int) -> Command:
    """A command that runs some Python."""
    return Command(name, (sys.executable, "-c", code), folder, codes=frozenset(codes or {0}))


def writing(name: str, folder: Path, *, code: int = 0) -> Command:
    """A command that writes its name at the end of a file, and exits with a code."""
    return Command(name, ("sh", "-c", f"printf {name} >> order; exit {code}"), folder)


def order(folder: Path) -> str:
    """What commands have written."""
    return (folder / "order").read_text()


def test_times_are_the_median_and_memory_is_the_most() -> None:
    """One slow run of five changes no time; the largest run says how much memory is needed."""
    runs = [
        Taken(2.0, 1.0, 100, 1),
        Taken(9.0, 1.2, 100, 1),
        Taken(2.2, 1.1, 140, 1),
        Taken(2.1, 1.4, 100, 1),
        Taken(2.3, 1.3, 100, 1),
    ]
    assert middle(runs) == Taken(2.2, 1.2, 140, 1)


def test_the_median_of_an_even_number_of_runs_lies_between_two() -> None:
    """It is the mean of the two in the middle."""
    assert middle([Taken(1.0, 2.0, 1, 1), Taken(3.0, 4.0, 1, 1)]) == Taken(2.0, 3.0, 1, 1)


def test_no_run_has_no_median() -> None:
    """Nothing is made up for a command that never ran."""
    with pytest.raises(ValueError, match="no run to take the median of"):
        middle([])


def test_a_ratio_says_how_many_times_theirs_ours_is() -> None:
    """A quarter is less than theirs."""
    assert ratio(1.2, 4.8) == pytest.approx(0.25)


@pytest.mark.parametrize("theirs", [0.0, -1.0])
def test_a_figure_that_was_not_measured_has_no_ratio(theirs: float) -> None:
    """No command takes no time."""
    with pytest.raises(ValueError, match="is none to set another beside"):
        ratio(1.0, theirs)


def test_commands_run_in_turn_after_a_warm_up(tmp_path: Path) -> None:
    """Three rounds and the warm-up: each command follows the other four times."""
    in_rounds([writing("a", tmp_path), writing("b", tmp_path)], 3)
    assert order(tmp_path) == "abababab"


def test_the_warm_up_does_not_count(tmp_path: Path) -> None:
    """A command of three rounds has three runs."""
    ((_, runs),) = in_rounds([writing("a", tmp_path)], 3)
    assert len(runs if isinstance(runs, list) else []) == 3


def test_a_command_that_fails_is_not_run_again_and_the_others_go_on(tmp_path: Path) -> None:
    """It fails in the warm-up, and says so in the place of its runs."""
    commands = [writing("a", tmp_path, code=3), writing("b", tmp_path)]
    found = {command.name: runs for command, runs in in_rounds(commands, 2)}
    assert (order(tmp_path), str(found["a"])) == ("abbb", "a exits with 3: ")


def test_the_end_of_what_a_command_said_tells_why_it_failed(tmp_path: Path) -> None:
    """Standard error is shown."""
    with pytest.raises(Failed, match=r"^peer exits with 4: no such file$"):
        once(python("peer", "import sys; print('no such file', file=sys.stderr); sys.exit(4)", tmp_path))


def test_a_code_that_says_what_was_found_is_no_failure(tmp_path: Path) -> None:
    """A tool that has findings exits with 1, and has done its work."""
    assert once(python("peer", "import sys; sys.exit(1)", tmp_path, 0, 1)).seconds > 0


def test_a_command_that_is_not_there_fails(tmp_path: Path) -> None:
    """It is said as a failure of the command."""
    with pytest.raises(Failed, match=r"^peer does not start: No such file or directory$"):
        once(Command("peer", (str(tmp_path / "nothing"),), tmp_path))


def test_a_command_gets_its_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are set over those of this process."""
    monkeypatch.setenv("SIZE", "large")
    code = "import os, sys; sys.exit(os.environ['SIZE'] != 'small')"
    command = Command("peer", (sys.executable, "-c", code), tmp_path, {"SIZE": "small"})
    assert once(command).seconds > 0


@pytest.mark.skipif(NO_TREE, reason="the system does not tell the children of a process")
def test_the_memory_of_children_counts(tmp_path: Path) -> None:
    """Two processes of 60 MB each hold 120 MB at a time, although none holds 100."""
    hold = "import time; held = bytearray(b'x') * 60_000_000; "
    child = f"{hold}time.sleep(0.4)"
    code = f"{hold}import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    assert once(python("peer", code, tmp_path)).megabytes > 120


@pytest.mark.parametrize(
    ("held", "of_parent", "pages"),
    [
        pytest.param("900 40 7 1 0 88 0", "", 40, id="the first"),
        pytest.param("900 40 7 1 0 88 0", "900 40 7 1 0 88 0", 0, id="just forked"),
        pytest.param("900 41 7 1 0 88 0", "900 40 7 1 0 88 0", 41, id="another program"),
    ],
)
def test_a_child_that_has_just_been_forked_holds_nothing_of_its_own(
    held: str, of_parent: str, pages: int
) -> None:
    """It has the very memory of its parent until it becomes another program; the second number are pages."""
    assert added(held, of_parent) == pages


def test_the_processor_time_of_children_counts(tmp_path: Path) -> None:
    """A child that works for a fifth of a second is waited for, and its time is the command's."""
    child = "import time\nwhile time.process_time() < 0.2: pass"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    assert once(python("peer", code, tmp_path)).processor > 0.2


@pytest.mark.skipif(NO_TREE, reason="the system does not tell the children of a process")
def test_what_a_command_leaves_behind_counts(tmp_path: Path) -> None:
    """The process of a child that has ended is nobody's, and its work the command's all the same."""
    code = f"""
        import os, time
        if not os.fork():
            if not os.fork():
                held = bytearray({60_000_000})
                until = time.process_time() + 0.3
                while time.process_time() < until:
                    pass
            os._exit(0)
        os.wait()
        time.sleep(0.2)
        """
    found = once(python("peer", textwrap.dedent(code), tmp_path))
    assert found.processor > 0.3
    assert found.megabytes > 60


def test_the_processor_time_is_the_command_s_own(tmp_path: Path) -> None:
    """One that only waits takes next to none, whatever this process has taken."""
    assert once(Command("peer", ("sleep", "0.1"), tmp_path)).processor < 0.1


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="nothing tells it here")
def test_what_a_fork_has_in_common_counts_once() -> None:
    """Two processes of a hundred megabytes, which are the same, are no two hundred."""
    code = (
        "import os, sys, time\n"
        "held = bytearray(b'x') * 100_000_000\n"
        "if os.fork():\n    os.wait()\nelse:\n    print('ready', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        held = resident(process.pid)
        process.communicate("")
    assert 100_000_000 < held < 150_000_000
