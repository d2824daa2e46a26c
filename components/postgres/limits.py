"""What a cloud cannot do that a PostgreSQL specification can ask for."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from jiban.components.base import Cloud, Fault, Limit
from jiban.components.machines import UnknownMachineError
from jiban.components.postgres.machines import BURSTABLE, MachineFacts, machine
from jiban.components.postgres.parameters import refusal
from jiban.components.postgres.spec import PostgresSpec
from jiban.components.postgres.versions import VERSIONS, supported, version
from jiban.components.postgres.windows import BACKUP, PATCHES, overlap, rds_backup_window, rds_patch_window
from jiban.components.sql import is_taken
from jiban.components.versions import UnknownVersionError

_AZURE_SIZES: Final = (32, 64, 128, 256, 512, 1024, 2048, 4095, 4096, 8192, 16384, 32767)
"""Sizes of Premium SSD disks in GiB; a server's disk is one of them (Azure `concepts-storage-premium-ssd`;
4095 keeps the host's cache and online growth)."""

_AZURE_DATABASES: Final = frozenset({"postgres", "azure_maintenance", "azure_sys", "template0", "template1"})
"""Databases that every server has already (Azure `concepts-servers`)."""

_PRIMARY: Final = "primary"


_AWS_DATABASES: Final = frozenset({"postgres", "rdsadmin", "template0", "template1"})
"""Databases that every server on RDS has already (RDS user guide, "PostgreSQL", unverified)."""

RDS_LARGEST_GIB: Final = 65536
"""Most that a disk may grow to: RDS's own limit for gp3 (RDS user guide, `CHAP_Storage`)."""
_RDS_HEADROOM: Final = 10
"""Percent that the most has to be above the disk's size (RDS user guide, `USER_PIOPS.Autoscaling`)."""

_PARAMETERS_NOTE: Final = "those of `components/postgres/parameters.yaml`, with TLS on"

_NAMES: Final[Mapping[Cloud, str]] = {"azure": "Azure", "aws": "RDS"}


def _known(cloud: Cloud, name: str) -> MachineFacts | None:
    try:
        return machine(cloud, name)
    except UnknownMachineError:
        return None


def _version(cloud: Cloud, spec: PostgresSpec) -> Iterator[Fault]:
    whose = _NAMES[cloud]
    offered = supported(cloud)
    newest = offered[-1]
    choice = f'set version to "{newest.version}", supported until {newest.until}'
    try:
        facts = version(cloud, spec.version)
    except UnknownVersionError as error:
        yield Fault(("version",), f"PostgreSQL {spec.version} is not in {error.table}", choice)
        return
    if not facts.offered:
        yield Fault(
            ("version",), f"{whose} was not seen to offer PostgreSQL {spec.version} in every region", choice
        )
    elif facts.until < VERSIONS.as_of():
        yield Fault(
            ("version",),
            f"{whose} makes no new PostgreSQL {spec.version} servers since {facts.until}",
            choice,
        )


def _machine(cloud: Cloud, spec: PostgresSpec) -> Iterator[Fault]:
    try:
        machine(cloud, spec.machine)
    except UnknownMachineError as error:
        yield Fault(("machine",), str(error), error.remedy)


def _burstable_standby(spec: PostgresSpec) -> Iterator[Fault]:
    facts = _known("azure", spec.machine)
    if facts is not None and facts.tier == BURSTABLE and spec.standby != "none":
        yield Fault(
            ("standby",),
            f"machine {facts.sku} is burstable, and Azure offers no standby in that tier",
            "set standby to none, or machine to small or larger",
        )


def _burstable_replicas(spec: PostgresSpec) -> Iterator[Fault]:
    facts = _known("azure", spec.machine)
    if facts is not None and facts.tier == BURSTABLE and spec.read_replicas:
        yield Fault(
            ("read_replicas",),
            f"machine {facts.sku} is burstable, and Azure offers no read replicas in that tier",
            "remove the replicas, or set machine to small or larger",
        )


