"""PostgreSQL on AWS: an RDS instance in the database subnets, whose users sign in as identities."""

from __future__ import annotations  # the SDK's module is only loaded where a server is made

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, cast

import pulumi
from pulumi_aws import cloudwatch, kms, rds, secretsmanager

from jiban.components.aws_keys import data_key, let_logs_in
from jiban.components.base import Fault, SpecRefusedError, refuse_beyond
from jiban.components.postgres.contract import MASTER, PORT, PostgresContract
from jiban.components.postgres.limits import LIMITS, RDS_LARGEST_GIB
from jiban.components.postgres.machines import machine
from jiban.components.postgres.parameters import needs_restart
from jiban.components.postgres.users import users_arn
from jiban.components.postgres.windows import BACKUP, PATCHES, rds_backup_window, rds_patch_window
from jiban.components.regions import region
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.components.network.contract import NetworkContract
    from jiban.components.postgres.spec import PostgresSpec
    from jiban.components.site import Site

_LOGS: Final = ("postgresql", "upgrade")
_SECRET_RECOVERY_DAYS: Final = 30
"""Longest time for which Secrets Manager keeps a secret that was deleted."""
_INSIGHTS_DAYS: Final = 7
"""Days of load by query that cost nothing (RDS user guide, Database Insights in standard mode)."""


@dataclass(frozen=True, kw_only=True)
class PostgresArgs:
    """What a PostgreSQL server is made of."""

    spec: PostgresSpec
    site: Site
    network: NetworkContract
    password: pulumi.Input[str] | None = None
    """Administrator's password, for `admin: supplied`; a secret."""
    log_days: int = 90
    """Days for which its logs are kept."""


