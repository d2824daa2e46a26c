"""What may stand at each place of an environment is read from the models by its path."""

from typing import Any

import pytest

from infra.settings import SETTINGS
from jiban.settings.field_lookup import field_at, paths
from jiban.settings.fields import NO_DEFAULT
from jiban.settings.wording import accepts, example

METRICS: dict[str, Any] = {
    "workloads": {"trip": {"autoscale": {"metrics": {"load": {"kind": "queue"}, "rate": {"kind": "query"}}}}}
}
METRIC = ("workloads", "trip", "autoscale", "metrics")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("postgres", "backup_retention_days"), "7 to 35 days"),
        (("postgres", "standby"), "other_zone, same_zone or none"),
        (("cluster", "private"), "true or false"),
        (("cluster", "pools", "apps", "max_pods"), "10 to 250 pods, or null for none"),
        (("network", "zones"), "a list"),
        (("network", "zones", 0), "1 to 4"),
        (("workloads", "trip", "env", "LEVEL"), "text"),
        (("postgres", "admin_group", "object_id"), "a UUID"),
        ((*METRIC, "load", "kind"), "query or queue"),
    ],
)
def test_what_a_field_takes(path: tuple[str | int, ...], words: str) -> None:
    """Range, choices, or kind of value are told in words."""
    field = field_at(SETTINGS, path)
    assert field is not None
    assert accepts(field) == words


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("region",), "koreacentral"),
        (("workloads", "trip", "image"), "trip:1.4.2"),
        (("workloads", "trip", "resources", "cpu"), "500m"),
        (("workloads", "trip", "resources", "memory_limit"), "512Mi"),
        (("workloads", "trip", "autoscale", "max_replicas"), 1),
        (("workloads", "trip", "autoscale", "schedules", "noon", "start"), "0 8 * * 1-5"),
        (("postgres", "admin_group", "object_id"), "00000000-0000-0000-0000-000000000000"),
    ],
)
def test_required_field_has_an_example(path: tuple[str | int, ...], value: Any) -> None:
    """What must be given can be proposed, ready to be pasted."""
    field = field_at(SETTINGS, path)
    assert field is not None
    assert field.default is NO_DEFAULT
    assert example(field) == value


@pytest.mark.parametrize(
    "path", [("postgre",), ("postgres", 0), ("network", "zones", "first"), ("owner", "x")]
)
def test_there_is_no_such_place(path: tuple[str | int, ...]) -> None:
    """A path that leads nowhere has no description."""
    assert field_at(SETTINGS, path) is None


def test_variant_is_chosen_by_the_data() -> None:
    """A metric of kind queue has a whole number for each pod, one of kind query any number."""
    by_queue = field_at(SETTINGS, (*METRIC, "load", "per_pod"), METRICS)
    by_query = field_at(SETTINGS, (*METRIC, "rate", "per_pod"), METRICS)
    assert by_queue is not None
    assert by_query is not None
    assert (by_queue.kind, by_query.kind) == ("whole number", "number")


def test_default_of_the_map_above_counts_over_the_fields_own() -> None:
    """The system pool's machine is small by default, any other pool's medium."""
    system = field_at(SETTINGS, ("cluster", "system_pool", "machine"))
    other = field_at(SETTINGS, ("cluster", "pools", "apps", "machine"))
    assert system is not None
    assert other is not None
    assert (system.default, other.default) == ("small", "medium")


def test_paths_lists_fields_and_the_entries_that_are_there() -> None:
    """Below a map of names stand the names of the data, below fixed fields all of them."""
    data = {"queue": {"units": 1, "queues": {}, "topics": {"events": {"subscriptions": {"audit": {}}}}}}
    assert paths(SETTINGS, data, ("queue",)) == [
        ("queue", "tier"),
        ("queue", "units"),
        ("queue", "geo"),
        ("queue", "geo_region"),
        ("queue", "geo_lag_minutes"),
        ("queue", "alarms"),
        ("queue", "queues"),
        ("queue", "topics"),
        ("queue", "topics", "events"),
        ("queue", "topics", "events", "max_size_gb"),
        ("queue", "topics", "events", "duplicate_detection"),
        ("queue", "topics", "events", "duplicate_window_minutes"),
        ("queue", "topics", "events", "depth_alarm"),
        ("queue", "topics", "events", "subscriptions"),
        ("queue", "topics", "events", "subscriptions", "audit"),
        ("queue", "topics", "events", "subscriptions", "audit", "sessions"),
        ("queue", "topics", "events", "subscriptions", "audit", "lock_seconds"),
        ("queue", "topics", "events", "subscriptions", "audit", "max_deliveries"),
        ("queue", "topics", "events", "subscriptions", "audit", "keep_days"),
        ("queue", "topics", "events", "subscriptions", "audit", "dead_letter_expired"),
        ("queue", "topics", "events", "subscriptions", "audit", "forward_to"),
        ("queue", "topics", "events", "subscriptions", "audit", "forward_dead_letters_to"),
        ("queue", "topics", "events", "subscriptions", "audit", "filters"),
        ("queue", "topics", "events", "subscriptions", "audit", "dead_letter_filter_errors"),
    ]
