"""The first line of a picture is what is waited for."""

from __future__ import annotations

import io
import time

import pytest

from benchmarks.watch import picture, verdict


def test_a_picture_is_there_with_its_first_line() -> None:
    """It is read to its end, so that the next one begins where it should."""
    said = io.StringIO("14:00  saved\nrest\nWatching 3 files\n14:01  saved\nWatching 3 files\n")
    before = time.perf_counter()
    assert before <= picture(said) <= time.perf_counter()
    assert said.readline() == "14:01  saved\n"


def test_a_watch_that_ends_is_no_measurement() -> None:
    """No time is made up."""
    with pytest.raises(EOFError):
        picture(io.StringIO("error: no stack\n"))


def test_a_time_over_the_budget_is_a_miss() -> None:
    """Half a second is within it."""
    assert [verdict(0.5), verdict(0.51)] == ["pass (at most 0.5)", "miss (at most 0.5)"]
