import pytest

from jiban.components.observability.azure_grafana import Dashboards, DashboardsArgs
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import SITE
from tests.components.observability.examples import known, metrics, of_type

GROUP = "11111111-2222-3333-4444-555555555555"


def dashboards() -> ProgramPlan:
    """Dashboards of one group of administrators."""

    def program() -> None:
        args = DashboardsArgs(
            site=SITE, metrics=metrics(), admins=[GROUP], group_id=known("/group"), zone_redundant=True
        )
        Dashboards("dashboards", args)

    answers = {
        "dashboard:Grafana": {"identity": {"principalId": "own"}, "properties": {"endpoint": "https://g"}}
    }
    return plan_program(program, outputs=answers, resolve=True)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """The same, planned once."""
    return dashboards()


def test_they_stand_on_the_metrics(planned: ProgramPlan) -> None:
    """The managed Prometheus is their source."""
    properties = planned.resource("dashboard:Grafana", "dashboards-grafana").inputs["properties"]
    assert properties["grafanaIntegrations"] == {
        "azureMonitorWorkspaceIntegrations": [{"azureMonitorWorkspaceResourceId": "/prometheus"}]
    }


def test_they_survive_the_loss_of_a_zone(planned: ProgramPlan) -> None:
    """Where the environment has several."""
    properties = planned.resource("dashboard:Grafana", "dashboards-grafana").inputs["properties"]
    assert properties["zoneRedundancy"] == "Enabled"


def test_no_key_opens_them(planned: ProgramPlan) -> None:
    """People sign in at the directory."""
    properties = planned.resource("dashboard:Grafana", "dashboards-grafana").inputs["properties"]
    assert properties["apiKey"] == "Disabled"


def test_who_may_do_what(planned: ProgramPlan) -> None:
    """Their identity reads metrics and logs; the administrators, a group of people, administer."""
    assert {
        (each.inputs["scope"], each.inputs["principalId"], each.inputs["principalType"])
        for each in of_type(planned, "authorization:RoleAssignment")
    } == {
        ("/prometheus", "own", "ServicePrincipal"),
        ("/group", "own", "ServicePrincipal"),
        ("id:dashboards-grafana", GROUP, "Group"),
    }
