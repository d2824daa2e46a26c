"""What each cloud refuses of engines, versions and ranges, and of every pool: the system pool, the first, the
second.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiban.components.base import Cloud, Fault
from jiban.components.cluster.limits import _month
from tests.components.cluster.test_limits import FIXED, faults, on_aws

CLOUDS: tuple[Cloud, ...] = ("azure", "aws")


def found(cloud: Cloud, **fields: Any) -> list[Fault]:
    """What a cloud finds wrong with a cluster that is sound but for these fields."""
    return faults(**fields) if cloud == "azure" else on_aws(**fields)


def paths(cloud: Cloud, **fields: Any) -> list[tuple[str | int, ...]]:
    """Where a cloud finds something wrong."""
    return [fault.path for fault in found(cloud, **fields)]


@pytest.mark.parametrize(
    ("cloud", "engine", "taken"),
    [
        ("azure", None, True),
        ("azure", "cilium", True),
        ("azure", "azure", False),
        ("azure", "vpc_cni", False),
        ("aws", None, True),
        ("aws", "vpc_cni", True),
        ("aws", "cilium", False),
        ("aws", "azure", False),
    ],
)
def test_which_engine_enforces_policies(cloud: Cloud, engine: str | None, *, taken: bool) -> None:
    """Each cloud has its own; Azure's old one is ending."""
    assert (paths(cloud, network_policy=engine) == []) is taken


@pytest.mark.parametrize(
    ("cloud", "control_plane", "taken"),
    [
        ("azure", "free", True),
        ("azure", "standard", True),
        ("azure", "long_term", True),
        ("aws", "free", False),
        ("aws", "standard", True),
        ("aws", "long_term", True),
    ],
)
def test_which_control_plane_there_is(cloud: Cloud, control_plane: str, *, taken: bool) -> None:
    """EKS has none for nothing."""
    assert (paths(cloud, control_plane=control_plane) == []) is taken


@pytest.mark.parametrize(
    ("cloud", "control_plane", "versions"),
    [
        ("azure", "standard", {"1.34", "1.35", "1.36"}),
        ("azure", "free", {"1.34", "1.35", "1.36"}),
        ("azure", "long_term", {"1.31", "1.32", "1.33", "1.34", "1.35", "1.36"}),
        ("aws", "standard", {"1.34", "1.35", "1.36"}),
        ("aws", "long_term", {"1.31", "1.32", "1.33", "1.34", "1.35", "1.36"}),
    ],
)
def test_which_versions_a_new_cluster_may_have(cloud: Cloud, control_plane: str, versions: set[str]) -> None:
    """By the day of the table; the next one is not offered yet, and the oldest is over."""
    every = [f"1.{minor}" for minor in range(28, 39)]
    taken = {each for each in every if paths(cloud, version=each, control_plane=control_plane) == []}
    assert taken == versions


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize(
    ("pool", "path"),
    [("system_pool", ("system_pool",)), ("apps", ("pools", "apps")), ("more", ("pools", "more"))],
)
def test_a_machine_is_known_in_every_pool(cloud: Cloud, pool: str, path: tuple[str, ...]) -> None:
    """Of the cloud's own, or by a neutral word."""
    assert found(cloud, **pools(pool, machine="small")) == []
    assert paths(cloud, **pools(pool, machine="huge")) == [(*path, "machine")]
    other = "m7i.large" if cloud == "azure" else "Standard_D4ds_v5"
    assert paths(cloud, **pools(pool, machine=other)) == [(*path, "machine")]


def pools(changed: str, **fields: Any) -> dict[str, Any]:
    """Three pools, of which one has these fields."""
    own = FIXED.model_validate({**FIXED.model_dump(), **fields})
    three = {"system_pool": FIXED, "apps": FIXED, "more": FIXED, changed: own}
    system = three.pop("system_pool")
    return {"system_pool": system, "pools": three}


OWNED: list[tuple[Cloud, str]] = [
    ("azure", "kubernetes.azure.com/mode"),
    ("aws", "eks.amazonaws.com/nodegroup"),
]


