"""Which values of a stack's configuration differ between two plans, and where they stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jiban.diff.changed_settings import Setting, changed_settings
from jiban.diff.values import MISSING
from jiban.model.plan import Plan
from jiban.project.project import find_project

FILE = """\
config:
  aws:region: eu-west-1
  shop:network:
    cidr: 10.0.0.0/16
    subnets:
      - {name: web, size: 3}
      - {name: "data", size: 2}
  owner: platform
  shop:config:old: "1"
"""


def changed(folder: Path, before: dict[str, Any], after: dict[str, Any], **given: Any) -> tuple[Setting, ...]:
    """Compare two configurations of a project with a stack file."""
    (folder / "Pulumi.yaml").write_text(
        "name: shop\nruntime: python\nconfig:\n  shop:tier:\n    default: small\n"
    )
    (folder / "Pulumi.prod.yaml").write_text(FILE)
    (folder / "__main__.py").write_text("")
    old, new = (Plan("shop", "prod", (), config=config) for config in (before, after))
    return changed_settings(old, new, find_project(folder), **given)


@pytest.mark.parametrize(
    ("before", "after", "key", "place"),
    [
        ({"aws:region": "a"}, {"aws:region": "b"}, "aws:region", "Pulumi.prod.yaml:2"),
        (
            {"shop:network": {"cidr": "a"}},
            {"shop:network": {"cidr": "b"}},
            "shop:network.cidr",
            "Pulumi.prod.yaml:4",
        ),
        (
            {"shop:network": {"subnets": [{"name": "data", "size": 1}]}},
            {"shop:network": {"subnets": [{"name": "data", "size": 2}]}},
            "shop:network.subnets[data].size",
            "Pulumi.prod.yaml:7",
        ),
        ({"shop:owner": "a"}, {"shop:owner": "b"}, "shop:owner", "Pulumi.prod.yaml:8"),
        ({"shop:old": "2"}, {"shop:old": "1"}, "shop:old", "Pulumi.prod.yaml:9"),
        ({"shop:tier": "a"}, {"shop:tier": "b"}, "shop:tier", "Pulumi.yaml:4"),
        ({"shop:network": {"ttl": 1}}, {"shop:network": {"a": 1}}, "shop:network.a", "Pulumi.prod.yaml"),
        ({"shop:gone": "1"}, {"shop:here": "1"}, "shop:gone", "Pulumi.prod.yaml"),
    ],
)
def test_a_value_is_named_with_its_line(
    tmp_path: Path, before: Any, after: Any, key: str, place: str
) -> None:
    """However its key is written; one that has been taken out has the file alone."""
    old, new = (
        {name: value if isinstance(value, str) else json.dumps(value) for name, value in side.items()}
        for side in (before, after)
    )
    found = changed(tmp_path, old, new)[0]
    assert (found.key, found.place) == (key, place)


@pytest.mark.parametrize("given", [{"overrides": ("aws:region=b",)}, {"path_overrides": ("aws:region=b",)}])
def test_a_value_of_the_command_line_is_told_as_such(tmp_path: Path, given: Any) -> None:
    """It counts over the line of the stack file."""
    (found,) = changed(tmp_path, {"aws:region": "a"}, {"aws:region": "b"}, **given)
    assert (found.where, found.place) == ("command line", "-c")


def test_a_part_that_the_command_line_gives_leaves_the_rest_to_the_file(tmp_path: Path) -> None:
    """The path says which part."""
    old, new = ({"shop:network": json.dumps({"cidr": value, "owner": value})} for value in ("a", "b"))
    found = changed(tmp_path, old, new, path_overrides=("shop:network.owner=b",))
    assert {each.key: each.where for each in found} == {
        "shop:network.cidr": "stack file",
        "shop:network.owner": "command line",
    }


def test_a_plan_that_says_nothing_of_its_configuration_says_nothing_of_a_change(tmp_path: Path) -> None:
    """As the state of a deployment."""
    assert changed(tmp_path, {}, {"aws:region": "b"}) == ()


def test_a_variable_of_the_environment_is_a_value_too(tmp_path: Path) -> None:
    """Providers are configured by them."""
    changed(tmp_path, {}, {})
    before, after = (Plan("shop", "prod", (), environment={"AWS_REGION": region}) for region in ("a", "b"))
    (found,) = changed_settings(before, after, find_project(tmp_path))
    assert (found.key, found.before, found.after, found.where) == ("AWS_REGION", "a", "b", "environment")


def test_what_is_not_there_is_missing(tmp_path: Path) -> None:
    """On the side that lacks it."""
    gone, come = changed(tmp_path, {"shop:a": "1"}, {"shop:b": "2"})
    assert (gone.before, gone.after, come.before, come.after) == ("1", MISSING, MISSING, "2")
