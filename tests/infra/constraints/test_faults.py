"""All faults of an environment are found at once, in the words of its writer."""

import json
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from pydantic import ValidationError

from infra.constraints import RULES, TIERS, faults
from infra.environment import Environment
from jiban.components.base import Fault
from tests.infra.constraints.environments import RESOURCES, environment, found


def test_the_sound_environment_has_no_fault() -> None:
    """What the other tests change is right before they change it."""
    assert found({}) == []


def test_the_documents_five_faults_are_all_found() -> None:
    """Version, replica, service range, subnet and budget of the document are refused in one run, each with
    its figures.
    """
    assert found(
        {
            "network": {"subnets": {"application": "10.0.1.0/24"}},
            "cluster": {
                "version": "1.29",
                "networking": "node_subnet",
                "service_cidr": "10.0.0.0/16",
                "system_pool": {"min_nodes": 3, "max_nodes": 5},
            },
            "postgres": {"read_replicas": {"south": {"region": "koreasouth", "machine": "Standard_D2s_v3"}}},
            "workloads": {"trip": {"disruption": {"min_available": 2}}},
        }
    ) == [
        Fault(
            ("cluster", "version"),
            "Kubernetes 1.29 is no longer supported on AKS: standard support ended in March 2025, "
            "long-term support in April 2026",
            'set version to "1.36", supported until June 2027',
        ),
        Fault(
            ("postgres", "read_replicas", "south", "machine"),
            "Standard_D2s_v3 (2 cores, 8 GiB) is smaller than the primary's Standard_D4s_v3 (4 cores, 16 "
            "GiB), and a "
            "replica must keep up with it",
            "set machine to Standard_D4s_v3 or larger, or leave it out to follow the primary",
        ),
        Fault(
            ("cluster", "service_cidr"),
            "cluster.service_cidr 10.0.0.0/16 and network.cidr 10.0.0.0/16 share 10.0.0.0/16",
            "set cluster.service_cidr to 10.2.0.0/16",
        ),
        Fault(
            ("network", "subnets", "application"),
            "network.subnets.application 10.0.1.0/24 holds 251 addresses; cluster needs up to 589: "
            "(15 nodes + 2 surge) x (1 + 30 pods) = 527, + first (1 node + 1 surge) x (1 + 30 pods) = 62",
            "set cluster.networking to overlay, or a /22",
        ),
        Fault(
            ("workloads", "trip", "disruption", "min_available"),
            "min_available 2 of at least 2 pods: no node can ever be drained",
            "set disruption.max_unavailable to 1 instead, or replicas to 3 or more",
        ),
    ]


def test_limits_of_a_tier_come_with_its_name() -> None:
    """What a cloud cannot do is found by the rules as by the constructor, with the path from the root."""
    (fault,) = found({"network": {"egress": "nat_per_zone"}})
    assert fault.path == ("network", "egress")


def test_a_tier_that_is_not_there_has_no_fault() -> None:
    """Limits of an absent tier are not asked."""
    assert found({"postgres": None, "cache": None, "queue": None}) == []


@pytest.mark.parametrize("tier", TIERS)
def test_every_tier_with_limits_is_a_field_of_the_environment(tier: str) -> None:
    """Each table of limits belongs to a key that can be written."""
    assert tier in Environment.model_fields


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_says_what_must_hold(rule: Any) -> None:
    """A rule's docstring is the sentence that it checks."""
    assert rule.__doc__ is not None
    assert rule.__doc__.endswith(".")


