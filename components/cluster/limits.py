"""What a cloud cannot do that a cluster's specification can ask for."""

from collections.abc import Iterator
from datetime import date
from ipaddress import IPv4Network
from typing import Any, Final

from components.base import Fault, Limit, Path
from components.cluster.machines import UnknownMachineError, machine
from components.cluster.spec import ClusterSpec, NodePoolSpec
from components.cluster.versions import UnknownVersionError, VersionFacts, as_of, supported, version

_SERVICE_LARGER_THAN: Final = 12
"""AKS, "Plan IP addressing": the service range must be smaller than a /12 (unverified)."""
_SERVICE_SMALLEST: Final = 28
"""The cluster's DNS has the tenth address, and the last is not used."""
_OVERLAY_NODE: Final = 24

_AKS_KEPT: Final = ("169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24")
"""Ranges that no pod or service range may use (AKS `concepts-network-legacy-cni`, "Prerequisites")."""

_SYSTEM_CORES: Final = 2
_SYSTEM_POOL: Final = "system"
"""Name of the system pool in AKS."""


def _version(spec: ClusterSpec) -> Iterator[Fault]:
    long_term = spec.control_plane == "long_term"
    offered = supported("azure", long_term=long_term)
    newest = offered[-1]
    choice = f'set version to "{newest.version}", supported until {_month(newest.until(long_term=long_term))}'
    try:
        facts = version("azure", spec.version)
    except UnknownVersionError as error:
        yield Fault(("version",), f"Kubernetes {spec.version} is not in {error.table}", choice)
        return
    if facts in offered:
        return
    if not facts.offered:
        yield Fault(("version",), f"AKS was not seen to offer Kubernetes {spec.version} by {as_of()}", choice)
    elif facts.until(long_term=True) < as_of():
        yield Fault(("version",), f"Kubernetes {spec.version} is over on AKS: {_ends(facts)}", choice)
    else:
        yield Fault(
            ("version",),
            f"standard support of Kubernetes {spec.version} on AKS ended in {_month(facts.standard_until)}",
            f"{choice}, or control_plane to long_term, supported until {_month(facts.until(long_term=True))}",
        )


def _long_term(spec: ClusterSpec) -> Iterator[Fault]:
    if spec.control_plane != "long_term":
        return
    try:
        facts = version("azure", spec.version)
    except UnknownVersionError:
        return
    if facts.long_term_until is None:
        yield Fault(
            ("control_plane",),
            f"AKS has no long-term support of Kubernetes {spec.version}",
            "set control_plane to standard",
        )


def _policy_engine(spec: ClusterSpec) -> Iterator[Fault]:
    if spec.network_policy == "azure":
        yield Fault(
            ("network_policy",),
            "Azure's own policy engine ends on 2028-09-30, and another one then means another cluster",
            "set network_policy to cilium",
        )


def _machines(spec: ClusterSpec) -> Iterator[Fault]:
    for path, pool in _pools(spec):
        try:
            machine("azure", pool.machine)
        except UnknownMachineError as error:
            yield Fault((*path, "machine"), str(error), error.remedy)


def _system_machine(spec: ClusterSpec) -> Iterator[Fault]:
    try:
        facts = machine("azure", spec.system_pool.machine)
    except UnknownMachineError:
        return
    if facts.burstable or facts.cores < _SYSTEM_CORES:
        yield Fault(
            ("system_pool", "machine"),
            f"{facts.sku} is {'burstable' if facts.burstable else 'too small'}, and AKS takes no such size "
            "for its own add-ons",
            "set machine to small (2 cores) or larger",
        )


def _pool_names(spec: ClusterSpec) -> Iterator[Fault]:
    if _SYSTEM_POOL in spec.pools:
        yield Fault(
            ("pools", _SYSTEM_POOL),
            "system is the name of the cluster's own pool",
            "give the pool another name",
        )


def _service_range(spec: ClusterSpec) -> Iterator[Fault]:
    prefix = IPv4Network(spec.service_cidr).prefixlen
    if not _SERVICE_LARGER_THAN < prefix <= _SERVICE_SMALLEST:
        yield Fault(
            ("service_cidr",),
            f"AKS takes a service range of /13 to /28, and {spec.service_cidr} is not",
            "set a /16",
        )
    yield from _kept(("service_cidr",), spec.service_cidr)


def _pod_range(spec: ClusterSpec) -> Iterator[Fault]:
    if spec.networking != "overlay":
        return
    if IPv4Network(spec.pod_cidr).prefixlen > _OVERLAY_NODE:
        yield Fault(
            ("pod_cidr",),
            f"each node takes a /24 of the pod range, and {spec.pod_cidr} is smaller than one",
            "set a /16",
        )
    yield from _kept(("pod_cidr",), spec.pod_cidr)


def _kept(path: Path, cidr: str) -> Iterator[Fault]:
    for kept in _AKS_KEPT:
        if IPv4Network(cidr).overlaps(IPv4Network(kept)):
            yield Fault(
                path,
                f"{cidr} overlaps {kept}, which AKS keeps for itself",
                "set a private range apart from it",
            )


def _pools(spec: ClusterSpec) -> Iterator[tuple[Path, NodePoolSpec]]:
    yield ("system_pool",), spec.system_pool
    for name, pool in spec.pools.items():
        yield ("pools", name), pool


def _ends(facts: VersionFacts) -> str:
    standard = f"standard support ended in {_month(facts.standard_until)}"
    if facts.long_term_until is None:
        return standard
    return f"{standard}, long-term support in {_month(facts.long_term_until)}"


def _month(day: date) -> str:
    """Name a month in a form that no locale changes: the sources give months, not days."""
    names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    return f"{names[day.month - 1]} {day.year}"


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("azure", "version", "those AKS offers, by `components/cluster/versions.yaml`", _version),
    Limit("azure", "control_plane", "`long_term` with versions that have it", _long_term),
    Limit("azure", "network_policy", "`cilium` only: the other engine ends in 2028", _policy_engine),
    Limit("azure", "system_pool.machine", "known sizes, two cores or more, not burstable", _system_machine),
    Limit("azure", "pools.*.machine", "known sizes, by `components/cluster/machines.yaml`", _machines),
    Limit("azure", "pools", "no pool may be called `system`", _pool_names),
    Limit("azure", "pod_cidr", "/24 or larger, apart from ranges that AKS keeps", _pod_range),
    Limit("azure", "service_cidr", "/13 to /28, apart from ranges that AKS keeps", _service_range),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
