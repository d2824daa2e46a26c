"""What a cloud cannot do of a PostgreSQL server is refused with the reason and what to set."""

from typing import Any
from uuid import UUID

import pytest

from jiban.components.base import Fault
from jiban.components.postgres.limits import LIMITS
from jiban.components.postgres.spec import DirectoryGroupSpec, PostgresSpec, ReplicaSpec


def faults(**fields: Any) -> list[Fault]:
    """What Azure finds wrong with a server."""
    spec = PostgresSpec(**fields)
    return [fault for limit in LIMITS if limit.cloud == "azure" for fault in limit.faults(spec)]


def on_aws(**fields: Any) -> list[Fault]:
    """What RDS finds wrong with a server."""
    spec = PostgresSpec(**fields)
    found = (fault for limit in LIMITS if limit.cloud == "aws" for fault in limit.faults(spec))
    return list(dict.fromkeys(found))


def test_the_defaults_are_taken() -> None:
    """A server that asks for nothing is one that Azure makes."""
    assert faults() == []


@pytest.mark.parametrize(("size", "fields"), [(59578, []), (59579, [("storage_gb",)])])
def test_a_disk_that_grows_on_rds_begins_a_tenth_below_the_most(size: int, fields: list[Any]) -> None:
    """65536 is ten percent above 59578, and less above the next size."""
    found = on_aws(machine="db.t3.medium", databases=("pms",), storage_gb=size, storage_autogrow=True)
    assert [fault.path for fault in found] == fields


def test_the_documents_replica_is_refused() -> None:
    """A D2s_v3 cannot follow a D4s_v3; both sizes are named with cores and memory."""
    assert faults(
        machine="Standard_D4s_v3", read_replicas={"south": ReplicaSpec(machine="Standard_D2s_v3")}
    ) == [
        Fault(
            ("read_replicas", "south", "machine"),
            "Standard_D2s_v3 (2 cores, 8 GiB) is smaller than the primary's Standard_D4s_v3 (4 cores, 16 "
            "GiB), and a "
            "replica must keep up with it",
            "set machine to Standard_D4s_v3 or larger, or leave it out to follow the primary",
        )
    ]


@pytest.mark.parametrize("size", [None, "medium", "large", "Standard_D4s_v3"])
def test_a_replica_of_the_primarys_size_or_larger_is_taken(size: str | None) -> None:
    """A replica may follow the primary, equal it, or be larger."""
    assert faults(machine="medium", read_replicas={"local": ReplicaSpec(machine=size)}) == []


def test_a_replica_of_another_tier_is_refused() -> None:
    """A memory-optimised replica cannot take over from a general-purpose primary."""
    assert faults(
        machine="Standard_D4ds_v5", read_replicas={"local": ReplicaSpec(machine="Standard_E4ds_v5")}
    ) == [
        Fault(
            ("read_replicas", "local", "machine"),
            "Standard_E4ds_v5 is of tier MemoryOptimized and the primary's Standard_D4ds_v5 of "
            "GeneralPurpose; only a "
            "replica of the same tier can take over",
            "set machine to Standard_D4ds_v5 or larger, or leave it out to follow the primary",
        )
    ]


def test_a_replica_of_unknown_size_is_refused() -> None:
    """A size that no table has is refused where it stands."""
    (fault,) = faults(read_replicas={"local": ReplicaSpec(machine="Standard_D4sv3")})
    assert fault.path == ("read_replicas", "local", "machine")
    assert fault.reason == (
        "no machine size 'Standard_D4sv3' in components/postgres/machines.yaml; near it: Standard_D4s_v3"
    )


def test_a_replica_called_primary_is_refused() -> None:
    """The name stands for the server itself."""
    assert faults(read_replicas={"primary": ReplicaSpec()}) == [
        Fault(
            ("read_replicas", "primary"),
            "primary is the server that the replicas copy",
            "give the replica another name",
        )
    ]


def test_a_primary_of_unknown_size_is_refused_once() -> None:
    """An unknown primary is one fault, and its replicas are not compared with it."""
    found = faults(machine="huge", read_replicas={"local": ReplicaSpec(machine="small")})
    assert [fault.path for fault in found] == [("machine",)]


def test_a_burstable_server_has_no_standby() -> None:
    """The burstable tier has no standby, and the default asks for one."""
    assert faults(machine="Standard_B2s") == [
        Fault(
            ("standby",),
            "machine Standard_B2s is burstable, and Azure offers no standby in that tier",
            "set standby to none, or machine to small or larger",
        )
    ]


