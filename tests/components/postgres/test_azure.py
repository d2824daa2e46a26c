import re
from uuid import UUID

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.postgres.azure import Postgres, PostgresArgs
from jiban.components.postgres.contract import DirectoryIdentity
from jiban.components.postgres.replicas import to_promote
from jiban.components.postgres.spec import DirectoryGroupSpec, PostgresSpec, ReplicaSpec, WindowSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import CLIENT, SITE, TENANT

SERVER = "dbforpostgresql:Server"
CONFIGURATION = "dbforpostgresql:Configuration"
DATABASE = "dbforpostgresql:Database"
ENDPOINT = "dbforpostgresql:VirtualEndpoint"
ADMINISTRATORS = "dbforpostgresql:AdministratorsMicrosoftEntra"
NEAR_AND_SOUTH = {"near": ReplicaSpec(), "south": ReplicaSpec(region="koreasouth")}


def made(
    spec: PostgresSpec | None = None, zones: tuple[int, ...] = (1, 2, 3), *, roles: bool = False
) -> ProgramPlan:
    """What a server asks for, with an identity that makes roles or none; the result is its contract's
    texts.
    """

    def program() -> dict[str, object]:
        known = pulumi.Output.from_input
        identity = DirectoryIdentity(name=known("id-roles"), object_id=known("object")) if roles else None
        args = PostgresArgs(spec=spec or PostgresSpec(), site=SITE, zones=zones, administrator=identity)
        contract = Postgres("postgres", args).contract
        return {
            "host": contract.host,
            "read_hosts": dict(contract.read_hosts),
            "resource_ids": dict(contract.resource_ids),
        }

    return plan_program(
        program,
        outputs={SERVER: {"fullyQualifiedDomainName": "host.postgres.database.azure.com"}},
        functions=CLIENT,
        resolve=True,
    )


def test_the_primary_is_reached_privately_and_never_delegated() -> None:
    """Public access is off, and no subnet is delegated: that would rule out a private endpoint."""
    assert made().resource(SERVER, "postgres-primary").inputs["network"] == {
        "publicNetworkAccess": "Disabled"
    }


def test_there_is_no_password() -> None:
    """Only the directory's tokens open the server, and no administrator with a password is named."""
    inputs = made().resource(SERVER, "postgres-primary").inputs
    assert inputs["authConfig"] == {
        "activeDirectoryAuth": "Enabled",
        "passwordAuth": "Disabled",
        "tenantId": TENANT,
    }
    assert "administratorLogin" not in inputs
    assert "administratorLoginPassword" not in inputs


def test_a_standby_in_another_zone_stands_in_the_second_zone() -> None:
    """The primary is pinned to the first zone and the standby to the second."""
    inputs = made(zones=(3, 1)).resource(SERVER, "postgres-primary").inputs
    assert inputs["availabilityZone"] == "3"
    assert inputs["highAvailability"] == {"mode": "ZoneRedundant", "standbyAvailabilityZone": "1"}


def test_a_standby_in_the_same_zone_needs_one_zone() -> None:
    """With a single zone, the standby can share it with the primary; the SDK sends "" where Azure chooses."""
    inputs = made(PostgresSpec(standby="same_zone"), zones=(2,)).resource(SERVER, "postgres-primary").inputs
    assert inputs["availabilityZone"] == "2"
    assert inputs["highAvailability"] == {"mode": "SameZone", "standbyAvailabilityZone": ""}


def test_no_standby_is_said_outright() -> None:
    """Without a standby the mode is Disabled, and a region without zones gets none."""
    inputs = made(PostgresSpec(standby="none"), zones=()).resource(SERVER, "postgres-primary").inputs
    assert inputs["highAvailability"] == {"mode": "Disabled", "standbyAvailabilityZone": ""}
    assert inputs["availabilityZone"] == ""


def test_a_standby_in_another_zone_needs_another_zone() -> None:
    """One zone is not enough for `other_zone`, and the message says what to do."""
    with pytest.raises(
        SpecRefusedError, match=r"standby: .* needs two zones, and there is 1; set it to same_zone"
    ):
        made(zones=(1,))


def test_the_zones_that_a_failover_swaps_are_left_alone() -> None:
    """A later deployment does not set back the zones that a failover exchanged."""
    fixed = made(PostgresSpec(storage_autogrow=False)).resource(SERVER, "postgres-primary")
    assert fixed.options.ignore_changes == ("availabilityZone", "highAvailability.standbyAvailabilityZone")


