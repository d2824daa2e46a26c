"""What each preset makes of an environment that says nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.settings import SETTINGS
from jiban.project.config import read_config
from jiban.project.project import find_project
from jiban.settings import layers

AZURE = """\
config:
  jiban:region: koreacentral
  jiban:owner: platform
  jiban:inside_network: true
  jiban:cluster: { api_clients: [203.0.113.0/24] }
  jiban:postgres: { admin_group: { name: dba, object_id: 22222222-2222-2222-2222-222222222222 } }
  jiban:cache: {}
  jiban:queue: { queues: { mail: {} } }
  jiban:ingress: {}
  jiban:edge:
    domains: [api.example.com]
    origin: origin.example.com
    certificate: { covers: ["*.example.com"] }
"""
AWS = """\
config:
  jiban:cloud: aws
  jiban:region: ap-northeast-2
  jiban:owner: platform
  jiban:inside_network: true
  jiban:cluster:
    admins: ["arn:aws:iam::111122223333:role/operators"]
    api_clients: [203.0.113.0/24]
  jiban:postgres: {}
"""


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """A document as one value to each dotted path."""
    if not isinstance(value, Mapping) or not value:
        return {path: value}
    return {
        key: each
        for name, below in value.items()
        for key, each in flat(below, f"{path}.{name}" if path else str(name)).items()
    }


def settings(folder: Path, text: str) -> dict[str, Any]:
    """Every setting of an environment whose project says nothing."""
    (folder / "Pulumi.yaml").write_text("name: tripgen\nruntime: python\n")
    (folder / "__main__.py").touch()
    file = folder / "Pulumi.test.yaml"
    file.write_text(text)
    values = read_config(find_project(folder), "test").values
    return flat(layers.load(SETTINGS, values, file).environment.model_dump(mode="json"))


DEVELOPMENT: Mapping[str, Any] = {
    "preset": "development",
    "protect": False,
    "cluster.private": False,
    "cluster.pools.apps.machine": "small",
    "postgres.machine": "small",
    "postgres.storage_gb": 32,
    "postgres.standby": "none",
}
PRODUCTION: Mapping[str, Any] = {
    "preset": "production",
    "protect": True,
    "cluster.private": True,
    "cluster.control_plane": "standard",
    "postgres.standby": "other_zone",
    "postgres.backup_retention_days": 35,
    "postgres.geo_redundant_backup": True,
}
REPLACED = """\
  jiban:network: { egress: nat }
"""
"""What an environment on AWS cannot do without where no preset says it."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            AZURE,
            DEVELOPMENT
            | {
                "network.zones": [1],
                "cluster.control_plane": "free",
                "cluster.system_pool.machine": "small",
                "cluster.system_pool.min_nodes": 1,
                "cluster.system_pool.max_nodes": 2,
                "cluster.pools.apps.min_nodes": 1,
                "cluster.pools.apps.max_nodes": 3,
                "registry.zone_redundant": False,
                "secrets.retention_days": 7,
                "observability.logs.retention_days": 30,
                "observability.logs.archive_days": None,
                "observability.logs.tables": {},
                "observability.logs.daily_cap_gb": None,
                "observability.logs.insights": True,
                "cache.standby": False,
                "queue.tier": "standard",
                "queue.alarms": False,
            },
        ),
        (
            AZURE,
            PRODUCTION
            | {
                "lock": True,
                "network.zones": [1, 2, 3],
                "edge.firewall.stage": "prevent",
                "registry.zone_redundant": True,
                "observability.logs.retention_days": 90,
                "observability.logs.archive_days": None,
                "observability.logs.tables.ContainerLogV2.plan": "basic",
                "observability.logs.tables.ContainerLogV2.keep_days": 90,
                "observability.logs.tables.AKSAuditAdmin.plan": "basic",
                "observability.logs.tables.AKSAuditAdmin.keep_days": 365,
                "observability.logs.daily_cap_gb": None,
                "observability.logs.insights": True,
                "cache.standby": True,
                "queue.tier": "premium",
                "queue.alarms": True,
            },
        ),
        (
            AWS,
            DEVELOPMENT
            | {
                "network.zones": [1, 2],
                "network.egress": "nat",
                "cluster.control_plane": "standard",
                "cluster.system_pool.min_nodes": 2,
                "cluster.system_pool.max_nodes": 2,
                "cluster.pools.apps.min_nodes": 2,
                "cluster.pools.apps.max_nodes": 4,
                "observability.metrics": False,
            },
        ),
        (
            AWS,
            PRODUCTION
            | {
                "network.zones": [1, 2, 3],
                "network.egress": "nat_per_zone",
                "observability.logs.retention_days": 90,
                "observability.logs.archive_days": 365,
                "observability.logs.tables": {},
                "observability.logs.daily_cap_gb": None,
                "observability.logs.insights": True,
            },
        ),
    ],
    ids=["azure-development", "azure-production", "aws-development", "aws-production"],
)
def test_what_a_preset_makes_of_an_environment(
    tmp_path: Path, text: str, expected: Mapping[str, Any]
) -> None:
    """What it says, with the defaults that it repeats; and nothing else is other than without it."""
    found = settings(tmp_path, f"{text}  jiban:preset: {expected['preset']}\n")
    assert {path: found[path] for path in expected} == expected
    without = settings(tmp_path, text + (REPLACED if text == AWS else ""))
    changed = {path for path, value in found.items() if value != without.get(path, ...)}
    assert changed <= expected.keys()


