"""Backups on AWS: a locked vault and its copy in another region, filled by AWS Backup."""

from __future__ import annotations  # the SDK's module is only loaded where a vault is made

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import backup, cloudwatch, iam

from jiban.components.aws_keys import data_key
from jiban.components.backup import retention
from jiban.components.backup.aws_drill import Database, Drill, DrillArgs
from jiban.components.backup.contract import BackupContract
from jiban.components.backup.drills import metrics
from jiban.components.backup.limits import LIMITS
from jiban.components.backup.retention import COMPLETION_MINUTES, Rule, bounds
from jiban.components.base import Fault, SpecRefusedError, refuse_beyond
from jiban.components.iam import managed, service_trust
from jiban.components.observability.contract import described
from jiban.components.regions import region

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jiban.components.backup.spec import BackupSpec
    from jiban.components.site import Site

SERVICE: Final = "backup.amazonaws.com"
_UTC: Final = "Etc/UTC"
_DAY_SECONDS: Final = 24 * 60 * 60


@dataclass(frozen=True, kw_only=True)
class BackupArgs:
    """What backups are made from."""

    spec: BackupSpec
    site: Site
    database: Database
    """What is backed up, and where a drill restores it."""
    buckets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict[str, pulumi.Input[str]])
    """ARN of each bucket that is backed up with the daily rule, by its name; one has to have versions."""
    rpo_minutes: int | None = None
    """Minutes of data that may be lost; decides on hourly snapshots where the specification does not."""
    restore_minutes: int | None = None
    """Minutes that a restore may take, after which its drill is a fault; None without an objective."""
    receiver: pulumi.Input[str] | None = None
    """ARN of the topic that tells people; without it an alarm stands in the console only."""


