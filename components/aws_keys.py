"""The key of KMS that a tier on AWS encrypts its data with."""

from typing import Final

import pulumi
from pulumi_aws import kms

from jiban.components.site import Site

_DELETION_DAYS: Final = 30
"""Longest wait of KMS before a key is gone, with everything it has encrypted."""


def data_key(
    name: str,
    *,
    parent: pulumi.Resource,
    site: Site,
    tier: str,
    alias: str,
    description: str,
    where: str | None = None,
) -> kms.Key:
    """Make a key that rotates every year, and the name by which people find it.

    Args:
        name: logical name of the key.
        parent: the component whose data it is for.
        site: where the component stands; a protected one has a protected key.
        tier: the component's tier, as its tags say it.
        alias: what tells the key's name from those of the stack's other keys: `database`.
        description: what the console shows.
        where: another region than the site's.
    """
    key = kms.Key(
        name,
        region=where,
        description=description,
        enable_key_rotation=True,
        deletion_window_in_days=_DELETION_DAYS,
        tags=site.ownership.tags(tier, name),
        opts=pulumi.ResourceOptions(parent=parent, protect=site.protect),
    )
    kms.Alias(
        f"{name}-alias",
        region=where,
        name=f"alias/{site.naming.physical('kms.Alias', alias)}",
        target_key_id=key.key_id,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return key