def _replica_machines(spec: PostgresSpec) -> Iterator[Fault]:
    primary = _known("azure", spec.machine)
    for name, replica in spec.read_replicas.items():
        if replica.machine is None:
            continue
        path = ("read_replicas", name, "machine")
        try:
            facts = machine("azure", replica.machine)
        except UnknownMachineError as error:
            yield Fault(path, str(error), error.remedy)
            continue
        if primary is None:
            continue
        remedy = f"set machine to {primary.sku} or larger, or leave it out to follow the primary"
        if facts.cores < primary.cores or facts.memory_gib < primary.memory_gib:
            yield Fault(
                path,
                f"{_size(facts)} is smaller than the primary's {_size(primary)}, and a replica must keep up "
                "with it",
                remedy,
            )
        elif facts.tier != primary.tier:
            yield Fault(
                path,
                f"{facts.sku} is of tier {facts.tier} and the primary's {primary.sku} of {primary.tier}; "
                "only a replica "
                "of the same tier can take over",
                remedy,
            )


def _storage(spec: PostgresSpec) -> Iterator[Fault]:
    if spec.storage_gb not in _AZURE_SIZES:
        larger = next((size for size in _AZURE_SIZES if size > spec.storage_gb), _AZURE_SIZES[-1])
        yield Fault(
            ("storage_gb",),
            f"Azure has disks of {', '.join(map(str, _AZURE_SIZES))} GiB only",
            f"set storage_gb to {larger}",
        )


def _replica_names(spec: PostgresSpec) -> Iterator[Fault]:
    if _PRIMARY in spec.read_replicas:
        yield Fault(
            ("read_replicas", _PRIMARY),
            "primary is the server that the replicas copy",
            "give the replica another name",
        )


def _databases(spec: PostgresSpec) -> Iterator[Fault]:
    for position, name in enumerate(spec.databases):
        if name in _AZURE_DATABASES:
            yield Fault(
                ("databases", position),
                f"every server on Azure has a database {name} already",
                "leave it out",
            )


def _parameters(cloud: Cloud, spec: PostgresSpec) -> Iterator[Fault]:
    for name, value in spec.parameters.items():
        refused = refusal(cloud, spec.version, name, value)
        if refused is not None:
            yield Fault(("parameters", name), refused.reason, refused.remedy)


def _group_name(spec: PostgresSpec) -> Iterator[Fault]:
    if spec.admin_group is not None and is_taken("azure", spec.admin_group.name):
        yield Fault(
            ("admin_group", "name"),
            f"every server on Azure has a role {spec.admin_group.name} already",
            "give the group another name",
        )


def _aws_replicas(spec: PostgresSpec) -> Iterator[Fault]:
    if spec.read_replicas and spec.admin == "managed":
        yield Fault(
            ("read_replicas",),
            "RDS keeps the administrator's password itself (admin: managed), and such a server cannot have "
            "read replicas",
            "set admin to supplied and give the password as passwords.postgres, or remove the replicas",
        )


def _aws_replica_regions(spec: PostgresSpec) -> Iterator[Fault]:
    for name, replica in spec.read_replicas.items():
        if replica.region is not None:
            yield Fault(
                ("read_replicas", name, "region"),
                "a replica stands in a network, and the environment has one in its own region alone",
                "leave region out; geo_redundant_backup keeps copies in another region",
            )


def _aws_replica_machines(spec: PostgresSpec) -> Iterator[Fault]:
    for name, replica in spec.read_replicas.items():
        if replica.machine is not None:
            try:
                machine("aws", replica.machine)
            except UnknownMachineError as error:
                yield Fault(("read_replicas", name, "machine"), str(error), error.remedy)


def _password_version(spec: PostgresSpec) -> Iterator[Fault]:
    if spec.admin_password_version > 1 and spec.admin == "managed":
        yield Fault(
            ("admin_password_version",),
            "it counts passwords that are supplied, and none is",
            "leave it out, or set admin to supplied",
        )


def _azure_admin(spec: PostgresSpec) -> Iterator[Fault]:
    if spec.admin == "supplied":
        yield Fault(
            ("admin",),
            "the server takes no passwords, from nobody: people and programs sign in with tokens",
            "leave admin out, and say who administers it with admin_group",
        )


def _aws_standby(spec: PostgresSpec) -> Iterator[Fault]:
    if spec.standby == "same_zone":
        yield Fault(
            ("standby",),
            "a standby on RDS is always in another zone",
            "set standby to other_zone or none",
        )


def _aws_storage(spec: PostgresSpec) -> Iterator[Fault]:
    largest = RDS_LARGEST_GIB * 100 // (100 + _RDS_HEADROOM)
    if spec.storage_autogrow and spec.storage_gb > largest:
        yield Fault(
            ("storage_gb",),
            f"a disk that grows by itself has to begin {_RDS_HEADROOM} % below the most that RDS has, "
            f"{RDS_LARGEST_GIB} GiB, and {spec.storage_gb} does not",
            f"set storage_gb to {largest} or less, or storage_autogrow to false",
        )


