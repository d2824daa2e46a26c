"""What a cloud cannot do that a search domain's specification can ask for."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.machines import UnknownMachineError
from jiban.components.search.machines import MachineFacts, machine
from jiban.components.search.placement import MOST_ZONES, masters
from jiban.components.search.spec import SearchSpec
from jiban.components.search.versions import newest, version
from jiban.components.versions import UnknownVersionError

_STANDBY_MASTERS: Final = 3
"""Least that a domain with standby has (AWS Big Data Blog, "99.99% availability", its prerequisites)."""


def _version(spec: SearchSpec) -> Iterator[Fault]:
    best = newest("aws").version
    try:
        facts = version("aws", spec.version)
    except UnknownVersionError as error:
        yield Fault(
            ("version",), f"OpenSearch {spec.version} is not in {error.table}", f'set version to "{best}"'
        )
        return
    if not facts.is_supported:
        yield Fault(
            ("version",),
            f"standard support of OpenSearch {spec.version} ended on {facts.until}, and each hour of a node "
            "costs more since",
            f'set version to "{best}"',
        )


def _machine(spec: SearchSpec) -> Iterator[Fault]:
    try:
        machine("aws", spec.machine)
    except UnknownMachineError as error:
        yield Fault(("machine",), str(error), error.remedy)


def _disk(spec: SearchSpec) -> Iterator[Fault]:
    size = _known(spec)
    if size is not None and spec.disk_gb > size.disk_gb:
        yield Fault(
            ("disk_gb",),
            f"a node of {size.sku} takes {size.disk_gb} GiB at most, and disk_gb is {spec.disk_gb}",
            f"set disk_gb to {size.disk_gb} or less, add nodes, or choose a larger machine",
        )


def _standby(spec: SearchSpec) -> Iterator[Fault]:
    if not spec.standby:
        return
    size = _known(spec)
    if size is not None and size.burstable:
        yield Fault(
            ("standby",),
            f"machine {size.sku} is burstable, and OpenSearch Service has no standby with such nodes",
            "set standby to false, or machine to medium or larger",
        )
    if spec.nodes % MOST_ZONES:
        yield Fault(
            ("nodes",),
            f"a domain with standby has as many nodes in each of {MOST_ZONES} zones, and {spec.nodes} is no "
            f"multiple of {MOST_ZONES}",
            f"set nodes to {-(-spec.nodes // MOST_ZONES) * MOST_ZONES}, or standby to false",
        )
    if masters(spec) < _STANDBY_MASTERS:
        yield Fault(
            ("dedicated_masters",),
            f"a domain with standby has {_STANDBY_MASTERS} dedicated masters or more, and dedicated_masters "
            f"is {spec.dedicated_masters}",
            f"set dedicated_masters to {_STANDBY_MASTERS}, or leave it out",
        )


def _known(spec: SearchSpec) -> MachineFacts | None:
    """Return the size, where there is one; that there is none is told on its own."""
    try:
        return machine("aws", spec.machine)
    except UnknownMachineError:
        return None


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit(
        "aws", "version", "known versions in standard support, by `components/search/versions.yaml`", _version
    ),
    Limit("aws", "machine", "known sizes, by `components/search/machines.yaml`", _machine),
    Limit("aws", "disk_gb", "up to what the machine takes", _disk),
    Limit("aws", "standby", "three zones, nodes by threes, no t3", _standby),
    Limit("aws", "dedicated_masters", "three or five with standby", _standby),
    Limit("aws", "nodes", "by threes with standby", _standby),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
