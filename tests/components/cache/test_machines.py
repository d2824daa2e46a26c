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
