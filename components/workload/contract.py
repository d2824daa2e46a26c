"""What a service on Kubernetes needs to know of the platform under it, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pulumi

from jiban.components.network.spec import Role
from jiban.components.units import PortRange

Text = str | pulumi.Output[str]
"""A text, perhaps one that is only known after a deployment."""

Store = Literal["database", "cache", "search", "queue", "objects", "vault", "telemetry"]
"""A managed service, as a service that uses it calls it."""


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A managed service at an address, for network policies: a managed database is an address, not a pod."""

    role: Role | None
    """Subnet of its private endpoint; None where it stands on the internet."""
    ports: tuple[PortRange, ...]
    """TCP ports, or first and last port of a range."""
    variables: tuple[str, ...] = ()
    """Environment variables by which a program finds it; their values are the platform's `addresses`."""


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """What sends requests from outside to services, as they see it: a Gateway and its pods."""

    namespace: str
    """Namespace of the Gateway and its pods."""
    name: str
    """Name of the Gateway."""
    listener: str
    """Name of its listener for HTTPS."""
    pods: Mapping[str, str]
    """Labels of its pods."""


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where pods of one pool run: a node pool as a pod sees it."""

    taint: str | None = None
    """`key=value:effect` of the pool, which the pods tolerate."""


@dataclass(frozen=True, kw_only=True)
class CloudHooks:
    """The few words in which clouds differ inside a cluster."""

    pod_labels: Mapping[str, str]
    """Labels of a pod that has an identity."""
    account_annotation: str | None
    """Annotation by which a service account names its identity, the value being the client id; None where the
    cloud keeps that list itself."""
    credentials: tuple[str, int] | None
    """Address and TCP port of the agent on a pod's own node that hands out its identity's credentials; None
    where a pod signs in at a public address."""
    api_in_subnet: bool
    """Whether pods reach the API server in the nodes' subnet even where it has a public address, too."""
    scaler_provider: str | None
    """How KEDA signs in: `podIdentity.provider` of its TriggerAuthentication. None where there is no KEDA."""
    scraper_labels: Mapping[str, str]
    """Labels of the pods, in the namespace kube-system, that scrape metrics; none where no pod does."""
    administers_by: Literal["token", "secret"]
    """How the database's administrator signs in: with a token of its own identity, or with the password that
    the cloud keeps as a secret."""
    token_scopes: Mapping[Store, str]
    """What a token is asked for, of those managed services that take tokens as passwords and whose client
    libraries do not know it. Empty where a token is made for one host and user instead."""
    region_variable: str | None
    """Environment variable by which the cloud's client libraries know their region; None where they need
    none."""
    has_keda: bool = True
    """Whether the cloud's clusters have KEDA; else it is installed where a service needs it."""
    scales_nodes: bool = True
    """Whether the cloud itself adds nodes to a pool and takes them away; else an autoscaler in the cluster
    does."""
    cilium: bool = False
    """Whether Cilium enforces network policies, so that its own kind of policy is there. No range of an
    ordinary policy stands for a node there."""
    scraper_role: Role | None = None
    """Role of the subnets from which metrics are scraped; None where pods of the cluster do it."""
    policies_see_services: bool = False
    """Whether network policies judge a packet while it still has a Service's address, not the pod's behind
    it."""


@dataclass(frozen=True, kw_only=True)
class PlatformShape:
    """What of a platform is known before any deployment; it alone decides which objects there are."""

    hooks: CloudHooks
    version: str
    """Minor version of Kubernetes: `1.36`."""
    ranges: Mapping[Role, str]
    """Address range by role."""
    private_ranges: tuple[str, ...]
    """Every range inside: network, pods, services. `internet` means all others."""
    private_api: bool
    """Whether the API server has its address in the nodes' subnet instead of the internet."""
    zones: int
    """Zones of the nodes."""
    pools: Mapping[str, Placement]
    """Node pools by name."""
    destinations: Mapping[Store, Destination]
    """Managed services there are."""
    identities: frozenset[str]
    """Services that have an identity of their own."""
    registry: bool
    """Whether there is a registry for images that name no host."""
    metrics: bool
    """Whether a managed Prometheus scrapes pods and answers queries."""
    api_service: str | None = None
    """Address of the API server's own Service, where policies see that one; None where they see the
    server's."""
    node_groups: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    """Fewest and most nodes of each group that an autoscaler in the cluster scales, by key; none where the
    cloud does it."""
    region: str = ""
    """The cloud's own name of the region."""
    databases: tuple[str, ...] = ()
    """Databases of the server."""
    authorities: str | None = None
    """Certificates, as PEM, that vouch for the database server; None where those that every system trusts
    do."""
    subscriptions: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Subscriptions by topic."""
    gateway_address: str | None = None
    """Address of the load balancer before the gateway inside the cluster; None where there is no gateway."""
    bound: bool = False
    """Whether a load balancer outside of the cluster sends to the gateway's pods themselves."""
    secret_files: bool = False
    """Whether the nodes have the driver that puts secrets of the vault into pods."""
    references: frozenset[str] = frozenset()
    """Variables by which services find single secrets and keys: `SECRET_API_KEY_ARN`."""
    private_services: bool = False
    """Whether names of the cloud's own services lead to the private endpoints' subnet, some of them at
    least."""
    gateway: Gateway | None = None
    """That gateway, as services see it; None where a load balancer sends straight to pods."""
    rollouts: bool = False
    """Whether a controller brings new versions of some service in, and there is an identity that asks the
    managed Prometheus for it."""


