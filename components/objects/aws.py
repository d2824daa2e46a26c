"""Buckets of S3 with one key, a record of who used them, and copies in other regions."""

from __future__ import annotations  # the SDK's module is only loaded where a bucket is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import kms, s3

from jiban.components.aws_keys import data_key
from jiban.components.base import Fault, SpecRefusedError, refuse_beyond
from jiban.components.objects.aws_bucket import UNFINISHED_UPLOAD_DAYS, PrivateBucket, rule, rules_of
from jiban.components.objects.aws_copies import Copies, Source
from jiban.components.objects.aws_readers import key_policy, readable_policy
from jiban.components.objects.contract import BucketPlace, ObjectsContract
from jiban.components.objects.limits import LIMITS
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jiban.components.iam import Statement
    from jiban.components.objects.spec import ObjectsSpec, OneBucketSpec
    from jiban.components.site import Site

_RECORD: Final = "access.logs"
"""What tells the record's bucket from the others. A dot is in no bucket's name, so none has this."""


@dataclass(frozen=True, kw_only=True)
class ObjectsArgs:
    """What buckets are made of."""

    spec: ObjectsSpec
    site: Site
    read_by_edge: str | None = None
    """Bucket that an edge reads. Its policy and the key's name the edge, which is made later and needs the
    bucket: so `let_edge_read` makes them."""


