"""What every cloud's image registry gives to the tiers above it."""

from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class RegistryContract:
    """A registry that exists."""

    registry_id: pulumi.Output[str]
    host: pulumi.Output[str]
    """What stands before the first slash of an image's name."""
