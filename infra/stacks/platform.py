"""The seam between a platform and the services on it: in one stack, or in two because of a private cluster.

What decides which Kubernetes objects there are is worked out from the environment, in both stacks alike,
so a plan never hangs on another stack's state. Only values that a deployment gives (addresses, ids, the
way to the cluster) go through outputs, and with them the first part once more, to be compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pulumi

from infra.environment import Environment
from infra.stacks import wiring
from jiban.components.cache.contract import CacheContract
from jiban.components.cluster.groups import groups
from jiban.components.cluster.networking import pod_range
from jiban.components.cluster.services import api_ip
from jiban.components.network import cidr
from jiban.components.objects.contract import ObjectsContract
from jiban.components.observability.contract import LogsContract
from jiban.components.postgres.authorities import authorities
from jiban.components.postgres.contract import PostgresContract
from jiban.components.queue.contract import QueueContract
from jiban.components.search.contract import SearchContract
from jiban.components.secrets.contract import SecretsContract
from jiban.components.workload.clouds import HOOKS
from jiban.components.workload.connection import (
    account_variable,
    bucket_variable,
    key_variable,
    secret_variable,
)
from jiban.components.workload.contract import (
    Administrator,
    BoundTargets,
    Placement,
    PlatformContract,
    PlatformShape,
    Text,
    VaultPlace,
)

VALUES: Final = "platform"
"""Output of a platform's stack with everything but the secret."""
KUBECONFIG: Final = "platform_kubeconfig"
"""Output with the way to the cluster. It stands alone because one secret makes the whole of an output
secret."""

