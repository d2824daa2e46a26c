"""A bucket of S3 that is private, encrypted, and answers by TLS alone: what all buckets here share."""

from __future__ import annotations  # the SDK's module is only loaded where a bucket is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi_aws import s3

from jiban.components.iam import document
from jiban.components.objects.lifecycle import life
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jiban.components.iam import Statement
    from jiban.components.objects.lifecycle import Life
    from jiban.components.objects.spec import OneBucketSpec
    from jiban.components.site import Site

UNFINISHED_UPLOAD_DAYS: Final = 7
"""Days after which the parts of an upload that nobody finished are deleted; they are billed until then."""
_ENABLED: Final = "Enabled"


@dataclass(frozen=True, kw_only=True)
class PrivateBucket:
    """A bucket to be made, and where."""

    parent: pulumi.Resource
    site: Site
    logical: str
    physical: str
    key: pulumi.Input[str] | None
    """ARN of the key that encrypts its objects; None for S3's own."""
    where: str | None = None
    """Another region than the site's."""

    @property
    def arn(self) -> str:
        """ARN of the bucket, which its name alone decides."""
        return f"arn:aws:s3:::{self.physical}"

    def make(self, *statements: Statement) -> tuple[s3.Bucket, s3.BucketPolicy]:
        """Declare the bucket and what closes it.

        Args:
            statements: what its policy allows besides; services have permissions of their own.
        """
        bucket = self.make_without_policy()
        policy = known_after(bucket, document(tls_only(self.arn), *statements))
        return bucket, self.put_policy(bucket, policy)

    def put_policy(self, bucket: s3.Bucket, policy: pulumi.Input[str]) -> s3.BucketPolicy:
        """Declare the bucket's policy, of which it has one."""
        return s3.BucketPolicy(
            f"{self.logical}-policy",
            region=self.where,
            bucket=bucket.id,
            policy=policy,
            opts=self._child(),
        )

    def make_without_policy(self) -> s3.Bucket:
        """Declare the bucket and what closes it but for its policy, which `put_policy` does later."""
        bucket = s3.Bucket(
            self.logical,
            region=self.where,
            bucket=self.physical,
            # Without it a bucket that holds an object cannot be deleted; an environment that may be, may.
            force_destroy=not self.site.protect,
            tags=self.site.ownership.tags("objects", self.logical),
            opts=pulumi.ResourceOptions(parent=self.parent, protect=self.site.protect),
        )
        s3.BucketPublicAccessBlock(
            f"{self.logical}-public-access",
            region=self.where,
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._child(),
        )
        s3.BucketOwnershipControls(
            f"{self.logical}-ownership",
            region=self.where,
            bucket=bucket.id,
            rule=s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
            opts=self._child(),
        )
        s3.BucketServerSideEncryptionConfiguration(
            f"{self.logical}-encryption",
            region=self.where,
            bucket=bucket.id,
            rules=[
                s3.BucketServerSideEncryptionConfigurationRuleArgs(
                    apply_server_side_encryption_by_default=s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
                        sse_algorithm="AES256" if self.key is None else "aws:kms", kms_master_key_id=self.key
                    ),
                    # One request to KMS for many objects, of which each would cost.
                    bucket_key_enabled=self.key is not None,
                )
            ],
            opts=self._child(),
        )
        return bucket

    def keep_versions(self, bucket: s3.Bucket) -> s3.BucketVersioning:
        """Keep what is overwritten or deleted as a version."""
        return s3.BucketVersioning(
            f"{self.logical}-versioning",
            region=self.where,
            bucket=bucket.id,
            versioning_configuration=s3.BucketVersioningVersioningConfigurationArgs(status=_ENABLED),
            opts=self._child(),
        )

    def lock(
        self, bucket: s3.Bucket, versions: pulumi.Resource, mode: str, days: int
    ) -> s3.BucketObjectLockConfiguration:
        """Let nobody delete or overwrite a new version before its days are over."""
        # It also locks a bucket that was made without a lock, which `object_lock_enabled` would make anew.
        return s3.BucketObjectLockConfiguration(
            f"{self.logical}-lock",
            region=self.where,
            bucket=bucket.id,
            object_lock_enabled=_ENABLED,
            rule=s3.BucketObjectLockConfigurationRuleArgs(
                default_retention=s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(
                    mode=mode.upper(), days=days
                )
            ),
            opts=self._child(versions),
        )

    def live(
        self,
        bucket: s3.Bucket,
        rules: list[s3.BucketLifecycleConfigurationRuleArgs],
        after: pulumi.Resource | None,
    ) -> None:
        """Move and delete objects by rules; what is about versions waits until there are any."""
        s3.BucketLifecycleConfiguration(
            f"{self.logical}-lifecycle",
            region=self.where,
            bucket=bucket.id,
            rules=rules,
            opts=self._child(*([after] if after else [])),
        )

    def _child(self, *after: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self.parent, depends_on=list(after) or None)


def rules_of(spec: OneBucketSpec) -> list[s3.BucketLifecycleConfigurationRuleArgs]:
    """Return the rules by which a bucket's objects live."""
    found = life(spec)
    return [
        *_current(found),
        *(_previous(spec.previous_version_days, found) if spec.versioning else ()),
        rule(
            "unfinished-uploads",
            abort_incomplete_multipart_upload=s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                days_after_initiation=UNFINISHED_UPLOAD_DAYS
            ),
        ),
    ]


def _current(found: Life) -> Iterator[s3.BucketLifecycleConfigurationRuleArgs]:
    if found.moves or found.keep_days is not None:
        yield rule(
            "objects",
            transitions=[
                s3.BucketLifecycleConfigurationRuleTransitionArgs(
                    storage_class=move.storage_class, days=move.after_days
                )
                for move in found.moves
            ]
            or None,
            expiration=None
            if found.keep_days is None
            else s3.BucketLifecycleConfigurationRuleExpirationArgs(days=found.keep_days),
        )


def _previous(days: int, found: Life) -> Iterator[s3.BucketLifecycleConfigurationRuleArgs]:
    yield rule(
        "previous-versions",
        noncurrent_version_expiration=s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
            noncurrent_days=days
        ),
        # Where objects expire by age, so do the marks that deletions leave behind; a rule has one of the two.
        expiration=None
        if found.keep_days is not None
        else s3.BucketLifecycleConfigurationRuleExpirationArgs(expired_object_delete_marker=True),
    )


def rule(name: str, **what: Any) -> s3.BucketLifecycleConfigurationRuleArgs:
    """Return a rule about everything in a bucket."""
    return s3.BucketLifecycleConfigurationRuleArgs(
        id=name,
        status=_ENABLED,
        filter=s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
        **what,
    )


def tls_only(arn: str) -> Mapping[str, Any]:
    """Return the statement that refuses a bucket to whoever comes without TLS."""
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
