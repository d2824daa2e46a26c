from pathlib import Path
from typing import Any

import pulumi
import pytest
from pydantic import SecretStr

from jiban.components import promql
from jiban.components.observability import alerts as rows
from jiban.components.observability.azure_alerts import Alerts, AlertsArgs
from jiban.components.observability.contract import Route, Watched
from jiban.components.observability.scraping import scrape_job
from jiban.components.observability.spec import AlertsSpec, ObservabilitySpec
from jiban.model.plan import Secret
from jiban.tables import table
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import SITE
from tests.components.observability.examples import known, metrics, of_type, runbooks

ROOT = Path(__file__).parents[3]
PAGERDUTY = "https://events.pagerduty.com/integration/0123456789abcdef/enqueue"
TEAMS = "https://flow.example.com/workflows/1/triggers/manual"
TOLD = AlertsSpec(
    receivers=("pagerduty", "teams"),
    emails=("on-call@example.com",),
    webhooks={"pagerduty": SecretStr(PAGERDUTY), "teams": SecretStr(TEAMS)},
)
WATCHED = [Watched(name="postgres-primary", tier="postgres", resource_id="/postgres")]


def planned(alerts: AlertsSpec = TOLD, *, prometheus: bool = True) -> ProgramPlan:
    """Alerts on a database server and, with a Prometheus, on services; the result is the groups' ids."""

    def program() -> dict[Route, pulumi.Output[str]]:
        args = AlertsArgs(
            spec=ObservabilitySpec(alerts=alerts),
            alerts=alerts,
            site=SITE,
            watched=WATCHED,
            metrics=metrics() if prometheus else None,
        )
        return dict(Alerts("alerts", args).contract.action_groups)

    return plan_program(program, resolve=True)


@pytest.fixture(scope="module")
def told() -> ProgramPlan:
    """Alerts of which everybody hears."""
    return planned()


def webhooks(found: ProgramPlan, route: str) -> dict[str, Any]:
    """Return the address of each receiver of a group, by its name."""
    group = found.resource("monitor:ActionGroup", f"alerts-{route}").inputs
    return {each["name"]: each["serviceUri"] for each in group["webhookReceivers"]}


def test_whoever_is_on_call_is_paged(told: ProgramPlan) -> None:
    """PagerDuty and the team hear of what cannot wait."""
    assert set(webhooks(told, "page")) == {"pagerduty", "teams"}


def test_the_team_hears_of_the_rest(told: ProgramPlan) -> None:
    """Nobody is woken by a notice."""
    assert set(webhooks(told, "notice")) == {"teams"}


def test_addresses_are_secrets(told: ProgramPlan) -> None:
    """Whoever has one can send; so none is in a plan's text."""
    assert webhooks(told, "page") == {"pagerduty": Secret(PAGERDUTY), "teams": Secret(TEAMS)}


def test_every_receiver_takes_one_schema(told: ProgramPlan) -> None:
    """The common one, which is the same for every kind of alert."""
    group = told.resource("monitor:ActionGroup", "alerts-page").inputs
    found = [*group["webhookReceivers"], *group["emailReceivers"]]
    assert [each["useCommonAlertSchema"] for each in found] == [True, True, True]


def test_a_receiver_without_an_address_is_left_out() -> None:
    """The mailbox hears of its alerts until there is one."""
    found = planned(AlertsSpec(receivers=("pagerduty", "teams"), emails=("on-call@example.com",)))
    group = found.resource("monitor:ActionGroup", "alerts-page").inputs
    assert group["webhookReceivers"] == []
    assert [each["emailAddress"] for each in group["emailReceivers"]] == ["on-call@example.com"]


def test_short_names_fit(told: ProgramPlan) -> None:
    """Azure takes twelve letters."""
    names = [each.inputs["groupShortName"] for each in of_type(told, "monitor:ActionGroup")]
    assert names == ["page", "notice"]


def test_a_metric_rule_says_what_its_row_says(told: ProgramPlan) -> None:
    """The database's disk: 85 % on average over a quarter of an hour, looked at every five minutes."""
    rule = told.resource("monitor:MetricAlert", "alerts-postgres-primary.storage").inputs
    (criterion,) = rule["criteria"]["allOf"]
    assert {key: criterion[key] for key in ("metricName", "operator", "threshold", "timeAggregation")} == {
        "metricName": "storage_percent",
        "operator": "GreaterThan",
        "threshold": 85,
        "timeAggregation": "Average",
    }
    assert (rule["windowSize"], rule["evaluationFrequency"], rule["severity"]) == ("PT15M", "PT5M", 1)
    assert (rule["scopes"], rule["actions"]) == (["/postgres"], [{"actionGroupId": "id:alerts-page"}])


def test_a_description_names_its_runbook(told: ProgramPlan) -> None:
    """Whoever is woken reads where to go on."""
    rule = told.resource("monitor:MetricAlert", "alerts-postgres-primary.down").inputs
    assert rule["description"].endswith("Runbook: docs/alerts.md#database-down")


def services(found: ProgramPlan) -> dict[str, Any]:
    """Return the rules on services by name."""
    group = found.resource("alertsmanagement:PrometheusRuleGroup", "alerts-workloads").inputs
    return {rule["alert"]: rule for rule in group["rules"]}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("error-rate", ("> 0.05", "PT1M", 1, "page")),
        ("response-time", ("> 5", "PT1M", 2, "notice")),
        ("crash-loop", ("> 5", "PT1M", 2, "notice")),
        ("cpu", ("> 85", "PT1M", 3, "notice")),
        ("memory", ("> 90", "PT5M", 2, "notice")),
    ],
)
def test_the_documents_alerts(told: ProgramPlan, name: str, expected: tuple[str, str, int, str]) -> None:
    """Threshold, how long it holds, severity and who hears of it, of each of the five."""
    rule = services(told)[name]
    compared = " ".join(rule["expression"].split()[-2:])
    (action,) = rule["actions"]
    assert (
        compared,
        rule["for"],
        rule["severity"],
        action["actionGroupId"].removeprefix("id:alerts-"),
    ) == expected


