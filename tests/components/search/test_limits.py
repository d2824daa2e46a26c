"""What OpenSearch Service cannot do is refused with the reason and what to set."""

import json
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from jiban.components.base import Fault
from jiban.components.search.limits import LIMITS
from jiban.components.search.machines import machine
from jiban.components.search.placement import master_size
from jiban.components.search.spec import SearchSpec
from jiban.components.search.versions import VERSIONS, newest, version
from jiban.tables import table


def found(**fields: Any) -> list[Fault]:
    """Every fault of a specification on AWS, each once."""
    spec = SearchSpec.model_validate(fields)
    return list(dict.fromkeys(fault for limit in LIMITS for fault in limit.faults(spec)))


def test_what_is_asked_for_by_default_can_be_had() -> None:
    """No field has to be set."""
    assert found() == []


def test_a_version_without_standard_support_is_refused() -> None:
    """It costs more, and the newest is named."""
    assert found(version="2.9") == [
        Fault(
            ("version",),
            "standard support of OpenSearch 2.9 ended on 2025-11-07, and each hour of a node costs more "
            "since",
            'set version to "3.5"',
        )
    ]


def test_an_unknown_version_is_refused() -> None:
    """With the table that does not have it."""
    assert found(version="4.0") == [
        Fault(
            ("version",),
            "OpenSearch 4.0 is not in components/search/versions.yaml",
            'set version to "3.5"',
        )
    ]


@pytest.mark.parametrize(
    ("name", "until"), [("2.19", date(2027, 11, 7)), ("3.1", None), ("3.3", None), ("3.5", None)]
)
def test_versions_in_standard_support(name: str, until: date | None) -> None:
    """Those whose end is to come, or was not announced."""
    assert (version("aws", name).until, version("aws", name).is_supported) == (until, True)
    assert found(version=name) == []


def test_the_default_is_the_newest_version() -> None:
    """So that a new domain begins with the longest support."""
    assert SearchSpec().version == newest("aws").version == "3.5"


def test_a_version_ends_after_its_last_day() -> None:
    """The table's own date decides."""
    assert VERSIONS.as_of() == date(2026, 11, 20)
    assert not version("aws", "2.9").is_supported


def test_an_unknown_size_is_refused() -> None:
    """With those that are near."""
    (fault,) = found(machine="m7g.medium")
    assert fault.path == ("machine",)
    assert "m7g.medium.search" in fault.reason + fault.remedy


@pytest.mark.parametrize(
    ("size", "most"),
    [
        ("t3.small.search", 100),
        ("t3.medium.search", 200),
        ("m7g.medium.search", 512),
        ("r6g.large.search", 2048),
    ],
)
def test_a_disk_is_as_large_as_its_machine_takes(size: str, most: int) -> None:
    """One GiB more is refused."""
    assert found(machine=size, disk_gb=most) == []
    assert found(machine=size, disk_gb=most + 1) == [
        Fault(
            ("disk_gb",),
            f"a node of {size} takes {most} GiB at most, and disk_gb is {most + 1}",
            f"set disk_gb to {most} or less, add nodes, or choose a larger machine",
        )
    ]


def test_burstable_nodes_have_no_standby() -> None:
    """Their processors are shared."""
    assert found(machine="small", standby=True) == [
        Fault(
            ("standby",),
            "machine t3.small.search is burstable, and OpenSearch Service has no standby with such nodes",
            "set standby to false, or machine to medium or larger",
        )
    ]


@pytest.mark.parametrize(("nodes", "instead"), [(1, 3), (4, 6), (5, 6)])
def test_a_standby_has_nodes_by_threes(nodes: int, instead: int) -> None:
    """As many in each zone."""
    assert found(nodes=nodes, standby=True) == [
        Fault(
            ("nodes",),
            f"a domain with standby has as many nodes in each of 3 zones, and {nodes} is no multiple of 3",
            f"set nodes to {instead}, or standby to false",
        )
    ]


def test_a_standby_has_masters() -> None:
    """Three at least; without a word it has them."""
    assert found(standby=True) == []
    assert found(standby=True, dedicated_masters=5) == []
    assert found(standby=True, dedicated_masters=0) == [
        Fault(
            ("dedicated_masters",),
            "a domain with standby has 3 dedicated masters or more, and dedicated_masters is 0",
            "set dedicated_masters to 3, or leave it out",
        )
    ]


def test_every_size_is_sold_in_seoul() -> None:
    """Of data and of masters, by the list that cfn-lint has from AWS."""
    folder = files("cfnlint") / "data" / "schemas" / "extensions" / "aws_opensearchservice_domain"
    sold = json.loads((folder / "clusterconfig_instancetype_enum.json").read_text("utf-8"))
    rows = table("jiban.components.search", "machines.yaml")["clouds"]["aws"]["machines"]
    offered = set(sold["ap-northeast-2"]["enum"])
    assert set(rows) <= offered
    assert {master_size("aws", nodes) for nodes in (1, 11, 31, 76)} <= offered


@pytest.mark.parametrize(
    ("word", "sku"),
    [("small", "t3.small.search"), ("medium", "m7g.medium.search"), ("large", "r7g.large.search")],
)
def test_what_the_neutral_words_mean(word: str, sku: str) -> None:
    """Small ones are burstable, and no others."""
    size = machine("aws", word)
    assert (size.sku, size.burstable) == (sku, word == "small")
