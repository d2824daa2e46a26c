"""What can be asked for of a rollout, and of what carries rollouts out."""

from math import ceil
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from jiban.components.base import Spec
from jiban.components.cluster.spec import PoolName

Share = Annotated[float, Field(ge=0.01, le=50, allow_inf_nan=False)]
"""A share of requests in percent: `0.5`."""

_Minutes = Annotated[int, Field(ge=5, le=720)]


class RollingSpec(Spec):
    """Pods are replaced bit by bit; a version that does not become ready stops there."""

    kind: Literal["rolling"] = "rolling"


class CanarySpec(Spec):
    """A new version gets a small share of the requests from outside first, and is taken back by itself when
    too many of them fail.
    """

    kind: Literal["canary"]
    percent: Annotated[int, Field(ge=1, le=50)] = 10
    """Share of the requests that the new version gets while it is watched, in percent. Default: 10 (TripGen's
    document, 9.1.1)."""
    minutes: _Minutes = 15
    """How long it is watched, in minutes; then it gets all requests. Default: 15 (9.1.1)."""
    max_error_percent: Share = 1.0
    """Share of its requests that may fail, in percent; above it the rollout is aborted. Default: 1.0
    (9.1.1)."""


class BlueGreenSpec(Spec):
    """A new version is started whole beside the old one, gets all requests at once when every pod is ready,
    and is taken back by itself when it does badly after that.
    """

    kind: Literal["blue_green"]
    minutes: _Minutes = 30
    """How long it is watched after the switch, in minutes, while the old version stands by. Default: 30
    (TripGen's document, 9.1.2)."""
    max_error_percent: Share = 0.5
    """Share of its requests that may fail, in percent; above it the old version is switched back to. Default:
    0.5 (9.1.2)."""
    max_seconds: Annotated[float, Field(ge=0.001, le=3600, allow_inf_nan=False)] = 10.0
    """How long its requests may take on average, in seconds; above it the old version is switched back to.
    Default: 10 (9.1.2)."""


def _word(value: Any) -> Any:
    """Turn a word alone into what it stands for: `canary` is `{kind: canary}`."""
    return {"kind": value} if isinstance(value, str) else value


STEERED: Final = (CanarySpec, BlueGreenSpec)
"""Kinds that need the controller."""

RolloutKind = Literal["rolling", "canary", "blue_green"]

Rollout = Annotated[
    Annotated[RollingSpec | CanarySpec | BlueGreenSpec, Field(discriminator="kind")],
    BeforeValidator(
        _word,
        json_schema_input_type=RolloutKind
        | Annotated[RollingSpec | CanarySpec | BlueGreenSpec, Field(discriminator="kind")],
    ),
]
"""How a new version of a service gets its requests: a word, or a mapping with its figures."""


def fewest_requests(max_error_percent: float) -> int:
    """Return from how many requests on a new version is judged: with fewer, one that fails is already more
    than the share that may.
    """
    return ceil(100 / max_error_percent)


class RolloutsSpec(Spec):
    """What carries rollouts out in the cluster: Argo Rollouts, there as soon as a service asks for canary or
    blue_green.
    """

    replicas: Annotated[int, Field(ge=1, le=2)] = 2
    """Number of its controllers, of which one leads, and of what asks Prometheus for them. Default: 2, so
    that one can be evicted."""
    pool: PoolName | None = None
    """Node pool of its pods; its taint is tolerated. Default: any pool without a taint."""
