"""Everything that the tiers ask the clouds for, written out: no argument is dropped or turned unnoticed.

The tables in `tests/components/stated` are kept by hand, and no command rewrites them: who changes what a
resource is asked for says there what is wanted now. What a value is for is told by the test of its tier.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pulumi
import pytest
import yaml
from pydantic import SecretStr

from jiban.components.cache.spec import CacheSpec, CacheWindowSpec
from jiban.components.cluster.kubernetes import NodeAutoscaler, NodeAutoscalerArgs
from jiban.components.cluster.spec import ClusterSpec
from jiban.components.identity.azure import (
    AdministratorArgs,
    AdministratorIdentity,
    ReaderArgs,
    ReaderIdentity,
)
from jiban.components.identity.spec import UsesSpec
from jiban.components.ingress.gateway import Place
from jiban.components.ingress.kubernetes import Binding, Ingress, IngressArgs
from jiban.components.ingress.spec import IngressSpec
from jiban.components.network.contract import Entry
from jiban.components.network.spec import NetworkSpec
from jiban.components.observability.spec import LogsSpec
from jiban.components.postgres.spec import PostgresSpec
from jiban.components.queue.spec import QueueSpec
from jiban.components.registry.spec import RegistrySpec
from jiban.components.rollouts.kubernetes import MetricsReaderArgs, Rollouts, RolloutsArgs
from jiban.components.rollouts.spec import RolloutsSpec
from jiban.components.search.spec import SearchSpec, SearchWindowSpec
from jiban.components.secrets.spec import SecretsSpec
from jiban.components.workload.kubernetes import DatabaseRoles, DatabaseRolesArgs, Workload, WorkloadArgs
from jiban.model.plan import NO_OPTIONS, CustomTimeouts, urn_parts
from jiban.testing import ProgramPlan, Resource, Secret, Unknown, plan_program
from tests.components.backup import test_aws as backup_aws
from tests.components.budget import test_aws as budget_aws
from tests.components.budget import test_azure as budget_azure
from tests.components.cache import test_aws as cache_aws
from tests.components.cache import test_azure as cache_azure
from tests.components.cluster import test_aws as cluster_aws
from tests.components.cluster import test_azure as cluster_azure
from tests.components.cluster import test_keda as keda
from tests.components.compute import test_aws as compute_aws
from tests.components.compute import test_aws_alarms as compute_alarms
from tests.components.delivery import examples as delivery_kubernetes
from tests.components.edge import test_aws as edge_aws
from tests.components.edge import test_azure as edge_azure
from tests.components.endpoints import test_aws as endpoints_aws
from tests.components.endpoints import test_azure as endpoints_azure
from tests.components.helpers import SITE
from tests.components.identity import test_aws as identity_aws
from tests.components.identity import test_azure as identity_azure
from tests.components.ingress import test_aws as ingress_aws
from tests.components.network import test_aws as network_aws
from tests.components.network import test_azure as network_azure
from tests.components.objects import test_aws as objects_aws
from tests.components.objects import test_azure as objects_azure
from tests.components.observability import examples as observability_examples
from tests.components.observability import test_alerts as observability_alerts
from tests.components.observability import test_aws as observability_aws
from tests.components.observability import test_aws_alerts as observability_aws_alerts
from tests.components.observability import test_aws_logs as observability_aws_logs
from tests.components.observability import test_azure as observability_azure
from tests.components.observability import test_dashboards as observability_dashboards
from tests.components.observability import test_diagnostics as observability_diagnostics
from tests.components.observability import test_logs as observability_logs
from tests.components.pipelines import test_aws as pipelines_aws
from tests.components.postgres import test_aws as postgres_aws
from tests.components.postgres import test_azure as postgres_azure
from tests.components.queue import test_aws as queue_aws
from tests.components.queue import test_azure as queue_azure
from tests.components.registry import test_aws as registry_aws
from tests.components.registry import test_azure as registry_azure
from tests.components.search import test_aws as search_aws
from tests.components.secrets import test_aws as secrets_aws
from tests.components.secrets import test_azure as secrets_azure
from tests.components.secrets import test_azure_alarms as secrets_alarms
from tests.components.workload import examples
from tests.components.workload import test_kubernetes as workload_kubernetes
from tests.components.workload import test_rollout as rollouts_of_workloads

TABLES: Final = Path(__file__).parent / "stated"

_OF_THE_SDK: Final = frozenset({"version", "additional_secret_outputs"})
"""Options that a provider's SDK sets; they differ from one release to another."""