def nodes(system: int, apps: tuple[int, int], machine: str) -> dict[str, Any]:
    """A system pool of three nodes up to so many, and a pool of services of a machine, fewest and most."""
    return {
        "cluster.system_pool.min_nodes": 3,
        "cluster.system_pool.max_nodes": system,
        "cluster.pools.apps.machine": machine,
        "cluster.pools.apps.min_nodes": apps[0],
        "cluster.pools.apps.max_nodes": apps[1],
    }


def ways_in(proxies: tuple[int, int], gateway: tuple[int, int]) -> dict[str, Any]:
    """Proxies and instances of the gateway, fewest and most."""
    return {
        "ingress.replicas": proxies[0],
        "ingress.max_replicas": proxies[1],
        "edge.gateway.min_instances": gateway[0],
        "edge.gateway.max_instances": gateway[1],
    }


@pytest.mark.parametrize(
    ("text", "size", "expected", "replicas"),
    [
        (
            AZURE,
            "10k",
            nodes(5, (3, 10), "medium")
            | ways_in((3, 9), (2, 10))
            | {"postgres.machine": "medium", "postgres.storage_gb": 256}
            | {"cache.working_set_gb": 5, "queue.units": 1},
            "",
        ),
        (
            AZURE,
            "100k",
            nodes(10, (6, 100), "medium")
            | ways_in((6, 36), (6, 100))
            | {"postgres.machine": "Standard_D16ds_v5", "postgres.storage_gb": 1024}
            | {"cache.working_set_gb": 5, "queue.units": 4},
            "ab",
        ),
        (
            AZURE,
            "1m",
            nodes(15, (6, 125), "Standard_D32ds_v5")
            | ways_in((12, 100), (25, 125))
            | {"postgres.machine": "Standard_D96ds_v5", "postgres.storage_gb": 4096}
            | {"cache.working_set_gb": 24, "queue.units": 16},
            "abc",
        ),
        (
            AWS,
            "10k",
            nodes(6, (3, 12), "medium") | {"postgres.machine": "medium", "postgres.storage_gb": 256},
            "",
        ),
        (
            AWS,
            "100k",
            nodes(9, (6, 99), "medium") | {"postgres.machine": "db.m7g.8xlarge", "postgres.storage_gb": 1024},
            "",
        ),
        (
            AWS,
            "1m",
            nodes(9, (6, 99), "m7i.4xlarge")
            | {"postgres.machine": "db.m7g.16xlarge", "postgres.storage_gb": 4096},
            "",
        ),
    ],
    ids=["azure-10k", "azure-100k", "azure-1m", "aws-10k", "aws-100k", "aws-1m"],
)
def test_what_a_size_makes_of_a_production(
    tmp_path: Path, text: str, size: str, expected: Mapping[str, Any], replicas: str
) -> None:
    """What it says of nodes, proxies, gateway, database, cache and broker, and nothing else; `replicas` are
    the letters of the database's further ones for reads.
    """
    found = settings(tmp_path, f"{text}  jiban:preset: [production, {size}]\n")
    assert {path: found.get(path) for path in expected} == expected
    without = settings(tmp_path, f"{text}  jiban:preset: [production]\n")
    changed = {path for path, value in found.items() if value != without.get(path, ...)}
    reads = {path.split(".")[2] for path in changed if path.startswith("postgres.read_replicas.")}
    assert reads == {f"reads-{letter}" for letter in replicas}
    others = {path for path in changed if not path.startswith(("preset", "postgres.read_replicas"))}
    assert others <= expected.keys()