def test_a_disk_that_has_grown_is_left_alone() -> None:
    """To write the size that it began with would shrink it, which Azure refuses; the replicas' likewise."""
    servers = made(PostgresSpec(read_replicas={"near": ReplicaSpec()})).resources_of(SERVER)
    assert ["storage.storageSizeGB" in each.options.ignore_changes for each in servers] == [True, True]


def test_backups_are_kept_as_asked() -> None:
    """Days of backup and the copy in the paired region come from the specification."""
    spec = PostgresSpec(backup_retention_days=35, geo_redundant_backup=True)
    assert made(spec).resource(SERVER, "postgres-primary").inputs["backup"] == {
        "backupRetentionDays": 35,
        "geoRedundantBackup": "Enabled",
    }


def test_the_disk_is_premium_and_grows() -> None:
    """The disk is the kind whose backups can be kept elsewhere, and grows unless told otherwise."""
    assert made(PostgresSpec(storage_gb=256)).resource(SERVER, "postgres-primary").inputs["storage"] == {
        "storageSizeGB": 256,
        "autoGrow": "Enabled",
        "type": "Premium_LRS",
    }


def test_a_disk_may_be_kept_from_growing() -> None:
    """`storage_autogrow: false` reaches Azure."""
    storage = (
        made(PostgresSpec(storage_autogrow=False)).resource(SERVER, "postgres-primary").inputs["storage"]
    )
    assert storage["autoGrow"] == "Disabled"


def test_a_machine_has_its_tier() -> None:
    """The neutral size becomes a SKU and its pricing tier, which Azure wants both."""
    assert made().resource(SERVER, "postgres-primary").inputs["sku"] == {
        "name": "Standard_D4ds_v5",
        "tier": "GeneralPurpose",
    }


def test_a_replica_copies_the_primary_and_its_machine() -> None:
    """A replica names its source, stands where it is put, and else is like the primary."""
    spec = PostgresSpec(machine="Standard_D4s_v3", storage_gb=256, read_replicas=NEAR_AND_SOUTH)
    south = made(spec).resource(SERVER, "postgres-replica-south").inputs
    assert south["createMode"] == "Replica"
    assert south["sourceServerResourceId"] == "id:postgres-primary"
    assert south["sku"]["name"] == "Standard_D4s_v3"
    assert south["storage"]["storageSizeGB"] == 256
    assert south["location"] == "koreasouth"


def test_a_replica_may_be_larger() -> None:
    """A machine given for the replica is the replica's."""
    spec = PostgresSpec(read_replicas={"near": ReplicaSpec(machine="large")})
    assert made(spec).resource(SERVER, "postgres-replica-near").inputs["sku"]["name"] == "Standard_D8ds_v5"


def test_a_replica_has_neither_standby_nor_backups() -> None:
    """Azure rejects both on a replica, so they are not sent."""
    near = made(PostgresSpec(read_replicas=NEAR_AND_SOUTH)).resource(SERVER, "postgres-replica-near").inputs
    assert "highAvailability" not in near
    assert "backup" not in near
    assert "version" not in near


def test_a_replica_is_as_closed_as_the_primary() -> None:
    """Public access and passwords are off on a replica, too."""
    near = made(PostgresSpec(read_replicas=NEAR_AND_SOUTH)).resource(SERVER, "postgres-replica-near").inputs
    assert near["network"] == {"publicNetworkAccess": "Disabled"}
    assert near["authConfig"]["passwordAuth"] == "Disabled"


def test_replicas_come_after_everything_that_changes_the_primary() -> None:
    """The primary's last setting comes first: Azure refuses it while a replica is being made."""
    spec = PostgresSpec(databases=("trip",), read_replicas={"near": ReplicaSpec()})
    assert "postgres-database-trip" in made(spec).resource(SERVER, "postgres-replica-near").dependency_names


def test_replicas_are_made_one_after_another() -> None:
    """The second replica waits for the first, as making one keeps the primary busy."""
    replicas = made(PostgresSpec(read_replicas=NEAR_AND_SOUTH))
    assert "postgres-replica-near" in replicas.resource(SERVER, "postgres-replica-south").dependency_names


def test_servers_are_protected() -> None:
    """Every server refuses to be deleted by a deployment."""
    servers = made(PostgresSpec(read_replicas=NEAR_AND_SOUTH)).resources_of(SERVER)
    assert {server.name: server.protect for server in servers} == {
        "postgres-primary": True,
        "postgres-replica-near": True,
        "postgres-replica-south": True,
    }