class Backup(pulumi.ComponentResource):
    """Snapshots by a plan, into a vault that is locked, copied into one that is locked in another region.

    Restoring to any moment stays with RDS: AWS Backup takes no continuous backup here, as both would hold
    each other up.

    Raises:
        SpecRefusedError: when AWS cannot provide what the specification asks for.
    """

    contract: BackupContract

    def __init__(self, name: str, args: BackupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make vaults, plan, alarms and drill."""
        refuse_beyond(LIMITS, "aws", name, args.spec)
        elsewhere = _elsewhere(name, args)
        super().__init__("jiban:backup:Backup", name, None, opts)
        self._logical, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        rules = retention.rules(args.spec, hourly=retention.is_hourly(args.spec, args.rpo_minutes))
        vault = self._vault("vault", [rule.keep_days for rule in rules])
        vaults = {args.site.region: vault.arn}
        copies = None
        if elsewhere is not None:
            days = [rule.copy_days for rule in rules if rule.copy_days is not None]
            copies = self._vault("vault-elsewhere", days, elsewhere)
            vaults[elsewhere] = copies.arn
        self._plans(rules, vault, copies)
        self._alarms(vault, copies=copies is not None)
        if args.spec.drill != "none":
            Drill(
                f"{name}-drill",
                DrillArgs(
                    site=args.site,
                    every=args.spec.drill,
                    vault_arn=vault.arn,
                    database=args.database,
                    restore_minutes=args.restore_minutes,
                    receiver=args.receiver,
                ),
                self._child,
            )
        self.contract = BackupContract(vaults=vaults)
        self.register_outputs({"vaults": vaults})

    def _tags(self, suffix: str) -> dict[str, str]:
        return self._args.site.ownership.tags("backup", f"{self._logical}-{suffix}")

    def _vault(self, suffix: str, days: Sequence[int], where: str | None = None) -> backup.Vault:
        """Make a vault with a key of its own, and its lock."""
        spec, site = self._args.spec, self._args.site
        key = data_key(
            f"{self._logical}-{suffix.replace('vault', 'key')}",
            parent=self,
            site=site,
            tier="backup",
            alias="backup",
            description=f"Snapshots in {site.naming.physical('backup.Vault')}",
            where=where,
        )
        vault = backup.Vault(
            f"{self._logical}-{suffix}",
            region=where,
            name=site.naming.physical("backup.Vault"),
            kms_key_arn=key.arn,
            # A vault that holds snapshots cannot be deleted; that of an environment that may be, may.
            force_destroy=not site.protect,
            tags=self._tags(suffix),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )
        if spec.lock != "none":
            allowed = bounds(days)
            backup.VaultLockConfiguration(
                f"{self._logical}-{suffix}-lock",
                region=where,
                backup_vault_name=vault.name,
                min_retention_days=allowed.least,
                max_retention_days=allowed.most,
                # With it the lock can never be taken away again; without it, by whoever may.
                changeable_for_days=spec.changeable_for_days,
                # Other days are another lock, and a vault has one: made first, it would go with the old one.
                opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
            )
        return vault

    def _plans(self, rules: Sequence[Rule], vault: backup.Vault, copies: backup.Vault | None) -> None:
        """Make the database's plan, and that of buckets, which have versions by the minute and no hours."""
        site, buckets = self._args.site, self._args.buckets
        role = iam.Role(
            f"{self._logical}-role",
            name=site.naming.physical("iam.Role", "backup"),
            description="Takes and copies snapshots",
            assume_role_policy=service_trust(SERVICE),
            tags=self._tags("role"),
            opts=self._child,
        )
        policies = {"": "service-role/AWSBackupServiceRolePolicyForBackup"}
        if buckets:
            policies["-files"] = "AWSBackupServiceRolePolicyForS3Backup"
        attached = [
            iam.RolePolicyAttachment(
                f"{self._logical}-role-policy{suffix}",
                role=role.name,
                policy_arn=managed(policy),
                opts=self._child,
            )
            for suffix, policy in policies.items()
        ]
        made = [_rule(rule, vault, copies) for rule in rules]
        database, files = [self._args.database.arn], [buckets[name] for name in sorted(buckets)]
        self._plan("", "database", rules=made, role=role, attached=attached, resources=database)
        if files:
            self._plan("-files", "files", rules=made[:1], role=role, attached=attached, resources=files)

    def _plan(
        self,
        suffix: str,
        selected: str,
        *,
        rules: Sequence[backup.PlanRuleArgs],
        role: iam.Role,
        attached: Sequence[pulumi.Resource],
        resources: Sequence[pulumi.Input[str]],
    ) -> None:
        naming = self._args.site.naming
        plan = backup.Plan(
            f"{self._logical}-plan{suffix}",
            name=naming.physical("backup.Plan", suffix.removeprefix("-")),
            rules=list(rules),
            tags=self._tags(f"plan{suffix}"),
            opts=self._child,
        )
        backup.Selection(
            f"{self._logical}-selection{suffix}",
            name=naming.physical("backup.Selection", selected),
            plan_id=plan.id,
            iam_role_arn=role.arn,
            resources=list(resources),
            # Its name is taken while the one before it stands.
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(attached), delete_before_replace=True),
        )

    def _alarms(self, vault: backup.Vault, *, copies: bool) -> None:
        names = metrics()
        self._alarm(
            "missing",
            vault,
            "No snapshot was taken for a day.",
            metric=names["done"],
            comparison="LessThanThreshold",
            missing="breaching",
        )
        if copies:
            self._alarm(
                "copy-failed",
                vault,
                "A snapshot could not be copied into the other region.",
                metric=names["copy_failed"],
                comparison="GreaterThanOrEqualToThreshold",
                missing="notBreaching",
            )

    def _alarm(
        self, suffix: str, vault: backup.Vault, says: str, *, metric: str, comparison: str, missing: str
    ) -> None:
        site, told = self._args.site, self._args.receiver
        logical = f"{self._logical}-{suffix}"
        cloudwatch.MetricAlarm(
            f"{logical}-alarm",
            name=site.naming.physical("cloudwatch.MetricAlarm", logical),
            alarm_description=described(says, "backups"),
            namespace=metrics()["namespace"],
            metric_name=metric,
            dimensions={metrics()["dimension"]: vault.name},
            statistic="Sum",
            comparison_operator=comparison,
            threshold=1,
            period=_DAY_SECONDS,
            evaluation_periods=1,
            treat_missing_data=missing,
            alarm_actions=None if told is None else [told],
            ok_actions=None if told is None else [told],
            tags=self._tags(f"{suffix}-alarm"),
            opts=self._child,
        )


def _rule(rule: Rule, vault: backup.Vault, copies: backup.Vault | None) -> backup.PlanRuleArgs:
    copied = copies is not None and rule.copy_days is not None
    return backup.PlanRuleArgs(
        rule_name=rule.name,
        target_vault_name=vault.name,
        schedule=rule.schedule,
        schedule_expression_timezone=_UTC,
        start_window=rule.start_minutes,
        completion_window=COMPLETION_MINUTES,
        enable_continuous_backup=False,
        # No cold storage: AWS Backup has none for RDS, and ignores it there without a word.
        lifecycle=backup.PlanRuleLifecycleArgs(delete_after=rule.keep_days),
        copy_actions=[
            backup.PlanRuleCopyActionArgs(
                destination_vault_arn=copies.arn,
                lifecycle=backup.PlanRuleCopyActionLifecycleArgs(delete_after=rule.copy_days),
            )
        ]
        if copied and copies is not None
        else None,
    )


def _elsewhere(name: str, args: BackupArgs) -> str | None:
    """Return the region that snapshots are copied to; None where they stay."""
    spec, here = args.spec, region("aws", args.site.region)
    found = retention.copy_region(spec, here.pair)
    if found == here.name:
        reason = f"{found} is the region of the environment, and a copy there is lost with it"
        raise SpecRefusedError(name, [Fault(("copy_region",), reason, "name another region, or none")])
    if found is None and spec.copy_region != retention.NONE:
        reason = f"{here.name} has no pair that snapshots could be copied to"
        raise SpecRefusedError(name, [Fault(("copy_region",), reason, "name a region, or none")])
    return found
