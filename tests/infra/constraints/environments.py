"""Environments for the tests of rules: one that nothing is wrong with, and changes to it."""

import json
from collections.abc import Mapping
from typing import Any, Final

from infra.constraints import faults
from infra.environment import Environment
from jiban.components.base import Fault

RESOURCES: Final = {"cpu": "500m", "memory": "1Gi", "memory_limit": "2Gi"}

GROUP: Final = "11111111-2222-3333-4444-555555555555"

SOUND: Final[Mapping[str, Any]] = {
    "region": "koreacentral",
    "owner": "platform",
    "inside_network": True,
    "cluster": {
        "admins": [GROUP],
        "pools": {"apps": {"machine": "Standard_D4s_v3", "min_nodes": 3, "max_nodes": 10}},
    },
    "secrets": {"names": ["key"]},
    "postgres": {
        "machine": "Standard_D4s_v3",
        "databases": ["trips"],
        "admin_group": {"name": "dba", "object_id": GROUP},
    },
    "cache": {},
    "queue": {"queues": {"jobs": {}}, "topics": {"events": {"subscriptions": {"audit": {}}}}},
    "workloads": {
        "trip": {
            "image": "trip:1.0.0",
            "replicas": 2,
            "resources": RESOURCES,
            "autoscale": {"max_replicas": 8, "cpu_percent": 70},
            "ingress": True,
        }
    },
}
"""One service on everything there is."""

REMOVED: Final = object()
"""A change that takes a key away."""


def environment(changes: Mapping[str, Any]) -> Environment:
    """The sound environment with changes; a map is changed key by key, anything else is put in its place."""
    return Environment.model_validate_json(json.dumps(changed(SOUND, changes)))


def found(changes: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with the sound environment once it is changed."""
    return faults(environment(changes))


def service(**fields: Any) -> Mapping[str, Any]:
    """Changes to the one service there is."""
    return {"workloads": {"trip": fields}}


def changed(below: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """One map with another's keys over it, map by map."""
    result = dict(below)
    for key, value in over.items():
        if value is REMOVED:
            del result[key]
        elif isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = changed(result[key], value)
        else:
            result[key] = value
    return result
