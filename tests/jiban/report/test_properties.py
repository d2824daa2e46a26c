"""The table of properties that are shown of each type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiban.report.properties import brief
from jiban.report.records import SHAPES
from jiban.tables import table
from tests.jiban.report.samples import resource
from tests.jiban.report.sdk_properties import exists, has_class

TABLE: Mapping[str, list[str | Mapping[str, str]]] = table("jiban.report", "properties.yaml")


def entries() -> Iterator[tuple[str, str, str]]:
    """Type, path and shape of every entry."""
    for token, listed in TABLE.items():
        for entry in listed:
            pairs = [(entry, "")] if isinstance(entry, str) else list(entry.items())
            yield from ((token, path, shape) for path, shape in pairs)


@pytest.mark.parametrize(("token", "path", "shape"), list(entries()))
def test_every_shape_of_the_table_exists(token: str, path: str, shape: str) -> None:
    """An entry names a shape, or a label of its own, or nothing."""
    assert not shape or shape.startswith("= ") or shape in SHAPES, f"{token} {path}"


@pytest.mark.parametrize(
    ("token", "path"),
    [(token, path) for token, path, _ in entries() if has_class(token)],
)
def test_every_path_of_the_table_is_a_property_of_the_type(token: str, path: str) -> None:
    """A misspelt path would show nothing and nobody would notice."""
    assert exists(token, path)


@pytest.mark.parametrize(
    ("token", "path"),
    [
        ("azure-native:network:Subnet", "adressPrefix"),
        ("azure-native:network:Subnet", "delegations.serviceName"),
        ("azure-native:network:PrivateEndpoint", "privateLinkServiceConnections.*.privateLinkServiceID"),
        ("kubernetes:apps/v1:Deployment", "spec.template.spec.container"),
    ],
)
def test_a_misspelt_path_is_found(token: str, path: str) -> None:
    """The check goes into lists and nested types."""
    assert not exists(token, path)


TOLD: dict[str, list[str | dict[str, str]]] = yaml.safe_load(
    Path(__file__).with_name("properties.yaml").read_text()
)
"""What a reader is shown of each type."""
WRAPPERS = ("spec.template.spec.", "spec.", "properties.")


def label(path: str) -> str:
    """A path as it is printed: without the wrappers of its type, and with the first item of a list."""
    wrapper = next((each for each in WRAPPERS if path.startswith(each)), "")
    return path.removeprefix(wrapper).replace(".*", "[0]")


def at(path: str, value: Any) -> dict[str, Any]:
    """Inputs with a value at a path alone."""
    for quoted, plain in reversed(re.findall(r'\["([^"]+)"\]|([^.\[]+)', path)):
        value = [value] if plain == "*" else {quoted or plain: value}
    return value


@pytest.mark.parametrize("token", TOLD)
def test_every_property_that_matters_is_shown(token: str) -> None:
    """Under its path or words of its own; what has a shape is shown as it is where it is no record."""
    for entry in TOLD[token]:
        path, words = (entry, "") if isinstance(entry, str) else next(iter(entry.items()))
        shown = words.removeprefix("= ") if words.startswith("= ") else label(path)
        assert f"{shown}: 7" in brief(resource(token, "it", inputs=at(path, 7)), {})


def test_the_order_and_the_shapes_of_the_table() -> None:
    """In which a reader meets them."""
    assert list(TABLE.items()) == list(TOLD.items())
