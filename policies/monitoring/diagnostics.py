"""Which types of resource write logs of their own, from `diagnostics.yaml`."""

from typing import Final

from jiban.tables import table

TYPES: Final[tuple[str, ...]] = tuple(table("jiban.policies.monitoring", "diagnostics.yaml")["types"])
"""Type tokens."""
