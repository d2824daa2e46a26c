"""What can be asked for of an image registry, on any cloud."""

from typing import Annotated

from pydantic import Field, StringConstraints

from jiban.components.base import Spec

RegionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,29}$")]
"""The cloud's own name of a region: koreasouth."""


class RegistrySpec(Spec):
    """A registry that is reachable from the private network only, without passwords."""

    zone_redundant: bool = True
    """Whether images survive the loss of a zone. Cannot be changed later. Default: true."""
    replica_regions: Annotated[tuple[RegionName, ...], Field(max_length=10)] = ()
    """Other regions that hold the same images under the same name; each is billed as a registry. Nodes pull
    from the nearest that answers. Default: none."""
    untagged_days: Annotated[int, Field(ge=1, le=365)] | None = None
    """Days after its push after which an image without a tag is deleted, such as one pushed by its digest.
    Default: never."""
    keep_images: Annotated[int, Field(ge=10, le=10_000)] | None = None
    """Newest images of each repository that are kept; older ones are deleted, whether they run or not.
    Default: all."""
