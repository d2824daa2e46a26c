"""Outputs of deployed stacks are read from files, and stand for the stack that they are of."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jiban.model.plan import Plan, Resource, Unknown
from jiban.render.outputs import GivenStacks, given, planned
from jiban.report.failures import CommandError
from tests.jiban.render.samples import ROOT_URN


def file(folder: Path, content: Any, name: str = "out.json") -> str:
    """Write a file of outputs; return its path."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


def test_a_file_without_a_stack_is_for_any(tmp_path: Path) -> None:
    """Whatever the program calls it."""
    found = given([file(tmp_path, {"host": "db"})])
    assert found["acme/platform/prod"] == {"host": "db"}


def test_a_file_is_for_the_stack_that_is_named(tmp_path: Path) -> None:
    """By its name, or by more of it; another stack has none."""
    path = file(tmp_path, {"host": "db"})
    found = given([f"prod={path}"])
    assert found["acme/platform/prod"] == {"host": "db"}
    assert "acme/platform/preprod" not in found
    assert "acme/platform/prod" in given([f"platform/prod={path}"])
    assert "acme/other/prod" not in given([f"platform/prod={path}"])
    assert len(found) == 1


def test_what_pulumi_hides_is_not_known(tmp_path: Path) -> None:
    """Its mark is no value."""
    found = given([file(tmp_path, {"a": {"key": "[secret]"}, "b": ["[secret]", "x"]})])["any"]
    assert isinstance(found["a"]["key"], Unknown)
    assert isinstance(found["b"][0], Unknown)
    assert found["b"][1] == "x"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "out.json"),
        ("{", "out.json"),
        ("[]", "expected a map of outputs"),
        ('"x"', "expected a map of outputs"),
        ("null", "expected a map of outputs"),
        ("[" * 300 + "]" * 300, "nested deeper"),
    ],
)
def test_a_file_without_outputs_is_refused(tmp_path: Path, content: str, words: str) -> None:
    """With its name, and code 2."""
    with pytest.raises(CommandError, match=words) as error:
        given([file(tmp_path, content)])
    assert error.value.exit_code == 2


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """As is a folder."""
    with pytest.raises(CommandError, match="No such file"):
        given([str(tmp_path / "none.json")])
    with pytest.raises(CommandError, match="it is a folder"):
        given([str(tmp_path)])


def test_two_files_for_one_stack_are_refused(tmp_path: Path) -> None:
    """One of them would not count."""
    path = file(tmp_path, {})
    with pytest.raises(CommandError, match="two files of --outputs name no stack"):
        given([path, path])
    with pytest.raises(CommandError, match="two files are for stack prod"):
        given([f"prod={path}", f"prod={path}"])
    with pytest.raises(CommandError, match="no stack before ="):
        given([f"={path}"])


def test_a_plan_stands_for_its_own_stack() -> None:
    """And for no other; a file counts over it."""
    found = GivenStacks(own=("shop", "prod"), own_outputs={"host": "planned"})
    assert found["acme/shop/prod"] == {"host": "planned"}
    assert found["prod"] == {"host": "planned"}
    assert "acme/other/prod" not in found
    assert "acme/shop/dev" not in found
    assert replace(found, of_any={"host": "given"})["acme/shop/prod"] == {"host": "given"}


def test_what_a_plan_makes_up_is_no_output() -> None:
    """An unknown stands there; all else stays."""
    root = Resource(
        urn=ROOT_URN,
        type="pulumi:pulumi:Stack",
        name="shop-prod",
        custom=False,
        placeholder_paths=(("a", "id"), ("b", 1), ("c",)),
    )
    outputs = {"a": {"id": "made-up", "name": "x"}, "b": ["y", "made-up"], "c": "made-up", "d": "z"}
    found = planned(Plan("shop", "prod", (root,), outputs=outputs))
    unknown = Unknown()
    assert found == {"a": {"id": unknown, "name": "x"}, "b": ["y", unknown], "c": unknown, "d": "z"}
