from collections.abc import Mapping
from typing import Any

import pulumi

from jiban.components.observability.contract import Route
from jiban.components.secrets.azure_alarms import AlarmsArgs, VaultAlarms
from jiban.components.secrets.contract import SecretsContract
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import SITE

TOPIC = "eventgrid:SystemTopic"
SUBSCRIPTION = "eventgrid:SystemTopicEventSubscription"
GROUPS: Mapping[Route, str] = {"page": "/page", "notice": "/notice"}


def alarms(groups: Mapping[Route, str] = GROUPS) -> ProgramPlan:
    """What the alarms of a vault ask for; the result is the topic's id."""

    def program() -> dict[str, object]:
        text = pulumi.Output.from_input
        vault = SecretsContract(
            vault_id=text("/kv"), name=text("kv"), uri=text("https://kv"), tenant_id=text("t"), secret_ids={}
        )
        made = VaultAlarms(
            "vault-alarms",
            AlarmsArgs(site=SITE, vault=vault, action_groups=groups),
        )
        return {"topic": made.topic_id}

    return plan_program(program, resolve=True)


def subscription(name: str, groups: Mapping[Route, str] = GROUPS) -> dict[str, Any]:
    """What one subscription asks for."""
    return dict(alarms(groups).resource(SUBSCRIPTION, f"vault-alarms-{name}").inputs)


def test_the_vault_is_the_source() -> None:
    """In its own region, with what Event Grid calls a vault."""
    topic = alarms().resource(TOPIC, "vault-alarms-topic").inputs
    assert (topic["source"], topic["topicType"]) == ("/kv", "Microsoft.KeyVault.vaults")
    assert topic["location"] == "koreacentral"


def test_the_team_hears_of_what_expires_soon() -> None:
    """Secrets, keys and certificates alike; nobody is woken."""
    asked = subscription("near-expiry")
    assert asked["filter"]["includedEventTypes"] == [
        "Microsoft.KeyVault.SecretNearExpiry",
        "Microsoft.KeyVault.KeyNearExpiry",
        "Microsoft.KeyVault.CertificateNearExpiry",
    ]
    assert asked["destination"]["actionGroups"] == ["/notice"]
    assert asked["destination"]["severity"] == "Sev2"


def test_whoever_is_on_call_hears_of_what_has_expired() -> None:
    """A service may have stopped by then."""
    asked = subscription("expired")
    assert asked["filter"]["includedEventTypes"] == [
        "Microsoft.KeyVault.SecretExpired",
        "Microsoft.KeyVault.KeyExpired",
        "Microsoft.KeyVault.CertificateExpired",
    ]
    assert asked["destination"]["actionGroups"] == ["/page"]
    assert asked["destination"]["severity"] == "Sev1"


def test_events_become_alerts() -> None:
    """Azure Monitor's own destination, which takes cloud events alone."""
    asked = subscription("expired")
    assert asked["destination"]["endpointType"] == "MonitorAlert"
    assert asked["eventDeliverySchema"] == "CloudEventSchemaV1_0"


def test_an_alarm_says_what_to_do() -> None:
    """Its text ends with the section of the page."""
    assert subscription("near-expiry")["destination"]["description"].endswith(
        "Runbook: docs/alerts.md#secret-expires"
    )


def test_the_topics_own_logs_can_be_kept() -> None:
    """They say which event reached nobody."""
    assert alarms().result["topic"] == "id:vault-alarms-topic"


def test_without_groups_an_alarm_stands_in_the_portal() -> None:
    """Nobody is named, rather than a nobody."""
    assert "actionGroups" not in subscription("expired", groups={})["destination"]


def test_each_severity_has_the_group_that_there_is() -> None:
    """One of the two may be missing."""
    groups: dict[Route, str] = {"page": "/page"}
    assert subscription("expired", groups=groups)["destination"]["actionGroups"] == ["/page"]
    assert "actionGroups" not in subscription("near-expiry", groups=groups)["destination"]
