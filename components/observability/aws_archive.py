"""A copy of every log in S3: a subscription of each group, one stream, and a bucket that forgets in time."""

from __future__ import annotations  # the SDK's modules are only loaded where something is made

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import cloudwatch, iam, kinesis, s3

from jiban.components.aws_keys import data_key
from jiban.components.iam import allow, by_way_of, document, service_trust
from jiban.components.observability.retention import archive_class
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_aws import kms

    from jiban.components.site import Site

_MEGABYTES: Final = 64
_SECONDS: Final = 900
"""An object is written when either is reached: few large ones cost less to keep and to read than many."""
_BY_DAY: Final = "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/"
_FAILED: Final = "failed/!{firehose:error-output-type}/" + _BY_DAY
_UNFINISHED_DAYS: Final = 7
_STREAM: Final = "logs"
_EVERYTHING: Final = ""
"""Pattern of a subscription that lets every event through."""


@dataclass(frozen=True, kw_only=True)
class ArchiveArgs:
    """What an archive is made from."""

    site: Site
    days: int
    """Days for which an object stays."""
    groups: Mapping[str, pulumi.Output[str]]
    """Name of each group of logs, by what tells it from the others."""
    account: str | None = None
    """Number of the account; None where it is not known before the deployment."""


class Archive(pulumi.ComponentResource):
    """Every event of some groups of logs, in a bucket, for some days."""

    stream_name: pulumi.Output[str]
    """Name of the stream, as its metrics say it."""

    def __init__(self, name: str, args: ArchiveArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make bucket, stream and subscriptions."""
        super().__init__("jiban:observability:Archive", name, None, opts)
        self._logical = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._bucket_name = args.site.naming.physical("s3.Bucket", "archive")
        key = data_key(
            f"{name}-key",
            parent=self,
            site=args.site,
            tier="observability",
            alias="archive",
            description="Archive of logs",
        )
        bucket, closed = self._bucket(key)
        stream = self._stream(key, bucket, closed)
        self._subscribe(stream)
        self.stream_name = known_after(stream, self._physical)
        self.register_outputs({"bucket": known_after(bucket, self._bucket_name)})

    @property
    def _physical(self) -> str:
        return self._args.site.naming.physical("kinesis.FirehoseDeliveryStream", _STREAM)

    @property
    def _bucket_arn(self) -> str:
        return f"arn:aws:s3:::{self._bucket_name}"

    def _tags(self, suffix: str) -> dict[str, str]:
        return self._args.site.ownership.tags("observability", f"{self._logical}-{suffix}")

    def _bucket(self, key: kms.Key) -> tuple[s3.Bucket, pulumi.Resource]:
        site, name = self._args.site, f"{self._logical}-bucket"
        bucket = s3.Bucket(
            name,
            bucket=self._bucket_name,
            # Without it a bucket that holds an object cannot be deleted; an environment that may be, may.
            force_destroy=not site.protect,
            tags=self._tags("bucket"),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )
        s3.BucketPublicAccessBlock(
            f"{name}-public-access",
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._child,
        )
        s3.BucketOwnershipControls(
            f"{name}-ownership",
            bucket=bucket.id,
            rule=s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
            opts=self._child,
        )
        encryption = s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
            sse_algorithm="aws:kms", kms_master_key_id=key.arn
        )
        s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            bucket=bucket.id,
            rules=[
                s3.BucketServerSideEncryptionConfigurationRuleArgs(
                    apply_server_side_encryption_by_default=encryption,
                    # One request to KMS for many objects, of which each would cost.
                    bucket_key_enabled=True,
                )
            ],
            opts=self._child,
        )
        s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle", bucket=bucket.id, rules=[self._life()], opts=self._child
        )
        policy = s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.id,
            policy=known_after(bucket, document(_tls_only(self._bucket_arn))),
            opts=self._child,
        )
        return bucket, policy

    def _life(self) -> s3.BucketLifecycleConfigurationRuleArgs:
        cheaper = archive_class()
        return s3.BucketLifecycleConfigurationRuleArgs(
            id="archive",
            status="Enabled",
            filter=s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
            transitions=[
                s3.BucketLifecycleConfigurationRuleTransitionArgs(
                    storage_class=cheaper.name, days=cheaper.after_days
                )
            ],
            expiration=s3.BucketLifecycleConfigurationRuleExpirationArgs(days=self._args.days),
            abort_incomplete_multipart_upload=s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                days_after_initiation=_UNFINISHED_DAYS
            ),
        )

    def _role(self, part: str, trust: str) -> tuple[iam.Role, pulumi.Output[str]]:
        # A dot is in no service's name, so no service's role has this one's name.
        physical = self._args.site.naming.physical("iam.Role", f"archive.{part}")
        role = iam.Role(
            f"{self._logical}-role-{part}",
            name=physical,
            assume_role_policy=trust,
            tags=self._tags(f"role-{part}"),
            opts=self._child,
        )
        return role, known_after(role, physical)

    def _stream(
        self, key: kms.Key, bucket: s3.Bucket, closed: pulumi.Resource
    ) -> kinesis.FirehoseDeliveryStream:
        role, role_name = self._role("stream", service_trust("firehose.amazonaws.com"))
        writes = iam.RolePolicy(
            f"{self._logical}-role-stream-bucket",
            name="bucket",
            role=role_name,
            policy=document(*_may_write(self._bucket_arn)),
            opts=self._child,
        )
        encrypts = iam.RolePolicy(
            f"{self._logical}-role-stream-key",
            name="key",
            role=role_name,
            policy=key.arn.apply(partial(_may_encrypt, self._args.site.region)),
            opts=self._child,
        )
        return kinesis.FirehoseDeliveryStream(
            f"{self._logical}-stream",
            name=self._physical,
            destination="extended_s3",
            server_side_encryption=kinesis.FirehoseDeliveryStreamServerSideEncryptionArgs(
                enabled=True, key_type="AWS_OWNED_CMK"
            ),
            extended_s3_configuration=kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationArgs(
                role_arn=role.arn,
                bucket_arn=known_after(bucket, self._bucket_arn),
                kms_key_arn=key.arn,
                prefix=_BY_DAY,
                error_output_prefix=_FAILED,
                buffering_size=_MEGABYTES,
                buffering_interval=_SECONDS,
                # What CloudWatch hands on is compressed already.
                compression_format="UNCOMPRESSED",
                file_extension=".gz",
            ),
            tags=self._tags("stream"),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[writes, encrypts, closed]),
        )

    def _subscribe(self, stream: kinesis.FirehoseDeliveryStream) -> None:
        """Let CloudWatch hand on every event of every group to the stream."""
        role, role_name = self._role("subscriptions", _logs_trust(self._args.site.region, self._args.account))
        granted = iam.RolePolicy(
            f"{self._logical}-role-subscriptions-stream",
            name="stream",
            role=role_name,
            policy=stream.arn.apply(_may_put),
            opts=self._child,
        )
        for group, name in sorted(self._args.groups.items()):
            cloudwatch.LogSubscriptionFilter(
                f"{self._logical}-of-{group}",
                name="archive",
                log_group=name,
                filter_pattern=_EVERYTHING,
                destination_arn=stream.arn,
                role_arn=role.arn,
                # CloudWatch sends a test event at once.
                opts=pulumi.ResourceOptions(parent=self, depends_on=[granted]),
            )


def _may_write(bucket: str) -> Sequence[Mapping[str, object]]:
    """Return what Firehose needs of a bucket (Firehose developer guide, `controlling-access`: S3)."""
    return (
        allow(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], [bucket]),
        allow(["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"], [f"{bucket}/*"]),
    )


def _may_put(stream: str) -> str:
    return document(allow(["firehose:PutRecord", "firehose:PutRecordBatch"], [stream]))


def _logs_trust(region: str, account: str | None) -> str:
    """Return the trust in CloudWatch Logs of one region (its user guide, `SubscriptionFilters`: Firehose)."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "logs.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:logs:{region}:{account or '*'}:*"}},
        }
    )


def _may_encrypt(region: str, key: str) -> str:
    use = allow(["kms:Decrypt", "kms:GenerateDataKey"], [key])
    return document({**use, "Condition": by_way_of("s3", region)})


def _tls_only(arn: str) -> Mapping[str, object]:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
