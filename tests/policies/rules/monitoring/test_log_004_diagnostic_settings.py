"""LOG-004: resources that write logs of their own, and the settings that keep them."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.components.observability.diagnostics import choices
from jiban.model.plan import UNKNOWN
from jiban.policies.rules.monitoring.log_004_diagnostic_settings import RULE
from jiban.policy.facts.logs import SETTING, TYPES
from jiban.policy.rule import Outcome
from jiban.policy.testing import Case
from jiban.policy.view import OpenInputs, ResourceView
from tests.policies.samples import resource, urn, verdicts

VAULT = "azure-native:keyvault:Vault"
ID = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
LOGS = [{"categoryGroup": "allLogs", "enabled": True}]


def vault(name: str = "vault") -> ResourceView:
    """A vault, whose id is known after deployment."""
    return resource(VAULT, name, {"vaultName": "kv"})


def setting(name: str = "setting", *, of: str | None = "vault", **inputs: Any) -> ResourceView:
    """A setting of the vault, or of something that nobody knows."""
    given = {"resourceUri": UNKNOWN, "logs": LOGS, "workspaceId": UNKNOWN, **inputs}
    sources = {} if of is None else {"resourceUri": [urn(VAULT, of)]}
    return resource(SETTING, name, given, comes_from=sources)


CASES = tuple(
    Case(Outcome(outcome), reason, tuple(resources), of="vault")
    for resources, outcome, reason in (
        ([vault(), setting()], "pass", ""),
        ([vault(), setting(workspaceId=None, storageAccountId="/store")], "pass", ""),
        ([vault()], "fail", "no diagnostic setting sends its logs anywhere"),
        (
            [vault(), vault("other"), setting(of="other")],
            "fail",
            "no diagnostic setting sends its logs anywhere",
        ),
        ([vault(), setting(of=None, resourceUri=ID)], "pass", ""),
        ([vault(), setting(of=None, resourceUri=ID.upper())], "pass", ""),
        ([vault(), setting(logs=[])], "fail", "setting sends no logs"),
        (
            [vault(), setting(logs=[{"categoryGroup": "allLogs", "enabled": False}])],
            "fail",
            "setting sends no logs",
        ),
        ([vault(), setting(logs=[{"category": "Audit", "enabled": False}, *LOGS])], "pass", ""),
        ([vault(), setting(workspaceId=None)], "fail", "setting names nowhere to send to"),
        (
            [vault(), setting(of=None)],
            "unknown",
            "resourceUri of setting is not known before deployment",
        ),
        (
            [vault(), setting(of=None, resourceUri="/subscriptions/s/elsewhere")],
            "fail",
            "no diagnostic setting sends its logs anywhere",
        ),
        (
            [resource(VAULT, "vault", OpenInputs({"vaultName": "kv"}))],
            "unknown",
            "it is read, and whoever has made it may keep its logs",
        ),
        ([vault(), setting(logs=UNKNOWN)], "unknown", "logs is not known before deployment"),
        ([vault(), setting("empty", logs=[]), setting("whole")], "pass", ""),
    )
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of the vault what its row says, and why."""
    assert case.judged_by(RULE) == case.expected


@pytest.mark.parametrize(
    "key", ["workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId"]
)
def test_every_place_that_a_setting_can_send_to_keeps_logs(key: str) -> None:
    """One of them is enough."""
    places: dict[str, Any] = {"workspaceId": None, key: "/somewhere"}
    sent = setting("setting", of="vault", **places)
    assert verdicts(RULE, vault(), sent)["vault"] == ("pass", "")


def test_a_stack_without_such_resources_is_not_judged() -> None:
    """A virtual machine's disk writes no logs."""
    disk = resource("azure-native:compute:Disk", "disk")
    assert verdicts(RULE, disk) == {"": ("not applicable", "the stack has nothing that the rule is about")}


def test_the_library_keeps_what_the_rule_asks_for() -> None:
    """Each type that the library can be asked to keep is one that the rule is about, but for a part of an
    account, which is there without being asked for.
    """
    assert set(choices()) - set(TYPES) == {"azure-native:storage:BlobServiceProperties"}


@pytest.mark.parametrize(
    "kind",
    [
        "apimanagement:ApiManagementService",
        "cdn:Profile",
        "containerregistry:Registry",
        "containerservice:ManagedCluster",
        "dashboard:Grafana",
        "dbforpostgresql:Server",
        "eventgrid:SystemTopic",
        "eventhub:Namespace",
        "keyvault:Vault",
        "monitor:AzureMonitorWorkspace",
        "network:ApplicationGateway",
        "network:AzureFirewall",
        "network:NetworkSecurityGroup",
        "network:VirtualNetwork",
        "operationalinsights:Workspace",
        "redisenterprise:Database",
        "servicebus:Namespace",
    ],
)
def test_each_type_with_logs_of_its_own_is_judged(kind: str) -> None:
    """Without a setting it keeps none of them."""
    found = verdicts(RULE, resource(f"azure-native:{kind}", "it"))
    assert found == {"it": ("fail", "no diagnostic setting sends its logs anywhere")}
