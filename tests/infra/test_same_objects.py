"""One service asks both clouds for the same objects of Kubernetes, but for what a cloud needs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final

import pytest

from infra.constraints import faults
from infra.environment import Environment
from jiban.components.base import Cloud
from tests.infra.capability_cases import BASE
from tests.infra.test_capabilities import asked

_RESOURCES: Final = {"cpu": "200m", "memory": "256Mi", "cpu_limit": "500m", "memory_limit": "512Mi"}
SERVICES: Final = {
    "trip": {
        "image": "trip:1.0.0",
        "replicas": 3,
        "resources": _RESOURCES,
        "autoscale": {
            "max_replicas": 4,
            "cpu_percent": 70,
            "metrics": {
                "backlog": {"kind": "queue", "queue": "jobs", "per_pod": 10},
                "load": {"kind": "query", "query": "sum(up)", "per_pod": 10},
            },
            "schedules": {"morning": {"start": "0 7 * * *", "end": "0 9 * * *", "pods": 3}},
        },
        "disruption": {"min_available": 2},
        "ingress": {"path": "/trip"},
        "metrics_path": "/metrics",
        "rollout": "canary",
        "internet": True,
        "calls": ["user"],
        "kubernetes_access": "reader",
        "uses": {
            "databases": ["trips"],
            "cache": True,
            "sends": ["events"],
            "receives": ["jobs"],
            "secrets": ["key"],
        },
        "env": {"LOG_LEVEL": "info"},
        "variables": {"DB_HOST": "POSTGRES_HOST"},
    },
    "user": {"image": "user:1.0.0", "resources": _RESOURCES},
}
"""A service that uses what both clouds have, and one that it calls."""


@cache
def objects(cloud: Cloud) -> Mapping[str, Mapping[str, Any]]:
    """Return the objects of the service itself, as paths to values, by kind and name."""
    whole = Environment.model_validate_json(
        json.dumps({**BASE[cloud], "delivery": None, "workloads": SERVICES})
    )
    assert faults(whole) == []
    found = asked(whole, services=True).items()
    return {
        "/".join((urn.split("$")[-1].partition("::")[0].rpartition(":")[2], urn.rpartition("::")[2])): dict(
            _flat(inputs)
        )
        for urn, (inputs, _, _) in found
        if "jiban:workload:Workload$kubernetes:" in urn and urn.rpartition("::")[2].startswith("trip-")
    }


def _flat(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield each value by its path; an entry of a list by its name, and a rule of a policy as one value."""
    rule = path[-2:-1] in (("egress",), ("ingress",))
    if isinstance(value, Mapping) and value and not rule:
        for key, each in value.items():
            yield from _flat(each, (*path, key))
    elif isinstance(value, list | tuple) and value:
        for position, each in enumerate(value):
            name = each.get("name", position) if isinstance(each, Mapping) else position
            yield from _flat(each, (*path, str(name)))
    else:
        yield ".".join(path), value


def different(kind: str) -> set[str]:
    """Return the paths at which an object of the two clouds differs."""
    azure, aws = objects("azure")[kind], objects("aws")[kind]
    return {path for path in azure.keys() | aws.keys() if azure.get(path) != aws.get(path)}


BY_CLOUD: Final[Mapping[str, Mapping[str, str]]] = {
    "AnalysisTemplate/trip-analysis": {
        "spec.metrics.errors.provider.prometheus.address": "Azure takes none of the controller's signatures",
        "spec.metrics.errors.provider.prometheus.authentication.*": "AWS takes the one that is its own",
    },
    "Deployment/trip-deployment": {
        "spec.template.metadata.labels.azure.workload.identity/use": "asks AKS for the identity's token",
        "spec.template.spec.containers.trip.image": "the cloud's own registry",
        "spec.template.spec.containers.trip.env.*.value": "the cloud's own addresses and names",
        "spec.template.spec.containers.trip.env.*.name": "what only one cloud's program is told, below",
        "spec.template.spec.containers.trip.volumeMounts.database-authorities.*": "RDS has authorities",
        "spec.template.spec.volumes.database-authorities.*": "of its own, which no system knows",
    },
    "NetworkPolicy/trip-policy": {
        "metadata.annotations.jiban/internet": "why there is a way out: what has no address inside",
        "spec.ingress.*": "who scrapes: pods of AKS, or a collector outside of the cluster",
        "spec.egress.*": "where the cloud's services are, and by which port",
    },
    "ScaledObject/trip-autoscaler": {
        "spec.triggers.metric-backlog.type": "the broker that is asked for its length",
        "spec.triggers.metric-backlog.metadata.*": "the broker that is asked for its length",
        "spec.triggers.metric-load.metadata.awsRegion": "KEDA signs its question on AWS",
    },
    "ServiceAccount/trip-account": {
        "metadata.annotations.azure.workload.identity/client-id": "which identity the token is of, on AKS",
    },
    "TriggerAuthentication/trip-scaler": {
        "spec.podIdentity.*": "as whom KEDA asks the broker",
    },
}
"""What differs, by object and path, with the reason."""


def test_the_service_has_the_same_objects() -> None:
    """None is there on one cloud alone."""
    kinds = {each.partition("/")[0] for each in objects("azure")}
    assert objects("azure").keys() == objects("aws").keys()
    assert kinds == {
        "AnalysisTemplate",
        "BackendTrafficPolicy",
        "ConfigMap",
        "Deployment",
        "HTTPRoute",
        "NetworkPolicy",
        "PodDisruptionBudget",
        "RoleBinding",
        "Rollout",
        "ScaledObject",
        "Service",
        "ServiceAccount",
        "TriggerAuthentication",
    }


@pytest.mark.parametrize("kind", sorted(BY_CLOUD))
def test_each_difference_has_a_reason(kind: str) -> None:
    """And each reason is of a difference that there is."""
    found, patterns = different(kind), BY_CLOUD[kind]
    assert {path for path in found if not any(fnmatchcase(path, each) for each in patterns)} == set()
    assert {each for each in patterns if not any(fnmatchcase(path, each) for path in found)} == set()


def test_no_other_object_differs() -> None:
    """Route, budget, service and rights are the same to the last field."""
    assert {kind for kind in objects("azure") if different(kind)} == set(BY_CLOUD)


def test_a_program_finds_both_clouds_by_the_same_variables() -> None:
    """But for what only one of them needs to be told, as docs/connecting.md says."""
    names = {
        cloud: {
            path.rpartition(".")[0].rpartition(".")[2]
            for path in objects(cloud)["Deployment/trip-deployment"]
            if ".containers.trip.env." in path and path.endswith(".name")
        }
        for cloud in ("azure", "aws")
    }
    assert names["azure"] - names["aws"] == {
        "CACHE_TOKEN_SCOPE",  # tokens of Entra ID are asked for by a scope
        "POSTGRES_READ_HOST_SOUTH",  # the one database has a replica, the other none
        "POSTGRES_TOKEN_SCOPE",
    }
    assert names["aws"] - names["azure"] == {
        "AWS_REGION",  # requests are signed for a region
        "CACHE_NAME",  # tokens of ElastiCache are made for a name
    }


def test_the_ways_out_are_as_many_as_the_services_need() -> None:
    """The database's is the same; each other store is reached at its own place."""
    egress = {
        cloud: {
            path for path in objects(cloud)["NetworkPolicy/trip-policy"] if path.startswith("spec.egress.")
        }
        for cloud in ("azure", "aws")
    }
    assert (len(egress["azure"]), len(egress["aws"])) == (7, 6)
