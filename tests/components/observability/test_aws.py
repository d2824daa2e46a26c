"""A managed Prometheus on AWS is filled by a managed collector, from where no pod is."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.network.contract import NetworkContract
from jiban.components.observability.aws import Metrics, MetricsArgs
from jiban.components.observability.aws_grafana import Dashboards, DashboardsArgs
from jiban.components.observability.spec import LogsSpec, ObservabilitySpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE
from tests.components.observability.examples import cluster, known, metrics

WORKSPACE = {
    "arn": "arn:aws:aps:ap-northeast-2:111122223333:workspace/ws-1",
    "prometheusEndpoint": "https://aps.example/",
}


def made(spec: ObservabilitySpec | None = None) -> ProgramPlan:
    """What a managed Prometheus asks for, and its contract."""

    def program() -> Any:
        network = NetworkContract(
            network_id=known("vpc"),
            subnet_ids={
                "application": [known("subnet-app")],
                "management": [known("subnet-1"), known("subnet-2")],
            },
            ranges={},
        )
        args = MetricsArgs(
            spec=spec or ObservabilitySpec(),
            site=AWS_SITE,
            cluster=replace(cluster(), security_group_id=known("sg-cluster")),
            network=network,
            namespaces=["trip", "also"],
        )
        contract = Metrics("metrics", args).contract
        return {
            "id": contract.workspace_id,
            "arn": contract.workspace_arn,
            "url": contract.query_url,
        }

    return plan_program(program, outputs={"amp:Workspace": WORKSPACE}, resolve=True)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """The same, planned once."""
    return made()


def configuration(planned: ProgramPlan) -> Mapping[str, Any]:
    """What the collector is told to scrape, by the name of the job."""
    written = planned.resource("amp:Scraper", "metrics-collector").inputs["scrapeConfiguration"]
    return {job["job_name"]: job for job in json.loads(written)["scrape_configs"]}


def test_the_contract_says_where_to_ask(planned: ProgramPlan) -> None:
    """The workspace, what a permission names, and the address of questions."""
    assert planned.result == {
        "id": "id:metrics-workspace",
        "arn": WORKSPACE["arn"],
        "url": "https://aps.example/",
    }


def test_the_workspace_is_protected_and_has_no_key_of_ours(planned: ProgramPlan) -> None:
    """A managed collector does not write into one with a customer's key."""
    workspace = planned.resource("amp:Workspace", "metrics-workspace")
    assert workspace.protect
    assert workspace.inputs["alias"] == "metrics-trip-test"
    assert "kmsKeyArn" not in workspace.inputs


def test_the_collector_stands_where_no_pod_does(planned: ProgramPlan) -> None:
    """In the operators' subnets, in the cluster's own group, which API server and nodes let in."""
    collector = planned.resource("amp:Scraper", "metrics-collector").inputs
    assert collector["source"] == {
        "eks": {
            "clusterArn": "/cluster",
            "securityGroupIds": ["sg-cluster"],
            "subnetIds": ["subnet-1", "subnet-2"],
        }
    }
    assert collector["destination"] == {"amp": {"workspaceArn": WORKSPACE["arn"]}}


def test_only_annotated_pods_of_the_services_namespaces_are_scraped(planned: ProgramPlan) -> None:
    """By Kubernetes' own convention of annotations."""
    keeps = [
        (rule["source_labels"], rule["regex"])
        for rule in configuration(planned)["kubernetes-pods"]["relabel_configs"]
        if rule["action"] == "keep"
    ]
    assert keeps == [
        (["__meta_kubernetes_namespace"], "trip|also"),
        (["__meta_kubernetes_pod_annotation_prometheus_io_scrape"], "true"),
    ]


@pytest.mark.parametrize("job", ["cadvisor", "kube-state-metrics"])
def test_of_the_platform_only_what_has_a_reader_is_kept(planned: ProgramPlan, job: str) -> None:
    """Each sample is billed: ten series, and nothing that merely begins like one."""
    (rule,) = configuration(planned)[job]["metric_relabel_configs"]
    assert rule["action"] == "keep"
    assert rule["regex"].split("|")[0] == "container_cpu_usage_seconds_total"
    assert len(rule["regex"].split("|")) == 10


def test_what_counts_the_clusters_objects_is_an_add_on(planned: ProgramPlan) -> None:
    """The managed collector brings none."""
    addon = planned.resource("eks:Addon", "metrics-objects").inputs
    assert addon["addonName"] == "kube-state-metrics"
    assert addon["addonVersion"] == "v2.18.0-eksbuild.1"


def test_what_aws_lacks_is_refused_before_anything_is_made() -> None:
    """The constructor is the last to look."""
    with pytest.raises(SpecRefusedError, match="CloudWatch has no cap"):
        made(ObservabilitySpec(logs=LogsSpec(daily_cap_gb=2)))


def dashboards() -> ProgramPlan:
    """What dashboards ask for."""

    def program() -> Any:
        asked = replace(metrics(), workspace_arn=known(WORKSPACE["arn"]))
        return {"url": Dashboards("dashboards", DashboardsArgs(site=AWS_SITE, metrics=asked)).url}

    return plan_program(program, outputs={"grafana:Workspace": {"endpoint": "g.example"}}, resolve=True)


def test_people_of_the_identity_center_enter() -> None:
    """No password, no SAML of one's own; Grafana becomes a role that this stack has made."""
    planned = dashboards()
    grafana = planned.resource("grafana:Workspace", "dashboards-grafana").inputs
    assert grafana["authenticationProviders"] == ["AWS_SSO"]
    assert grafana["permissionType"] == "CUSTOMER_MANAGED"
    assert grafana["accountAccessType"] == "CURRENT_ACCOUNT"
    assert grafana["dataSources"] == ["PROMETHEUS", "CLOUDWATCH"]
    assert planned.result == {"url": "https://g.example"}


def test_grafana_asks_one_workspace() -> None:
    """It may read there, and neither write nor ask another one."""
    policy = json.loads(dashboards().resource("iam:RolePolicy", "dashboards-role-metrics").inputs["policy"])
    (statement,) = policy["Statement"]
    assert statement["Resource"] == [WORKSPACE["arn"]]
    assert statement["Action"] == [
        "aps:DescribeWorkspace",
        "aps:GetLabels",
        "aps:GetMetricMetadata",
        "aps:GetSeries",
        "aps:QueryMetrics",
    ]
