"""What can be asked for of a service on Kubernetes."""

from math import ceil
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from jiban.components.base import Spec
from jiban.components.cluster.spec import PoolName
from jiban.components.identity.spec import UsesSpec
from jiban.components.images import Image
from jiban.components.promql import Query
from jiban.components.queue.spec import QueueName
from jiban.components.rollouts.spec import BlueGreenSpec, CanarySpec, RollingSpec, Rollout
from jiban.components.schedules import same_times
from jiban.components.units import (
    Cpu,
    Cron,
    HostName,
    HttpPath,
    Memory,
    Percent,
    Port,
    RoutePath,
    Slug,
    TimeZone,
    quantity,
)
from jiban.components.variables import VariableName, Variables

PlatformVariable = Literal[
    "POSTGRES_HOST",
    "POSTGRES_PORT",
    "POSTGRES_USER",
    "POSTGRES_DATABASE",
    "POSTGRES_DATABASES",
    "POSTGRES_SSLMODE",
    "POSTGRES_SSLROOTCERT",
    "CACHE_HOST",
    "CACHE_PORT",
    "CACHE_SECOND_HOST",
    "CACHE_USER",
    "QUEUE_HOST",
    "VAULT_URI",
    "VAULT_SECRETS",
    "VAULT_KEYS",
    "VAULT_CERTIFICATES",
    "SECRET_FILES",
]
"""An environment variable by which the platform tells a service of what it uses, on every cloud alike."""


_MOST_THOUSANDTHS = (2**63 - 1) // 1000
"""Most that an autoscaler can count to: KEDA counts in thousandths, in 64 bits with a sign (kedacore/keda,
`pkg/scalers/scaler.go`, `GetMetricTargetMili`)."""


_WHOLE = 100


class ResourcesSpec(Spec):
    """Requests and limits of a pod."""

    cpu: Cpu
    """CPU request: `500m` is half a core."""
    memory: Memory
    """Memory request: `512Mi`."""
    cpu_limit: Cpu | None = None
    """CPU limit; above it the pod is throttled. Default: no limit."""
    memory_limit: Memory
    """Memory limit; above it the pod is killed."""

    @model_validator(mode="after")
    def _limits(self) -> Self:
        if self.cpu_limit is not None and quantity(self.cpu) > quantity(self.cpu_limit):
            raise ValueError(f"cpu {self.cpu} is more than cpu_limit {self.cpu_limit}; raise cpu_limit")
        if quantity(self.memory) > quantity(self.memory_limit):
            raise ValueError(
                f"memory {self.memory} is more than memory_limit {self.memory_limit}; raise memory_limit"
            )
        return self


class QueryMetricSpec(Spec):
    """Scale by a Prometheus query."""

    kind: Literal["query"]
    query: Query
    """PromQL query that returns one number for all pods together."""
    per_pod: Annotated[float, Field(ge=0.001, le=_MOST_THOUSANDTHS, allow_inf_nan=False)]
    """Target for each pod; pods are added above it."""


class QueueMetricSpec(Spec):
    """Scale by the length of a queue."""

    kind: Literal["queue"]
    queue: QueueName
    """Queue whose messages are counted."""
    per_pod: Annotated[int, Field(ge=1, le=_MOST_THOUSANDTHS)]
    """Target number of messages for each pod; pods are added above it."""


class ScheduleSpec(Spec):
    """A minimum number of pods during recurring hours."""

    start: Cron
    """Start, as a cron expression of five fields."""
    end: Cron
    """End, as a cron expression of five fields."""
    time_zone: TimeZone = "Asia/Seoul"
    """Name of the time zone in the IANA database. Default: Asia/Seoul."""
    pods: Annotated[int, Field(ge=1, le=1000)]
    """Minimum number of pods between start and end."""

    @model_validator(mode="after")
    def _some_time_between(self) -> Self:
        if same_times(self.start, self.end):
            raise ValueError(
                f"start and end are both {self.start}, and KEDA refuses a schedule without a time between "
                "them; set a later end"
            )
        return self


class AutoscaleSpec(Spec):
    """How the number of pods follows the load. The minimum is the workload's `replicas`."""

    max_replicas: Annotated[int, Field(ge=1, le=1000)]
    """Maximum number of pods."""
    cpu_percent: Percent | None = None
    """Target CPU utilization in percent of the requests; pods are added above it. Default: not used."""
    memory_percent: Percent | None = None
    """Target memory utilization in percent of the requests; pods are added above it. A program that never
    returns memory, such as a JVM, never scales down again. Default: not used."""
    metrics: dict[Slug, Annotated[QueryMetricSpec | QueueMetricSpec, Field(discriminator="kind")]] = {}
    """Further metrics by name, through KEDA. Default: none."""
    schedules: dict[Slug, ScheduleSpec] = {}
    """Recurring hours with more pods, by name, through KEDA. Default: none."""

    @model_validator(mode="after")
    def _something_to_follow(self) -> Self:
        if (
            self.cpu_percent is None
            and self.memory_percent is None
            and not self.metrics
            and not self.schedules
        ):
            raise ValueError("nothing to scale by; set cpu_percent, memory_percent, metrics or schedules")
        return self

    @model_validator(mode="after")
    def _room_for_schedules(self) -> Self:
        for name, schedule in self.schedules.items():
            if schedule.pods > self.max_replicas:
                raise ValueError(
                    f"schedules.{name}.pods {schedule.pods} is more than max_replicas {self.max_replicas}; "
                    "the most pods also hold during a schedule"
                )
        return self


