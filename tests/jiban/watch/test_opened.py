"""Which files count as somebody's own: those whose change makes another plan."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

import jiban
from jiban.watch.opened import is_own


def test_a_file_of_the_project_is_somebodys_own(tmp_path: Path) -> None:
    """A stack file, say."""
    assert is_own(str(tmp_path / "Pulumi.dev.yaml"))


@pytest.mark.parametrize(
    "file", [Path(jiban.__file__), Path(sysconfig.get_path("stdlib"), "os.py"), Path("/proc/self/maps")]
)
def test_what_comes_with_the_tool_or_python_is_not(file: Path) -> None:
    """Nobody edits that while a watch runs."""
    assert not is_own(str(file))


def test_what_can_be_made_again_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any other command of this tool may write it anew, and the plan stays the same."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert not is_own(str(tmp_path / "cache" / "jiban" / "tables-cpython-311"))
    assert is_own(str(tmp_path / "cache" / "of-the-program"))
