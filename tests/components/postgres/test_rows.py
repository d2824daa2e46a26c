"""The tables of versions and machine sizes, row by row."""

from datetime import date
from decimal import Decimal

import pytest

from jiban.components.base import Cloud
from jiban.components.postgres.machines import MachineFacts, machine
from jiban.components.postgres.versions import VERSIONS, version
from jiban.tables import table

_AZURE_CORES = {
    "Standard_D{}s_v3": "2 4 8 16 32 48 64",
    "Standard_D{}ds_v4": "2 4 8 16 32 48 64",
    "Standard_D{}ds_v5": "2 4 8 16 32 48 64 96",
    "Standard_D{}ads_v5": "2 4 8 16 32 48 64 96",
    "Standard_D{}ds_v6": "2 4 8 16 32 48 64 96 128 192",
    "Standard_D{}ads_v6": "2 4 8 16 32 48 64 96",
    "Standard_E{}s_v3": "2 4 8 16 32 48",
    "Standard_E{}ds_v4": "2 4 8 16 20 32 48",
    "Standard_E{}ds_v5": "2 4 8 16 20 32 48 64",
    "Standard_E{}ads_v5": "2 4 8 16 20 32 48 64",
    "Standard_E{}ds_v6": "2 4 8 16 20 32 48 64 96 128",
    "Standard_E{}ads_v6": "2 4 8 16 20 32 48 64",
}
"""Sizes whose memory grows with the cores: D has 4 GiB a core, E has 8."""

_AWS_CORES = {
    "large": 2,
    "xlarge": 4,
    "2xlarge": 8,
    "4xlarge": 16,
    "8xlarge": 32,
    "12xlarge": 48,
    "16xlarge": 64,
}
"""What a word of EC2's means, in every series."""


@pytest.mark.parametrize(
    ("cloud", "name", "until"),
    [
        ("azure", "11", date(2026, 3, 31)),
        ("azure", "12", date(2026, 3, 31)),
        ("azure", "13", date(2026, 3, 31)),
        ("azure", "14", date(2026, 11, 12)),
        ("azure", "15", date(2027, 11, 11)),
        ("azure", "16", date(2028, 11, 9)),
        ("azure", "17", date(2029, 11, 8)),
        ("azure", "18", date(2030, 11, 14)),
        ("aws", "13", date(2026, 2, 28)),
        ("aws", "14", date(2027, 2, 28)),
        ("aws", "15", date(2028, 2, 28)),
        ("aws", "16", date(2029, 2, 28)),
        ("aws", "17", date(2030, 2, 28)),
        ("aws", "18", date(2031, 2, 28)),
    ],
)
def test_the_last_day_of_each_version(cloud: Cloud, name: str, until: date) -> None:
    """Azure's by the community's calendar from 14 on; RDS's each a year after the one before."""
    assert version(cloud, name).until == until


def test_the_versions_of_each_cloud() -> None:
    """One that is not among them is refused by name."""
    assert tuple(VERSIONS.names("azure")) == ("11", "12", "13", "14", "15", "16", "17", "18")
    assert tuple(VERSIONS.names("aws")) == ("13", "14", "15", "16", "17", "18")


def test_one_version_is_not_offered_everywhere() -> None:
    """Azure's newest was a preview in one region."""
    assert [name for name in VERSIONS.names("azure") if not version("azure", name).offered] == ["18"]
    assert [name for name in VERSIONS.names("aws") if not version("aws", name).offered] == []


@pytest.mark.parametrize("family", _AZURE_CORES)
def test_a_family_of_azure(family: str) -> None:
    """Every size by its cores, with tier and memory."""
    tier, gib = ("GeneralPurpose", 4) if "_D" in family else ("MemoryOptimized", 8)
    for cores in map(int, _AZURE_CORES[family].split()):
        name = family.format(cores)
        assert machine("azure", name) == MachineFacts(name, tier, cores, Decimal(cores * gib))


def test_azure_has_no_other_families() -> None:
    """A family more is a row of the table above as well."""
    rows = table("jiban.components.postgres", "machines.yaml")["clouds"]["azure"]["families"]
    assert {name.replace("{n}", "{}"): " ".join(map(str, row["cores"])) for name, row in rows.items()} == (
        _AZURE_CORES
    )


@pytest.mark.parametrize(
    ("name", "tier", "cores", "memory"),
    [
        ("Standard_B1ms", "Burstable", 1, 2),
        ("Standard_B2s", "Burstable", 2, 4),
        ("Standard_B2ms", "Burstable", 2, 8),
        ("Standard_B4ms", "Burstable", 4, 16),
        ("Standard_B8ms", "Burstable", 8, 32),
        ("Standard_B12ms", "Burstable", 12, 48),
        ("Standard_B16ms", "Burstable", 16, 64),
        ("Standard_B20ms", "Burstable", 20, 80),
        ("Standard_E64s_v3", "MemoryOptimized", 64, 432),
        ("Standard_E64ds_v4", "MemoryOptimized", 64, 432),
        ("Standard_E96ds_v5", "MemoryOptimized", 96, 672),
        ("Standard_E96ads_v5", "MemoryOptimized", 96, 672),
        ("Standard_E96ads_v6", "MemoryOptimized", 96, 672),
        ("Standard_E192ds_v6", "MemoryOptimized", 192, 1832),
    ],
)
def test_sizes_of_azure_with_a_memory_of_their_own(name: str, tier: str, cores: int, memory: int) -> None:
    """Burstable ones, and the largest of a series, which has less than 8 GiB a core but for the last."""
    assert machine("azure", name) == MachineFacts(name, tier, cores, Decimal(memory))


@pytest.mark.parametrize(
    ("series", "tier", "gib"),
    [
        ("db.m6i", "GeneralPurpose", 4),
        ("db.m6g", "GeneralPurpose", 4),
        ("db.m7i", "GeneralPurpose", 4),
        ("db.m7g", "GeneralPurpose", 4),
        ("db.m8g", "GeneralPurpose", 4),
        ("db.r6i", "MemoryOptimized", 8),
        ("db.r6g", "MemoryOptimized", 8),
        ("db.r7i", "MemoryOptimized", 8),
        ("db.r7g", "MemoryOptimized", 8),
        ("db.r8g", "MemoryOptimized", 8),
    ],
)
def test_a_series_of_rds(series: str, tier: str, gib: int) -> None:
    """Of m 4 GiB a core, of r 8, in each of seven sizes."""
    for size, cores in _AWS_CORES.items():
        name = f"{series}.{size}"
        assert machine("aws", name) == MachineFacts(name, tier, cores, Decimal(cores * gib))


@pytest.mark.parametrize("series", ["db.t3", "db.t4g"])
@pytest.mark.parametrize(("size", "memory"), [("micro", 1), ("small", 2), ("medium", 4), ("large", 8)])
def test_burstable_sizes_of_rds(series: str, size: str, memory: int) -> None:
    """Two cores each."""
    name = f"{series}.{size}"
    assert machine("aws", name) == MachineFacts(name, "Burstable", 2, Decimal(memory))
