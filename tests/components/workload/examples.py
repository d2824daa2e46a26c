"""Services and a platform like TripGen's in production, for the tests of this tier and of the stack."""

from typing import Any, Final

import pulumi

from jiban.components.tags import Ownership
from jiban.components.workload.clouds import HOOKS
from jiban.components.workload.contract import (
    Administrator,
    Destination,
    NamespaceContract,
    Placement,
    PlatformContract,
    PlatformShape,
    VaultPlace,
)
from jiban.components.workload.manifests import PodFacts
from jiban.components.workload.scaling import ScalerFacts
from jiban.components.workload.spec import WorkloadSpec
from jiban.components.workload.subject import Subject

OWNERSHIP: Final = Ownership(project="tripgen", stack="prod", owner="platform-team")

TAINT: Final = "application-workload=true:NoSchedule"

SHAPE: Final = PlatformShape(
    hooks=HOOKS["azure"],
    version="1.36",
    ranges={
        "gateway": "10.0.128.0/20",
        "application": "10.0.0.0/17",
        "database": "10.0.144.0/20",
        "cache": "10.0.160.0/20",
        "endpoints": "10.0.176.0/20",
    },
    private_ranges=("10.0.0.0/8", "192.168.0.0/16"),
    private_api=True,
    zones=3,
    pools={"apps": Placement(taint=TAINT), "plain": Placement()},
    destinations={
        "database": Destination(role="database", ports=(5432,), variables=("POSTGRES_HOST",)),
        "cache": Destination(
            role="cache", ports=(10000, (8500, 8599)), variables=("CACHE_HOST", "CACHE_PORT")
        ),
        "queue": Destination(role="endpoints", ports=(5671,), variables=("QUEUE_HOST",)),
        "vault": Destination(role="endpoints", ports=(443,), variables=("VAULT_URI",)),
    },
    databases=("trips", "users"),
    subscriptions={"news": ("audit", "monitoring")},
    identities=frozenset({"user", "trip", "ai"}),
    registry=True,
    metrics=True,
    secret_files=True,
)

_SECRETS: Final = ("KEY", "OTHER", "JWT_SIGNING_KEY", "OPENAI_API_KEY", "SIGNING")

FACTS: Final = PodFacts(
    image="crtripgen.azurecr.io/trip:1.4.2",
    settings="trip-settings-1a2b3c4",
    variables={"POSTGRES_HOST": "db.example", "CACHE_HOST": "cache.example"},
    identity_labels={"azure.workload.identity/use": "true"},
    taint=TAINT,
    zones=3,
)

SCALER: Final = ScalerFacts(
    provider="azure-workload",
    client_id="22222222-2222-2222-2222-222222222222",
    metrics_url="https://metrics.example",
    queue_name="sb-tripgen-prod",
)


def spec(**fields: Any) -> WorkloadSpec:
    """Return a small service with these fields besides."""
    base = {
        "image": "trip:1.4.2",
        "resources": {"cpu": "200m", "memory": "512Mi", "memory_limit": "1Gi"},
    }
    return WorkloadSpec.model_validate(base | fields)


def subject(name: str = "trip") -> Subject:
    """Return the owner of a service's objects."""
    return Subject(
        name=name,
        namespace="tripgen",
        system="tripgen",
        component=name,
        ownership=lambda logical: OWNERSHIP.labels("workload", logical),
    )


def platform(shape: PlatformShape = SHAPE) -> PlatformContract:
    """Return a platform that has everything; call it where Outputs can be made."""
    return PlatformContract(
        shape=shape,
        kubeconfig=pulumi.Output.secret("apiVersion: v1"),
        image_host="crtripgen.azurecr.io" if shape.registry else None,
        client_ids={name: f"client-of-{name}" for name in shape.identities},
        database_roles={name: f"id-{name}" for name in shape.identities},
        principal_ids={name: f"principal-of-{name}" for name in shape.identities},
        administrator=Administrator(role="id-administrator", client_id="client-of-administrator"),
        vault=VaultPlace(name="kv-tripgen-prod", tenant_id="tenant") if shape.secret_files else None,
        addresses={
            "POSTGRES_HOST": "db.example",
            "CACHE_HOST": "cache.example",
            "CACHE_PORT": "10000",
            "QUEUE_HOST": "queue.example",
            "VAULT_URI": "https://vault.example",
            **{f"SECRET_{name}_ARN": f"https://vault.example/secrets/{name}" for name in _SECRETS},
            **{f"KEY_{name}_ARN": f"https://vault.example/keys/{name}" for name in ("DOCUMENTS", "LOGS")},
        },
        metrics_url="https://metrics.example",
        queue_name="sb-tripgen-prod",
        scaler_client_id="client-of-scaler",
    )


def namespace() -> NamespaceContract:
    """Return a namespace that exists; call it where Outputs can be made."""
    return NamespaceContract(
        name=pulumi.Output.from_input("tripgen"),
        reader_role=pulumi.Output.from_input("application-reader"),
        deployer=pulumi.Output.from_input("deployer"),
    )


def tripgen() -> dict[str, WorkloadSpec]:
    """Return the four services of TripGen, by name."""
    common: dict[str, Any] = {
        "pool": "apps",
        "metrics_path": "/metrics",
        "kubernetes_access": "reader",
        "env": {"SPRING_PROFILES_ACTIVE": "prod"},
    }
    return {
        "user": spec(
            **common,
            image="user:2.0.0",
            replicas=3,
            ingress=True,
            disruption={"min_available": 2},
            uses={"databases": ("users",), "cache": True, "secrets": ("jwt-signing-key",)},
            autoscale={
                "max_replicas": 10,
                "cpu_percent": 70,
                "memory_percent": 80,
                "metrics": {
                    "requests": {
                        "kind": "query",
                        "query": 'sum(rate(http_requests_total{service="user"}[2m]))',
                        "per_pod": 100.0,
                    }
                },
            },
        ),
        "trip": spec(
            **common,
            replicas=3,
            ingress=True,
            disruption={"min_available": 2},
            calls=("user", "location"),
            uses={"databases": ("trips",), "cache": True, "sends": ("ai_schedule_generation",)},
            resources={"cpu": "500m", "memory": "1Gi", "cpu_limit": "2", "memory_limit": "2Gi"},
            autoscale={
                "max_replicas": 15,
                "cpu_percent": 70,
                "schedules": {"morning": {"start": "0 7 * * 1-5", "end": "0 10 * * 1-5", "pods": 6}},
            },
        ),
        "ai": spec(
            **common,
            image="ghcr.io/tripgen/ai:0.9.1",
            replicas=2,
            disruption={"min_available": 1},
            internet=True,
            uses={"receives": ("ai_schedule_generation",), "secrets": ("openai-api-key",)},
            autoscale={
                "max_replicas": 8,
                "cpu_percent": 80,
                "metrics": {"backlog": {"kind": "queue", "queue": "ai_schedule_generation", "per_pod": 10}},
            },
        ),
        "location": spec(
            replicas=2,
            pool="apps",
            disruption={"max_unavailable": 1},
            autoscale={"max_replicas": 6, "cpu_percent": 70},
        ),
    }
