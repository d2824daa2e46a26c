"""What a cloud cannot do that a queue specification can ask for."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.queue import forwarding
from jiban.components.queue.spec import QueueSpec
from jiban.components.queue.sqs_limits import AWS_LIMITS

LEAST_LAG_MINUTES: Final = 5
"""Minutes: a copy may be behind for none, or for five to a day (`maxReplicationLagDurationInSeconds`)."""


def _one_namespace(spec: QueueSpec) -> Iterator[Fault]:
    for name in spec.topics:
        if name in spec.queues:
            yield Fault(
                ("topics", name),
                f"{name} is a queue as well, and queues and topics of Service Bus share their names",
                "give one of them another name",
            )


def _windows(spec: QueueSpec) -> Iterator[Fault]:
    for kind, entities in (("queues", spec.queues), ("topics", spec.topics)):
        for name, entity in entities.items():
            if entity.duplicate_window_minutes is not None and not entity.duplicate_detection:
                yield Fault(
                    (kind, name, "duplicate_window_minutes"),
                    "no id is remembered, as duplicate_detection is false",
                    "set duplicate_detection to true, or remove duplicate_window_minutes",
                )


def _geo(spec: QueueSpec) -> Iterator[Fault]:
    if spec.geo == "none":
        if spec.geo_region is not None:
            yield Fault(
                ("geo_region",),
                "there is nothing in a second region, as geo is none",
                "set geo to replication or alias, or remove geo_region",
            )
    elif spec.tier == "standard":
        yield Fault(
            ("geo",),
            "only a broker of tier premium has a second region",
            "set tier to premium, or geo to none",
        )
    elif spec.geo_region is None:
        yield Fault(
            ("geo",), f"geo {spec.geo} needs a second region, and geo_region is not set", "set geo_region"
        )


def _lag(spec: QueueSpec) -> Iterator[Fault]:
    lag = spec.geo_lag_minutes
    if lag is None:
        return
    if spec.geo != "replication":
        yield Fault(
            ("geo_lag_minutes",),
            f"no message is copied, as geo is {spec.geo}",
            "set geo to replication, or remove geo_lag_minutes",
        )
    elif 0 < lag < LEAST_LAG_MINUTES:
        yield Fault(
            ("geo_lag_minutes",),
            f"Service Bus takes 0, or {LEAST_LAG_MINUTES} to 1440 minutes",
            f"set it to 0 or to {LEAST_LAG_MINUTES}",
        )


def _units(spec: QueueSpec) -> Iterator[Fault]:
    if spec.tier == "standard" and spec.units != 1:
        yield Fault(
            ("units",),
            f"a broker of tier standard has no units of its own, and units is {spec.units}",
            "remove units, or set tier to premium",
        )


_FORWARDING: Final = "to a queue or topic that forwards nothing itself"
_NOT_FROM_SESSIONS: Final = f"{_FORWARDING}; none out of sessions"

LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("azure", "units", "with tier `premium`", _units),
    Limit("azure", "geo", "with tier `premium` and a `geo_region`", _geo),
    Limit("azure", "geo_region", "with `geo`", _geo),
    Limit("azure", "geo_lag_minutes", "0, or 5 and more; with `geo: replication`", _lag),
    Limit("azure", "queues.*.duplicate_window_minutes", "with `duplicate_detection`", _windows),
    Limit("azure", "queues.*.forward_to", _NOT_FROM_SESSIONS, forwarding.faults),
    Limit("azure", "queues.*.forward_dead_letters_to", _FORWARDING, forwarding.faults),
    Limit("azure", "topics", "no topic named like a queue", _one_namespace),
    Limit("azure", "topics.*.duplicate_window_minutes", "with `duplicate_detection`", _windows),
    Limit("azure", "topics.*.subscriptions.*.forward_to", _NOT_FROM_SESSIONS, forwarding.faults),
    Limit("azure", "topics.*.subscriptions.*.forward_dead_letters_to", _FORWARDING, forwarding.faults),
    *AWS_LIMITS,
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