def test_a_burstable_server_has_no_replicas() -> None:
    """The burstable tier has no read replicas."""
    assert faults(machine="Standard_B2s", standby="none", read_replicas={"local": ReplicaSpec()}) == [
        Fault(
            ("read_replicas",),
            "machine Standard_B2s is burstable, and Azure offers no read replicas in that tier",
            "remove the replicas, or set machine to small or larger",
        )
    ]


def test_a_burstable_server_alone_is_taken() -> None:
    """Without standby and replicas a burstable server is what Azure makes."""
    assert faults(machine="Standard_B1ms", standby="none") == []


def test_an_ended_version_is_refused() -> None:
    """PostgreSQL 14 ended some days before the table's date."""
    assert faults(version="14") == [
        Fault(
            ("version",),
            "Azure makes no new PostgreSQL 14 servers since 2026-11-12",
            'set version to "17", supported until 2029-11-08',
        )
    ]


def test_a_preview_is_refused() -> None:
    """PostgreSQL 18 was a preview in one region when the source was read."""
    assert faults(version="18") == [
        Fault(
            ("version",),
            "Azure was not seen to offer PostgreSQL 18 in every region",
            'set version to "17", supported until 2029-11-08',
        )
    ]


def test_an_unknown_version_is_refused() -> None:
    """What the table does not have is refused with the table's place."""
    (fault,) = faults(version="99")
    assert fault.reason == "PostgreSQL 99 is not in components/postgres/versions.yaml"


@pytest.mark.parametrize(("asked", "proposed"), [(100, 128), (33, 64), (40000, 32767)])
def test_a_disk_of_another_size_is_refused(asked: int, proposed: int) -> None:
    """Disks come in fixed sizes, and the next larger one is proposed."""
    assert faults(storage_gb=asked) == [
        Fault(
            ("storage_gb",),
            "Azure has disks of 32, 64, 128, 256, 512, 1024, 2048, 4095, 4096, 8192, 16384, 32767 GiB only",
            f"set storage_gb to {proposed}",
        )
    ]


@pytest.mark.parametrize("size", [32, 64, 4095, 4096, 32767])
def test_a_disk_of_one_of_the_sizes_is_taken(size: int) -> None:
    """The smallest and the largest among them."""
    assert faults(storage_gb=size) == []


def test_a_replica_with_as_many_cores_and_less_memory_is_refused() -> None:
    """Both have to be as much as the primary's."""
    replicas = {"local": ReplicaSpec(machine="Standard_D64ds_v5")}
    assert [fault.path for fault in faults(machine="Standard_E64ds_v4", read_replicas=replicas)] == [
        ("read_replicas", "local", "machine")
    ]
    (fault,) = faults(
        machine="Standard_E4ds_v5", read_replicas={"local": ReplicaSpec(machine="Standard_D4ds_v5")}
    )
    assert "is smaller than the primary's" in fault.reason


def test_a_replica_with_fewer_cores_and_as_much_memory_is_refused() -> None:
    """A memory-optimised size of half the cores has the memory and not the cores."""
    (fault,) = faults(
        machine="Standard_D8ds_v5", read_replicas={"local": ReplicaSpec(machine="Standard_E4ds_v5")}
    )
    assert "is smaller than the primary's" in fault.reason


def test_every_replica_and_every_database_is_looked_at() -> None:
    """The second of each is refused at its place."""
    replicas = {"one": ReplicaSpec(machine="large"), "two": ReplicaSpec(machine="small")}
    assert [fault.path for fault in faults(machine="medium", read_replicas=replicas)] == [
        ("read_replicas", "two", "machine")
    ]
    assert [fault.path for fault in faults(databases=("trips", "azure_sys", "template1"))] == [
        ("databases", 1),
        ("databases", 2),
    ]


@pytest.mark.parametrize(
    ("databases", "positions"),
    [
        (("pms",), []),
        (("_pms",), [0]),
        (("pms", "_second", "third"), []),
        (("pms", "rdsadmin", "postgres"), [1, 2]),
    ],
)
def test_the_databases_of_rds(databases: tuple[str, ...], positions: list[int]) -> None:
    """It makes the first with the server, whose name begins with no underscore; SQL makes the others."""
    assert [fault.path for fault in on_aws(databases=databases)] == [
        ("databases", each) for each in positions
    ]


def test_a_database_that_every_server_has_is_refused() -> None:
    """The provider's own databases cannot be made again."""
    assert faults(databases=("trips", "postgres")) == [
        Fault(("databases", 1), "every server on Azure has a database postgres already", "leave it out")
    ]