cidrs = st.builds(
    lambda address, prefix: f"{address}.0.0.0/{prefix}" if prefix <= 8 else f"10.{address}.0.0/{prefix}",
    st.integers(1, 223),
    st.sampled_from([8, 16, 20, 22, 24, 28, 30, 32]),
)
words = st.sampled_from(
    ["trip", "user", "jobs", "events", "key", "trips", "apps", "system", "primary", "default"]
)
machines = st.sampled_from(
    ["small", "large", "Standard_B2s", "Standard_D2s_v3", "Standard_E64ds_v5", "nothing"]
)
regions = st.sampled_from(
    ["koreacentral", "koreasouth", "japaneast", "westus", "israelcentral", "mars-central"]
)
taints = st.sampled_from([None, "only=apps:NoSchedule", "rather=apps:PreferNoSchedule"])
counts = st.sampled_from([1, 2, 3, 10, 1000])


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Environments of every kind, sound and unsound, with the values that rules look at."""
    least, most = sorted((draw(counts), draw(counts)))
    pool = {"machine": draw(machines), "min_nodes": least, "max_nodes": most, "taint": draw(taints)}
    used = {
        "databases": draw(st.lists(words, max_size=2)),
        "cache": draw(st.booleans()),
        "sends": draw(st.lists(words, max_size=2)),
        "receives": draw(st.lists(words, max_size=2)),
        "secrets": draw(st.lists(words, max_size=2)),
    }
    fewest, upmost = sorted((draw(counts), draw(counts)))
    workload = {
        "image": draw(st.sampled_from(["trip:1", "ghcr.io/trip:1"])),
        "replicas": fewest,
        "resources": {**RESOURCES, "cpu": draw(st.sampled_from(["1m", "500m", "64", "1" + "0" * 17]))},
        "autoscale": {
            "max_replicas": upmost,
            "metrics": {
                "queue": {"kind": "queue", "queue": draw(words), "per_pod": 1},
                "query": {"kind": "query", "query": "up", "per_pod": 1},
            },
        },
        "disruption": {"min_available": draw(counts)},
        "pool": draw(st.none() | words),
        "calls": draw(st.lists(words, max_size=2)),
        "uses": used,
    }
    return {
        "region": draw(regions),
        "owner": "platform",
        "scope": draw(st.sampled_from(["all", "workloads"])),
        "network": {
            "cidr": draw(cidrs),
            "zones": draw(st.lists(st.integers(1, 4), min_size=1, max_size=4)),
            "subnets": {draw(st.sampled_from(["application", "gateway", "database"])): draw(cidrs)},
        },
        "cluster": {
            "version": draw(st.sampled_from(["1.29", "1.33", "1.36", "1.37", "1.99"])),
            "control_plane": draw(st.sampled_from(["free", "long_term"])),
            "networking": draw(st.sampled_from(["overlay", "node_subnet"])),
            "pod_cidr": draw(cidrs),
            "service_cidr": draw(cidrs),
            "pools": {draw(words): pool, "apps": pool},
        },
        "registry": draw(st.sampled_from([None, {}])),
        "secrets": draw(st.sampled_from([None, {"names": ["key"], "values": {"other": "x"}}])),
        "observability": {"metrics": draw(st.booleans())},
        "postgres": draw(
            st.none()
            | st.fixed_dictionaries(
                {
                    "machine": machines,
                    "standby": st.sampled_from(["other_zone", "none"]),
                    "geo_redundant_backup": st.booleans(),
                    "databases": st.lists(words, max_size=3),
                    "read_replicas": st.dictionaries(
                        words, st.fixed_dictionaries({"machine": machines, "region": regions}), max_size=2
                    ),
                }
            )
        ),
        "queue": draw(st.sampled_from([None, {"queues": {"jobs": {}, "events": {}}}])),
        "workloads": draw(st.sampled_from([{}, {"trip": workload}, {"trip": workload, "user": workload}])),
    }


@given(documents())
def test_no_environment_breaks_a_rule(document: dict[str, Any]) -> None:
    """Whatever the models let through, the rules answer with faults, each with a path, a reason and a
    remedy.
    """
    try:
        spec = Environment.model_validate_json(json.dumps(document))
    except ValidationError:
        reject()
    for fault in faults(spec):
        assert fault.path[0] in Environment.model_fields
        assert fault.reason
        assert fault.remedy
        assert not fault.reason.endswith(".")
        assert not fault.remedy.endswith(".")


def test_faults_come_in_the_order_of_the_rules() -> None:
    """Limits of the tiers come first, then the rules between them; each fault once."""
    spec = environment({"region": "westus", "cluster": {"version": "1.29"}, "network": {"zones": [1, 1, 4]}})
    assert [fault.path for fault in faults(spec)] == [
        ("cluster", "version"),
        ("network", "zones", 1),
        ("region",),
    ]