PRIMARY: Final[dict[str, Any]] = {
    "databases": ("pms", "other"),
    "parameters": {"work_mem": "8192", "log_min_duration_statement": "500"},
    "maintenance": {"day": "Monday", "start": "00:30"},
}
"""What every server here has."""


def _key(key: Resource) -> dict[str, Any]:
    return {"arn": f"arn:aws:kms:ap-northeast-2:111122223333:key/{key.name}", "keyId": f"id-of-{key.name}"}


_OWN: Final[dict[str, Any]] = {
    "kms:Key": _key,
    "iam:Role": lambda role: {"arn": f"arn:{role.name}"},
}
"""Of every key and role its own, so that one in the place of another is seen."""


def _aws_server(password: str | None = None, **fields: Any) -> ProgramPlan:
    spec = PostgresSpec.model_validate(PRIMARY | {"backup_start": "23:45-03:30"} | fields)
    return postgres_aws.made(spec, outputs=postgres_aws.OUTPUTS | _OWN, password=password)


def _azure_server(*, roles: bool, **fields: Any) -> ProgramPlan:
    return postgres_azure.made(PostgresSpec.model_validate(PRIMARY | fields), roles=roles)


def _aws_cluster(**fields: Any) -> ProgramPlan:
    spec = ClusterSpec.model_validate(cluster_aws.SPEC.model_dump() | fields)
    return cluster_aws.cluster(spec, outputs=cluster_aws.OUTPUTS | _OWN)


def _azure_cluster(**fields: Any) -> ProgramPlan:
    return cluster_azure.cluster(ClusterSpec.model_validate(cluster_azure.DOCUMENT.model_dump() | fields))


USES: Final = UsesSpec(
    databases=("pms",), cache=True, sends=("events",), receives=("work",), secrets=("api-key",)
)
"""A service that uses everything."""

ONE_POOL: Final[dict[str, Any]] = {
    "machine": "t3.medium",
    "min_nodes": 1,
    "max_nodes": 2,
    "taint": "own=true:NoSchedule",
    "labels": {"of": "apps"},
}
"""A pool with everything that only some pools have."""

FILTERS: Final = {"refund": {"correlation": {"properties": {"kind": "refund"}}}}

