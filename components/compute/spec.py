"""What can be asked for of servers outside of Kubernetes."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from jiban.components.base import Spec
from jiban.components.images import Image
from jiban.components.schedules import same_times
from jiban.components.sql import DatabaseName
from jiban.components.units import Cron, HostName, HttpPath, Percent, Port, RoutePath, Slug, TimeZone
from jiban.components.variables import Variables

_CERTIFICATE = r"^arn:aws:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]{1,64}$"
_CLIENT = r"^(\d{1,3}(\.\d{1,3}){3}/\d{1,2}|pl-[0-9a-f]{8,17})$"

Client = Annotated[str, StringConstraints(pattern=_CLIENT)]
"""Who may come in: a range in CIDR notation, `203.0.113.0/24`, or a prefix list, `pl-0a1b2c3d`."""


class ServerScheduleSpec(Spec):
    """A minimum number of servers during recurring hours."""

    start: Cron
    """Start, as a cron expression of five fields."""
    end: Cron
    """End, as a cron expression of five fields."""
    time_zone: TimeZone = "Asia/Seoul"
    """Name of the time zone in the IANA database. Default: Asia/Seoul."""
    servers: Annotated[int, Field(ge=1, le=100)]
    """Minimum number of servers between start and end."""

    @model_validator(mode="after")
    def _some_time_between(self) -> Self:
        if same_times(self.start, self.end):
            raise ValueError(f"start and end are both {self.start}; set a later end")
        return self


class ServerScaleSpec(Spec):
    """How the number of servers follows the load, between `min` and `max`."""

    cpu_percent: Percent = 60
    """Processor use in percent, on average over the servers; servers are added above it. Default: 60."""
    requests_per_minute: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """Requests in a minute for each server; servers are added above it. Default: not used."""
    schedules: dict[Slug, ServerScheduleSpec] = {}
    """Recurring hours with more servers, by name. Default: none."""


class ServerUsesSpec(Spec):
    """What the program on the servers uses. Each entry grants a permission and opens the network."""

    databases: tuple[DatabaseName, ...] = ()
    """Databases that it connects to. Default: none."""
    cache: bool = False
    """Whether it reads and writes the cache. Default: false."""


class ServerGroupSpec(Spec):
    """One group of like servers: a container on each, in every zone of the network."""

    image: Image
    """Container image, with a tag or a digest; without a host it is in the stack's registry. A changed one
    replaces the servers, one more at a time than there were."""
    machine: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.]{0,39}$")] = "small"
    """Size of a server: `small`, `medium`, `large`, or the cloud's own, such as `t3.medium`. Default:
    small."""
    min: Annotated[int, Field(ge=1, le=100)] = 2
    """Fewest servers. With one, the loss of a zone takes the group. Default: 2."""
    max: Annotated[int, Field(ge=1, le=100)] = 4
    """Most servers. Default: 4."""
    spot: bool = False
    """Whether servers above `min` are spare capacity, which is cheaper and is taken back two minutes after
    a warning. Those of `min` never are. Default: false."""
    disk_gb: Annotated[int, Field(ge=10, le=1000)] = 30
    """Size of each server's disk in GiB, encrypted; nothing on it outlives the server. Default: 30."""
    port: Port = 8080
    """TCP port on which the program listens, with HTTP. Default: 8080."""
    path: RoutePath = "/"
    """Beginning of the paths whose requests the group answers. Default: /, all."""
    hosts: Annotated[tuple[HostName, ...], Field(max_length=4)] = ()
    """Host names whose requests the group answers. Default: every one."""
    order: Annotated[int, Field(ge=1, le=50_000)]
    """Place among the groups: the lowest whose path and host fit answers."""
    health_path: HttpPath = "/health"
    """Path that answers 200 while the program can work; a server that does not is replaced. Default:
    /health."""
    warm_seconds: Annotated[int, Field(ge=30, le=1800)] = 180
    """Seconds until a new server counts: to start, to load the image, to answer. Default: 180."""
    drain_seconds: Annotated[int, Field(ge=0, le=900)] = 30
    """Seconds that a leaving server has for its last requests. Default: 30."""
    slow_seconds: Annotated[float, Field(ge=0.05, le=60)] | None = 1.0
    """Time within which 95 of 100 answers come; an alarm tells when they do not for five minutes. No server
    is added by it: more of them make an answer faster only where they were too few. Default: 1."""
    log_days: Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400] = 30
    """Days for which what the program writes is kept. Default: 30."""
    env: Variables = {}
    """Environment variables in plain text; secrets are refused. Default: none."""
    uses: ServerUsesSpec = ServerUsesSpec()
    """What the program uses. Default: nothing."""
    scale: ServerScaleSpec = ServerScaleSpec()
    """How the number of servers follows the load. Default: by processor use, at 60 percent."""

    @model_validator(mode="after")
    def _numbers(self) -> Self:
        if self.min > self.max:
            raise ValueError(f"min {self.min} is more than max {self.max}; raise max")
        for name, schedule in self.scale.schedules.items():
            if not self.min <= schedule.servers <= self.max:
                raise ValueError(
                    f"scale.schedules.{name} asks for {schedule.servers} servers, and min to max is "
                    f"{self.min} to {self.max}; set a number between them"
                )
        return self


class BalancerSpec(Spec):
    """The load balancer in front of all groups. It speaks HTTPS and nothing else."""

    certificate: Annotated[str, StringConstraints(pattern=_CERTIFICATE)]
    """ARN of the certificate in ACM, of the environment's region, for the names by which clients come."""
    clients: Annotated[tuple[Client, ...], Field(min_length=1, max_length=20)]
    """Who may come in: ranges, or prefix lists such as CloudFront's (`pl-...`). The whole internet is
    refused: it comes by a content network."""
    firewall: Literal["block", "count", "none"] = "block"
    """Whether requests that look like attacks, or are too many, are refused, only counted, or not looked at.
    Default: block."""
    requests_per_client: Annotated[int, Field(ge=10, le=2_000_000)] = 2000
    """Requests that one address may send in five minutes, where there is a firewall. Behind a content network
    the address is told by its header X-Forwarded-For. Default: 2000."""


class ComputeSpec(Spec):
    """Servers outside of Kubernetes."""

    balancer: BalancerSpec
    """How requests get to them."""
    servers: Annotated[dict[Slug, ServerGroupSpec], Field(min_length=1, max_length=10)]
    """Groups of servers by name, each with its program."""
