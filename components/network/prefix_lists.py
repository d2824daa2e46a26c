"""Lists of addresses that AWS keeps and security rules name. No resource."""

from typing import Any, Final

from jiban.tables import table

RULES_OF_A_GROUP: Final = 60
"""Rules that a security group takes in each direction, before anybody asks AWS for more (VPC user guide,
"Amazon VPC quotas")."""


class UnknownListError(ValueError):
    """A region whose list of CloudFront's addresses is in no table."""


def origin_facing(region: str) -> str:
    """Return the id of the list of addresses from which CloudFront comes to origins of a region.

    Raises:
        UnknownListError: when the table has no list of the region.
    """
    ids: dict[str, str] = _origin_facing()["ids"]
    if region not in ids:
        raise UnknownListError(
            f"no list of CloudFront's addresses is known in {region}, by "
            f"components/network/prefix_lists.yaml, which has {', '.join(sorted(ids))}; add the region's, or "
            "set jiban:edge to null"
        )
    return ids[region]


def has_origin_facing(region: str) -> bool:
    """Whether the table has the list of a region."""
    return region in _origin_facing()["ids"]


def weight() -> int:
    """Return as how many rules one with that list counts."""
    return int(_origin_facing()["weight"])


def _origin_facing() -> dict[str, Any]:
    found: dict[str, Any] = table("jiban.components.network", "prefix_lists.yaml")["origin_facing"]
    return found
