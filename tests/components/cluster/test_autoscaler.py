"""The autoscaler of nodes follows the cluster's version, and keeps each pool within what was asked for."""

from datetime import date

import pytest

from jiban.components.cluster.addons import BEFORE_NODES, ON_NODES, addon_version
from jiban.components.cluster.autoscaler import chart, settings
from jiban.components.cluster.versions import supported
from jiban.tables import table


@pytest.mark.parametrize(
    ("version", "image"),
    [
        ("1.31", "v1.31.5"),
        ("1.32", "v1.32.7"),
        ("1.33", "v1.33.6"),
        ("1.34", "v1.34.5"),
        ("1.35", "v1.35.2"),
        ("1.36", "v1.36.1"),
        ("1.37", "v1.36.1"),
    ],
)
def test_the_programs_minor_is_the_clusters(version: str, image: str) -> None:
    """Or the newest before it, where the table has none yet."""
    assert chart(version).image == image


def test_a_version_older_than_the_table_has_the_oldest() -> None:
    """The table begins with what EKS still supports."""
    assert chart("1.29").image == "v1.31.5"


def test_each_group_is_named_with_its_limits() -> None:
    """As the chart wants them: the scaling group's name, fewest and most."""
    groups = [{"name": "eks-apps-1-a1b2", "minSize": 1, "maxSize": 4}]
    found = settings("ap-northeast-2", "1.36", groups)
    assert (found["autoscalingGroups"], found["awsRegion"]) == (groups, "ap-northeast-2")


def test_zones_grow_together_and_none_falls_below_its_part() -> None:
    """EKS itself would let a group shrink to one node."""
    found = settings("ap-northeast-2", "1.36", [])["extraArgs"]
    assert (found["balance-similar-node-groups"], found["enforce-node-group-min-size"]) == (True, True)


def test_it_runs_where_workloads_do_not() -> None:
    """In the system pool, whose taint it tolerates."""
    found = settings("ap-northeast-2", "1.36", [])
    assert found["nodeSelector"] == {"jiban/pool": "system"}
    assert found["tolerations"] == [
        {"key": "CriticalAddonsOnly", "operator": "Exists", "effect": "NoSchedule"}
    ]


def test_every_version_that_eks_supports_has_its_addons() -> None:
    """None is left to EKS's default of the day."""
    for facts in supported("aws", long_term=True):
        for addon in (*BEFORE_NODES, *ON_NODES):
            assert addon_version(facts.version, addon.name).startswith("v")


def test_kube_proxy_is_of_the_clusters_minor() -> None:
    """It may be no newer than the API server."""
    for version in table("jiban.components.cluster", "addons.yaml")["versions"]:
        assert addon_version(version, "kube-proxy").startswith(f"v{version}.")


@pytest.mark.parametrize("name", ["addons.yaml", "autoscaler.yaml"])
def test_a_table_says_its_source_and_day(name: str) -> None:
    """So that a reader knows how old it is."""
    facts = table("jiban.components.cluster", name)
    assert facts["source"].startswith("https://")
    assert facts["as_of"] >= date(2026, 8, 22)


@pytest.mark.parametrize(
    ("minor", "dns", "proxy", "metrics"),
    [
        ("1.31", "v1.11.4-eksbuild.53", "v1.31.14-eksbuild.32", "v0.8.1-eksbuild.14"),
        ("1.32", "v1.11.4-eksbuild.40", "v1.32.13-eksbuild.21", "v0.8.1-eksbuild.14"),
        ("1.33", "v1.12.4-eksbuild.18", "v1.33.10-eksbuild.18", "v0.8.1-eksbuild.14"),
        ("1.34", "v1.12.4-eksbuild.29", "v1.34.6-eksbuild.21", "v0.9.0-eksbuild.7"),
        ("1.35", "v1.13.2-eksbuild.21", "v1.35.3-eksbuild.21", "v0.9.0-eksbuild.7"),
        ("1.36", "v1.14.3-eksbuild.16", "v1.36.0-eksbuild.21", "v0.9.0-eksbuild.11"),
    ],
)
def test_each_minor_has_its_own_addons(minor: str, dns: str, proxy: str, metrics: str) -> None:
    """As they were seen on clusters of that minor; the agent and the network plug-in are one for all."""
    assert {
        name: addon_version(minor, name)
        for name in ("coredns", "eks-pod-identity-agent", "kube-proxy", "metrics-server", "vpc-cni")
    } == {
        "coredns": dns,
        "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
        "kube-proxy": proxy,
        "metrics-server": metrics,
        "vpc-cni": "v1.22.4-eksbuild.3",
    }


def test_the_chart_is_the_projects_own() -> None:
    """By repository, name and version; its image is named beside it."""
    found = chart("1.36")
    assert (found.repository, found.name, found.version) == (
        "https://kubernetes.github.io/autoscaler",
        "cluster-autoscaler",
        "9.59.0",
    )
