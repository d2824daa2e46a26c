"""What can be asked for of a Kubernetes cluster, on any cloud."""

from ipaddress import IPv4Network
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from jiban.components.base import Spec
from jiban.components.labels import Labels, TaintText
from jiban.components.principals import Principal
from jiban.components.units import Cidr, Percent, TimeOfDay, UtcOffset, Weekday

PoolName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{0,11}$")]
"""1 to 12 lower-case letters and digits that start with a letter: what AKS accepts (AKS
`use-system-pools`)."""

Machine = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.]{0,39}$")]
"""`small`, `medium` or `large`, or the cloud's own name of a machine size: `Standard_D4s_v3`,
`m7g.xlarge`."""

ANYWHERE: Final = "anywhere"
GROUP: Final = "sg-"
"""What the id of a security group begins with."""


def _api_client(text: str) -> str:
    if text == ANYWHERE or text.startswith(GROUP):
        return text
    network = IPv4Network(text)  # raises ValueError with the reason
    return str(network)


ApiClient = Annotated[
    str,
    StringConstraints(pattern=r"^(anywhere|sg-[0-9a-f]{8,17}|\d{1,3}(\.\d{1,3}){3}/\d{1,2})$"),
    AfterValidator(_api_client),
]
"""Who may reach the API: a range in CIDR notation, the id of a security group, or `anywhere`."""

Networking = Literal["overlay", "node_subnet"]
PolicyEngine = Literal["cilium", "azure", "vpc_cni"]


class NodePoolSpec(Spec):
    """A pool of equal nodes with an autoscaler."""

    machine: Machine = "medium"
    """Machine size, neutral or the cloud's own. Changing it replaces the pool. Default: medium (4 cores, 16
    GiB)."""
    min_nodes: Annotated[int, Field(ge=1, le=1000)] = 3
    """Minimum number of nodes; three keep one in each of three zones. On AWS each zone has its part of it.
    Default: 3."""
    max_nodes: Annotated[int, Field(ge=1, le=1000)] = 5
    """Maximum number of nodes, not counting the extra nodes of an upgrade. On AWS each zone has its part of
    it, and no more when another zone is lost. Default: 5."""
    max_pods: Annotated[int, Field(ge=10, le=250)] | None = None
    """Maximum number of pods on a node; with node_subnet networking each takes an address of the subnet.
    Changing it replaces the pool. Default: the cloud's own: on AKS 250 with overlay networking and 30 with
    node_subnet; on EKS 110, or 250 from 30 cores on."""
    surge: Percent = 10
    """Nodes that an upgrade replaces at once, in percent of the pool, rounded up. As many extra nodes are
    started first, on EKS at least two for each zone. Default: 10, the default of AKS."""
    taint: TaintText | None = None
    """Taint of the nodes, `key=value:effect`; workloads placed in this pool get the toleration. Default:
    none, any pod may run here."""
    labels: Labels = {}
    """Labels on every node of the pool. The pool's own name is always there, as `jiban/pool`."""
    disk_gb: Annotated[int, Field(ge=30, le=2048)] = 128
    """Size of a node's system disk in GiB. Changing it replaces the pool. Default: 128."""

    @model_validator(mode="after")
    def _range(self) -> Self:
        if self.min_nodes > self.max_nodes:
            raise ValueError(
                f"min_nodes {self.min_nodes} is more than max_nodes {self.max_nodes}; raise max_nodes"
            )
        return self


class MaintenanceSpec(Spec):
    """When the provider may upgrade the cluster by itself."""

    day: Weekday = "Sunday"
    """Day of the week, in the cluster's time zone. Default: Sunday."""
    start: TimeOfDay = "02:00"
    """Start of the window, HH:MM. Default: 02:00."""
    utc_offset: UtcOffset = "+09:00"
    """Time zone of day and start. Default: +09:00, Korea."""
    hours: Annotated[int, Field(ge=4, le=24)] = 4
    """Length of the window in hours. AKS accepts 4 to 24 (AKS `planned-maintenance`). Default: 4."""


class ClusterSpec(Spec):
    """A Kubernetes cluster."""

    version: Annotated[str, StringConstraints(pattern=r"^1\.\d{2}$")] = "1.36"
    """Kubernetes minor version, quoted, such as "1.36"; the provider picks the patch. It must be one that
    the cloud still offers by `components/cluster/versions.yaml`. It can be raised in place, never lowered.
    Default: 1.36."""
    control_plane: Literal["free", "standard", "long_term"] = "standard"
    """Service level of the API server. `free`: none. `standard`: 99.95 % with zones. `long_term`: the same,
    with an extra year of support for each version, at extra cost. Default: standard."""
    private: bool = True
    """Whether the API server has no public endpoint; tools then need access to the network. Default:
    true."""
    api_clients: tuple[ApiClient, ...] = ()
    """Who may reach the API server besides the cluster's own network: ranges in CIDR notation, public ones
    where the API is public, those of joined networks where it is private; on AWS with a private API also
    security groups, `sg-...`. `anywhere` opens a public API to the whole internet. The subnet `management`
    always reaches it. Default: nobody else, which only a private API may say."""
    networking: Networking | None = None
    """Where pods get their addresses. `overlay`: from pod_cidr, so a subnet address goes to each node only.
    `node_subnet`: from the nodes' subnet, max_pods addresses reserved for every node. Changing it replaces
    the cluster. Default: overlay on Azure, node_subnet on AWS, which has no other."""
    network_policy: PolicyEngine | None = None
    """Engine that enforces NetworkPolicy objects. Changing it replaces the cluster on Azure. Default: cilium
    on Azure, vpc_cni on AWS."""
    pod_cidr: Cidr | None = None
    """Range of pod addresses with overlay networking; each node takes a /24. It must not overlap the network
    or the service range. Changing it replaces the cluster. Default: 10.244.0.0/16 with overlay networking;
    with node_subnet there is none."""
    service_cidr: Cidr = "10.2.0.0/16"
    """Range of Service addresses; the tenth is the cluster's DNS. It must not overlap the network or the pod
    range. Changing it replaces the cluster. Default: 10.2.0.0/16."""
    system_pool: NodePoolSpec = NodePoolSpec(machine="small")
    """Pool of the cluster's own add-ons; workloads do not run in it. On Azure the cluster is made with one
    more such node, which may be deleted afterwards. Default: 3 to 5 small nodes."""
    pools: Annotated[dict[PoolName, NodePoolSpec], Field(min_length=1, max_length=20)] = {
        "apps": NodePoolSpec()
    }
    """Pools for workloads by name; the name is the pool's identity. Default: one pool, apps."""
    admins: tuple[Principal, ...] = ()
    """Who administers the cluster: object ids of directory groups on Azure, ARNs of IAM roles on AWS, where
    whoever deploys must be one of them. Default: none, only whoever holds a role assignment of the cloud."""
    maintenance: MaintenanceSpec | None = None
    """When the provider may upgrade nodes and control plane. Default: on Azure Sundays 02:00 to 06:00 in
    Korea; on AWS only a deployment upgrades nodes."""
