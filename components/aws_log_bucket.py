"""A bucket that AWS's services write records into, and that forgets them in time."""

from typing import Final

import pulumi
from pulumi_aws import s3

from jiban.components.site import Site

_UNFINISHED_UPLOAD_DAYS: Final = 7


def log_bucket(
    name: str, *, parent: pulumi.Resource, site: Site, tier: str, part: str, days: int
) -> s3.Bucket:
    """Make a bucket that nobody outside reads, whose objects end.

    Who may write into it says the policy that its tier puts on it.

    Args:
        name: logical name of the bucket.
        parent: the component whose records it is for.
        site: where the component stands; a protected one has a protected bucket.
        tier: the component's tier, as its tags say it.
        part: what tells the bucket's name from those of the stack's others: `flow`.
        days: days after which an object goes.
    """
    child = pulumi.ResourceOptions(parent=parent)
    bucket = s3.Bucket(
        name,
        bucket=site.naming.physical("s3.Bucket", part),
        force_destroy=not site.protect,
        tags=site.ownership.tags(tier, name),
        opts=pulumi.ResourceOptions(parent=parent, protect=site.protect),
    )
    s3.BucketPublicAccessBlock(
        f"{name}-public-access",
        bucket=bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=child,
    )
    s3.BucketOwnershipControls(
        f"{name}-ownership",
        bucket=bucket.id,
        rule=s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
        opts=child,
    )
    s3.BucketLifecycleConfiguration(
        f"{name}-lifecycle",
        bucket=bucket.id,
        rules=[
            s3.BucketLifecycleConfigurationRuleArgs(
                id="expire",
                status="Enabled",
                filter=s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
                expiration=s3.BucketLifecycleConfigurationRuleExpirationArgs(days=days),
                abort_incomplete_multipart_upload=s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                    days_after_initiation=_UNFINISHED_UPLOAD_DAYS
                ),
            )
        ],
        opts=child,
    )
    return bucket