PLANS: Final[Mapping[str, Callable[[], ProgramPlan]]] = {
    "network_aws": network_aws.network,
    "network_azure": network_azure.network,
    "network_azure_link": lambda: network_azure.network(link=True),
    "network_azure_private": lambda: network_azure.network(
        NetworkSpec.model_validate(network_azure.DOCUMENT.model_dump() | {"zones": (2,)}),
        private_api=True,
        entry=Entry(
            name="clients-to-api",
            sources=("203.0.113.0/24", "198.51.100.0/24"),
            target="application",
            ports=(443,),
            reason="Ranges that may reach the cluster's API",
        ),
    ),
    "network_aws_each_zone": lambda: network_aws.network(
        NetworkSpec(zones=(1, 2, 3), egress="nat_per_zone", cidr="10.8.0.0/16")
    ),
    "postgres_aws": _aws_server,
    "postgres_aws_replica": lambda: _aws_server(
        "correct-horse",
        admin="supplied",
        admin_password_version=3,
        read_replicas={"near": {}},
    ),
    "postgres_aws_copies": lambda: _aws_server(geo_redundant_backup=True),
    "postgres_azure": lambda: _azure_server(
        roles=True,
        geo_redundant_backup=True,
        read_replicas={"south": {"region": "koreasouth"}, "near": {}},
        admin_group={"name": "dba", "object_id": UUID("22222222-2222-2222-2222-222222222222")},
    ),
    "cluster_aws": lambda: _aws_cluster(
        pools={"apps": ONE_POOL}, private=False, api_clients=("203.0.113.0/24",)
    ),
    "cluster_azure": _azure_cluster,
    "cluster_azure_public": lambda: _azure_cluster(
        private=False, api_clients=("203.0.113.0/24",), control_plane="long_term", version="1.35"
    ),
    "cluster_azure_subnet": lambda: _azure_cluster(networking="node_subnet", control_plane="free"),
    "cluster_autoscaler": lambda: plan_program(_autoscaler),
    "cluster_keda": keda.made,
    "identity_aws": lambda: identity_aws.service(
        UsesSpec(
            databases=("pms",),
            cache=True,
            search=True,
            buckets={"files": "write", "logs": "add"},
            secrets=("api",),
            keys=("documents",),
        )
    ),
    "identity_aws_administrator": identity_aws.administrator,
    "identity_azure": lambda: identity_azure.service(USES),
    "identity_azure_scaler": lambda: identity_azure.scaler(("work",), metrics=True),
    "identity_azure_administrator": lambda: plan_program(_administrator, resolve=True),
    "cache_aws": lambda: cache_aws.made(CacheSpec(maintenance=CacheWindowSpec()), services=("trip",)),
    "compute_aws": lambda: compute_aws.made(
        compute_aws.spec(
            uses={"databases": ("pms",), "cache": True},
            scale={
                "requests_per_minute": 900,
                "schedules": {"day": {"start": "0 8 * * *", "end": "0 20 * * *", "servers": 3}},
            },
        )
    ),
    "compute_aws_alarms": lambda: compute_alarms.made("compute-slow", api=1.0),
    "objects_aws": objects_aws.made,
    "objects_azure": objects_azure.made,
    "search_aws": lambda: search_aws.made(SearchSpec(maintenance=SearchWindowSpec(), standby=True, nodes=3)),
    "cache_azure": lambda: cache_azure.made(CacheSpec(persistence="snapshot_6h")),
    "queue_aws": lambda: queue_aws.made(
        account="111122223333",
        queues={"work": {"sessions": True}},
        topics={"events": {"subscriptions": {"audit": {"filters": FILTERS}}}},
    ),
    "queue_azure": lambda: queue_azure.made(
        QueueSpec.model_validate(
            {
                "queues": {"work": {"sessions": True, "duplicate_detection": True}},
                "topics": {"events": {"subscriptions": {"one": {}, "two": {}}}},
            }
        )
    ),
    "secrets_azure": lambda: secrets_azure.made(
        SecretsSpec.model_validate(
            {"names": ("later",), "values": {"now": SecretStr("text")}, "retention_days": 30}
        )
    ),
    "secrets_azure_keys": lambda: secrets_azure.made(
        SecretsSpec.model_validate(
            {
                "hardware_keys": True,
                "values": {"now": SecretStr("text")},
                "expires": {"now": "2027-01-31"},
                "rotate_days": 90,
                "keys": {"documents": {}, "tokens": {"kind": "ec"}},
                "certificates": ("tls",),
                "administrators": ("22222222-2222-2222-2222-222222222222",),
                "pipelines": ("33333333-3333-3333-3333-333333333333",),
            }
        )
    ),
    "secrets_aws": lambda: secrets_aws.made(
        names=("later",),
        values={"now": SecretStr("text")},
        rotation={"later": {"function": secrets_aws.FUNCTION}},
        keys={"documents": {}, "tokens": {"kind": "ec"}},
        administrators=(secrets_aws.OPERATORS,),
        pipelines=(secrets_aws.PIPELINE,),
    ),
    "secrets_azure_alarms": secrets_alarms.alarms,
    "workload_secret_files": lambda: workload_kubernetes.workload(
        uses={"secret_files": ("tls",), "secret_variables": ({"name": "API_KEY", "of": "api-key"},)}
    ),
    "backup_aws": lambda: backup_aws.made(
        daily="23:45-03:30",
        copy_keep_days=90,
        lock="compliance",
        changeable_for_days=3,
        lock_is_final=True,
        drill="monthly",
        rpo_minutes=60,
        restore_minutes=225,
        receiver=backup_aws.RECEIVER,
        buckets=("files",),
    ),
    "budget_aws": budget_aws.planned,
    "pipelines_aws": lambda: pipelines_aws.made(people=("arn:aws:iam::444455556666:role/operators",)),
    "budget_azure": budget_azure.planned,
    "registry_aws": lambda: registry_aws.plan(
        RegistrySpec(untagged_days=14, replica_regions=("ap-northeast-1",)), "trip"
    ),
    "registry_azure": lambda: registry_azure.plan(RegistrySpec()),
    "observability_aws": observability_aws.made,
    "observability_aws_alerts": observability_aws_alerts.made,
    "observability_aws_archive": observability_aws_logs.archive,
    "observability_aws_dashboards": observability_aws.dashboards,
    "observability_aws_logs": observability_aws_logs.logs,
    "observability_azure": observability_azure.metrics,
    "observability_azure_logs": lambda: observability_logs.planned(
        LogsSpec.model_validate(
            {"tables": {"ContainerLogV2": {"plan": "basic", "keep_days": 90}}, "daily_cap_gb": 2}
        )
    ),
    "observability_azure_containers": observability_logs.containers_planned,
    "observability_azure_dashboards": observability_dashboards.dashboards,
    "observability_azure_diagnostics": lambda: observability_diagnostics.settings(
        "keyvault:Vault", "containerservice:ManagedCluster"
    ),
    "observability_azure_alerts": observability_alerts.planned,
    "edge_aws": lambda: edge_aws.plan(
        firewall={
            "closed_paths": ("/actuator",),
            "exclusions": ({"rule": "SQLi_BODY", "owner": "web", "reason": "free text"},),
        }
    ),
    "edge_azure": edge_azure.plan,
    "edge_azure_private_link": lambda: edge_azure.plan(path="private_link"),
    "edge_azure_one_zone": lambda: edge_azure.plan(
        (2,),
        cached_paths=(),
        answer_seconds=30,
        firewall={"stage": "detect", "detect_until": "2027-01-31", "closed_paths": ("/admin",)},
    ),
    "endpoints_aws": lambda: endpoints_aws.planned("registry", "secrets"),
    "endpoints_azure": lambda: endpoints_azure.endpoints(endpoints_azure.TARGETS),
    "delivery_kubernetes": lambda: delivery_kubernetes.made(
        delivery_kubernetes.spec(), steered={"trip": "trip-canary"}
    ),
    "ingress_aws": ingress_aws.plan,
    "ingress_kubernetes": lambda: plan_program(_ingress, resolve=True),
    "ingress_kubernetes_bound": lambda: plan_program(lambda: _ingress(bound=True), resolve=True),
    "rollouts_kubernetes": lambda: plan_program(
        _rollouts,
        resolve=True,
        outputs={"kubernetes:core/v1:ConfigMap": {"metadata": {"name": "autonamed-1a2b3c4"}}},
    ),
    "identity_azure_reader": lambda: plan_program(_reader),
    "workload_canary": lambda: rollouts_of_workloads.plan("canary"),
    "workload_blue_green": lambda: rollouts_of_workloads.plan(
        "blue_green", ingress=None, autoscale={"max_replicas": 4, "cpu_percent": 70}
    ),
    "workload_namespace": workload_kubernetes.whole_namespace,
    "workload_services": lambda: plan_program(_services, resolve=True),
    "workload_database_roles": lambda: plan_program(_database_roles, resolve=True),
}
"""By the table that holds what the plan should ask for."""


