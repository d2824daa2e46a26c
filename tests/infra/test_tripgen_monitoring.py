"""TripGen's requirement T14, what watches it, against the plan of production; and what development has."""

from __future__ import annotations

from pathlib import Path

from jiban.model.plan import Plan, Secret
from jiban.policies.rules.monitoring.log_004_diagnostic_settings import RULE
from jiban.testing import failures, plan_stack
from tests.infra.tripgen import of_type, one

ROOT = Path(__file__).parents[2]
PAGERDUTY = "https://events.pagerduty.com/integration/0123456789abcdef/enqueue"
TEAMS = "https://flow.example.com/workflows/1/triggers/manual"


def test_t14_logs_are_kept_for_ninety_days(prod: Plan) -> None:
    """T14: in a Log Analytics workspace, and no cap ends a day's logs."""
    workspace = one(prod, "Workspace")
    assert (workspace["retentionInDays"], "workspaceCapping" in workspace) == (90, False)


def test_t14_services_send_traces(prod: Plan) -> None:
    """T14: all four know where, by a variable in plain text."""
    found = {
        name: {each["name"] for each in deployment.inputs["spec"]["template"]["spec"]["containers"][0]["env"]}
        for name, deployment in of_type(prod, "Deployment").items()
    }
    assert {name for name, names in found.items() if "APPLICATIONINSIGHTS_CONNECTION_STRING" in names} == {
        "user-deployment",
        "trip-deployment",
        "ai-deployment",
        "location-deployment",
    }


def test_t14_container_insights_is_on(prod: Plan) -> None:
    """T14: the cluster's agent sends to the workspace, as an identity and not by a key."""
    agent = one(prod, "ManagedCluster")["addonProfiles"]["omsagent"]
    assert (agent["enabled"], agent["config"]["useAADAuth"]) == (True, "true")


def test_t14_every_managed_service_keeps_its_logs(prod: Plan) -> None:
    """T14: by rule LOG-004, of which no resource of production fails."""
    assert failures(prod, [RULE]) == []


def test_t14_the_documents_alerts(prod: Plan) -> None:
    """T14: error rate, response time, crash loop, processor and memory, with the document's thresholds."""
    rules = of_type(prod, "PrometheusRuleGroup")["alerts-workloads"].inputs["rules"]
    compared = {rule["alert"]: " ".join(rule["expression"].split()[-2:]) for rule in rules}
    assert {
        name: compared[name] for name in ("error-rate", "response-time", "crash-loop", "cpu", "memory")
    } == {
        "error-rate": "> 0.05",
        "response-time": "> 5",
        "crash-loop": "> 5",
        "cpu": "> 85",
        "memory": "> 90",
    }


def test_t14_alerts_go_to_pagerduty_and_teams() -> None:
    """T14: once their addresses are set, which are secrets."""
    at = "jiban:observability.alerts.webhooks"
    found = plan_stack(ROOT, "prod", config={f"{at}.pagerduty": PAGERDUTY, f"{at}.teams": TEAMS})
    page = of_type(found, "ActionGroup")["alerts-page"].inputs["webhookReceivers"]
    assert {each["name"]: each["serviceUri"] for each in page} == {
        "pagerduty": Secret(PAGERDUTY),
        "teams": Secret(TEAMS),
    }


def test_the_brokers_own_alarms_go_by_their_severity(prod: Plan) -> None:
    """What is refused, or soon will be, wakes whoever is on call; what waits goes to the team."""
    told = {
        name: [
            source.rpartition("::")[2]
            for action in alarm.inputs["actions"]
            for source in action["actionGroupId"].sources
        ]
        for name, alarm in of_type(prod, "MetricAlert").items()
        if name.startswith("queue-alarms-")
    }
    assert told == {
        "queue-alarms-dead-letters": ["alerts-notice"],
        "queue-alarms-depth": ["alerts-notice"],
        "queue-alarms-lag": ["alerts-page"],
        "queue-alarms-throttling": ["alerts-page"],
    }


def test_a_premium_broker_is_watched_for_its_load(prod: Plan) -> None:
    """Processors and memory of its messaging units, beside its own faults."""
    assert {name for name in of_type(prod, "MetricAlert") if name.startswith("alerts-queue.")} == {
        "alerts-queue.errors",
        "alerts-queue.cpu",
        "alerts-queue.memory",
    }


def test_a_standard_broker_is_not_asked_for_the_load_of_a_premium_one() -> None:
    """It counts its own faults, and neither processors nor memory."""
    found = plan_stack(ROOT, "dev", config={"jiban:observability.alerts.emails[0]": "ops@example.com"})
    assert [name for name in of_type(found, "MetricAlert") if name.startswith("alerts-queue.")] == [
        "alerts-queue.errors"
    ]


def test_development_watches_little(dev: Plan) -> None:
    """Logs of thirty days; neither dashboards nor alerts."""
    assert one(dev, "Workspace")["retentionInDays"] == 30
    assert [*of_type(dev, "Grafana"), *of_type(dev, "MetricAlert"), *of_type(dev, "ActionGroup")] == []


def test_development_keeps_the_logs_of_its_services(dev: Plan) -> None:
    """By the same rule."""
    assert failures(dev, [RULE]) == []


def test_the_edge_is_watched_from_both_sides(prod: Plan) -> None:
    """Front Door for its errors and its probes, the gateway for its errors and its backend."""
    scopes = {
        name: alarm.inputs["scopes"][0].sources[0].rpartition("::")[2]
        for name, alarm in of_type(prod, "MetricAlert").items()
        if name.startswith(("alerts-edge.", "alerts-gateway."))
    }
    assert scopes == {
        "alerts-edge.errors": "edge-profile",
        "alerts-edge.origin": "edge-profile",
        "alerts-gateway.backend": "edge-gateway-gateway",
        "alerts-gateway.errors": "edge-gateway-gateway",
    }
