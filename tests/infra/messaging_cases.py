"""A value of each field of cache and queue that a cloud takes, and one that it refuses."""

from collections.abc import Mapping
from typing import Any, Final

from tests.infra.capability_cases import OFF, ON, Case, at, azure_tier


def _cache(field: str, value: Any) -> Case:
    """A value of the cache that both clouds take."""
    return Case(azure=at(f"cache.{field}", value), aws=at(f"cache.{field}", value))


def _either(path: str, value: Any, not_aws: Any = None) -> Case:
    """A value of the queue that both clouds take, and one that AWS refuses, where there is one."""
    return Case(
        azure=at(f"queue.{path}", value),
        aws=at(f"queue.{path}", value),
        not_aws=None if not_aws is None else at(f"queue.{path}", not_aws),
    )


def _receiving(row: str, path: str) -> dict[str, Case]:
    """How messages are handed out, by a queue as by a subscription; beside it is a queue `store`."""
    asked = {
        "sessions": ON,
        "lock_seconds": 120,
        "max_deliveries": 3,
        "keep_days": 3,
    }
    refused = {"max_deliveries": 1001, "keep_days": 15}
    forwards = {
        f"{row}.{field}": Case(
            azure=at("queue", {"queues": {"store": {}}, **at(f"{path}.{field}", "store")})
            if path.startswith("topics")
            else {"queue": {"queues": {"store": {}, "jobs": {field: "store"}}}},
            not_azure=at(f"queue.{path}.{field}", "nowhere"),
            not_aws=at(f"queue.{path}.{field}", "store"),
        )
        for field in ("forward_to", "forward_dead_letters_to")
    }
    return {
        **{
            f"{row}.{field}": _either(f"{path}.{field}", value, refused.get(field))
            for field, value in asked.items()
        },
        f"{row}.dead_letter_expired": Case(
            azure=at(f"queue.{path}.dead_letter_expired", OFF),
            not_aws=at(f"queue.{path}.dead_letter_expired", ON),
        ),
        **forwards,
    }


def _entity(row: str, path: str, besides: Mapping[str, Any] | None = None) -> dict[str, Case]:
    """What a queue and a topic have alike."""
    kept = dict(besides or {})
    detection = {"duplicate_detection": ON, **kept}
    window = {"duplicate_window_minutes": 5, **kept}
    return {
        f"{row}.duplicate_detection": _either(path, detection),
        f"{row}.duplicate_window_minutes": Case(
            azure=at(f"queue.{path}", {**detection, **window}),
            not_azure=at(f"queue.{path}", window),
            not_aws=at(f"queue.{path}", window),
        ),
        f"{row}.depth_alarm": _either(path, {"depth_alarm": 50, **kept}),
    }


def _filters(properties: Mapping[str, str], not_aws: Mapping[str, str] | None = None) -> Case:
    """A filter by properties that both clouds take, and one that AWS refuses, where there is one."""
    path = "queue.topics.events.subscriptions.audit.filters.errors.correlation.properties"
    return Case(
        azure=at(path, properties),
        aws=at(path, properties),
        not_aws=None if not_aws is None else at(path, not_aws),
    )


