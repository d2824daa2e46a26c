from dataclasses import replace

import pulumi
import pytest

from infra.stacks.kubernetes import workloads
from jiban.testing import ProgramPlan, Secret, plan_program
from tests.components.workload.examples import OWNERSHIP, SHAPE, platform, spec
from tests.infra.stacks.examples import environment

AUTONAMED = {"kubernetes:core/v1:ConfigMap": {"metadata": {"name": "autonamed-1a2b3c4"}}}


def stack() -> ProgramPlan:
    """Return what the services of the example ask for."""
    return plan_program(
        lambda: workloads(environment(), OWNERSHIP, platform()), outputs=AUTONAMED, resolve=True
    )


def policy(plan: ProgramPlan, name: str) -> dict[str, list[dict[str, object]]]:
    """Return the network policy of a service."""
    (found,) = [each for each in plan.resources if each.name == f"{name}-policy"]
    return found.inputs["spec"]


def test_a_stack_shows_where_its_services_are() -> None:
    """Outputs: the namespace, the account for pipelines, and each service's address inside the cluster."""
    assert stack().result == {
        "namespace": "tripgen",
        "deployer": "deployer",
        "services": {
            "user": "http://user.tripgen",
            "trip": "http://trip.tripgen",
            "ai": "http://ai.tripgen",
            "location": "http://location.tripgen",
        },
    }


def test_the_way_to_the_cluster_is_a_secret() -> None:
    """The provider gets the platform's kubeconfig and applies on the server's side."""
    (provider,) = [each for each in stack().resources if each.type == "pulumi:providers:kubernetes"]
    assert provider.inputs["kubeconfig"] == Secret("apiVersion: v1")
    assert provider.inputs["enableServerSideApply"] == "true"


def test_the_provider_knows_which_cluster_it_is() -> None:
    """So that another way to sign in replaces nothing."""

    def program() -> None:
        workloads(environment(), OWNERSHIP, replace(platform(), cluster_identifier="arn:cluster"))

    found = plan_program(program)
    (provider,) = [each for each in found.resources if each.type == "pulumi:providers:kubernetes"]
    assert provider.inputs["clusterIdentifier"] == "arn:cluster"


def test_every_object_goes_to_the_platform_s_cluster() -> None:
    """None falls to a provider that takes whatever cluster the shell points at."""
    objects = [each for each in stack().resources if each.type.startswith("kubernetes:")]
    (provider,) = {each.provider for each in objects}
    assert provider is not None
    assert provider.endswith("pulumi:providers:kubernetes::kubernetes::id:kubernetes")
    assert len(objects) == 49


def test_both_ends_of_a_call_are_open() -> None:
    """The caller may send to the callee's pods, and the callee lets the caller in."""
    found = stack()
    assert {
        "to": [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "location"}}}],
        "ports": [{"protocol": "TCP", "port": 8080}],
    } in policy(found, "trip")["egress"]
    assert policy(found, "location")["ingress"] == [
        {
            "from": [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "trip"}}}],
            "ports": [{"protocol": "TCP", "port": 8080}],
        }
    ]


def test_pods_wait_for_what_the_platform_must_have_ready() -> None:
    """What a service needs comes before its own pods, not before others nor what only describes them."""

    def program() -> object:
        first = pulumi.ComponentResource("test:platform:Ready", "ready")
        pulumi.CustomResource("test:platform:Grant", "permission", {}, pulumi.ResourceOptions(parent=first))
        return workloads(environment(), OWNERSHIP, platform(), {"user": [first], "trip": [first]})

    found = plan_program(program, outputs=AUTONAMED, resolve=True)
    waiting = {each.name for each in found.resources if "permission" in each.dependency_names}
    assert waiting == {"user-deployment", "trip-deployment"}


def test_an_environment_without_services_has_a_namespace() -> None:
    """The first service then needs no new ground."""
    found = plan_program(
        lambda: workloads(environment({}), OWNERSHIP, platform()), outputs=AUTONAMED, resolve=True
    )
    assert found.result["services"] == {}
    assert found.result["namespace"] == "tripgen"


def test_services_that_use_a_database_wait_for_its_roles() -> None:
    """A pod that cannot sign in would only fail; a service without a database does not wait for one."""
    waiting = {each.name for each in stack().resources if "database-roles-job" in each.dependency_names}
    assert waiting == {"user-deployment", "trip-deployment"}


def test_the_roles_wait_for_what_the_platform_must_have_ready() -> None:
    """The way to the server, and the right to administer it."""

    def program() -> object:
        first = pulumi.ComponentResource("test:platform:Ready", "ready")
        pulumi.CustomResource("test:platform:Grant", "permission", {}, pulumi.ResourceOptions(parent=first))
        return workloads(environment(), OWNERSHIP, platform(), roles_ready=[first])

    found = plan_program(program, outputs=AUTONAMED, resolve=True)
    waiting = {each.name for each in found.resources if "permission" in each.dependency_names}
    assert waiting == {"database-roles-job"}


def test_nobody_who_deploys_services_stands_beside_the_administrator() -> None:
    """The pipeline's account may start pods as any account of its namespace; the run has another one."""
    found = {each.name: each for each in stack().resources}
    assert found["database-roles-job"].inputs["metadata"]["namespace"] == "tripgen-database-roles"
    bound = {each.inputs["metadata"]["namespace"] for each in found.values() if "RoleBinding" in each.type}
    assert bound == {"tripgen"}


def behind_the_gateway() -> ProgramPlan:
    """One service behind a gateway in the cluster."""
    whole = environment({"trip": spec(ingress={"path": "/api/trips"})}, ingress={"replicas": 1})
    shape = replace(SHAPE, gateway_address="10.0.127.254")
    return plan_program(lambda: workloads(whole, OWNERSHIP, platform(shape)), outputs=AUTONAMED, resolve=True)


def test_a_stack_shows_where_its_gateway_is() -> None:
    """For whatever stands in front of it."""
    assert behind_the_gateway().result["gateway"] == "10.0.127.254"


@pytest.mark.parametrize(
    ("later", "first"),
    [
        ("ingress-release", "ingress-controller-policy"),
        ("ingress-class", "ingress-release"),
        ("ingress-gateway", "ingress-proxies"),
        ("trip-route", "ingress-gateway"),
        ("trip-route", "trip-service"),
        ("trip-traffic", "trip-route"),
    ],
)
def test_what_uses_a_definition_waits_for_it(later: str, first: str) -> None:
    """Policies, the controller with its definitions, the gateway, the routes."""
    (found,) = [each for each in behind_the_gateway().resources if each.name == later]
    assert first in found.dependency_names


def test_the_controller_says_why_it_reaches_the_internet() -> None:
    """Where the API server has a public address, and nowhere else."""
    whole = environment({"trip": spec(ingress={"path": "/api/trips"})}, ingress={"replicas": 1})
    shape = replace(SHAPE, gateway_address="10.0.127.254", private_api=False)
    found = plan_program(
        lambda: workloads(whole, OWNERSHIP, platform(shape)), outputs=AUTONAMED, resolve=True
    )
    (policy,) = [each for each in found.resources if each.name == "ingress-controller-policy"]
    assert policy.inputs["metadata"]["annotations"] == {
        "jiban/internet": "to reach the API server at its public address"
    }


def test_the_agent_scrapes_the_gateway_too() -> None:
    """Its one list of namespaces has both."""
    (found,) = [each for each in behind_the_gateway().resources if each.name == "namespace-scraping"]
    assert found.inputs["data"]["pod-annotation-based-scraping"] == (
        'podannotationnamespaceregex = "tripgen|tripgen-ingress"'
    )
