"""A name that points somewhere points at something."""

import json
from collections.abc import Mapping

import pytest

from infra.constraints import faults
from infra.environment import Environment
from jiban.components.base import Fault
from tests.infra.constraints.environments import found, service

TAINTED = {"apps": {"taint": "only=apps:NoSchedule"}}


SERVICE = {
    "image": "registry.example.com/trip:1.0.0",
    "resources": {"cpu": "200m", "memory": "256Mi", "memory_limit": "512Mi"},
    "ingress": True,
}


def on_aws(
    name: str = "trip", *, databases: tuple[str, ...] = (), objects: object = None, **fields: object
) -> list[Fault]:
    """What is wrong with a service on AWS, where no metrics are built."""
    document = {
        "cloud": "aws",
        "region": "ap-northeast-2",
        "owner": "platform",
        "inside_network": True,
        "cluster": {
            "service_cidr": "172.20.0.0/16",
            "admins": ["arn:aws:iam::111122223333:role/deployer"],
            "system_pool": {"max_nodes": 3},
            "pools": {"apps": {"max_nodes": 3}},
        },
        "registry": None,
        "secrets": None,
        "observability": {"metrics": False},
        "postgres": {"databases": databases} if databases else None,
        "objects": objects,
        "workloads": {name: SERVICE | fields},
    }
    return faults(Environment.model_validate_json(json.dumps(document)))


def test_a_database_that_is_missing_is_asked_for_where_it_is_built() -> None:
    """PostgreSQL there is on AWS, too."""
    assert on_aws(uses={"databases": ["trips"]}) == [
        Fault(
            ("workloads", "trip", "uses", "databases", 0),
            "the service uses database trips, and the environment has no postgres",
            "add postgres, or remove the use",
        )
    ]


def test_a_service_has_a_name_of_its_own() -> None:
    """A service named like an object that every namespace has would take its place."""
    changes = {
        "workloads": {
            "deployer": {"image": "x:1", "resources": {"cpu": "1", "memory": "1Gi", "memory_limit": "1Gi"}}
        }
    }
    assert found(changes) == [
        Fault(
            ("workloads", "deployer"),
            "every namespace already has an object called deployer",
            "give the service another name",
        )
    ]


def test_a_service_calls_one_there_is() -> None:
    """A misspelt call is told with the service that is spelt like it."""
    user = {"image": "user:1", "resources": {"cpu": "1", "memory": "1Gi", "memory_limit": "1Gi"}}
    assert found({"workloads": {"trip": {"calls": ["usr"]}, "user": user}}) == [
        Fault(
            ("workloads", "trip", "calls", 0),
            "there is no service usr in workloads",
            "set user, or add usr to workloads",
        )
    ]


def test_a_service_does_not_call_itself() -> None:
    """Calling oneself needs no permission."""
    assert found(service(calls=["trip"])) == [
        Fault(
            ("workloads", "trip", "calls", 0),
            "trip calls itself, which needs no permission",
            "remove it from calls",
        )
    ]


def test_a_service_runs_in_a_pool_there_is() -> None:
    """A misspelt pool is told with the pool that is spelt like it."""
    assert found(service(pool="app")) == [
        Fault(
            ("workloads", "trip", "pool"),
            "there is no pool app in cluster.pools",
            "set apps, or add app to cluster.pools",
        )
    ]


def test_a_service_finds_a_pool_without_a_taint() -> None:
    """Where every pool is tainted, a service that names none runs nowhere."""
    assert found({"cluster": {"pools": TAINTED}}) == [
        Fault(
            ("workloads", "trip", "pool"),
            "every pool has a taint (apps: only=apps:NoSchedule), so a service that names none runs nowhere",
            "set pool to apps, or remove a taint",
        )
    ]


def test_a_service_may_name_a_tainted_pool() -> None:
    """The named pool's taint is tolerated."""
    assert found({"cluster": {"pools": TAINTED}, **service(pool="apps")}) == []


def test_a_taint_that_only_asks_keeps_nobody_away() -> None:
    """A pool with PreferNoSchedule takes any service."""
    assert found({"cluster": {"pools": {"apps": {"taint": "only=apps:PreferNoSchedule"}}}}) == []


def test_a_service_uses_a_database_there_is() -> None:
    """A misspelt database is told with the one that is spelt like it."""
    assert found(service(uses={"databases": ["trip"]})) == [
        Fault(
            ("workloads", "trip", "uses", "databases", 0),
            "there is no database trip in postgres.databases",
            "set trips, or add trip to postgres.databases",
        )
    ]


def test_a_database_needs_a_server() -> None:
    """Without a server there is no database to use."""
    assert found({"postgres": None, **service(uses={"databases": ["trips"]})}) == [
        Fault(
            ("workloads", "trip", "uses", "databases", 0),
            "the service uses database trips, and the environment has no postgres",
            "add postgres, or remove the use",
        )
    ]


