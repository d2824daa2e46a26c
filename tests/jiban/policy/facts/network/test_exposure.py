"""NET-024's table of doors: each service with its doors, by what closes it and what an open one means."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.policies.rules.network.net_024_public_access import RULE
from jiban.policy.facts.network.exposure import BESIDE, SERVICES
from tests.policies.samples import resource, verdicts

DOORS: list[tuple[str, str, tuple[str, ...], str]] = [
    ("keyvault:Vault", "properties.publicNetworkAccess", ("Disabled",), "fail"),
    ("containerregistry:Registry", "publicNetworkAccess", ("Disabled",), "fail"),
    ("redisenterprise:RedisEnterprise", "publicNetworkAccess", ("Disabled",), "fail"),
    ("redis:Redis", "publicNetworkAccess", ("Disabled",), "fail"),
    ("servicebus:Namespace", "publicNetworkAccess", ("Disabled", "SecuredByPerimeter"), "fail"),
    ("eventhub:Namespace", "publicNetworkAccess", ("Disabled",), "fail"),
    ("storage:StorageAccount", "publicNetworkAccess", ("Disabled", "SecuredByPerimeter"), "fail"),
    ("cosmosdb:DatabaseAccount", "publicNetworkAccess", ("Disabled", "SecuredByPerimeter"), "fail"),
    ("sql:Server", "publicNetworkAccess", ("Disabled", "SecuredByPerimeter"), "pass"),
    ("cognitiveservices:Account", "properties.publicNetworkAccess", ("Disabled",), "fail"),
    ("appconfiguration:ConfigurationStore", "publicNetworkAccess", ("Disabled",), "fail"),
    (
        "operationalinsights:Workspace",
        "publicNetworkAccessForIngestion",
        ("Disabled", "SecuredByPerimeter"),
        "fail",
    ),
    (
        "applicationinsights:Component",
        "publicNetworkAccessForIngestion",
        ("Disabled", "SecuredByPerimeter"),
        "fail",
    ),
    (
        "monitor:DataCollectionEndpoint",
        "networkAcls.publicNetworkAccess",
        ("Disabled", "SecuredByPerimeter"),
        "fail",
    ),
    ("monitor:AzureMonitorWorkspace", "publicNetworkAccess", ("Disabled", "SecuredByPerimeter"), "pass"),
    ("dashboard:Grafana", "properties.publicNetworkAccess", ("Disabled",), "pass"),
]
"""Type, the property that opens the door, what closes it, and the verdict where nothing is said."""

FIREWALLS: list[tuple[str, str, str, str]] = [
    ("keyvault:Vault", "properties.networkAcls.defaultAction", "properties.networkAcls.ipRules", "value"),
    (
        "containerregistry:Registry",
        "networkRuleSet.defaultAction",
        "networkRuleSet.ipRules",
        "iPAddressOrRange",
    ),
    ("storage:StorageAccount", "networkRuleSet.defaultAction", "networkRuleSet.ipRules", "iPAddressOrRange"),
    ("cosmosdb:DatabaseAccount", "", "ipRules", "ipAddressOrRange"),
    (
        "cognitiveservices:Account",
        "properties.networkAcls.defaultAction",
        "properties.networkAcls.ipRules",
        "value",
    ),
]
"""Type, the property that denies what is not named, the list of what is, and the property of a range."""

MEANT: list[tuple[str, dict[str, Any], str]] = [
    (
        "operationalinsights:Workspace",
        {"publicNetworkAccessForIngestion": "Disabled"},
        "people ask in the portal from wherever they sit; each question shows a token and needs a role",
    ),
    (
        "applicationinsights:Component",
        {"publicNetworkAccessForIngestion": "Disabled"},
        "people ask in the portal from wherever they sit; each question shows a token and needs a role",
    ),
    (
        "monitor:AzureMonitorWorkspace",
        {},
        "dashboards, autoscalers and rule groups ask there; each question shows a token and needs a role",
    ),
    ("dashboard:Grafana", {}, "it is for people, who sign in at the directory and need a role"),
    (
        "servicebus:Namespace",
        {"sku": {"name": "Standard"}, "disableLocalAuth": True},
        "this tier has no private way in; keys are off, so each request shows a token",
    ),
]
"""Type, what is said of it, and why its door stays open."""


def said(kind: str, inputs: dict[str, Any]) -> tuple[str, str]:
    """What the rule says of a service that is alone."""
    return verdicts(RULE, resource(f"azure-native:{kind}", "it", inputs))["it"]


def below(path: str, value: Any) -> dict[str, Any]:
    """Inputs with a value at a path."""
    first, _, rest = path.partition(".")
    return {first: below(rest, value) if rest else value}


def joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Inputs with those of another, map by map."""
    both = {key: joined(one[key], other[key]) for key in one.keys() & other.keys()}
    return {**one, **other, **both}


