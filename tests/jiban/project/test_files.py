"""Files from outside: what is read, and what is said of what is no file."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from jiban.project.files import NotReadable, is_there, read_file

LIMIT = 1024 * 1024


def reason(path: Path) -> str:
    """Why a path is not read."""
    with pytest.raises(NotReadable) as caught:
        read_file(path, LIMIT)
    return caught.value.reason


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    """Up to the last byte of the limit, and through a link."""
    (tmp_path / "file").write_bytes(b"x" * LIMIT)
    (tmp_path / "link").symlink_to("file")
    assert len(read_file(tmp_path / "link", LIMIT)) == LIMIT


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    """One byte more is refused, with the limit."""
    (tmp_path / "file").write_bytes(b"x" * (LIMIT + 1))
    assert reason(tmp_path / "file") == "the file is larger than 1 MB, which is the most that is read"


def test_a_folder(tmp_path: Path) -> None:
    """It is called what it is."""
    assert reason(tmp_path) == "it is a folder, not a file"


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Nobody writes to it, and nobody waits for that."""
    os.mkfifo(tmp_path / "pipe")
    assert reason(tmp_path / "pipe").startswith("it is a named pipe; ")


def test_a_device() -> None:
    """An endless file is not begun."""
    assert reason(Path("/dev/zero")) == "it is a device, not a file"


def test_a_socket(tmp_path: Path) -> None:
    """The operating system refuses to open it."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        assert reason(tmp_path / "socket") == "No such device or address"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere", "No such file or directory"),
        ("a" * 5000, "File name too long"),
        ("a\0b", "the path holds a NUL character, which no name of a file can"),
    ],
)
def test_names_of_nothing(tmp_path: Path, name: str, said: str) -> None:
    """Each is said as what it is."""
    assert reason(tmp_path / name) == said


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The superuser may read all, so the refusal is made up."""

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("jiban.project.files.os.open", refused)
    assert reason(tmp_path / "file") == "Permission denied"


def test_what_is_there(tmp_path: Path) -> None:
    """A link that leads nowhere is there: it must not pass for a project without the file."""
    (tmp_path / "link").symlink_to("nowhere")
    assert is_there(tmp_path / "link")
    assert not is_there(tmp_path / "nothing")
    assert not is_there(tmp_path / "link" / "below")


def test_what_cannot_be_told(tmp_path: Path) -> None:
    """A name that no file can have is an error, not an absence."""
    with pytest.raises(NotReadable, match="File name too long"):
        is_there(tmp_path / ("a" * 5000))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (stat.S_IFDIR, "it is a folder, not a file"),
        (stat.S_IFIFO, "it is a named pipe; write what comes out of it to a file, and give that"),
        (stat.S_IFSOCK, "it is a socket, not a file"),
        (stat.S_IFCHR, "it is a device, not a file"),
        (stat.S_IFBLK, "it is a device, not a file"),
    ],
)
def test_whatever_is_no_file_is_called_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: int, said: str
) -> None:
    """By what the system says of it once it is open: few may make each of them."""
    (tmp_path / "it").write_bytes(b"")
    monkeypatch.setattr("jiban.project.files.os.fstat", lambda _: SimpleNamespace(st_mode=kind, st_size=0))
    assert reason(tmp_path / "it") == said