def test_parameters_are_written_one_after_another() -> None:
    """Each parameter waits for the one before it in the alphabet, whatever the order in the file."""
    plan = made(PostgresSpec(parameters={"work_mem": "8192", "max_connections": "400"}))
    first = plan.resource(CONFIGURATION, "postgres-parameter-max_connections")
    second = plan.resource(CONFIGURATION, "postgres-parameter-work_mem")
    assert first.dependency_names == {"postgres-primary"}
    assert second.dependency_names == {"postgres-primary", "postgres-parameter-max_connections"}


def test_a_parameter_is_an_override() -> None:
    """Azure takes a parameter with its source."""
    parameter = made(PostgresSpec(parameters={"max_connections": "400"})).resources_of(CONFIGURATION)[0]
    assert parameter.inputs == {
        "configurationName": "max_connections",
        "value": "400",
        "source": "user-override",
        "serverName": "psql-trip-test-e736",
        "resourceGroupName": "rg-trip-test",
    }


def test_a_replica_has_the_primarys_parameters() -> None:
    """With fewer connections than its primary, a replica would stop following it."""
    spec = PostgresSpec(parameters={"max_connections": "400"}, read_replicas={"near": ReplicaSpec()})
    parameter = made(spec).resource(CONFIGURATION, "postgres-near-parameter-max_connections").inputs
    assert (parameter["serverName"], parameter["value"]) == ("psql-trip-near-test-e736", "400")


def test_databases_hold_unicode() -> None:
    """A database is UTF-8, on the primary alone: replicas copy it."""
    spec = PostgresSpec(databases=("trip",), read_replicas=NEAR_AND_SOUTH)
    (database,) = made(spec).resources_of(DATABASE)
    assert database.inputs == {
        "databaseName": "trip",
        "charset": "UTF8",
        "collation": "en_US.utf8",
        "serverName": "psql-trip-test-e736",
        "resourceGroupName": "rg-trip-test",
    }


def test_databases_are_protected() -> None:
    """A database taken out of the file is not dropped by a deployment."""
    assert made(PostgresSpec(databases=("trip",))).resources_of(DATABASE)[0].protect


def test_a_database_named_twice_is_made_once() -> None:
    """Saying it again changes nothing."""
    assert {each.name for each in made(PostgresSpec(databases=("trip", "trip"))).resources_of(DATABASE)} == {
        "postgres-database-trip"
    }


def test_the_administrators_are_a_group() -> None:
    """Members of the directory group administer the server; its tenant is the server's."""
    group = DirectoryGroupSpec(name="dba", object_id=UUID("22222222-2222-2222-2222-222222222222"))
    (administrators,) = made(PostgresSpec(admin_group=group)).resources_of(ADMINISTRATORS)
    assert administrators.inputs == {
        "objectId": "22222222-2222-2222-2222-222222222222",
        "principalName": "dba",
        "principalType": "group",
        "tenantId": TENANT,
        "serverName": "psql-trip-test-e736",
        "resourceGroupName": "rg-trip-test",
    }


def test_the_identity_that_makes_roles_administers_too() -> None:
    """After the group, and before the databases: a server refuses two changes at once."""
    group = DirectoryGroupSpec(name="dba", object_id=UUID("22222222-2222-2222-2222-222222222222"))
    plan = made(PostgresSpec(admin_group=group, databases=("trip",)), roles=True)
    administrator = plan.resource(ADMINISTRATORS, "postgres-roles-administrator")
    expected = {"objectId": "object", "principalName": "id-roles", "principalType": "servicePrincipal"}
    assert {key: administrator.inputs[key] for key in expected} == expected
    assert "postgres-administrators" in administrator.dependency_names
    database = plan.resource(DATABASE, "postgres-database-trip")
    assert "postgres-roles-administrator" in database.dependency_names


def test_without_a_group_there_is_no_administrator() -> None:
    """Nobody administers the server until somebody is named."""
    assert made().resources_of(ADMINISTRATORS) == ()


def test_the_virtual_endpoint_stands_at_the_replica_far_away() -> None:
    """Azure promotes only the replica where the reading endpoint stands, and only one server can have it."""
    (endpoint,) = made(PostgresSpec(read_replicas=NEAR_AND_SOUTH)).resources_of(ENDPOINT)
    assert endpoint.inputs["members"] == ["psql-trip-south-test-e736"]
    assert endpoint.inputs["endpointType"] == "ReadWrite"
    assert endpoint.inputs["serverName"] == "psql-trip-test-e736"


def test_the_virtual_endpoint_waits_for_every_replica() -> None:
    """Primary, replicas, endpoint: in this order."""
    (endpoint,) = made(PostgresSpec(read_replicas=NEAR_AND_SOUTH)).resources_of(ENDPOINT)
    assert {
        "postgres-primary",
        "postgres-replica-near",
        "postgres-replica-south",
    } <= endpoint.dependency_names


