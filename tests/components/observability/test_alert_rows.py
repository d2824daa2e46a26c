"""Every row of the alerts, as Azure is asked for it: what is looked at, when it fires, and who is told."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from jiban.components.observability.azure_alerts import Alerts, AlertsArgs
from jiban.components.observability.contract import Watched
from jiban.components.observability.spec import AlertsSpec, ObservabilitySpec
from jiban.testing import plan_program
from tests.components.helpers import SITE
from tests.components.observability.examples import metrics, of_type

METRICS: Final[Mapping[str, str]] = {
    "cluster.node-memory": (
        "Average node_memory_working_set_percentage > 90 for PT15M, 2 notice nodes-are-full"
    ),
    "cluster.node-disk": "Maximum node_disk_usage_percentage > 85 for PT15M, 2 notice nodes-are-full",
    "postgres.down": "Maximum is_db_alive < 1 for PT5M, 0 page database-down",
    "postgres.storage": "Average storage_percent > 85 for PT15M, 1 page database-storage",
    "postgres.cpu": "Average cpu_percent > 85 for PT15M, 2 notice database-load",
    "postgres.memory": "Average memory_percent > 90 for PT15M, 2 notice database-load",
    "postgres.failed-connections": "Total connections_failed > 50 for PT15M, 2 notice database-connections",
    "postgres-replica.lag": (
        "Maximum physical_replication_delay_in_seconds > 300 for PT15M, 1 page replica-lag"
    ),
    "cache.memory": "Maximum usedmemorypercentage > 85 for PT15M, 2 notice cache-is-full",
    "cache.load": "Maximum percentProcessorTime > 85 for PT15M, 2 notice cache-load",
    "queue.errors": "Total ServerErrors > 10 for PT15M, 1 page broker-errors",
    "queue-premium.cpu": "Maximum NamespaceCpuUsage > 80 for PT15M, 2 notice broker-load",
    "queue-premium.memory": "Maximum NamespaceMemoryUsage > 80 for PT15M, 2 notice broker-load",
    "secrets.availability": "Average Availability < 99 for PT15M, 1 page vault",
    "secrets.saturation": "Average SaturationShoebox > 75 for PT15M, 2 notice vault",
    "network.failed-connections": (
        "Total SNATConnectionCount of ConnectionState Failed > 0 for PT5M, 1 page way-out"
    ),
    "network.availability": "Average DatapathAvailability < 90 for PT15M, 1 page way-out",
    "edge.errors": "Average Percentage5XX > 10 for PT5M, 1 page edge-errors",
    "edge.origin": "Average OriginHealthPercentage < 95 for PT15M, 2 notice origin",
    "gateway.backend": "Average UnhealthyHostCount > 0 for PT5M, 1 page origin",
    "gateway.errors": "Total ResponseStatus of HttpStatusGroup 5xx > 10 for PT5M, 2 notice edge-errors",
    "observability.series": (
        "Average ActiveTimeSeriesPercentUtilization > 80 for PT1H, 2 notice metrics-are-full"
    ),
    "observability.events": (
        "Average EventsPerMinuteIngestedPercentUtilization > 80 for PT15M, 2 notice metrics-are-full"
    ),
}
"""Rules on Azure's own metrics."""

_CONTROLLERS: Final = 'app_kubernetes_io_name="argo-rollouts"'

