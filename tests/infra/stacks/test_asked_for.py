"""What a stack asks of a tier because of one field of the environment: budget, driver, Argo CD, rollouts."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, Final

from infra.stacks import azure
from infra.stacks.kubernetes import workloads
from jiban.components.workload.spec import WorkloadSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.workload.examples import OWNERSHIP, SHAPE, TAINT, platform, spec
from tests.infra.stacks import examples
from tests.infra.stacks.test_composition import composed, named, on_azure
from tests.infra.stacks.test_kubernetes import AUTONAMED

BUDGET: Final = {"monthly": 100.0, "first_month": "2026-12", "emails": ("pay@example.com",)}
ALERTS: Final = {"alerts": {"emails": ("ops@example.com",)}}


def notices(plan: ProgramPlan) -> list[Any]:
    """Whom each notice of the budget goes to, beside mailboxes."""
    found = named(plan, "budget-budget").inputs["notifications"].values()
    return [each.get("contactGroups") for each in found]


def test_a_budget_counts_nodes_and_tells_those_who_hear_of_notices() -> None:
    """Both resource groups, AKS's own as well; nobody is called at night for money."""
    plan = composed(azure.platform, examples.environment(budget=BUDGET, observability=ALERTS))
    dimensions = named(plan, "budget-budget").inputs["filter"]["dimensions"]
    assert dimensions["values"] == ["rg-pms-test", "rgaks-pms-test"]
    assert notices(plan) == [["id:alerts-notice"]] * 3


def test_a_budget_without_alerts_tells_mailboxes() -> None:
    """And without a budget there is none."""
    assert notices(composed(azure.platform, examples.environment(budget=BUDGET))) == [None] * 3
    plain = on_azure()
    assert "budget-budget" not in {each.name for each in plain.resources}


def test_a_secret_in_a_pod_asks_for_the_driver_of_the_cluster() -> None:
    """And for nothing where programs ask the vault themselves."""
    services: dict[str, WorkloadSpec] = {"trip": spec(uses={"secret_files": ("jwt-signing-key",)})}
    asked = composed(azure.platform, examples.environment(services))
    assert "azureKeyvaultSecretsProvider" in named(asked, "cluster-aks").inputs["addonProfiles"]
    plain = on_azure()
    assert "azureKeyvaultSecretsProvider" not in named(plain, "cluster-aks").inputs.get("addonProfiles", {})


REPOSITORY: Final = {"url": "https://github.com/tripgen/k8s-manifests"}
STEERED: Final = spec(
    metrics_path="/metrics",
    ingress={"path": "/trip"},
    rollout="canary",
    autoscale={"max_replicas": 5, "cpu_percent": 70},
)


@cache
def whole(*, private: bool = True, pool: str | None = "apps", application: str | None = None) -> ProgramPlan:
    """The services of an environment with a gateway, Argo CD and a canary, each part in a pool."""
    services = {
        "trip": STEERED,
        "user": spec(ingress={"path": "/user"}, autoscale={"max_replicas": 5, "cpu_percent": 70}),
        "ai": spec(ingress={"path": "/ai"}),
    }
    asked = examples.environment(
        services,
        ingress={"pool": pool},
        rollouts={"pool": pool},
        delivery={"owner": "argo", "repository": REPOSITORY, "pool": pool, "application": application},
    )
    shape = replace(SHAPE, gateway_address="10.0.127.254", rollouts=True, private_api=private, metrics=True)

    def program() -> object:
        there = replace(
            platform(shape), metrics_url="https://metrics.example", reader_client_id="client-of-reader"
        )
        return workloads(asked, OWNERSHIP, there)

    return plan_program(program, outputs=AUTONAMED, resolve=True)


def that_say_why(plan: ProgramPlan) -> set[str]:
    """Policies of the platform's own parts that say why they open the internet to the API server."""
    return {
        each.name
        for each in plan.resources
        if each.type.endswith(":NetworkPolicy")
        and "API server at its public address"
        in str(each.inputs["metadata"].get("annotations", {}).get("jiban/internet"))
        and each.name.startswith(("delivery-", "ingress-", "rollouts-"))
    }


def test_who_asks_a_public_api_says_so() -> None:
    """Argo CD's controller and its first run, the gateway's controller, and that of rollouts."""
    assert that_say_why(whole()) == set()
    assert that_say_why(whole(private=False)) >= {
        "delivery-controller-policy",
        "delivery-cache-secret-policy",
        "ingress-controller-policy",
    }
    assert any(name.startswith("rollouts-") for name in that_say_why(whole(private=False)))


def test_the_namespaces_of_gateway_and_rollouts_are_scraped_with_the_services() -> None:
    """By one list."""
    assert named(whole(), "namespace-scraping").inputs["data"]["pod-annotation-based-scraping"] == (
        'podannotationnamespaceregex = "tripgen|tripgen-ingress|tripgen-rollouts"'
    )


def test_argo_cd_runs_in_its_pool() -> None:
    """Whose taint it tolerates; without one it runs anywhere."""
    key, _, rest = TAINT.partition("=")
    value, _, effect = rest.partition(":")
    values = named(whole(), "delivery-release").inputs["values"]["global"]
    assert values["nodeSelector"] == {"jiban/pool": "apps"}
    (tolerated,) = values["tolerations"]
    assert {tolerated["key"], tolerated["effect"]} == {key, effect}
    assert tolerated.get("value", value) == value
    anywhere = named(whole(pool=None), "delivery-release").inputs["values"]["global"]
    assert anywhere.keys() == {"networkPolicy"}


def test_the_controllers_of_rollouts_run_in_their_pool() -> None:
    """All of theirs."""
    pods = [
        each.inputs["spec"]["template"]["spec"]
        for each in whole().resources
        if each.type.endswith(":Deployment") and each.name.startswith("rollouts-")
    ]
    assert pods
    assert [each["nodeSelector"] for each in pods] == [{"jiban/pool": "apps"}] * len(pods)
    assert all(each["tolerations"] for each in pods)


def test_argo_cd_leaves_to_others_what_they_write() -> None:
    """The number of pods of services that scale, and what a rollout writes of those it steers."""
    found = named(whole(), "delivery-application").inputs["spec"]["ignoreDifferences"]
    assert {(each["kind"], each["name"]) for each in found} == {
        ("Deployment", "trip"),
        ("Deployment", "user"),
        ("Rollout", "trip"),
        ("Service", "trip"),
        ("Service", "trip-canary"),
        ("HTTPRoute", "trip-canary"),
    }


def test_an_application_is_called_after_project_and_stack_or_as_it_is_told() -> None:
    """And its project in Argo CD alike."""
    assert named(whole(), "delivery-application").inputs["metadata"]["name"] == "tripgen-prod"
    other = whole(application="trips")
    assert named(other, "delivery-application").inputs["metadata"]["name"] == "trips"
    assert named(other, "delivery-project").inputs["metadata"]["name"] == "trips"
    assert other.result["application"] == "trips"
