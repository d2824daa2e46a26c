"""Rules about servers outside of Kubernetes, and about environments that have nothing else."""

from collections.abc import Callable, Iterator
from typing import Final

from infra.constraints.environment import is_built
from infra.environment import Environment
from jiban.components.base import Fault
from jiban.components.catalogue import near_matches
from jiban.components.compute.spec import ServerGroupSpec
from jiban.components.images import names_host
from jiban.components.sql import is_taken

_INSIDE: Final = ("ingress", "edge", "delivery", "recovery")
"""Parts of an environment that stand in a cluster, or lead to one."""
_FOR_SERVICES: Final = ("search", "queue", "objects")
"""Parts to which services alone are let in; servers use databases and the cache."""


def something_runs(environment: Environment) -> Iterator[Fault]:
    """An environment without a cluster has servers, on a cloud that has them, and nothing that needs one."""
    if environment.cluster is not None:
        return
    if not is_built("compute", environment.cloud):
        yield Fault(
            ("cluster",),
            f"servers are not built on {environment.cloud} yet, so nothing could run without a cluster",
            "remove cluster: null",
        )
        return
    if environment.compute is None:
        yield Fault(
            ("cluster",),
            "there is neither a cluster nor a server, so nothing could run",
            "set compute, or remove cluster: null",
        )
    if environment.scope not in ("all", "platform", "pipelines"):
        yield Fault(
            ("scope",),
            f"scope {environment.scope} is about what stands in a cluster, and there is none",
            "set scope to all",
        )
    for name in environment.workloads:
        yield Fault(
            ("workloads", name),
            "a service runs in a cluster, and cluster is null",
            "move it to compute.servers, or remove cluster: null",
        )
    for tier in _INSIDE:
        if getattr(environment, tier) is not None:
            yield Fault(
                (tier,),
                f"{tier} stands in a cluster or leads to one, and cluster is null",
                f"remove {tier}, or cluster: null",
            )
    yield from _nobody_is_let_in(environment)
    if environment.observability.grafana:
        yield Fault(
            ("observability", "grafana"),
            "dashboards show metrics of a cluster, and cluster is null",
            "set observability.grafana to false; CloudWatch has those of servers",
        )


def _nobody_is_let_in(environment: Environment) -> Iterator[Fault]:
    """Yield what only services use, where there is none."""
    for tier in _FOR_SERVICES:
        if getattr(environment, tier) is not None:
            yield Fault(
                (tier,),
                f"services in a cluster alone are let in to {tier}, and cluster is null",
                f"remove {tier}, or cluster: null",
            )
    secrets = environment.secrets
    if secrets is not None and (secrets.names or secrets.keys):
        yield Fault(
            ("secrets",),
            "services in a cluster alone read the vault, and cluster is null",
            "remove names and keys from secrets, or cluster: null",
        )


def names_are_nobody_elses(environment: Environment) -> Iterator[Fault]:
    """Servers sign in under their group's name, which no service has, and no server has for itself."""
    for name, group in _groups(environment):
        if name in environment.workloads:
            yield Fault(
                ("compute", "servers", name),
                f"a service is called {name} as well, and both would be one user of database and cache",
                "give one of them another name",
            )
        if group.uses.databases and is_taken("aws", name):
            yield Fault(
                ("compute", "servers", name, "uses", "databases"),
                f"the group signs in as the user {name}, which every server has for itself",
                "give the group another name",
            )


def what_servers_use_is_there(environment: Environment) -> Iterator[Fault]:
    """A group uses databases and a cache that the environment has."""
    postgres = environment.postgres
    for name, group in _groups(environment):
        path = ("compute", "servers", name, "uses")
        for position, database in enumerate(group.uses.databases):
            known = postgres.databases if postgres else ()
            if database not in known:
                near = near_matches(database, known)
                yield Fault(
                    (*path, "databases", position),
                    f"there is no database {database} in postgres.databases",
                    f"set {' or '.join(near)}" if near else f"add {database} to postgres.databases",
                )
        if group.uses.cache and environment.cache is None:
            yield Fault((*path, "cache"), "the group uses a cache, and the environment has none", "add cache")


def images_of_servers_have_a_registry(environment: Environment) -> Iterator[Fault]:
    """An image that names no registry is in the environment's own, where there is one."""
    for name, group in _groups(environment):
        if environment.registry is None and not names_host(group.image):
            yield Fault(
                ("compute", "servers", name, "image"),
                f"{group.image} names no registry, and the environment has none of its own",
                f"write it with a host, such as registry.example.com/{group.image}, or remove registry: null",
            )


def certificate_is_in_the_region(environment: Environment) -> Iterator[Fault]:
    """A load balancer takes certificates of its own region and account."""
    if environment.compute is None:
        return
    arn = environment.compute.balancer.certificate
    _, _, _, region, account, _ = arn.split(":", 5)
    path = ("compute", "balancer", "certificate")
    if region != environment.region:
        yield Fault(
            path,
            f"the certificate is in {region}, and the load balancer in {environment.region}",
            f"name one in {environment.region}",
        )
    if environment.account is not None and account != environment.account:
        yield Fault(
            path,
            f"the certificate is of account {account}, and account is {environment.account}",
            "name one of the account",
        )


def _groups(environment: Environment) -> Iterator[tuple[str, ServerGroupSpec]]:
    if environment.compute is not None:
        yield from environment.compute.servers.items()


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    something_runs,
    names_are_nobody_elses,
    what_servers_use_is_there,
    images_of_servers_have_a_registry,
    certificate_is_in_the_region,
)
