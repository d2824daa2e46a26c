"""The arithmetic of the rehearsal's benchmark."""

import pytest

from benchmarks.rehearse import Spent, medians, table


def test_a_median_is_taken_of_each_time_by_itself() -> None:
    """A run that waited long may have worked little."""
    assert medians([Spent(9, 1), Spent(2, 5), Spent(3, 2)]) == Spent(3, 2)


@pytest.mark.parametrize(
    ("wall", "said"),
    [
        pytest.param(6.0, "pass (at most 1.5 times the floor, by wall time)", id="the budget"),
        pytest.param(6.1, "miss (at most 1.5 times the floor, by wall time)", id="more"),
    ],
)
def test_what_is_measured_last_is_held_against_the_floor(wall: float, said: str) -> None:
    """Which is the one of the same number of resources, not the empty program."""
    lines = table({"empty": [Spent(2, 1)], "floor": [Spent(4, 2)], "ours": [Spent(wall, 5)]}, "floor")
    assert [" ".join(line.split()) for line in lines[:2]] == [
        "empty 2.00 s 1.00 s of processors 0.50 0.50 of the floor",
        "floor 4.00 s 2.00 s of processors 1.00 1.00 of the floor",
    ]
    assert lines[-1] == said
