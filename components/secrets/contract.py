"""What every cloud's vault gives to the tiers above it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class SecretsContract:
    """A vault that exists."""

    vault_id: pulumi.Output[str]
    uri: pulumi.Output[str]
    """Address of the vault."""
    secret_ids: Mapping[str, pulumi.Output[str]]
    """Resource id of each secret by its name, those filled by their owner included: what a permission is
    granted on."""