def test_rds_takes_the_defaults_and_the_documents_server() -> None:
    """On AWS a burstable server may have a standby, and its disk any size."""
    assert on_aws() == []
    assert on_aws(machine="db.t3.medium", storage_gb=100, standby="other_zone", databases=("pms",)) == []


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        (
            {"version": "13"},
            Fault(
                ("version",),
                "RDS makes no new PostgreSQL 13 servers since 2026-02-28",
                'set version to "18", supported until 2031-02-28',
            ),
        ),
        (
            {"machine": "Standard_D4s_v3"},
            Fault(
                ("machine",),
                "no machine size 'Standard_D4s_v3' in components/postgres/machines.yaml",
                "choose one of components/postgres/machines.yaml, or add it to "
                "components/postgres/machines.yaml with its source",
            ),
        ),
        (
            {"standby": "same_zone"},
            Fault(
                ("standby",),
                "a standby on RDS is always in another zone",
                "set standby to other_zone or none",
            ),
        ),
        (
            {"read_replicas": {"near": ReplicaSpec(machine="large")}},
            Fault(
                ("read_replicas",),
                "RDS keeps the administrator's password itself (admin: managed), and such a server cannot "
                "have read replicas",
                "set admin to supplied and give the password as passwords.postgres, or remove the replicas",
            ),
        ),
        (
            {"admin": "supplied", "read_replicas": {"far": ReplicaSpec(region="ap-northeast-1")}},
            Fault(
                ("read_replicas", "far", "region"),
                "a replica stands in a network, and the environment has one in its own region alone",
                "leave region out; geo_redundant_backup keeps copies in another region",
            ),
        ),
        (
            {"admin_password_version": 2},
            Fault(
                ("admin_password_version",),
                "it counts passwords that are supplied, and none is",
                "leave it out, or set admin to supplied",
            ),
        ),
        (
            {"databases": ("rdsadmin",)},
            Fault(("databases", 0), "every server on RDS has a database rdsadmin already", "leave it out"),
        ),
    ],
)
def test_what_rds_cannot_do_is_refused(fields: dict[str, Any], fault: Fault) -> None:
    """Each thing is refused once, where it stands, with what to set."""
    assert on_aws(**fields) == [fault]


def test_rds_knows_no_groups() -> None:
    """Whoever may read the secret administers the server."""
    group = DirectoryGroupSpec(name="dba", object_id=UUID("00000000-0000-4000-8000-000000000001"))
    assert [fault.path for fault in on_aws(admin_group=group)] == [("admin_group",)]


def test_on_azure_there_is_no_password_to_supply() -> None:
    """The server takes none, from nobody."""
    assert faults(admin="supplied") == [
        Fault(
            ("admin",),
            "the server takes no passwords, from nobody: people and programs sign in with tokens",
            "leave admin out, and say who administers it with admin_group",
        )
    ]


def test_rds_makes_several_databases_and_replicas_of_a_server_with_a_supplied_password() -> None:
    """Databases by the run that makes roles."""
    near = {"near": ReplicaSpec(machine="db.m7g.large")}
    assert on_aws(databases=("pms", "reports"), admin="supplied", read_replicas=near) == []


@pytest.mark.parametrize(
    ("name", "azure", "aws"),
    [
        ("postgres", True, True),
        ("template0", True, True),
        ("template1", True, True),
        ("azure_maintenance", True, False),
        ("azure_sys", True, False),
        ("rdsadmin", False, True),
    ],
)
def test_every_database_that_a_server_has_already(name: str, *, azure: bool, aws: bool) -> None:
    """It is refused on the cloud whose servers have it, and free on the other."""
    assert bool(faults(databases=("trips", name))) is azure
    assert bool(on_aws(databases=("trips", name))) is aws


def test_what_follows_a_replica_like_the_primary_is_looked_at() -> None:
    """And what follows one of unknown size, with its own fault."""
    replicas = {
        "a": ReplicaSpec(),
        "b": ReplicaSpec(machine="huge"),
        "c": ReplicaSpec(machine="Standard_E4ds_v5"),
        "d": ReplicaSpec(machine="small"),
    }
    assert [fault.path[1] for fault in faults(machine="medium", read_replicas=replicas)] == ["b", "c", "d"]


def test_every_replica_is_looked_at_on_rds() -> None:
    """Its name, its size and its region, whatever the one before it is like."""
    replicas = {
        "a": ReplicaSpec(),
        "b": ReplicaSpec(machine="Standard_D4s_v3"),
        "c": ReplicaSpec(machine="db.m7g.large"),
        "d": ReplicaSpec(machine="huge", region="ap-northeast-1"),
        "e": ReplicaSpec(region="ap-northeast-1"),
    }
    found = on_aws(admin="supplied", read_replicas=replicas)
    assert {fault.path[1:] for fault in found} == {
        ("b", "machine"),
        ("d", "machine"),
        ("d", "region"),
        ("e", "region"),
    }
    assert [fault.path for fault in on_aws(admin="supplied", read_replicas={"primary": ReplicaSpec()})] == [
        ("read_replicas", "primary")
    ]


