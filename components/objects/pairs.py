"""Where a bucket on Azure can be copied to."""

from jiban.components import regions
from jiban.components.base import Fault


def copy_fault(region: str, wanted: str) -> Fault | None:
    """Return why a bucket of a region cannot be copied to another one; None where it can.

    Raises:
        UnknownRegionError: when the bucket's region is in no table.
    """
    pair = regions.region("azure", region).pair
    if wanted == pair:
        return None
    return Fault(
        (),
        f"an account is copied to the pair of its region, and {region} "
        + (f"has {pair}" if pair else "has none"),
        f"set {pair}, or remove replicate_to" if pair else "remove replicate_to",
    )