_NOT_INTERNET: Final = ("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
"""Private, shared and link-local addresses (RFC 1918, 6598, 3927): own networks, peered ones, the node's
metadata."""

_MAY_HAVE_MORE: Final = frozenset({"identities", "references"})
"""Facts of a platform that a stack of some of its services may know a part of."""


@dataclass(frozen=True, kw_only=True)
class Platform:
    """What a cloud's platform gives to the services on it, and what its stack shows of it."""

    contract: PlatformContract
    outputs: Mapping[str, pulumi.Input[object]]
    ready: Mapping[str, Sequence[pulumi.Resource]]
    """What must exist before a service starts, by its name, beyond what its inputs say: private ways in,
    permissions."""
    roles_ready: Sequence[pulumi.Resource] = ()
    """The same, before the databases' roles are made."""
    controllers_ready: Sequence[pulumi.Resource] = ()
    """The same, before what looks after services in the cluster starts."""


@dataclass(frozen=True, kw_only=True)
class WithoutCluster:
    """What a stack shows that has no cluster for a service to be on."""

    outputs: Mapping[str, pulumi.Input[object]]


class PlatformDiffersError(ValueError):
    """The platform that was deployed is another one than the environment describes."""


def shape(environment: Environment) -> PlatformShape:
    """Return what of an environment's platform is known before any deployment."""
    cluster, hooks = environment.kubernetes, HOOKS[environment.cloud]
    own = [environment.network.cidr, cluster.service_cidr]
    pods = pod_range(environment.cloud, cluster)
    if pods is not None:
        own.append(pods)
    outside = [each for each in own if not any(cidr.inside(each, known) for known in _NOT_INTERNET)]
    return PlatformShape(
        hooks=hooks,
        version=cluster.version,
        ranges=cidr.ranges(environment.network),
        private_ranges=(*_NOT_INTERNET, *outside),
        private_api=cluster.private or hooks.api_in_subnet,
        api_service=api_ip(cluster.service_cidr) if hooks.policies_see_services else None,
        zones=len(environment.network.zones),
        node_groups=_node_groups(environment),
        pools={name: Placement(taint=pool.taint) for name, pool in cluster.pools.items()},
        destinations=wiring.destinations(environment),
        identities=frozenset(
            name for name, workload in environment.workloads.items() if wiring.needs_identity(workload.uses)
        ),
        registry=environment.registry is not None,
        metrics=environment.observability.metrics,
        region=environment.region,
        databases=environment.postgres.databases if environment.postgres else (),
        authorities=authorities(environment.cloud, environment.region) if environment.postgres else None,
        subscriptions={name: tuple(topic.subscriptions) for name, topic in environment.queue.topics.items()}
        if environment.queue
        else {},
        secret_files=wiring.secret_files(environment),
        gateway_address=wiring.gateway_address(environment),
        bound=wiring.bound(environment),
        references=frozenset(wiring.references(environment)),
        private_services=bool(environment.network.private_services),
        rollouts=bool(wiring.rolled_out(environment)),
    )


def _node_groups(environment: Environment) -> dict[str, tuple[int, int]]:
    """Return the fewest and the most nodes of each group that an autoscaler in the cluster scales, by key."""
    if HOOKS[environment.cloud].scales_nodes:
        return {}
    found = groups(environment.kubernetes, environment.network.zones)
    return {each.key: (each.min_nodes, each.max_nodes) for each in found}


def addresses(
    postgres: PostgresContract | None,
    cache: CacheContract | None,
    broker: QueueContract | None,
    vault: SecretsContract | None,
    logs: LogsContract | None = None,
    *,
    objects: ObjectsContract | None = None,
    search: SearchContract | None = None,
) -> dict[str, Text]:
    """Return the variables by which programs find the managed services that there are."""
    found: dict[str, Text] = {}
    if postgres:
        found["POSTGRES_HOST"] = postgres.host
        found |= {wiring.read_host(replica): host for replica, host in postgres.read_hosts.items()}
    if cache:
        found["CACHE_HOST"] = cache.host
        found["CACHE_PORT"] = str(cache.port)
        if cache.token_name is not None:
            found["CACHE_NAME"] = cache.token_name
        if cache.second:
            found["CACHE_SECOND_HOST"] = cache.second.host
    if search:
        found["SEARCH_HOST"] = search.host
    if broker:
        found |= {"QUEUE_HOST": broker.host, **broker.addresses}
    if objects:
        found |= _buckets(objects)
    if vault:
        found["VAULT_URI"] = vault.uri
        found |= {secret_variable(name): each for name, each in vault.secret_references.items()}
        found |= {key_variable(name): each for name, each in vault.key_references.items()}
    if logs and logs.connection_string is not None:
        found["APPLICATIONINSIGHTS_CONNECTION_STRING"] = logs.connection_string
    return found


def _buckets(objects: ObjectsContract) -> dict[str, Text]:
    names: dict[str, Text] = {bucket_variable(name): place.name for name, place in objects.buckets.items()}
    accounts = {name: place.url for name, place in objects.buckets.items() if place.url is not None}
    return names | {account_variable(name): url for name, url in accounts.items()}


def platform_outputs(platform: PlatformContract) -> dict[str, pulumi.Input[Any]]:
    """Return what a platform's stack exports for the stack of its services, by output name."""
    return {
        VALUES: {
            "shape": _facts(platform.shape),
            "image_host": platform.image_host,
            "client_ids": dict(platform.client_ids),
            "database_roles": dict(platform.database_roles),
            "principal_ids": dict(platform.principal_ids),
            "administrator": _administrator_values(platform.administrator),
            "addresses": dict(platform.addresses),
            "metrics_url": platform.metrics_url,
            "queue_name": platform.queue_name,
            "scaler_client_id": platform.scaler_client_id,
            "cluster_identifier": platform.cluster_identifier,
            "node_groups": dict(platform.node_groups),
            **({"cache_users": dict(platform.cache_users)} if platform.cache_users else {}),
            **_targets_values(platform.targets),
            **({"reader_client_id": platform.reader_client_id} if platform.shape.rollouts else {}),
            **(
                {"vault": {"name": platform.vault.name, "tenant_id": platform.vault.tenant_id}}
                if platform.vault
                else {}
            ),
        },
        KUBECONFIG: pulumi.Output.secret(platform.kubeconfig),
    }


def platform_from(environment: Environment) -> PlatformContract:
    """Return the platform that another stack has deployed: `environment.platform_stack`, else the one that is
    extended, else this stack itself, deployed with another scope.

    Raises:
        ValueError: when the environment names no such stack.
        PlatformDiffersError: during a deployment, when that platform is another one than the environment's.
    """
    stack, own = environment.platform_stack, environment.extends
    if own is None and environment.scope == "manifests":
        own = pulumi.get_stack()
    if stack is None and own is not None:
        stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{own}"
    if stack is None:
        raise ValueError("neither extends nor platform_stack is set; name the stack that holds the platform")
    expected = shape(environment)
    reference = pulumi.StackReference(stack)
    values = reference.require_output(VALUES).apply(partial(_agreed, stack, _facts(expected)))
    kubeconfig = (
        # Files are written for it, and nobody goes there.
        pulumi.Output.from_input("")
        if environment.scope == "manifests"
        else pulumi.Output.all(reference.require_output(KUBECONFIG), values).apply(_first)
    )
    variables = [
        *(name for each in expected.destinations.values() for name in each.variables),
        *sorted(expected.references),
    ]
    return PlatformContract(
        shape=expected,
        kubeconfig=pulumi.Output.secret(kubeconfig),
        cluster_identifier=values.apply(_identifier),
        node_groups={key: values["node_groups"][key] for key in expected.node_groups},
        image_host=values["image_host"] if expected.registry else None,
        client_ids={name: values["client_ids"][name] for name in expected.identities},
        database_roles={name: values["database_roles"][name] for name in expected.identities},
        principal_ids={name: values["principal_ids"][name] for name in expected.identities},
        cache_users={name: values["cache_users"][name] for name in wiring.cache_users(environment)},
        administrator=_administrator(environment, expected, values),
        vault=VaultPlace(name=values["vault"]["name"], tenant_id=values["vault"]["tenant_id"])
        if expected.secret_files
        else None,
        targets=BoundTargets(
            group=values["targets"]["group"],
            network=values["targets"]["network"],
            cluster=values["targets"]["cluster"],
        )
        if expected.bound
        else None,
        addresses={name: values["addresses"][name] for name in variables},
        metrics_url=values["metrics_url"] if expected.metrics else None,
        queue_name=values["queue_name"] if "queue" in expected.destinations else None,
        scaler_client_id=values["scaler_client_id"] if _named_scaler(expected) else None,
        reader_client_id=values["reader_client_id"]
        if expected.rollouts and expected.hooks.account_annotation is not None
        else None,
    )


def _targets_values(targets: BoundTargets | None) -> dict[str, Any]:
    if targets is None:
        return {}
    return {"targets": {"group": targets.group, "network": targets.network, "cluster": targets.cluster}}


def _named_scaler(expected: PlatformShape) -> bool:
    """Whether who KEDA is has to be named to it, and is not kept by the cloud."""
    return expected.hooks.scaler_provider is not None and expected.hooks.account_annotation is not None


def _administrator_values(administrator: Administrator | None) -> dict[str, Text | None] | None:
    if administrator is None:
        return None
    return {
        "role": administrator.role,
        "client_id": administrator.client_id,
        "secret": administrator.secret,
    }


def _administrator(
    environment: Environment, expected: PlatformShape, values: pulumi.Output[Any]
) -> Administrator | None:
    """Return who makes the databases' roles, as the platform's stack says; None where nobody needs any."""
    if not wiring.database_users(environment):
        return None
    told = values["administrator"]
    signs_in_by_secret = expected.hooks.administers_by == "secret"
    return Administrator(
        role=told["role"],
        client_id=None if expected.hooks.account_annotation is None else told["client_id"],
        secret=told["secret"] if signs_in_by_secret else None,
    )


def _facts(found: PlatformShape) -> dict[str, Any]:
    """Return a shape as plain values, without what the two stacks may differ in: the minor version."""
    return {
        "ranges": dict(found.ranges),
        "private_ranges": list(found.private_ranges),
        "private_api": found.private_api,
        "api_service": found.api_service or "",
        "zones": found.zones,
        "node_groups": {key: list(limits) for key, limits in found.node_groups.items()},
        "pools": {name: placement.taint or "" for name, placement in found.pools.items()},
        "destinations": {
            store: {
                "role": destination.role or "",
                "ports": [[port] if isinstance(port, int) else list(port) for port in destination.ports],
                "variables": list(destination.variables),
            }
            for store, destination in found.destinations.items()
        },
        "identities": sorted(found.identities),
        "databases": sorted(found.databases),
        "registry": found.registry,
        "metrics": found.metrics,
        # Named where it is there: a platform of an earlier release knows nothing of it, and has none.
        **({"gateway_address": found.gateway_address} if found.gateway_address else {}),
        **({"bound": True} if found.bound else {}),
        **({"rollouts": True} if found.rollouts else {}),
        **({"references": sorted(found.references)} if found.references else {}),
        **({"private_services": True} if found.private_services else {}),
        **({"secret_files": True} if found.secret_files else {}),
    }


def _agreed(stack: str, expected: Mapping[str, Any], values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a platform's values if it is the one expected; it may have what more services use."""
    found = values["shape"]
    for fact, value in expected.items():
        # A platform of an earlier release may not know the fact at all.
        deployed = found.get(fact)
        agrees = set(value) <= set(deployed or ()) if fact in _MAY_HAVE_MORE else value == deployed
        if not agrees:
            raise PlatformDiffersError(
                f"stack {stack} was deployed with {fact} {deployed}, this environment has {value}; "
                "deploy that stack from the same configuration first"
            )
    return values


def _identifier(values: Mapping[str, Any]) -> Any:
    # A platform of an earlier release does not say it.
    return values.get("cluster_identifier")


def _first(values: list[Any]) -> Any:
    return values[0]
