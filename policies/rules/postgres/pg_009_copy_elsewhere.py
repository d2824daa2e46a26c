"""PG-009: what a database of production holds is in a second region too."""

from typing import Final

from jiban.policy.facts.database_copies import BACKUPS, copy_elsewhere
from jiban.policy.facts.databases import CLUSTER, INSTANCE, SERVER, is_replica, surely_replica
from jiban.policy.facts.tier import is_production
from jiban.policy.facts.values import effective
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of, failed, not_applicable, passed
from jiban.policy.view import ResourceView, StackView

_DATABASES: Final = (SERVER, INSTANCE, CLUSTER)
_REPLICA: Final = not_applicable("it is a replica, and so a copy itself")
_ALONE: Final = "no replica and no backup of it is in another region"


def check(stack: StackView, database: ResourceView) -> Verdict:
    """Judge a flexible server, an instance or a cluster."""
    if not is_production(stack):
        return not_applicable(f"{stack.name} is no production, by its name")
    if surely_replica(database):
        return _REPLICA
    copy = copy_elsewhere(stack, database)
    if copy is not None:
        return passed(copy)
    if database.token != SERVER:
        return failed(_ALONE)
    geo = effective(database, "backup.geoRedundantBackup")
    return _REPLICA if is_replica(database) else failed(f"{geo.said}; {_ALONE}", geo.path)


RULE: Final = StackRule(
    id="PG-009",
    text="A database of production has a backup or a replica in another region.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason="A region that is lost takes the database and all of its backups along, where none is elsewhere.",
    remedy=(
        "Set backup.geoRedundantBackup to Enabled when the server is made (Azure), replicate the automated "
        "backups (rds.InstanceAutomatedBackupsReplication), or make a replica in another region; waive it "
        "where losing the region may lose the data."
    ),
    link="https://learn.microsoft.com/azure/postgresql/backup-restore/concepts-geo-disaster-recovery",
    types=(*_DATABASES, BACKUPS),
    setting=("jiban:postgres.geo_redundant_backup",),
    compliance={
        "iso27001": ("A.8.13", "A.8.14"),
        "checkov": ("CKV_AZURE_136",),
        "psrule": ("Azure.PostgreSQL.GeoRedundantBackup",),
        "prowler": ("azure:postgresql_flexible_server_geo_redundant_backup_enabled",),
    },
    check=each_of(_DATABASES, check),
)
