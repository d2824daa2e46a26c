"""Who may talk to whom: every store, every door of the gateway, every queue that is watched."""

from typing import Any

import pytest

from infra.environment import Environment
from infra.stacks import wiring
from jiban.components.identity.spec import SecretVariableSpec, UsesSpec
from jiban.components.network.contract import Flow
from jiban.components.workload.contract import Destination

RESOURCES = {"cpu": "200m", "memory": "256Mi", "memory_limit": "512Mi"}


def environment(**fields: Any) -> Environment:
    """An environment without stores, with these fields."""
    least = {
        "region": "koreacentral",
        "owner": "platform",
        "registry": None,
        "secrets": None,
        "cluster": {"private": False, "api_clients": ("203.0.113.0/24",)},
    }
    return Environment.model_validate(least | fields)


def service(**fields: Any) -> dict[str, Any]:
    """A service."""
    return {"image": "registry.example.com/x:1", "resources": RESOURCES, **fields}


def test_every_port_behind_the_gateway_is_a_door() -> None:
    """Two services on two ports are two doors, in order; a service without ingress is none."""
    found = wiring.flows(
        environment(
            workloads={
                "a": service(port=9090, ingress=True),
                "b": service(port=8080, ingress=True),
                "c": service(port=7070),
                "d": service(port=9090, ingress=True),
            }
        )
    )
    assert found == [Flow(name="gateway-to-pods", source="gateway", target="application", ports=(8080, 9090))]


def test_a_broker_on_the_internet_is_in_no_subnet() -> None:
    """No security rule leads to it, and programs find it by the same variable."""
    found = environment(queue={"tier": "standard"})
    assert wiring.flows(found) == []
    assert wiring.destinations(found)["queue"] == Destination(
        role=None, ports=(5671,), variables=("QUEUE_HOST",)
    )


def test_queues_of_aws_are_at_a_public_address_whatever_the_tier() -> None:
    """Over HTTPS; each queue, topic and subscription has a variable."""
    topics = {"events": {"subscriptions": {"audit": {}}}}
    found = environment(cloud="aws", cluster={}, queue={"queues": {"jobs": {}}, "topics": topics})
    assert wiring.destinations(found)["queue"] == Destination(
        role=None,
        ports=(443,),
        variables=("QUEUE_HOST", "QUEUE_JOBS_URL", "QUEUE_EVENTS_TOPIC", "QUEUE_EVENTS__AUDIT_URL"),
    )


CLOCK: Any = {
    "max_replicas": 3,
    "schedules": {"day": {"start": "0 9 * * *", "end": "0 18 * * *", "pods": 2}},
}


@pytest.mark.parametrize(
    ("cloud", "autoscale", "brought"),
    [
        ("aws", CLOCK, True),
        ("aws", {"max_replicas": 3, "cpu_percent": 70}, False),
        ("aws", None, False),
        ("azure", CLOCK, False),
    ],
)
def test_keda_is_brought_where_a_service_needs_it(cloud: str, autoscale: Any, *, brought: bool) -> None:
    """On Azure it is part of the cluster."""
    services = {"a": service(), "b": service(autoscale=autoscale)}
    assert wiring.brings_keda(environment(cloud=cloud, cluster={}, workloads=services)) is brought


def test_the_gateway_inside_the_cluster_is_the_one_door() -> None:
    """What stands in front reaches its load balancer, and no pod."""
    found = wiring.flows(environment(ingress={}, workloads={"a": service(ingress={"path": "/a"})}))
    assert found == [Flow(name="gateway-to-ingress", source="gateway", target="application", ports=(443,))]


def test_routes_lead_to_services_and_to_those_with_a_share() -> None:
    """A service that gets nothing of its own route is none of them."""
    found = wiring.routed(
        environment(
            ingress={},
            workloads={
                "a": service(port=9090, ingress={"path": "/a"}),
                "b": service(ingress={"path": "/b", "weights": {"c": 100}}),
                "c": service(port=7070),
                "d": service(),
            },
        )
    )
    assert found == {"a": 9090, "c": 7070}


