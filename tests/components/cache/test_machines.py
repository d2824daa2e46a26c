from decimal import Decimal

import pytest
from pulumi_azure_native import redisenterprise

from jiban.components.cache.machines import MachineFacts, machine
from jiban.components.machines import UnknownMachineError
from jiban.tables import table


@pytest.mark.parametrize(
    ("word", "sku"), [("small", "Balanced_B3"), ("medium", "Balanced_B10"), ("large", "Balanced_B50")]
)
def test_a_neutral_word_is_a_size(word: str, sku: str) -> None:
    """Each neutral word stands for one SKU."""
    assert machine("azure", word).sku == sku


def test_a_size_has_its_figures() -> None:
    """Memory and cores come from the table."""
    assert machine("azure", "Balanced_B0") == MachineFacts("Balanced_B0", Decimal("0.5"), 2, burstable=True)


def test_an_unknown_size_names_its_neighbours() -> None:
    """The message helps who misspelt it."""
    with pytest.raises(UnknownMachineError, match=r"balanced-b10.*Balanced_B10"):
        machine("azure", "balanced-b10")


def test_every_size_is_the_sdks() -> None:
    """Azure's SDK knows every SKU of the table."""
    known = {name.value for name in redisenterprise.SkuName}
    assert (
        set(table("jiban.components.cache", "machines.yaml")["clouds"]["azure"]["machines"]) - known == set()
    )


@pytest.mark.parametrize(
    ("family", "per_core", "sizes"),
    [
        (
            "Balanced_B",
            4,
            (
                "0 0.5 2, 1 1 2, 3 3 2, 5 6 2, 10 12 4, 20 24 8, 50 60 16, 100 120 32, 150 180 48, "
                "250 240 64, 350 360 96, 500 480 128, 700 720 192, 1000 960 256"
            ),
        ),
        (
            "MemoryOptimized_M",
            8,
            (
                "10 12 2, 20 24 4, 50 60 8, 100 120 16, 150 175 24, 250 235 32, 350 360 48, 500 480 64, "
                "700 720 96, 1000 960 128, 1500 1440 192, 2000 1920 256"
            ),
        ),
        (
            "ComputeOptimized_X",
            2,
            (
                "3 3 4, 5 6 4, 10 12 8, 20 24 16, 50 60 32, 100 120 64, 150 180 96, 250 240 128, "
                "350 360 192, 500 480 256, 700 720 384"
            ),
        ),
    ],
)
def test_every_size_has_its_memory_and_cores(family: str, per_core: int, sizes: str) -> None:
    """By number of the size: GiB and cores. Shared are the two smallest, and from 350 on all are previews.
    From 12 GiB on a family has about as many GiB to a core, twice as many with much memory, half with
    many cores.
    """
    rows = [each.split() for each in sizes.split(", ")]
    for number, memory, cores in rows:
        assert machine("azure", family + number) == MachineFacts(
            family + number,
            Decimal(memory),
            int(cores),
            burstable=family + number in {"Balanced_B0", "Balanced_B1"},
            preview=int(number) >= 350,
        )
        ratio = Decimal(memory) / int(cores)
        assert Decimal(memory) < 12 or per_core * Decimal("0.7") <= ratio <= per_core
    known = table("jiban.components.cache", "machines.yaml")["clouds"]["azure"]["machines"]
    assert [each for each in known if each.startswith(family)] == [family + number for number, *_ in rows]
