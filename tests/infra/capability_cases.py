"""For every line of the capability table and each cloud: a value that works there, and one that is refused.

A value is set in an environment that nothing is wrong with, beside what it needs to stand there at all.
"""

from collections.abc import Mapping
from typing import Any, Final

from jiban.components.base import Cloud
from tests.infra import compute_cases, delivery_cases, edge_cases
from tests.infra.capability_case import Case, Change, at
from tests.infra.constraints.environments import REMOVED

GROUP: Final = "11111111-2222-3333-4444-555555555555"
SUPPLIED: Final[dict[str, Any]] = {"passwords": {"postgres": "correct-horse"}}
OTHER_GROUP: Final = "66666666-7777-8888-9999-000000000000"
ROLE: Final = "arn:aws:iam::111122223333:role/deployer"

PAGER: Final = "https://events.pagerduty.com/integration/0123456789abcdef/enqueue"
ON: Final = True
OFF: Final = False

PUBLIC: Final[Change] = {"cluster": {"private": False, "api_clients": ["203.0.113.0/24"]}}

_RESOURCES: Final = {"cpu": "200m", "memory": "256Mi", "cpu_limit": "400m", "memory_limit": "512Mi"}

BASE: Final[Mapping[Cloud, Change]] = {
    "azure": {
        "region": "koreacentral",
        "owner": "platform",
        "inside_network": True,
        "budget": {"monthly": 100, "first_month": "2026-12", "emails": ["a@example.com"]},
        "cluster": {"admins": [GROUP], "maintenance": {}},
        "secrets": {"names": ["key"]},
        "observability": {
            "logs": {"tables": {"ContainerLogV2": {"keep_days": 90}}},
            "alerts": {"emails": ["a@example.com"]},
        },
        "postgres": {
            "databases": ["trips"],
            "read_replicas": {"south": {"region": "koreasouth"}},
            "admin_group": {"name": "admins", "object_id": GROUP},
        },
        "cache": {},
        "objects": {"buckets": {"files": {}}},
        "queue": {"queues": {"jobs": {}}, "topics": {"events": {"subscriptions": {"audit": {}}}}},
        "ingress": {},
        "edge": {**edge_cases.EDGE, "firewall": {"exclusions": [edge_cases.EXCLUSION]}},
        "delivery": delivery_cases.DELIVERY,
        "workloads": {
            "user": {
                "image": "user:1.0.0",
                "resources": _RESOURCES,
                "ingress": {"path": "/user"},
                "metrics_path": "/metrics",
                "rollout": "canary",
            },
            "trip": {
                "image": "trip:1.0.0",
                "resources": _RESOURCES,
                "ingress": {"path": "/trip"},
                "uses": {"databases": ["trips"], "receives": ["jobs"]},
                "autoscale": {
                    "max_replicas": 4,
                    "cpu_percent": 70,
                    "metrics": {
                        "load": {"kind": "query", "query": "sum(up)", "per_pod": 10},
                        "backlog": {"kind": "queue", "queue": "jobs", "per_pod": 10},
                    },
                    "schedules": {"morning": {"start": "0 7 * * *", "end": "0 9 * * *", "pods": 3}},
                },
            },
        },
    },
    "aws": {
        "cloud": "aws",
        "region": "ap-northeast-2",
        "account": "111122223333",
        "owner": "platform",
        "inside_network": True,
        "budget": {"monthly": 100, "first_month": "2026-12", "emails": ["a@example.com"]},
        "cluster": {
            "service_cidr": "172.20.0.0/16",
            "admins": [ROLE],
        },
        "secrets": {"names": ["key"]},
        "observability": {"logs": {}, "alerts": {"emails": ["a@example.com"]}},
        "postgres": {"databases": ["trips"]},
        "backup": {},
        "cache": {},
        "compute": compute_cases.COMPUTE,
        "ingress": {},
        "edge": {
            **edge_cases.AWS,
            "firewall": {"exclusions": [edge_cases.WHOLE_RULE]},
            "static": edge_cases.STATIC,
        },
        "objects": {
            "buckets": {"files": {}, "pages": {"purpose": "static"}, "pictures": {"purpose": "static"}}
        },
        "queue": {"queues": {"jobs": {}}, "topics": {"events": {"subscriptions": {"audit": {}}}}},
        "search": {"nodes": 6},
        "deploy_role": ROLE,
        "delivery": delivery_cases.DELIVERY,
        "workloads": {
            "user": {
                "image": "registry.example.com/user:1.0.0",
                "resources": _RESOURCES,
                "ingress": {"path": "/user"},
                "metrics_path": "/metrics",
                "rollout": "canary",
            },
            "trip": {
                "image": "trip:1.0.0",
                "resources": _RESOURCES,
                "ingress": {"path": "/trip"},
                "uses": {"databases": ["trips"], "receives": ["jobs"]},
                "autoscale": {
                    "max_replicas": 4,
                    "cpu_percent": 70,
                    "metrics": {
                        "load": {"kind": "query", "query": "sum(up)", "per_pod": 10},
                        "backlog": {"kind": "queue", "queue": "jobs", "per_pod": 10},
                    },
                    "schedules": {"morning": {"start": "0 7 * * *", "end": "0 9 * * *", "pods": 3}},
                },
            },
        },
    },
}
"""An environment on each cloud that nothing is wrong with, and that has everything the cloud can have."""