CASES: Final[Mapping[str, Case]] = {
    "cache.working_set_gb": Case(
        azure=at("cache.working_set_gb", 5.0),
        not_azure=at("cache.working_set_gb", 200.0),
        aws=at("cache.working_set_gb", 5.0),
        not_aws=at("cache.working_set_gb", 300.0),
    ),
    "cache.machine": Case(
        azure=at("cache.machine", "Balanced_B10"),
        not_azure=at("cache.machine", "Balanced_X1"),
        aws=at("cache.machine", "cache.t3.small"),
        not_aws=at("cache.machine", "Balanced_B10"),
    ),
    "cache.standby": _cache("standby", OFF),
    "cache.clustering": Case(
        azure=at("cache.clustering", "none"),
        not_azure=at("cache", {"clustering": "none", "machine": "large"}),
        aws=at("cache.clustering", "none"),
        not_aws=at("cache.clustering", "single_endpoint"),
    ),
    "ingress.address": Case(
        azure=at("ingress.address", "10.0.100.7"), not_aws=at("ingress.address", "10.0.100.7")
    ),
    "ingress.certificate": Case(
        azure=at("ingress.certificate", "wildcard"), aws=at("ingress.certificate", "wildcard")
    ),
    "ingress.replicas": Case(azure=at("ingress.replicas", 3), aws=at("ingress.replicas", 3)),
    "ingress.max_replicas": Case(azure=at("ingress.max_replicas", 9), aws=at("ingress.max_replicas", 9)),
    "ingress.cpu_percent": Case(azure=at("ingress.cpu_percent", 60), aws=at("ingress.cpu_percent", 60)),
    "ingress.cpu": Case(azure=at("ingress.cpu", "500m"), aws=at("ingress.cpu", "500m")),
    "ingress.memory": Case(azure=at("ingress.memory", "512Mi"), aws=at("ingress.memory", "512Mi")),
    "ingress.pool": Case(azure=at("ingress.pool", "apps"), aws=at("ingress.pool", "apps")),
    "cache.eviction": _cache("eviction", "noeviction"),
    "cache.persistence": azure_tier("cache", "persistence", "log_1s"),
    "cache.geo_region": Case(
        azure=at("cache.geo_region", "koreasouth"),
        not_azure=at("cache.geo_region", "koreacentral"),  # the environment's own
        not_aws=at("cache.geo_region", "ap-northeast-1"),
    ),
    **{
        f"cache.maintenance.{field}": Case(
            not_azure=at(f"cache.maintenance.{field}", value),
            aws=at(f"cache.maintenance.{field}", value),
        )
        for field, value in (("day", "Monday"), ("start", "05:00"), ("utc_offset", "+00:00"))
    },
    "queue.tier": azure_tier("queue", "tier", "standard"),
    "queue.units": Case(
        azure=at("queue.units", 2),
        not_azure=at("queue", {"units": 2, "tier": "standard"}),
        not_aws=at("queue.units", 2),
    ),
    "queue.geo": Case(
        azure=at("queue", {"geo": "replication", "geo_region": "koreasouth"}),
        not_azure=at("queue.geo", "replication"),
        not_aws=at("queue.geo", "replication"),
    ),
    "queue.geo_region": Case(
        azure=at("queue", {"geo": "alias", "geo_region": "koreasouth"}),
        not_azure=at("queue.geo_region", "koreasouth"),
        not_aws=at("queue.geo_region", "ap-northeast-1"),
    ),
    "queue.geo_lag_minutes": Case(
        azure=at("queue", {"geo": "replication", "geo_region": "koreasouth", "geo_lag_minutes": 10}),
        not_azure=at("queue.geo_lag_minutes", 10),
        not_aws=at("queue.geo_lag_minutes", 10),
    ),
    "queue.alarms": _either("alarms", OFF),
    "queue.queues": _either("queues", {"more": {}}),
    **_receiving("queue.queues.*", "queues.jobs"),
    "queue.queues.*.max_size_gb": azure_tier("queue", "queues.jobs.max_size_gb", 2),
    **_entity("queue.queues.*", "queues.jobs"),
    "queue.topics": Case(
        azure=at("queue.topics.more", {"subscriptions": {"audit": {}}}),
        not_azure=at("queue.topics.jobs", {"subscriptions": {"audit": {}}}),
        aws=at("queue.topics.more", {"subscriptions": {"audit": {}}}),
        not_aws=at("queue.topics.jobs", {"subscriptions": {"audit": {}}}),
    ),
    "queue.topics.*.max_size_gb": azure_tier(
        "queue", "topics.events", {"max_size_gb": 2, "subscriptions": {"audit": {}}}
    ),
    **_entity("queue.topics.*", "topics.events", {"subscriptions": {"audit": {}}}),
    "queue.topics.*.subscriptions": _either("topics.events", {"subscriptions": {"audit": {}, "more": {}}}),
    **_receiving("queue.topics.*.subscriptions.*", "topics.events.subscriptions.audit"),
    **{
        f"queue.topics.*.subscriptions.*.{field}": azure_tier(
            "queue", "topics.events", {"subscriptions": {"audit": value}}
        )
        for field, value in (
            ("filters.*.sql", {"filters": {"errors": {"sql": "level = 2"}}}),
            ("dead_letter_filter_errors", {"dead_letter_filter_errors": OFF}),
            *(
                (
                    f"filters.*.correlation.{name}",
                    {"filters": {"errors": {"correlation": {name: "x"}}}},
                )
                for name in (
                    *("label", "correlation_id", "message_id", "content_type"),
                    *("to", "reply_to", "session_id", "reply_to_session_id"),
                )
            ),
        )
    },
    "queue.topics.*.subscriptions.*.filters": _filters({"level": "x"}, {"a b": "x"}),
    "queue.topics.*.subscriptions.*.filters.*.correlation.properties": _filters({"level": "y"}),
}
"""By tier and field, as in the capability table."""
