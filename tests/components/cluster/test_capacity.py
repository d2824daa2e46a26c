"""What of a node is left for pods is what AKS does not keep."""

from decimal import Decimal

import pytest

from jiban.components.cluster.capacity import GIB, MIB, Room, room
from jiban.components.cluster.machines import MachineFacts, machine


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
    assert room("azure", machine("azure", name), 30).cpu == Decimal(cpu)


def test_few_pods_leave_most_of_the_memory() -> None:
    """Of 16 GiB, a node of thirty pods keeps 20 MiB for each, 50 more, and 100 that must stay free."""
    assert room("azure", machine("azure", "Standard_D4ds_v5"), 30).memory == 16 * GIB - 750 * MIB


def test_many_pods_leave_three_quarters() -> None:
    """Of 16 GiB, a node of 250 pods keeps a quarter, as 5050 MiB would be more, and 100 MiB that must stay
    free.
    """
    assert room("azure", machine("azure", "Standard_D4ds_v5"), 250).memory == 12 * GIB - 100 * MIB


def test_several_nodes_have_several_times_the_room() -> None:
    """Ten nodes have ten times the cores, the memory and the places of one."""
    one = Room(Decimal("3.86"), Decimal(12 * GIB), 30)
    assert one.times(10) == Room(Decimal("38.6"), Decimal(120 * GIB), 300)


@pytest.mark.parametrize(
    ("name", "cpu"),
    [("t3.medium", "1.93"), ("m7i.xlarge", "3.92"), ("m7i.2xlarge", "7.91"), ("m7i.8xlarge", "31.85")],
)
def test_eks_keeps_a_share_of_every_core(name: str, cpu: str) -> None:
    """6 % of the first, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest."""
    assert room("aws", machine("aws", name), 110).cpu == Decimal(cpu)


def test_eks_keeps_memory_by_what_interfaces_could_hold() -> None:
    """Of a t3.medium's 4 GiB 255 MiB, 11 MiB for each of 17 pods, and the 100 MiB of eviction: 3,554 MiB
    left.
    """
    assert room("aws", machine("aws", "t3.medium"), 110).memory == 3554 * MIB


def test_a_node_of_eks_has_places_for_the_pods_that_eks_says() -> None:
    """Prefixes give it more than its interfaces alone would."""
    assert room("aws", machine("aws", "t3.medium"), 110).pods == 110


@pytest.mark.parametrize(
    ("cores", "left"),
    [
        (1, "0.94"),
        (2, "1.9"),
        (3, "2.9"),
        (4, "3.86"),
        (7, "6.86"),
        (8, "7.82"),
        (15, "14.82"),
        (16, "15.74"),
        (31, "30.74"),
        (32, "31.58"),
        (63, "62.58"),
        (64, "63.26"),
        (128, "127.26"),
    ],
)
def test_every_row_of_what_aks_keeps(cores: int, left: str) -> None:
    """From as many cores on as the row says, and up to the next."""
    assert room("azure", MachineFacts("any", cores, Decimal(64)), 30).cpu == Decimal(left)
