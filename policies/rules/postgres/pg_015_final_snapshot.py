"""PG-015: a database that is deleted leaves a snapshot behind."""

from typing import Final

from jiban.policy.facts.databases import CLUSTER, INSTANCE, is_replica
from jiban.policy.facts.values import effective
from jiban.policy.rule import Level, ResourceRule, Severity, Verdict, failed, not_applicable, passed
from jiban.policy.view import ResourceView


def check(database: ResourceView) -> Verdict:
    """Judge an instance or a cluster."""
    if is_replica(database):
        return not_applicable("it is a replica, of which RDS takes no final snapshot")
    skips = effective(database, "skipFinalSnapshot")
    return (
        failed(f"{skips.said}, so that its data is gone with it", skips.path) if skips.is_true() else passed()
    )


RULE: Final = ResourceRule(
    id="PG-015",
    text="A database that is deleted leaves a final snapshot.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="Automated backups go with the instance: without a final snapshot a mistake is for good.",
    remedy="Set skipFinalSnapshot to false and finalSnapshotIdentifier to the snapshot's name.",
    link="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
    types=(INSTANCE, CLUSTER),
    check=check,
)
