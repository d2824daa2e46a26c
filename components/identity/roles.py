"""Azure's built-in roles by a short name: `acr-pull`. Data with its source in `roles.yaml`."""

from typing import Any, Final

from components.catalogue import NotInTableError, table

TABLE: Final = "components/identity/roles.yaml"


class UnknownRoleError(NotInTableError):
    """A role that is not in the table."""


def definition_id(role: str) -> str:
    """Return the resource id of a built-in role, without a subscription, as it holds in every tenant.

    Raises:
        UnknownRoleError: when the table has no such role; its message holds near matches.
    """
    rows: dict[str, dict[str, Any]] = table("components.identity", "roles.yaml")["roles"]
    if role not in rows:
        raise UnknownRoleError("role", role, rows, TABLE)
    return f"/providers/Microsoft.Authorization/roleDefinitions/{rows[role]['id']}"
