"""Rules about the environment as a whole: its scope, and lists that say a thing twice."""

from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any, Final, cast

from pydantic import BaseModel

from infra.environment import Environment
from jiban.components.base import Cloud, Fault, Path
from jiban.components.network.cidr import overlap
from jiban.components.network.spec import NetworkSpec

_NEVER: Final[Mapping[tuple[str, Cloud], str]] = MappingProxyType(
    {
        (
            "search",
            "azure",
        ): "Azure keeps no OpenSearch, and its own search, Azure AI Search, answers another "
        "interface, so no program would work with both"
    }
)
"""Why a tier will not be built on a cloud."""


def platform_of_services(environment: Environment) -> Iterator[Fault]:
    """Services on another stack's platform must say which; any other scope has no use for it."""
    scope = environment.scope
    if scope == "manifests":
        return
    if scope == "workloads":
        if environment.extends is None and environment.platform_stack is None:
            yield Fault(
                ("scope",),
                "scope workloads puts services on the platform of another stack, and none is named",
                "set extends to the stack of this project with the platform, or scope to all",
            )
        return
    if scope in ("recovery", "pipelines"):
        return
    if environment.platform_stack is not None:
        yield Fault(
            ("platform_stack",),
            f"scope {scope} makes its own platform and reads no other stack's",
            "remove platform_stack, or set scope to workloads",
        )
    if environment.extends is not None:
        yield Fault(
            ("extends",),
            f"{environment.extends} has the environment's platform, and scope {scope} would make it again",
            "set scope to workloads, to pipelines, or to recovery in the second region",
        )


def second_region_has_a_first(environment: Environment) -> Iterator[Fault]:
    """A stack in the second region says so, and stands on one in the first."""
    recovery, scope = environment.recovery, environment.scope
    if scope == "recovery":
        if environment.extends is None:
            yield Fault(
                ("scope",),
                "scope recovery stands on the database, the broker and the registry of another stack, and "
                "none is named",
                "set extends to the stack of this project with the platform in the first region",
            )
        if recovery is None:
            yield Fault(
                ("scope",),
                "scope recovery is for the second region, and the environment has none",
                "set recovery.region in the file of the first region's stack",
            )
        elif not environment.second:
            yield Fault(
                ("region",),
                f"the second region is {recovery.region}, and this is {environment.region}",
                f"set region to {recovery.region}",
            )
    elif environment.second and scope not in ("workloads", "manifests", "pipelines"):
        yield Fault(
            ("recovery", "region"),
            f"{environment.region} is the region of the environment, and a second one is another",
            "name another region, or set scope to recovery and extends to the first region's stack",
        )


def reaches_the_cluster(environment: Environment) -> Iterator[Fault]:
    """A stack with all of an environment on a private cluster confirms where it is deployed from."""
    if (
        environment.scope == "all"
        and environment.cluster
        and environment.cluster.private
        and not environment.inside_network
    ):
        yield Fault(
            ("inside_network",),
            "scope all makes objects in a private cluster, whose API answers only inside the network",
            "set inside_network to true if every deployment runs there, or scope to platform and put the "
            "services into a stack that extends this one",
        )


def extension(environment: Environment, below: Mapping[str, Any]) -> Iterator[Fault]:
    """A stack of services extends one that makes the platform and nothing else; the second region's network
    is apart from the first one's.

    Args:
        environment: what the stack makes.
        below: what the file that it extends says, with those that this one extends in turn.
    """
    scope = below.get("scope", Environment.model_fields["scope"].default)
    if environment.scope == "recovery":
        yield from _recovery(environment, below, scope)
    if environment.scope == "workloads" and scope not in ("platform", "recovery"):
        yield Fault(
            ("extends",),
            f"{environment.extends} has scope {scope}, so the services would be made twice"
            if scope == "all"
            else f"{environment.extends} has scope {scope}, and no platform",
            f"set scope to platform in the file of {environment.extends}",
        )


def _recovery(environment: Environment, below: Mapping[str, Any], scope: str) -> Iterator[Fault]:
    if scope != "platform":
        yield Fault(
            ("extends",),
            f"{environment.extends} has scope {scope}, and the second region stands on a platform",
            f"set scope to platform in the file of {environment.extends}",
        )
    first = below.get("network", {}).get("cidr", NetworkSpec().cidr)
    if overlap(first, environment.network.cidr):
        yield Fault(
            ("network", "cidr"),
            f"{environment.network.cidr} overlaps {first}, the network of {environment.extends}; two "
            "networks that share addresses can never be joined",
            f"set a range apart from {first}",
        )


