"""What can be asked for of a network, on any cloud."""

from typing import Annotated, Final, Literal

from pydantic import Field

from jiban.components.base import Spec
from jiban.components.units import Cidr

Role = Literal["gateway", "application", "database", "cache", "endpoints", "management"]
"""What a subnet is for: the load balancer, the nodes, the database's private endpoint (or instances), the
cache's, the private endpoints of everything else, and the machines of whoever deploys and operates."""

ROLES: Final[tuple[Role, ...]] = (
    "gateway",
    "application",
    "database",
    "cache",
    "endpoints",
    "management",
)

Zone = Annotated[int, Field(ge=1, le=4)]
"""An availability zone by its number in the region: 1 is Azure's zone `1` and the first zone of an AWS region
in `components/regions.yaml`."""


PrivateService = Literal["identity", "keys", "logs", "metrics", "queue", "registry", "secrets", "sessions"]
"""What can be reached privately by name: what pods become their identities by, keys, logs, queues, images,
secrets, and sessions on machines."""


class SubnetsSpec(Spec):
    """Address range of each role; a role without one gets its default place in the network."""

    gateway: Cidr | None = None
    """Range of the load balancer or application gateway. Default: its place in the network's address
    plan."""
    application: Cidr | None = None
    """Range of the cluster's nodes. Default: the lower half of the network."""
    database: Cidr | None = None
    """Range of the database. Default: its place in the network's address plan."""
    cache: Cidr | None = None
    """Range of the cache. Default: its place in the network's address plan."""
    endpoints: Cidr | None = None
    """Range of the private endpoints of registry, vault and queue. Default: its place in the address
    plan."""
    management: Cidr | None = None
    """Range of the runners that deploy and of the operators' machines: they reach the cluster's API, the
    database, the vault and the registry, and nothing reaches them. Default: its place in the address
    plan."""


class NetworkSpec(Spec):
    """A private network over one or more zones."""

    cidr: Cidr = "10.0.0.0/16"
    """Address range of the whole network, /8 to /22. It must not overlap the cluster's pod and service
    ranges, nor any network it is peered with. Changing it replaces the network. Default: 10.0.0.0/16."""
    zones: Annotated[tuple[Zone, ...], Field(max_length=4)] = (1, 2, 3)
    """Availability zones to use, by number; empty in a second region that has none. They are pinned here,
    never looked up in the cloud. No address changes when one is added. On AWS nodes and databases get it at
    any time, and the control plane stays in the zones that it was made in. On Azure every node pool is made
    anew beside the old one, which goes when the new one stands; a database's standby and the cache stay where
    they are. Default: three zones, so two remain when one is lost."""
    subnets: SubnetsSpec = SubnetsSpec()
    """Address range by role, to override the default plan. A range covers the whole role, in all zones."""
    egress: Literal["nat", "nat_per_zone", "none"] = "nat"
    """How private subnets reach the internet. `nat`: one gateway; the loss of its zone cuts egress until it
    is rebuilt. `nat_per_zone`: one in every zone. `none`: no egress; nodes then cannot pull public images.
    Inbound traffic is closed in every case. Default: nat."""
    private_services: tuple[PrivateService, ...] = ()
    """Services of the cloud that the whole network reaches at addresses of its own (interface endpoints on
    AWS, each of which costs by the hour and zone; `components/endpoints/services.yaml` says why one would
    want it). Default: none on AWS, where they are reached by the way out; on Azure every service that the
    environment has is reached that way, without being named."""
    flow_log_days: Annotated[int, Field(ge=1, le=3653)] | None = None
    """Days for which flow logs (accepted and rejected connections) are kept. Default: no flow logs."""