def test_every_service_is_here() -> None:
    """A service that is added to the table is added to this one."""
    assert sorted(SERVICES) == sorted(f"azure-native:{kind}" for kind, *_ in DOORS)
    assert BESIDE == (
        "azure-native:eventhub:NamespaceNetworkRuleSet",
        "azure-native:redis:FirewallRule",
        "azure-native:servicebus:NamespaceNetworkRuleSet",
        "azure-native:sql:FirewallRule",
        "azure-native:network:PrivateEndpoint",
    )


@pytest.mark.parametrize(("kind", "switch", "closed", "unset"), DOORS)
def test_a_door_is_closed_by_its_own_words(
    kind: str, switch: str, closed: tuple[str, ...], unset: str
) -> None:
    """By those and no others, and open where nothing is said."""
    words = ("Disabled", "SecuredByPerimeter", "Enabled")
    found = {word: said(kind, below(switch, word)) for word in words}
    assert tuple(word for word in words if found[word] == ("pass", "") or _other_door(found[word])) == closed
    assert said(kind, {})[0] == unset


def _other_door(found: tuple[str, str]) -> bool:
    """Tell whether what is left to say is of the second door of a store of logs."""
    return found[0] == "pass" and "people ask in the portal" in found[1]


@pytest.mark.parametrize(("kind", "default", "ranges", "key"), FIREWALLS)
def test_a_firewall_closes_a_door_to_what_it_does_not_name(
    kind: str, default: str, ranges: str, key: str
) -> None:
    """Unless it names everything."""
    denied = below(default, "Deny") if default else {}
    named = joined(denied, below(ranges, [{key: "203.0.113.7"}]))
    everything = joined(denied, below(ranges, [{key: "0.0.0.0/0"}]))
    assert said(kind, named) == ("pass", "only addresses that are named get in")
    assert said(kind, everything)[0] == "fail"
    alone = below(ranges, [{key: "203.0.113.7"}])
    assert said(kind, alone)[0] == ("fail" if default else "pass")


@pytest.mark.parametrize(("kind", "inputs", "why"), MEANT)
def test_a_door_that_is_meant_to_be_open_says_why(kind: str, inputs: dict[str, Any], why: str) -> None:
    """In the words of the table."""
    assert said(kind, inputs) == ("pass", f"open on purpose: {why}")


@pytest.mark.parametrize(
    ("kind", "rules"),
    [
        ("servicebus:Namespace", "servicebus:NamespaceNetworkRuleSet"),
        ("eventhub:Namespace", "eventhub:NamespaceNetworkRuleSet"),
    ],
)
def test_a_set_of_rules_beside_a_broker_closes_its_door(kind: str, rules: str) -> None:
    """By its own switch, or by denying what it does not name."""
    for says in (
        {"publicNetworkAccess": "Disabled"},
        {"defaultAction": "Deny", "ipRules": [{"ipMask": "203.0.113.7"}]},
        {"defaultAction": "Deny", "virtualNetworkRules": [{}]},
    ):
        broker = resource(f"azure-native:{kind}", "it", {"namespaceName": "bus"})
        beside = resource(f"azure-native:{rules}", "rules", {"namespaceName": "bus", **says})
        assert verdicts(RULE, broker, beside)["it"][0] == "pass"
