"""How a document reaches its reader."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
import threading
import time
from pathlib import Path

import pytest

from jiban.report.terminal import (
    Look,
    columns,
    cut,
    look_of,
    printable,
    progress,
    wants_colour,
    write_document,
    write_file,
)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"  # pyright: ignore[reportAssignmentType, reportIncompatibleVariableOverride] a test double

    def isatty(self) -> bool:
        """Pretend."""
        return True


@pytest.fixture(autouse=True)
def _no_colour_wishes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine that runs the tests may have wishes of its own."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


def test_a_terminal_has_colour_and_a_pipe_has_none() -> None:
    """Without a wish the place decides."""
    assert wants_colour(Terminal())
    assert not wants_colour(io.StringIO())
    assert not wants_colour(None)


@pytest.mark.parametrize(
    ("no_color", "force_color", "expected"),
    [("1", "", False), ("", "1", True), ("1", "1", False), ("", "0", False), ("", "", False)],
)
def test_the_environment_decides_over_the_place(
    monkeypatch: pytest.MonkeyPatch,
    no_color: str,
    force_color: str,
    expected: bool,  # noqa: FBT001 a parameter of a table
) -> None:
    """NO_COLOR counts over FORCE_COLOR, and an empty variable is none."""
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("FORCE_COLOR", force_color)
    assert wants_colour(io.StringIO()) is expected


def test_no_color_counts_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """As no-color.org has it."""
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())


def test_the_flag_decides_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who writes --color means it."""
    monkeypatch.setenv("NO_COLOR", "1")
    assert wants_colour(io.StringIO(), "always")
    monkeypatch.delenv("NO_COLOR")
    assert not wants_colour(Terminal(), "never")


def test_a_dumb_terminal_has_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor's shell shows escape sequences as letters."""
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colour(Terminal())


def test_only_a_terminal_has_a_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """COLUMNS in the environment of a pipe cuts nothing."""
    monkeypatch.setenv("COLUMNS", "50")
    assert look_of(Terminal()).width == 50
    assert look_of(io.StringIO()).width is None


@pytest.mark.parametrize(("said", "width"), [("20", 20), ("19", None), ("120", 120)])
def test_a_terminal_of_less_than_twenty_columns_does_not_know_its_width(
    monkeypatch: pytest.MonkeyPatch, said: str, width: int | None
) -> None:
    """Nothing would fit, so no line is cut."""
    monkeypatch.setenv("COLUMNS", said)
    assert look_of(Terminal()).width == width


def test_what_the_encoding_can_write_is_used() -> None:
    """A stream in ASCII gets no box-drawing characters, one in UTF-8 does."""
    assert look_of(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")).unicode
    assert not look_of(io.TextIOWrapper(io.BytesIO(), encoding="ascii")).unicode
    assert not look_of(io.TextIOWrapper(io.BytesIO(), encoding="latin-1")).unicode


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("한국", 4), ("e\u0301", 1), ("", 0)])
def test_columns_are_not_letters(text: str, width: int) -> None:
    """Letters of East Asia take two columns, and combining marks none."""
    assert columns(text) == width


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("한국어", 5, "한국…"),
        ("한국어", 4, "한…"),
        ("ab cdef", 4, "ab…"),
        ("abcdef", 1, "…"),
    ],
)
def test_a_text_is_cut_by_columns(text: str, width: int, expected: str) -> None:
    """A wide letter that has room for its half only is left out, and no blank stands before the ellipsis."""
    assert cut(text, width, "…") == expected


def test_control_characters_are_escaped() -> None:
    """Nothing that is printed moves the cursor."""
    assert printable("a\x1b[2J\n\u202eb") == r"a\x1b[2J\n\u202eb"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "utf-16", "cp949"])
def test_json_stays_valid_in_every_encoding(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    """Letters that an encoding may lack are escaped as JSON does it, beyond the first plane too."""
    data = {"name": "한국 \U0001f600 é"}
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer, encoding=encoding))
    write_document(json.dumps(data, ensure_ascii=False), is_json=True)
    assert json.loads(buffer.getvalue().decode(encoding)) == data


def test_text_is_escaped_where_the_encoding_lacks_a_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name in Korean does not end the command."""
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer, encoding="ascii"))
    write_document("name: 한\n")
    assert buffer.getvalue() == b"name: \\ud55c\n"


def test_without_a_standard_output_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process may be started with none."""
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(OSError, match="there is no standard output"):
        write_document("x")


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    """In UTF-8, with the rights of any new file, and nothing beside it."""
    write_file(tmp_path / "plan.txt", "한국\n")
    assert (tmp_path / "plan.txt").read_bytes() == "한국\n".encode()
    (tmp_path / "other").touch()
    assert stat.S_IMODE((tmp_path / "plan.txt").stat().st_mode) == stat.S_IMODE(
        (tmp_path / "other").stat().st_mode
    )
    assert sorted(each.name for each in tmp_path.iterdir()) == ["other", "plan.txt"]


def test_a_file_that_was_there_keeps_its_rights(tmp_path: Path) -> None:
    """Writing it anew opens it to nobody."""
    path = tmp_path / "plan.txt"
    path.write_text("old")
    path.chmod(0o640)
    write_file(path, "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader finds the whole old text or the whole new one, never half."""
    path = tmp_path / "plan.txt"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write_file(path, "new")
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["plan.txt"]


def test_a_link_goes_on_leading_where_it_led(tmp_path: Path) -> None:
    """What changes is the file behind it."""
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    write_file(tmp_path / "link.txt", "new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_what_is_no_plain_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """A named pipe stays one and gets the text. No real device: a test must not put one at risk."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_file(path, "x")
        assert stat.S_ISFIFO(path.stat().st_mode)
        assert os.read(reader, 10) == b"x"
    finally:
        os.close(reader)
    assert [each.name for each in tmp_path.iterdir()] == ["pipe"]


def test_a_folder_is_an_error(tmp_path: Path) -> None:
    """It says by itself what it is."""
    with pytest.raises(IsADirectoryError):
        write_file(tmp_path, "x")


def test_slow_work_is_told_on_a_terminal() -> None:
    """After some time a line says what is going on; at the end it is gone."""
    stream = Terminal()
    told = threading.Event()
    with progress("planning shop/prod", stream, patience=0.01):
        for _ in range(500):
            if stream.getvalue():
                told.set()
                break
            time.sleep(0.01)
    assert told.is_set()
    assert stream.getvalue().startswith("\rplanning shop/prod: 0 s ...")
    assert stream.getvalue().endswith("\r\x1b[K")


def test_quick_work_is_not_told() -> None:
    """Nothing flickers."""
    stream = Terminal()
    with progress("planning", stream, patience=60):
        pass
    assert stream.getvalue() == ""


def test_progress_is_for_people() -> None:
    """A log gets no line that overwrites itself."""
    stream = io.StringIO()
    with progress("planning", stream, patience=0):
        time.sleep(0.05)
    assert stream.getvalue() == ""


def test_paint_without_colour_is_the_text() -> None:
    """No escape sequence where none is wanted, and none around nothing."""
    assert Look().paint("x", "bold") == "x"
    assert Look(colour=True).paint("x", "bold") == "\x1b[1mx\x1b[0m"
    assert Look(colour=True).paint("", "bold") == ""
