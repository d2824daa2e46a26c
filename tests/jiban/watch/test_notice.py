"""A watch hears at once of a change where the kernel tells of it, and looks in any case."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from jiban.watch.notice import Notice
from jiban.watch.saved import Seen

LONG = 30.0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
@pytest.mark.parametrize("how", ["write", "replace", "remove", "touch"])
def test_a_change_ends_the_waiting(tmp_path: Path, how: str) -> None:
    """However the file is changed."""
    file, beside = tmp_path / "a.yaml", tmp_path / "b.yaml"
    for each in (file, beside):
        each.write_text("a")
    notice = Notice()
    notice.about([str(file)], [])

    def change() -> None:
        time.sleep(0.05)
        {
            "write": lambda: file.write_text("b"),
            "replace": lambda: beside.replace(file),
            "remove": file.unlink,
            "touch": file.touch,
        }[how]()

    thread = threading.Thread(target=change)
    began = time.monotonic()
    thread.start()
    assert notice.wait(LONG)
    assert time.monotonic() - began < LONG / 3
    thread.join()
    assert not notice.wait(0.0)


def test_without_the_kernel_waiting_is_sleeping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files are looked at afterwards all the same."""
    monkeypatch.setattr(sys, "platform", "other")
    notice = Notice()
    notice.about([str(tmp_path / "a")], [str(tmp_path)])
    (tmp_path / "a").write_text("a")
    began = time.monotonic()
    assert not notice.wait(0.02)
    assert time.monotonic() - began >= 0.02


def test_what_differs_between_two_looks(tmp_path: Path) -> None:
    """Files that were changed, made or removed, and folders in which something is new."""
    same, other, new = (tmp_path / name for name in ("same", "other", "new"))
    same.write_text("a")
    other.write_text("a")
    seen = Seen.of(map(str, (same, other, new)), [str(tmp_path)])
    other.write_text("ab")
    new.write_text("a")
    assert seen.to(seen.again()) == seen.changed() == {str(other), str(new), str(tmp_path)}
    files, folders = seen.places()
    assert (set(files), folders) == ({str(same), str(other), str(new)}, [str(tmp_path)])