@pytest.mark.parametrize(
    ("admin", "number", "refused"), [("managed", 1, 0), ("managed", 2, 1), ("supplied", 2, 0)]
)
def test_a_password_is_counted_where_there_is_one(admin: str, number: int, refused: int) -> None:
    """The first needs no word; on Azure a supplied one is refused itself."""
    fields = {"admin": admin, "admin_password_version": number}
    counted = [fault for fault in on_aws(**fields) if fault.path == ("admin_password_version",)]
    assert len(counted) == refused
    counted = [fault for fault in faults(**fields) if fault.path == ("admin_password_version",)]
    assert len(counted) == refused


@pytest.mark.parametrize("name", ["azuresu", "azure_superuser", "azure_pg_admin", "replication"])
def test_a_group_is_called_like_no_role_of_the_server(name: str) -> None:
    """Each server on Azure has these already."""
    group = DirectoryGroupSpec(name=name, object_id=UUID("00000000-0000-4000-8000-000000000001"))
    assert [fault.path for fault in faults(admin_group=group)] == [("admin_group", "name")]


@pytest.mark.parametrize(
    ("cloud", "standby", "refused"),
    [
        ("azure", "other_zone", False),
        ("azure", "same_zone", False),
        ("azure", "none", False),
        ("aws", "other_zone", False),
        ("aws", "same_zone", True),
        ("aws", "none", False),
    ],
)
def test_where_a_standby_may_be(cloud: str, standby: str, *, refused: bool) -> None:
    """RDS knows none in the primary's own zone."""
    found = (faults if cloud == "azure" else on_aws)(standby=standby)
    assert ([fault.path for fault in found] == [("standby",)]) is refused
    assert bool(found) is refused


@pytest.mark.parametrize("standby", ["other_zone", "same_zone"])
def test_a_burstable_server_has_no_standby_of_either_kind(standby: str) -> None:
    """On Azure."""
    assert [fault.path for fault in faults(machine="Standard_B2s", standby=standby)] == [("standby",)]


@pytest.mark.parametrize(
    ("size", "proposed"),
    [
        (33, 64),
        (65, 128),
        (129, 256),
        (257, 512),
        (513, 1024),
        (1025, 2048),
        (2049, 4095),
        (4097, 8192),
        (8193, 16384),
        (16385, 32767),
        (32768, 32767),
    ],
)
def test_the_next_larger_disk_is_proposed(size: int, proposed: int) -> None:
    """Of every size that Azure has."""
    (fault,) = faults(storage_gb=size)
    assert fault.remedy == f"set storage_gb to {proposed}"
    assert faults(storage_gb=proposed) == []


def test_parameters_are_those_of_the_cloud_and_the_version() -> None:
    """The second is looked at as the first is."""
    parameters = {"work_mem": "65536", "rds.force_ssl": "1", "io_method": "worker"}
    assert [fault.path for fault in faults(parameters=parameters)] == [
        ("parameters", "rds.force_ssl"),
        ("parameters", "io_method"),
    ]
    assert [fault.path for fault in on_aws(parameters=parameters, version="18")] == []


def test_a_disk_that_does_not_grow_may_be_the_largest_on_rds() -> None:
    """Only one that grows has to begin below."""
    assert on_aws(storage_gb=65536, storage_autogrow=False) == []
    assert [fault.path for fault in on_aws(storage_gb=65536)] == [("storage_gb",)]


def test_when_a_backup_begins_is_rdss_to_ask() -> None:
    """Azure chooses, and RDS refuses one in the hour of maintenance, its own default among them."""
    assert [fault.path for fault in faults(backup_start="01:00+09:00")] == [("backup_start",)]
    assert on_aws(backup_start="01:00+09:00") == []
    assert [fault.path for fault in on_aws(backup_start="04:00+09:00")] == [("backup_start",)]
    window = {"day": "Monday", "start": "03:00"}
    assert [fault.path for fault in on_aws(maintenance=window)] == [("backup_start",)]


def test_every_replica_of_an_unknown_primary_is_looked_at() -> None:
    """Its own size may be unknown as well; compared it is not."""
    replicas = {"a": ReplicaSpec(machine="small"), "b": ReplicaSpec(machine="tiny")}
    assert [fault.path for fault in faults(machine="huge", read_replicas=replicas)] == [
        ("machine",),
        ("read_replicas", "b", "machine"),
    ]