def _autoscaler() -> None:
    groups = {"apps-1": (pulumi.Output.from_input("eks-apps-1"), 1, 4)}
    NodeAutoscaler(
        "node-autoscaler", NodeAutoscalerArgs(region="ap-northeast-2", version="1.36", groups=groups)
    )


def _services() -> None:
    for name, spec in examples.tripgen().items():
        permissions = pulumi.CustomResource("test:index:Probe", f"permissions-of-{name}", {})
        args = WorkloadArgs(
            spec=spec,
            ownership=examples.OWNERSHIP,
            namespace=examples.namespace(),
            platform=examples.platform(),
            callers=("trip",) if name == "user" else (),
            callees=dict.fromkeys(spec.calls, 8080),
            authorities="(certificates)" if spec.uses.databases else None,
            ready=[permissions],
        )
        Workload(name, args)


def _ingress(*, bound: bool = False) -> None:
    way_in = pulumi.CustomResource("test:index:Probe", "namespaces", {})
    args = IngressArgs(
        spec=IngressSpec(replicas=2, max_replicas=4, pool="apps"),
        ownership=examples.OWNERSHIP,
        address=None if bound else "10.0.1.254",
        place=Place(
            namespace="tripgen-ingress",
            services="tripgen",
            annotations={"example/internal": "true"},
            zones=3,
            bound=bound,
            scheduling={"nodeSelector": {"jiban/pool": "apps"}},
        ),
        after=[way_in],
        binding=Binding(
            group="arn:group",
            network="vpc-1",
            cluster="eks",
            region="ap-northeast-2",
            scheduling={"nodeSelector": {"jiban/pool": "system"}},
        )
        if bound
        else None,
        clients="10.0.4.0/24",
        services={"trip": 8080},
        kubernetes_api={
            "to": [{"ipBlock": {"cidr": "10.0.1.0/24"}}],
            "ports": [{"protocol": "TCP", "port": 443}],
        },
        internet={"jiban/internet": "(why)"},
        scraper={"rsName": "ama-metrics"},
    )
    Ingress("ingress", args)


