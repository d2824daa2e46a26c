"""PostgreSQL on Azure: a flexible server without passwords, reached through private endpoints only."""

from __future__ import annotations  # the SDK's module is only loaded where a server is made

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_azure_native import authorization, dbforpostgresql

from jiban.components.base import Fault, SpecRefusedError, refuse_beyond
from jiban.components.postgres.contract import PostgresContract
from jiban.components.postgres.limits import LIMITS
from jiban.components.postgres.machines import machine
from jiban.components.postgres.replicas import PRIMARY, to_promote
from jiban.components.postgres.windows import patch_start
from jiban.components.site import known_after
from jiban.components.turns import Line, ResourceT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jiban.components.postgres.contract import DirectoryIdentity
    from jiban.components.postgres.replicas import Promotion
    from jiban.components.postgres.spec import PostgresSpec
    from jiban.components.site import Site

_WRITER_SUFFIX: Final = ".writer.postgres.database.azure.com"
"""After the virtual endpoint's name (Azure Database for PostgreSQL, "Virtual endpoints")."""
_SWAPPED_BY_FAILOVER: Final = ("availabilityZone", "highAvailability.standbyAvailabilityZone")
"""A failover exchanges the two zones; setting them back would be refused."""
_SWAPPED_BY_PROMOTION: Final = ("createMode", "sourceServerResourceId", "highAvailability", "backup")
"""A promotion makes the primary a replica, which has neither standby nor backups, and the replica its source:
what Azure says of both then is left alone ("Promote read replicas", 2024-04-27)."""


@dataclass(frozen=True, kw_only=True)
class PostgresArgs:
    """What a PostgreSQL server is made of."""

    spec: PostgresSpec
    site: Site
    zones: tuple[int, ...]
    """Zones it may use: the primary in the first, a standby in another zone in the second."""
    administrator: DirectoryIdentity | None = None
    """Identity that makes the databases' roles; None where no service uses a database."""
    second_region: str | None = None
    """Region to which the environment moves when its own is lost; None for no particular one."""
    promotion: Promotion | None = None
    """Who takes writes after roles have changed; None while they never have, or again as in the beginning."""


