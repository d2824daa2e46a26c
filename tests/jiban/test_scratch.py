import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from jiban import scratch

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of temporary folders, whose folders are old enough at once."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(scratch, "_YOUNG", -1.0)
    monkeypatch.setattr(scratch, "_MEMORY", tmp_path / "memory")
    monkeypatch.delenv("TMPDIR", raising=False)
    return tmp_path


def run_of(temporary: Path) -> subprocess.Popen[str]:
    """A run in a process of its own, which tells its folder and works on until it is ended."""
    code = textwrap.dedent(
        """\
        import sys, tempfile
        tempfile.tempdir = sys.argv[1]
        from jiban.scratch import scratch_folder
        with scratch_folder() as folder:
            print(folder, flush=True)
            sys.stdin.read()
        """
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, str(temporary)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_folder_is_removed_at_the_end(temporary: Path) -> None:
    """Whatever is in it."""
    with scratch.scratch_folder() as folder:
        (folder / "a" / "b").mkdir(parents=True)
    assert list(temporary.iterdir()) == []


def test_what_a_killed_run_has_left_is_removed_by_the_next(temporary: Path) -> None:
    """SIGKILL lets a run remove nothing."""
    with run_of(temporary) as run:
        left = Path(run.stdout.readline().strip() if run.stdout else "")
        run.kill()
    assert left.is_dir()
    with scratch.scratch_folder() as folder:
        assert list(temporary.iterdir()) == [folder]


def test_the_folder_of_a_living_run_stays(temporary: Path) -> None:
    """Its lock is held."""
    with run_of(temporary) as run:
        theirs = Path(run.stdout.readline().strip() if run.stdout else "")
        scratch.remove_leftovers()
        assert theirs.is_dir()
        run.kill()


def test_a_process_that_works_in_a_left_folder_is_ended(temporary: Path) -> None:
    """A run that was killed may have started others."""
    left = temporary / "jiban-run-old"
    left.mkdir()
    code = "import time; print(flush=True); time.sleep(60)"
    command = [sys.executable, "-c", code, str(left / "x")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        # The system names no command for a process whose program it is still loading.
        assert process.stdout
        process.stdout.readline()
        scratch.remove_leftovers()
        assert process.wait(10) == -9


def test_folders_of_others_stay(temporary: Path) -> None:
    """Other programs have folders there too."""
    (temporary / "jiban-notes").mkdir()
    (temporary / "jiban-run-file").touch()
    scratch.remove_leftovers()
    assert sorted(each.name for each in temporary.iterdir()) == ["jiban-notes", "jiban-run-file"]


def test_a_folder_that_no_run_has_locked_yet_stays_for_ten_seconds(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run makes it first and locks it then."""
    made = temporary / "jiban-run-new"
    made.mkdir()
    now = made.stat().st_ctime
    monkeypatch.setattr(scratch, "_YOUNG", 10.0)
    for age, there in ((9, True), (11, False)):
        monkeypatch.setattr("time.time", lambda age=age: now + age)
        scratch.remove_leftovers()
        assert made.exists() is there


def test_what_is_large_enough_to_be_slow_is_held_in_memory(temporary: Path) -> None:
    """Where there is room for eight times as much."""
    (temporary / "memory").mkdir()
    with scratch.scratch_folder(1000) as folder:
        assert folder.parent == temporary / "memory"
    assert list((temporary / "memory").iterdir()) == []


@pytest.mark.parametrize("room", [None, 10**15])
def test_memory_is_left_alone_where_it_would_be_short(temporary: Path, room: int | None) -> None:
    """And for what nobody knows the size of."""
    (temporary / "memory").mkdir()
    with scratch.scratch_folder(room) as folder:
        assert folder.parent == temporary


def test_where_temporary_files_go_is_respected(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TMPDIR is the user's word."""
    (temporary / "memory").mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with scratch.scratch_folder(1000) as folder:
        assert folder.parent == temporary


def test_a_system_without_files_in_memory_has_none(temporary: Path) -> None:
    """As a Mac."""
    with scratch.scratch_folder(1000) as folder:
        assert folder.parent == temporary


def test_what_a_killed_run_left_in_memory_is_removed(temporary: Path) -> None:
    """As elsewhere."""
    left = temporary / "memory" / "jiban-run-old"
    left.mkdir(parents=True)
    with scratch.scratch_folder():
        assert not left.exists()
