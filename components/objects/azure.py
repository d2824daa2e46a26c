"""Buckets on Azure: a Storage account for each, with one container, versions and its objects' life."""

from __future__ import annotations  # the SDK's module is only loaded where a bucket is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_azure_native import storage

from jiban.components import regions
from jiban.components.base import SpecRefusedError, refuse_beyond
from jiban.components.objects.azure_life import rules_of, tracks_reads
from jiban.components.objects.contract import BucketPlace, ObjectsContract
from jiban.components.objects.limits import LIMITS
from jiban.components.objects.pairs import copy_fault
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jiban.components.base import Fault
    from jiban.components.objects.spec import ObjectsSpec, OneBucketSpec
    from jiban.components.site import Site

_DEFAULT: Final = "default"
"""Name of what an account, or a container, has one of."""
_CONTAINER_DAYS: Final = 7
"""Days for which a deleted container of objects without versions can be brought back."""


@dataclass(frozen=True, kw_only=True)
class ObjectsArgs:
    """What buckets are made of."""

    spec: ObjectsSpec
    site: Site


class Objects(pulumi.ComponentResource):
    """Buckets, each in an account of its own: versions, deletions and copies are settings of an account.

    Raises:
        SpecRefusedError: when Azure cannot provide what the specification asks for, or a bucket is to be
            copied elsewhere than to the region's pair.
        UnknownRegionError: when the region is in no table.
    """

    contract: ObjectsContract

    def __init__(self, name: str, args: ObjectsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the accounts and what is in them."""
        refuse_beyond(LIMITS, "azure", name, args.spec)
        faults = list(_copied_elsewhere(args))
        if faults:
            raise SpecRefusedError(name, faults)
        super().__init__("jiban:objects:Objects", name, None, opts)
        self._logical = name
        self._site = args.site
        self.contract = ObjectsContract(
            buckets={each: self._bucket(each, args.spec.buckets[each]) for each in sorted(args.spec.buckets)}
        )
        names = {each: place.name for each, place in self.contract.buckets.items()}
        self.register_outputs({"buckets": names})

    def _bucket(self, name: str, spec: OneBucketSpec) -> BucketPlace:
        physical = self._site.naming.physical("storage.StorageAccount", name)
        account = self._account(name, physical, spec)
        there = known_after(account, physical)
        blobs = self._blobs(name, there, spec)
        container = storage.BlobContainer(
            f"{self._logical}-container-{name}",
            resource_group_name=self._site.resource_group,
            account_name=there,
            # The account's name is the one that nobody else may have.
            container_name=name,
            public_access=storage.PublicAccess.NONE,
            opts=pulumi.ResourceOptions(parent=self, protect=self._site.protect, depends_on=[blobs]),
        )
        self._live(name, there, spec, blobs)
        if spec.lock_days is not None:
            self._lock(name, there, known_after(container, name), spec.lock_days)
        return BucketPlace(
            name=known_after(container, name),
            bucket_id=container.id,
            url=known_after(account, f"https://{physical}.blob.core.windows.net"),
            account_id=account.id,
        )

    def _account(self, name: str, physical: str, spec: OneBucketSpec) -> storage.StorageAccount:
        site, logical = self._site, f"{self._logical}-account-{name}"
        return storage.StorageAccount(
            logical,
            resource_group_name=site.resource_group,
            account_name=physical,
            location=site.region,
            kind=storage.Kind.STORAGE_V2,
            sku=storage.SkuArgs(name=_redundancy(site.region, copied=spec.replicate_to is not None)),
            access_tier=storage.AccessTier.HOT,
            minimum_tls_version=storage.MinimumTlsVersion.TLS1_2,
            enable_https_traffic_only=True,
            # Whoever comes, comes as an identity: no key of the account, and nothing that one has signed.
            allow_shared_key_access=False,
            default_to_o_auth_authentication=True,
            allow_blob_public_access=False,
            allow_cross_tenant_replication=False,
            is_local_user_enabled=False,
            public_network_access=storage.PublicNetworkAccess.DISABLED,
            network_rule_set=storage.NetworkRuleSetArgs(
                default_action=storage.DefaultAction.DENY, bypass=storage.Bypass.NONE
            ),
            encryption=storage.EncryptionArgs(
                key_source=storage.KeySource.MICROSOFT_STORAGE, require_infrastructure_encryption=True
            ),
            tags=site.ownership.tags("objects", logical),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )

    def _blobs(
        self, name: str, account: pulumi.Output[str], spec: OneBucketSpec
    ) -> storage.BlobServiceProperties:
        days = spec.previous_version_days if spec.versioning else None
        return storage.BlobServiceProperties(
            f"{self._logical}-blobs-{name}",
            resource_group_name=self._site.resource_group,
            account_name=account,
            blob_services_name=_DEFAULT,
            is_versioning_enabled=spec.versioning,
            # A version that a rule deletes stays for so long again, as its age counts from when it was
            # written, and it may have been the current one until yesterday.
            delete_retention_policy=storage.DeleteRetentionPolicyArgs(enabled=spec.versioning, days=days),
            # Whoever may write objects may also delete the container.
            container_delete_retention_policy=storage.DeleteRetentionPolicyArgs(
                enabled=True, days=days or _CONTAINER_DAYS
            ),
            last_access_time_tracking_policy=storage.LastAccessTimeTrackingPolicyArgs(enable=True)
            if tracks_reads(spec)
            else None,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _live(
        self, name: str, account: pulumi.Output[str], spec: OneBucketSpec, blobs: pulumi.Resource
    ) -> None:
        """Move and delete objects by rules; those about reads and versions need the settings before them."""
        rules = rules_of(spec)
        if not rules:
            return
        storage.ManagementPolicy(
            f"{self._logical}-life-{name}",
            resource_group_name=self._site.resource_group,
            account_name=account,
            management_policy_name=_DEFAULT,
            policy=storage.ManagementPolicySchemaArgs(rules=rules),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[blobs]),
        )

    def _lock(self, name: str, account: pulumi.Output[str], container: pulumi.Output[str], days: int) -> None:
        """Let nobody delete or overwrite an object before its days are over."""
        storage.BlobContainerImmutabilityPolicy(
            f"{self._logical}-lock-{name}",
            resource_group_name=self._site.resource_group,
            account_name=account,
            container_name=container,
            immutability_policy_name=_DEFAULT,
            immutability_period_since_creation_in_days=days,
            allow_protected_append_writes=False,
            opts=pulumi.ResourceOptions(parent=self),
        )


def _redundancy(region: str, *, copied: bool) -> storage.SkuName:
    """Return how many copies there are: in three zones where the region has any, and in the pair."""
    if regions.region("azure", region).zones:
        return storage.SkuName.STANDARD_GZRS if copied else storage.SkuName.STANDARD_ZRS
    return storage.SkuName.STANDARD_GRS if copied else storage.SkuName.STANDARD_LRS


def _copied_elsewhere(args: ObjectsArgs) -> Iterator[Fault]:
    for name, bucket in args.spec.buckets.items():
        if bucket.replicate_to is not None:
            fault = copy_fault(args.site.region, bucket.replicate_to)
            if fault is not None:
                yield fault.below("buckets", name, "replicate_to")
