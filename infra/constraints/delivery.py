"""Rules about who deploys the services, and about the room and the version of what does."""

from collections.abc import Callable, Iterator
from typing import Final

from infra.constraints.capacity import untainted
from infra.environment import Environment
from jiban.components.base import Fault
from jiban.components.delivery.chart import chart


def pool_is_there(environment: Environment) -> Iterator[Fault]:
    """The pods of Argo CD find nodes: those of their pool, or some without a taint."""
    delivery, pools = environment.delivery, environment.kubernetes.pools
    if delivery is None:
        return
    if delivery.pool is not None and delivery.pool not in pools:
        yield Fault(
            ("delivery", "pool"),
            f"there is no pool {delivery.pool} in cluster.pools",
            f"choose one of {', '.join(pools)}",
        )
    elif delivery.pool is None and not untainted(environment):
        taints = ", ".join(f"{pool}: {each.taint}" for pool, each in pools.items())
        yield Fault(
            ("delivery", "pool"),
            f"every pool has a taint ({taints}), so an Argo CD that names none runs nowhere",
            f"set pool to {' or '.join(pools)}, or remove a taint",
        )


def version_is_known(environment: Environment) -> Iterator[Fault]:
    """Argo CD is tested with the cluster's version of Kubernetes."""
    pinned, version = chart(), environment.kubernetes.version
    if environment.delivery is not None and version not in pinned.kubernetes:
        yield Fault(
            ("cluster", "version"),
            f"Argo CD {pinned.argo_cd} is tested with Kubernetes {', '.join(pinned.kubernetes)}, not with "
            f"{version}",
            "set one of these, or set jiban:delivery to null",
        )


def something_is_delivered(environment: Environment) -> Iterator[Fault]:
    """An owner of services has some."""
    delivery = environment.delivery
    if delivery is not None and delivery.owner == "argo" and not environment.workloads:
        yield Fault(
            ("delivery", "owner"),
            "Argo CD is to deploy the services, and workloads has none",
            "add one to workloads, or set owner to pulumi",
        )


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    pool_is_there,
    version_is_known,
    something_is_delivered,
)
