"""Rules about names that point somewhere: services, pools, databases, queues, secrets, images."""

from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from infra.constraints.capacity import untainted
from infra.constraints.environment import is_built
from infra.environment import Environment
from jiban.components.base import Fault, Path
from jiban.components.catalogue import near_matches
from jiban.components.images import names_host
from jiban.components.observability.scraping import ScrapeJob, scrape_job
from jiban.components.promql import Selector, selectors
from jiban.components.rollouts.spec import STEERED
from jiban.components.sql import is_taken
from jiban.components.workload.names import RESERVED
from jiban.components.workload.spec import QueryMetricSpec, QueueMetricSpec, RouteSpec

STANDS_ON: Final[Mapping[str, str]] = MappingProxyType(
    {
        "uses.databases": "postgres",
        "uses.cache": "cache",
        "uses.search": "search",
        "uses.sends": "queue",
        "uses.receives": "queue",
        "uses.buckets": "objects",
        **{
            f"uses.{field}": "secrets"
            for field in ("secrets", "secret_files", "secret_variables", "keys", "certificates")
        },
        "uses.telemetry": "observability",
        "metrics_path": "observability",
        "rollout": "rollouts",
        **{f"rollout.{field}": "rollouts" for each in STEERED for field in each.model_fields},
        **{f"ingress.{field}": "ingress" for field in RouteSpec.model_fields},
    }
)
"""Fields of a service that mean nothing without a tier, and the tier."""


def service_names_are_free(environment: Environment) -> Iterator[Fault]:
    """A service is not called like an object that every namespace has."""
    for name in environment.workloads:
        if name in RESERVED:
            yield Fault(
                ("workloads", name),
                f"every namespace already has an object called {name}",
                "give the service another name",
            )


def calls_exist(environment: Environment) -> Iterator[Fault]:
    """A service calls other services of the environment, not itself."""
    for name, workload in environment.workloads.items():
        others = [other for other in environment.workloads if other != name]
        for position, called in enumerate(workload.calls):
            path = ("workloads", name, "calls", position)
            if called == name:
                yield Fault(path, f"{name} calls itself, which needs no permission", "remove it from calls")
            elif called not in others:
                yield _unknown(path, "service", called, others, "workloads")


def pools_exist(environment: Environment) -> Iterator[Fault]:
    """A service runs in a pool there is, and finds one when it names none."""
    pools = environment.kubernetes.pools
    for name, workload in environment.workloads.items():
        path = ("workloads", name, "pool")
        if workload.pool is not None and workload.pool not in pools:
            yield _unknown(path, "pool", workload.pool, pools, "cluster.pools")
        elif workload.pool is None and not untainted(environment):
            taints = ", ".join(f"{pool}: {each.taint}" for pool, each in pools.items())
            yield Fault(
                path,
                f"every pool has a taint ({taints}), so a service that names none runs nowhere",
                f"set pool to {' or '.join(pools)}, or remove a taint",
            )


def databases_exist(environment: Environment) -> Iterator[Fault]:
    """A service uses databases that the server has."""
    postgres = environment.postgres
    for name, workload in environment.workloads.items():
        for position, database in enumerate(workload.uses.databases):
            path = ("workloads", name, "uses", "databases", position)
            if postgres is None:
                yield _absent(environment, path, f"database {database}", "postgres")
            elif database not in postgres.databases:
                yield _unknown(path, "database", database, postgres.databases, "postgres.databases")


def database_users_are_free(environment: Environment) -> Iterator[Fault]:
    """On AWS a service signs in under its own name, which must be no user that the server has for itself."""
    for name, workload in environment.workloads.items():
        if environment.cloud == "aws" and workload.uses.databases and is_taken("aws", name):
            yield Fault(
                ("workloads", name, "uses", "databases"),
                f"the service signs in as the user {name}, which every server has for itself",
                "give the service another name",
            )


