"""The cluster's hours and the database's hour of the week."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.environment import Environment
from infra.program import _warn_of_windows
from infra.windows import at_once
from jiban.components.cluster.spec import MaintenanceSpec
from jiban.components.postgres.spec import WindowSpec
from jiban.testing import plan_program
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import REMOVED, changed
from tests.infra.environments import stack

DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


@pytest.mark.parametrize(
    ("day", "start", "offset", "found"),
    [
        ("Sunday", "06:00", "+09:00", False),
        ("Sunday", "05:59", "+09:00", True),
        ("Sunday", "02:00", "+09:00", True),
        ("Sunday", "01:01", "+09:00", True),
        ("Sunday", "01:00", "+09:00", False),
        ("Saturday", "18:00", "+00:00", True),
        ("Sunday", "03:00", "+00:00", False),
        ("Monday", "03:00", "+09:00", False),
    ],
)
def test_the_two_are_at_once(day: str, start: str, offset: str, found: bool) -> None:  # noqa: FBT001 what is expected
    """Sundays 02:00 to 06:00 in Korea against an hour, from the minute to the minute."""
    window = WindowSpec.model_validate({"day": day, "start": start, "utc_offset": offset})
    assert at_once(MaintenanceSpec(), window) is found


@given(
    st.sampled_from(DAYS), st.integers(0, 23), st.sampled_from(DAYS), st.integers(0, 23), st.integers(4, 24)
)
def test_it_is_so_where_an_hour_is_in_both(first: str, one: int, second: str, other: int, hours: int) -> None:
    """Hours are counted one by one, over the end of the week."""
    upgrades = MaintenanceSpec.model_validate({"day": first, "start": f"{one:02}:00", "hours": hours})
    patches = WindowSpec.model_validate({"day": second, "start": f"{other:02}:00"})
    taken = {(DAYS.index(first) * 24 + one + hour) % 168 for hour in range(hours)}
    assert at_once(upgrades, patches) is ((DAYS.index(second) * 24 + other) % 168 in taken)


def test_t20_the_database_is_patched_when_the_cluster_is_not() -> None:
    """T20: on Sundays, the hour after the cluster's four."""
    environment = stack("prod").environment
    assert environment.postgres.maintenance == WindowSpec(day="Sunday", start="06:00")
    assert not at_once(environment.kubernetes.maintenance, environment.postgres.maintenance)


@pytest.mark.parametrize(("start", "count"), [("02:00", 1), ("06:00", 0)])
def test_a_program_warns_of_hours_that_meet(start: str, count: int) -> None:
    """Both are named, with what to set; it is no error, as one window a week is a choice, too."""
    change = {"cluster": {"maintenance": {}}, "postgres": {"maintenance": {"start": start}}}
    whole = Environment.model_validate_json(json.dumps(changed(BASE["azure"], change)))
    said = [each.message for each in plan_program(lambda: _warn_of_windows(whole)).diagnostics]
    assert len(said) == count
    for text in said:
        assert "the hour from Sunday 02:00 (UTC+09:00), within the 4 hours" in text
        assert text.endswith("set postgres.maintenance to another hour")


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({}, 1),
        ({"scope": "platform"}, 1),
        ({"scope": "workloads", "platform_stack": "acme/shop/prod"}, 0),
        ({"cluster": {"maintenance": None}}, 0),
        ({"postgres": {"maintenance": None}}, 0),
        ({"postgres": None, "workloads": {"trip": {"uses": REMOVED}}}, 0),
    ],
)
def test_a_program_warns_where_it_has_both(change: dict[str, Any], count: int) -> None:
    """The services' stack has neither the nodes nor the database, and without a window nothing meets."""
    both = changed(
        BASE["azure"], {"cluster": {"maintenance": {}}, "postgres": {"maintenance": {"start": "02:00"}}}
    )
    whole = Environment.model_validate_json(json.dumps(changed(both, change)))
    said = [each.message for each in plan_program(lambda: _warn_of_windows(whole)).diagnostics]
    assert len(said) == count
