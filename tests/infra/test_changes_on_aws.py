"""What an edit of an environment on AWS does to what runs: nothing is replaced that need not be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from infra.environment import Environment
from infra.program import _build
from jiban.components.naming import Naming
from jiban.components.tags import Ownership
from jiban.diff.compare import Diff, compare_plans
from jiban.diff.replacement import Tables
from jiban.testing import ProgramPlan, plan_program
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import changed


@cache
def planned(change: str) -> ProgramPlan:
    """The plan of the environment with a change, JSON."""
    whole = Environment.model_validate_json(json.dumps(changed(BASE["aws"], json.loads(change))))
    ownership = Ownership("shop", "test", whole.owner)
    return plan_program(lambda: _build(whole, Naming("shop", "test"), ownership))


def diff(change: Mapping[str, Any]) -> Diff:
    """What a change of the environment does."""
    return compare_plans(planned("{}"), planned(json.dumps(change)), Tables())


def test_another_pool_is_a_pool_more() -> None:
    """Its template, its groups and their lines in the autoscaler's settings; nothing else is touched."""
    found = diff({"cluster": {"pools": {"apps": {}, "batch": {"machine": "large"}}}})
    assert [each.resource.name for each in found.of("create")] == [
        "cluster-template-batch",
        "cluster-pool-batch-1",
        "cluster-pool-batch-2",
        "cluster-pool-batch-3",
    ]
    assert {each.resource.name: each.kind for each in found.resources if each.kind != "create"} == {
        "node-autoscaler-release": "update"
    }


def test_a_zone_can_be_added_at_any_time() -> None:
    """Its subnets and its groups come; the control plane stays where EKS lets it stay, and no group moves."""
    two = planned(json.dumps({"network": {"zones": [1, 2]}}))
    found = compare_plans(two, planned("{}"), Tables())
    assert found.of("replace", "delete") == ()
    assert {each.resource.name for each in found.of("create") if "nodeGroup" in each.resource.type} == {
        "cluster-pool-apps-3",
        "cluster-pool-system-3",
    }
    assert {each.resource.name for each in found.of("update")} == {
        "cache-subnets",
        "compute-back-servers",
        "compute-balancer",
        "compute-front-servers",
        "edge-balancer",
        "metrics-collector",  # made anew by AWS, as its source cannot change; it holds nothing
        "network-storage",
        "node-autoscaler-release",
        "postgres-subnets",
        "search-domain",
    }


@pytest.mark.parametrize("change", [{"machine": "large"}, {"machine": "m7g.large"}])
def test_a_replaced_pool_is_made_before_the_old_one_goes(change: dict[str, Any]) -> None:
    """Every one of its groups, under another name."""
    found = diff({"cluster": {"pools": {"apps": change}}}).of("replace")
    assert {each.resource.name: each.delete_first for each in found} == {
        "cluster-pool-apps-1": False,
        "cluster-pool-apps-2": False,
        "cluster-pool-apps-3": False,
    }


def test_another_least_size_is_the_autoscalers_affair() -> None:
    """EKS would refuse it while fewer nodes run, and is not told."""
    found = diff({"cluster": {"pools": {"apps": {"min_nodes": 4}}}})
    assert {each.resource.name: each.kind for each in found.resources} == {
        "node-autoscaler-release": "update"
    }


def test_another_most_is_changed_in_place() -> None:
    """In each zone what EKS allows, and what the autoscaler keeps to."""
    found = diff({"cluster": {"pools": {"apps": {"max_nodes": 9}}}})
    assert {each.kind for each in found.resources} == {"update"}
    groups = [each for each in found.resources if "nodeGroup" in each.resource.type]
    assert [[change.path for change in each.changes] for each in groups] == [
        [("scalingConfig", "maxSize")]
    ] * 3


def test_a_newer_version_moves_its_addons_and_its_autoscaler() -> None:
    """In place, all of them with the cluster."""
    before = planned(json.dumps({"cluster": {"version": "1.35"}}))
    found = compare_plans(before, planned("{}"), Tables())
    assert found.of("create", "replace", "delete") == ()
    moved = {each.resource.name for each in found.resources}
    assert moved >= {"cluster-addon-coredns", "cluster-addon-kube-proxy", "cluster-addon-metrics-server"}
    assert {"cluster-eks", "cluster-pool-apps-1", "node-autoscaler-release"} <= moved
