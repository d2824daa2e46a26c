"""What can be asked for of a service on Kubernetes."""

from math import ceil
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from jiban.components.base import Spec
from jiban.components.cluster.spec import PoolName
from jiban.components.identity.spec import UsesSpec
from jiban.components.queue.spec import QueueName
from jiban.components.units import Cpu, Cron, Memory, Percent, Port, Slug, quantity

HttpPath = Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9._~/-]{0,127}$")]
Image = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9][a-z0-9._:/-]{0,180}(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[0-9a-f]{64})$"
    ),
]
"""An image with a tag or a digest. Without a host it is in the stack's registry: `trip:1.4.2`."""
EnvName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}$")]


PlatformVariable = Literal[
    "POSTGRES_HOST", "POSTGRES_USER", "CACHE_HOST", "CACHE_PORT", "QUEUE_HOST", "VAULT_URI"
]
"""An environment variable by which the platform tells a service of what it uses."""


class ResourcesSpec(Spec):
    """What one pod asks for and what it may use at most."""

    cpu: Cpu
    """Processor time the scheduler sets aside: `500m` is half a core."""
    memory: Memory
    """Memory the scheduler sets aside: `512Mi`."""
    cpu_limit: Cpu | None = None
    """Most processor time; beyond it the pod is slowed down. Default: no limit."""
    memory_limit: Memory
    """Most memory; beyond it the pod is killed."""

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
    query: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    """PromQL that gives one number for all pods together."""
    per_pod: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    """Share of that number one pod should carry; more pods are started when it is exceeded."""


class QueueMetricSpec(Spec):
    """Scale by the length of a queue."""

    kind: Literal["queue"]
    queue: QueueName
    """Queue whose waiting messages are counted."""
    per_pod: Annotated[int, Field(gt=0)]
    """Messages one pod should have waiting; more pods are started when it is exceeded."""


class ScheduleSpec(Spec):
    """At least so many pods during recurring hours."""

    start: Cron
    """Cron expression, five fields, of the beginning."""
    end: Cron
    """Cron expression, five fields, of the end."""
    time_zone: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]+(/[A-Za-z0-9_+-]+){0,2}$")] = (
        "Asia/Seoul"
    )
    """Name of the time zone in the IANA database. Default: Asia/Seoul."""
    pods: Annotated[int, Field(ge=1, le=1000)]
    """Fewest pods between start and end."""

    @model_validator(mode="after")
    def _some_time_between(self) -> Self:
        if self.start.split() == self.end.split():
            raise ValueError(
                f"start and end are both {self.start}; KEDA refuses a schedule without a time between them"
            )
        return self


class AutoscaleSpec(Spec):
    """How the number of pods follows the load. The fewest pods are the workload's `replicas`."""

    max_replicas: Annotated[int, Field(ge=1, le=1000)]
    """Most pods."""
    cpu_percent: Percent | None = None
    """Pods are added when their average processor time exceeds this share of what they ask for. Default: not
    watched."""
    memory_percent: Percent | None = None
    """Pods are added when their average memory exceeds this share of what they ask for. A program that never
    gives memory back, such as a JVM, never scales down again. Default: not watched."""
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
    """How many pods an upgrade or a drain may take away at once; exactly one of the two."""

    min_available: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Fewest pods that must stay. It must be less than the workload's replicas, or no node can ever be
    drained."""
    max_unavailable: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Most pods that may be away."""

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
    """HTTP paths that tell whether a pod is well."""

    liveness: HttpPath = "/health/live"
    """Path that answers while the program is alive; the pod is restarted after three failures. Default:
    /health/live."""
    readiness: HttpPath = "/health/ready"
    """Path that answers while the program can serve; the pod gets no traffic otherwise. Default:
    /health/ready."""
    startup_seconds: Annotated[int, Field(ge=10, le=900)] = 120
    """Longest start; liveness is not asked before. Default: 120."""

    @property
    def startup_failures(self) -> int:
        """Failed checks, one every five seconds, before a start is given up."""
        return ceil(self.startup_seconds / 5)


class WorkloadSpec(Spec):
    """A service that answers HTTP on one port."""

    image: Image
    """Image with a tag or a digest; without a host it is in the stack's registry."""
    port: Annotated[Port, Field(ge=1024)] = 8080
    """TCP port the program listens on; 1024 or more, as it does not run as root. Default: 8080."""
    replicas: Annotated[int, Field(ge=1, le=1000)] = 2
    """Pods, or with `autoscale` the fewest pods. Default: 2, so that one may be taken away."""
    resources: ResourcesSpec
    """What one pod asks for and may use."""
    autoscale: AutoscaleSpec | None = None
    """How the number of pods follows the load. Default: it stays at replicas."""
    disruption: DisruptionSpec | None = None
    """Disruption budget. Default: one pod may be away at a time; none when there is only one pod."""
    probes: ProbesSpec = ProbesSpec()
    """Health checks."""
    pool: PoolName | None = None
    """Node pool it runs in; it tolerates the pool's taint. Default: any pool without a taint."""
    ingress: bool = False
    """Whether the gateway may send requests to it. Default: false."""
    calls: tuple[Slug, ...] = ()
    """Other services of this stack it sends requests to. Default: none."""
    uses: UsesSpec = UsesSpec()
    """Managed services it uses. Default: none."""
    internet: bool = False
    """Whether it may open HTTPS connections to the internet. On Azure a service with an entry in `uses` may
    in any case, as it signs in at the directory's public address. Default: false."""
    env: dict[EnvName, str] = {}
    """Settings that are no secrets, as environment variables. Default: none."""
    variables: dict[EnvName, PlatformVariable] = {}
    """The platform's variables under names of the program's own, `DB_HOST: POSTGRES_HOST`; they are there
    under the platform's names, too. Default: none."""
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
            "VAULT": ("secrets", bool(uses.secrets)),
        }
        for own, variable in self.variables.items():
            field, used = told[variable.partition("_")[0]]
            if not used:
                raise ValueError(
                    f"variables.{own} is {variable}, and only a service that uses one is told of it; "
                    f"add what it uses to uses.{field}, or remove the variable"
                )
        return self

    @property
    def budget(self) -> DisruptionSpec | None:
        """The disruption budget in force, the default worked out."""
        if self.disruption is not None or self.replicas == 1:
            return self.disruption
        return DisruptionSpec(max_unavailable=1)