def test_a_cache_is_there_to_be_used() -> None:
    """Without a cache it cannot be used."""
    assert found({"cache": None, **service(uses={"cache": True})}) == [
        Fault(
            ("workloads", "trip", "uses", "cache"),
            "the service uses a cache, and the environment has no cache",
            "add cache, or remove the use",
        )
    ]


def test_search_is_there_to_be_used() -> None:
    """Not on Azure, and on AWS where the environment has it."""
    assert found(service(uses={"search": True})) == [
        Fault(
            ("workloads", "trip", "uses", "search"),
            "the service uses search, and search is not built on azure yet",
            "remove the use",
        )
    ]
    assert on_aws(uses={"search": True}) == [
        Fault(
            ("workloads", "trip", "uses", "search"),
            "the service uses search, and the environment has no search",
            "add search, or remove the use",
        )
    ]


def test_a_bucket_on_azure_needs_the_tier() -> None:
    """As on the other cloud."""
    (fault,) = found(service(uses={"buckets": {"files": "read"}}))
    assert fault.path == ("workloads", "trip", "uses", "buckets", "files")
    assert fault.remedy == "add objects, or remove the use"


def test_a_service_on_aws_uses_buckets_that_there_are() -> None:
    """One that is near in letters is named; without any bucket the tier is asked for."""
    uses = {"buckets": {"files": "read", "logs": "add"}}
    path = ("workloads", "trip", "uses", "buckets")
    assert on_aws("trip", uses=uses) == [
        Fault(
            (*path, bucket),
            f"the service uses bucket {bucket}, and the environment has no objects",
            "add objects, or remove the use",
        )
        for bucket in ("files", "logs")
    ]
    assert on_aws("trip", objects={"buckets": {"files": {}, "log": {}}}, uses=uses) == [
        Fault(
            (*path, "logs"),
            "there is no bucket logs in objects.buckets",
            "set log, or add logs to objects.buckets",
        )
    ]


def test_a_cache_that_is_there_is_used() -> None:
    """Nothing is said of it."""
    assert found(service(uses={"cache": True})) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"uses": {"databases": ["trips", "other"]}}, ("uses", "databases", 1)),
        ({"uses": {"sends": ["jobs", "other"]}}, ("uses", "sends", 1)),
        ({"uses": {"receives": ["events", "other"]}}, ("uses", "receives", 1)),
        ({"uses": {"secrets": ["key", "other"]}}, ("uses", "secrets", 1)),
        ({"calls": ["trip"]}, ("calls", 0)),
    ],
)
def test_the_second_name_of_a_list_is_looked_at(
    fields: dict[str, object], field: tuple[str | int, ...]
) -> None:
    """At its own place, where the first is right."""
    assert [fault.path for fault in found(service(**fields))] == [("workloads", "trip", *field)]


@pytest.mark.parametrize("name", ["postgres", "rdsadmin"])
def test_only_aws_lets_a_service_sign_in_by_its_own_name(name: str) -> None:
    """On Azure its identity has another one, and without a database nobody signs in."""
    workload = {**SERVICE, "resources": {"cpu": "200m", "memory": "256Mi", "memory_limit": "512Mi"}}
    assert found({"workloads": {name: {**workload, "uses": {"databases": ["trips"]}}}}) == []


@pytest.mark.parametrize("name", ["postgres", "rdsadmin", "public"])
def test_a_service_on_aws_has_no_name_of_the_server_s_own_users(name: str) -> None:
    """It signs in under its own name, and the server has that user already."""
    assert on_aws(name, databases=("trips",), uses={"databases": ["trips"]}) == [
        Fault(
            ("workloads", name, "uses", "databases"),
            f"the service signs in as the user {name}, which every server has for itself",
            "give the service another name",
        )
    ]


@pytest.mark.parametrize(
    ("name", "uses"),
    [("postgres", {}), ("trip", {"databases": ["trips"]}), ("replication", {"databases": ["trips"]})],
)
def test_a_service_on_aws_may_have_any_name_that_is_free(name: str, uses: dict[str, object]) -> None:
    """Who uses no database signs in nowhere."""
    assert on_aws(name, databases=("trips",), uses=uses) == []


@pytest.mark.parametrize("way", ["sends", "receives"])
def test_a_service_uses_queues_and_topics_there_are(way: str) -> None:
    """A misspelt queue is told with the one that is spelt like it, for both ways."""
    assert found(service(uses={way: ["job", "events"]})) == [
        Fault(
            ("workloads", "trip", "uses", way, 0),
            "there is no queue or topic job in queue.queues or queue.topics",
            "set jobs, or add job to queue.queues or queue.topics",
        )
    ]


