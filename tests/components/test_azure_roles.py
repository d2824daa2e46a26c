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


def test_a_plan_shows_every_role_by_its_title() -> None:
    """Whatever role the library gives, a report has its title."""
    ids = {row["id"] for row in table("jiban.components", "azure_roles.yaml")["roles"].values()}
    assert ids - set(table("jiban.report", "azure_roles.yaml")["titles"]) == set()
