from typing import Any

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.observability.azure_logs import ContainerLogs, ContainerLogsArgs, Logs, LogsArgs
from jiban.components.observability.spec import LogsSpec, ObservabilitySpec, TableSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import SITE
from tests.components.observability.examples import cluster, logs, of_type


def planned(spec: LogsSpec) -> ProgramPlan:
    """A store of logs; the plan's result is the connection string."""

    def program() -> pulumi.Output[str] | None:
        args = LogsArgs(spec=ObservabilitySpec(logs=spec), site=SITE)
        return Logs("logs", args).contract.connection_string

    answers = {"applicationinsights:Component": {"connectionString": "InstrumentationKey=x"}}
    return plan_program(program, outputs=answers, resolve=True)


@pytest.fixture(scope="module")
def plain() -> ProgramPlan:
    """A store with nothing chosen but its days."""
    return planned(LogsSpec(retention_days=90))


def workspace(found: ProgramPlan) -> Any:
    """Return the inputs of the workspace."""
    return found.resource("operationalinsights:Workspace", "logs-workspace").inputs


def test_rows_are_kept_for_the_days_that_are_asked_for(plain: ProgramPlan) -> None:
    """Ninety, in the workspace, paid for by the gigabyte."""
    assert (workspace(plain)["retentionInDays"], workspace(plain)["sku"]) == (90, {"name": "PerGB2018"})


def test_nothing_caps_a_day_unless_it_is_said(plain: ProgramPlan) -> None:
    """What comes is collected."""
    assert "workspaceCapping" not in workspace(plain)


def test_a_cap_is_the_workspaces() -> None:
    """In GiB a day."""
    assert workspace(planned(LogsSpec(daily_cap_gb=2)))["workspaceCapping"] == {"dailyQuotaGb": 2}


def test_logs_come_in_by_the_private_network_alone(plain: ProgramPlan) -> None:
    """Neither the workspace nor Application Insights takes rows from the internet."""
    insights = plain.resource("applicationinsights:Component", "logs-insights").inputs
    assert {each["publicNetworkAccessForIngestion"] for each in (workspace(plain), insights)} == {"Disabled"}


def test_people_ask_by_the_public_address(plain: ProgramPlan) -> None:
    """They sign in at the directory."""
    insights = plain.resource("applicationinsights:Component", "logs-insights").inputs
    assert {each["publicNetworkAccessForQuery"] for each in (workspace(plain), insights)} == {"Enabled"}


def test_no_key_opens_the_store(plain: ProgramPlan) -> None:
    """Keys of both open nothing; so the connection string is no secret."""
    insights = plain.resource("applicationinsights:Component", "logs-insights").inputs
    assert workspace(plain)["features"]["disableLocalAuth"] is True
    assert insights["disableLocalAuth"] is True


def test_the_connection_string_is_handed_on(plain: ProgramPlan) -> None:
    """In plain text."""
    assert plain.result == "InstrumentationKey=x"


def test_traces_are_kept_in_the_workspace(plain: ProgramPlan) -> None:
    """Application Insights has no store of its own."""
    insights = plain.resource("applicationinsights:Component", "logs-insights").inputs
    assert (insights["workspaceResourceId"], insights["ingestionMode"]) == (
        "id:logs-workspace",
        "LogAnalytics",
    )


def test_nothing_is_sampled_on_the_way_in(plain: ProgramPlan) -> None:
    """One error in ten would be one error in ten."""
    insights = plain.resource("applicationinsights:Component", "logs-insights").inputs
    assert "samplingPercentage" not in insights


def test_the_scope_joins_both(plain: ProgramPlan) -> None:
    """What is not joined cannot be reached by the private endpoint."""
    joined = of_type(plain, "monitor:PrivateLinkScopedResource")
    assert {each.inputs["linkedResourceId"] for each in joined} == {"id:logs-workspace", "id:logs-insights"}


def test_logs_of_the_network_go_nowhere_else(plain: ProgramPlan) -> None:
    """From inside, only what is joined takes rows; questions are not held to it."""
    scope = plain.resource("monitor:PrivateLinkScope", "logs-scope").inputs
    assert scope["accessModeSettings"] == {"ingestionAccessMode": "PrivateOnly", "queryAccessMode": "Open"}


def test_a_table_has_its_own_plan() -> None:
    """Container logs as the cheap ones, kept 90 days in all; never deleted, being Azure's own."""
    found = planned(LogsSpec(tables={"ContainerLogV2": TableSpec(plan="basic", keep_days=90)}))
    table = found.resource("operationalinsights:Table", "logs-table-ContainerLogV2")
    assert (table.inputs["plan"], table.inputs["totalRetentionInDays"]) == ("Basic", 90)
    assert table.options.retain_on_delete is True


