"""Who may talk to whom, by the environment alone: worked out once, for the network's rules and the pods'
policies alike.
"""

from collections.abc import Sequence
from typing import Final

from infra.environment import Environment
from jiban.components.base import Cloud
from jiban.components.cache import ports as cache_ports
from jiban.components.cluster import api_access
from jiban.components.identity.spec import UsesSpec
from jiban.components.ingress.addresses import default_address
from jiban.components.ingress.contract import PORT as INGRESS
from jiban.components.ingress.gateway import PROXY_PORT
from jiban.components.network import cidr, prefix_lists
from jiban.components.network.contract import Entry, Flow, ListEntry
from jiban.components.network.spec import Role
from jiban.components.objects.spec import ObjectsSpec
from jiban.components.postgres.contract import PORT as POSTGRES
from jiban.components.queue.contract import AMQPS
from jiban.components.queue.spec import QueueSpec
from jiban.components.queue_variables import queue_variables
from jiban.components.search.contract import PORT as SEARCH
from jiban.components.search.contract import ROLE as SEARCH_ROLE
from jiban.components.units import PortRange
from jiban.components.workload.clouds import HOOKS
from jiban.components.workload.connection import account_variable, bucket_variable
from jiban.components.workload.connection import references as variables_of
from jiban.components.workload.contract import Destination, Store
from jiban.components.workload.scaling import needs_keda
from jiban.components.workload.spec import WorkloadSpec

_HTTPS = 443
TRACES: Final = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
"""Variable by which OpenTelemetry's libraries find where traces go, on AWS (its specification,
`protocol/exporter`)."""


def destinations(environment: Environment) -> dict[Store, Destination]:
    """Return the managed services of an environment: where they stand, on which ports, by which variables."""
    found: dict[Store, Destination] = {}
    if environment.postgres:
        hosts = ("POSTGRES_HOST", *map(read_host, environment.postgres.read_replicas))
        found["database"] = Destination(role="database", ports=(POSTGRES,), variables=hosts)
    if environment.cache:
        ports = cache_ports.ports(environment.cloud, environment.cache)
        second = ("CACHE_SECOND_HOST",) if environment.cache.geo_region else ()
        named = ("CACHE_NAME",) if environment.cloud == "aws" else ()
        variables = ("CACHE_HOST", "CACHE_PORT", *named, *second)
        found["cache"] = Destination(role="cache", ports=ports, variables=variables)
    if environment.search:
        found["search"] = Destination(role=SEARCH_ROLE, ports=(SEARCH,), variables=("SEARCH_HOST",))
    if environment.queue:
        found["queue"] = _queue(environment.cloud, environment.queue)
    if environment.objects:
        found["objects"] = _objects(environment.cloud, environment.objects)
    if has_vault(environment):
        role = _vault_role(environment)
        found["vault"] = Destination(role=role, ports=(_HTTPS,), variables=("VAULT_URI",))
    logs = environment.observability.logs
    if logs and logs.insights:
        # On AWS at a public address, signed by the identity.
        azure = environment.cloud == "azure"
        found["telemetry"] = Destination(
            role="endpoints" if azure else None,
            ports=(_HTTPS,),
            variables=("APPLICATIONINSIGHTS_CONNECTION_STRING",) if azure else (TRACES,),
        )
    return found


def _objects(cloud: Cloud, spec: ObjectsSpec) -> Destination:
    """Return where buckets are: behind a private endpoint each or, on AWS, by the network's own way to S3,
    whose addresses are public ones all the same.
    """
    # Sorted: two stacks of one environment may have read the same buckets in another order.
    buckets = sorted(spec.buckets)
    names = tuple(map(bucket_variable, buckets))
    if cloud == "aws":
        return Destination(role=None, ports=(_HTTPS,), variables=names)
    accounts = tuple(map(account_variable, buckets))
    return Destination(role="endpoints", ports=(_HTTPS,), variables=(*names, *accounts))


def _queue(cloud: Cloud, spec: QueueSpec) -> Destination:
    """Return where the broker is: behind a private endpoint or, as SQS is always, at a public address."""
    topics = {name: topic.subscriptions for name, topic in spec.topics.items()}
    private = cloud == "azure" and spec.tier == "premium"
    return Destination(
        role="endpoints" if private else None,
        ports=(AMQPS if cloud == "azure" else _HTTPS,),
        variables=("QUEUE_HOST", *queue_variables(spec.queues, topics)),
    )


def has_vault(environment: Environment) -> bool:
    """Whether there is anything that keeps secrets; on AWS there is nothing where no secret or key is."""
    vault = environment.secrets
    if vault is None or environment.cloud == "azure":
        return vault is not None
    return bool(vault.names or vault.values or vault.keys)