_TIERS: Final = (
    "ingress",
    "edge",
    "compute",
    "registry",
    "secrets",
    "postgres",
    "cache",
    "search",
    "queue",
    "objects",
    "pipelines",
)
"""Tiers that not every cloud has."""


def tiers_are_built(environment: Environment) -> Iterator[Fault]:
    """A tier that the environment has is one that is built on its cloud."""
    for tier in _TIERS:
        if getattr(environment, tier) is not None and not is_built(tier, environment.cloud):
            never = _NEVER.get((tier, environment.cloud))
            yield Fault(
                (tier,),
                f"{tier} is not built on {environment.cloud} yet" if never is None else never,
                f"set jiban:{tier} to null",
            )


def lock_of_azure(environment: Environment) -> Iterator[Fault]:
    """Only Azure can lock a group of resources against deletion."""
    if environment.lock and environment.cloud != "azure":
        yield Fault(
            ("lock",),
            f"{environment.cloud} has no lock for everything that a stack has made",
            "remove it; protect keeps Pulumi from deleting what holds data",
        )


def elastic_ips_of_aws(environment: Environment) -> Iterator[Fault]:
    """Only an account of AWS has a quota of Elastic IP addresses."""
    if environment.elastic_ips is not None and environment.cloud != "aws":
        yield Fault(
            ("elastic_ips",),
            f"{environment.cloud} has no Elastic IP addresses, and its own quota of addresses is not checked",
            "remove it",
        )


def is_built(tier: str, cloud: Cloud) -> bool:
    """Whether a cloud's file of a tier exists."""
    return find_spec(f"jiban.components.{tier}.{cloud}") is not None


def nothing_twice(environment: Environment) -> Iterator[Fault]:
    """A list of names or numbers holds each of them once: zones, databases, subscriptions, uses, calls."""
    for path, values in _lists((), environment):
        if path == ("preset",):
            continue  # told where presets are read
        for position, value in enumerate(values):
            if value in values[:position]:
                yield Fault((*path, position), f"{value} is in the list twice", "remove one of them")


def secrets_have_names(environment: Environment) -> Iterator[Fault]:
    """A value that a deployment writes belongs to a secret that is listed."""
    if environment.secrets is None:
        return
    for name in environment.secrets.values:
        if name not in environment.secrets.names:
            yield Fault(
                ("secrets", "values", name),
                f"secret {name} has a value and is not in secrets.names, so no service could be granted it",
                f"add {name} to secrets.names, or remove the value",
            )


def _lists(path: Path, value: object) -> Iterator[tuple[Path, tuple[object, ...]]]:
    """Yield every list below a value, and its path."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _lists((*path, name), getattr(value, name))
    elif isinstance(value, dict):
        for key, below in cast("dict[str, object]", value).items():
            yield from _lists((*path, key), below)
    elif isinstance(value, tuple):
        yield path, cast("tuple[object, ...]", value)


def account_and_role_are_awss(environment: Environment) -> Iterator[Fault]:
    """An account and a role to deploy as are AWS's; the role is of the account, and may enter the cluster."""
    account, role = environment.account, environment.deploy_role
    if environment.cloud != "aws":
        for field, value in (("account", account), ("deploy_role", role)):
            if value is not None:
                reason = f"{field} is for AWS, and the environment is on {environment.cloud}"
                yield Fault((field,), reason, "leave it out, or set cloud to aws")
        return
    if role is None:
        return
    if account is not None and role.split(":")[4] != account:
        yield Fault(
            ("deploy_role",),
            f"the role is of account {role.split(':')[4]}, and account is {account}",
            "name a role of the account, or set account to the role's",
        )
    if environment.cluster is not None and role not in environment.cluster.admins:
        yield Fault(
            ("deploy_role",),
            f"{role} is not in cluster.admins, so a deployment could create nothing in the cluster",
            "add it to cluster.admins",
        )


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    platform_of_services,
    second_region_has_a_first,
    reaches_the_cluster,
    tiers_are_built,
    lock_of_azure,
    elastic_ips_of_aws,
    nothing_twice,
    secrets_have_names,
    account_and_role_are_awss,
)
