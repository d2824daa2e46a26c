"""What was taken apart is kept once for a file, however it is reached, and goes when it is of no use."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from jiban.lazy_sdk import store


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder for what can be made again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file of an SDK."""
    package = tmp_path / "lib" / "pulumi_own"
    package.mkdir(parents=True)
    file = package / "_inputs.py"
    file.write_text("one")
    return file


def taken(source: Path) -> list[str]:
    """How often a file is taken apart when it is asked for, with what comes of it."""
    asked: list[str] = []

    def take_apart() -> tuple[str, list[bytes]]:
        asked.append("asked")
        return source.read_text(), [b"first", b"", b"third"]

    found = store.parts(str(source), take_apart)
    assert found is not None
    assert [found.piece(number) for number in range(3)] == [b"first", b"", b"third"]
    return [*asked, found.head]


def kept(cache: Path) -> list[Path]:
    """The files that are kept."""
    return sorted(each for each in cache.rglob("*") if each.is_file())


def test_a_file_is_taken_apart_once(source: Path) -> None:
    """The second time it is read."""
    assert taken(source) == ["asked", "one"]
    assert taken(source) == ["one"]


def test_a_file_that_is_reached_by_a_link_is_the_same(source: Path, tmp_path: Path, cache: Path) -> None:
    """As of a base, whose virtual environment is a link to that of the working tree."""
    taken(source)
    (tmp_path / "link").symlink_to(tmp_path / "lib", target_is_directory=True)
    assert taken(tmp_path / "link" / "pulumi_own" / "_inputs.py") == ["one"]
    assert len(kept(cache)) == 1


def test_another_version_takes_the_place_of_the_one_before(source: Path, cache: Path) -> None:
    """Nobody asks for it any more."""
    taken(source)
    before = kept(cache)
    source.write_text("another")
    assert taken(source) == ["asked", "another"]
    assert len(kept(cache)) == 1
    assert kept(cache) != before


def test_what_is_a_month_old_goes_when_something_is_kept(source: Path, cache: Path, tmp_path: Path) -> None:
    """Of a virtual environment that is gone, nobody would remove it otherwise."""
    taken(source)
    (old,) = kept(cache)
    month = time.time() - 31 * 24 * 3600
    os.utime(old, (month, month))
    other = tmp_path / "lib" / "pulumi_other"
    other.mkdir()
    (other / "outputs.py").write_text("two")
    taken(other / "outputs.py")
    assert old not in kept(cache)
    assert len(kept(cache)) == 1


def test_a_file_that_was_taken_apart_and_cannot_be_is_remembered(source: Path) -> None:
    """It is not tried again."""
    asked: list[int] = []
    for _ in range(2):
        assert store.parts(str(source), lambda: asked.append(1)) is None
    assert asked == [1]


@pytest.mark.parametrize("loss", ["damaged", "removed"])
def test_a_piece_that_is_lost_meanwhile_is_made_again(source: Path, cache: Path, loss: str) -> None:
    """Pieces are read when they are asked for, maybe long after the head, and are kept again."""
    taken(source)
    found = store.parts(str(source), lambda: (source.read_text(), [b"", b"made", b"again"]))
    (file,) = kept(cache)
    if loss == "removed":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert found is not None
    assert found.piece(2) == b"again"
    assert found.piece(1) == b"made"
    assert len(kept(cache)) == 1


def test_a_piece_of_a_file_that_has_changed_meanwhile_is_refused(source: Path, cache: Path) -> None:
    """Half of one version and half of another would be neither."""
    taken(source)
    found = store.parts(str(source), lambda: (source.read_text(), [b"other"]))
    (file,) = kept(cache)
    file.unlink()
    source.write_text("another")
    assert found is not None
    with pytest.raises(ImportError, match="changed while the program was running"):
        found.piece(0)


def test_what_an_earlier_version_has_kept_goes_after_a_month(source: Path, cache: Path) -> None:
    """Nobody reads it any more."""
    old, new = cache / "jiban" / "sdk-1-cpython-311-0", cache / "jiban" / "sdk-2-cpython-311-0"
    for each in (old, new):
        each.mkdir(parents=True)
        (each / "file").write_text("")
    month = time.time() - 31 * 24 * 3600
    os.utime(old, (month, month))
    taken(source)
    assert not old.exists()
    assert new.exists()
