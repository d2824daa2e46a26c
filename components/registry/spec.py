"""What can be asked for of an image registry, on any cloud."""

from jiban.components.base import Spec


class RegistrySpec(Spec):
    """A registry that is reachable from the private network only, without passwords."""

    zone_redundant: bool = True
    """Whether images survive the loss of a zone. Cannot be changed later. Default: true."""
