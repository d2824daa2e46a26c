"""Azure's built-in roles by a short name: `acr-pull`. Data with its source in `azure_roles.yaml`."""

from typing import Any, Final

from jiban.components.catalogue import NotInTableError
from jiban.tables import table

TABLE: Final = "components/azure_roles.yaml"


class UnknownRoleError(NotInTableError):
    """A role that is not in the table."""


def definition_id(role: str) -> str:
    """Return the resource id of a built-in role, without a subscription, as it holds in every tenant.

    Raises:
        UnknownRoleError: when the table has no such role; its message holds near matches.
    """
    rows: dict[str, dict[str, Any]] = table("jiban.components", "azure_roles.yaml")["roles"]
    if role not in rows:
        raise UnknownRoleError("role", role, rows, TABLE)
    return f"/providers/Microsoft.Authorization/roleDefinitions/{rows[role]['id']}"