def test_a_queue_needs_a_broker() -> None:
    """Without a broker there is no queue to use."""
    assert found({"queue": None, **service(uses={"sends": ["jobs"]})}) == [
        Fault(
            ("workloads", "trip", "uses", "sends", 0),
            "the service uses queue jobs, and the environment has no queue",
            "add queue, or remove the use",
        )
    ]


def test_a_service_reads_a_secret_there_is() -> None:
    """A secret that is nothing like those there are is told with where they stand."""
    assert found(service(uses={"secrets": ["password"]})) == [
        Fault(
            ("workloads", "trip", "uses", "secrets", 0),
            "there is no secret password in secrets.names",
            "choose one of secrets.names, or add password to it",
        )
    ]


def test_a_secret_of_an_empty_vault_is_to_be_added() -> None:
    """Where there are none to choose from, the remedy says where to add it."""
    (fault,) = found({"secrets": {"names": []}, **service(uses={"secrets": ["password"]})})
    assert fault.remedy == "add password to secrets.names"


def test_a_secret_needs_a_vault() -> None:
    """Without a vault there is no secret to read."""
    assert found({"secrets": None, **service(uses={"secrets": ["key"]})}) == [
        Fault(
            ("workloads", "trip", "uses", "secrets", 0),
            "the service uses secret key, and the environment has no secrets",
            "add secrets, or remove the use",
        )
    ]


def by_queue(queue: str) -> dict[str, object]:
    """Scaling by the length of a queue."""
    return {"max_replicas": 8, "metrics": {"length": {"kind": "queue", "queue": queue, "per_pod": 10}}}


QUEUE = ("workloads", "trip", "autoscale", "metrics", "length", "queue")


def test_a_service_scales_by_a_queue_it_receives_from() -> None:
    """More pods shorten only the queue that they receive from."""
    assert found(service(autoscale=by_queue("jobs"))) == [
        Fault(
            QUEUE,
            "the service scales by the length of jobs and does not receive from it, so more pods would not "
            "shorten it",
            "add jobs to uses.receives, or scale by something else",
        )
    ]


def test_a_receiver_of_another_queue_does_not_shorten_this_one() -> None:
    """What it receives from must be what it scales by."""
    changes = service(autoscale=by_queue("jobs"), uses={"receives": ["events"]})
    assert [fault.path for fault in found(changes)] == [QUEUE]


def test_the_metrics_of_the_second_service_are_looked_at() -> None:
    """Past one that does not scale."""
    user = SERVICE | {"ingress": True, "autoscale": by_queue("jobs")}
    changes = {"workloads": {"trip": {"autoscale": None}, "user": user}}
    assert [fault.path for fault in found(changes)] == [
        ("workloads", "user", "autoscale", "metrics", "length", "queue")
    ]


def test_a_receiver_scales_by_its_queue() -> None:
    """A service that receives from the queue may scale by it."""
    assert found(service(autoscale=by_queue("jobs"), uses={"receives": ["jobs"]})) == []


def test_a_topic_has_no_length() -> None:
    """Only a queue has a length to scale by."""
    assert found(service(autoscale=by_queue("events"), uses={"receives": ["events"]})) == [
        Fault(QUEUE, "events is a topic, which has no length of its own", "name a queue")
    ]


def test_a_service_scales_by_a_queue_there_is() -> None:
    """A misspelt queue is told with the one that is spelt like it."""
    assert found(service(autoscale=by_queue("job"))) == [
        Fault(QUEUE, "there is no queue job in queue.queues", "set jobs, or add job to queue.queues")
    ]


def test_scaling_by_a_queue_needs_a_broker() -> None:
    """Without a broker there is no length to scale by."""
    assert found({"queue": None, **service(autoscale=by_queue("jobs"))}) == [
        Fault(
            QUEUE,
            "the service uses queue jobs, and the environment has no queue",
            "add queue, or remove the use",
        )
    ]


def test_a_query_needs_metrics() -> None:
    """Without metrics nothing answers a query."""
    metrics = {"load": {"kind": "query", "query": "up", "per_pod": 1}}
    changes = {
        "observability": {"metrics": False},
        **service(autoscale={"max_replicas": 8, "metrics": metrics}),
    }
    assert found(changes) == [
        Fault(
            ("workloads", "trip", "autoscale", "metrics", "load", "kind"),
            "observability.metrics is false, so nothing answers a query",
            "set observability.metrics to true, or scale by cpu_percent",
        )
    ]


def by_query(query: str, **fields: object) -> Mapping[str, object]:
    """Scaling by a query of Prometheus, for a service that is scraped."""
    metrics = {"load": {"kind": "query", "query": query, "per_pod": 1}}
    return service(**{"metrics_path": "/m", "autoscale": {"max_replicas": 8, "metrics": metrics}, **fields})


