"""What the program makes of a configuration: the parts in the stack's scope, their order, its warnings."""

from pathlib import Path
from typing import Any, Final

import pytest

from infra.program import main
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import CLIENT

SERVICE: Final[dict[str, Any]] = {
    "image": "registry.example.com/trip:1.0.0",
    "replicas": 2,
    "ingress": True,
    "resources": {"cpu": "100m", "memory": "128Mi", "memory_limit": "256Mi"},
    "uses": {"databases": ["trips"]},
}
FIELDS: Final[dict[str, Any]] = {
    "region": "koreacentral",
    "owner": "platform",
    "protect": False,
    "inside_network": True,
    "postgres": {"databases": ["trips"]},
    "workloads": {"trip": SERVICE},
}
PRIVATE: Final = "the cluster's API answers only inside the network"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a project that has no stack files, as the working folder."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\noptions: { refresh: always }\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def planned(**changes: Any) -> ProgramPlan:
    """The plan of stack `dev` of project `shop`."""
    fields = {key: value for key, value in (FIELDS | changes).items() if value is not None}
    config = {f"jiban:{key}": value for key, value in fields.items()}
    return plan_program(main, project="shop", stack="dev", config=config, functions=CLIENT)


def warnings(plan: ProgramPlan) -> list[str]:
    """What is warned of."""
    return [each.message for each in plan.diagnostics if each.severity == "warning"]


def test_a_whole_environment_shows_platform_and_services() -> None:
    """And nothing that only another stack reads."""
    assert planned().outputs.keys() == {
        "resource_group",
        "cluster",
        "registry",
        "vault",
        "database",
        "database_replicas",
        "namespace",
        "deployer",
        "services",
    }


def test_a_platform_shows_itself_and_what_its_services_stack_reads() -> None:
    """None of its services is made."""
    plan = planned(scope="platform")
    assert plan.outputs.keys() == {
        "resource_group",
        "cluster",
        "registry",
        "vault",
        "database",
        "database_replicas",
        "platform",
        "platform_kubeconfig",
    }
    assert not [each for each in plan.resources if each.package == "kubernetes"]


def test_services_start_when_the_ways_to_what_they_use_are_there() -> None:
    """And the run that makes roles, too: both wait for the private endpoints."""
    plan = planned()
    waits = {each.name: each.dependency_names for each in plan.resources}
    assert "endpoints-postgres-endpoint" in waits["trip-deployment"]
    assert any(
        "endpoints-postgres-endpoint" in names
        for name, names in waits.items()
        if name.startswith("database-roles")
    )


def test_a_private_cluster_with_everything_is_deployed_from_inside() -> None:
    """It is warned of; a platform alone, and a public cluster, are deployed from anywhere."""
    public = {"private": False, "api_clients": ["203.0.113.0/24"]}
    assert [each[: len(PRIVATE)] for each in warnings(planned())] == [PRIVATE]
    assert warnings(planned(scope="platform")) == []
    assert warnings(planned(cluster=public)) == []


def test_each_receiver_without_an_address_is_told() -> None:
    """Whoever has one hears."""
    alerts = {"emails": ["ops@example.com"], "receivers": ["pagerduty", "teams"]}
    told = warnings(planned(scope="platform", observability={"alerts": alerts}))
    assert [each.partition(" hears of no alert")[0] for each in told] == ["pagerduty", "teams"]
    assert "'jiban:observability.alerts.webhooks.teams'" in told[1]


def test_services_on_another_stack_s_platform_are_told_nothing_of_it() -> None:
    """Who hears of alerts, and whether nodes are looked at first, is the platform's matter."""
    (Path.cwd() / "Pulumi.yaml").write_text("name: shop\n")
    alerts = {"emails": ["ops@example.com"], "receivers": ["pagerduty"]}
    own = {"scope": "workloads", "platform_stack": "acme/shop/prod", "inside_network": None}
    plan = planned(observability={"alerts": alerts}, **own)
    assert warnings(plan) == []
    assert plan.outputs.keys() == {"namespace", "deployer", "services"}
    assert not [each for each in plan.resources if each.package == "azure-native"]


def test_services_have_the_names_and_labels_of_the_stack_that_they_extend(project: Path) -> None:
    """Both stacks are of one environment."""
    (project / "Pulumi.prod.yaml").write_text("config:\n  jiban:scope: platform\n")
    own = {"scope": "workloads", "extends": "prod", "inside_network": None}
    (namespace,) = [each for each in planned(**own).resources if each.name == "namespace-namespace"]
    assert namespace.inputs["metadata"]["labels"]["jiban/stack"] == "prod"


def test_a_name_that_no_cloud_takes_is_a_fault_of_the_project() -> None:
    """It is told where the name stands, before anything is made."""
    with pytest.raises(Exception, match="the reserved word 'windows'") as refused:
        plan_program(
            main,
            project="windows",
            stack="dev",
            config={f"jiban:{key}": value for key, value in FIELDS.items()},
            functions=CLIENT,
        )
    assert str(refused.value).startswith('Pulumi.yaml: name = "windows": ')
    assert "nothing was planned" in str(refused.value)