def _vault_role(environment: Environment) -> Role | None:
    """Return where services reach secrets and keys; None where some of it is on the internet."""
    if environment.cloud == "azure":
        return "endpoints"
    uses = [workload.uses for workload in environment.workloads.values()]
    needed = {
        *(["secrets"] if any(each.secrets for each in uses) else []),
        *(["keys"] if any(each.keys for each in uses) else []),
    }
    return "endpoints" if needed <= set(environment.network.private_services) else None


def references(environment: Environment) -> Sequence[str]:
    """Return the variables by which services find single secrets and keys."""
    return sorted({each for workload in environment.workloads.values() for each in variables_of(workload)})


def read_host(replica: str) -> str:
    """Return the environment variable by which a program finds a read replica."""
    return f"POSTGRES_READ_HOST_{replica.upper().replace('-', '_')}"


def flows(environment: Environment) -> Sequence[Flow]:
    """Return the traffic between subnets: pods to what they use, nodes to their images, the gateway to its
    services, operators to what they manage.
    """
    return [
        *(
            Flow(
                name=f"pods-to-{name}", source="application", target=destination.role, ports=destination.ports
            )
            for name, destination in destinations(environment).items()
            if destination.role is not None
        ),
        *(
            [Flow(name="nodes-to-registry", source="application", target="endpoints", ports=(_HTTPS,))]
            if _has_endpoint(environment)
            else []
        ),
        *(
            [Flow(name="nodes-to-telemetry", source="application", target="endpoints", ports=(_HTTPS,))]
            if environment.observability.logs and environment.cloud == "azure"
            else []
        ),
        *_interfaces(environment),
        *_from_outside(environment),
        *_servers(environment),
        *_certificate(environment),
        *_operators(environment),
    ]


def _interfaces(environment: Environment) -> Sequence[Flow]:
    """Return who reaches services of AWS that have addresses in the network: their names lead there from
    everywhere inside.
    """
    if not environment.network.private_services:
        return []
    sources: tuple[Role, ...] = ("application", "management")
    return [
        Flow(name=f"{source}-to-services", source=source, target="endpoints", ports=(_HTTPS,))
        for source in sources
    ]


def _certificate(environment: Environment) -> Sequence[Flow]:
    """Return how the edge's gateway gets to its certificate; on AWS it is in no vault."""
    if environment.edge is None or environment.cloud == "aws":
        return []
    return [Flow(name="gateway-to-vault", source="gateway", target="endpoints", ports=(_HTTPS,))]


def _from_outside(environment: Environment) -> Sequence[Flow]:
    """Return what the gateway's subnet reaches: the gateway inside the cluster, or the services."""
    if environment.ingress is not None:
        port = PROXY_PORT if bound(environment) else INGRESS
        return [Flow(name="gateway-to-ingress", source="gateway", target="application", ports=(port,))]
    doors = sorted({workload.port for workload in environment.workloads.values() if workload.ingress})
    if not doors:
        return []
    return [Flow(name="gateway-to-pods", source="gateway", target="application", ports=tuple(doors))]


def _servers(environment: Environment) -> Sequence[Flow]:
    """Return how the load balancer of the servers reaches them."""
    groups = environment.compute.servers.values() if environment.compute else ()
    doors = sorted({group.port for group in groups})
    if not doors:
        return []
    return [Flow(name="balancer-to-servers", source="gateway", target="application", ports=tuple(doors))]


def from_edge(environment: Environment) -> Sequence[ListEntry]:
    """Return what comes into a network on AWS from outside: CloudFront, where there is an edge.

    Raises:
        UnknownListError: when the list of its addresses is known in no table.
    """
    if environment.edge is None or environment.cloud != "aws":
        return []
    return [
        ListEntry(
            name="edge-to-balancer",
            source="cloudfront",
            prefix_list=prefix_lists.origin_facing(environment.region),
            target="gateway",
            ports=(_HTTPS,),
        )
    ]


def bound(environment: Environment) -> bool:
    """Whether a load balancer outside of the cluster sends to the proxies of the gateway themselves."""
    return environment.ingress is not None and environment.cloud == "aws"


def before_gateway(environment: Environment) -> Role:
    """Return the role of the subnets from which requests come to the gateway inside the cluster."""
    return "endpoints" if bound(environment) else "gateway"


def has_link(environment: Environment) -> bool:
    """Whether the edge comes in through a link, also while it has no certificate to be made with."""
    return environment.edge is not None and environment.edge.path == "private_link"