QUERY = ("workloads", "trip", "autoscale", "metrics", "load", "query")


@pytest.mark.parametrize(
    "query",
    [
        'sum(rate(requests_total{app_kubernetes_io_name="trip"}[2m]))',
        'sum(requests{kubernetes_pod_name=~"trip-.*"})',
        'sum(requests{pod=~".*"})',
        'sum(requests{pod!="other"})',
        'sum(kube_pod_status_ready{pod=~"trip-.*"})',
        'sum(requests{service="checkout"})',
        'sum({__name__=~"requests.*", pod="trip"})',
    ],
)
def test_a_query_by_labels_that_series_have(query: str) -> None:
    """Labels of the job, of the program, of the platform's own series; matchers that ask for nothing."""
    assert found(by_query(query)) == []


@pytest.mark.parametrize(
    "query",
    [
        'sum(rate(requests{pod=~"trip-.*"}[2m]))',
        'sum(up) + max_over_time(requests{pod="trip-0"}[5m:1m])',
        'sum({__name__="requests", pod!=""})',
    ],
)
def test_a_query_by_a_label_that_no_series_has(query: str) -> None:
    """Azure's job for annotated pods sets no `pod`: such a query finds nothing and nobody is told."""
    assert found(by_query(query)) == [
        Fault(
            QUERY,
            "no series of requests has the label pod, so the query finds nothing: metrics of pods come with "
            "app_kubernetes_io_name and kubernetes_pod_name",
            'write app_kubernetes_io_name="SERVICE", or kubernetes_pod_name=~"SERVICE-.*"',
        )
    ]


def test_a_query_names_a_service_there_is() -> None:
    """A misspelt service has no series."""
    assert found(by_query('sum(requests{app_kubernetes_io_name="trips"})')) == [
        Fault(QUERY, "there is no service trips in workloads", "set trip, or add trips to workloads")
    ]


def test_a_query_names_a_service_that_is_scraped() -> None:
    """A service without a path for metrics has no series either."""
    assert found(by_query('sum(requests{app_kubernetes_io_name="trip"})', metrics_path=None)) == [
        Fault(
            QUERY,
            "trip names no path for metrics, so nothing scrapes requests",
            "set workloads.trip.metrics_path",
        )
    ]


def test_an_image_without_a_host_needs_a_registry() -> None:
    """Where there is no registry, an image has to say where it is."""
    assert found({"registry": None}) == [
        Fault(
            ("workloads", "trip", "image"),
            "trip:1.0.0 names no registry, and the environment has none of its own",
            "write it with a host, such as registry.example.com/trip:1.0.0, or remove registry: null",
        )
    ]


def test_an_image_with_a_host_needs_no_registry() -> None:
    """An image that says where it is needs no registry of the environment."""
    assert found({"registry": None, **service(image="ghcr.io/acme/trip:1.0.0")}) == []


def test_a_pattern_of_services_names_none() -> None:
    """Only an exact label is the name of one service."""
    assert found(by_query('sum(rate(requests_total{app_kubernetes_io_name=~"tr.*"}[5m]))')) == []


def test_a_service_is_not_told_to_call_itself() -> None:
    """Its own name is none of those that a misspelt one may have meant."""
    (fault,) = found(service(calls=["tripp"]))
    assert fault.remedy == "add tripp to workloads"


def test_a_file_is_a_secret_or_a_certificate_there_is() -> None:
    """Both are files to a program, and a key is none."""
    vault = {"certificates": ["tls"], "keys": {"documents": {}}}
    uses = {"secret_files": ["key", "tls", "documents"]}
    assert found({**service(uses=uses), "secrets": vault}) == [
        Fault(
            ("workloads", "trip", "uses", "secret_files", 2),
            "there is no secret or certificate documents in secrets.names or secrets.certificates",
            "choose one of secrets.names or secrets.certificates, or add documents to it",
        )
    ]


def test_a_variable_is_a_secret_there_is() -> None:
    """A certificate in a variable is nothing that a program reads."""
    uses = {"secret_variables": [{"name": "TLS", "of": "tls"}]}
    assert found({**service(uses=uses), "secrets": {"certificates": ["tls"]}}) == [
        Fault(
            ("workloads", "trip", "uses", "secret_variables", 0, "of"),
            "there is no secret tls in secrets.names",
            "choose one of secrets.names, or add tls to it",
        )
    ]


def test_a_key_is_one_that_the_vault_has() -> None:
    """A near miss is told."""
    vault = {"keys": {"documents": {}}}
    assert found({**service(uses={"keys": ["document"]}), "secrets": vault}) == [
        Fault(
            ("workloads", "trip", "uses", "keys", 0),
            "there is no key document in secrets.keys",
            "set documents, or add document to secrets.keys",
        )
    ]
