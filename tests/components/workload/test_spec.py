from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from jiban.components.workload.spec import AutoscaleSpec, DisruptionSpec, ScheduleSpec
from tests.components.workload.examples import spec


def schedule(**fields: Any) -> ScheduleSpec:
    """Return office hours, with these fields instead."""
    return ScheduleSpec.model_validate({"start": "0 9 * * 1-5", "end": "0 18 * * 1-5", "pods": 2} | fields)


@pytest.mark.parametrize(
    "cron",
    [
        "0 9 * * 1-5",
        "*/15 * * * *",
        "0 9 1,15 jan-jun ?",
        "5/10 0-6/2 31 12 sun",
        "0 9 * * MON-fri",
        "59 23 31 12 6",
        "*/100 * * * *",
        "0 0 29 2 *",
        "0 0 30 2 1",
        "0 0 31 1,2 *",
    ],
)
def test_a_schedule_takes_what_keda_takes(cron: str) -> None:
    """Values, lists, ranges, steps and names are cron expressions."""
    assert schedule(start=cron).start == cron


@pytest.mark.parametrize(
    ("cron", "reason"),
    [
        ("60 * * * *", "'60' is no minute; it is 0 to 59"),
        ("0 24 * * *", "'24' is no hour; it is 0 to 23"),
        ("0 0 0 * *", "'0' is no day of the month; it is 1 to 31"),
        ("0 0 * 13 *", "'13' is no month; it is 1 to 12"),
        ("0 0 * * 7", "'7' is no day of the week; it is 0 to 6"),
        ("0 0 * * monday", "'monday' is no day of the week; it is 0 to 6"),
        ("0 17-9 * * *", "'17-9' ends before it begins; write the smaller hour first"),
        ("*/0 * * * *", "'*/0' has no step after the slash; write it like */15"),
        ("*/x * * * *", "'*/x' has no step after the slash; write it like */15"),
        ("0 9 * *", "'0 9 * *' has 4 fields"),
        ("0 0 9 * * *", "'0 0 9 * * *' has 6 fields"),
        ("@daily", "'@daily' has 1 field; a cron expression has five"),
        ("1,,2 * * * *", "'' is no minute"),
        ("\u0661 * * * *", "is no minute"),
        ("0 0 30 2 *", "names a day that no such month has, so it never comes"),
        ("0 0 31 4,6,9,11 *", "names a day that no such month has, so it never comes"),
        ("0 0 31 feb ?", "names a day that no such month has, so it never comes"),
        ("TZ=UTC 0 9 * * *", "has 6 fields"),
    ],
)
def test_a_schedule_refuses_what_keda_refuses(cron: str, reason: str) -> None:
    """A field out of its range, a step of zero or a missing field is refused with the reason."""
    with pytest.raises(ValidationError) as caught:
        schedule(start=cron)
    assert reason in str(caught.value)


@given(
    minute=st.integers(0, 59),
    hour=st.integers(0, 23),
    day=st.integers(1, 31),
    month=st.integers(1, 12),
    weekday=st.integers(0, 6),
)
def test_every_moment_of_a_year_can_be_scheduled(
    minute: int, hour: int, day: int, month: int, weekday: int
) -> None:
    """Five numbers, each in its range, are a cron expression."""
    cron = f"{minute} {hour} {day} {month} {weekday}"
    assert schedule(start=cron, end="1-2 * * * *").start == cron


@given(st.text(max_size=40))
def test_no_text_makes_the_check_fall_over(text: str) -> None:
    """Whatever stands in a cron field is taken or refused as invalid, never an accident."""
    try:
        schedule(start=text)
    except ValidationError as error:
        assert error.error_count() == 1  # noqa: PT017 both outcomes are right, and this is what one of them must be


def test_a_schedule_that_ends_when_it_starts_is_refused() -> None:
    """KEDA refuses a cron trigger whose start is its end."""
    with pytest.raises(ValidationError, match="start and end are both 0 9"):
        schedule(start="0 9 * * *", end="0  9 * * *")


def test_a_schedule_cannot_ask_for_more_pods_than_the_most() -> None:
    """The upper bound holds during a schedule too."""
    with pytest.raises(ValidationError, match=r"schedules\.peak\.pods 9 is more than max_replicas 8"):
        AutoscaleSpec(max_replicas=8, schedules={"peak": schedule(pods=9)})


@pytest.mark.parametrize(
    ("fields", "replicas", "allowed"),
    [
        ({"min_available": 2}, 3, 1),
        ({"min_available": 2}, 2, 0),
        ({"min_available": 3}, 2, 0),
        ({"max_unavailable": 1}, 2, 1),
        ({"max_unavailable": 5}, 2, 2),
    ],
)
def test_a_budget_says_how_many_pods_may_go(fields: dict[str, int], replicas: int, allowed: int) -> None:
    """What a drain may evict at once is what is above the fewest, or the most that may be away."""
    assert DisruptionSpec(**fields).evictions_allowed(replicas) == allowed


def test_one_pod_has_no_budget() -> None:
    """A budget over a single pod could only block every drain."""
    assert spec(replicas=1).disruption_budget is None


