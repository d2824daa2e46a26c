"""The rules on TripGen, both stacks: they pass, and for the right reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jiban.plan.run import plan
from jiban.policies import packs
from jiban.policies.rules.design import dsg_001_subnet_capacity as dsg_001
from jiban.policies.rules.design import dsg_004_drainable_workloads as dsg_004
from jiban.policies.rules.design import dsg_021_reachability as dsg_021
from jiban.policy import waivers
from jiban.policy.inprocess import Report, judge, run
from jiban.policy.plan_views import views
from jiban.policy.rule import Outcome, StackRule
from jiban.policy.view import ResourceView, StackView
from jiban.policy.waivers import Waiver
from tests.policies.samples import with_resource
from tests.stacks import planned

ROOT = Path(__file__).parents[2]

RELEASE = "ingress-release"
ARGO_CD = "delivery-release"
ROLLOUTS = "rollouts-release"
"""The one thing whose parts no rule sees: Helm makes them during the deployment."""


NOT_THERE = frozenset(
    {
        *("SEC-010", "STO-001", "STO-003", "STO-004", "STO-005", "STO-007", "STO-008", "STO-009", "STO-011"),
        "OPS-005",
        "EDG-018",
        *("DSG-017", "DSG-018", "DSG-019", "DSG-020"),
        *("DSG-008", "DSG-009", "DSG-010", "DSG-024"),
    }
)
"""What finds nothing in either environment: there is no account of Azure Storage, no service of search, no
exclusion of a firewall, and no secret among the inputs; there is nothing to compare with, and nobody has
declared what is held against."""
EDGE = frozenset({f"EDG-{number:03}" for number in (1, 2, 3, 4, 5, 7, 8, 9, 16, 17)})


@cache
def resources(stack: str) -> tuple[ResourceView, ...]:
    """All of an environment, as rules see it where it is one stack: what comes from what is known then."""
    alone = ("jiban:scope=all", "jiban:inside_network=true")
    return tuple(views(plan(ROOT, stack, overrides=alone)))


def report(stack: str, changed: Callable[[ResourceView], ResourceView] | None = None) -> Report:
    """What the rules say of a stack, or of one that was changed."""
    found = [changed(each) if changed else each for each in resources(stack)]
    return run("tripgen", stack, found, packs.RULES, waivers=everywhere(), today=date(2026, 11, 28))


def everywhere() -> list[Waiver]:
    """The exceptions of the repository, in whatever stack what they are about stands."""
    return [replace(each, stacks=()) for each in waivers.load(ROOT / waivers.FILE)]


def reasons(stack: str, rule: StackRule) -> dict[str, str]:
    """Why a rule passes, by subject that it sees."""
    judgements = judge(rule, StackView(resources(stack)))
    return {
        each.subject.name if each.subject else "": each.verdict.reason
        for each in judgements
        if each.verdict.outcome is not Outcome.UNKNOWN
    }


def with_inputs(name: str, **inputs: Any) -> Callable[[ResourceView], ResourceView]:
    """Change some inputs of one resource."""
    return lambda each: with_resource(each, inputs={**each.inputs, **inputs}) if each.name == name else each


def without_spec(name: str, key: str) -> Callable[[ResourceView], ResourceView]:
    """Empty a list in the specification of a Kubernetes object."""

    def changed(each: ResourceView) -> ResourceView:
        if each.name != name:
            return each
        return with_resource(each, inputs={**each.inputs, "spec": {**each.inputs["spec"], key: []}})

    return changed


@pytest.mark.parametrize(
    ("stack", "more"),
    [("prod", {"delivery-reader-policy", "rollouts-reader-policy"}), ("dev", {"ingress-controller-policy"})],
)
def test_what_fails_is_the_way_to_the_directory(stack: str, more: set[str]) -> None:
    """Services, and the run that makes roles, sign in where no policy can name; there is the host of the
    repository of production, too, and in development the API of the cluster. Nothing else fails but what is
    waived.
    """
    found = report(stack)
    failures = {(each.rule.id, each.name) for each in found.findings}
    assert failures == {
        ("NET-023", "user-policy"),
        ("NET-023", "trip-policy"),
        ("NET-023", "ai-policy"),
        ("NET-023", "location-policy"),
        ("NET-023", "database-roles-policy"),
        *(("NET-023", name) for name in more),
    }
    assert {each.name for each in found.unknown if each.judgement.unseen} - {ARGO_CD, ROLLOUTS} == {RELEASE}


@pytest.mark.parametrize(
    ("stack", "unknown"),
    [
        ("prod", set[str]()),
        ("prod-workloads", {RELEASE, ARGO_CD, ROLLOUTS}),
        ("prod-south", set[str]()),
        ("prod-south-workloads", {RELEASE, ARGO_CD, ROLLOUTS}),
    ],
)
def test_nothing_fails_in_each_stack_by_itself(stack: str, unknown: set[str]) -> None:
    """Rules see one stack at a time, and what they need of the other one is known there too."""
    known = waivers.load(ROOT / waivers.FILE)
    seen = views(planned(ROOT, stack))
    found = run("tripgen", stack, seen, packs.RULES, waivers=known, today=date(2026, 11, 28))
    assert {each.rule.id for each in found.findings} - {"NET-023"} == set()
    assert {each.name for each in found.unknown if each.judgement.unseen} == unknown


@pytest.mark.parametrize(
    ("stack", "more"),
    [
        ("prod", {"EDG-016"}),
        (
            "dev",
            {
                *EDGE,
                *("SEC-001", "DSG-014"),
                *("DSG-011", "DSG-012", "K8C-008", "LOG-005", "PG-003", "PG-009", "PG-012"),
            },
        ),
    ],
)
def test_the_rules_have_something_to_say(stack: str, more: set[str]) -> None:
    """All rules about Azure and Kubernetes find subjects; those about AWS, changes and what is not there do
    not. Development has no edge, no key and no budget, and is not held against what is for production.
    """
    counts = report(stack).counts
    idle = {rule for rule, found in counts.items() if set(found) == {Outcome.NOT_APPLICABLE}}
    assert idle == {*of_aws(), *NOT_THERE, *more}


def of_aws() -> set[str]:
    """Ids of the rules about AWS alone."""
    return {
        rule.id for rule in packs.RULES if rule.types and all(each.startswith("aws:") for each in rule.types)
    }


def test_why_paths_pass_in_production() -> None:
    """Who uses the database reaches it, and who does not is kept out."""
    servers = ("postgres-primary", "postgres-replica-local", "postgres-replica-south")
    reach = "; ".join(f"its pods reach {server} at port 5432" for server in servers)
    kept_out = "; ".join(f"its pods do not reach {server}" for server in servers)
    assert reasons("prod", dsg_021.RULE) == {
        "user-deployment": reach,
        "trip-deployment": reach,
        "location-deployment": kept_out,
        "ai-deployment": kept_out,
        "rollouts-reader": kept_out,
    }


def test_why_addresses_pass_in_production() -> None:
    """The nodes' subnet and the pods' range hold the most nodes there can be."""
    assert reasons("prod", dsg_001.RULE) == {
        (
            "network-subnet-application"
        ): "10.0.1.0/24 has 251 addresses, up to 20 are taken: first (1 node + 1 surge) "
        "+ system81d7b (5 nodes + 1 surge) + appsd2dba (10 nodes + 1 surge) + 1 of the API server",
        "cluster-aks": "the pod range 10.244.0.0/16 has room for 256 nodes, there can be 19",
    }


def test_why_budgets_pass_in_production() -> None:
    """One pod of each service may go when its autoscaler is at the minimum."""
    assert reasons("prod", dsg_004.RULE) == {
        "user-budget": "of 3 pods of user, 1 may go",
        "trip-budget": "of 3 pods of trip, 1 may go",
        "ai-budget": "of 2 pods of ai, 1 may go",
        "location-budget": "of 2 pods of location, 1 may go",
        "rollouts-reader-budget": "of 2 pods of metrics-reader, 1 may go",
    }


@pytest.mark.parametrize(
    ("change", "rule", "names"),
    [
        (with_inputs("network-nsg-database", securityRules=[]), "", set[str]()),
        (without_spec("user-policy", "egress"), "DSG-021", {"user-deployment"}),
        (without_spec("location-policy", "ingress"), "DSG-021", {"trip-deployment"}),
        (
            with_inputs(
                "vault-vault",
                properties={
                    "enablePurgeProtection": False,
                    "enableRbacAuthorization": True,
                    "publicNetworkAccess": "disabled",
                },
            ),
            "SEC-003",
            {"vault-vault"},
        ),
        (
            with_inputs("postgres-primary", network={"publicNetworkAccess": "Enabled"}),
            "PG-001",
            {"postgres-primary"},
        ),
        (with_inputs("cluster-aks", disableLocalAccounts=False), "K8C-006", {"cluster-aks"}),
    ],
)
def test_what_a_change_breaks(
    change: Callable[[ResourceView], ResourceView], rule: str, names: set[str]
) -> None:
    """A change that closes or opens too much is found where it does harm, and nowhere else.

    The first one opens the database's subnet to the network; the pods' own policies keep it shut to others.
    """
    found = [each for each in report("prod", change).findings if each.rule.id != "NET-023"]
    assert {each.rule.id for each in found} == ({rule} if rule else set())
    assert {each.name for each in found} == names
