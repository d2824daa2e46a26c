"""Facts about clusters, and that their tables are those of the library."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiban.policy.facts.clusters.versions import support
from jiban.policy.view import Node, NotKnownError
from jiban.tables import table

VERSIONS = table("jiban.policy.facts.clusters", "versions.yaml")
ZONES = table("jiban.policy.facts.clusters", "zones.yaml")


@pytest.mark.parametrize("cloud", ["azure", "aws"])
def test_the_versions_are_those_of_the_library(cloud: str) -> None:
    """Rules and components refuse the same versions from the same day on."""
    library = table("jiban.components.cluster", "versions.yaml")
    rows: dict[str, dict[str, Any]] = library["clouds"][cloud]["versions"]
    wanted = {
        version: (row["standard_until"], row["long_term_until"], row.get("offered", True))
        for version, row in rows.items()
    }
    own: dict[str, dict[str, Any]] = VERSIONS["clouds"][cloud]["versions"]
    found = {
        version: (row["standard"], row["extended"], row.get("offered", True)) for version, row in own.items()
    }
    assert (found, VERSIONS["as_of"]) == (wanted, library["as_of"])


def test_the_regions_without_zones_are_those_of_the_library() -> None:
    """A region that gets zones gets them for rules and components alike."""
    regions: dict[str, dict[str, Any]] = table("jiban.components", "regions.yaml")["clouds"]["azure"][
        "regions"
    ]
    assert set(ZONES["without"]) == {name for name, row in regions.items() if not row["zones"]}


@pytest.mark.parametrize(
    ("version", "kind"),
    [("1.34", "standard"), ("v1.34.2", "standard"), ("1.33", "extended"), ("1.30", "none"), ("1.9", "none")],
)
def test_how_a_version_is_supported(version: str, kind: str) -> None:
    """By the last days of standard and of extended support; one before all of the table has none."""
    assert support("aws", Node(version, "version")).kind == kind


def test_the_day_is_the_tables() -> None:
    """No clock is read: a verdict is the same tomorrow."""
    assert VERSIONS["as_of"] == date(2026, 11, 20)


@pytest.mark.parametrize("version", ["1.99", "newest", "1", ""])
def test_what_is_no_version_of_the_cloud_is_not_known(version: str) -> None:
    """Nobody can say until when it is supported."""
    with pytest.raises(NotKnownError):
        support("aws", Node(version, "version"))