@pytest.mark.parametrize(
    ("ingress", "address"),
    [(None, None), ({}, "10.0.127.254"), ({"address": "10.0.9.9"}, "10.0.9.9")],
)
def test_the_gateway_has_one_address(ingress: object, address: str | None) -> None:
    """The last of the nodes' subnet, unless it is given."""
    assert wiring.gateway_address(environment(ingress=ingress, workloads={})) == address


def test_the_edge_s_gateway_reaches_the_vault() -> None:
    """By the endpoint in it, for its certificate."""
    edge = {
        "domains": ("api.example.com",),
        "origin": "origin.example.com",
        "certificate": {"covers": ("*.example.com",)},
    }
    found = {flow.name: flow for flow in wiring.flows(environment(secrets={}, ingress={}, edge=edge))}
    assert found["gateway-to-vault"] == Flow(
        name="gateway-to-vault", source="gateway", target="endpoints", ports=(443,)
    )


def test_each_read_replica_has_a_variable_of_its_own() -> None:
    """A hyphen of its name is an underscore, as a shell needs it."""
    found = wiring.destinations(
        environment(postgres={"read_replicas": {"local": {}, "south-dr": {"region": "koreasouth"}}})
    )
    assert set(found) == {"database"}
    assert found["database"].variables == (
        "POSTGRES_HOST",
        "POSTGRES_READ_HOST_LOCAL",
        "POSTGRES_READ_HOST_SOUTH_DR",
    )


def test_every_store_is_a_destination_and_a_flow() -> None:
    """Each in its subnet, on its ports."""
    whole = environment(postgres={}, cache={}, queue={}, secrets={}, registry={})
    assert [(flow.name, flow.target, flow.ports) for flow in wiring.flows(whole)] == [
        ("pods-to-database", "database", (5432,)),
        ("pods-to-cache", "cache", (10000, (8500, 8599))),
        ("pods-to-queue", "endpoints", (5671,)),
        ("pods-to-vault", "endpoints", (443,)),
        ("nodes-to-registry", "endpoints", (443,)),
        ("management-to-database", "database", (5432,)),
        ("management-to-vault", "endpoints", (443,)),
        ("management-to-registry", "endpoints", (443,)),
    ]


@pytest.mark.parametrize(
    ("cloud", "ports", "variables"),
    [
        ("azure", (10000, (8500, 8599)), ("CACHE_HOST", "CACHE_PORT")),
        ("aws", (6379,), ("CACHE_HOST", "CACHE_PORT", "CACHE_NAME")),
    ],
)
def test_a_cache_on_aws_has_one_port_and_a_name_for_tokens(
    cloud: str, ports: tuple[Any, ...], variables: tuple[str, ...]
) -> None:
    """On Azure shards have ports of their own, and a token is asked for by a scope."""
    found = wiring.destinations(environment(cloud=cloud, cluster={}, cache={}))["cache"]
    assert (found.role, found.ports, found.variables) == ("cache", ports, variables)


def test_search_stands_beside_the_database() -> None:
    """In its subnets, reached by pods and by those who say what services may do there."""
    whole = environment(cloud="aws", cluster={}, search={})
    search = wiring.destinations(whole)["search"]
    assert (search.role, search.ports, search.variables) == ("database", (443,), ("SEARCH_HOST",))
    assert [
        (flow.name, flow.target, flow.ports) for flow in wiring.flows(whole) if "search" in flow.name
    ] == [
        ("pods-to-search", "database", (443,)),
        ("management-to-search", "database", (443,)),
    ]


def test_a_service_that_searches_has_an_identity() -> None:
    """The domain knows it by no other name."""
    assert wiring.needs_identity(UsesSpec(search=True))


@pytest.mark.parametrize(("cloud", "users"), [("azure", []), ("aws", ["trip", "user"])])
def test_who_is_a_user_of_the_cache(cloud: str, users: list[str]) -> None:
    """Whoever uses it, in order, where the cache has users of its own."""
    using = service(uses={"cache": True})
    whole = environment(
        cloud=cloud, cluster={}, cache={}, workloads={"user": using, "other": service(), "trip": using}
    )
    assert wiring.cache_users(whole) == users


