"""What a cloud cannot do that a specification of servers can ask for."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.compute.machines import machine
from jiban.components.compute.spec import ComputeSpec, ServerGroupSpec
from jiban.components.compute.user_data import LONGEST, variable_bytes
from jiban.components.machines import UnknownMachineError

_LEAST_PORT: Final = 1024
_WIDEST: Final = 8
"""Length of the widest prefix that may come in; a wider one is most of the internet."""


def _machines(spec: ComputeSpec) -> Iterator[Fault]:
    for name, group in spec.servers.items():
        try:
            machine("aws", group.machine)
        except UnknownMachineError as error:
            yield Fault(("servers", name, "machine"), str(error), error.remedy)


def _ports(spec: ComputeSpec) -> Iterator[Fault]:
    for name, group in spec.servers.items():
        if group.port < _LEAST_PORT:
            yield Fault(
                ("servers", name, "port"),
                f"{group.port} is below {_LEAST_PORT}, where only programs with rights of the system listen",
                "have the program listen at 8080, or another port from 1024 on",
            )


def _images(spec: ComputeSpec) -> Iterator[Fault]:
    for name, group in spec.servers.items():
        host = group.image.partition("/")[0]
        if ".dkr.ecr." in host:
            yield Fault(
                ("servers", name, "image"),
                f"{host} is a registry of ECR, and servers may sign in to the environment's own alone",
                "write the image without a host, and push it into the environment's registry",
            )


def _clients(spec: ComputeSpec) -> Iterator[Fault]:
    for position, client in enumerate(spec.balancer.clients):
        if client.startswith("pl-"):
            continue
        path = ("balancer", "clients", position)
        try:
            network = IPv4Network(client)
        except ValueError as error:
            yield Fault(path, str(error), "write a network like 203.0.113.0/24")
            continue
        if network.prefixlen < _WIDEST:
            yield Fault(
                path,
                f"{client} holds {network.num_addresses:,} addresses, and the servers are no public site",
                "name the ranges of those who come, or the prefix list of the content network",
            )


def _orders(spec: ComputeSpec) -> Iterator[Fault]:
    """Each group has a place of its own, and none hides a later one."""
    groups = sorted(spec.servers.items(), key=lambda each: each[1].order)
    for place, (name, group) in enumerate(groups):
        path = ("servers", name, "order")
        for earlier, other in groups[:place]:
            if other.order == group.order:
                yield Fault(
                    path, f"{earlier} has order {group.order} as well", "give each group another number"
                )
            elif _covers(other.path, group.path) and _answers(other, group):
                yield Fault(
                    path,
                    f"{earlier}, at {other.order}, answers all that {name}, at {group.order}, would",
                    f"set an order below {other.order}",
                )


def _covers(wide: str, narrow: str) -> bool:
    return wide in ("/", narrow) or narrow.startswith(f"{wide}/")


def _answers(other: ServerGroupSpec, group: ServerGroupSpec) -> bool:
    """Whether a group answers every host name that another one does."""
    return not other.hosts or (bool(group.hosts) and set(group.hosts) <= set(other.hosts))


def _variables(spec: ComputeSpec) -> Iterator[Fault]:
    for name, group in spec.servers.items():
        broken = [key for key, value in group.env.items() if "\n" in value or "\r" in value]
        for key in broken:
            yield Fault(
                ("servers", name, "env", key),
                "the value has several lines, and a server reads its variables line by line",
                "write it in one line, or put it into the image",
            )
        size = variable_bytes(group.env)
        if size > LONGEST:
            yield Fault(
                ("servers", name, "env"),
                f"the variables take {size:,} bytes, and a server is told {LONGEST:,}",
                "put large values into the image",
            )


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("aws", "servers.*.machine", "known sizes, by `components/compute/machines.yaml`", _machines),
    Limit("aws", "servers.*.port", "from 1024 on", _ports),
    Limit("aws", "servers.*.image", "of no other registry of ECR than its own", _images),
    Limit("aws", "balancer.clients", "no prefix wider than /8", _clients),
    Limit("aws", "servers.*.order", "each its own, none behind a group that answers all of it", _orders),
    Limit("aws", "servers.*.env", "one line each, 8,192 bytes together", _variables),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