def _both(path: str, value: Any, *, not_azure: Any = None, not_aws: Any = None) -> Case:
    """A value that works on both clouds, and one that each refuses, where there is one."""
    return Case(
        azure=at(path, value),
        aws=at(path, value),
        not_azure=None if not_azure is None else at(path, not_azure),
        not_aws=None if not_aws is None else at(path, not_aws),
    )


def _pool(pool: str) -> dict[str, Case]:
    path, row = f"cluster.{pool}", f"cluster.{pool.replace('.apps', '.*')}"
    return {
        f"{row}.machine": Case(
            azure=at(f"{path}.machine", "Standard_D8s_v5"),
            not_azure=at(f"{path}.machine", "Standard_X1"),
            aws=at(f"{path}.machine", "m7g.2xlarge"),
            not_aws=at(f"{path}.machine", "x1.odd"),
        ),
        f"{row}.min_nodes": Case(azure=at(f"{path}.min_nodes", 4), aws=at(f"{path}.min_nodes", 4)),
        f"{row}.max_nodes": Case(
            azure=at(f"{path}.max_nodes", 6),
            aws=at(f"{path}.max_nodes", 9),
        ),
        f"{row}.max_pods": Case(azure=at(f"{path}.max_pods", 60), not_aws=at(f"{path}.max_pods", 60)),
        f"{row}.surge": _both(f"{path}.surge", 50),
        f"{row}.taint": _both(
            f"{path}.taint",
            "team=shop:PreferNoSchedule",
            not_azure="kubernetes.azure.com/team=shop:PreferNoSchedule",
            not_aws="eks.amazonaws.com/team=shop:PreferNoSchedule",
        ),
        f"{row}.labels": _both(
            f"{path}.labels",
            {"team": "shop"},
            not_azure={"kubernetes.azure.com/team": "shop"},
            not_aws={"eks.amazonaws.com/team": "shop"},
        ),
        f"{row}.disk_gb": _both(f"{path}.disk_gb", 256),
    }


def _subnet(role: str, azure: str) -> Case:
    path = f"network.subnets.{role}"
    return Case(
        azure=at(path, azure),
        not_azure=at(path, "10.0.255.248/30"),
        aws=at(path, azure),
        not_aws=at(path, "10.0.255.0/27"),
    )


def azure_tier(tier: str, field: str, value: Any) -> Case:
    """A value that works on Azure, of a tier or a field that AWS does not have."""
    return Case(azure=at(f"{tier}.{field}", value), not_aws=at(f"{tier}.{field}", value))


def _aws_alone(path: str, value: Any) -> Case:
    return Case(aws=at(path, value), not_azure=at(path, value))


def _maintenance(field: str, value: Any) -> Case:
    path = f"cluster.maintenance.{field}"
    return Case(azure=at(path, value), not_aws=at(path, value))


def _service(field: str, value: Any, service: str = "trip") -> Case:
    return _both(f"workloads.{service}.{field}", value)


def _routed(field: str, value: Any) -> Case:
    """A value of a route."""
    return _both(f"workloads.trip.ingress.{field}", value)


def _scaled(field: str, value: Any) -> Case:
    """A value of what KEDA does, which both clouds take."""
    path = f"workloads.trip.autoscale.{field}"
    return Case(azure=at(path, value), aws=at(path, value))


def _rolled_out(value: Any) -> Case:
    """A value of a rollout."""
    return _both("workloads.user.rollout", value)