def gateway_address(environment: Environment) -> str | None:
    """Return the address of the gateway inside the cluster; None where there is none, or none of its own.

    Raises:
        ValueError: when the network has no address plan.
    """
    if environment.ingress is None or bound(environment):
        return None
    return environment.ingress.address or default_address(cidr.ranges(environment.network)["application"])


def makes_services(environment: Environment) -> bool:
    """Whether this program declares the services' objects: where Pulumi deploys them, and where they are to
    be written for Argo CD.
    """
    delivery = environment.delivery
    return delivery is None or delivery.owner == "pulumi" or environment.scope == "manifests"


def routed(environment: Environment) -> dict[str, int]:
    """Return the port of each service to which a route leads, by name: its own, or one that gives a share."""
    found: set[str] = set()
    for name, workload in environment.workloads.items():
        if workload.ingress is not None and workload.ingress.path is not None:
            found |= set(workload.ingress.weights or {name: 100})
    return {name: each.port for name, each in environment.workloads.items() if name in found}


def rolled_out(environment: Environment) -> Sequence[str]:
    """Return the services whose new versions a controller in the cluster brings in, by name."""
    return [name for name, workload in environment.workloads.items() if workload.steered]


def _has_endpoint(environment: Environment) -> bool:
    """Whether the registry has an address in the network; AWS's is reached by the way out."""
    return environment.registry is not None and environment.cloud == "azure"


def _operators(environment: Environment) -> Sequence[Flow]:
    """Return what whoever deploys and operates reaches from the subnet that is theirs.

    On AWS the API is behind a security group of its own, which the cluster's tier opens.
    """
    found = destinations(environment)
    api = environment.cloud == "azure" and environment.kubernetes.private
    reached: list[tuple[str, Role, tuple[PortRange, ...]]] = [
        *([("api", "application", (_HTTPS,))] if api else []),
        *(
            (name, each.role, each.ports)
            for name, each in found.items()
            if name in ("database", "search", "vault") and each.role is not None
        ),
        *([("registry", "endpoints", (_HTTPS,))] if _has_endpoint(environment) else []),
    ]
    return [
        Flow(name=f"management-to-{name}", source="management", target=role, ports=ports)
        for name, role, ports in reached
    ]


def api_entry(environment: Environment) -> Entry | None:
    """Return which addresses outside of the network reach a private API, where AKS has it."""
    cluster = environment.kubernetes
    if not cluster.private or not cluster.api_clients:
        return None
    return Entry(
        name="clients-to-api",
        sources=api_access.ranges(cluster),
        target="application",
        ports=(api_access.PORT,),
        reason="Ranges that may reach the cluster's API",
    )


def needs_identity(uses: UsesSpec) -> bool:
    """Whether a service uses anything that asks who it is."""
    return bool(
        uses.databases
        or uses.cache
        or uses.search
        or uses.sends
        or uses.receives
        or uses.buckets
        or uses.calls_vault
        or uses.mounted
        or uses.telemetry
    )


def secret_files(environment: Environment) -> bool:
    """Whether a service has secrets put into its pods, which takes a driver on the nodes."""
    return any(workload.uses.mounted for workload in environment.workloads.values())


def database_users(environment: Environment) -> dict[str, WorkloadSpec]:
    """Return the services that use a database, by name."""
    return {name: workload for name, workload in environment.workloads.items() if workload.uses.databases}


def cache_users(environment: Environment) -> Sequence[str]:
    """Return the services that are users of the cache, where it has users of its own."""
    if environment.cloud != "aws":
        return []
    groups = environment.compute.servers if environment.compute else {}
    return sorted(name for name, each in (*environment.workloads.items(), *groups.items()) if each.uses.cache)


def brings_keda(environment: Environment) -> bool:
    """Whether a service is scaled by what only KEDA follows, and the cloud's clusters have none."""
    return not HOOKS[environment.cloud].has_keda and any(map(scaled_by_keda, environment.workloads.values()))


def scaled_by_keda(workload: WorkloadSpec) -> bool:
    """Whether a service is scaled by what only KEDA follows."""
    return workload.autoscale is not None and needs_keda(workload.autoscale)


def asks_queries(environment: Environment) -> bool:
    """Whether a service is scaled by what the managed Prometheus answers."""
    return any(
        metric.kind == "query"
        for workload in environment.workloads.values()
        if workload.autoscale
        for metric in workload.autoscale.metrics.values()
    )


def watched_queues(environment: Environment) -> Sequence[str]:
    """Return the queues by whose length a service is scaled."""
    return sorted(
        {
            metric.queue
            for workload in environment.workloads.values()
            if workload.autoscale
            for metric in workload.autoscale.metrics.values()
            if metric.kind == "queue"
        }
    )
