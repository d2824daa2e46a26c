"""What every cloud's vault gives to the tiers above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from jiban.components.secrets.spec import Operation


@dataclass(frozen=True, kw_only=True)
class SecretsContract:
    """A vault that exists."""

    vault_id: pulumi.Output[str]
    """What all its secrets have in common: the vault on Azure, on AWS the ARN of the key that each of them is
    encrypted with."""
    name: pulumi.Output[str]
    """Name of that."""
    uri: pulumi.Output[str]
    """Address of the vault, on AWS of Secrets Manager in the region."""
    tenant_id: pulumi.Output[str]
    """Directory that it belongs to, on AWS the account."""
    secret_ids: Mapping[str, pulumi.Output[str]]
    """Resource id of each secret by its name, an ARN on AWS, those filled by their owner included: what a
    permission is granted on."""
    secret_references: Mapping[str, pulumi.Output[str]] = field(
        default_factory=dict[str, "pulumi.Output[str]"]
    )
    """What a program reads each secret by, by its name: its address on Azure, its ARN on AWS."""
    key_references: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, "pulumi.Output[str]"])
    """What a program uses each key by, by its name: its address on Azure, its ARN on AWS."""
    key_ids: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, "pulumi.Output[str]"])
    """Resource id of each key by its name, an ARN on AWS: what a permission is granted on."""
    key_operations: Mapping[str, Sequence[Operation]] = field(
        default_factory=dict[str, "Sequence[Operation]"]
    )
    """What each key may be used for, by its name, where a permission has to say so; none on Azure, where the
    key itself does."""
    certificate_ids: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, "pulumi.Output[str]"])
    """Resource id of the secret by which each certificate is read, its key included, by its name: what a
    permission is granted on."""
