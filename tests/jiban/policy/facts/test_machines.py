"""Cores and memory of machines, by their names."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from jiban.components.base import Cloud
from jiban.components.catalogue import NotInTableError
from jiban.components.cluster.machines import machine as of_nodes
from jiban.components.postgres.machines import machine as of_databases
from jiban.policy.facts.machines import machine
from jiban.tables import table


@pytest.mark.parametrize(
    ("name", "cores", "gib"),
    [
        ("t4g.micro", 2, 1),
        ("m7g.medium", 1, 4),
        ("c6i.4xlarge", 16, 32),
        ("db.r7g.16xlarge", 64, 512),
        ("cache.t3.small", 2, 2),
        ("m7g.medium.search", 1, 4),
        ("Standard_D4ds_v5", 4, 16),
        ("standard_d4DS_V5", 4, 16),
        ("Standard_D2ls_v5", 2, 4),
        ("Standard_B1ms", 1, 2),
        ("Standard_B4as_v2", 4, 16),
    ],
)
def test_a_size(name: str, cores: int, gib: int) -> None:
    """By its series or its family, whatever service it belongs to."""
    found = machine(name)
    assert found is not None
    assert (found.cores, found.gib) == (cores, gib)


@pytest.mark.parametrize(
    "name",
    ["", "m3.large", "c5n.large", "db.serverless", "m7g.metal", "Standard_E96ds_v5", "Standard_Z4x_v9"],
)
def test_a_size_that_is_not_regular_is_not_known(name: str) -> None:
    """Its memory does not follow from its name."""
    assert machine(name) is None


@pytest.mark.parametrize("cloud", ["aws", "azure"])
@pytest.mark.parametrize(
    ("package", "look_up"),
    [("jiban.components.cluster", of_nodes), ("jiban.components.postgres", of_databases)],
)
def test_what_components_know_is_the_same(
    cloud: Cloud, package: str, look_up: Callable[[Cloud, str], Any]
) -> None:
    """The tables that were read agree with the forms, wherever both know a size."""
    rows = table(package, "machines.yaml")["clouds"][cloud]
    names = [
        *rows.get("machines", {}),
        *(form.format(n=cores) for form, each in rows.get("families", {}).items() for cores in each["cores"]),
        *(f"{series}.{size}" for series in rows.get("series", {}) for size in rows.get("sizes", {})),
    ]
    assert names
    for name in names:
        try:
            wanted = look_up(cloud, name)
        except NotInTableError:
            continue
        found = machine(name)
        known = (wanted.cores, Fraction(wanted.memory_gib))
        assert found is None or (found.cores, found.gib) == known, name
