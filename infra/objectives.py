"""What an environment promises when its region is lost, and what stands ready in the second one."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from jiban.components.base import Spec

Part = Literal["postgres", "objects", "queue", "cache", "secrets", "registry", "cluster", "edge"]
"""A tier that recovery is about, by the environment's key of it."""

PARTS: Final[tuple[Part, ...]] = (
    "postgres",
    "objects",
    "queue",
    "cache",
    "secrets",
    "registry",
    "cluster",
    "edge",
)

Reason = Annotated[str, StringConstraints(min_length=1, max_length=200)]

_DAY: Final = 24 * 60

Minutes = Annotated[int, Field(ge=0, le=7 * _DAY)]


class RecoveryObjectiveSpec(Spec):
    """What may be lost with a region, and for how long nothing may work."""

    rpo_minutes: Minutes
    """Minutes whose data may be lost at most. The environment is refused where a part that holds data can
    lose more, by `infra/promises.yaml`."""
    rto_minutes: Annotated[int, Field(ge=1, le=7 * _DAY)]
    """Minutes after which requests are answered again. The environment is refused where a part may take
    longer, by `infra/promises.yaml`, with the time until somebody begins where it does not move by
    itself."""
    respond_minutes: Minutes = 15
    """Minutes of those until somebody has decided to move and begun. Default: 15."""
    may_lose: dict[Literal["postgres", "objects", "queue", "cache", "secrets"], Reason] = {}
    """Parts whose data may be lost with the region although it is more than `rpo_minutes`, each with the
    reason. Their time still counts. Default: none."""


class ObjectivesSpec(Spec):
    """What the environment is measured by."""

    recovery: RecoveryObjectiveSpec | None = None
    """What may be lost with a region, and for how long nothing may work. Default: nothing is promised, and
    nothing compared."""


class RecoverySpec(Spec):
    """The second region, to which the environment moves when its own is lost."""

    region: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,29}$")]
    """The cloud's own name of the second region: koreasouth. It needs no zones."""
    compute: Literal["warm", "cold"] = "warm"
    """Whether the second region's stack is deployed beforehand, with few nodes and pods that grow when
    requests come (`warm`), or only when it is needed (`cold`), which takes hours. Default: warm."""
    active: Literal["first", "second"] | None = None
    """Which region's database takes writes and which copy of the broker is the first, after a move: deploy
    with `second` to move, with `first` to move back, and then without it, which gives the first database its
    standby again. Default: none, it has not moved."""
    promotion: Literal["planned", "forced"] = "planned"
    """How a deployment moves. `planned`: it waits until the copy has everything, which takes both regions.
    `forced`: at once, without what the copy does not have yet, when the first region does not answer.
    Default: planned."""
