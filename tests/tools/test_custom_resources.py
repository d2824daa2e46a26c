"""Schemas are taken from what the chart in use installs, and only of what the library makes."""

import json
import re
from datetime import date
from typing import Any

import pytest
import yaml

from jiban.components.ingress.chart import chart
from tools.custom_resources import FOLDER, _schemas


def definition(kind: str, *versions: str) -> dict[str, Any]:
    """A definition of a kind with these versions, newest first."""
    schema = {"openAPIV3Schema": {"type": "object", "properties": {"spec": {"type": "string"}}}}
    return {
        "spec": {
            "group": "example.com",
            "names": {"kind": kind},
            "versions": [{"name": version, "schema": schema} for version in versions],
        }
    }


def taken(*definitions: dict[str, Any]) -> list[str]:
    """Which schemas are taken of a file with these definitions."""
    return [name for name, _ in _schemas(yaml.safe_dump_all(definitions))]


def test_a_file_of_one_definition_gives_that_one() -> None:
    """Whatever its kind is."""
    assert taken(definition("Widget", "v1")) == ["example.com/v1/Widget"]


def test_of_many_definitions_only_some_are_kept() -> None:
    """Those of kinds that the library makes."""
    many = (definition("Widget", "v1"), definition("HTTPRoute", "v1"), {"spec": {"paramKind": {}}})
    assert taken(*many, definition("Gateway", "v1")) == ["example.com/v1/HTTPRoute", "example.com/v1/Gateway"]


def test_the_newest_version_is_taken() -> None:
    """A definition lists it first."""
    assert taken(definition("Widget", "v1", "v1beta1")) == ["example.com/v1/Widget"]


@pytest.mark.parametrize(
    "kind",
    ["backendtrafficpolicy", "clienttrafficpolicy", "envoyproxy", "gateway", "gatewayclass", "httproute"],
)
def test_the_gateway_s_schemas_are_those_of_its_chart(kind: str) -> None:
    """A chart that moves takes its schemas along."""
    source = json.loads((FOLDER / f"{kind}.json").read_text("utf-8"))["source"]
    assert source.startswith(f"github.com/envoyproxy/gateway@{chart().version}: ")


def test_every_definition_says_which_release_it_is_from() -> None:
    """Module, version and file, and the day of the release."""
    kept = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.json"))]
    assert len(kept) == len(list(FOLDER.iterdir())) > 10
    for each in kept:
        assert re.fullmatch(r"[a-z0-9./-]+@v\d+\.\d+\.\d+: [\w./-]+\.yaml", each["source"])
        assert date.fromisoformat(each["released"]) > date(2025, 1, 1)
