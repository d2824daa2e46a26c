"""What every cloud's image registry gives to the tiers above it."""

from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class RegistryContract:
    """A registry that exists."""

    registry_id: pulumi.Output[str]
    host: pulumi.Output[str]
    """What is put before the name of an image that names no registry, without the slash between them."""
