from uuid import UUID

import pytest

from jiban.components.azure_roles import UnknownRoleError, definition_id
from jiban.tables import table


def test_a_role_is_the_tenants() -> None:
    """The id names no subscription, so it holds in all of them."""
    assert definition_id("acr-pull") == (
        "/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d"
    )


def test_an_unknown_role_names_its_neighbours() -> None:
    """The message helps who misspelt it."""
    with pytest.raises(UnknownRoleError, match=r"'key-vault-secret-user'.*key-vault-secrets-user"):
        definition_id("key-vault-secret-user")


def test_every_id_is_a_uuid_of_its_own() -> None:
    """No two roles share an id, and each is a UUID as Azure writes it."""
    ids = [row["id"] for row in table("jiban.components", "azure_roles.yaml")["roles"].values()]
    assert [str(UUID(each)) for each in ids] == ids
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("role", "guid"),
    [
        ("reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7"),
        ("network-contributor", "4d97b98b-1d4f-4787-a291-c67834d212e7"),
        ("private-dns-zone-contributor", "b12aa53e-6015-4669-85d0-8515ebb3ae7f"),
        ("acr-pull", "7f951dda-4ed3-4680-a7ca-43fe172d538d"),
        ("acr-push", "8311e382-0749-4cb8-b61a-304f252e45ec"),
        ("aks-cluster-user", "4abbcc35-e782-43d8-92c5-2d3f1bd2253f"),
        ("aks-rbac-reader", "7f6c6a51-bcf8-42ba-9220-52d62157d7db"),
        ("aks-rbac-writer", "a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb"),
        ("aks-rbac-admin", "3498e952-d568-435e-9b2c-8d77e338d7f7"),
        ("aks-rbac-cluster-admin", "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b"),
        ("service-bus-data-owner", "090c5cfd-751d-490a-894a-3ce6f1109419"),
        ("service-bus-data-receiver", "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"),
        ("service-bus-data-sender", "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"),
        ("managed-identity-operator", "f1a07417-d97a-45cb-824c-7a7467783830"),
        ("key-vault-secrets-user", "4633458b-17de-408a-b874-0445c86b69e6"),
        ("key-vault-secrets-officer", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"),
        ("key-vault-certificates-officer", "a4417e6f-fecd-4de8-b567-7b0420556985"),
        ("key-vault-certificate-user", "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba"),
        ("key-vault-crypto-officer", "14b46e9e-c2b7-41b4-b07b-48a6ebf60603"),
        ("key-vault-crypto-user", "12338af0-0e69-4776-bea7-57ae8d297424"),
        ("key-vault-crypto-service-encryption-user", "e147488a-f6f5-4113-8e2d-b22465e65bf6"),
        ("storage-blob-data-contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"),
        ("storage-blob-data-reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
        ("monitoring-reader", "43d0d8ad-25c7-4714-9337-8ba259a9fe05"),
        ("monitoring-metrics-publisher", "3913510d-42f4-4e42-8a64-420c390055eb"),
        ("grafana-admin", "22926164-76b3-42b3-bc55-97df8dab3e41"),
        ("monitoring-data-reader", "b0d8363b-8ddd-447d-831f-62ca05bff136"),
    ],
)
def test_every_role_has_the_id_of_its_name(role: str, guid: str) -> None:
    """Another id gives other rights under the same word."""
    assert definition_id(role).endswith(f"/{guid}")


WORDS = {
    "Azure Kubernetes Service": "aks",
    "Azure Service Bus": "service-bus",
    "AcrPull": "acr-pull",
    "AcrPush": "acr-push",
    "Cluster User Role": "cluster-user",
}
"""Words of Azure's titles that the library has others for."""


def test_a_plan_shows_every_role_by_its_title() -> None:
    """Whatever role the library gives, and that title is the role's own."""
    found: dict[str, str] = table("jiban.report", "azure_roles.yaml")["titles"]
    for word, ours in WORDS.items():
        found = {guid: title.replace(word, ours) for guid, title in found.items()}
    shown = {title.lower().replace(" ", "-"): guid for guid, title in found.items()}
    roles = table("jiban.components", "azure_roles.yaml")["roles"]
    assert shown == {name: row["id"] for name, row in roles.items()}
