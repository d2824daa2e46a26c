"""Rules about requests from outside: which service gets them, by which gateway, at which address."""

from collections.abc import Callable, Iterator
from typing import Final

from infra.constraints.capacity import untainted
from infra.constraints.environment import is_built
from infra.environment import Environment
from jiban.components.base import Fault
from jiban.components.catalogue import near_matches
from jiban.components.ingress import addresses
from jiban.components.ingress.chart import chart
from jiban.components.network import cidr


def routes_have_a_gateway(environment: Environment) -> Iterator[Fault]:
    """A route goes through the gateway, whose pods alone a service's network policy lets in."""
    for name, workload in environment.workloads.items():
        if workload.ingress is None:
            continue
        path, cloud = ("workloads", name, "ingress"), environment.cloud
        if workload.ingress.path is not None and environment.ingress is None:
            built = is_built("ingress", cloud)
            yield Fault(
                path,
                "no gateway would send by this route, and the service's network policy would let none in: "
                + ("the environment has no ingress" if built else f"ingress is not built on {cloud} yet"),
                "set jiban:ingress" if built else f"set jiban:workloads.{name}.ingress to true",
            )
        if workload.ingress.path is None and environment.ingress is not None:
            yield Fault(
                path,
                f"the gateway inside the cluster would never send to {name}, as no route leads there",
                "set ingress.path to the beginning of the paths that are the service's, such as /api",
            )


def routes_are_apart(environment: Environment) -> Iterator[Fault]:
    """No two services have the same host and path."""
    taken: dict[tuple[str | None, str], str] = {}
    for name, workload in environment.workloads.items():
        ingress = workload.ingress
        if ingress is None or ingress.path is None:
            continue
        other = taken.setdefault((ingress.host, ingress.path), name)
        if other != name:
            host = f"host {ingress.host}" if ingress.host else "every host"
            yield Fault(
                ("workloads", name, "ingress", "path"),
                f"{other} already has {ingress.path} of {host}; the gateway would send all requests to one "
                "of the two",
                f"set another path or host, or share them by weights of {other}",
            )


def weights_name_services(environment: Environment) -> Iterator[Fault]:
    """A share of the requests goes to a service there is."""
    for name, workload in environment.workloads.items():
        for given in workload.ingress.weights if workload.ingress else ():
            if given not in environment.workloads:
                near = near_matches(given, environment.workloads)
                yield Fault(
                    ("workloads", name, "ingress", "weights", given),
                    f"there is no service {given} in workloads",
                    f"set {' or '.join(near)}, or add {given} to workloads"
                    if near
                    else f"add {given} to workloads",
                )


def address_is_free(environment: Environment) -> Iterator[Fault]:
    """The load balancer's address lies in the nodes' subnet and is none that the cloud keeps."""
    ingress = environment.ingress
    if ingress is None or ingress.address is None:
        return
    try:
        subnet = cidr.ranges(environment.network)["application"]
    except ValueError:  # the network itself is refused
        return
    if not addresses.is_free(ingress.address, subnet):
        first, last = addresses.bounds(subnet)
        yield Fault(
            ("ingress", "address"),
            f"{ingress.address} is none of {first} to {last}, which the cloud leaves free in the nodes' "
            f"subnet {subnet}",
            "set one of them, or leave it out for the last",
        )


def pool_is_there(environment: Environment) -> Iterator[Fault]:
    """The gateway's pods find nodes: those of their pool, or some without a taint."""
    ingress, pools = environment.ingress, environment.kubernetes.pools
    if ingress is None:
        return
    if ingress.pool is not None and ingress.pool not in pools:
        yield Fault(
            ("ingress", "pool"),
            f"there is no pool {ingress.pool} in cluster.pools",
            f"choose one of {', '.join(pools)}",
        )
    elif ingress.pool is None and not untainted(environment):
        taints = ", ".join(f"{pool}: {each.taint}" for pool, each in pools.items())
        yield Fault(
            ("ingress", "pool"),
            f"every pool has a taint ({taints}), so a gateway that names none runs nowhere",
            f"set pool to {' or '.join(pools)}, or remove a taint",
        )


def version_is_known(environment: Environment) -> Iterator[Fault]:
    """The chart of the gateway is made for the cluster's version of Kubernetes."""
    pinned, version = chart(), environment.kubernetes.version
    if environment.ingress is not None and version not in pinned.kubernetes:
        yield Fault(
            ("cluster", "version"),
            f"Envoy Gateway {pinned.version} is made for Kubernetes {', '.join(pinned.kubernetes)}, not for "
            f"{version}",
            "set one of these, or set jiban:ingress to null",
        )


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    routes_have_a_gateway,
    routes_are_apart,
    weights_name_services,
    address_is_free,
    pool_is_there,
    version_is_known,
)
