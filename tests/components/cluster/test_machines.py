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


FAMILIES = {
    "Standard_D{}s_v3": (4, (2, 4, 8, 16, 32, 48, 64)),
    "Standard_D{}s_v4": (4, (2, 4, 8, 16, 32, 48, 64)),
    "Standard_D{}ds_v4": (4, (2, 4, 8, 16, 32, 48, 64)),
    "Standard_D{}s_v5": (4, (2, 4, 8, 16, 32, 48, 64, 96)),
    "Standard_D{}as_v5": (4, (2, 4, 8, 16, 32, 48, 64, 96)),
    "Standard_D{}ds_v5": (4, (2, 4, 8, 16, 32, 48, 64, 96)),
    "Standard_D{}ads_v5": (4, (2, 4, 8, 16, 32, 48, 64, 96)),
    "Standard_D{}s_v6": (4, (2, 4, 8, 16, 32, 48, 64, 96, 128)),
    "Standard_D{}as_v6": (4, (2, 4, 8, 16, 32, 48, 64, 96)),
    "Standard_D{}ds_v6": (4, (2, 4, 8, 16, 32, 48, 64, 96, 128)),
    "Standard_D{}ads_v6": (4, (2, 4, 8, 16, 32, 48, 64, 96)),
    "Standard_E{}s_v3": (8, (2, 4, 8, 16, 32, 48)),
    "Standard_E{}s_v5": (8, (2, 4, 8, 16, 20, 32, 48, 64)),
    "Standard_E{}ds_v5": (8, (2, 4, 8, 16, 20, 32, 48, 64)),
    "Standard_E{}ads_v5": (8, (2, 4, 8, 16, 20, 32, 48, 64)),
    "Standard_E{}ds_v6": (8, (2, 4, 8, 16, 20, 32, 48, 64)),
    "Standard_F{}s_v2": (2, (2, 4, 8, 16, 32, 48, 64)),
}
"""Series of Azure with GiB to a core, and the cores that each is sold with. D is balanced, E has twice its
memory, F half of it.
"""


AROUND = sorted({each + step for _, cores in FAMILIES.values() for each in cores for step in (-1, 0, 1)})
"""Counts of cores that some series is sold with, and those beside them."""


@pytest.mark.parametrize("family", FAMILIES)
def test_every_size_of_a_series_has_its_memory(family: str) -> None:
    """None is burstable or ARM, and counts of cores that are not sold are unknown."""
    per_core, cores = FAMILIES[family]
    sold: set[int] = set()
    for count in AROUND:
        name = family.format(count)
        try:
            facts = machine("azure", name)
        except UnknownMachineError:
            continue
        sold.add(count)
        assert facts == MachineFacts(name, count, Decimal(per_core * count))
    assert sold == set(cores)


@pytest.mark.parametrize(
    ("name", "cores", "memory"),
    [
        ("Standard_B2s", 2, 4),
        ("Standard_B2ms", 2, 8),
        ("Standard_B4ms", 4, 16),
        ("Standard_B8ms", 8, 32),
        ("Standard_B12ms", 12, 48),
        ("Standard_B16ms", 16, 64),
    ],
)
def test_every_b_size_is_burstable(name: str, cores: int, memory: int) -> None:
    """A `ms` has four GiB to a core, a `s` two."""
    assert machine("azure", name) == MachineFacts(name, cores, Decimal(memory), burstable=True)


@pytest.mark.parametrize(
    ("series", "per_core", "arm"),
    [
        ("m6i", 4, False),
        ("m6g", 4, True),
        ("m7i", 4, False),
        ("m7g", 4, True),
        ("c6i", 2, False),
        ("c7i", 2, False),
        ("c7g", 2, True),
        ("r6i", 8, False),
        ("r7i", 8, False),
        ("r7g", 8, True),
    ],
)
@pytest.mark.parametrize(
    "sold",
    [("large", 2, 29), ("xlarge", 4, 58), ("2xlarge", 8, 58), ("4xlarge", 16, 234), ("8xlarge", 32, 234)],
)
def test_every_series_of_aws_comes_in_every_size(
    series: str,
    per_core: int,
    arm: bool,  # noqa: FBT001 a column of the table
    sold: tuple[str, int, int],
) -> None:
    """Of m there are four GiB to a core, of c half, of r twice; a `g` at the end is ARM. Pods are those of
    3 interfaces with 9 addresses each, of 4 with 14 and of 8 with 29, and two more.
    """
    size, cores, pods = sold
    name = f"{series}.{size}"
    assert machine("aws", name) == MachineFacts(
        name, cores, Decimal(per_core * cores), arm=arm, interface_pods=pods
    )


@pytest.mark.parametrize(
    ("name", "cores", "memory", "pods"),
    [
        ("t3.medium", 2, 4, 17),
        ("t3.large", 2, 8, 35),
        ("t3.xlarge", 4, 16, 58),
        ("t3.2xlarge", 8, 32, 58),
        ("t4g.medium", 2, 4, 17),
        ("t4g.large", 2, 8, 35),
        ("t4g.xlarge", 4, 16, 58),
    ],
)
def test_every_t_size_is_burstable(name: str, cores: int, memory: int, pods: int) -> None:
    """Those of t4g are ARM, too."""
    assert machine("aws", name) == MachineFacts(
        name, cores, Decimal(memory), burstable=True, arm=name.startswith("t4g"), interface_pods=pods
    )
