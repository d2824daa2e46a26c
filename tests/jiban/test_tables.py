"""Tables are parsed once, and what came of it is as good as the file."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from jiban import tables

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "as_of: 2026-11-28\nrows:\n  a: [1, 2.5, null, 'x']\n"
SAYS = {"as_of": dt.date(2026, 11, 28), "rows": {"a": [1, 2.5, None, "x"]}}


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with a table, and a cache beside it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / f"pack_{tmp_path.name}"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "table.yaml").write_text(TABLE)
    return folder


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are parsed."""
    found: list[str] = []
    load = yaml.load

    def noted(text: bytes, **options: Any) -> Any:
        found.append(text.decode())
        return load(text, **options)

    monkeypatch.setattr(yaml, "load", noted)
    return found


def read(package: Path) -> Any:
    """What a new process gets."""
    tables.table.cache_clear()
    tables._parsed.cache_clear()
    found = tables.table(package.name, "table.yaml")
    tables.keep()
    return found


def test_a_table_is_parsed_once(package: Path, parsed: list[str]) -> None:
    """The next process reads what came of it."""
    assert [read(package), read(package)] == [SAYS, SAYS]
    assert parsed == [TABLE]


def test_a_changed_table_is_parsed_again(package: Path, parsed: list[str]) -> None:
    """Whatever its times say."""
    read(package)
    times = (package / "table.yaml").stat()
    (package / "table.yaml").write_text(TABLE.replace("2.5", "7.5"))
    os.utime(package / "table.yaml", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert read(package)["rows"]["a"][1] == 7.5
    assert len(parsed) == 2


def test_the_switch_has_each_process_parse(
    package: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is read of the cache, or written to it."""
    monkeypatch.setenv("JIBAN_LAZY_SDK", "0")
    assert [read(package), read(package)] == [SAYS, SAYS]
    assert len(parsed) == 2
    assert not (package.parent / "cache").exists()


@pytest.mark.parametrize("damage", [b"", b"\0", b"x" * 400])
def test_a_damaged_cache_is_made_again(package: Path, parsed: list[str], damage: bytes) -> None:
    """It is noticed by its sum."""
    read(package)
    (kept,) = (package.parent / "cache" / "jiban").iterdir()
    kept.write_bytes(damage)
    assert [read(package), read(package)] == [SAYS, SAYS]
    assert len(parsed) == 2


def test_what_others_could_have_written_is_not_read(package: Path, parsed: list[str]) -> None:
    """Unpickling runs code."""
    read(package)
    (kept,) = (package.parent / "cache" / "jiban").iterdir()
    kept.chmod(0o666)
    assert read(package) == SAYS
    assert len(parsed) == 2


def test_a_table_that_is_no_yaml_is_not_kept(package: Path) -> None:
    """Its fault is found each time."""
    (package / "table.yaml").write_text("rows: [")
    for _ in range(2):
        with pytest.raises(yaml.YAMLError):
            read(package)