def _aws_backup_start(spec: PostgresSpec) -> Iterator[Fault]:
    backup, window = spec.backup_start or BACKUP, spec.maintenance or PATCHES
    if overlap(backup, window):
        yield Fault(
            ("backup_start",),
            f"the backup's half hour, {rds_backup_window(backup)} in UTC, and the hour of maintenance, "
            f"{rds_patch_window(window)}, overlap, which RDS refuses",
            "set backup_start or maintenance.start to another time",
        )


def _azure_backup_start(spec: PostgresSpec) -> Iterator[Fault]:
    if spec.backup_start is not None:
        yield Fault(
            ("backup_start",),
            "Azure chooses the time of its backups itself; any moment of the days kept can be restored all "
            "the same",
            "leave backup_start out",
        )


def _aws_databases(spec: PostgresSpec) -> Iterator[Fault]:
    for position, name in enumerate(spec.databases):
        if name in _AWS_DATABASES:
            yield Fault(
                ("databases", position), f"every server on RDS has a database {name} already", "leave it out"
            )
        elif position == 0 and name.startswith("_"):
            yield Fault(
                ("databases", position),
                f"RDS makes no database whose name begins with an underscore, and {name} does",
                f"call it {name.lstrip('_') or 'data'}",
            )


def _aws_admin_group(spec: PostgresSpec) -> Iterator[Fault]:
    if spec.admin_group is not None:
        yield Fault(
            ("admin_group",),
            "RDS knows no groups of a directory; whoever may read the master secret administers the server",
            "leave admin_group out, and let IAM say who reads the secret",
        )


def _size(facts: MachineFacts) -> str:
    return f"{facts.sku} ({facts.cores} cores, {facts.memory_gib} GiB)"


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit(
        "azure",
        "version",
        "those Azure offers, by `components/postgres/versions.yaml`",
        partial(_version, "azure"),
    ),
    Limit(
        "azure",
        "machine",
        "known sizes, by `components/postgres/machines.yaml`",
        partial(_machine, "azure"),
    ),
    Limit("azure", "standby", "not with a burstable machine", _burstable_standby),
    Limit("azure", "read_replicas", "not with a burstable machine", _burstable_replicas),
    Limit("azure", "read_replicas", "none called `primary`", _replica_names),
    Limit(
        "azure",
        "read_replicas.*.machine",
        "not smaller than the primary's, and of its tier",
        _replica_machines,
    ),
    Limit("azure", "storage_gb", "sizes of Premium SSD disks", _storage),
    Limit("azure", "backup_start", "none: Azure chooses", _azure_backup_start),
    Limit("azure", "databases", "none that every server has", _databases),
    Limit("azure", "parameters", _PARAMETERS_NOTE, partial(_parameters, "azure")),
    Limit("azure", "admin", "`managed` only: the server takes no passwords", _azure_admin),
    Limit("azure", "admin_password_version", "none: the server takes no passwords", _password_version),
    Limit("aws", "admin_password_version", "with `admin: supplied`", _password_version),
    Limit("azure", "admin_group.name", "no role that every server has", _group_name),
    Limit(
        "aws", "version", "those RDS offers, by `components/postgres/versions.yaml`", partial(_version, "aws")
    ),
    Limit("aws", "machine", "known sizes, by `components/postgres/machines.yaml`", partial(_machine, "aws")),
    Limit("aws", "storage_gb", "a tenth below the most there is, where it grows by itself", _aws_storage),
    Limit("aws", "standby", "`other_zone` or `none`", _aws_standby),
    Limit("aws", "backup_start", "not within the hour of `maintenance`", _aws_backup_start),
    Limit("aws", "read_replicas", "with `admin: supplied`", _aws_replicas),
    Limit("aws", "read_replicas", "none called `primary`", _replica_names),
    Limit("aws", "read_replicas.*.region", "the primary's only", _aws_replica_regions),
    Limit("aws", "read_replicas.*.machine", "known sizes, with `admin: supplied`", _aws_replica_machines),
    Limit("aws", "databases", "none that every server has", _aws_databases),
    Limit("aws", "parameters", _PARAMETERS_NOTE, partial(_parameters, "aws")),
    Limit("aws", "admin_group.*", "none: IAM says who reads the master secret", _aws_admin_group),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