@pytest.mark.parametrize(("cloud", "api"), [("azure", ["application"]), ("aws", [])])
def test_operators_reach_a_private_api(cloud: str, api: list[str]) -> None:
    """On Azure its endpoint stands among the nodes; on AWS the cluster has a group of its own for it."""
    found = wiring.flows(environment(cloud=cloud, cluster={}))
    assert [flow.target for flow in found if flow.name == "management-to-api"] == api


def test_a_private_api_lets_in_the_ranges_that_are_named() -> None:
    """On the port of the API, where it stands."""
    entry = wiring.api_entry(environment(cluster={"api_clients": ("10.9.0.0/16",)}))
    assert entry is not None
    assert (entry.sources, entry.target, entry.ports) == (("10.9.0.0/16",), "application", (443,))


def test_a_public_api_opens_nothing_inside() -> None:
    """Who reaches it does so from outside, by the list of its endpoint."""
    assert wiring.api_entry(environment()) is None


@pytest.mark.parametrize(
    ("uses", "needed"),
    [
        (UsesSpec(), False),
        (UsesSpec(databases=("trips",)), True),
        (UsesSpec(cache=True), True),
        (UsesSpec(sends=("jobs",)), True),
        (UsesSpec(receives=("jobs",)), True),
        (UsesSpec(secrets=("key",)), True),
        (UsesSpec(secret_files=("key",)), True),
        (UsesSpec(secret_variables=(SecretVariableSpec(name="API_KEY", of="key"),)), True),
        (UsesSpec(keys=("documents",)), True),
        (UsesSpec(certificates=("tls",)), True),
        (UsesSpec(telemetry=True), True),
        (UsesSpec(buckets={"files": "read"}), True),
    ],
)
def test_what_asks_who_it_is_needs_an_identity(uses: UsesSpec, needed: bool) -> None:  # noqa: FBT001 a case
    """Each use alone is enough."""
    assert wiring.needs_identity(uses) is needed


def test_every_queue_that_a_service_scales_by_is_watched() -> None:
    """Two queues of two services, each once; a query is no queue."""

    def scaled(*queues: str) -> dict[str, Any]:
        metrics: dict[str, Any] = {name: {"kind": "queue", "queue": name, "per_pod": 5} for name in queues}
        load = {"kind": "query", "query": "sum(up)", "per_pod": 1.0}
        return service(autoscale={"max_replicas": 5, "metrics": {**metrics, "load": load}})

    whole = environment(workloads={"a": scaled("later", "jobs"), "b": scaled("jobs"), "c": service()})
    assert wiring.watched_queues(whole) == ["jobs", "later"]


def test_buckets_are_outside_of_every_subnet() -> None:
    """Nothing between subnets is opened for them, and a program is told each by its name."""
    whole = environment(cloud="aws", cluster={}, objects={"buckets": {"files": {}, "old-logs": {}}})
    assert wiring.destinations(whole)["objects"] == Destination(
        role=None, ports=(443,), variables=("BUCKET_FILES_NAME", "BUCKET_OLD_LOGS_NAME")
    )
    assert [flow.name for flow in wiring.flows(whole) if "objects" in flow.name] == []


def test_buckets_on_azure_are_behind_private_endpoints() -> None:
    """A program is told each by its name and its account's address, and pods reach them inside."""
    whole = environment(objects={"buckets": {"files": {}}})
    assert wiring.destinations(whole)["objects"] == Destination(
        role="endpoints", ports=(443,), variables=("BUCKET_FILES_NAME", "BUCKET_FILES_URL")
    )
    (flow,) = [flow for flow in wiring.flows(whole) if flow.name == "pods-to-objects"]
    assert (flow.source, flow.target, flow.ports) == ("application", "endpoints", (443,))


def test_nodes_reach_the_logs_also_where_no_service_sends_traces() -> None:
    """The agents of the nodes come by the same endpoint."""
    found = wiring.flows(environment(observability={"logs": {"insights": False}}))
    assert "nodes-to-telemetry" in [flow.name for flow in found]


