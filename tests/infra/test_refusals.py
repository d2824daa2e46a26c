"""What no cloud or cluster takes is refused where it stands in a stack file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.infra.environments import problems

AZURE: Mapping[str, Any] = {
    "jiban:region": "koreacentral",
    "jiban:owner": "platform",
    "jiban:cluster": {"pools": {"apps": {}}},
    "jiban:postgres": {"databases": ["trips"]},
    "jiban:queue": {"queues": {"mail": {}}},
    "jiban:workloads": {
        "trip": {
            "image": "trip:1.4.2",
            "resources": {"cpu": "500m", "memory": "512Mi", "memory_limit": "1Gi"},
            "ingress": True,
            "uses": {"receives": ["mail"]},
        }
    },
}
AWS: Mapping[str, Any] = {
    "jiban:cloud": "aws",
    "jiban:region": "ap-northeast-2",
    "jiban:owner": "platform",
    "jiban:network": {"egress": "nat"},
    "jiban:cluster": {
        "admins": ["arn:aws:iam::111122223333:role/operators"],
        "system_pool": {"machine": "medium", "min_nodes": 3, "max_nodes": 3},
        "pools": {"apps": {"min_nodes": 3, "max_nodes": 3}},
    },
    "jiban:registry": None,
    "jiban:secrets": None,
    "jiban:observability": {"metrics": False},
    "jiban:postgres": {"databases": ["trips"]},
    "jiban:workloads": {
        "trip": {
            "image": "ghcr.io/acme/trip:1.4.2",
            "resources": {"cpu": "500m", "memory": "512Mi", "memory_limit": "1Gi"},
            "ingress": True,
        }
    },
}
CLOUDS: Mapping[str, Mapping[str, Any]] = {"azure": AZURE, "aws": AWS}


def stack_file(cloud: str, path: tuple[str, ...] = (), value: Any = None) -> str:
    """Return a stack file of a cloud with one value set."""
    config: Any = yaml.safe_load(yaml.safe_dump(dict(CLOUDS[cloud])))
    place = config
    for step in path[:-1]:
        place = place.setdefault(step, {})
    if path:
        place[path[-1]] = value
    return yaml.safe_dump({"config": config}, allow_unicode=True)


TRIP = ("jiban:workloads", "trip")
POOL = ("jiban:cluster", "pools", "apps")
METRIC = {"kind": "query", "query": "sum(up)", "per_pod": 1.0}


def scaled(**fields: Any) -> dict[str, Any]:
    """Return an autoscaler with these metrics or schedules."""
    return {"max_replicas": 5, "cpu_percent": 70, **fields}


def office(**fields: Any) -> dict[str, Any]:
    """Return an autoscaler that keeps office hours, with these fields instead."""
    return scaled(schedules={"day": {"start": "0 9 * * *", "end": "0 18 * * *", "pods": 3, **fields}})


@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_environment_of_the_cases_is_taken(cloud: str, tmp_path: Path) -> None:
    """What is refused below is refused for the one value that is set."""
    assert problems(tmp_path, stack_file(cloud)) == ()


@pytest.mark.parametrize(
    ("cloud", "path", "value"),
    [
        ("azure", ("jiban:network", "cidr"), "100.64.0.0/16"),
        ("azure", ("jiban:network", "cidr"), "172.29.0.0/16"),
        ("aws", ("jiban:network", "cidr"), "198.19.0.0/16"),
        ("azure", (*POOL, "taint"), "dedicated=batch:PreferNoSchedule"),
        ("azure", (*POOL, "taint"), "kubernetes.azure.com/scalesetpriority=spot:PreferNoSchedule"),
        (
            "azure",
            (*POOL, "labels"),
            {"example.com/team": "trip", "node.kubernetes.io/team": "trip", "empty": ""},
        ),
        ("azure", ("jiban:cluster", "system_pool"), {"machine": "small", "taint": "a=b:PreferNoSchedule"}),
        ("aws", (*POOL, "labels"), {"example.com/team": "trip", "agentpool": "x"}),
        ("azure", ("jiban:postgres", "databases"), ["_trips"]),
        (
            "azure",
            ("jiban:postgres", "parameters"),
            {"max_connections": "200", "azure.extensions": "POSTGIS"},
        ),
        ("azure", ("jiban:postgres", "parameters"), {"require_secure_transport": "on", "work_mem": "64MB"}),
        ("aws", ("jiban:postgres", "parameters"), {"rds.force_ssl": "1", "pg_stat_statements.track": "all"}),
        ("aws", ("jiban:postgres", "parameters"), {"shared_buffers": "{DBInstanceClassMemory/32768}"}),
        ("azure", (*TRIP, "image"), "registry.example.com:5000/team/trip:1.4.2@sha256:" + "a" * 64),
        ("azure", ("jiban:cluster", "maintenance"), {"utc_offset": "+14:00"}),
        ("azure", ("jiban:cluster", "maintenance"), {"utc_offset": "-12:00"}),
        ("azure", (*TRIP, "env"), {"DB_PASSWORD_FILE": "/run/secrets/db", "TOKEN_TTL": "60"}),
        ("azure", (*TRIP, "autoscale"), office(time_zone="EST5EDT", start="*/15 9-17 * * MON-FRI")),
        ("azure", (*TRIP, "autoscale"), scaled(metrics={"rate": {**METRIC, "per_pod": 0.001}})),
    ],
)
def test_what_is_taken_is_taken(cloud: str, path: tuple[str, ...], value: Any, tmp_path: Path) -> None:
    """The last value that each limit lets through."""
    assert problems(tmp_path, stack_file(cloud, path, value)) == ()


@pytest.mark.parametrize(
    ("cloud", "path", "value", "field", "reason"),
    [
        (
            "azure",
            ("jiban:network", "cidr"),
            "169.254.0.0/16",
            "jiban:network.cidr",
            "169.254.0.0/16 is in 169.254.0.0/16, which is link-local (where a node finds its metadata)",
        ),
        (
            "aws",
            ("jiban:network", "cidr"),
            "20.40.0.0/16",
            "jiban:network.cidr",
            "20.40.0.0/16 is in other people's public addresses, which nothing inside could then reach",
        ),
        (
            "azure",
            ("jiban:cluster", "pod_cidr"),
            "240.0.0.0/16",
            "jiban:cluster.pod_cidr",
            "240.0.0.0/16 is in 240.0.0.0/4, which is kept for the future and for broadcasts",
        ),
        (
            "azure",
            ("jiban:cluster", "service_cidr"),
            "0.1.0.0/16",
            "jiban:cluster.service_cidr",
            "0.1.0.0/16 is in 0.0.0.0/8, which is this network itself",
        ),
        (
            "azure",
            ("jiban:network", "subnets", "application"),
            "10.0.1.0/31",
            "jiban:network.subnets.application",
            "Azure makes no subnet as small as 10.0.1.0/31",
        ),
        (
            "aws",
            ("jiban:network", "subnets", "application"),
            "10.0.1.0/32",
            "jiban:network.subnets.application",
            (
                "each zone has a quarter of a role's range on AWS, and a quarter of 10.0.1.0/32 is a /34; "
                "subnets are /16 to /28"
            ),
        ),
        (
            "azure",
            (*POOL, "taint"),
            "node.kubernetes.io/unreachable=:NoExecute",
            "jiban:cluster.pools.apps.taint",
            "node.kubernetes.io/unreachable is reserved by Kubernetes, as all of kubernetes.io",
        ),
        (
            "azure",
            (*POOL, "taint"),
            "kubernetes.azure.com/mode=system:NoSchedule",
            "jiban:cluster.pools.apps.taint",
            "AKS keeps all of kubernetes.azure.com for itself",
        ),
        (
            "azure",
            ("jiban:cluster", "system_pool"),
            {"machine": "small", "taint": "dedicated=system:NoSchedule"},
            "jiban:cluster.system_pool.taint",
            "AKS takes no taint on a system pool that keeps its own add-ons away",
        ),
        (
            "azure",
            ("jiban:cluster", "system_pool"),
            {"machine": "small", "taint": "CriticalAddonsOnly=true:NoSchedule"},
            "jiban:cluster.system_pool.taint",
            "the system pool always has this taint",
        ),
        (
            "azure",
            (*POOL, "labels"),
            {"kubernetes.io/os": "linux"},
            'jiban:cluster.pools.apps.labels["kubernetes.io/os"]',
            "kubernetes.io/os is reserved by Kubernetes, as all of kubernetes.io",
        ),
        (
            "azure",
            (*POOL, "labels"),
            {"agentpool": "apps"},
            "jiban:cluster.pools.apps.labels.agentpool",
            "AKS keeps the label agentpool for itself",
        ),
        (
            "aws",
            (*POOL, "labels"),
            {"node.kubernetes.io/team": "trip"},
            'jiban:cluster.pools.apps.labels["node.kubernetes.io/team"]',
            "EKS keeps all of kubernetes.io for itself",
        ),
        (
            "aws",
            (*POOL, "labels"),
            {"team": ""},
            "jiban:cluster.pools.apps.labels.team",
            "EKS takes no label without a value",
        ),
        (
            "aws",
            (*POOL, "taint"),
            f"example.com/{'a' * 52}=x:NoSchedule",
            "jiban:cluster.pools.apps.taint",
            f"example.com/{'a' * 52} has 64 characters, and a key on EKS at most 63",
        ),
        (
            "azure",
            ("jiban:cluster", "maintenance"),
            {"utc_offset": "+14:15"},
            "jiban:cluster.maintenance.utc_offset",
            "not a UTC offset, -12:00 to +14:00",
        ),
        (
            "azure",
            ("jiban:postgres", "databases"),
            ["user"],
            "jiban:postgres.databases[0]",
            "user is a reserved word of SQL and no name",
        ),
        (
            "aws",
            ("jiban:postgres", "databases"),
            ["rdsadmin"],
            "jiban:postgres.databases[0]",
            "every server on RDS has a database rdsadmin already",
        ),
        (
            "aws",
            ("jiban:postgres", "databases"),
            ["_trips"],
            "jiban:postgres.databases[0]",
            "RDS makes no database whose name begins with an underscore, and _trips does",
        ),
        (
            "azure",
            ("jiban:postgres", "admin_group"),
            {"name": "azure_pg_admin", "object_id": "11111111-1111-1111-1111-111111111111"},
            "jiban:postgres.admin_group.name",
            "every server on Azure has a role azure_pg_admin already",
        ),
        (
            "azure",
            ("jiban:postgres", "parameters"),
            {"max_conections": "200"},
            "jiban:postgres.parameters.max_conections",
            "PostgreSQL has no parameter max_conections, by components/postgres/parameters.yaml",
        ),
        (
            "azure",
            ("jiban:postgres", "parameters"),
            {"require_secure_transport": "OFF"},
            "jiban:postgres.parameters.require_secure_transport",
            (
                "require_secure_transport OFF lets connections in that are not encrypted, over which "
                "services sign in with their tokens"
            ),
        ),
        (
            "aws",
            ("jiban:postgres", "parameters"),
            {"rds.force_ssl": "0"},
            'jiban:postgres.parameters["rds.force_ssl"]',
            (
                "rds.force_ssl 0 lets connections in that are not encrypted, over which services sign in "
                "with their tokens"
            ),
        ),
        (
            "azure",
            (*TRIP, "image"),
            "https://ghcr.io/acme/trip:1",
            "jiban:workloads.trip.image",
            "'https://ghcr.io/acme/trip:1' is an address on the web",
        ),
        (
            "azure",
            (*TRIP, "rollout"),
            "sideways",
            "jiban:workloads.trip.rollout",
            "unknown value",
        ),
        (
            "azure",
            (*TRIP, "rollout"),
            {"kind": "sideways"},
            "jiban:workloads.trip.rollout.kind",
            "unknown value",
        ),
        (
            "azure",
            (*TRIP, "autoscale"),
            scaled(metrics={"rate": {**METRIC, "query": "sum(rate(up)"}}),
            "jiban:workloads.trip.autoscale.metrics.rate.query",
            "Prometheus cannot read the query: unclosed left parenthesis",
        ),
        (
            "azure",
            (*TRIP, "autoscale"),
            scaled(metrics={"rate": {**METRIC, "per_pod": 0.0001}}),
            "jiban:workloads.trip.autoscale.metrics.rate.per_pod",
            "at least 0.001",
        ),
        (
            "azure",
            (*TRIP, "autoscale"),
            office(time_zone="Asia/Soul"),
            "jiban:workloads.trip.autoscale.schedules.day.time_zone",
            "the IANA time zone database has no zone 'Asia/Soul'",
        ),
        (
            "azure",
            (*TRIP, "autoscale"),
            office(end="0 9 ? * *"),
            "jiban:workloads.trip.autoscale.schedules.day.start",
            "start and end are both 0 9 * * *, and KEDA refuses a schedule without a time between them",
        ),
        (
            "azure",
            (*TRIP, "autoscale"),
            office(start="0 9 31 2 *"),
            "jiban:workloads.trip.autoscale.schedules.day.start",
            "'0 9 31 2 *' names a day that no such month has, so it never comes",
        ),
        (
            "azure",
            (*TRIP, "resources", "memory_limit"),
            "9223372036854775808",
            "jiban:workloads.trip.resources.memory_limit",
            "9223372036854775808 is more than 9223372036854775807, the most that Kubernetes can count",
        ),
        (
            "azure",
            (*TRIP, "env"),
            {"LOG_LEVEL": "info", "DB_PASSWORD": "hunter2"},
            "jiban:workloads.trip.env.DB_PASSWORD",
            (
                "DB_PASSWORD is a secret by its name, and a variable is plain text that everybody reads who "
                "may see the configuration"
            ),
        ),
    ],
)
def test_what_is_refused_names_the_field_and_the_rule(
    cloud: str, path: tuple[str, ...], value: Any, *, field: str, reason: str, tmp_path: Path
) -> None:
    """The problem stands at the value, in the words of whoever refuses it."""
    found = problems(tmp_path, stack_file(cloud, path, value))
    assert [(each.path, each.reason) for each in found][:1] == [(field, reason)]


def test_a_secret_among_variables_is_never_shown(tmp_path: Path) -> None:
    """Neither by its name nor by its value is it repeated."""
    variables = {"DB_PASSWORD": "hunter2", "DATABASE_URL": "postgresql://trip:hunter2@db/trips"}
    found = problems(tmp_path, stack_file("azure", (*TRIP, "env"), variables))
    assert {each.path for each in found} == {
        "jiban:workloads.trip.env.DB_PASSWORD",
        "jiban:workloads.trip.env.DATABASE_URL",
    }
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize("name", ["postgres", "rdsadmin", "public"])
def test_a_service_on_aws_is_not_called_like_a_user_of_the_server(name: str, tmp_path: Path) -> None:
    """It signs in under its own name, which would be the master user's."""
    services = AWS["jiban:workloads"]["trip"] | {"uses": {"databases": ["trips"]}}
    (found,) = problems(tmp_path, stack_file("aws", ("jiban:workloads",), {name: services}))
    assert found.path == f"jiban:workloads.{name}.uses.databases"
    assert found.reason == f"the service signs in as the user {name}, which every server has for itself"