def test_without_replicas_there_is_no_virtual_endpoint() -> None:
    """An endpoint that could never move is not made."""
    assert made().resources_of(ENDPOINT) == ()


@pytest.mark.parametrize(
    ("regions", "chosen"),
    [
        ({}, None),
        ({"b": None, "a": None}, "a"),
        ({"a": None, "z": "koreasouth"}, "z"),
        ({"a": "koreacentral", "z": "japaneast", "y": "koreasouth"}, "y"),
    ],
)
def test_the_replica_to_promote_is_far_away_if_one_is(
    regions: dict[str, str | None], chosen: str | None
) -> None:
    """Of the replicas in other regions, else of all, it is the first in the alphabet."""
    replicas = {name: ReplicaSpec(region=region) for name, region in regions.items()}
    assert to_promote(replicas, "koreacentral") == chosen


def test_the_replica_to_promote_is_in_the_region_that_is_moved_to() -> None:
    """Of two far away it is the one in the second region."""
    replicas = {"a": ReplicaSpec(region="japaneast"), "z": ReplicaSpec(region="koreasouth")}
    assert to_promote(replicas, "koreacentral", "koreasouth") == "z"


def test_every_server_gets_a_way_in() -> None:
    """The contract names the primary and each replica for a private endpoint."""
    assert made(PostgresSpec(read_replicas=NEAR_AND_SOUTH)).result["resource_ids"] == {
        "primary": "id:postgres-primary",
        "near": "id:postgres-replica-near",
        "south": "id:postgres-replica-south",
    }


def test_the_contract_names_the_hosts() -> None:
    """One host takes writes, and each replica has its own."""
    value = made(PostgresSpec()).result
    assert value["host"] == "host.postgres.database.azure.com"
    assert value["read_hosts"] == {}


def test_services_get_the_name_that_follows_a_promotion() -> None:
    """The writer name of the virtual endpoint is the promoted replica's afterwards; a server's own is not."""
    value = made(PostgresSpec(read_replicas={"near": ReplicaSpec()})).result
    assert re.fullmatch(r"[a-z0-9-]+\.writer\.postgres\.database\.azure\.com", value["host"])
    assert value["read_hosts"] == {"near": "host.postgres.database.azure.com"}


def test_a_private_endpoint_waits_for_the_last_change() -> None:
    """Whoever uses the primary's id waits until its databases are made."""

    def program() -> None:
        spec = PostgresSpec(databases=("trip",))
        contract = Postgres("postgres", PostgresArgs(spec=spec, site=SITE, zones=(1, 2))).contract
        pulumi.CustomResource("test:index:Door", "door", {"server": contract.resource_ids["primary"]})

    assert (
        "postgres-database-trip"
        in plan_program(program, functions=CLIENT, resolve=True)
        .resource("test:index:Door", "door")
        .dependency_names
    )


def test_servers_are_tagged() -> None:
    """Whatever a failed deployment leaves behind can be found by its tags."""
    assert made().resource(SERVER, "postgres-primary").inputs["tags"] == {
        "project": "trip",
        "stack": "test",
        "tier": "postgres",
        "owner": "platform",
        "name": "postgres-primary",
        "managed-by": "jiban",
    }


def test_every_child_belongs_to_the_component() -> None:
    """Nothing stands outside its component."""
    spec = PostgresSpec(
        databases=("trip",), parameters={"work_mem": "8192"}, read_replicas={"near": ReplicaSpec()}
    )
    plan = made(spec)
    parents = {each.parent_name for each in plan.resources[1:] if each.name != "postgres"}
    assert parents == {"postgres"}


def test_what_azure_cannot_do_is_refused_before_anything_is_made() -> None:
    """A replica smaller than its primary is refused by name."""
    spec = PostgresSpec(
        machine="Standard_D4s_v3", read_replicas={"south": ReplicaSpec(machine="Standard_D2s_v3")}
    )
    with pytest.raises(SpecRefusedError, match=r"read_replicas\.south\.machine"):
        made(spec)


def test_azure_patches_in_the_hour_asked_for() -> None:
    """It counts in UTC and days from Sunday; without a window it chooses one itself."""
    asked = PostgresSpec(maintenance=WindowSpec(day="Sunday", start="04:30"))
    primaries = [made(spec).resource(SERVER, "postgres-primary") for spec in (PostgresSpec(), asked)]
    assert [each.inputs.get("maintenanceWindow") for each in primaries] == [
        None,
        {"customWindow": "Enabled", "dayOfWeek": 6, "startHour": 19, "startMinute": 30},
    ]
