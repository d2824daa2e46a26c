"""What a stack on Azure hands to alerts and logs: each part of the platform, by its own id."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import pytest

from infra.stacks import azure
from jiban.testing import ProgramPlan
from tests.infra.stacks import examples
from tests.infra.stacks.test_composition import composed, named

ALL: Final[dict[str, Any]] = {
    "observability": {"grafana": True, "logs": {}, "alerts": {"emails": ("ops@example.com",)}},
    "queue": {"tier": "premium", "queues": {"ai_schedule_generation": {}}},
    "ingress": {},
    "edge": {
        "domains": ("api.example.com",),
        "origin": "origin.example.com",
        "certificate": {"covers": ("*.example.com",)},
    },
}


@cache
def watched() -> ProgramPlan:
    """A platform with everything that is watched, and everything that watches it."""
    return composed(azure.platform, examples.environment(**ALL))


def less(**fields: Any) -> ProgramPlan:
    """The same with less."""
    return composed(azure.platform, examples.environment(**ALL | fields))


def diagnosed(plan: ProgramPlan) -> dict[str, Any]:
    """Whose logs are kept, by the name of the setting."""
    return {
        each.name.removeprefix("diagnostics-"): each.inputs["resourceUri"]
        for each in plan.resources
        if each.name.startswith("diagnostics-")
    }


def scopes(plan: ProgramPlan) -> dict[str, set[str]]:
    """What alerts are about: the names of the parts, each with what is counted of it."""
    found: dict[str, set[str]] = {}
    for each in plan.resources:
        if each.name.startswith("alerts-") and "scopes" in each.inputs:
            part = each.name.removeprefix("alerts-").partition(".")[0]
            found.setdefault(part, set()).update(each.inputs["scopes"])
    return found


def test_whose_logs_are_kept() -> None:
    """Every part that writes any."""
    roles = ("application", "cache", "database", "endpoints", "gateway", "management")
    assert diagnosed(watched()) == {
        "network": "id:network-vnet",
        **{f"network-{role}": f"id:network-nsg-{role}" for role in roles},
        "edge": "id:edge-profile",
        "gateway": "id:edge-gateway-gateway",
        "cluster": "id:cluster-aks",
        "logs": "id:logs-workspace",
        "metrics": "id:metrics-workspace",
        "dashboards": "id:dashboards-grafana",
        "registry": "id:registry-registry",
        "vault": "id:vault-vault",
        "vault-alarms": "id:vault-alarms-topic",
        "postgres-primary": "id:postgres-primary",
        "postgres-south-dr": "id:postgres-replica-south-dr",
        "cache": "id:cache-database",
        "queue": "id:queue-namespace",
    }


LINK: Final[dict[str, Any]] = {**ALL["edge"], "path": "private_link"}


def test_the_links_subnet_writes_logs_too() -> None:
    """Its security group is one more."""
    assert diagnosed(less(edge=LINK)) == {
        **diagnosed(watched()),
        "network-link": "id:network-nsg-link",
    }


def test_the_stack_shows_the_origins_address_where_somebody_listens() -> None:
    """By a link nobody does, and no record is needed."""
    assert "origin" in watched().result["outputs"]
    assert "origin" not in less(edge=LINK).result["outputs"]


def test_a_links_subnet_is_there_before_the_edge() -> None:
    """The first deployment leaves the edge out, and makes the network as it stays."""
    early = {**LINK, "certificate": {**LINK["certificate"], "in_vault": False}}
    found = {each.name for each in less(edge=early).resources}
    assert "network-subnet-link" in found
    assert "edge-gateway-gateway" not in found


def test_what_alerts_are_about() -> None:
    """Every part of which Azure counts something, and what Prometheus counts of the cluster."""
    assert scopes(watched()) == {
        "cluster": {"id:cluster-aks", "id:metrics-workspace"},
        "workloads": {"id:metrics-workspace"},
        "network": {"id:network-nat"},
        "metrics": {"id:metrics-workspace"},
        "vault": {"id:vault-vault"},
        "postgres-primary": {"id:postgres-primary"},
        "postgres-south-dr": {"id:postgres-replica-south-dr"},
        "cache": {"id:cache-cluster"},
        "queue": {"id:queue-namespace"},
        "edge": {"id:edge-profile"},
        "gateway": {"id:edge-gateway-gateway"},
    }


def test_the_second_region_is_watched_as_the_first() -> None:
    """Of the cache, which takes writes in both, and of the broker, which takes over."""
    queue = ALL["queue"] | {"geo": "alias", "geo_region": "koreasouth"}
    found = less(cache={"geo_region": "koreasouth"}, queue=queue)
    logs, alerts = diagnosed(found), scopes(found)
    assert {name: logs[name] for name in logs.keys() - diagnosed(watched()).keys()} == {
        "cache-second": "id:cache-second-database",
        "queue-second": "id:queue-second-namespace",
    }
    assert {name: alerts[name] for name in alerts.keys() - scopes(watched()).keys()} == {
        "cache-second": {"id:cache-second-cluster"},
        "queue-second": {"id:queue-second-namespace"},
    }


def test_a_replica_is_watched_for_its_lag_and_the_primary_is_not() -> None:
    """Only a copy can be behind."""
    lags = [each.name for each in watched().resources if each.name.endswith(".lag")]
    assert lags == ["alerts-postgres-south-dr.lag"]


def test_the_stack_shows_who_is_told() -> None:
    """By the ids of the groups."""
    assert watched().result["outputs"]["action_groups"] == {
        "page": "id:alerts-page",
        "notice": "id:alerts-notice",
    }


@pytest.mark.parametrize(
    ("fields", "gone"),
    [
        ({"secrets": None, "edge": None}, {"vault", "edge", "gateway"}),
        ({"postgres": None, "cache": None}, {"postgres-primary", "postgres-south-dr", "cache"}),
        ({"queue": None}, {"queue"}),
    ],
)
def test_what_is_not_there_is_not_watched(fields: dict[str, Any], gone: set[str]) -> None:
    """Everything else is."""
    assert scopes(watched()).keys() - scopes(less(workloads={}, **fields)).keys() == gone


def test_without_dashboards_and_alerts_the_logs_are_kept_all_the_same() -> None:
    """And nothing of the others is made or shown."""
    found = less(observability={"grafana": False, "logs": {}})
    assert diagnosed(watched()).keys() - diagnosed(found).keys() == {"dashboards", "vault-alarms"}
    assert scopes(found) == {}
    assert found.result["outputs"].keys() & {"dashboards", "action_groups"} == set()


def test_without_logs_none_are_kept() -> None:
    """The alerts are there without them."""
    found = less(observability={"grafana": False, "alerts": {"emails": ("ops@example.com",)}})
    assert diagnosed(found) == {}
    assert scopes(found) == scopes(watched())


@pytest.mark.parametrize(("zones", "redundant"), [((1,), "Disabled"), ((1, 2), "Enabled")])
def test_dashboards_are_as_many_as_there_are_zones_for(zones: tuple[int, ...], redundant: str) -> None:
    """Two zones are enough to survive the loss of one."""
    found = less(network={"zones": zones}, postgres=None, workloads={})
    assert named(found, "dashboards-grafana").inputs["properties"]["zoneRedundancy"] == redundant


def test_the_vaults_events_go_to_those_who_are_told() -> None:
    """To the groups of the alerts, by what has happened."""
    told = {
        each.name: each.inputs["destination"]["actionGroups"]
        for each in watched().resources
        if each.type.endswith("SystemTopicEventSubscription")
    }
    assert told == {
        "vault-alarms-near-expiry": ["id:alerts-notice"],
        "vault-alarms-expired": ["id:alerts-page"],
    }


@pytest.mark.parametrize("fields", [{"observability": {"logs": {}}}, {"secrets": None, "edge": None}])
def test_without_a_vault_or_anybody_to_tell_there_is_no_topic(fields: dict[str, Any]) -> None:
    """Events would go nowhere, or there are none."""
    plan = composed(azure.platform, examples.environment(**ALL | fields | {"workloads": {}}))
    assert not [each.name for each in plan.resources if "eventgrid" in each.type]


def test_a_broker_without_units_of_its_own_is_not_watched_for_them() -> None:
    """A premium namespace has processors and memory to run out of; a standard one has none."""

    def alarms(tier: str) -> set[str]:
        plan = less(queue={"tier": tier, "queues": {"ai_schedule_generation": {}}})
        return {each.name for each in plan.resources if each.name.startswith("alerts-queue.")}

    assert alarms("premium") - alarms("standard") == {"alerts-queue.cpu", "alerts-queue.memory"}
    assert alarms("standard") - alarms("premium") == set()
