from typing import Any

import pytest

from infra.constraints import monitoring
from jiban.components.base import Fault
from tests.infra.constraints.environments import RESOURCES, environment, service

AT = ("observability", "alerts")
PAGERDUTY = "https://events.pagerduty.com/integration/0123456789abcdef/enqueue"
LIKE = "https://events.pagerduty.com/integration/KEY/enqueue"
TEAMS = "https://flow.example.com/workflows/1/triggers/manual"


def found(**changes: Any) -> list[Fault]:
    """What the rules about monitoring find wrong with an environment."""
    whole = environment(changes)
    return [fault for rule in monitoring.RULES for fault in rule(whole)]


def alerts(**fields: Any) -> dict[str, Any]:
    """An environment's monitoring with alerts."""
    return {"alerts": fields}


def test_a_cap_is_refused_where_data_are_protected() -> None:
    """Production: the arithmetic of what is lost is in the reason."""
    (fault,) = found(protect=True, observability={"logs": {"daily_cap_gb": 5}})
    assert fault.path == ("observability", "logs", "daily_cap_gb")
    assert fault.reason.startswith("after 5 GiB nothing more is collected until the next day")


def test_a_cap_is_taken_where_everything_may_go() -> None:
    """Development may save money."""
    assert found(protect=False, observability={"logs": {"daily_cap_gb": 5}}) == []


def test_dashboards_need_metrics() -> None:
    """There would be nothing to show."""
    (fault,) = found(observability={"metrics": False, "grafana": True})
    assert fault.reason == "observability.metrics is false, so there is nothing to show"


def test_dashboards_need_somebody_who_may_look() -> None:
    """On Azure they are the cluster's administrators; on AWS a cluster without any is refused for itself."""
    shown = {"metrics": True, "grafana": True}
    (fault,) = found(cluster={"admins": []}, observability=shown)
    assert fault.reason == "cluster.admins is empty, and nobody else is let in"
    assert found(cloud="aws", cluster={"admins": []}, observability=shown) == []


def test_alerts_need_somebody_who_hears() -> None:
    """A receiver without an address hears of nothing."""
    (fault,) = found(observability=alerts(receivers=["pagerduty"]))
    assert fault.path == AT
    assert (
        fault.reason == "nobody would hear of an alert: there are no emails, and no receiver has an address"
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"emails": ["a@example.com"]},
        {"receivers": ["pagerduty"], "webhooks": {"pagerduty": PAGERDUTY}},
        {"receivers": ["teams"], "webhooks": {"teams": TEAMS}},
        {"emails": ["a@example.com"], "receivers": ["teams"]},
        {"receivers": ["pagerduty", "teams"], "webhooks": {"teams": TEAMS}},
    ],
)
def test_somebody_hears(fields: dict[str, Any]) -> None:
    """A mailbox, or one receiver with its address."""
    assert found(observability=alerts(**fields)) == []


def test_an_address_of_nobody_s_is_none_that_hears() -> None:
    """The receiver that is asked for has none."""
    faults = found(observability=alerts(receivers=["pagerduty"], webhooks={"teams": TEAMS}))
    assert [fault.path for fault in faults] == [AT, (*AT, "webhooks", "teams")]


@pytest.mark.parametrize(
    ("receiver", "address"),
    [("teams", "https://flow.example.com/one two"), ("pagerduty", f"{PAGERDUTY}/more")],
)
def test_an_address_has_nothing_behind_it(receiver: str, address: str) -> None:
    """What only begins like one is none."""
    (fault,) = found(observability=alerts(receivers=[receiver], webhooks={receiver: address}))
    assert fault.path == (*AT, "webhooks", receiver)


def test_an_address_is_of_a_receiver() -> None:
    """One that nobody asked for is a mistake."""
    (fault,) = found(observability=alerts(emails=["a@example.com"], webhooks={"teams": TEAMS}))
    assert fault == Fault(
        (*AT, "webhooks", "teams"), "teams is not among the receivers", "add teams to receivers"
    )


@pytest.mark.parametrize(
    ("receiver", "address", "reason"),
    [
        (
            "teams",
            "https://acme.webhook.office.com/webhookb2/x",
            "it is one of an Office 365 connector, which Teams has ended",
        ),
        (
            "pagerduty",
            "https://events.pagerduty.com/v2/enqueue",
            f"it is none of PagerDuty's integration for Microsoft Azure, {LIKE}",
        ),
        ("teams", "http://flow.example.com/x", "it is no address that begins with https:// and has a path"),
    ],
)
def test_an_address_is_one_that_takes_alerts(receiver: str, address: str, reason: str) -> None:
    """The message never holds the address, which is a secret."""
    (fault,) = found(observability=alerts(receivers=[receiver], webhooks={receiver: address}))
    assert fault.reason == reason
    assert address not in fault.reason + fault.remedy


