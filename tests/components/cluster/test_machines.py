"""Neutral sizes of nodes stand for a size of the cloud, and its own names for themselves."""

from decimal import Decimal

import pytest

from jiban.components.cluster.machines import MachineFacts, machine
from jiban.components.machines import UnknownMachineError


@pytest.mark.parametrize(
    ("name", "sku", "cores", "memory"),
    [
        ("small", "Standard_D2ds_v5", 2, 8),
        ("medium", "Standard_D4ds_v5", 4, 16),
        ("large", "Standard_D8ds_v5", 8, 32),
        ("Standard_D2s_v3", "Standard_D2s_v3", 2, 8),
        ("Standard_D4s_v3", "Standard_D4s_v3", 4, 16),
        ("Standard_E16ds_v5", "Standard_E16ds_v5", 16, 128),
    ],
)
def test_a_size_is_known_by_word_or_name(name: str, sku: str, cores: int, memory: int) -> None:
    """A neutral word and the cloud's own name both lead to cores and memory."""
    assert machine("azure", name) == MachineFacts(sku, cores, Decimal(memory))


def test_b_sizes_are_burstable() -> None:
    """The B series earns its speed in idle hours."""
    assert machine("azure", "Standard_B2ms").burstable


def test_an_unknown_size_is_told_with_near_matches() -> None:
    """A misspelt size is refused with the one that is spelt like it and the table's place."""
    with pytest.raises(UnknownMachineError) as unknown:
        machine("azure", "standard_d4s_V3")
    assert str(unknown.value) == (
        "no machine size 'standard_d4s_V3' in components/cluster/machines.yaml; near it: Standard_D4s_v3"
    )


def test_a_size_of_one_cloud_is_unknown_on_the_other() -> None:
    """What Azure sells is no machine of AWS."""
    with pytest.raises(UnknownMachineError, match="no machine size 'Standard_D4s_v3'"):
        machine("aws", "Standard_D4s_v3")


@pytest.mark.parametrize(
    ("name", "sku", "cores", "memory"),
    [("small", "m7i.large", 2, 8), ("medium", "m7i.xlarge", 4, 16), ("large", "m7i.2xlarge", 8, 32)],
)
def test_a_word_means_the_same_cores_and_memory_on_aws(name: str, sku: str, cores: int, memory: int) -> None:
    """Small, medium and large are 2, 4 and 8 cores on both clouds, each with four times the memory."""
    facts = machine("aws", name)
    assert (facts.sku, facts.cores, facts.memory_gib) == (sku, cores, memory)
    assert (machine("azure", name).cores, machine("azure", name).memory_gib) == (cores, memory)


def test_graviton_is_told_from_the_others() -> None:
    """Nodes of m7g run programs built for ARM alone, those of m7i do not."""
    assert machine("aws", "m7g.large").arm
    assert not machine("aws", "m7i.large").arm
