"""How Service Bus writes sizes and times."""

import pytest

from jiban.components.queue.servicebus import days, duration, megabytes, remembered
from jiban.components.queue.spec import OneQueueSpec


def test_a_gigabyte_is_1024_megabytes() -> None:
    """Azure takes multiples of 1024."""
    assert [megabytes(size) for size in (1, 5)] == [1024, 5120]


def test_days_are_iso_8601() -> None:
    """Fourteen days are P14D."""
    assert days(14) == "P14D"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "PT0S"),
        (5, "PT5S"),
        (60, "PT1M"),
        (90, "PT1M30S"),
        (300, "PT5M"),
        (5400, "PT1H30M"),
        (86400, "P1D"),
        (93600, "P1DT2H"),
        (604800, "P7D"),
    ],
)
def test_seconds_are_iso_8601_in_the_largest_units(seconds: int, text: str) -> None:
    """As Azure answers, so that a plan sees no difference."""
    assert duration(seconds) == text


def test_ids_are_remembered_for_ten_minutes_unless_asked() -> None:
    """Only where duplicates are dropped."""
    assert remembered(OneQueueSpec(duplicate_detection=True)) == "PT10M"
    assert remembered(OneQueueSpec(duplicate_detection=True, duplicate_window_minutes=60)) == "PT1H"
    assert remembered(OneQueueSpec()) is None
