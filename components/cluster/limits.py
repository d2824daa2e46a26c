"""What a cloud cannot do that a cluster's specification can ask for."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from ipaddress import IPv4Network
from typing import Any, Final

from jiban.components.base import Cloud, Fault, Limit, Path
from jiban.components.cluster import api_access
from jiban.components.cluster.machines import machine
from jiban.components.cluster.networking import pod_range
from jiban.components.cluster.pools import SYSTEM_POOL, SYSTEM_TAINT
from jiban.components.cluster.spec import ClusterSpec, NodePoolSpec
from jiban.components.cluster.versions import VERSIONS, VersionFacts, supported, version
from jiban.components.labels import owner, parts
from jiban.components.machines import UnknownMachineError
from jiban.components.principals import ARN
from jiban.components.versions import UnknownVersionError

_SERVICE_LARGER_THAN: Final = 12
"""AKS, "Plan IP addressing": the service range must be smaller than a /12 (unverified)."""
_SERVICE_SMALLEST: Final = 28
"""The cluster's DNS has the tenth address, and the last is not used."""
_OVERLAY_NODE: Final = 24

_AKS_KEPT: Final = ("172.30.0.0/16", "172.31.0.0/16")
"""Private ranges that no pod or service range may use (AKS `concepts-network-legacy-cni`,
"Prerequisites"); those that are not private, no network may use at all."""


_SYSTEM_CORES: Final = 2

_EKS_LONGEST_KEY: Final = 63
"""`labelKey` and `taintKey` of the EKS API; a `labelValue` has one character at least (botocore 1.44.8,
`data/eks/2017-11-01/service-2.json`)."""


_PRODUCTS: Final[Mapping[Cloud, str]] = {"azure": "AKS", "aws": "EKS"}

_EKS_SERVICE_RANGES: Final = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
_EKS_SERVICE_WIDEST: Final = 12
_EKS_SERVICE_SMALLEST: Final = 24
"""Where the service range of EKS may lie and how large it may be
(`eks.ClusterKubernetesNetworkConfigArgs.service_ipv4_cidr`)."""


def _version(cloud: Cloud, spec: ClusterSpec) -> Iterator[Fault]:
    product = _PRODUCTS[cloud]
    long_term = spec.control_plane == "long_term"
    offered = supported(cloud, long_term=long_term)
    newest = offered[-1]
    choice = f'set version to "{newest.version}", supported until {_month(newest.until(long_term=long_term))}'
    try:
        facts = version(cloud, spec.version)
    except UnknownVersionError as error:
        yield Fault(("version",), f"Kubernetes {spec.version} is not in {error.table}", choice)
        return
    if facts in offered:
        return
    if not facts.offered:
        yield Fault(
            ("version",),
            f"{product} was not seen to offer Kubernetes {spec.version} by {VERSIONS.as_of()}",
            choice,
        )
    elif facts.until(long_term=True) < VERSIONS.as_of():
        yield Fault(
            ("version",),
            f"Kubernetes {spec.version} is no longer supported on {product}: {_ends(facts)}",
            choice,
        )
    else:
        yield Fault(
            ("version",),
            f"standard support of Kubernetes {spec.version} on {product} ended in "
            f"{_month(facts.standard_until)}",
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
            "Azure's own policy engine is retired on 2028-09-30; changing the engine replaces the cluster",
            "set network_policy to cilium",
        )


def _other_engine(spec: ClusterSpec) -> Iterator[Fault]:
    if spec.network_policy == "vpc_cni":
        yield Fault(
            ("network_policy",),
            "vpc_cni is the engine of EKS",
            "set network_policy to cilium, or leave it out",
        )


def _machines(cloud: Cloud, spec: ClusterSpec) -> Iterator[Fault]:
    for path, pool in _pools(spec):
        try:
            machine(cloud, pool.machine)
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


def _keys(cloud: Cloud, spec: ClusterSpec) -> Iterator[Fault]:
    """Yield a fault for each label and taint whose key the cloud keeps for itself."""
    product = _PRODUCTS[cloud]
    for path, pool in _pools(spec):
        for where, key, kind in _given_keys(path, pool):
            whose = owner(key, cloud, kind)
            if whose is not None:
                yield Fault(
                    where,
                    f"{product} keeps {'the label' if whose == key else 'all of'} {whose} for itself",
                    "use a key of your own, such as example.com/team",
                )


