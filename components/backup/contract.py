"""What every cloud's backups give to whoever looks after them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class BackupContract:
    """Vaults that exist."""

    vaults: Mapping[str, pulumi.Output[str]]
    """Id of each vault, by its region."""