_UNMEASURED: Final[Change] = {
    "observability": {"metrics": False},
    "workloads": {
        "trip": {"autoscale": {"metrics": {"load": REMOVED}}},
        "user": {"rollout": "rolling"},
    },
}

CASES: Final[Mapping[str, Case]] = {
    "network.cidr": Case(
        azure=at("network.cidr", "10.16.0.0/16"),
        not_azure=at("network.cidr", "10.0.0.0/24"),
        aws=at("network.cidr", "10.16.0.0/16"),
        not_aws=at("network.cidr", "10.0.0.0/15"),
    ),
    "network.zones": Case(
        azure=at("network.zones", [1, 2]), aws=at("network.zones", [1, 2]), not_aws=at("network.zones", [1])
    ),
    "network.subnets.gateway": _subnet("gateway", "10.0.224.0/24"),
    "network.subnets.application": _subnet("application", "10.0.0.0/18"),
    "network.subnets.database": _subnet("database", "10.0.225.0/24"),
    "network.subnets.cache": _subnet("cache", "10.0.226.0/24"),
    "network.subnets.endpoints": _subnet("endpoints", "10.0.227.0/24"),
    "network.subnets.management": _subnet("management", "10.0.228.0/24"),
    "network.egress": Case(
        not_azure=at("network.egress", "nat_per_zone"),
        aws=at("network.egress", "nat_per_zone"),
        not_aws=at("network.egress", "none"),
    ),
    "network.private_services": _aws_alone("network.private_services", ["secrets"]),
    "network.flow_log_days": Case(
        not_azure=at("network.flow_log_days", 30), aws=at("network.flow_log_days", 30)
    ),
    "cluster.version": Case(
        azure=at("cluster.version", "1.35"),
        not_azure=at("cluster.version", "1.29"),
        aws=at("cluster.version", "1.35"),
        not_aws=at("cluster.version", "1.29"),
    ),
    "cluster.control_plane": Case(
        azure=at("cluster.control_plane", "free"),
        aws=at("cluster.control_plane", "long_term"),
        not_aws=at("cluster.control_plane", "free"),
    ),
    "cluster.private": Case(azure=PUBLIC, aws=PUBLIC),
    "cluster.api_clients": Case(
        azure=at("cluster.api_clients", ["10.9.0.0/16"]),
        not_azure=at("cluster.api_clients", ["sg-0a1b2c3d"]),
        aws=at("cluster.api_clients", ["10.9.0.0/16", "sg-0a1b2c3d"]),
        not_aws=at("cluster.api_clients", ["anywhere"]),
    ),
    "cluster.networking": Case(
        azure=at("cluster.networking", "node_subnet"), not_aws=at("cluster.networking", "overlay")
    ),
    "cluster.network_policy": Case(
        not_azure=at("cluster.network_policy", "azure"), not_aws=at("cluster.network_policy", "cilium")
    ),
    "cluster.pod_cidr": Case(
        azure=at("cluster.pod_cidr", "10.240.0.0/16"),
        not_azure=at("cluster.pod_cidr", "10.240.0.0/25"),
        not_aws=at("cluster.pod_cidr", "10.240.0.0/16"),
    ),
    "cluster.service_cidr": Case(
        azure=at("cluster.service_cidr", "10.3.0.0/16"),
        not_azure=at("cluster.service_cidr", "10.3.0.0/29"),
        aws=at("cluster.service_cidr", "10.3.0.0/16"),
        not_aws=at("cluster.service_cidr", "10.3.0.0/25"),
    ),
    **_pool("system_pool"),
    "cluster.pools": Case(
        azure=at("cluster.pools.more", {}),
        not_azure=at("cluster.pools.system", {}),
        aws=at("cluster.pools.more", {}),
        not_aws=at("cluster.pools.system", {}),
    ),
    **_pool("pools.apps"),
    "cluster.admins": Case(
        azure=at("cluster.admins", [OTHER_GROUP]),
        not_azure=at("cluster.admins", [ROLE]),
        aws=at("cluster.admins", [ROLE, "arn:aws:iam::111122223333:role/operators"]),
        not_aws=at("cluster.admins", []),
    ),
    "cluster.maintenance.day": _maintenance("day", "Monday"),
    "cluster.maintenance.start": _maintenance("start", "03:00"),
    "cluster.maintenance.utc_offset": _maintenance("utc_offset", "+01:00"),
    "cluster.maintenance.hours": _maintenance("hours", 6),
    "budget.monthly": _both("budget.monthly", 200),
    "budget.first_month": _both("budget.first_month", "2027-01"),
    "budget.spent_percent": _both("budget.spent_percent", [50]),
    "budget.forecast_percent": _both("budget.forecast_percent", [120]),
    "budget.emails": Case(
        azure=at("budget.emails", ["b@example.com"]),
        aws=at("budget.emails", ["b@example.com"]),
    ),
    **edge_cases.CASES,
    **delivery_cases.CASES,
    "registry.zone_redundant": Case(
        azure=at("registry.zone_redundant", OFF),
        not_aws=at("registry.zone_redundant", OFF),
    ),
    "registry.replica_regions": Case(
        azure=at("registry.replica_regions", ["koreasouth"]),
        aws=at("registry.replica_regions", ["ap-northeast-1"]),
    ),
    "registry.untagged_days": _aws_alone("registry.untagged_days", 14),
    "registry.keep_images": _aws_alone("registry.keep_images", 50),
    "observability.metrics": Case(azure=_UNMEASURED, aws=_UNMEASURED),
    "observability.logs.retention_days": Case(
        azure=at("observability.logs.retention_days", 60),
        aws=at("observability.logs.retention_days", 60),
        not_aws=at("observability.logs.retention_days", 61),
    ),
    "observability.logs.archive_days": Case(
        aws=at("observability.logs.archive_days", 365),
        not_azure=at("observability.logs.archive_days", 365),
        not_aws=at("observability.logs.archive_days", 119),
    ),
    "observability.logs.tables": azure_tier("observability.logs", "tables", {"AKSAudit": {"keep_days": 90}}),
    "observability.logs.tables.*.plan": Case(
        azure=at("observability.logs.tables.ContainerLogV2.plan", "basic"),
        not_azure=at("observability.logs.tables.AppTraces.plan", "basic"),
        not_aws=at("observability.logs.tables.ContainerLogV2.plan", "basic"),
    ),
    "observability.logs.tables.*.keep_days": azure_tier(
        "observability.logs", "tables", {"ContainerLogV2": {"keep_days": 365}}
    ),
    "observability.logs.daily_cap_gb": Case(
        azure={"protect": False, "observability": {"logs": {"daily_cap_gb": 2}}},
        not_aws=at("observability.logs.daily_cap_gb", 2),
    ),
    "observability.logs.insights": _both("observability.logs.insights", OFF),
    "observability.grafana": _both("observability.grafana", ON),
    "observability.alerts.receivers": Case(
        # A receiver is told once it has an address.
        azure=at(
            "observability.alerts",
            {"receivers": ["teams"], "webhooks": {"teams": "https://flow.example.com/workflows/1"}},
        ),
        aws=at("observability.alerts", {"receivers": ["pagerduty"], "webhooks": {"pagerduty": PAGER}}),
        not_aws=at("observability.alerts", {"receivers": ["teams"]}),
    ),
    "observability.alerts.emails": _both("observability.alerts.emails", ["b@example.com"]),
    "observability.alerts.webhooks": Case(
        azure=at(
            "observability.alerts",
            {"receivers": ["teams"], "webhooks": {"teams": "https://flow.example.com/workflows/1"}},
        ),
        aws=at("observability.alerts", {"receivers": ["pagerduty"], "webhooks": {"pagerduty": PAGER}}),
        not_aws=at("observability.alerts.webhooks", {"teams": "https://flow.example.com/workflows/1"}),
    ),
    "postgres.version": Case(
        azure=at("postgres.version", "16"),
        not_azure=at("postgres.version", "12"),
        aws=at("postgres.version", "16"),
        not_aws=at("postgres.version", "12"),
    ),
    "postgres.machine": Case(
        azure=at("postgres.machine", "Standard_D8ds_v5"),
        not_azure=at("postgres.machine", "Standard_X1"),
        aws=at("postgres.machine", "db.m7g.2xlarge"),
        not_aws=at("postgres.machine", "db.x1.odd"),
    ),
    "postgres.storage_gb": Case(
        azure=at("postgres.storage_gb", 256),
        not_azure=at("postgres.storage_gb", 200),
        aws=at("postgres.storage_gb", 200),
        not_aws=at("postgres.storage_gb", 60000),
    ),
    "postgres.storage_autogrow": _both("postgres.storage_autogrow", OFF),
    "postgres.standby": Case(
        azure=at("postgres.standby", "same_zone"),
        not_azure={"postgres": {"machine": "Standard_B2s", "read_replicas": {}}},
        aws=at("postgres.standby", "none"),
        not_aws=at("postgres.standby", "same_zone"),
    ),
    "postgres.backup_retention_days": _both("postgres.backup_retention_days", 14),
    "postgres.backup_start": Case(
        aws=at("postgres.backup_start", "01:30+09:00"),
        not_aws=at("postgres.backup_start", "04:30+09:00"),
        not_azure=at("postgres.backup_start", "01:30+09:00"),
    ),
    "postgres.maintenance.day": _both("postgres.maintenance.day", "Monday"),
    "postgres.maintenance.start": _both("postgres.maintenance.start", "05:30"),
    "postgres.maintenance.utc_offset": _both("postgres.maintenance.utc_offset", "+00:00"),
    "postgres.geo_redundant_backup": _both("postgres.geo_redundant_backup", ON),
    "postgres.read_replicas": Case(
        azure=at("postgres.read_replicas.local", {}),
        not_azure=at("postgres.read_replicas.primary", {}),
        aws={**SUPPLIED, **at("postgres", {"admin": "supplied", "read_replicas": {"local": {}}})},
        not_aws=at("postgres.read_replicas.local", {}),
    ),
    "postgres.read_replicas.*.region": Case(
        azure=at("postgres.read_replicas.south.region", "koreacentral"),
        not_aws={
            **SUPPLIED,
            **at("postgres", {"admin": "supplied", "read_replicas": {"local": {"region": "ap-northeast-1"}}}),
        },
    ),
    "postgres.read_replicas.*.machine": Case(
        azure=at("postgres.read_replicas.south.machine", "Standard_D8ds_v5"),
        not_azure=at("postgres.read_replicas.south.machine", "Standard_D2ds_v5"),
        aws={
            **SUPPLIED,
            **at("postgres", {"admin": "supplied", "read_replicas": {"local": {"machine": "db.m7g.xlarge"}}}),
        },
        not_aws={
            **SUPPLIED,
            **at("postgres", {"admin": "supplied", "read_replicas": {"local": {"machine": "db.x1.odd"}}}),
        },
    ),
    "postgres.databases": _both(
        "postgres.databases",
        ["trips", "users"],
        not_azure=["trips", "postgres"],
        not_aws=["trips", "rdsadmin"],
    ),
    "postgres.admin": Case(
        not_azure=at("postgres.admin", "supplied"),
        aws={**SUPPLIED, **at("postgres.admin", "supplied")},
    ),
    "postgres.admin_password_version": Case(
        not_azure=at("postgres.admin_password_version", 2),
        aws={**SUPPLIED, **at("postgres", {"admin": "supplied", "admin_password_version": 2})},
        not_aws=at("postgres.admin_password_version", 2),
    ),
    "postgres.parameters": _both(
        "postgres.parameters",
        {"max_connections": "200"},
        not_azure={"no_such_parameter": "1"},
        not_aws={"no_such_parameter": "1"},
    ),
    "postgres.admin_group.name": Case(
        azure=at("postgres.admin_group.name", "others"),
        not_azure=at("postgres.admin_group.name", "azure_pg_admin"),
        not_aws=at("postgres.admin_group", {"name": "admins", "object_id": GROUP}),
    ),
    "postgres.admin_group.object_id": Case(
        azure=at("postgres.admin_group.object_id", OTHER_GROUP),
        not_aws=at("postgres.admin_group", {"name": "admins", "object_id": GROUP}),
    ),
    "workloads.image": _service("image", "registry.example.com/trip:2.0.0"),
    "workloads.port": _service("port", 9090),
    "workloads.replicas": _service("replicas", 3),
    "workloads.resources.cpu": _service("resources.cpu", "250m"),
    "workloads.resources.memory": _service("resources.memory", "300Mi"),
    "workloads.resources.cpu_limit": _service("resources.cpu_limit", "1"),
    "workloads.resources.memory_limit": _service("resources.memory_limit", "1Gi"),
    "workloads.autoscale.max_replicas": _service("autoscale.max_replicas", 5),
    "workloads.autoscale.cpu_percent": _service("autoscale.cpu_percent", 60),
    "workloads.autoscale.memory_percent": _service("autoscale.memory_percent", 80),
    "workloads.autoscale.metrics": _scaled(
        "metrics", {"more": {"kind": "queue", "queue": "jobs", "per_pod": 5}}
    ),
    "workloads.autoscale.metrics.*.kind": Case(
        azure=at(
            "workloads.trip.autoscale.metrics",
            {"backlog": {"kind": "query", "queue": REMOVED, "query": "sum(up)"}},
        ),
        aws=at(
            "workloads.trip.autoscale.metrics",
            {"backlog": {"kind": "query", "queue": REMOVED, "query": "sum(up)"}},
        ),
    ),
    "workloads.autoscale.metrics.*.query": _scaled("metrics.load.query", "sum(rate(up[5m]))"),
    "workloads.autoscale.metrics.*.per_pod": _scaled("metrics.backlog.per_pod", 20),
    "workloads.autoscale.metrics.*.queue": Case(
        azure={
            "queue": {"queues": {"more": {}}},
            "workloads": {
                "trip": {
                    "uses": {"receives": ["jobs", "more"]},
                    "autoscale": {"metrics": {"backlog": {"queue": "more"}}},
                }
            },
        },
        aws={
            "queue": {"queues": {"more": {}}},
            "workloads": {
                "trip": {
                    "uses": {"receives": ["jobs", "more"]},
                    "autoscale": {"metrics": {"backlog": {"queue": "more"}}},
                }
            },
        },
    ),
    "workloads.autoscale.schedules": _scaled(
        "schedules", {"evening": {"start": "0 17 * * *", "end": "0 19 * * *", "pods": 3}}
    ),
    "workloads.autoscale.schedules.*.start": _scaled("schedules.morning.start", "0 6 * * *"),
    "workloads.autoscale.schedules.*.end": _scaled("schedules.morning.end", "0 10 * * *"),
    "workloads.autoscale.schedules.*.time_zone": _scaled("schedules.morning.time_zone", "Europe/Paris"),
    "workloads.autoscale.schedules.*.pods": _scaled("schedules.morning.pods", 4),
    "workloads.disruption.min_available": _service("disruption", {"min_available": 1}),
    "workloads.disruption.max_unavailable": _service("disruption", {"max_unavailable": 2}),
    "workloads.probes.liveness": _service("probes.liveness", "/alive"),
    "workloads.probes.readiness": _service("probes.readiness", "/ready"),
    "workloads.probes.startup_seconds": _service("probes.startup_seconds", 300),
    "workloads.pool": _service("pool", "apps"),
    "rollouts.replicas": _both("rollouts.replicas", 1),
    "rollouts.pool": _both("rollouts.pool", "apps"),
    "workloads.rollout": _rolled_out("rolling"),
    "workloads.rollout.kind": _rolled_out("blue_green"),
    "workloads.rollout.percent": _rolled_out({"kind": "canary", "percent": 20}),
    "workloads.rollout.minutes": _rolled_out({"kind": "canary", "minutes": 60}),
    "workloads.rollout.max_error_percent": _rolled_out({"kind": "canary", "max_error_percent": 5}),
    "workloads.rollout.max_seconds": _rolled_out({"kind": "blue_green", "max_seconds": 2}),
    "workloads.ingress": _service("ingress", None),
    "workloads.ingress.host": _routed("host", "api.example.com"),
    "workloads.ingress.path": _routed("path", "/trips"),
    "workloads.ingress.rewrite": _routed("rewrite", "/"),
    "workloads.ingress.timeout_seconds": _routed("timeout_seconds", 60),
    "workloads.ingress.retries": _routed("retries", 0),
    "workloads.ingress.body_mb": _routed("body_mb", 10),
    "workloads.ingress.weights": _routed("weights", {"trip": 90, "user": 10}),
    "workloads.calls": _service("calls", ["user"]),
    "workloads.uses.databases": _service("uses.databases", ["trips"], "user"),
    "workloads.uses.cache": _service("uses.cache", ON),
    "workloads.uses.search": _aws_alone("workloads.trip.uses.search", ON),
    "workloads.uses.sends": _service("uses.sends", ["events"]),
    "workloads.uses.receives": _service("uses.receives", ["jobs"], "user"),
    "workloads.uses.telemetry": _both("workloads.trip.uses.telemetry", ON),
    # On Azure a service that uses anything may open connections already: tried of one that uses nothing.
    "workloads.internet": _service("internet", ON, "user"),
    "workloads.env": _service("env", {"LEVEL": "debug"}),
    "workloads.variables": _service("variables", {"DB_HOST": "POSTGRES_HOST"}),
    "workloads.metrics_path": _both("workloads.trip.metrics_path", "/metrics"),
    "workloads.kubernetes_access": _service("kubernetes_access", "reader"),
}
"""What is tried, by the table's line: tier and field."""