def _rollouts() -> None:
    namespaces = pulumi.CustomResource("test:index:Probe", "namespaces", {})
    args = RolloutsArgs(
        spec=RolloutsSpec(pool="apps"),
        ownership=examples.OWNERSHIP,
        namespace="tripgen-rollouts",
        services="tripgen",
        deployer="deployer",
        after=[namespaces],
        scheduling={"nodeSelector": {"jiban/pool": "apps"}},
        kubernetes_api={"to": [{"ipBlock": {"cidr": "10.0.1.0/24"}}]},
        reasons={},
        scraper={
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"rsName": "ama-metrics"}},
        },
        prometheus={"address": "http://metrics-reader.tripgen-rollouts:8080"},
        reader=MetricsReaderArgs(
            program="(program)",
            prometheus="https://metrics.example",
            internet={"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]},
            reason={"jiban/internet": "(why)"},
            identity_labels={"azure.workload.identity/use": "true"},
            identity_annotations={"azure.workload.identity/client-id": "(client)"},
        ),
    )
    Rollouts("rollouts", args)


def _reader() -> None:
    args = ReaderArgs(
        site=SITE,
        namespace="trip-rollouts",
        service_account="metrics-reader",
        issuer=identity_azure.ISSUER,
        metrics=observability_examples.metrics(),
    )
    ReaderIdentity("identity-rollouts", args)


def _database_roles() -> None:
    args = DatabaseRolesArgs(
        services={name: spec for name, spec in examples.tripgen().items() if spec.uses.databases},
        ownership=examples.OWNERSHIP,
        name="tripgen-database-roles",
        namespace=examples.namespace(),
        platform=examples.platform(),
        ready=[pulumi.CustomResource("test:index:Probe", "way-in", {})],
    )
    DatabaseRoles("database-roles", args)


def _administrator() -> None:
    args = AdministratorArgs(
        site=SITE,
        namespace="trip-database-roles",
        service_account="database-roles",
        issuer=identity_azure.ISSUER,
    )
    AdministratorIdentity("identity-database-roles", args)


def _plain(value: Any) -> Any:
    """Return a value as a table holds it: documents are read, and tags and labels cut to tier and name."""
    if isinstance(value, Unknown):
        return f"(unknown: {', '.join(urn_parts(urn).name for urn in value.sources)})"
    if isinstance(value, CustomTimeouts):
        return {"create": value.create, "update": value.update, "delete": value.delete}
    if isinstance(value, Secret):
        return {"(secret)": _plain(value.value)}
    if isinstance(value, str) and value.startswith("{"):
        return {"(json)": json.loads(value)}
    if isinstance(value, Mapping):
        tier, name = str(value.get("tier")), str(value.get("name"))
        if value == SITE.ownership.tags(tier, name):
            return f"{tier}/{name}"
        labels = examples.OWNERSHIP.labels(str(value.get("jiban/tier")), str(value.get("jiban/name")))
        if value.items() >= labels.items():
            name = f"{value['jiban/tier']}/{value['jiban/name']}"
            return {"(of)": name, **{key: each for key, each in value.items() if key not in labels}}
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value


def _stated(plan: ProgramPlan, resource: Resource) -> dict[str, Any]:
    """Return what is asked of a resource: parent, inputs, and options where they are not the usual ones."""
    of_inputs = {urn for urns in resource.property_dependencies.values() for urn in urns}
    after = sorted(each.name for each in plan.resources if each.urn in {*resource.dependencies} - of_inputs)
    options = {
        name: _plain(getattr(resource.options, name))
        for name in type(NO_OPTIONS).__slots__
        if name not in _OF_THE_SDK and getattr(resource.options, name) != getattr(NO_OPTIONS, name)
    }
    extra = {"protect": resource.protect, "after": after, **options}
    return {
        "type": resource.type,
        "parent": resource.parent_name,
        "inputs": _plain(resource.inputs),
        **{name: value for name, value in extra.items() if value},
    }


def stated(plan: ProgramPlan) -> dict[str, Any]:
    """Return what a plan asks of each resource of a provider, by the resource's name."""
    return {
        each.name: _stated(plan, each)
        for each in plan.resources
        if each.custom and each.package != "test" and not each.is_provider
    }


@pytest.mark.parametrize("table", PLANS)
def test_a_tier_asks_for_what_its_table_says(table: str) -> None:
    """Each resource with its parent, all its arguments, what it waits for, and what protects it."""
    expected = yaml.safe_load((TABLES / f"{table}.yaml").read_text(encoding="utf-8"))
    assert stated(PLANS[table]()) == expected


def test_every_table_is_read() -> None:
    """None is left over."""
    assert {path.stem for path in TABLES.glob("*.yaml")} == set(PLANS)
