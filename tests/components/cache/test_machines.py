import json
from decimal import Decimal
from importlib.resources import files

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


@pytest.mark.parametrize(
    ("word", "sku"),
    [("small", "cache.t4g.small"), ("medium", "cache.m7g.large"), ("large", "cache.r7g.xlarge")],
)
def test_a_neutral_word_is_a_node_on_aws(word: str, sku: str) -> None:
    """From a shared processor to memory-optimized."""
    assert machine("aws", word).sku == sku


def test_every_node_is_offered_in_seoul() -> None:
    """By the list that cfn-lint has from ElastiCache's API."""
    folder = files("cfnlint") / "data" / "schemas" / "extensions" / "aws_elasticache_cachecluster"
    offered = json.loads((folder / "cachenodetype_enum.json").read_text("utf-8"))["ap-northeast-2"]["enum"]
    known = table("jiban.components.cache", "machines.yaml")["clouds"]["aws"]["machines"]
    assert set(known) - set(offered) == set()


@pytest.mark.parametrize(
    ("series", "maxmemory"),
    [
        ("t3 t4g", "micro 536870912 2, small 1471026299 2, medium 3317862236 2"),
        (
            "m6g m7g",
            (
                "large 6854542746 2, xlarge 13891921715 4, 2xlarge 27966669210 8, 4xlarge 56116178125 16, "
                "8xlarge 111325552312 32, 12xlarge 168715971994 48, 16xlarge 225000375228 64"
            ),
        ),
        (
            "m8g",
            (
                "large 7294178820 2, xlarge 15222495510 4, 2xlarge 31866224640 8, 4xlarge 65856864256 16, "
                "8xlarge 133838143488 32, 12xlarge 201819422720 48, 16xlarge 269800701952 64"
            ),
        ),
        (
            "r6g r7g",
            (
                "large 14037181030 2, xlarge 28261849702 4, 2xlarge 56711183565 8, 4xlarge 113609865216 16, "
                "8xlarge 225000375228 32, 12xlarge 341206346547 48, 16xlarge 450000750456 64"
            ),
        ),
        (
            "r8g",
            (
                "large 15222495510 2, xlarge 31866224640 4, 2xlarge 65856864256 8, 4xlarge 133838143488 16, "
                "8xlarge 269800701952 32, 12xlarge 405763260416 48, 16xlarge 541725818880 64"
            ),
        ),
    ],
)
def test_every_node_has_its_maxmemory_and_cores(series: str, maxmemory: str) -> None:
    """AWS's bytes, in GiB rounded down to a hundredth; only the smallest share their processors."""
    rows = [each.split() for each in maxmemory.split(", ")]
    for name in series.split():
        for size, memory, cores in rows:
            found = machine("aws", f"cache.{name}.{size}")
            assert (found.cores, found.burstable) == (int(cores), name.startswith("t"))
            assert 0 <= int(memory) - found.memory_gib * 2**30 < 2**30 / 100
        known = table("jiban.components.cache", "machines.yaml")["clouds"]["aws"]["machines"]
        assert [each for each in known if each.startswith(f"cache.{name}.")] == [
            f"cache.{name}.{size}" for size, *_ in rows
        ]