@dataclass(frozen=True, kw_only=True)
class Administrator:
    """Who makes the databases' roles: an identity of its own, which no service can become."""

    role: Text
    """Name under which PostgreSQL knows it."""
    client_id: Text | None = None
    """What its service account names to become the identity; None where the cloud keeps that list itself."""
    secret: Text | None = None
    """Id of the secret with its password; None where it signs in with a token."""


@dataclass(frozen=True, kw_only=True)
class VaultPlace:
    """Where the driver on the nodes finds secrets."""

    name: Text
    """Name of the vault."""
    tenant_id: Text
    """Directory that the vault belongs to."""


@dataclass(frozen=True, kw_only=True)
class BoundTargets:
    """A group of a load balancer, outside of the cluster, that the gateway's pods are written into."""

    group: Text
    """The cloud's id of the group."""
    network: Text
    """Id of the network."""
    cluster: Text
    """The cloud's name of the cluster."""


@dataclass(frozen=True, kw_only=True)
class PlatformContract:
    """Everything that services take from the platform, made of its tiers or of another stack's outputs."""

    shape: PlatformShape
    kubeconfig: pulumi.Output[str]
    """How to reach the API server: YAML, secret."""
    cluster_identifier: Text | None = None
    """Text that is another one where the cluster is another one, however its kubeconfig changes."""
    node_groups: Mapping[str, Text] = field(default_factory=dict[str, Text])
    """The cloud's name of each group in `shape.node_groups`."""
    image_host: Text | None = None
    """Registry of images that name no host."""
    client_ids: Mapping[str, Text] = field(default_factory=dict[str, Text])
    """What the service account of each service in `shape.identities` names to become that identity."""
    database_roles: Mapping[str, Text] = field(default_factory=dict[str, Text])
    """Name under which PostgreSQL knows each service in `shape.identities`: `POSTGRES_USER` of those that use
    it."""
    principal_ids: Mapping[str, Text] = field(default_factory=dict[str, Text])
    """What the identity of each service in `shape.identities` is granted permissions as: on Azure its object
    id, the name by which the cache knows it."""
    cache_users: Mapping[str, Text] = field(default_factory=dict[str, Text])
    """User as which each service that uses the cache signs in there, where the cache has users of its own;
    where it has none, it knows a service by `principal_ids`."""
    administrator: Administrator | None = None
    """Who makes the databases' roles; None without a database that a service uses."""
    vault: VaultPlace | None = None
    """Where secrets that pods have as files come from; None where no pod has any."""
    addresses: Mapping[str, Text] = field(default_factory=dict[str, Text])
    """Value of every variable that `shape.destinations` and `shape.references` name: `POSTGRES_HOST`,
    `CACHE_HOST`, `QUEUE_HOST`, ..."""
    metrics_url: Text | None = None
    """Base URL of the Prometheus query API."""
    queue_name: Text | None = None
    """Name of the message broker, for autoscaling by queue length."""
    scaler_client_id: Text | None = None
    """Identity as which KEDA asks for queue lengths and metrics."""
    targets: BoundTargets | None = None
    """Group that the gateway's pods are written into; None without `shape.bound`."""
    reader_client_id: Text | None = None
    """Identity as which Prometheus is asked how a new version does; None without `shape.rollouts`."""


@dataclass(frozen=True, kw_only=True)
class NamespaceContract:
    """A namespace that exists, closed to all traffic but name lookups."""

    name: pulumi.Output[str]
    reader_role: pulumi.Output[str]
    """Name of the role that lets a service read pods, services and config maps."""
    deployer: pulumi.Output[str]
    """Name of the service account that may deploy services."""


@dataclass(frozen=True, kw_only=True)
class DatabaseRolesContract:
    """Roles in the databases that exist."""

    run: pulumi.Resource
    """What made them; services that use a database wait for it."""
    authorities: pulumi.Output[str] | None
    """Name of the config map, beside the services, with the certificates that vouch for the server; None
    where they need none."""


@dataclass(frozen=True, kw_only=True)
class WorkloadContract:
    """A service that exists."""

    name: str
    url: pulumi.Output[str]
    """Address inside the cluster."""