class Postgres(pulumi.ComponentResource):
    """A server, its standby, its key, and where its backups go.

    Raises:
        SpecRefusedError: when RDS cannot provide what the specification asks for.
    """

    contract: PostgresContract

    def __init__(self, name: str, args: PostgresArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the server and everything around it."""
        refuse_beyond(LIMITS, "aws", name, args.spec)
        _refuse_missing_password(name, args)
        elsewhere = _elsewhere(name, args)
        super().__init__("jiban:postgres:Postgres", name, None, opts)
        self._logical = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._physical = args.site.naming.physical("rds.Instance")
        key = self._key("key")
        self._logs_key = key.arn
        self._logs_let_in = let_logs_in(
            f"{name}-key",
            key,
            parent=self,
            region=args.site.region,
            groups=[self._log_group(each, "*") for each in ("primary", *sorted(args.spec.read_replicas))],
        )
        server = self._server(key)
        if elsewhere is not None:
            self._copy_backups(server, elsewhere)
        replicas = {replica: self._replica(replica, server) for replica in sorted(args.spec.read_replicas)}
        self.contract = PostgresContract(
            host=server.address,
            read_hosts={replica: made.address for replica, made in replicas.items()},
            resource_ids={
                name: pulumi.Output.all(made.arn, made.resource_id).apply(_users_arn)
                for name, made in {"primary": server, **replicas}.items()
            },
            admin_secret=self._secret(key)
            if args.spec.admin == "supplied"
            else server.master_user_secrets.apply(_secret_arn),
            admin_secret_key=key.arn,
            server_id=server.arn,
            subnet_group=server.db_subnet_group_name,
            server_names={
                "primary": known_after(server, self._physical),
                **{each: known_after(made, self._replica_name(each)) for each, made in replicas.items()},
            },
            log_groups={
                f"{each}-{log}": known_after(made, self._log_group(each, log))
                for each, made in {"primary": server, **replicas}.items()
                for log in _LOGS
            },
        )
        self.register_outputs({"host": self.contract.host, "adminSecret": self.contract.admin_secret})

    def _tags(self, suffix: str) -> dict[str, str]:
        return self._args.site.ownership.tags("postgres", f"{self._logical}-{suffix}")

    def _key(self, suffix: str, where: str | None = None) -> kms.Key:
        """Make a key for the data, or, in another region, for the copies of backups there."""
        return data_key(
            f"{self._logical}-{suffix}",
            parent=self,
            site=self._args.site,
            tier="postgres",
            alias="database",
            description=f"Data of the database {self._physical}",
            where=where,
        )

    def _server(self, key: kms.Key) -> rds.Instance:
        spec, site, network = self._args.spec, self._args.site, self._args.network
        supplied = spec.admin == "supplied"
        return rds.Instance(
            f"{self._logical}-primary",
            identifier=self._physical,
            engine="postgres",
            # A major version alone, so that minor ones, which come by themselves, are no difference.
            engine_version=spec.version,
            auto_minor_version_upgrade=True,
            allow_major_version_upgrade=True,
            engine_lifecycle_support="open-source-rds-extended-support-disabled",
            instance_class=machine("aws", spec.machine).sku,
            multi_az=spec.standby == "other_zone",
            db_name=spec.databases[0] if spec.databases else None,
            port=PORT,
            username=MASTER,
            # RDS makes the password, keeps it as a secret and changes it every week; no service needs it.
            manage_master_user_password=None if supplied else True,
            master_user_secret_kms_key_id=None if supplied else key.key_id,
            # Or it is ours: what is written so can never be read, and is written anew under a new number.
            password_wo=self._args.password if supplied else None,
            password_wo_version=spec.admin_password_version if supplied else None,
            iam_database_authentication_enabled=True,
            allocated_storage=spec.storage_gb,
            max_allocated_storage=RDS_LARGEST_GIB if spec.storage_autogrow else None,
            storage_type="gp3",
            storage_encrypted=True,
            kms_key_id=key.arn,
            db_subnet_group_name=self._subnet_group().name,
            vpc_security_group_ids=[network.security_groups["database"]],
            publicly_accessible=False,
            network_type="IPV4",
            parameter_group_name=self._parameter_group().name,
            backup_retention_period=spec.backup_retention_days,
            backup_window=rds_backup_window(spec.backup_start or BACKUP),
            maintenance_window=rds_patch_window(spec.maintenance or PATCHES),
            copy_tags_to_snapshot=True,
            delete_automated_backups=not site.protect,
            skip_final_snapshot=not site.protect,
            final_snapshot_identifier=self._last_snapshot(key) if site.protect else None,
            deletion_protection=site.protect,
            enabled_cloudwatch_logs_exports=list(_LOGS),
            database_insights_mode="standard",
            performance_insights_enabled=True,
            performance_insights_kms_key_id=key.arn,
            performance_insights_retention_period=_INSIGHTS_DAYS,
            # A change is made while somebody watches its deployment, not in some night after it.
            apply_immediately=True,
            tags=self._tags("primary"),
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=site.protect,
                depends_on=self._log_groups(),
                # Only a new server is made with a database; another one would replace it. What is missing
                # later, the run that makes roles makes.
                ignore_changes=["dbName"],
            ),
        )

    def _last_snapshot(self, key: kms.Key) -> pulumi.Output[str]:
        # A snapshot outlives the server, so the next server of this name needs another for its own. The key
        # is made and goes with the server, and no two keys have one id.
        return key.key_id.apply(partial(_last_snapshot, self._physical))

    def _replica(self, replica: str, server: rds.Instance) -> rds.Instance:
        """Make a copy for reads. Version, data, key and subnets are the primary's; it has no standby."""
        spec, site = self._args.spec, self._args.site
        return rds.Instance(
            f"{self._logical}-replica-{replica}",
            identifier=self._replica_name(replica),
            replicate_source_db=server.identifier,
            auto_minor_version_upgrade=True,
            instance_class=machine("aws", spec.read_replicas[replica].machine or spec.machine).sku,
            port=PORT,
            iam_database_authentication_enabled=True,
            max_allocated_storage=RDS_LARGEST_GIB if spec.storage_autogrow else None,
            storage_type="gp3",
            storage_encrypted=True,
            vpc_security_group_ids=[self._args.network.security_groups["database"]],
            publicly_accessible=False,
            network_type="IPV4",
            parameter_group_name=server.parameter_group_name,
            # A replica's backups are the primary's; deleting it loses nothing.
            backup_retention_period=0,
            skip_final_snapshot=True,
            deletion_protection=site.protect,
            copy_tags_to_snapshot=True,
            enabled_cloudwatch_logs_exports=list(_LOGS),
            apply_immediately=True,
            tags=self._tags(f"replica-{replica}"),
            opts=pulumi.ResourceOptions(
                parent=self, protect=site.protect, depends_on=self._log_groups(replica)
            ),
        )

    def _secret(self, key: kms.Key) -> pulumi.Output[str]:
        """Keep a supplied password where a managed one is kept, so that whoever needs it asks in one way."""
        name = f"{self._logical}-admin-secret"
        physical = self._args.site.naming.physical("secretsmanager.Secret", "database")
        secret = secretsmanager.Secret(
            name,
            name=physical,
            description=f"Administrator of the database {self._physical}",
            kms_key_id=key.arn,
            recovery_window_in_days=_SECRET_RECOVERY_DAYS if self._args.site.protect else 0,
            tags=self._tags("admin-secret"),
            opts=self._child,
        )
        version = secretsmanager.SecretVersion(
            f"{name}-value",
            secret_id=secret.arn,
            secret_string_wo=pulumi.Output.secret(cast("pulumi.Input[str]", self._args.password)).apply(
                _as_secret
            ),
            secret_string_wo_version=self._args.spec.admin_password_version,
            opts=self._child,
        )
        # Known when it holds something: who is told of an empty secret would read nothing.
        return pulumi.Output.all(secret.arn, version.urn).apply(_first)

    def _subnet_group(self) -> rds.SubnetGroup:
        return rds.SubnetGroup(
            f"{self._logical}-subnets",
            name=self._args.site.naming.physical("rds.SubnetGroup"),
            description="Subnets of the database in every zone",
            subnet_ids=list(self._args.network.subnet_ids["database"]),
            tags=self._tags("subnets"),
            opts=self._child,
        )

    def _parameter_group(self) -> rds.ParameterGroup:
        spec = self._args.spec
        parameters = {"log_connections": "1", "rds.force_ssl": "1", **spec.parameters}
        # Of a version's own name: a major upgrade needs the new group beside the old one.
        version = f"v{spec.version}"
        return rds.ParameterGroup(
            f"{self._logical}-parameters-{version}",
            name=self._args.site.naming.physical("rds.ParameterGroup", version),
            family=f"postgres{spec.version}",
            description=f"Parameters of PostgreSQL {spec.version}",
            parameters=[
                rds.ParameterGroupParameterArgs(name=name, value=value, apply_method=_apply_method(name))
                for name, value in sorted(parameters.items())
            ],
            tags=self._tags(f"parameters-{version}"),
            opts=self._child,
        )

    def _replica_name(self, replica: str) -> str:
        return self._args.site.naming.physical("rds.Instance", replica)

    def _log_group(self, server: str, log: str) -> str:
        name = self._physical if server == "primary" else self._replica_name(server)
        return f"/aws/rds/instance/{name}/{log}"

    def _log_groups(self, replica: str = "") -> Sequence[cloudwatch.LogGroup]:
        """Make the groups of a server's logs first; RDS would make ones that keep everything."""
        part = f"{replica}-logs" if replica else "logs"
        return [
            cloudwatch.LogGroup(
                f"{self._logical}-{part}-{log}",
                name=self._log_group(replica or "primary", log),
                retention_in_days=self._args.log_days,
                kms_key_id=self._logs_key,
                tags=self._tags(f"{part}-{log}"),
                # CloudWatch tries the key at once.
                opts=pulumi.ResourceOptions(parent=self, depends_on=[self._logs_let_in]),
            )
            for log in _LOGS
        ]

    def _copy_backups(self, server: rds.Instance, where: str) -> None:
        rds.InstanceAutomatedBackupsReplication(
            f"{self._logical}-backups-elsewhere",
            region=where,
            source_db_instance_arn=server.arn,
            kms_key_id=self._key("key-elsewhere", where).arn,
            retention_period=self._args.spec.backup_retention_days,
            opts=self._child,
        )


def _elsewhere(name: str, args: PostgresArgs) -> str | None:
    """Return the region that backups are copied to; None where they stay."""
    if not args.spec.geo_redundant_backup:
        return None
    here = region("aws", args.site.region)
    if here.pair is None or not here.postgres_geo_backup:
        reason = f"no region is known that RDS copies backups of {here.name} to"
        raise SpecRefusedError(name, [Fault(("geo_redundant_backup",), reason, "set it to false")])
    return here.pair


def _apply_method(parameter: str) -> str:
    # RDS refuses `immediate` for what is read at the start alone, and takes the other for everything.
    return "pending-reboot" if needs_restart(parameter) else "immediate"


def _last_snapshot(server: str, key_id: str) -> str:
    return f"{server}-final-{key_id[:8]}"


def _refuse_missing_password(name: str, args: PostgresArgs) -> None:
    if args.spec.admin == "supplied" and args.password is None:
        raise SpecRefusedError(
            name,
            [Fault(("admin",), "it is supplied, and there is no password", "give one as passwords.postgres")],
        )


def _first(known: Sequence[str]) -> str:
    return known[0]


def _as_secret(password: str) -> str:
    """Return a secret in the form in which RDS writes its own."""
    return json.dumps({"username": MASTER, "password": password})


def _users_arn(known: Sequence[str]) -> str:
    server_arn, resource_id = known
    return users_arn(server_arn, resource_id)


def _secret_arn(secrets: Sequence[rds.outputs.InstanceMasterUserSecret]) -> str:
    arn = secrets[0].secret_arn
    if arn is None:
        raise ValueError("RDS returned no secret of the master user")
    return arn
