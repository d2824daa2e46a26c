"""Code that dataclasses make is kept between runs, and is the code that they would make."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

PROGRAM: Final = """
import dataclasses
from jiban.lazy_sdk import dataclass_code
dataclass_code.install()
compiled = []
real = compile
import builtins
builtins.compile = lambda *args, **kwargs: compiled.append(args) or real(*args, **kwargs)
@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Point:
    x: int
    y: int = 2
print(Point(1), Point(1) == Point(1, 2), Point(1) < Point(2), hash(Point(1)) == hash(Point(1)), len(compiled))
try:
    Point(1).x = 3
except dataclasses.FrozenInstanceError as error:
    print(error)
dataclass_code.keep()
"""
SAID: Final = "Point(x=1, y=2) True True True {compiled}\ncannot assign to field 'x'\n"
METHODS: Final = 10
"""Methods of such a class, each a text of its own."""


def run(cache: Path, **variables: str) -> str:
    """Return what the program prints, with a folder for what is kept."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "XDG_CACHE_HOME": str(cache), **variables},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def kept(cache: Path) -> Path:
    """Return the one file that was written."""
    (file,) = (cache / "jiban").glob("dataclasses-*")
    return file


def test_nothing_is_compiled_a_second_time(tmp_path: Path) -> None:
    """The class behaves as one that was."""
    assert run(tmp_path) == SAID.format(compiled=METHODS)
    assert run(tmp_path) == SAID.format(compiled=0)


@pytest.mark.parametrize("content", [b"", b"not whole", b"\0\0\0\0{"])
def test_a_damaged_file_is_written_anew(tmp_path: Path, content: bytes) -> None:
    """It costs time, and nothing else."""
    run(tmp_path)
    whole = kept(tmp_path).read_bytes()
    kept(tmp_path).write_bytes(content)
    assert run(tmp_path) == SAID.format(compiled=METHODS)
    assert len(kept(tmp_path).read_bytes()) == len(whole)


def test_a_file_that_others_may_write_is_not_read(tmp_path: Path) -> None:
    """Code comes from it."""
    run(tmp_path)
    kept(tmp_path).chmod(0o666)
    assert run(tmp_path) == SAID.format(compiled=METHODS)


def test_a_folder_that_cannot_be_written_costs_no_run(tmp_path: Path) -> None:
    """It is compiled each time then."""
    (tmp_path / "file").write_text("")
    assert run(tmp_path / "file") == SAID.format(compiled=METHODS)


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    """By the variable that has everything loaded as Python does."""
    run(tmp_path, JIBAN_LAZY_SDK="0")
    assert not (tmp_path / "jiban").exists()


def test_what_no_run_needs_any_more_goes(tmp_path: Path) -> None:
    """The file does not grow without end."""
    code = PROGRAM.replace("compiled = []", "compiled = []\ndataclass_code._MOST = 12")
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    sizes: list[int] = []
    for name in ("Point", "Place", "Plot"):
        subprocess.run([sys.executable, "-c", code.replace("Point", name)], env=environment, check=True)
        sizes.append(kept(tmp_path).stat().st_size)
    assert max(sizes) < 2 * min(sizes)
