"""What carries rollouts out: who is bound to what and where, and what is there for one pod and for two."""

from dataclasses import replace
from typing import Any

import pulumi
import pytest

from jiban.components.rollouts.kubernetes import MetricsReaderArgs, Rollouts, RolloutsArgs
from jiban.components.rollouts.spec import RolloutsSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.workload.examples import OWNERSHIP

ARGS = RolloutsArgs(
    spec=RolloutsSpec(),
    ownership=OWNERSHIP,
    namespace="tripgen-rollouts",
    services="tripgen",
    deployer="deployer",
    after=[],
    scheduling={},
    kubernetes_api={"to": [{"ipBlock": {"cidr": "10.0.1.0/24"}}]},
    reasons={},
    scraper={"podSelector": {"matchLabels": {"rsName": "ama-metrics"}}},
    prometheus={"address": "http://metrics-reader.tripgen-rollouts:8080"},
    reader=MetricsReaderArgs(
        program="(program)",
        prometheus="https://metrics.example",
        internet={"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]},
        reason={"jiban/internet": "to sign in"},
        identity_labels={},
        identity_annotations={},
    ),
)


def made(**fields: Any) -> ProgramPlan:
    """What it asks for; the result is what a rollout waits for."""

    def program() -> list[pulumi.Output[str]]:
        return [each.urn for each in Rollouts("rollouts", replace(ARGS, **fields)).contract.ready]

    return plan_program(program, resolve=True)


def values(found: ProgramPlan) -> dict[str, Any]:
    """Values of the chart."""
    (release,) = (each for each in found.resources if each.name == "rollouts-release")
    return dict(release.inputs["values"])


@pytest.mark.parametrize(("pods", "budgets"), [(1, 0), (2, 1)])
def test_one_pod_has_no_budget(pods: int, budgets: int) -> None:
    """Neither of the controllers nor of what asks Prometheus; it could never be moved."""
    found = made(spec=RolloutsSpec(replicas=pods))
    assert len([each for each in found.resources if each.name == "rollouts-reader-budget"]) == budgets
    assert ("pdb" in values(found)["controller"]) is bool(budgets)
    assert values(found)["controller"]["replicas"] == pods
    (reader,) = (each for each in found.resources if each.name == "rollouts-reader")
    assert reader.inputs["spec"]["replicas"] == pods


def test_who_is_bound_where() -> None:
    """The controllers among the services and at home, and whoever deploys among the services alone."""
    found = made()
    assert {
        each.name: (
            each.inputs["metadata"]["namespace"],
            each.inputs["roleRef"]["name"],
            each.inputs["subjects"][0]["name"],
            each.inputs["subjects"][0]["namespace"],
        )
        for each in found.resources
        if each.type.endswith(":RoleBinding")
    } == {
        "rollouts-services-binding": ("tripgen", "rollouts-services", "argo-rollouts", "tripgen-rollouts"),
        "rollouts-own-binding": (
            "tripgen-rollouts",
            "rollouts-own",
            "argo-rollouts",
            "tripgen-rollouts",
        ),
        "rollouts-deployer-binding": ("tripgen", "rollouts-deployer", "deployer", "tripgen"),
    }


@pytest.mark.parametrize("reason", [{}, {"jiban/internet": "to reach the API server"}])
def test_each_policy_says_its_own_reason_for_the_internet(reason: dict[str, str]) -> None:
    """That of what asks Prometheus always has one, that of the controllers where the API server is public."""
    found = made(reasons=reason)
    assert {
        each.name: each.inputs["metadata"].get("annotations", {})
        for each in found.resources
        if each.type.endswith(":NetworkPolicy")
    } == {
        "rollouts-controller-policy": reason,
        "rollouts-reader-policy": {"jiban/internet": "to sign in"},
    }


@pytest.mark.parametrize("scraper", [None, {"ipBlock": {"cidr": "10.0.9.0/24"}}])
def test_the_controllers_are_scraped_where_something_scrapes(scraper: dict[str, Any] | None) -> None:
    """Otherwise they say nothing of their metrics and let nobody in."""
    found = made(scraper=scraper)
    (policy,) = (each for each in found.resources if each.name == "rollouts-controller-policy")
    assert bool(policy.inputs["spec"]["ingress"]) is bool(scraper)
    assert ("podAnnotations" in values(found)["controller"]) is bool(scraper)


def test_a_rollout_waits_for_the_controllers_and_for_what_they_ask() -> None:
    """The release, and the address of what asks Prometheus."""
    assert [each.rpartition("::")[2] for each in made().result] == [
        "rollouts-release",
        "rollouts-reader-service",
    ]


def test_the_release_waits_for_its_rights_and_for_its_way() -> None:
    """A controller that may nothing would fail its first minutes."""
    (release,) = (each for each in made().resources if each.name == "rollouts-release")
    assert {
        "rollouts-controller-policy",
        "rollouts-reader-policy",
        "rollouts-services-role",
        "rollouts-services-binding",
        "rollouts-own-role",
        "rollouts-own-binding",
    } <= release.dependency_names


def test_controllers_that_ask_themselves_need_nothing_between() -> None:
    """Neither pods, nor an address, nor a policy of what would ask; the release alone is waited for."""
    ways = [
        {"to": [{"ipBlock": {"cidr": "169.254.170.23/32"}}]},
        {"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]},
    ]
    found = made(reader=None, asks=ways)
    assert [each.name for each in found.resources if "reader" in each.name] == []
    assert [each.rpartition("::")[2] for each in found.result] == ["rollouts-release"]
    (policy,) = (each for each in found.resources if each.type.endswith(":NetworkPolicy"))
    assert policy.inputs["spec"]["egress"] == [ARGS.kubernetes_api, *ways]
