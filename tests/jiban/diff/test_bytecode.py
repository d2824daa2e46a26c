"""A base compiles only what differs from the working tree."""

from __future__ import annotations

import compileall
import importlib.util
import os
from pathlib import Path

from jiban.diff.bytecode import lend_bytecode


def trees(tmp_path: Path) -> tuple[Path, Path]:
    """A working tree with bytecode, and an earlier state of it, laid out later."""
    top, tree = tmp_path / "top", tmp_path / "tree"
    for root in (top, tree):
        (root / "pack").mkdir(parents=True)
        (root / "same.py").write_text("A = 1\n")
        (root / "pack" / "inner.py").write_text("B = 1\n")
        (root / "changed.py").write_text(f"C = '{root.name}'\n")
        (root / "never.py").write_text("D = 1\n")
    for root in (top, tree):
        for file in root.rglob("*.py"):
            os.utime(file, ns=(1, 1_700_000_000_000_000_000 + (root == tree) * 10**12))
    for name in ("same.py", "pack/inner.py", "changed.py"):
        assert compileall.compile_file(top / name, quiet=1)
    return top, tree


def bytecode(file: Path) -> Path:
    """Where Python keeps the bytecode of a file."""
    return Path(importlib.util.cache_from_source(file))


def test_bytecode_of_what_is_the_same_is_linked(tmp_path: Path) -> None:
    """In every folder, with the time that Python asks for."""
    top, tree = trees(tmp_path)
    lend_bytecode(top, tree, {Path("changed.py")})
    for name in ("same.py", "pack/inner.py"):
        assert bytecode(tree / name).readlink() == bytecode(top / name)
        assert (tree / name).stat().st_mtime_ns == (top / name).stat().st_mtime_ns


def test_what_differs_is_compiled(tmp_path: Path) -> None:
    """Neither its bytecode nor its time is taken."""
    top, tree = trees(tmp_path)
    before = (tree / "changed.py").stat().st_mtime_ns
    lend_bytecode(top, tree, {Path("changed.py")})
    assert not bytecode(tree / "changed.py").exists()
    assert (tree / "changed.py").stat().st_mtime_ns == before


def test_what_was_never_compiled_is_left_as_it_is(tmp_path: Path) -> None:
    """Nor is a folder missed that only one of the two has."""
    top, tree = trees(tmp_path)
    (tree / "gone").mkdir()
    (tree / "gone" / "old.py").write_text("E = 1\n")
    lend_bytecode(top, tree, {Path("changed.py"), Path("gone/old.py")})
    assert not bytecode(tree / "never.py").exists()
    assert not (tree / "gone" / "__pycache__").exists()


def test_only_what_is_asked_for_is_linked(tmp_path: Path) -> None:
    """And of that only what is the same, and there."""
    top, tree = trees(tmp_path)
    lend_bytecode(top, tree, {Path("changed.py")}, ["pack/inner.py", "changed.py", "gone/old.py"])
    assert bytecode(tree / "pack/inner.py").is_symlink()
    assert not bytecode(tree / "same.py").exists()
    assert not bytecode(tree / "changed.py").exists()
    assert not (tree / "gone").exists()
