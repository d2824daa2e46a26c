"""Which resource of the stack an id of Azure names."""

from __future__ import annotations

import pytest

from jiban.policy.facts.azure_ids import named
from jiban.policy.testing import UNKNOWN, resource, urn
from jiban.policy.view import StackView

VAULT = "azure-native:keyvault:Vault"
SETTING = "azure-native:monitor:DiagnosticSetting"
DATABASE = "azure-native:redisenterprise:Database"
GROUP = "/subscriptions/0/resourceGroups/rg/providers"


def found(text: object, *, group: object = "rg") -> list[str]:
    """The names of what an input names, among a vault, a bus of its name and a cache."""
    setting = resource(SETTING, "setting", {"resourceUri": text})
    others = (
        resource(VAULT, "vault", {"resourceGroupName": group, "vaultName": "Shop"}),
        resource("azure-native:servicebus:Namespace", "bus", {"namespaceName": "shop"}),
        resource(DATABASE, "database", {"clusterName": "cache", "databaseName": "default"}),
        resource(VAULT, "unnamed", {"vaultName": UNKNOWN}),
    )
    stack = StackView((setting, *others))
    return [each.name for each in named(stack, setting, setting["resourceUri"])]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"{GROUP}/Microsoft.KeyVault/vaults/Shop", ["vault"]),
        (f"{GROUP}/microsoft.keyvault/VAULTS/shop".replace("resourceGroups", "resourcegroups"), ["vault"]),
        (f"{GROUP}/Microsoft.ServiceBus/namespaces/shop", ["bus"]),
        (f"{GROUP}/Microsoft.Cache/redisEnterprise/cache/databases/default", ["database"]),
        (f"{GROUP}/Microsoft.Cache/redisEnterprise/cache", []),
        (f"{GROUP}/Microsoft.KeyVault/vaults/other", []),
        ("/subscriptions/0", []),
        ("shop", []),
        ("", []),
    ],
)
def test_an_id_as_text_names_what_has_its_names(text: str, wanted: list[str]) -> None:
    """By type and names, in letters of either case."""
    assert found(text) == wanted


@pytest.mark.parametrize(("group", "wanted"), [("RG", ["vault"]), (UNKNOWN, ["vault"]), ("theirs", [])])
def test_an_id_of_another_group_names_nothing(group: object, wanted: list[str]) -> None:
    """A group that is not known may be the one."""
    assert found(f"{GROUP}/Microsoft.KeyVault/vaults/shop", group=group) == wanted


def test_what_comes_with_deployment_is_told_by_where_it_comes_from() -> None:
    """An output has no text yet."""
    setting = resource(
        SETTING, "setting", {"resourceUri": UNKNOWN}, comes_from={"resourceUri": [urn(VAULT, "v")]}
    )
    stack = StackView((setting, resource(VAULT, "v")))
    assert [each.name for each in named(stack, setting, setting["resourceUri"], VAULT)] == ["v"]


@pytest.mark.parametrize("text", ["vault-1234", f"{GROUP}/Microsoft.keyvault/Vault/kv"])
def test_a_text_that_names_nothing_is_known_by_where_it_comes_from(text: str) -> None:
    """As what a simulated cloud, or a test, gives in an id's place."""
    vault = resource(VAULT, "vault", {"vaultName": "kv"})
    setting = resource(SETTING, "setting", {"resourceUri": text}, comes_from={"resourceUri": [vault.urn]})
    assert named(StackView([vault, setting]), setting, setting["resourceUri"]) == (vault,)