def test_traces_go_somewhere() -> None:
    """A service that sends them needs something that takes them."""
    (fault,) = found(**service(uses={"telemetry": True}))
    assert fault == Fault(
        ("workloads", "trip", "uses", "telemetry"),
        "nothing takes traces",
        "set observability.logs.insights to true, or telemetry to false",
    )


def test_traces_are_taken_with_logs() -> None:
    """By Application Insights, which is there unless it is turned off."""
    assert found(observability={"logs": {}}, **service(uses={"telemetry": True})) == []


def test_traces_of_the_second_service_go_somewhere_too() -> None:
    """Past one that sends none, and past logs that take none."""
    user = {"image": "user:1.0.0", "resources": RESOURCES, "uses": {"telemetry": True}}
    (fault,) = found(observability={"logs": {"insights": False}}, workloads={"user": user})
    assert fault.path == ("workloads", "user", "uses", "telemetry")


BUDGET: dict[str, Any] = {"monthly": 100, "first_month": "2026-12"}


def test_a_budget_reaches_somebody() -> None:
    """By mailboxes of its own, or by those who hear of alerts."""
    (fault,) = found(budget=BUDGET)
    assert fault == Fault(
        ("budget",),
        "nobody would hear of it: there are no emails",
        "set budget.emails, or observability.alerts",
    )
    assert found(budget={**BUDGET, "emails": ["pay@example.com"]}) == []
    assert found(budget=BUDGET, observability=alerts(emails=["ops@example.com"])) == []


@pytest.mark.parametrize(
    "address",
    [
        "https://webhook.office.com/webhookb2/x",
        "https://acme.webhook.office.com/webhookb2/x",
        "https://outlook.office.com/webhook/x",
        "https://outlook.office365.com/webhook/x",
    ],
)
def test_every_address_of_a_connector_is_over(address: str) -> None:
    """Whatever its host was called."""
    (fault,) = found(observability=alerts(receivers=["teams"], webhooks={"teams": address}))
    assert fault.reason == "it is one of an Office 365 connector, which Teams has ended"
    assert "make a workflow in Teams" in fault.remedy


@pytest.mark.parametrize(
    "address",
    [PAGERDUTY, "https://events.eu.pagerduty.com/integration/0123456789/enqueue"],
)
def test_pagerduty_is_in_two_places(address: str) -> None:
    """Its European one is as good."""
    hears = alerts(receivers=["pagerduty"], webhooks={"pagerduty": address})
    assert found(observability=hears) == []


def test_the_second_address_is_looked_at_too() -> None:
    """Past one that is right."""
    both = {"pagerduty": PAGERDUTY, "teams": "http://flow.example.com/x"}
    (fault,) = found(observability=alerts(receivers=["pagerduty", "teams"], webhooks=both))
    assert fault.path == (*AT, "webhooks", "teams")


def test_an_address_of_a_connector_is_another_receivers_own_matter() -> None:
    """PagerDuty's is told by PagerDuty's own words."""
    address = "https://acme.webhook.office.com/webhookb2/x"
    (fault,) = found(observability=alerts(receivers=["pagerduty"], webhooks={"pagerduty": address}))
    assert fault.reason.startswith("it is none of PagerDuty's integration")


@pytest.mark.parametrize("logs", [None, {"insights": False}])
def test_on_aws_traces_go_where_logs_do(logs: dict[str, object] | None) -> None:
    """Without a store of logs nothing takes them, as on Azure."""
    service_that_sends = service(uses={"telemetry": True})
    changes = {"cloud": "aws", "observability": {"metrics": False, "logs": logs}, **service_that_sends}
    assert found(**changes) == [
        Fault(
            ("workloads", "trip", "uses", "telemetry"),
            "nothing takes traces",
            "set observability.logs.insights to true, or telemetry to false",
        )
    ]
    taken = {**changes, "observability": {"metrics": False, "logs": {}}}
    assert found(**taken) == []


def test_an_address_of_a_pager_on_aws_is_cloudwatchs() -> None:
    """The message names the integration that a person looks for."""
    (fault,) = found(
        cloud="aws",
        observability=alerts(receivers=["pagerduty"], webhooks={"pagerduty": "https://example.com/x"}),
    )
    assert "PagerDuty's integration for Amazon CloudWatch" in fault.reason


def test_a_budget_on_aws_has_mailboxes() -> None:
    """No alerts are made there that could hear of it."""
    hears = alerts(emails=["ops@example.com"])
    (fault,) = found(cloud="aws", budget=BUDGET, observability=hears)
    assert fault.remedy == "set budget.emails"


def test_logs_without_a_cap_are_taken_where_data_are_protected() -> None:
    """Also where there are none at all."""
    assert found(protect=True, observability={"logs": {}}) == []
    assert found(protect=True, observability={"logs": None}) == []
