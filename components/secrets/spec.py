"""What can be asked for of a vault, on any cloud."""

from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints

from jiban.components.base import Spec

SecretName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,58}[a-z0-9])?$")]
"""1 to 60 lower-case letters, digits and hyphens."""


class SecretsSpec(Spec):
    """A vault that is reachable from the private network only, with role-based access to each secret."""

    hardware_keys: bool = False
    """Whether the vault can hold keys in a hardware security module (Premium on Azure). Default: false."""
    retention_days: Annotated[int, Field(ge=7, le=90)] = 90
    """Soft-delete retention: days for which a deleted secret can be recovered and the vault's name stays
    taken. Cannot be changed later. Default: 90."""
    names: tuple[SecretName, ...] = ()
    """Secrets that services may be granted, by name. A secret without a value below is set by its owner,
    never by a deployment. Default: none."""
    values: dict[SecretName, SecretStr] = {}
    """Values that a deployment writes, by name; set only with `pulumi config set --secret --path
    'jiban:secrets.values.<name>'`. They are also stored, encrypted, in the stack's state. Default: none."""