QUERIES: Final[Mapping[str, tuple[str, str]]] = {
    "workloads.error-rate": (
        (
            "(sum by (app_kubernetes_io_name) "
            '(rate(http_server_requests_seconds_count{status=~"5.."}[5m])) / '
            "sum by (app_kubernetes_io_name) (rate(http_server_requests_seconds_count[5m]))) > 0.05"
        ),
        "PT1M, 1 page error-rate",
    ),
    "workloads.response-time": (
        (
            "(sum by (app_kubernetes_io_name) (rate(http_server_requests_seconds_sum[5m])) / "
            "sum by (app_kubernetes_io_name) (rate(http_server_requests_seconds_count[5m]))) > 5"
        ),
        "PT1M, 2 notice response-time",
    ),
    "workloads.crash-loop": (
        "(sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total[10m]))) > 5",
        "PT1M, 2 notice crash-loop",
    ),
    "workloads.cpu": (
        (
            '(100 * sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{container!=""}[10m])) / '
            'sum by (namespace, pod) (kube_pod_container_resource_limits{resource="cpu"})) > 85'
        ),
        "PT1M, 3 notice cpu",
    ),
    "workloads.memory": (
        (
            '(100 * sum by (namespace, pod) (container_memory_working_set_bytes{container!=""}) / '
            'sum by (namespace, pod) (kube_pod_container_resource_limits{resource="memory"})) > 90'
        ),
        "PT5M, 2 notice memory",
    ),
    "workloads.not-ready": (
        (
            "(sum by (namespace, deployment) (kube_deployment_spec_replicas) - "
            "sum by (namespace, deployment) (kube_deployment_status_replicas_ready)) > 0"
        ),
        "PT15M, 2 notice not-ready",
    ),
    "workloads.at-its-most": (
        (
            "(kube_horizontalpodautoscaler_status_current_replicas / "
            "kube_horizontalpodautoscaler_spec_max_replicas) >= 1"
        ),
        "PT15M, 3 notice at-its-most",
    ),
    "rollouts.taken-back": (
        f'(max by (namespace, name) (rollout_info{{{_CONTROLLERS},phase="Degraded"}})) > 0',
        "PT1M, 1 page taken-back",
    ),
    "rollouts.waits-for-a-person": (
        f'(max by (namespace, name) (rollout_info{{{_CONTROLLERS},phase="Paused"}})) > 0',
        "PT5M, 2 notice waits-for-a-person",
    ),
    "rollouts.not-ready": (
        (
            f"(max by (namespace, name) (rollout_info_replicas_desired{{{_CONTROLLERS}}}) - "
            f"max by (namespace, name) (rollout_info_replicas_available{{{_CONTROLLERS}}})) > 0"
        ),
        "PT15M, 2 notice not-ready",
    ),
    "cluster.node-not-ready": (
        '(sum by (node) (kube_node_status_condition{condition="Ready",status="true"})) < 1',
        "PT5M, 1 page node-not-ready",
    ),
    "cluster.no-metrics": ("(absent(kube_node_info)) > 0", "PT10M, 1 page no-metrics"),
}
"""Rules on the managed Prometheus: the expression, then for how long it holds, severity and runbook."""

_SIGNS: Final = {"GreaterThan": ">", "GreaterThanOrEqual": ">=", "LessThan": "<"}


@pytest.fixture(scope="module")
def asked() -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Rules on metrics and on queries by tier and name, of an environment that has every tier once."""

    def program() -> None:
        tiers = {key.partition(".")[0] for key in METRICS}
        Alerts(
            "alerts",
            AlertsArgs(
                spec=ObservabilitySpec(alerts=AlertsSpec()),
                alerts=AlertsSpec(),
                site=SITE,
                watched=[Watched(name=tier, tier=tier, resource_id=f"/{tier}") for tier in sorted(tiers)],
                metrics=metrics(),
                rollouts=True,
            ),
        )

    found = plan_program(program, resolve=True)
    on_metrics = {
        each.name.removeprefix("alerts-"): _metric(each.inputs)
        for each in of_type(found, "monitor:MetricAlert")
    }
    groups = of_type(found, "alertsmanagement:PrometheusRuleGroup")
    return on_metrics, {
        f"{rule['labels']['tier']}.{rule['alert']}": _query(rule)
        for group in groups
        for rule in group.inputs["rules"]
    }


def _metric(rule: Mapping[str, Any]) -> str:
    (criterion,) = rule["criteria"]["allOf"]
    told = rule["actions"][0]["actionGroupId"].removeprefix("id:alerts-")
    of = "".join(f" of {each['name']} {'+'.join(each['values'])}" for each in criterion.get("dimensions", ()))
    return (
        f"{criterion['timeAggregation']} {criterion['metricName']}{of} {_SIGNS[criterion['operator']]} "
        f"{criterion['threshold']:g} for {rule['windowSize']}, {rule['severity']} {told} "
        f"{rule['description'].partition('#')[2]}"
    )


def _query(rule: Mapping[str, Any]) -> tuple[str, str]:
    told = rule["actions"][0]["actionGroupId"].removeprefix("id:alerts-")
    runbook = rule["annotations"]["runbook"].partition("#")[2]
    return rule["expression"], f"{rule['for']}, {rule['severity']} {told} {runbook}"


@pytest.mark.parametrize("row", METRICS)
def test_a_rule_on_a_metric(asked: tuple[dict[str, str], dict[str, tuple[str, str]]], row: str) -> None:
    """Aggregation, metric, threshold, window, severity, who is told, and where it is said what to do."""
    assert asked[0].get(row) == METRICS[row]


@pytest.mark.parametrize("row", QUERIES)
def test_a_rule_on_a_query(asked: tuple[dict[str, str], dict[str, tuple[str, str]]], row: str) -> None:
    """The query with its threshold, for how long it holds, severity, who is told, and what to do."""
    assert asked[1].get(row) == QUERIES[row]


def test_there_are_no_other_rules(asked: tuple[dict[str, str], dict[str, tuple[str, str]]]) -> None:
    """A new row of `alerts.yaml` is written down here too."""
    assert set(asked[0]) == set(METRICS)
    assert set(asked[1]) == set(QUERIES)