class DisruptionSpec(Spec):
    """Pod disruption budget: how many pods an upgrade or a drain may evict at once. Set exactly one
    of the two.
    """

    min_available: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Minimum number of available pods. It must be less than the workload's replicas, or no node can ever be
    drained."""
    max_unavailable: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Maximum number of unavailable pods."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.min_available is None) == (self.max_unavailable is None):
            raise ValueError("set exactly one of min_available and max_unavailable; Kubernetes refuses both")
        return self

    def evictions_allowed(self, replicas: int) -> int:
        """How many of so many healthy pods may be evicted at once; 0 means a drain waits for ever."""
        if self.min_available is not None:
            return max(0, replicas - self.min_available)
        return min(replicas, self.max_unavailable or 0)


class ProbesSpec(Spec):
    """Health checks: HTTP paths that a pod answers."""

    liveness: HttpPath = "/health/live"
    """Liveness path; the pod is restarted after three failures. Default: /health/live."""
    readiness: HttpPath = "/health/ready"
    """Readiness path; the pod gets no traffic while it fails. Default: /health/ready."""
    startup_seconds: Annotated[int, Field(ge=10, le=900)] = 120
    """Maximum start-up time in seconds; liveness is not checked before. Default: 120."""

    @property
    def startup_failures(self) -> int:
        """Failed checks, one every five seconds, before a start is given up."""
        return ceil(self.startup_seconds / 5)


class RouteSpec(Spec):
    """Which requests from outside a service gets, and how."""

    host: HostName | None = None
    """Host name of the requests. Default: any that no other service names."""
    path: RoutePath | None = None
    """Beginning of their path, such as `/api/trips`; of several that match the longest counts. Default: no
    route through the gateway inside the cluster, only a port that is open to the gateway's subnet, for a load
    balancer that sends straight to pods."""
    rewrite: RoutePath | None = None
    """What stands in the place of `path` when the service gets the request; `/` takes it away. Default: the
    path stays as it came."""
    timeout_seconds: Annotated[int, Field(ge=1, le=3600)] = 30
    """Maximum time in seconds from request to answer, with all its retries. Default: 30."""
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    """How often a request is sent again that has surely not been worked on: no connection, or refused at
    once. Default: 2."""
    body_mb: Annotated[int, Field(ge=1, le=1024)] | None = None
    """Maximum size of a request's body in MiB, above which it is answered with 413. The gateway then keeps
    each request in memory until it is whole, so it suits no streams and no WebSockets. Default: no limit."""
    weights: dict[Slug, Annotated[int, Field(ge=0, le=100)]] = {}
    """Share of the requests in percent, by service, for a canary: `{trip: 90, trip-next: 10}`; together 100.
    Default: the service itself gets all."""

    @model_validator(mode="after")
    def _path_of_a_route(self) -> Self:
        said = sorted(self.model_fields_set - {"path"})
        if self.path is None and said:
            raise ValueError(f"without path there is no route for {' and '.join(said)}; set path")
        return self

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = sum(self.weights.values())
        if self.weights and total != _WHOLE:
            parts = " + ".join(f"{name} {weight}" for name, weight in self.weights.items())
            raise ValueError(f"weights add up to {total} ({parts}), not to 100; set shares of 100 percent")
        return self


def _short(value: Any) -> Any:
    """Turn the short forms into what they stand for: `true` opens the port alone, `false` nothing."""
    if value is True:
        return {}
    return None if value is False else value


class WorkloadSpec(Spec):
    """A service that answers HTTP on one port."""

    image: Image
    """Image with a tag or a digest; without a host it is in the stack's registry."""
    port: Annotated[Port, Field(ge=1024)] = 8080
    """TCP port the program listens on; 1024 or more, as it does not run as root. Default: 8080."""
    replicas: Annotated[int, Field(ge=1, le=1000)] = 2
    """Number of pods, with `autoscale` the minimum. Default: 2, so that one can be evicted."""
    resources: ResourcesSpec
    """Requests and limits of each pod."""
    autoscale: AutoscaleSpec | None = None
    """How the number of pods follows the load. Default: it stays at replicas."""
    disruption: DisruptionSpec | None = None
    """Pod disruption budget. Default: one pod may be unavailable at a time; no budget where there is
    never more than one."""
    probes: ProbesSpec = ProbesSpec()
    """Health checks."""
    rollout: Rollout = RollingSpec()
    """How a new version gets its requests: `rolling`, `canary`, `blue_green`, or a mapping with kind and
    figures. The last two need `metrics_path`, by which a version is judged. Default: rolling."""
    pool: PoolName | None = None
    """Node pool to run in; its taint is tolerated. Default: any pool without a taint."""
    ingress: Annotated[
        RouteSpec | None, BeforeValidator(_short, json_schema_input_type=RouteSpec | bool | None)
    ] = None
    """Requests from outside that it gets; `true` opens its port to the gateway's subnet and makes no route,
    `false` is none. Default: none."""
    calls: tuple[Slug, ...] = ()
    """Other services of this stack it sends requests to. Default: none."""
    uses: UsesSpec = UsesSpec()
    """Managed services it uses. Default: none."""
    internet: bool = False
    """Whether it may open HTTPS connections to the internet. On Azure a service with an entry in `uses`
    always may, because it signs in at the directory's public endpoint. Default: false."""
    env: Variables = {}
    """Environment variables; not for secrets. Default: none."""
    variables: dict[VariableName, PlatformVariable] = {}
    """Further names for the platform's environment variables, `DB_HOST: POSTGRES_HOST`; the platform's own
    names stay set. Default: none."""
    metrics_path: HttpPath | None = None
    """Path on `port` that Prometheus scrapes. Default: not scraped."""
    kubernetes_access: Literal["none", "reader"] = "none"
    """What the service may do with the Kubernetes API of its namespace: nothing, or read pods, services and
    config maps. Default: none."""

    @model_validator(mode="after")
    def _range(self) -> Self:
        if self.autoscale is not None and self.replicas > self.autoscale.max_replicas:
            raise ValueError(
                f"replicas {self.replicas} is more than autoscale.max_replicas "
                f"{self.autoscale.max_replicas}; the fewest pods cannot be more than the most"
            )
        return self

    @model_validator(mode="after")
    def _told_of_what_it_uses(self) -> Self:
        uses = self.uses
        told = {
            "POSTGRES": ("databases", bool(uses.databases)),
            "CACHE": ("cache", uses.cache),
            "QUEUE": ("sends", bool(uses.sends or uses.receives)),
            "VAULT": ("secrets", uses.calls_vault),
            "VAULT_SECRETS": ("secrets", bool(uses.secrets)),
            "VAULT_KEYS": ("keys", bool(uses.keys)),
            "VAULT_CERTIFICATES": ("certificates", bool(uses.certificates)),
            "SECRET": ("secret_files", bool(uses.mounted)),
        }
        for own, variable in self.variables.items():
            field, used = told.get(variable) or told[variable.partition("_")[0]]
            if not used:
                raise ValueError(
                    f"variables.{own} is {variable}, and only a service that uses one is told of it; "
                    f"add what it uses to uses.{field}, or remove the variable"
                )
        return self

    @model_validator(mode="after")
    def _one_value_a_variable(self) -> Self:
        names = [each.name for each in self.uses.secret_variables]
        for position, name in enumerate(names):
            taken = {
                "env": name in self.env,
                "variables": name in self.variables,
                "uses.secret_variables": name in names[:position],
            }
            where = next((field for field, there in taken.items() if there), None)
            if where is not None:
                raise ValueError(
                    f"{name} of uses.secret_variables is in {where} as well, and a variable has one value; "
                    "remove it from one of the two"
                )
        return self

    @model_validator(mode="after")
    def _judged_by_its_requests(self) -> Self:
        kind = self.rollout.kind
        if kind != "rolling" and self.metrics_path is None:
            raise ValueError(
                f"rollout is {kind}, and a version is judged by its own count of requests, which nobody "
                "collects without metrics_path; set metrics_path, or rollout to rolling"
            )
        if kind != "rolling" and self.ingress is not None and self.ingress.weights:
            raise ValueError(
                f"rollout is {kind}, which steers the requests itself, and ingress.weights say the shares by "
                "hand; remove the weights, or set rollout to rolling"
            )
        if kind == "canary" and (self.ingress is None or self.ingress.path is None):
            raise ValueError(
                "rollout is canary, and without a route there are no requests to give a share of; set "
                "ingress.path, or rollout to rolling"
            )
        return self

    @property
    def steered(self) -> CanarySpec | BlueGreenSpec | None:
        """How a Rollout brings a new version in; None where the Deployment does."""
        return None if isinstance(self.rollout, RollingSpec) else self.rollout

    @property
    def disruption_budget(self) -> DisruptionSpec | None:
        """The pod disruption budget that applies, including the default."""
        most = self.replicas if self.autoscale is None else self.autoscale.max_replicas
        if self.disruption is not None or most == 1:
            return self.disruption
        return DisruptionSpec(max_unavailable=1)