@pytest.mark.parametrize(
    ("uses", "driver"),
    [
        ({}, False),
        ({"secrets": ("key",)}, False),
        ({"certificates": ("tls",)}, False),
        ({"secret_files": ("key",)}, True),
        ({"secret_variables": ({"name": "API_KEY", "of": "key"},)}, True),
    ],
)
def test_secrets_that_stand_in_pods_take_a_driver(uses: dict[str, Any], *, driver: bool) -> None:
    """Of the second service as of the first; what the program itself asks for takes none."""
    whole = environment(secrets={}, workloads={"a": service(), "b": service(uses=uses)})
    assert wiring.secret_files(whole) is driver


def test_services_are_told_apart_by_what_they_do() -> None:
    """Who uses a database, and whose versions come in by shares, in the order of the stack file."""
    whole = environment(
        postgres={"databases": ("trips",)},
        ingress={},
        workloads={
            "b": service(uses={"databases": ("trips",)}),
            "a": service(metrics_path="/metrics", ingress={"path": "/a"}, rollout="canary"),
            "c": service(metrics_path="/metrics", ingress={"path": "/c"}, rollout="blue_green"),
        },
    )
    assert list(wiring.database_users(whole)) == ["b"]
    assert list(wiring.rolled_out(whole)) == ["a", "c"]


@pytest.mark.parametrize(("edge", "link"), [(None, False), ({}, False), ({"path": "private_link"}, True)])
def test_a_link_is_of_an_edge_that_comes_in_by_one(edge: dict[str, Any] | None, *, link: bool) -> None:
    """Also before its certificate is in the vault."""
    early = {
        "domains": ("api.example.com",),
        "origin": "origin.example.com",
        "certificate": {"covers": ("*.example.com",), "in_vault": False},
    }
    asked = None if edge is None else {**early, **edge}
    assert wiring.has_link(environment(secrets={}, ingress={}, edge=asked)) is link


def test_telemetry_is_a_destination_where_something_takes_traces() -> None:
    """Logs alone are sent by the nodes."""
    with_traces = wiring.destinations(environment(observability={"logs": {}}))
    assert with_traces["telemetry"] == Destination(
        role="endpoints", ports=(443,), variables=("APPLICATIONINSIGHTS_CONNECTION_STRING",)
    )
    assert wiring.destinations(environment(observability={"logs": {"insights": False}})) == {}


def test_a_public_api_is_reached_from_outside_alone() -> None:
    """Operators have no flow to it."""
    found = wiring.flows(environment(postgres={}))
    assert [flow.name for flow in found if flow.source == "management"] == ["management-to-database"]


def test_the_load_balancer_reaches_its_servers() -> None:
    """On the groups' ports, each once, and nothing but it comes in."""
    group = {"image": "registry.example.com/x:1"}
    found = environment(
        cloud="aws",
        region="ap-northeast-2",
        cluster=None,
        cache={},
        compute={
            "balancer": {
                "certificate": "arn:aws:acm:ap-northeast-2:111122223333:certificate/1",
                "clients": ("203.0.113.0/24",),
            },
            "servers": {
                "a": {**group, "order": 1, "port": 9090, "uses": {"cache": True}},
                "b": {**group, "order": 2},
                "c": {**group, "order": 3},
            },
        },
    )
    flows = {each.name: each for each in wiring.flows(found)}
    assert flows["balancer-to-servers"] == Flow(
        name="balancer-to-servers", source="gateway", target="application", ports=(8080, 9090)
    )
    assert [each.target for each in flows.values() if each.source == "gateway"] == ["application"]
    assert wiring.cache_users(found) == ["a"]


def test_the_order_of_buckets_tells_no_two_environments_apart() -> None:
    """A stack that extends another one reads the same buckets in another order."""
    one, other = (
        wiring.destinations(
            environment(cloud="aws", cluster={}, objects={"buckets": {name: {} for name in names}})
        )["objects"]
        for names in (("files", "archive", "logs"), ("logs", "files", "archive"))
    )
    assert one == other
    assert one.variables == ("BUCKET_ARCHIVE_NAME", "BUCKET_FILES_NAME", "BUCKET_LOGS_NAME")