@pytest.mark.parametrize(("cloud", "key"), OWNED)
@pytest.mark.parametrize(
    ("pool", "path"),
    [("system_pool", ("system_pool",)), ("apps", ("pools", "apps")), ("more", ("pools", "more"))],
)
def test_a_clouds_own_keys_are_refused_in_every_pool(
    cloud: Cloud, key: str, pool: str, path: tuple[str, ...]
) -> None:
    """As a label and as a taint; the other cloud's are free."""
    label = {"labels": {"team": "web", key: "x"}}
    taint = {"taint": f"{key}=x:PreferNoSchedule"}
    assert paths(cloud, **pools(pool, **label)) == [(*path, "labels", key)]
    assert paths(cloud, **pools(pool, **taint)) == [(*path, "taint")]
    other: Cloud = "aws" if cloud == "azure" else "azure"
    assert paths(other, **pools(pool, **label)) == []
    assert paths(other, **pools(pool, **taint)) == []


@pytest.mark.parametrize(
    ("pool", "path"),
    [("system_pool", ("system_pool",)), ("apps", ("pools", "apps")), ("more", ("pools", "more"))],
)
def test_what_eks_refuses_of_every_pool(pool: str, path: tuple[str, ...]) -> None:
    """Its maximum of pods, a label without a value, a key of more than 63 characters; AKS takes all three."""
    key = f"{'a' * 60}.com/b"
    given: list[tuple[dict[str, Any], tuple[str, ...]]] = [
        ({"max_pods": 50}, ("max_pods",)),
        ({"labels": {"team": "web", "empty": ""}}, ("labels", "empty")),
        ({"labels": {"team": "web", key: "x"}}, ("labels", key)),
        ({"taint": f"{key}=x:PreferNoSchedule"}, ("taint",)),
    ]
    for fields, where in given:
        assert paths("aws", **pools(pool, **fields)) == [(*path, *where)]
        assert paths("azure", **pools(pool, **fields)) == []


@pytest.mark.parametrize("cloud", CLOUDS)
def test_no_pool_is_called_like_the_clusters_own(cloud: Cloud) -> None:
    """On either cloud."""
    assert paths(cloud, pools={"apps": FIXED, "system": FIXED}) == [("pools", "system")]


@pytest.mark.parametrize(
    ("cidr", "azure", "aws"),
    [
        ("10.2.0.0/16", True, True),
        ("172.20.0.0/16", True, True),
        ("192.168.0.0/16", True, True),
        ("172.30.0.0/16", False, True),
        ("172.31.0.0/20", False, True),
        ("100.64.0.0/16", True, False),
        ("198.18.0.0/16", True, False),
        ("10.0.0.0/12", False, True),
        ("10.0.0.0/11", False, False),
        ("10.0.0.0/13", True, True),
        ("10.0.0.0/24", True, True),
        ("10.0.0.0/25", True, False),
        ("10.0.0.0/28", True, False),
        ("10.0.0.0/29", False, False),
    ],
)
def test_which_ranges_services_may_have(cidr: str, *, azure: bool, aws: bool) -> None:
    """AKS /13 to /28 but for two that it keeps; EKS /12 to /24 of the three private ones."""
    assert (paths("azure", service_cidr=cidr) == []) is azure
    assert (paths("aws", service_cidr=cidr) == []) is aws


@pytest.mark.parametrize(("cidr", "taken"), [("172.29.0.0/16", True), ("172.30.0.0/16", False)])
def test_pods_keep_away_from_what_aks_keeps(cidr: str, *, taken: bool) -> None:
    """As services do."""
    assert (paths("azure", pod_cidr=cidr) == []) is taken


def test_every_month_has_its_name() -> None:
    """Whatever the language of the machine is."""
    assert [_month(date(2027, month, 28)) for month in range(1, 13)] == [
        "January 2027",
        "February 2027",
        "March 2027",
        "April 2027",
        "May 2027",
        "June 2027",
        "July 2027",
        "August 2027",
        "September 2027",
        "October 2027",
        "November 2027",
        "December 2027",
    ]