class Objects(pulumi.ComponentResource):
    """Buckets, their key, the bucket with the record of requests, and copies elsewhere.

    Raises:
        SpecRefusedError: when S3 cannot provide what the specification asks for, or a bucket is to be copied
            to where it stands.
    """

    contract: ObjectsContract

    def __init__(self, name: str, args: ObjectsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the buckets and everything around them."""
        refuse_beyond(LIMITS, "aws", name, args.spec)
        faults = list(_copied_to_itself(args))
        if faults:
            raise SpecRefusedError(name, faults)
        super().__init__("jiban:objects:Objects", name, None, opts)
        self._logical = name
        self._args = args
        self._key = self._data_key("key")
        wanted = {each: self._wanted(each) for each in sorted(args.spec.buckets)}
        record = self._record(wanted)
        made = {each: self._bucket(each, wanted[each], record) for each in wanted}
        self._made = made
        self._copy(made)
        self.contract = ObjectsContract(
            buckets={
                each: BucketPlace(
                    name=known_after(source.bucket, source.wanted.physical),
                    bucket_id=known_after(source.bucket, source.wanted.arn),
                    host=known_after(
                        source.bucket, f"{source.wanted.physical}.s3.{args.site.region}.amazonaws.com"
                    ),
                )
                for each, source in made.items()
            },
            key_id=self._key.arn,
        )
        names = {each: place.name for each, place in self.contract.buckets.items()}
        self.register_outputs({"buckets": names})

    def let_edge_read(self, distribution: pulumi.Input[str]) -> None:
        """Let one edge, and nobody else without a permission of its own, read the bucket of `read_by_edge`.

        Args:
            distribution: ARN of the edge's distribution.

        Raises:
            ValueError: no bucket is read by an edge.
        """
        name = self._args.read_by_edge
        if name is None:
            raise ValueError("no bucket is read by an edge; set read_by_edge to its name")
        source = self._made[name]
        arn = source.wanted.arn
        source.wanted.put_policy(
            source.bucket,
            pulumi.Output.from_input(distribution).apply(lambda edge: readable_policy(arn, edge)),
        )
        kms.KeyPolicy(
            f"{self._logical}-key-policy",
            key_id=self._key.key_id,
            policy=pulumi.Output.all(self._key.arn, distribution).apply(lambda known: key_policy(*known)),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _data_key(self, suffix: str, where: str | None = None) -> kms.Key:
        return data_key(
            f"{self._logical}-{suffix}",
            parent=self,
            site=self._args.site,
            tier="objects",
            alias="objects",
            description="Objects of the buckets",
            where=where,
        )

    def _wanted(self, name: str) -> PrivateBucket:
        return PrivateBucket(
            parent=self,
            site=self._args.site,
            logical=f"{self._logical}-bucket-{name}",
            physical=self._args.site.naming.physical("s3.Bucket.objects", name),
            key=self._key.arn,
        )

    def _record(self, wanted: Mapping[str, PrivateBucket]) -> tuple[s3.Bucket, s3.BucketPolicy] | None:
        """Make the bucket with the record of requests, by S3's own key, on which nobody needs a right."""
        days = self._args.spec.access_log_days
        if days is None:
            return None
        place = PrivateBucket(
            parent=self,
            site=self._args.site,
            logical=f"{self._logical}-access-logs",
            physical=self._args.site.naming.physical("s3.Bucket.objects", _RECORD),
            key=None,
        )
        bucket, policy = place.make(_may_write_record(place.arn, [each.arn for each in wanted.values()]))
        expiry = rule(
            "expire",
            expiration=s3.BucketLifecycleConfigurationRuleExpirationArgs(days=days),
            abort_incomplete_multipart_upload=s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                days_after_initiation=UNFINISHED_UPLOAD_DAYS
            ),
        )
        place.live(bucket, [expiry], None)
        return bucket, policy

    def _bucket(
        self, name: str, wanted: PrivateBucket, record: tuple[s3.Bucket, s3.BucketPolicy] | None
    ) -> Source:
        spec = self._args.spec.buckets[name]
        bucket = wanted.make_without_policy() if name == self._args.read_by_edge else wanted.make()[0]
        versions = wanted.keep_versions(bucket) if spec.versioning else None
        if versions is not None and spec.lock_days is not None:
            wanted.lock(bucket, versions, spec.lock_mode, spec.lock_days)
        wanted.live(bucket, rules_of(spec), versions)
        if record is not None:
            store, policy = record
            s3.BucketLogging(
                f"{wanted.logical}-access-log",
                bucket=bucket.id,
                target_bucket=store.id,
                target_prefix=f"{name}/",
                opts=pulumi.ResourceOptions(parent=self, depends_on=[policy]),
            )
        if spec.browser_origins:
            self._browsers(wanted, bucket, spec)
        return Source(wanted=wanted, bucket=bucket, versions=versions, spec=spec)

    def _browsers(self, wanted: PrivateBucket, bucket: s3.Bucket, spec: OneBucketSpec) -> None:
        """Let programs of some pages call the bucket; what they may do is what the signed address says."""
        s3.BucketCorsConfiguration(
            f"{wanted.logical}-browsers",
            bucket=bucket.id,
            cors_rules=[
                s3.BucketCorsConfigurationCorsRuleArgs(
                    id="signed-addresses",
                    allowed_origins=sorted(spec.browser_origins),
                    allowed_methods=["GET", "HEAD", "PUT", "POST"],
                    allowed_headers=["*"],
                    # A program that uploads in parts has to say what each part was answered.
                    expose_headers=["ETag"],
                )
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _copy(self, made: Mapping[str, Source]) -> None:
        copied = {name: source for name, source in made.items() if source.spec.replicate_to is not None}
        if not copied:
            return
        regions = sorted({source.spec.replicate_to for source in copied.values() if source.spec.replicate_to})
        keys = {region: self._data_key(f"key-{region}", region) for region in regions}
        Copies(self, self._logical, self._args.site, self._key).make(copied, keys)


def _copied_to_itself(args: ObjectsArgs) -> Iterator[Fault]:
    for name, bucket in args.spec.buckets.items():
        if bucket.replicate_to == args.site.region:
            yield Fault(
                ("buckets", name, "replicate_to"),
                f"{args.site.region} is where the bucket stands",
                "name another region, or remove replicate_to",
            )


def _may_write_record(record: str, buckets: list[str]) -> Statement:
    """Return the permission of S3's own service to write the record of some buckets.

    Source: S3 user guide, "Enabling Amazon S3 server access logging".
    """
    return {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": ["s3:PutObject"],
        "Resource": [f"{record}/*"],
        "Condition": {"ArnLike": {"aws:SourceArn": buckets}},
    }
