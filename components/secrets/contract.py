"""What every cloud's vault gives to the tiers above it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi


@dataclass(frozen=True, kw_only=True)
class SecretsContract:
    """A vault that exists."""

    vault_id: pulumi.Output[str]
    name: pulumi.Output[str]
    uri: pulumi.Output[str]
    """Address of the vault."""
    tenant_id: pulumi.Output[str]
    """Directory that it belongs to."""
    secret_ids: Mapping[str, pulumi.Output[str]]
    """Resource id of each secret by its name, those filled by their owner included: what a permission is
    granted on."""
    key_ids: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, pulumi.Output[str]])
    """Resource id of each key by its name: what a permission is granted on."""
    certificate_ids: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, pulumi.Output[str]])
    """Resource id of the secret by which each certificate is read, its key included, by its name: what a
    permission is granted on."""
