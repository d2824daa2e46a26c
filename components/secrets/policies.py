"""Azure's own rules on what a vault holds, from `policies.yaml`."""

from dataclasses import dataclass

from jiban.tables import table


@dataclass(frozen=True, slots=True)
class Definition:
    """A built-in definition of Azure Policy."""

    id: str
    """Resource id, the same in every tenant."""
    days: str
    """Name of its parameter for a number of days."""
    effect: str
    """Name of its parameter for what it does."""


def definition(name: str) -> Definition:
    """Return a definition by our name of it.

    Raises:
        KeyError: when the table has no such definition.
    """
    row = table("jiban.components.secrets", "policies.yaml")["definitions"][name]
    return Definition(
        id=f"/providers/Microsoft.Authorization/policyDefinitions/{row['id']}",
        days=row["days"],
        effect=row["effect"],
    )
