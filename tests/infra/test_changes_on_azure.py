"""What an edit of an environment on Azure does to what runs: nothing is replaced that need not be."""

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
    whole = Environment.model_validate_json(json.dumps(changed(BASE["azure"], json.loads(change))))
    ownership = Ownership("shop", "test", whole.owner)
    return plan_program(lambda: _build(whole, Naming("shop", "test"), ownership))


def diff(change: Mapping[str, Any]) -> Diff:
    """What a change of the environment does."""
    return compare_plans(planned("{}"), planned(json.dumps(change)), Tables())


def test_another_pool_is_a_pool_more() -> None:
    """The way to the cluster stays known, so no object in it is touched."""
    found = diff({"cluster": {"pools": {"apps": {}, "more": {}}}})
    assert [(each.kind, each.resource.name) for each in found.resources] == [("create", "cluster-pool-more")]


def test_an_update_of_the_cluster_touches_nothing_in_it() -> None:
    """While the cluster is upgraded its answers are not known; which cluster it is, is."""
    found = diff({"cluster": {"control_plane": "free"}})
    assert {
        each.resource.name for each in found.of("replace") if not each.resource.type.startswith("azure")
    } == set()


def test_a_lock_is_one_resource_more() -> None:
    """It holds for the whole group; taking it off is one deployment."""
    found = diff({"lock": True})
    assert [(each.kind, each.resource.name) for each in found.resources] == [("create", "group-lock")]
    assert found.resources[0].resource.inputs["level"] == "CanNotDelete"


def test_a_zone_more_makes_pools_beside_the_old_ones() -> None:
    """AKS changes the zones of no pool. The cluster and the addresses of the way out stay what they are."""
    found = compare_plans(planned(json.dumps({"network": {"zones": [1, 2]}})), planned("{}"), Tables())
    pools = ["cluster-pool-system", "cluster-pool-apps"]
    assert [each.resource.name for each in found.of("replace")] == pools
    assert [each.delete_first for each in found.of("replace")] == [False, False]
    assert [each.resource.name for each in found.resources if each.kind != "replace"] == []


def test_another_machine_makes_a_pool_beside_the_old_one() -> None:
    """Of the system pool too, which is no part of the cluster."""
    found = diff({"cluster": {"system_pool": {"machine": "large"}}})
    assert [(each.kind, each.resource.name) for each in found.resources] == [
        ("replace", "cluster-pool-system")
    ]


def test_a_key_more_is_one_resource_more() -> None:
    """What is in the vault stays as it is."""
    before = planned(json.dumps({"secrets": {"keys": {"one": {}}}}))
    after = planned(json.dumps({"secrets": {"keys": {"one": {}, "two": {}}}}))
    found = compare_plans(before, after, Tables())
    assert [(each.kind, each.resource.name) for each in found.resources] == [("create", "vault-key-two")]


@pytest.mark.parametrize("change", [{"rotate_days": 60}, {"operations": ["sign"]}, {"size": 4096}])
def test_no_key_is_changed_in_place(change: dict[str, Any]) -> None:
    """Azure would say that it had, and leave the key as it is; the protected key is refused instead."""
    before = planned(json.dumps({"secrets": {"keys": {"one": {}}}}))
    after = planned(json.dumps({"secrets": {"keys": {"one": change}}}))
    found = compare_plans(before, after, Tables())
    assert [(each.kind, each.resource.name) for each in found.resources] == [("replace", "vault-key-one")]
    assert found.resources[0].resource.protect


def test_the_driver_of_secrets_comes_in_place() -> None:
    """With the first service that has a secret as a file."""
    found = diff({"workloads": {"trip": {"uses": {"secret_files": ["key"]}}}})
    kinds = {each.resource.name: each.kind for each in found.resources}
    assert kinds["cluster-aks"] == "update"
    assert "replace" not in kinds.values()


def test_a_link_in_place_of_addresses_replaces_nothing() -> None:
    """What there is is changed where it stands, network first; a subnet comes, with its group."""
    found = diff({"edge": {"path": "private_link"}})
    assert [(each.kind, each.resource.name) for each in found.resources] == [
        ("create", "network-nsg-link"),
        ("create", "network-subnet-link"),
        ("update", "network-nsg-gateway"),
        ("update", "edge-gateway-gateway"),
        ("update", "edge-origin"),
        ("create", "diagnostics-network-link"),
    ]
