"""The table of properties that are shown of each type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from jiban.report.records import SHAPES
from jiban.tables import table
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
