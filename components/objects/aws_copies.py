"""Copies of buckets in other regions: a bucket and a key there, and the role as which S3 copies."""

from __future__ import annotations  # the SDK's module is only loaded where a bucket is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi_aws import iam, s3

from jiban.components.iam import allow, by_way_of, document, service_trust
from jiban.components.objects.aws_bucket import PrivateBucket, rules_of
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_aws import kms

    from jiban.components.objects.spec import OneBucketSpec
    from jiban.components.site import Site

_ENABLED: Final = "Enabled"
_ROLE: Final = "objects.copies"
"""What tells the role from the services'. A dot is in no service's name, so none has this."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A bucket that is made, perhaps to be copied."""

    wanted: PrivateBucket
    bucket: s3.Bucket
    versions: s3.BucketVersioning | None
    """None where it keeps none, so that it cannot be copied."""
    spec: OneBucketSpec


@dataclass(frozen=True)
class Copies:
    """What makes the copies of one component's buckets."""

    parent: pulumi.Resource
    logical: str
    site: Site
    key: kms.Key
    """Key of the buckets that are copied."""

    def make(self, copied: Mapping[str, Source], keys: Mapping[str, kms.Key]) -> None:
        """Make a bucket for each copy, and copy what is written from then on.

        Args:
            copied: buckets with `replicate_to`, by name.
            keys: a key in each of their regions.
        """
        places = {name: self._place(name, source, keys) for name, source in copied.items()}
        role = iam.Role(
            f"{self.logical}-copies-role",
            name=self.site.naming.physical("iam.Role", _ROLE),
            assume_role_policy=service_trust("s3.amazonaws.com"),
            tags=self.site.ownership.tags("objects", f"{self.logical}-copies-role"),
            opts=self._child(),
        )
        permissions = self._permissions(role, copied, places, keys)
        for name, source in copied.items():
            self._copy(name, source, places[name], role, permissions)

    def _place(self, name: str, source: Source, keys: Mapping[str, kms.Key]) -> PrivateBucket:
        region = _region(source)
        return PrivateBucket(
            parent=self.parent,
            site=self.site,
            logical=f"{self.logical}-copy-{name}",
            physical=self.site.naming.physical("s3.Bucket.objects", f"{name}.copy"),
            key=keys[region].arn,
            where=region,
        )

    def _permissions(
        self,
        role: iam.Role,
        copied: Mapping[str, Source],
        places: Mapping[str, PrivateBucket],
        keys: Mapping[str, kms.Key],
    ) -> Sequence[pulumi.Resource]:
        """Let the role copy, and use the keys, whose ids alone are not known in a plan."""
        role_name = known_after(role, self.site.naming.physical("iam.Role", _ROLE))
        statements = [
            statement
            for name, source in copied.items()
            for statement in _may_copy(source.wanted.arn, places[name].arn)
        ]
        copy = iam.RolePolicy(
            f"{self.logical}-copies-buckets",
            name="buckets",
            role=role_name,
            policy=document(*statements),
            opts=self._child(),
        )
        regions = list(keys)
        encrypt = iam.RolePolicy(
            f"{self.logical}-copies-keys",
            name="keys",
            role=role_name,
            policy=pulumi.Output.all(self.key.arn, *(keys[region].arn for region in regions)).apply(
                lambda arns: _may_encrypt(self.site.region, regions, arns)
            ),
            opts=self._child(),
        )
        return [copy, encrypt]

    def _copy(
        self,
        name: str,
        source: Source,
        place: PrivateBucket,
        role: iam.Role,
        permissions: Sequence[pulumi.Resource],
    ) -> None:
        bucket, _ = place.make()
        versions = place.keep_versions(bucket)
        # What is locked is copied only to where it can be locked.
        lock = (
            [place.lock(bucket, versions, source.spec.lock_mode, source.spec.lock_days)]
            if source.spec.lock_days is not None
            else []
        )
        place.live(bucket, rules_of(source.spec), versions)
        s3.BucketReplicationConfig(
            f"{self.logical}-copies-{name}",
            bucket=source.bucket.id,
            role=role.arn,
            rules=[
                s3.BucketReplicationConfigRuleArgs(
                    id="everything",
                    status=_ENABLED,
                    priority=0,
                    filter=s3.BucketReplicationConfigRuleFilterArgs(prefix=""),
                    delete_marker_replication=s3.BucketReplicationConfigRuleDeleteMarkerReplicationArgs(
                        status=_ENABLED
                    ),
                    # Without it S3 leaves out whatever a key of ours has encrypted, which is everything.
                    source_selection_criteria=s3.BucketReplicationConfigRuleSourceSelectionCriteriaArgs(
                        sse_kms_encrypted_objects=s3.BucketReplicationConfigRuleSourceSelectionCriteriaSseKmsEncryptedObjectsArgs(
                            status=_ENABLED
                        )
                    ),
                    destination=s3.BucketReplicationConfigRuleDestinationArgs(
                        bucket=known_after(bucket, place.arn),
                        encryption_configuration=s3.BucketReplicationConfigRuleDestinationEncryptionConfigurationArgs(
                            replica_kms_key_id=place.key or ""
                        ),
                        **_in_time(source.spec.replicate_within_minutes),
                    ),
                )
            ],
            # S3 takes no copying between buckets without versions, and the first object may come at once.
            opts=self._child(versions, *lock, *permissions, *([source.versions] if source.versions else [])),
        )

    def _child(self, *after: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self.parent, depends_on=list(after) or None)


def _in_time(minutes: int | None) -> Mapping[str, Any]:
    """Return what asks for copies in time, and for the metrics that show it, which S3 wants together."""
    if minutes is None:
        return {}
    return {
        "replication_time": s3.BucketReplicationConfigRuleDestinationReplicationTimeArgs(
            status=_ENABLED,
            time=s3.BucketReplicationConfigRuleDestinationReplicationTimeTimeArgs(minutes=minutes),
        ),
        "metrics": s3.BucketReplicationConfigRuleDestinationMetricsArgs(
            status=_ENABLED,
            event_threshold=s3.BucketReplicationConfigRuleDestinationMetricsEventThresholdArgs(
                minutes=minutes
            ),
        ),
    }


def _region(source: Source) -> str:
    region = source.spec.replicate_to
    if region is None:
        raise ValueError(f"{source.wanted.physical}: no region to copy to; set replicate_to")
    return region


def _may_copy(source: str, copy: str) -> list[Mapping[str, Any]]:
    """Return the permissions to copy one bucket.

    Source: S3 user guide, "Setting up permissions for live replication".
    """
    return [
        allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], [source]),
        allow(
            [
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionTagging",
                "s3:GetObjectRetention",
                "s3:GetObjectLegalHold",
            ],
            [f"{source}/*"],
        ),
        allow(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], [f"{copy}/*"]),
    ]


def _may_encrypt(home: str, regions: Sequence[str], arns: Sequence[str]) -> str:
    """Return the permission to read with the first key and to write with the others, by way of S3 alone."""
    own, *others = arns
    return document(
        {**allow(["kms:Decrypt"], [own]), "Condition": by_way_of("s3", home)},
        *(
            {**allow(["kms:Encrypt", "kms:GenerateDataKey"], [arn]), "Condition": by_way_of("s3", region)}
            for region, arn in zip(regions, others, strict=True)
        ),
    )
