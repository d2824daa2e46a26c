"""What can be asked for of how changes of the services get into the cluster."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from jiban.components.base import Spec
from jiban.components.cluster.spec import PoolName
from jiban.components.git import address
from jiban.components.units import Cpu, Cron, Memory, Slug, TimeZone
from jiban.components.windows import clock, longest_wait, overlap

RepositoryUrl = Annotated[str, StringConstraints(max_length=500), AfterValidator(address)]
"""Where a Git repository is, without credentials: https://host/path, ssh://git@host/path, git@host:path."""

Folder = Annotated[
    str, StringConstraints(pattern=r"^(\.|[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)$")
]
Revision = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}$")]

_MINUTES = 60


class RepositorySpec(Spec):
    """The Git repository that Argo CD reads."""

    url: RepositoryUrl
    """Address: `https://github.com/tripgen/k8s-manifests`. One with credentials in it is refused: they are a
    secret of Argo CD's own."""
    path: Folder = "."
    """Folder with the manifests, from the root of the repository. Default: the root itself."""
    revision: Revision = "main"
    """Branch, tag or commit that is followed. Default: main."""


class SyncWindowSpec(Spec):
    """Recurring hours in which Argo CD may synchronize by itself, or may not."""

    kind: Literal["allow", "deny"] = "allow"
    """`allow`: by itself it synchronizes in these hours alone. `deny`: in all others. Default: allow."""
    start: Cron
    """Start of the window, as a cron expression of five fields."""
    hours: Annotated[int, Field(ge=1, le=24)]
    """Length of the window."""
    time_zone: TimeZone = "Asia/Seoul"
    """Name of the time zone in the IANA database; Argo CD's own default would be UTC. Default: Asia/Seoul."""
    manual_sync: bool = True
    """Whether a person may synchronize at any time, so that a rollback never waits. Only a window that denies
    may say false: a rollback then waits for its end. Default: true."""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        found = overlap(self.start, self.hours)
        if found is not None:
            starts = [clock(each) for each in found.starts]
            minutes = found.end - found.starts[0]
            raise ValueError(
                f"start {self.start} comes at {', '.join(starts[:-1])} and {starts[-1]}, and a window of "
                f"{_span(self.hours * _MINUTES)} is still open at the next one: together they are one of "
                f"{_span(minutes)}, {starts[0]} to {clock(found.end)} {self.time_zone}; set a start that "
                "comes once in that time, or fewer hours"
            )
        return self

    @model_validator(mode="after")
    def _rollbacks(self) -> Self:
        if self.kind == "allow" and not self.manual_sync:
            wait = longest_wait(self.start, self.hours)
            if wait:
                raise ValueError(
                    f"manual_sync is false, so nobody can roll back between two windows, which is up to "
                    f"{_span(wait)}; set manual_sync to true"
                )
        return self


class ControllerSpec(Spec):
    """The one pod of Argo CD that compares and applies."""

    cpu: Cpu = "250m"
    """CPU request. Default: 250m."""
    memory: Memory = "512Mi"
    """Memory request and limit. Default: 512Mi."""


class ReaderSpec(Spec):
    """The pods of Argo CD that read the repository."""

    replicas: Annotated[int, Field(ge=1, le=10)] = 2
    """Number of pods, spread over zones. Default: 2, so that one can be evicted."""
    cpu: Cpu = "100m"
    """CPU request of each. Default: 100m."""
    memory: Memory = "256Mi"
    """Memory request and limit of each. Default: 256Mi."""


class DeliverySpec(Spec):
    """Argo CD in the cluster, and which of the two deploys the services: it, or Pulumi."""

    owner: Literal["pulumi", "argo"] = "pulumi"
    """Who deploys the services' objects. `pulumi`: the stack, and what it has made stays where it leaves the
    program, so that the owner can change. `argo`: Argo CD, from the files that `jiban render` writes into
    the repository; the stack makes all else. Default: pulumi."""
    repository: RepositorySpec | None = None
    """Repository with the manifests; `owner: argo` needs one. Default: none, and Argo CD waits for work."""
    application: Slug | None = None
    """Name of the Application and of its project in Argo CD. Default: project and stack, `tripgen-prod`."""
    sync: Literal["automated", "manual"] = "automated"
    """Whether Argo CD brings the cluster to what the repository says by itself, and takes away what is not in
    it any more; `manual` waits for a person. Default: automated."""
    windows: dict[Slug, SyncWindowSpec] = {}
    """Hours for `sync: automated`, by name. Default: none, and it synchronizes at any time."""
    controller: ControllerSpec = ControllerSpec()
    """What compares and applies."""
    reader: ReaderSpec = ReaderSpec()
    """What reads the repository."""
    pool: PoolName | None = None
    """Node pool of Argo CD; its taint is tolerated. Default: any pool without a taint."""

    @model_validator(mode="after")
    def _something_to_read(self) -> Self:
        if self.owner == "argo" and self.repository is None:
            raise ValueError(
                "owner argo reads the services' manifests from a repository, and none is named; set "
                "repository.url, or owner to pulumi"
            )
        return self

    @model_validator(mode="after")
    def _hours_for_something(self) -> Self:
        if self.windows and self.repository is None:
            raise ValueError(
                "windows are hours in which a repository is followed, and none is named; set repository.url, "
                "or leave windows out"
            )
        return self


def _span(minutes: int) -> str:
    """Return a length of time in words: `2 hours`, `70 hours`, `90 minutes`."""
    if minutes % _MINUTES:
        return f"{minutes} minutes"
    hours = minutes // _MINUTES
    return "1 hour" if hours == 1 else f"{hours} hours"