def test_there_may_be_no_traces() -> None:
    """Without them there is no connection string either."""
    found = planned(LogsSpec(insights=False))
    assert (found.result, of_type(found, "applicationinsights:Component")) == (None, [])


def test_what_holds_rows_is_protected(plain: ProgramPlan) -> None:
    """The workspace, and what names its traces."""
    assert {each.name for each in plain.resources if each.protect} == {"logs-workspace", "logs-insights"}


def test_a_store_of_nothing_is_refused() -> None:
    """Whoever makes a store says what of."""
    with pytest.raises(SpecRefusedError, match="logs: there are none"):
        plan_program(lambda: Logs("logs", LogsArgs(spec=ObservabilitySpec(), site=SITE)))


def test_a_table_that_cannot_be_basic_is_refused() -> None:
    """Azure takes the plan for some tables alone."""
    spec = ObservabilitySpec(logs=LogsSpec(tables={"AppRequests": TableSpec(plan="basic")}))
    with pytest.raises(SpecRefusedError, match="AppRequests is not known to take the plan basic"):
        plan_program(lambda: Logs("logs", LogsArgs(spec=spec, site=SITE)))


def containers_planned() -> ProgramPlan:
    """Container Insights of a cluster."""

    def program() -> None:
        args = ContainerLogsArgs(site=SITE, cluster=cluster(), logs=logs())
        ContainerLogs("container-logs", args)

    return plan_program(program, resolve=True)


@pytest.fixture(scope="module")
def containers() -> ProgramPlan:
    """The same, planned once."""
    return containers_planned()


def test_output_of_containers_goes_to_the_workspace(containers: ProgramPlan) -> None:
    """As ContainerLogV2: the older table ended on 2026-09-30."""
    rule = containers.resource("monitor:DataCollectionRule", "container-logs-rule").inputs
    streams = ["Microsoft-ContainerLogV2", "Microsoft-KubeEvents", "Microsoft-KubePodInventory"]
    assert rule["dataFlows"] == [{"streams": streams, "destinations": ["workspace"]}]
    assert rule["destinations"] == {
        "logAnalytics": [{"name": "workspace", "workspaceResourceId": "/workspace"}]
    }
    (extension,) = rule["dataSources"]["extensions"]
    assert extension["extensionSettings"]["dataCollectionSettings"]["enableContainerLogV2"] is True


def test_the_agent_finds_rule_and_endpoint_by_their_names(containers: ProgramPlan) -> None:
    """Both names are fixed; the agent looks for nothing else."""
    assert {
        each.inputs["associationName"]: (
            each.inputs.get("dataCollectionRuleId"),
            each.inputs.get("dataCollectionEndpointId"),
        )
        for each in of_type(containers, "monitor:DataCollectionRuleAssociation")
    } == {
        "ContainerInsightsExtension": ("id:container-logs-rule", None),
        "configurationAccessEndpoint": (None, "id:container-logs-configuration"),
    }


def test_the_agent_asks_by_the_private_network(containers: ProgramPlan) -> None:
    """The endpoint is closed to the internet and joined to the scope."""
    endpoint = containers.resource("monitor:DataCollectionEndpoint", "container-logs-configuration").inputs
    (joined,) = of_type(containers, "monitor:PrivateLinkScopedResource")
    assert endpoint["networkAcls"] == {"publicNetworkAccess": "Disabled"}
    assert joined.inputs["linkedResourceId"] == "id:container-logs-configuration"


def test_any_table_may_have_the_usual_plan() -> None:
    """Whether it takes the other one is asked of nobody who does not want it."""
    found = planned(LogsSpec(tables={"AppRequests": TableSpec(plan="analytics", keep_days=90)}))
    assert [each.inputs["plan"] for each in found.resources if "plan" in each.inputs] == ["Analytics"]


def test_each_of_several_tables_is_set() -> None:
    """By its own plan."""
    tables = {"AKSAudit": TableSpec(plan="basic"), "AppRequests": TableSpec(keep_days=120)}
    found = planned(LogsSpec(tables=tables))
    assert {
        each.inputs["tableName"]: (each.inputs["plan"], each.inputs.get("totalRetentionInDays"))
        for each in of_type(found, "operationalinsights:Table")
    } == {"AKSAudit": ("Basic", None), "AppRequests": ("Analytics", 120)}


@pytest.mark.parametrize(("insights", "named"), [(True, "id:logs-insights"), (False, None)])
def test_services_are_granted_what_they_send_traces_to(insights: bool, named: str | None) -> None:  # noqa: FBT001 a parameter of the test
    """By its id, where there is one."""

    def program() -> pulumi.Output[str] | None:
        spec = ObservabilitySpec(logs=LogsSpec(insights=insights))
        return Logs("logs", LogsArgs(spec=spec, site=SITE)).contract.insights_id

    assert plan_program(program, resolve=True).result == named
