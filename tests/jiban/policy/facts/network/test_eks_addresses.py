"""What a node of EKS takes of its subnet, by its instance type."""

from datetime import date

import pytest

from jiban.components.cluster.machines import machine
from jiban.policy.facts.network.eks_addresses import of_node
from jiban.tables import table


@pytest.mark.parametrize(
    ("kind", "single", "prefixes"),
    [
        ("t3.medium", 18, 130),
        ("m7g.large", 30, 129),
        ("m7i.2xlarge", 60, 129),
        ("m7i.4xlarge", 240, 129),
        ("m7i.8xlarge", 240, 273),
        ("c7g.metal", 750, 273),
        ("t3.nano", 4, 34),
    ],
)
def test_a_node_takes_by_its_interfaces_or_for_its_pods(kind: str, single: int, prefixes: int) -> None:
    """110 pods, 250 from thirty cores on; never more prefixes than its interfaces hold."""
    found = [of_node(kind, prefixes=mode) for mode in (False, True)]
    assert [need.amount for need in found if need] == [single, prefixes]


def test_an_instance_type_that_is_not_in_the_table() -> None:
    """Nothing is made up of it."""
    assert of_node("q9.odd", prefixes=True) is None


@pytest.mark.parametrize("name", ["small", "medium", "large", "t3.medium", "t4g.xlarge", "r7g.4xlarge"])
def test_the_library_s_machines_are_in_the_table(name: str) -> None:
    """With the same interfaces: EKS sets memory aside for pods with an address of an interface each."""
    facts = machine("aws", name)
    need = of_node(facts.sku, prefixes=False)
    assert need is not None
    interfaces = int(need.sum.split()[0])
    assert need.amount - interfaces + 2 == facts.interface_pods


def test_the_table_says_its_source_and_day() -> None:
    """It is the plug-in's own, of one commit."""
    facts = table("jiban.policy.facts.network", "interfaces.yaml")
    assert facts["source"].startswith("https://github.com/aws/amazon-vpc-cni-k8s/blob/")
    assert facts["as_of"] == date(2026, 8, 20)
