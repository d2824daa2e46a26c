import pulumi
import pytest

from jiban.components.cluster.contract import ClusterContract
from jiban.components.observability.azure import Metrics, MetricsArgs
from jiban.components.observability.spec import ObservabilitySpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import SITE

ANSWERS = {
    "monitor:AzureMonitorWorkspace": {
        "metrics": {"internalId": "x", "prometheusQueryEndpoint": "https://query.test"}
    }
}


def metrics() -> ProgramPlan:
    """What metrics of a cluster ask for; the plan's result is the query URL."""

    def program() -> pulumi.Output[str]:
        known = pulumi.Output.from_input
        cluster = ClusterContract(
            cluster_id=known("cluster"),
            name=known("aks"),
            kubeconfig=known(""),
            oidc_issuer=known(""),
            node_principal_id=known(""),
        )
        args = MetricsArgs(spec=ObservabilitySpec(), site=SITE, cluster=cluster)
        return Metrics("metrics", args).contract.query_url

    return plan_program(program, outputs=ANSWERS, resolve=True)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """Metrics of a cluster."""
    return metrics()


def test_the_rule_forwards_prometheus_metrics_to_the_workspace(planned: ProgramPlan) -> None:
    """One source, one destination, one stream between them, as Microsoft's onboarding template has it."""
    rule = planned.resource("monitor:DataCollectionRule", "metrics-rule").inputs
    assert rule["dataSources"] == {
        "prometheusForwarder": [{"name": "prometheus", "streams": ["Microsoft-PrometheusMetrics"]}]
    }
    assert rule["destinations"] == {
        "monitoringAccounts": [{"name": "workspace", "accountResourceId": "id:metrics-workspace"}]
    }
    assert rule["dataFlows"] == [{"streams": ["Microsoft-PrometheusMetrics"], "destinations": ["workspace"]}]


def test_metrics_come_in_through_the_endpoint(planned: ProgramPlan) -> None:
    """The rule names the collection endpoint."""
    rule = planned.resource("monitor:DataCollectionRule", "metrics-rule").inputs
    assert rule["dataCollectionEndpointId"] == "id:metrics-ingestion"


def test_rule_and_endpoint_are_for_linux(planned: ProgramPlan) -> None:
    """The kind of the nodes' agent."""
    assert planned.resource("monitor:DataCollectionRule", "metrics-rule").inputs["kind"] == "Linux"
    assert planned.resource("monitor:DataCollectionEndpoint", "metrics-ingestion").inputs["kind"] == "Linux"


def test_the_cluster_is_bound_to_the_rule(planned: ProgramPlan) -> None:
    """The agent in the cluster learns by the association where to send."""
    association = planned.resource("monitor:DataCollectionRuleAssociation", "metrics-association").inputs
    assert association["resourceUri"] == "cluster"
    assert association["dataCollectionRuleId"] == "id:metrics-rule"


def test_the_query_url_is_the_workspaces(planned: ProgramPlan) -> None:
    """People and autoscalers ask there."""
    assert planned.result == "https://query.test"


def test_the_workspace_is_protected(planned: ProgramPlan) -> None:
    """It holds the metrics of the past."""
    assert {each.name for each in planned.resources if each.protect} == {"metrics-workspace"}


def test_every_taggable_resource_says_whose_it_is(planned: ProgramPlan) -> None:
    """All but the association, which has no tags, carry their tier and their logical name."""
    assert {
        each.name: (each.inputs["tags"]["tier"], each.inputs["tags"]["name"])
        for each in planned.resources
        if "tags" in each.inputs
    } == {
        "metrics-workspace": ("observability", "metrics-workspace"),
        "metrics-ingestion": ("observability", "metrics-ingestion"),
        "metrics-rule": ("observability", "metrics-rule"),
    }


def test_every_resource_stands_below_the_component(planned: ProgramPlan) -> None:
    """The metrics are one branch of the tree."""
    own = [each for each in planned.resources if each.type.startswith("azure-native:")]
    assert {each.parent_name for each in own} == {"metrics"}