class Postgres(pulumi.ComponentResource):
    """A primary with its databases, its read replicas, and the names without which Azure promotes no replica.

    Raises:
        SpecRefusedError: when Azure cannot provide what the specification asks for.
    """

    contract: PostgresContract

    def __init__(self, name: str, args: PostgresArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the servers and everything in them."""
        refuse_beyond(LIMITS, "azure", name, args.spec)
        _refuse_standby_without_zone(name, args)
        super().__init__("jiban:postgres:Postgres", name, None, opts)
        client = authorization.get_client_config_output(opts=pulumi.InvokeOutputOptions(parent=self))
        group = _ServerGroup(name=name, args=args, tenant_id=client.tenant_id, parent=self)
        primary = group.primary()
        group.administrators(primary)
        group.parameters(primary)
        group.databases(primary)
        replicas = {replica: group.replica(replica, primary) for replica in sorted(args.spec.read_replicas)}
        for replica, server in replicas.items():
            group.parameters(server, replica)
        writer = group.virtual_endpoint(primary, replicas)
        self.contract = PostgresContract(
            host=writer or primary.fully_qualified_domain_name,
            read_hosts={replica: server.fully_qualified_domain_name for replica, server in replicas.items()},
            resource_ids={
                server: _id_after(made, group.lines[server].last)
                for server, made in {PRIMARY: primary, **replicas}.items()
            },
        )
        self.register_outputs({"host": self.contract.host, "readHosts": dict(self.contract.read_hosts)})


@dataclass(frozen=True, kw_only=True)
class _ServerGroup:
    """Makes the servers of one component.

    A server refuses a change while it is busy with another, so the changes of each stand in a line. Making a
    replica keeps its primary busy; the name for both comes when all is done.
    """

    name: str
    args: PostgresArgs
    tenant_id: pulumi.Output[str]
    parent: pulumi.Resource
    lines: defaultdict[str, Line] = field(default_factory=lambda: defaultdict(Line))
    """Changes of each server, by `primary` or the replica's name."""

    def primary(self) -> dbforpostgresql.Server:
        """The server that takes writes, and its standby."""
        spec, site, zones = self.args.spec, self.args.site, self.args.zones
        modes = dbforpostgresql.PostgreSqlFlexibleServerHighAvailabilityMode
        standby = {"other_zone": modes.ZONE_REDUNDANT, "same_zone": modes.SAME_ZONE, "none": modes.DISABLED}
        elsewhere = dbforpostgresql.GeographicallyRedundantBackup
        server = dbforpostgresql.Server(
            f"{self.name}-primary",
            server_name=site.naming.physical("dbforpostgresql.Server"),
            resource_group_name=site.resource_group,
            location=site.region,
            version=spec.version,
            sku=_sku(spec.machine),
            storage=_storage(spec),
            backup=dbforpostgresql.BackupArgs(
                backup_retention_days=spec.backup_retention_days,
                geo_redundant_backup=elsewhere.ENABLED if spec.geo_redundant_backup else elsewhere.DISABLED,
            ),
            high_availability=dbforpostgresql.HighAvailabilityArgs(
                mode=standby[spec.standby],
                standby_availability_zone=str(zones[1]) if spec.standby == "other_zone" else None,
            ),
            availability_zone=str(zones[0]) if zones else None,
            maintenance_window=_patches(spec),
            network=_private(),
            auth_config=self._auth(),
            replica=self._promoted(PRIMARY),
            tags=site.ownership.tags("postgres", f"{self.name}-primary"),
            opts=pulumi.ResourceOptions(
                parent=self.parent,
                protect=site.protect,
                ignore_changes=[*_SWAPPED_BY_FAILOVER, *_grown(spec), *self._swapped(PRIMARY)],
            ),
        )
        return self._add(server, PRIMARY)

    def replica(self, replica: str, primary: dbforpostgresql.Server) -> dbforpostgresql.Server:
        """A copy for reads. Version and data are the primary's; standby and backups it cannot have."""
        spec, site = self.args.spec, self.args.site
        asked = spec.read_replicas[replica]
        name = f"{self.name}-replica-{replica}"
        server = dbforpostgresql.Server(
            name,
            server_name=site.naming.physical("dbforpostgresql.Server", replica),
            resource_group_name=site.resource_group,
            location=asked.region or site.region,
            create_mode=dbforpostgresql.CreateMode.REPLICA,
            source_server_resource_id=primary.id,
            sku=_sku(asked.machine or spec.machine),
            storage=_storage(spec),
            network=_private(),
            auth_config=self._auth(),
            replica=self._promoted(replica),
            tags=site.ownership.tags("postgres", name),
            opts=self._after(
                PRIMARY, protect=site.protect, ignore_changes=[*_grown(spec), *self._swapped(replica)]
            ),
        )
        return self._add(server, PRIMARY, replica)

    def administrators(self, primary: dbforpostgresql.Server) -> None:
        """The directory group that administers the servers, and the identity that makes roles in them."""
        kinds = dbforpostgresql.PrincipalType
        group, identity = self.args.spec.admin_group, self.args.administrator
        if group is not None:
            self._administrator(
                "administrators",
                primary,
                object_id=str(group.object_id),
                principal_name=group.name,
                principal_type=kinds.GROUP,
            )
        if identity is not None:
            self._administrator(
                "roles-administrator",
                primary,
                object_id=identity.object_id,
                principal_name=identity.name,
                principal_type=kinds.SERVICE_PRINCIPAL,
            )

    def _administrator(
        self,
        part: str,
        primary: dbforpostgresql.Server,
        *,
        object_id: pulumi.Input[str],
        principal_name: pulumi.Input[str],
        principal_type: dbforpostgresql.PrincipalType,
    ) -> None:
        made = dbforpostgresql.AdministratorsMicrosoftEntra(
            f"{self.name}-{part}",
            resource_group_name=self.args.site.resource_group,
            server_name=self._name_of(primary),
            object_id=object_id,
            principal_name=principal_name,
            principal_type=principal_type,
            tenant_id=self.tenant_id,
            opts=self._after(PRIMARY),
        )
        self._add(made, PRIMARY)

    def parameters(self, server: dbforpostgresql.Server, replica: str = "") -> None:
        """The parameters of a server. A replica has the primary's: with less it could not follow."""
        name = f"{self.name}-{replica}" if replica else self.name
        for parameter, value in sorted(self.args.spec.parameters.items()):
            made = dbforpostgresql.Configuration(
                f"{name}-parameter-{parameter}",
                resource_group_name=self.args.site.resource_group,
                server_name=self._name_of(server, replica),
                configuration_name=parameter,
                value=value,
                source="user-override",
                opts=self._after(replica or PRIMARY),
            )
            self._add(made, replica or PRIMARY)

    def databases(self, primary: dbforpostgresql.Server) -> None:
        """The databases; the replicas copy them."""
        for database in sorted(set(self.args.spec.databases)):
            made = dbforpostgresql.Database(
                f"{self.name}-database-{database}",
                resource_group_name=self.args.site.resource_group,
                server_name=self._name_of(primary),
                database_name=database,
                charset="UTF8",
                collation="en_US.utf8",
                opts=self._after(PRIMARY, protect=self.args.site.protect),
            )
            self._add(made, PRIMARY)

    def virtual_endpoint(
        self, primary: dbforpostgresql.Server, replicas: Mapping[str, dbforpostgresql.Server]
    ) -> pulumi.Output[str] | None:
        """A name that follows the primary, and one for the replica to promote; return the first.

        There is none without replicas.
        """
        site = self.args.site
        chosen = to_promote(self.args.spec.read_replicas, site.region, self.args.second_region)
        if chosen is None:
            return None
        name = site.naming.physical("dbforpostgresql.VirtualEndpoint")
        made = dbforpostgresql.VirtualEndpoint(
            f"{self.name}-virtual-endpoint",
            virtual_endpoint_name=name,
            resource_group_name=site.resource_group,
            server_name=self._name_of(primary),
            endpoint_type=dbforpostgresql.VirtualEndpointType.READ_WRITE,
            members=[self._name_of(replicas[chosen], chosen)],
            # After a promotion it leads the other way about.
            opts=self._after(PRIMARY, *replicas, ignore_changes=["members"] if self.args.promotion else None),
        )
        self._add(made, PRIMARY)
        # Of the primary too: whoever uses the name uses that server.
        return pulumi.Output.all(primary.urn, made.urn).apply(lambda _: f"{name}{_WRITER_SUFFIX}")

    def _name_of(self, server: dbforpostgresql.Server, replica: str = "") -> pulumi.Output[str]:
        return known_after(server, self.args.site.naming.physical("dbforpostgresql.Server", replica))

    def _promoted(self, server: str) -> dbforpostgresql.ReplicaArgs | None:
        """What makes a server the one that takes writes; Azure takes it of a replica alone."""
        promotion = self.args.promotion
        if promotion is None or promotion.server != server:
            return None
        options = dbforpostgresql.ReadReplicaPromoteOption
        return dbforpostgresql.ReplicaArgs(
            role=dbforpostgresql.ReplicationRole.PRIMARY,
            promote_mode=dbforpostgresql.ReadReplicaPromoteMode.SWITCHOVER,
            promote_option=options.FORCED if promotion.option == "forced" else options.PLANNED,
        )

    def _swapped(self, server: str) -> list[str]:
        """Return what is left alone of a server whose role may not be the one it was made in."""
        promotion = self.args.promotion
        if promotion is None:
            return []
        return [*_SWAPPED_BY_PROMOTION, *([] if promotion.server == server else ["replica"])]

    def _auth(self) -> dbforpostgresql.AuthConfigArgs:
        return dbforpostgresql.AuthConfigArgs(
            active_directory_auth=dbforpostgresql.MicrosoftEntraAuth.ENABLED,
            password_auth=dbforpostgresql.PasswordBasedAuth.DISABLED,
            tenant_id=self.tenant_id,
        )

    def _after(
        self, *servers: str, protect: bool | None = None, ignore_changes: list[str] | None = None
    ) -> pulumi.ResourceOptions:
        """Options of a change that waits until servers are free."""
        last = [made for server in servers for made in self.lines[server].last]
        return pulumi.ResourceOptions(
            parent=self.parent,
            protect=protect,
            depends_on=list(dict.fromkeys(last)),
            ignore_changes=ignore_changes,
        )

    def _add(self, made: ResourceT, *servers: str) -> ResourceT:
        """Put a change at the end of the lines of the servers that it keeps busy."""
        for server in servers:
            self.lines[server].add(made)
        return made


def _refuse_standby_without_zone(name: str, args: PostgresArgs) -> None:
    if args.spec.standby == "other_zone" and not args.zones[1:]:
        reason = f"a standby in another zone needs two zones, and there is {len(args.zones) or 'none'}"
        remedy = "set it to same_zone or none, or give the network two zones"
        raise SpecRefusedError(name, [Fault(("standby",), reason, remedy)])


def _sku(name: str) -> dbforpostgresql.SkuArgs:
    size = machine("azure", name)
    return dbforpostgresql.SkuArgs(name=size.sku, tier=dbforpostgresql.SkuTier(size.tier))


def _storage(spec: PostgresSpec) -> dbforpostgresql.StorageArgs:
    grows = dbforpostgresql.StorageAutoGrow
    return dbforpostgresql.StorageArgs(
        storage_size_gb=spec.storage_gb,
        type=dbforpostgresql.StorageType.PREMIUM_LRS,
        auto_grow=grows.ENABLED if spec.storage_autogrow else grows.DISABLED,
    )


def _grown(spec: PostgresSpec) -> list[str]:
    """Return the size of a disk that grows by itself: writing the old one again would shrink it, and fail."""
    return ["storage.storageSizeGB"] if spec.storage_autogrow else []


def _private() -> dbforpostgresql.NetworkArgs:
    """No delegated subnet: a server in one can never have a private endpoint."""
    return dbforpostgresql.NetworkArgs(
        public_network_access=dbforpostgresql.ServerPublicNetworkAccessState.DISABLED
    )


def _id_after(server: dbforpostgresql.Server, last: Sequence[pulumi.Resource]) -> pulumi.Output[str]:
    """The id of a server, known once its last change is done: a private endpoint counts as a change, too."""
    return pulumi.Output.all(server.id, *(made.urn for made in last)).apply(lambda known: str(known[0]))


def _patches(spec: PostgresSpec) -> dbforpostgresql.MaintenanceWindowArgs | None:
    """Return the hour in which Azure may patch; None leaves the choice to it. Azure counts in UTC."""
    if spec.maintenance is None:
        return None
    start = patch_start(spec.maintenance)
    hour, _, minute = start.time.partition(":")
    return dbforpostgresql.MaintenanceWindowArgs(
        custom_window="Enabled", day_of_week=start.day, start_hour=int(hour), start_minute=int(minute)
    )
