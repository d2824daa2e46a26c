"""Which rule a change touches, and how certain it is that it replaces."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jiban.diff.forcing import ForcingProperty, forced, rule_behind
from jiban.diff.paths import Path
from jiban.diff.replacement import Tables
from jiban.diff.values import MISSING, Cause, ItemKey, PropertyChange
from jiban.model.plan import UNKNOWN, Secret
from tests.jiban.report.samples import resource

TABLES = Tables()


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("aws:eks/cluster:Cluster", "version"),
        ("aws:rds/instance:Instance", "engineVersion"),
        ("aws:rds/cluster:Cluster", "engineVersion"),
        ("aws:docdb/cluster:Cluster", "engineVersion"),
        ("aws:neptune/cluster:Cluster", "engineVersion"),
        ("aws:elasticache/globalReplicationGroup:GlobalReplicationGroup", "engineVersion"),
        ("aws:memorydb/cluster:Cluster", "engineVersion"),
        ("azure-native:containerservice:ManagedCluster", "kubernetesVersion"),
        ("azure-native:containerservice:AgentPool", "orchestratorVersion"),
        ("azure-native:dbforpostgresql:Server", "version"),
        ("azure-native:dbformysql:Server", "version"),
        ("azure-native:cache:Redis", "redisVersion"),
        ("azure-native:redis:Redis", "redisVersion"),
    ],
)
def test_a_lowered_version_is_told_without_certainty(kind: str, field: str) -> None:
    """Every row of the tables: the older version forces, the newer one does not."""
    rules = TABLES.of(resource(kind, "x"), None)
    lowered = forced(PropertyChange((field,), "17.4", "16.9"), rules)
    assert lowered.forces is not None
    assert lowered.forces.certain is False
    assert lowered.forces.path == (field,)
    assert forced(PropertyChange((field,), "16.9", "17.4"), rules).forces is None


LOWER = [ForcingProperty(("version",), lower_only=True)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1.36", "1.9"),
        ("17", "16"),
        ("17.4", "17.2"),
        ("17", "16.9"),
        ("7.1", "6.x"),
        ("5.0.6", "5.0.5"),
        ("OpenSearch_2.11", "OpenSearch_2.9"),
        ("8.0.mysql_aurora.3.04.0", "5.7.mysql_aurora.2.11.0"),
    ],
)
def test_versions_are_compared_as_numbers(before: str, after: str) -> None:
    """Number by number, with the words before them."""
    assert forced(PropertyChange(("version",), before, after), LOWER).forces is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1.9", "1.10"),
        ("17.4", "17"),
        ("17", "17.4"),
        ("6.x", "6.2"),
        ("6.2", "6.x"),
        ("Elasticsearch_7.10", "OpenSearch_1.0"),
        ("latest", "earliest"),
        ("17", MISSING),
        (MISSING, "16"),
        ("17", UNKNOWN),
        (17, 16),
        (Secret("17"), Secret("16")),
    ],
)
def test_what_is_not_known_to_be_older_forces_nothing(before: object, after: object) -> None:
    """A prefix, another product, and what is no known text."""
    assert forced(PropertyChange(("version",), before, after), LOWER).forces is None


@pytest.mark.parametrize(
    ("before", "after", "certain"), [("a", "b", True), (MISSING, "b", True), ("a", MISSING, False)]
)
def test_only_what_is_taken_away_replaces_without_certainty(
    before: object, after: object, *, certain: bool
) -> None:
    """The cloud may keep what it has; what is added or changed is asked for."""
    found = forced(PropertyChange(("name",), before, after), [ForcingProperty(("name",))])
    assert found.forces is not None
    assert found.forces.certain is certain


@pytest.mark.parametrize(("before", "forces"), [(MISSING, True), ("a", False)])
def test_what_replaces_when_added_changes_in_place_later(before: object, *, forces: bool) -> None:
    """Nothing is said of a property that is there already."""
    rule = ForcingProperty(("name",), added_only=True)
    found = forced(PropertyChange(("name",), before, "b"), [rule])
    assert (found.forces is not None) is forces


def test_a_version_inside_of_a_changed_block_counts() -> None:
    """The rule reaches into what is changed as a whole."""
    inside = [ForcingProperty(("spec", "version"), lower_only=True)]
    told = forced(PropertyChange(("spec",), {"version": "2"}, {"version": "1"}), inside)
    assert told.forces is not None
    assert told.forces.path == ("spec", "version")


def test_a_version_that_comes_from_a_replaced_resource_forces_nothing() -> None:
    """What is not known yet is not taken for older."""
    new = resource("aws:eks/cluster:Cluster", "x", inputs={"version": UNKNOWN})
    assert rule_behind(new, "version", LOWER, upstream_goes_first=False) is None


OBJECT = "kubernetes:apps/v1:Deployment"
CLOUD = "cloud:db:Server"
PLACE = ForcingProperty(("place",))
ZONE = ForcingProperty(("net", "zone"))


@pytest.mark.parametrize(
    ("kind", "rule", "inputs", "certain"),
    [
        (CLOUD, PLACE, {"place": "here"}, True),
        (CLOUD, replace(PLACE, certain=False), {"place": "here"}, False),
        (CLOUD, ZONE, {"net": {"zone": 1}}, False),
        (OBJECT, ZONE, {"net": {"zone": 1}}, True),
        (OBJECT, replace(ZONE, certain=False), {"net": {"zone": 1}}, False),
        (CLOUD, ZONE, {"net": {"zone": UNKNOWN}}, True),
    ],
)
def test_a_known_input_of_what_is_deleted_first_replaces(
    kind: str, rule: ForcingProperty, inputs: dict[str, Any], *, certain: bool
) -> None:
    """As a whole for certain; a part of it only where the provider has been seen to replace for it."""
    found = rule_behind(
        resource(kind, "x", inputs=inputs), str(rule.path[0]), [rule], upstream_goes_first=True
    )
    assert found == replace(rule, certain=certain)


@pytest.mark.parametrize(
    ("rule", "inputs"),
    [
        (replace(PLACE, added_only=True), {"place": UNKNOWN}),
        (replace(PLACE, lower_only=True), {"place": UNKNOWN}),
        (ForcingProperty(("zone",)), {"place": UNKNOWN, "zone": UNKNOWN}),
        (ForcingProperty(("place", "of")), {"place": {"by": UNKNOWN}}),
    ],
)
def test_a_rule_of_something_else_is_not_behind_an_input(
    rule: ForcingProperty, inputs: dict[str, Any]
) -> None:
    """The next rule is asked, and is the one."""
    new = resource(CLOUD, "x", inputs=inputs)
    assert rule_behind(new, "place", [rule], upstream_goes_first=True) is None
    behind = rule_behind(new, "place", [rule, PLACE], upstream_goes_first=False)
    assert behind == PLACE


def test_a_known_input_of_what_goes_last_replaces_nothing() -> None:
    """It stays what it is."""
    new = resource(CLOUD, "x", inputs={"place": "here"})
    assert rule_behind(new, "place", [PLACE], upstream_goes_first=False) is None


SAID = ForcingProperty(("a",), source="provider")
WRITTEN = ForcingProperty(("a",), certain=False, source="documents")


@pytest.mark.parametrize(
    ("rules", "source"),
    [
        ([SAID, WRITTEN], "provider"),
        ([WRITTEN, SAID], "provider"),
        ([SAID, replace(SAID, source="second")], "provider"),
        ([WRITTEN, replace(WRITTEN, source="second")], "documents"),
        ([ForcingProperty(("b",)), WRITTEN], "documents"),
    ],
)
def test_a_certain_rule_counts_over_a_documented_one(rules: list[ForcingProperty], source: str) -> None:
    """Among equals the first."""
    found = forced(PropertyChange(("a",), 1, 2), rules)
    certain = source == "provider"
    hangs_on = "" if certain else "what the provider does, which documents alone tell"
    assert found.forces == Cause(("a",), "", certain, source, hangs_on)


@pytest.mark.parametrize(
    ("path", "before", "forces"),
    [
        (("blocks",), MISSING, True),
        (("blocks", 0), MISSING, True),
        (("blocks", ItemKey("a")), MISSING, True),
        (("blocks", 0), {"x": 1}, False),
        (("blocks", 0, "x"), MISSING, False),
        (("other",), MISSING, False),
    ],
)
def test_what_is_added_is_the_block_or_an_item_of_it(path: Path, before: object, *, forces: bool) -> None:
    """What is added inside of an item has rules of its own."""
    rule = ForcingProperty(("blocks",), added_only=True)
    assert (forced(PropertyChange(path, before, {"x": 2}), [rule]).forces is not None) is forces


SIZE = ForcingProperty(("pools", "*", "size"))


@pytest.mark.parametrize(
    ("path", "before", "after", "found"),
    [
        (("pools", 0, "size"), 1, 2, ("pools", 0, "size")),
        (("pools", 0, "size", "of"), 1, 2, ("pools", 0, "size", "of")),
        (("pools", 0), {"size": 1}, {"size": 2}, ("pools", "*", "size")),
        (("pools", 0), {"size": 1}, MISSING, ("pools", "*", "size")),
        (("pools", 0), MISSING, {"size": 1}, ("pools", "*", "size")),
        (("pools", 0), {"size": UNKNOWN}, {"size": UNKNOWN}, ("pools", "*", "size")),
        (("pools", 0), {"size": 1, "name": "a"}, {"size": 1, "name": "b"}, None),
        (("pools", 0), {"name": "a"}, {"name": "b"}, None),
        (("pools", 0, "name"), "a", "b", None),
        (("others", 0), {"size": 1}, {"size": 2}, None),
    ],
)
def test_a_rule_of_a_part_is_held_against_that_part(
    path: Path, before: object, after: object, found: Path | None
) -> None:
    """Below it, at it, or in a whole that has changed around it."""
    forces = forced(PropertyChange(path, before, after), [SIZE]).forces
    assert (forces.path if forces else None) == found
