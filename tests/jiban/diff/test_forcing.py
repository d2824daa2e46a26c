"""A version that the cloud only ever raises is told where it is lowered."""

from __future__ import annotations

import pytest

from jiban.diff.forcing import ForcingProperty, forced, rule_behind
from jiban.diff.replacement import Tables
from jiban.diff.values import MISSING, PropertyChange
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
        ("aws:elasticache/cluster:Cluster", "engineVersion"),
        ("aws:elasticache/replicationGroup:ReplicationGroup", "engineVersion"),
        ("aws:elasticache/globalReplicationGroup:GlobalReplicationGroup", "engineVersion"),
        ("aws:memorydb/cluster:Cluster", "engineVersion"),
        ("aws:msk/cluster:Cluster", "kafkaVersion"),
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