def cache_exists(environment: Environment) -> Iterator[Fault]:
    """A service uses the cache only where there is one."""
    for name, workload in environment.workloads.items():
        if workload.uses.cache and environment.cache is None:
            yield _absent(environment, ("workloads", name, "uses", "cache"), "a cache", "cache")


def search_exists(environment: Environment) -> Iterator[Fault]:
    """A service uses the search domain only where there is one."""
    for name, workload in environment.workloads.items():
        if workload.uses.search and environment.search is None:
            yield _absent(environment, ("workloads", name, "uses", "search"), "search", "search")


def queues_exist(environment: Environment) -> Iterator[Fault]:
    """A service sends to and receives from queues and topics there are."""
    queue = environment.queue
    for name, workload in environment.workloads.items():
        for way, used in (("sends", workload.uses.sends), ("receives", workload.uses.receives)):
            for position, wanted in enumerate(used):
                path = ("workloads", name, "uses", way, position)
                if queue is None:
                    yield _absent(environment, path, f"queue {wanted}", "queue")
                elif wanted not in queue.queues and wanted not in queue.topics:
                    known = [*queue.queues, *queue.topics]
                    yield _unknown(path, "queue or topic", wanted, known, "queue.queues or queue.topics")


def buckets_exist(environment: Environment) -> Iterator[Fault]:
    """A service uses buckets there are."""
    objects = environment.objects
    for name, workload in environment.workloads.items():
        for bucket in workload.uses.buckets:
            path = ("workloads", name, "uses", "buckets", bucket)
            if objects is None:
                yield _absent(environment, path, f"bucket {bucket}", "objects")
            elif bucket not in objects.buckets:
                yield _unknown(path, "bucket", bucket, objects.buckets, "objects.buckets")


def secrets_exist(environment: Environment) -> Iterator[Fault]:
    """A service reads secrets and certificates that the vault lists, and uses keys that it has."""
    vault = environment.secrets
    names = vault.names if vault else ()
    certificates = vault.certificates if vault else ()
    secrets = ("secret", names, "secrets.names")
    either = (
        "secret or certificate",
        (*names, *certificates),
        "secrets.names or secrets.certificates",
    )
    for name, workload in environment.workloads.items():
        uses, path = workload.uses, ("workloads", name, "uses")
        wanted: list[tuple[Path, str, tuple[str, Collection[str], str]]] = [
            *_listed(path, "secrets", uses.secrets, secrets),
            *_listed(path, "secret_files", uses.secret_files, either),
            *(
                ((*path, "secret_variables", position, "of"), each.of, secrets)
                for position, each in enumerate(uses.secret_variables)
            ),
            *_listed(path, "keys", uses.keys, ("key", vault.keys if vault else (), "secrets.keys")),
            *_listed(
                path, "certificates", uses.certificates, ("certificate", certificates, "secrets.certificates")
            ),
        ]
        for where, each, (what, known, field) in wanted:
            if vault is None:
                yield _absent(environment, where, f"{what} {each}", "secrets")
            elif each not in known:
                yield _unknown(where, what, each, known, field)


def _listed(
    path: Path, field: str, names: Collection[str], among: tuple[str, Collection[str], str]
) -> Iterator[tuple[Path, str, tuple[str, Collection[str], str]]]:
    for position, each in enumerate(names):
        yield (*path, field, position), each, among


def metrics_can_be_read(environment: Environment) -> Iterator[Fault]:
    """A service scales by a queue it receives from, or by a query that something answers."""
    for name, workload in environment.workloads.items():
        if workload.autoscale is None:
            continue
        for metric_name, metric in workload.autoscale.metrics.items():
            path = ("workloads", name, "autoscale", "metrics", metric_name)
            match metric:
                case QueueMetricSpec():
                    yield from _queue_metric(environment, path, metric.queue, workload.uses.receives)
                case QueryMetricSpec() if not environment.observability.metrics:
                    yield Fault(
                        (*path, "kind"),
                        "observability.metrics is false, so nothing answers a query",
                        "set observability.metrics to true, or scale by cpu_percent",
                    )
                case _:
                    pass