def test_what_may_become_several_pods_has_a_budget() -> None:
    """An autoscaler may make more of one pod, and a drain then may not take them all."""
    assert spec(
        replicas=1, autoscale=AutoscaleSpec(max_replicas=3, cpu_percent=70)
    ).disruption_budget == DisruptionSpec(max_unavailable=1)
    assert spec(replicas=1, autoscale=AutoscaleSpec(max_replicas=1, cpu_percent=70)).disruption_budget is None


def test_several_pods_may_go_one_at_a_time_by_default() -> None:
    """Without a budget of its own a service of several pods lets one be away."""
    assert spec(replicas=3).disruption_budget == DisruptionSpec(max_unavailable=1)


@pytest.mark.parametrize(("seconds", "failures"), [(10, 2), (12, 3), (120, 24)])
def test_a_start_is_given_up_after_its_time(seconds: int, failures: int) -> None:
    """One failed check every five seconds, rounded up."""
    assert spec(probes={"startup_seconds": seconds}).probes.startup_failures == failures


def test_a_program_finds_what_it_uses_under_its_own_names() -> None:
    """A name of its own stands for one of the platform's."""
    own = {"DB_HOST": "POSTGRES_HOST", "DB_USER": "POSTGRES_USER"}
    assert spec(uses={"databases": ("trips",)}, variables=own).variables == own


@pytest.mark.parametrize(
    ("variable", "field"),
    [
        ("POSTGRES_HOST", "databases"),
        ("CACHE_PORT", "cache"),
        ("QUEUE_HOST", "sends"),
        ("VAULT_URI", "secrets"),
        ("VAULT_KEYS", "keys"),
        ("VAULT_CERTIFICATES", "certificates"),
        ("SECRET_FILES", "secret_files"),
    ],
)
def test_nobody_is_told_of_what_he_does_not_use(variable: str, field: str) -> None:
    """A variable of something unused would be empty; the message says where to name it."""
    with pytest.raises(ValidationError, match=f"add what it uses to uses.{field}, or remove the variable"):
        spec(variables={"OWN": variable})


def test_who_uses_keys_is_told_of_no_secrets() -> None:
    """The vault's address is told, a list of something else is not."""
    assert spec(uses={"keys": ("documents",)}, variables={"VAULT": "VAULT_URI"})
    with pytest.raises(ValidationError, match=r"add what it uses to uses\.secrets"):
        spec(uses={"keys": ("documents",)}, variables={"OWN": "VAULT_SECRETS"})


@pytest.mark.parametrize(
    ("variable", "uses"),
    [
        ("POSTGRES_HOST", {"databases": ("trips",)}),
        ("CACHE_HOST", {"cache": True}),
        ("CACHE_SECOND_HOST", {"cache": True}),
        ("QUEUE_HOST", {"sends": ("jobs",)}),
        ("QUEUE_HOST", {"receives": ("jobs",)}),
        ("VAULT_URI", {"secrets": ("key",)}),
        ("VAULT_URI", {"certificates": ("tls",)}),
        ("VAULT_SECRETS", {"secrets": ("key",)}),
        ("VAULT_KEYS", {"keys": ("documents",)}),
        ("VAULT_CERTIFICATES", {"certificates": ("tls",)}),
        ("SECRET_FILES", {"secret_files": ("key",)}),
        ("SECRET_FILES", {"secret_variables": ({"name": "A", "of": "key"},)}),
    ],
)
def test_who_uses_something_is_told_of_it(variable: str, uses: dict[str, Any]) -> None:
    """Any of what a store holds is enough, and nothing else is."""
    assert spec(uses=uses, variables={"OWN": variable}).variables == {"OWN": variable}
    with pytest.raises(ValidationError, match="only a service that uses one is told of it"):
        spec(uses={"telemetry": True}, variables={"OWN": variable})


def test_the_second_variable_is_looked_at() -> None:
    """As the first is."""
    with pytest.raises(ValidationError, match=r"variables\.B is CACHE_HOST"):
        spec(uses={"databases": ("trips",)}, variables={"A": "POSTGRES_HOST", "B": "CACHE_HOST"})


def test_one_thing_to_follow_is_enough() -> None:
    """Any of the four; with none there is nothing to scale by."""
    query = {"kind": "query", "query": "sum(up)", "per_pod": 1.0}
    for followed in (
        {"cpu_percent": 70},
        {"memory_percent": 70},
        {"metrics": {"load": query}},
        {"schedules": {"day": schedule()}},
    ):
        assert AutoscaleSpec.model_validate({"max_replicas": 3, **followed})
    with pytest.raises(ValidationError, match="nothing to scale by"):
        AutoscaleSpec(max_replicas=3)


def test_as_many_as_the_most_are_taken() -> None:
    """Of a schedule's pods, of replicas, and of what is asked for below its limit."""
    scaled = {"max_replicas": 3, "schedules": {"day": schedule(pods=3)}}
    limits = {"cpu": "1", "cpu_limit": "1000m", "memory": "1Gi", "memory_limit": "1024Mi"}
    found = spec(replicas=3, autoscale=scaled, resources=limits)
    assert (found.replicas, found.resources.cpu_limit) == (3, "1000m")


def test_the_second_schedule_is_looked_at() -> None:
    """As the first is."""
    with pytest.raises(ValidationError, match=r"schedules\.late\.pods 4"):
        AutoscaleSpec(max_replicas=3, schedules={"day": schedule(pods=3), "late": schedule(pods=4)})