@pytest.mark.parametrize(
    ("name", "window"),
    [("error-rate", "[5m]"), ("response-time", "[5m]"), ("crash-loop", "[10m]"), ("cpu", "[10m]")],
)
def test_a_query_looks_back_as_the_document_says(name: str, window: str) -> None:
    """Five minutes and ten; the memory's five are for how long it has to hold."""
    (row,) = [each for each in rows.of_tier("workloads", "query") if each.name == name]
    assert window in row.query


def test_without_a_prometheus_services_have_no_rules() -> None:
    """Azure's own metrics are still looked at."""
    found = planned(prometheus=False)
    assert of_type(found, "alertsmanagement:PrometheusRuleGroup") == []
    assert len(of_type(found, "monitor:MetricAlert")) == 5


@pytest.mark.parametrize(("rollouts", "groups"), [(False, 2), (True, 3)])
def test_rollouts_have_rules_where_there_are_any(rollouts: bool, groups: int) -> None:  # noqa: FBT001 a parameter of the test
    """A version that is taken back pages whoever is on call."""

    def program() -> None:
        args = AlertsArgs(
            spec=ObservabilitySpec(alerts=TOLD),
            alerts=TOLD,
            site=SITE,
            watched=[],
            metrics=metrics(),
            rollouts=rollouts,
        )
        Alerts("alerts", args)

    found = of_type(plan_program(program), "alertsmanagement:PrometheusRuleGroup")
    assert len(found) == groups
    severities = {rule["alert"]: rule["severity"] for each in found for rule in each.inputs["rules"]}
    assert severities.get("taken-back") == (1 if rollouts else None)


QUERIES = [row for row in rows.alerts() if row.query]


@pytest.mark.parametrize("row", QUERIES, ids=lambda row: f"{row.tier}.{row.name}")
def test_every_query_is_one_that_prometheus_reads(row: rows.Alert) -> None:
    """By the parser that is Prometheus' own, with its comparison."""
    assert promql.query(row.expression) == row.expression


@pytest.mark.parametrize("row", QUERIES, ids=lambda row: f"{row.tier}.{row.name}")
def test_every_query_asks_for_labels_that_series_have(row: rows.Alert) -> None:
    """Series of pods come without the labels that other scrape configurations set."""
    job = scrape_job("azure")
    assert job is not None
    asked = [each for each in promql.selectors(row.query) if job.collects(each.metric)]
    assert [need.label for each in asked for need in each.needs if need.label in job.instead] == []
    assert not asked or job.service in row.query


def collected() -> set[str]:
    """Names of the platform's series that come unasked."""
    return set(table("jiban.components.observability", "scraping.yaml")["azure"]["unasked"])


def test_every_series_of_the_platform_is_collected() -> None:
    """What the add-on drops unless it is told to keep it would never fire."""
    job = scrape_job("azure")
    assert job is not None
    asked = {each.metric for row in QUERIES for each in promql.selectors(row.query)}
    assert {each for each in asked if not job.collects(each)} - collected() == set()


def test_names_are_unique_in_a_tier() -> None:
    """A rule is called by its resource and its row."""
    names = [(row.tier, row.name) for row in rows.alerts()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "row", [row for row in rows.alerts() if row.metric], ids=lambda row: f"{row.tier}.{row.name}"
)
def test_every_window_is_one_that_azure_takes(row: rows.Alert) -> None:
    """A rule on a metric looks back over one of eight spans."""
    assert row.window_minutes in (1, 5, 15, 30, 60, 360, 720, 1440)


@pytest.mark.parametrize("row", rows.alerts(), ids=lambda row: f"{row.tier}.{row.name}")
def test_every_runbook_is_a_section_of_the_page(row: rows.Alert) -> None:
    """An alert that names a section that is not there leaves whoever is woken alone."""
    assert row.runbook in runbooks()


def test_every_row_names_known_sources() -> None:
    """Each row says where its metric, and perhaps its threshold, are from."""
    document = table("jiban.components.observability", "alerts.yaml")
    named = {source for row in document["alerts"] for source in row["source"]}
    assert named == set(document["sources"])


def test_every_tier_that_is_watched_has_rows() -> None:
    """The tiers of the table, and none besides."""
    assert {row.tier for row in rows.alerts()} == {
        "workloads",
        "rollouts",
        "cluster",
        "postgres",
        "postgres-replica",
        "cache",
        "queue",
        "queue-premium",
        "secrets",
        "network",
        "edge",
        "gateway",
        "observability",
    }


def test_a_dimension_is_looked_at_alone() -> None:
    """Connections that have failed, and not all of them."""

    def program() -> None:
        args = AlertsArgs(
            spec=ObservabilitySpec(alerts=TOLD),
            alerts=TOLD,
            site=SITE,
            watched=[Watched(name="network", tier="network", resource_id=known("/nat"))],
            metrics=None,
        )
        Alerts("alerts", args)

    rule = plan_program(program).resource("monitor:MetricAlert", "alerts-network.failed-connections").inputs
    assert rule["criteria"]["allOf"][0]["dimensions"] == [
        {"name": "ConnectionState", "operator": "Include", "values": ["Failed"]}
    ]
