"""Neutral sizes of servers stand for a size of the cloud, and its own names for themselves."""

from decimal import Decimal

import pytest

from jiban.components.machines import UnknownMachineError
from jiban.components.postgres.machines import MachineFacts, machine


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("small", MachineFacts("Standard_D2ds_v5", "GeneralPurpose", 2, Decimal(8))),
        ("medium", MachineFacts("Standard_D4ds_v5", "GeneralPurpose", 4, Decimal(16))),
        ("large", MachineFacts("Standard_D8ds_v5", "GeneralPurpose", 8, Decimal(32))),
        ("Standard_D4s_v3", MachineFacts("Standard_D4s_v3", "GeneralPurpose", 4, Decimal(16))),
        ("Standard_E4ds_v5", MachineFacts("Standard_E4ds_v5", "MemoryOptimized", 4, Decimal(32))),
        ("Standard_B1ms", MachineFacts("Standard_B1ms", "Burstable", 1, Decimal(2))),
    ],
)
def test_a_size_is_known_by_word_or_name(name: str, facts: MachineFacts) -> None:
    """A neutral word and the cloud's own name both lead to tier, cores and memory."""
    assert machine("azure", name) == facts


@pytest.mark.parametrize("name", ["small", "medium", "large"])
def test_neutral_sizes_are_never_burstable(name: str) -> None:
    """Whoever asks for a neutral size may have a standby and replicas."""
    assert machine("azure", name).tier != "Burstable"


def test_an_unknown_size_is_told_with_near_matches() -> None:
    """A misspelt size is refused with the one that is spelt like it and the table's place."""
    with pytest.raises(UnknownMachineError) as unknown:
        machine("azure", "Standard_D4s_V3")
    assert str(unknown.value) == (
        "no machine size 'Standard_D4s_V3' in components/postgres/machines.yaml; near it: Standard_D4s_v3"
    )


@pytest.mark.parametrize(
    ("name", "sku", "tier", "cores", "memory"),
    [
        ("small", "db.m7g.large", "GeneralPurpose", 2, 8),
        ("medium", "db.m7g.xlarge", "GeneralPurpose", 4, 16),
        ("large", "db.m7g.2xlarge", "GeneralPurpose", 8, 32),
        ("db.t3.medium", "db.t3.medium", "Burstable", 2, 4),
        ("db.r7g.4xlarge", "db.r7g.4xlarge", "MemoryOptimized", 16, 128),
    ],
)
def test_sizes_of_rds(name: str, sku: str, tier: str, cores: int, memory: int) -> None:
    """A word means the same cores and memory as on Azure, and RDS's own names are known beside it."""
    assert machine("aws", name) == MachineFacts(sku, tier, cores, Decimal(memory))