def _given_keys(path: Path, pool: NodePoolSpec) -> Iterator[tuple[Path, str, str]]:
    """Yield where the keys of a pool's labels and taint stand, the keys, and which of the two they are."""
    for key in pool.labels:
        yield (*path, "labels", key), key, "labels"
    if pool.taint is not None:
        yield (*path, "taint"), parts(pool.taint).key, "taints"


def _system_taint(spec: ClusterSpec) -> Iterator[Fault]:
    taint = spec.system_pool.taint
    if taint is None:
        return
    if parts(taint).key == parts(SYSTEM_TAINT).key:
        yield Fault(("system_pool", "taint"), "the system pool always has this taint", "leave it out")
    elif parts(taint).effect != "PreferNoSchedule":
        yield Fault(
            ("system_pool", "taint"),
            "AKS takes no taint on a system pool that keeps its own add-ons away",
            "leave it out, or give it the effect PreferNoSchedule",
        )


def _eks_keys(spec: ClusterSpec) -> Iterator[Fault]:
    for path, pool in _pools(spec):
        for where, key, _ in _given_keys(path, pool):
            if len(key) > _EKS_LONGEST_KEY:
                yield Fault(
                    where,
                    f"{key} has {len(key)} characters, and a key on EKS at most {_EKS_LONGEST_KEY}",
                    "use a shorter key",
                )
        for key, value in pool.labels.items():
            if not value:
                reason = "EKS takes no label without a value"
                yield Fault((*path, "labels", key), reason, "give it one, such as yes")


