"""What can be asked for of a PostgreSQL server, on any cloud."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from jiban.components.base import Spec
from jiban.components.sql import DatabaseName, RoleName
from jiban.components.units import Slug, TimeOfDay, TimeWithOffset, UtcOffset, Weekday

Machine = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.]{0,39}$")]
"""`small`, `medium` or `large`, or the cloud's own name of a machine size: `Standard_D4s_v3`,
`db.m7g.large`."""

ParameterName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,62}$")]


class ReplicaSpec(Spec):
    """A read replica. It has no standby and no backups of its own."""

    region: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,29}$")] | None = None
    """The cloud's name of its region. Disaster recovery promotes a replica in another region. Changing it
    replaces the replica. Default: the primary's region."""
    machine: Machine | None = None
    """Machine size; never smaller than the primary's. Default: the primary's."""


class DirectoryGroupSpec(Spec):
    """A group of the cloud's directory."""

    name: RoleName
    """Display name of the group; PostgreSQL knows it by this name."""
    object_id: UUID
    """Object id of the group."""


class WindowSpec(Spec):
    """An hour of the week."""

    day: Weekday = "Sunday"
    """Day of the week, in the window's time zone. Default: Sunday."""
    start: TimeOfDay = "04:00"
    """Start of the hour, HH:MM. Default: 04:00."""
    utc_offset: UtcOffset = "+09:00"
    """Time zone of day and start. Default: +09:00, Korea."""


class PostgresSpec(Spec):
    """A PostgreSQL server."""

    version: Annotated[str, StringConstraints(pattern=r"^\d{2}$")] = "17"
    """Major version, quoted. It must be one that the cloud offers by `components/postgres/versions.yaml`. It
    can be upgraded in place, never downgraded. Default: 17."""
    machine: Machine = "medium"
    """Machine size, neutral or the cloud's own. Changing it restarts the server. Default: medium (4 cores, 16
    GiB)."""
    storage_gb: Annotated[int, Field(ge=32, le=65536)] = 128
    """Size of the data disk in GiB. It can grow, but never shrink. On Azure, with `storage_autogrow`, only
    where it begins. Default: 128."""
    storage_autogrow: bool = True
    """Whether the disk grows by itself when it is nearly full. Default: true."""
    standby: Literal["other_zone", "same_zone", "none"] = "other_zone"
    """The copy that takes over when the server fails. `other_zone`: also when its zone fails, within 60 to
    120 seconds and without data loss. `same_zone`: only when the machine fails. `none`: writes stop until
    the provider has rebuilt the server. Default: other_zone."""
    backup_retention_days: Annotated[int, Field(ge=7, le=35)] = 7
    """Days for which the server can be restored to any point in time. Default: 7."""
    backup_start: TimeWithOffset | None = None
    """Time of day at which the daily backup begins, with its UTC offset, such as "03:00+09:00". Restoring to
    any moment does not depend on it. Default: on AWS 03:00 in Korea; on Azure the time of its own choice."""
    maintenance: WindowSpec | None = None
    """The hour in which the provider may patch the server; the standby then takes over, and connections break
    for a minute or two. Default: on AWS Sundays 04:00 to 05:00 in Korea; on Azure a time of its own
    choice."""
    geo_redundant_backup: bool = False
    """Whether backups are also kept in the paired region, with up to one hour of data loss on restore. Can
    only be set when the server is created. Default: false."""
    read_replicas: Annotated[dict[Slug, ReplicaSpec], Field(max_length=5)] = {}
    """Read replicas, by name; the name is the replica's identity. At most 5. Default: none."""
    databases: tuple[DatabaseName, ...] = ()
    """Databases to create, UTF-8. Default: none beyond the provider's own."""
    parameters: dict[ParameterName, str] = {}
    """Server parameters by name; values are text, as PostgreSQL shows them. Default: the provider's
    values; on AWS connections are logged too."""
    admin: Literal["managed", "supplied"] = "managed"
    """Who makes the administrator's password where the cloud demands one. `managed`: the cloud, which keeps
    it as a secret and changes it every week; such a server has no read replicas. `supplied`: you, as
    `passwords.postgres`. Default: managed."""
    admin_password_version: Annotated[int, Field(ge=1, le=2**31 - 1)] = 1
    """Counts the passwords of `admin: supplied`: a deployment writes a new one only when this number is
    raised, as it can never read the old one. Default: 1."""
    admin_group: DirectoryGroupSpec | None = None
    """Directory group whose members administer the server. There is no password: people and programs log in
    with the directory's tokens. Default: none; the server then has no administrator until one is added."""
