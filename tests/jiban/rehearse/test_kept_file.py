"""A file that is read again when somebody has written it."""

from pathlib import Path

import pytest

from jiban.rehearse.kept_file import KeptFile, stamp_of


def test_a_file_is_read_once_for_each_time_that_it_is_written(tmp_path: Path) -> None:
    """In place, as a new one, or when it is gone."""
    file, read = tmp_path / "file", list[str]()

    def text(path: Path) -> str:
        read.append(path.read_text() if path.exists() else "none")
        return read[-1]

    kept = KeptFile(file, text)
    assert [kept.get(), kept.get()] == ["none", "none"]
    file.write_text("a")
    assert [kept.get(), kept.get()] == ["a", "a"]
    (tmp_path / "new").write_text("b")
    (tmp_path / "new").replace(file)
    assert [kept.get(), kept.get()] == ["b", "b"]
    file.unlink()
    assert kept.get() == "none"
    assert read == ["none", "a", "b", "none"]


def test_a_file_that_is_wrong_is_wrong_each_time(tmp_path: Path) -> None:
    """What it said before it was written is not said again."""
    file = tmp_path / "file"
    file.write_text("1")
    kept = KeptFile(file, lambda path: int(path.read_text()))
    assert kept.get() == 1
    file.write_text("one")
    for _ in range(2):
        with pytest.raises(ValueError, match="one"):
            kept.get()


def test_a_file_that_is_not_there_has_no_stamp(tmp_path: Path) -> None:
    """Another one has one."""
    assert stamp_of(tmp_path / "none") is None
    assert stamp_of(tmp_path) is not None