def _pool_names(spec: ClusterSpec) -> Iterator[Fault]:
    if SYSTEM_POOL in spec.pools:
        yield Fault(
            ("pools", SYSTEM_POOL),
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
    pods = pod_range("azure", spec)
    if pods is None:
        return
    if IPv4Network(pods).prefixlen > _OVERLAY_NODE:
        yield Fault(
            ("pod_cidr",),
            f"each node takes a /24 of the pod range, and {pods} is smaller than one",
            "set a /16",
        )
    yield from _kept(("pod_cidr",), pods)


def _kept(path: Path, cidr: str) -> Iterator[Fault]:
    for kept in _AKS_KEPT:
        if IPv4Network(cidr).overlaps(IPv4Network(kept)):
            yield Fault(
                path,
                f"{cidr} overlaps {kept}, which AKS reserves",
                "set a private range apart from it",
            )


def _directory_groups(spec: ClusterSpec) -> Iterator[Fault]:
    for position, admin in enumerate(spec.admins):
        if admin.startswith(ARN):
            yield Fault(
                ("admins", position),
                f"{admin} is an AWS principal, and AKS admits directory groups",
                "name the group by its object id",
            )


def _eks_control_plane(spec: ClusterSpec) -> Iterator[Fault]:
    if spec.control_plane == "free":
        yield Fault(
            ("control_plane",),
            "EKS has no free control plane: each is billed by the hour, and has the standard service level",
            "set control_plane to standard",
        )


def _eks_networking(spec: ClusterSpec) -> Iterator[Fault]:
    if spec.networking == "overlay":
        yield Fault(
            ("networking",),
            "EKS gives every pod an address of the network",
            "set networking to node_subnet, or leave it out",
        )


def _eks_pod_range(spec: ClusterSpec) -> Iterator[Fault]:
    if spec.pod_cidr is not None:
        yield Fault(
            ("pod_cidr",),
            "pods of EKS have addresses of the nodes' subnets and no range of their own",
            "leave pod_cidr out, and make network.subnets.application large enough",
        )


def _eks_policy_engine(spec: ClusterSpec) -> Iterator[Fault]:
    if spec.network_policy in ("cilium", "azure"):
        yield Fault(
            ("network_policy",),
            f"{spec.network_policy} is an engine of AKS; on EKS the network plug-in enforces policies itself",
            "set network_policy to vpc_cni, or leave it out",
        )


def _eks_service_range(spec: ClusterSpec) -> Iterator[Fault]:
    range_ = IPv4Network(spec.service_cidr)
    private = any(range_.subnet_of(IPv4Network(each)) for each in _EKS_SERVICE_RANGES)
    if not private or not _EKS_SERVICE_WIDEST <= range_.prefixlen <= _EKS_SERVICE_SMALLEST:
        yield Fault(
            ("service_cidr",),
            f"EKS takes a service range of /12 to /24 in {', '.join(_EKS_SERVICE_RANGES)}, and "
            f"{spec.service_cidr} is none",
            "set a private /16",
        )


def _eks_max_pods(spec: ClusterSpec) -> Iterator[Fault]:
    for path, pool in _pools(spec):
        if pool.max_pods is not None:
            yield Fault(
                (*path, "max_pods"),
                "EKS sets the maximum pods of a managed node itself: 110, or 250 from 30 cores on",
                "leave max_pods out",
            )


def _eks_admins(spec: ClusterSpec) -> Iterator[Fault]:
    if not spec.admins:
        yield Fault(
            ("admins",),
            "EKS admits only the principals that are listed, so not even the deployer could create an object "
            "in the cluster",
            "name the ARN of the role that deploys, and of the operators'",
        )
    for position, admin in enumerate(spec.admins):
        if not admin.startswith(ARN):
            yield Fault(
                ("admins", position),
                f"{admin} is an object of Azure's directory, and EKS admits IAM roles and users",
                "name the role by its ARN, such as arn:aws:iam::111122223333:role/operators",
            )


def _eks_maintenance(spec: ClusterSpec) -> Iterator[Fault]:
    if spec.maintenance is not None:
        yield Fault(
            ("maintenance",),
            "EKS has no maintenance window: it patches the control plane at any time, and nodes only with a "
            "deployment",
            "leave maintenance out",
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


_KEYS_NOTE: Final = "keys of your own, by `components/labels.yaml`"

LIMITS: Final[tuple[Limit[Any], ...]] = (
    *api_access.LIMITS,
    Limit(
        "azure",
        "version",
        "those AKS offers, by `components/cluster/versions.yaml`",
        partial(_version, "azure"),
    ),
    Limit("azure", "control_plane", "`long_term` with versions that have it", _long_term),
    Limit("azure", "network_policy", "`cilium` only: the other engine ends in 2028", _policy_engine),
    Limit("azure", "network_policy", "`cilium` only: the other engine ends in 2028", _other_engine),
    Limit("azure", "system_pool.machine", "known sizes, two cores or more, not burstable", _system_machine),
    Limit(
        "azure",
        "pools.*.machine",
        "known sizes, by `components/cluster/machines.yaml`",
        partial(_machines, "azure"),
    ),
    Limit("azure", "pools", "no pool may be called `system`", _pool_names),
    *(
        Limit("azure", f"{pool}.{field}", _KEYS_NOTE, partial(_keys, "azure"))
        for pool in ("system_pool", "pools.*")
        for field in ("labels", "taint")
    ),
    Limit("azure", "system_pool.taint", "no other effect than PreferNoSchedule", _system_taint),
    Limit("azure", "pod_cidr", "/24 or larger, apart from ranges that AKS keeps", _pod_range),
    Limit("azure", "service_cidr", "/13 to /28, apart from ranges that AKS keeps", _service_range),
    Limit("azure", "admins", "object ids of directory groups", _directory_groups),
    Limit(
        "aws", "version", "those EKS offers, by `components/cluster/versions.yaml`", partial(_version, "aws")
    ),
    Limit("aws", "control_plane", "`standard` or `long_term`: there is no free one", _eks_control_plane),
    Limit("aws", "networking", "`node_subnet` only: pods have addresses of the network", _eks_networking),
    Limit("aws", "network_policy", "`vpc_cni` only", _eks_policy_engine),
    Limit("aws", "pod_cidr", "none: pods have addresses of the network", _eks_pod_range),
    Limit("aws", "service_cidr", "/12 to /24 of a private range", _eks_service_range),
    Limit(
        "aws",
        "system_pool.machine",
        "known sizes, by `components/cluster/machines.yaml`",
        partial(_machines, "aws"),
    ),
    Limit(
        "aws",
        "pools.*.machine",
        "known sizes, by `components/cluster/machines.yaml`",
        partial(_machines, "aws"),
    ),
    Limit("aws", "pools", "no pool may be called `system`", _pool_names),
    *(
        Limit("aws", f"{pool}.{field}", _KEYS_NOTE, check)
        for pool in ("system_pool", "pools.*")
        for field in ("labels", "taint")
        for check in (partial(_keys, "aws"), _eks_keys)
    ),
    Limit("aws", "system_pool.max_pods", "EKS decides", _eks_max_pods),
    Limit("aws", "pools.*.max_pods", "EKS decides", _eks_max_pods),
    Limit("aws", "admins", "ARNs of IAM roles or users, one at least", _eks_admins),
    Limit("aws", "maintenance.*", "no window: EKS has none", _eks_maintenance),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
