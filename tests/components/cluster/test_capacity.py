"""What of a node is left for pods is what AKS does not keep."""

from decimal import Decimal

import pytest

from components.cluster.capacity import GIB, MIB, Room, room
from components.cluster.machines import machine


@pytest.mark.parametrize(
    ("name", "cpu"),
    [
        ("Standard_D2ds_v5", "1.9"),
        ("Standard_D4ds_v5", "3.86"),
        ("Standard_D8ds_v5", "7.82"),
        ("Standard_D48ds_v5", "47.58"),
        ("Standard_D96ds_v5", "95.26"),
    ],
)
def test_aks_keeps_a_little_processor_time(name: str, cpu: str) -> None:
    """A node of four cores has 3.86 left; sizes between the rows of the table lose what the smaller row
    says.
    """
    assert room(machine("azure", name), 30).cpu == Decimal(cpu)


def test_few_pods_leave_most_of_the_memory() -> None:
    """Of 16 GiB, a node of thirty pods keeps 20 MiB for each, 50 more, and 100 that must stay free."""
    assert room(machine("azure", "Standard_D4ds_v5"), 30).memory == 16 * GIB - 750 * MIB


def test_many_pods_leave_three_quarters() -> None:
    """Of 16 GiB, a node of 250 pods keeps a quarter, as 5050 MiB would be more, and 100 MiB that must stay
    free.
    """
    assert room(machine("azure", "Standard_D4ds_v5"), 250).memory == 12 * GIB - 100 * MIB


def test_several_nodes_have_several_times_the_room() -> None:
    """Ten nodes have ten times the cores, the memory and the places of one."""
    one = Room(Decimal("3.86"), Decimal(12 * GIB), 30)
    assert one.times(10) == Room(Decimal("38.6"), Decimal(120 * GIB), 300)
