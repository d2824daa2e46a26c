"""What is loaded before a base is forked: only what may be, and no more than what was loaded before."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from jiban import user_cache
from jiban.diff import ahead
from jiban.diff.ahead import Ahead, Libraries, importable
from jiban.diff.git import Contents
from jiban.plan import libraries
from jiban.project import streams
from jiban.project.project import Project, find_project
from tests.jiban.diff.repositories import repository


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project, with a cache of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return find_project(repository(tmp_path / "project"))


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[list[Any]]:
    """What was loaded: modules, classes and types."""
    found: list[list[Any]] = []
    monkeypatch.setattr(libraries, "load", lambda *parts: found.extend(list(each) for each in parts))
    return found


def keep(project: Project, **found: Any) -> None:
    """Have something kept of a project's stack."""
    user_cache.write(Libraries.of(project, "prod").file, json.dumps(found).encode())


def test_what_is_kept_is_loaded(project: Project, loaded: list[list[Any]]) -> None:
    """As it was written."""
    keep(
        project,
        modules=["colorsys", "pulumi_aws.s3"],
        made=[["pulumi_aws.s3._inputs", ["A", "B"]]],
        read=[["input_type_types", "pulumi_aws.s3.bucket", "Bucket", ["tags"]]],
    )
    Libraries.of(project, "prod").load(frozenset())
    assert loaded == [
        ["colorsys", "pulumi_aws.s3"],
        [("pulumi_aws.s3._inputs", ("A", "B"))],
        [("input_type_types", "pulumi_aws.s3.bucket", "Bucket", ("tags",))],
    ]


def test_what_has_another_name_on_one_side_is_not_loaded(project: Project, loaded: list[list[Any]]) -> None:
    """A module of a program may have the name of a library."""
    keep(
        project,
        modules=["colorsys", "pulumi_aws.s3"],
        made=[["pulumi_aws.s3._inputs", ["A"]]],
        read=[["input_type_types", "pulumi_aws.s3.bucket", "Bucket", []]],
    )
    Libraries.of(project, "prod").load(frozenset({"pulumi_aws"}))
    assert loaded == [["colorsys"], [], []]


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"made": 1}', b'{"read": [["a"]]}'])
def test_what_cannot_be_read_is_nothing(project: Project, data: bytes) -> None:
    """Nobody hangs on it."""
    user_cache.write(Libraries.of(project, "prod").file, data)
    found = Libraries.of(project, "prod")
    assert (found.modules, found.made, found.read, found.own) == ([], [], [], [])


def test_it_is_kept_by_stack_and_packages(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another stack loads something else, and so do other packages."""
    first = Libraries.of(project, "prod").file
    assert Libraries.of(project, "prod").file == first
    assert Libraries.of(project, "dev").file != first
    monkeypatch.setattr(ahead, "packages_of", lambda *_: [("site-packages", [1])])
    assert Libraries.of(project, "prod").file != first


def test_what_was_loaded_is_written_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the libraries, and none of anything else."""
    importlib.import_module("colorsys")
    Libraries.of(project, "prod").write()
    found = Libraries.of(project, "prod")
    assert {"colorsys", "pulumi"} <= set(found.modules)
    assert [each for each in found.modules if each.partition(".")[0] in {"jiban", "tests", "pytest"}] == []
    written: list[Path] = []
    monkeypatch.setattr(user_cache, "write", lambda file, _data: written.append(file))
    found.write()
    assert written == []


def test_only_what_defines_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An SDK as Pulumi generates it, and no package of components, which may read the configuration."""
    for name in ("pulumi_sdk", "pulumi_components"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    (tmp_path / "pulumi_sdk" / "pulumi-plugin.json").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    names = ["pulumi_sdk.s3", "pulumi_components", "pulumi.output", "json", "click", "pulumi_not_there"]
    assert libraries.harmless(names) == ["pulumi_sdk.s3", "pulumi.output", "json"]


def test_what_can_be_imported_of_files() -> None:
    """Files of Python, those in C, and the folders above either."""
    files = ("queue.py", "lib/yaml/reader.py", "fast.cpython-311.so", "docs/json.md", "a/b/c.yaml")
    assert importable(files) == {"queue", "lib", "yaml", "reader", "fast"}


def test_nothing_is_loaded_in_the_process_of_another_program(project: Project) -> None:
    """Nor is anything forked there."""
    found = Ahead()
    assert found.libraries(project, "prod", Contents(0, (), frozenset()), project.root) == ()
    assert not found.may_fork()
    found.keep()
    assert not Libraries.of(project, "prod").file.exists()


def test_bytecode_is_lent_of_what_was_loaded(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its place in the repository; what is elsewhere is none of it."""
    monkeypatch.setattr(streams, "is_kept", lambda: True)
    keep(project, own=[str(project.root / "infra" / "a.py"), "/elsewhere/b.py"])
    with Ahead() as found:
        own = found.libraries(project, "prod", Contents(0, (), frozenset()), project.root)
    assert own == ["infra/a.py"]
