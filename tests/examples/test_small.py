"""The two smallest examples, which the README shows: the same tiers from a stack file and from Python."""

from jiban.model.plan import Plan
from tests import stacks
from tools.repository import ROOT


def planned(example: str) -> Plan:
    """The plan of an example's only stack."""
    return stacks.planned(ROOT / "examples" / example, "dev")


def test_thirteen_lines_of_configuration_make_a_platform() -> None:
    """The stack file of the shop has thirteen lines, and its plan has every tier that a service stands on."""
    lines = (ROOT / "examples" / "shop" / "Pulumi.dev.yaml").read_text().splitlines()
    tiers = {each.name for each in planned("shop").children() if not each.custom}
    assert len(lines) == 13
    assert {"network", "cluster", "postgres", "vault", "registry", "orders"} <= tiers


def test_ten_lines_of_python_make_a_network_and_a_database() -> None:
    """The program has ten lines of code, and its plan has both components with their resources."""
    text = (ROOT / "examples" / "network-and-database" / "__main__.py").read_text()
    found = planned("network-and-database")
    assert len([line for line in text.splitlines() if line]) == 10
    assert [each.name for each in found.children()] == ["network", "postgres"]
    assert found.counts()["aws:rds/instance:Instance"] == 1


def test_neither_needs_an_answer_of_a_cloud() -> None:
    """Nothing is looked up, so both plans are whole."""
    assert (planned("shop").lookups, planned("network-and-database").lookups) == ((), ())