def queries_find_something(environment: Environment) -> Iterator[Fault]:
    """A query asks for labels that the scraped series have, and for services that are scraped."""
    job = scrape_job(environment.cloud)
    if job is None or not environment.observability.metrics:
        return
    for name, workload in environment.workloads.items():
        metrics = workload.autoscale.metrics if workload.autoscale else {}
        for metric_name, metric in metrics.items():
            if isinstance(metric, QueryMetricSpec):
                path = ("workloads", name, "autoscale", "metrics", metric_name, "query")
                for selector in selectors(metric.query):
                    if job.collects(selector.metric):
                        yield from _unmet(environment, job, path, selector)


def _unmet(environment: Environment, job: ScrapeJob, path: Path, selector: Selector) -> Iterator[Fault]:
    for need in selector.needs:
        own = job.instead.get(need.label)
        if own is not None:
            yield Fault(
                path,
                f"no series of {selector.metric} has the label {need.label}, so the query finds nothing: "
                f"metrics of pods come with {job.service} and {own}",
                f'write {job.service}="SERVICE", or {own}=~"SERVICE-.*"',
            )
        if need.label != job.service or not need.exact:
            continue
        services = environment.workloads
        if need.value not in services:
            yield _unknown(path, "service", need.value, services, "workloads")
        elif services[need.value].metrics_path is None:
            yield Fault(
                path,
                f"{need.value} names no path for metrics, so nothing scrapes {selector.metric}",
                f"set workloads.{need.value}.metrics_path",
            )


def images_have_a_registry(environment: Environment) -> Iterator[Fault]:
    """An image that names no registry is in the environment's own, where there is one."""
    if environment.registry is not None:
        return
    for name, workload in environment.workloads.items():
        if not names_host(workload.image):
            yield Fault(
                ("workloads", name, "image"),
                f"{workload.image} names no registry, and the environment has none of its own",
                f"write it with a host, such as registry.example.com/{workload.image}, or remove registry: "
                "null",
            )


def _queue_metric(
    environment: Environment, path: Path, queue: str, receives: Collection[str]
) -> Iterator[Fault]:
    path = (*path, "queue")
    if environment.queue is None:
        yield _absent(environment, path, f"queue {queue}", "queue")
    elif queue in environment.queue.topics:
        yield Fault(path, f"{queue} is a topic, which has no length of its own", "name a queue")
    elif queue not in environment.queue.queues:
        yield _unknown(path, "queue", queue, environment.queue.queues, "queue.queues")
    elif queue not in receives:
        yield Fault(
            path,
            f"the service scales by the length of {queue} and does not receive from it, so more pods would "
            "not shorten it",
            f"add {queue} to uses.receives, or scale by something else",
        )


def _unknown(path: Path, what: str, name: str, known: Collection[str], where: str) -> Fault:
    near = near_matches(name, known)
    if near:
        remedy = f"set {' or '.join(near)}, or add {name} to {where}"
    elif known:
        remedy = f"choose one of {where}, or add {name} to it"
    else:
        remedy = f"add {name} to {where}"
    return Fault(path, f"there is no {what} {name} in {where}", remedy)


def _absent(environment: Environment, path: Path, what: str, tier: str) -> Fault:
    if not is_built(tier, environment.cloud):
        reason = f"the service uses {what}, and {tier} is not built on {environment.cloud} yet"
        return Fault(path, reason, "remove the use")
    return Fault(
        path, f"the service uses {what}, and the environment has no {tier}", f"add {tier}, or remove the use"
    )


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    service_names_are_free,
    calls_exist,
    pools_exist,
    databases_exist,
    database_users_are_free,
    cache_exists,
    search_exists,
    queues_exist,
    buckets_exist,
    secrets_exist,
    metrics_can_be_read,
    queries_find_something,
    images_have_a_registry,
)
