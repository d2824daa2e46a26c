"""What a project declares for jiban, where it stands, and what is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jiban.policy.pack import Pack
from jiban.project.declaration import Declaration, declaration, installed_pack
from jiban.project.errors import ConfigFileError

TABLE = '[tool.jiban]\nsettings = "infra.settings:SETTINGS"\npack = "rules:PACK"\n'


def fault(folder: Path, content: str | bytes) -> str:
    """What is said of a pyproject.toml."""
    (folder / "pyproject.toml").write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ConfigFileError) as caught:
        declaration(folder)
    assert caught.value.exit_code == 2
    return str(caught.value).removeprefix(f"{folder / 'pyproject.toml'}: ")


def test_both_keys_are_read(tmp_path: Path) -> None:
    """And the file that they stand in, whose folder they are imported from."""
    (tmp_path / "pyproject.toml").write_text(TABLE)
    assert declaration(tmp_path) == Declaration(
        tmp_path / "pyproject.toml", "infra.settings:SETTINGS", "rules:PACK"
    )


def test_a_table_above_counts_where_the_project_has_none(tmp_path: Path) -> None:
    """Also over a file of its own without the table; the nearest of several counts."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(TABLE)
    (inner / "pyproject.toml").write_text("[tool.other]\n")
    assert declaration(inner).file == tmp_path / "pyproject.toml"
    (inner.parent / "pyproject.toml").write_text('[tool.jiban]\npack = "nearer:PACK"\n')
    assert declaration(inner).pack == "nearer:PACK"


def test_nothing_above_the_repository_counts(tmp_path: Path) -> None:
    """What lies outside of it is somebody else's; its own root still counts."""
    root = tmp_path / "repository"
    inner = root / "app"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(TABLE)
    (root / ".git").mkdir()
    assert declaration(inner) == Declaration()
    (root / "pyproject.toml").write_text('[tool.jiban]\npack = "own:PACK"\n')
    assert declaration(inner).pack == "own:PACK"


@pytest.mark.parametrize("content", ["", "[tool]\n", "tool = 5\n", "[project]\nname = 'x'\n"])
def test_a_file_without_the_table_declares_nothing(tmp_path: Path, content: str) -> None:
    """It has another purpose."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(content)
    assert declaration(tmp_path) == Declaration()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[tool]\njiban = 5\n", "tool.jiban must be a table, got a number"),
        (
            '[tool.jiban]\npacks = "a:B"\n',
            "unknown key tool.jiban.packs; known keys: settings, pack",
        ),
        ('[tool.jiban]\npack = "rules"\n', "tool.jiban.pack must be \"MODULE:NAME\", got 'rules'"),
        ('[tool.jiban]\npack = ":PACK"\n', "tool.jiban.pack must be \"MODULE:NAME\", got ':PACK'"),
        ('[tool.jiban]\npack = "rules:"\n', "tool.jiban.pack must be \"MODULE:NAME\", got 'rules:'"),
        ("[tool.jiban]\nsettings = 5\n", 'tool.jiban.settings must be "MODULE:NAME", got 5'),
        ("[tool.jiban\n", "not valid TOML: Expected ']' at the end of a table declaration (at line 1, col"),
        (b"a = '\xff'\n", "byte 6 is not UTF-8; save the file as UTF-8"),
        ("x = " + "[" * 100_000, "not valid TOML: nested too deeply"),
    ],
)
def test_what_is_wrong_with_it(tmp_path: Path, content: str | bytes, said: str) -> None:
    """The file is named, and what it has to be."""
    assert " ".join(fault(tmp_path, content).split()).startswith(said)


def test_a_folder_of_its_name_is_a_fault(tmp_path: Path) -> None:
    """Not an absence."""
    (tmp_path / "pyproject.toml").mkdir()
    with pytest.raises(ConfigFileError, match="it is a folder, not a file"):
        declaration(tmp_path)


@pytest.mark.parametrize("found", [Declaration(), Declaration(Path("x"))])
def test_what_is_not_declared_is_not_imported(found: Declaration) -> None:
    """Neither key."""
    assert (found.load("settings"), found.load("pack")) == (None, None)


def test_each_key_is_imported_from_the_folder_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The name of the module, and nothing that it prints gets into a document."""
    (tmp_path / "declared_here.py").write_text("print('hello')\nONE = 1\nTWO = 2\n")
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "declared_here", raising=False)
    found = Declaration(tmp_path / "pyproject.toml", "declared_here:ONE", "declared_here:TWO")
    assert (found.load("settings"), found.load("pack")) == (1, 2)
    assert capfd.readouterr().out == ""


def test_the_pack_that_comes_with_the_tool_is_found_by_its_entry_point() -> None:
    """Of jiban's own distribution."""
    assert isinstance(installed_pack(), Pack)
