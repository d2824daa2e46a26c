"""PG-013: a database does not stop for want of storage unseen."""

from typing import Final

from jiban.policy.facts.databases import INSTANCE, SERVER
from jiban.policy.facts.metric_alarms import AZURE_MONITOR, CLOUDWATCH, is_watched
from jiban.policy.facts.values import effective
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of, failed, passed
from jiban.policy.view import NotKnownError, ResourceView, StackView

_DATABASES: Final = (SERVER, INSTANCE)
_METRICS: Final = {
    SERVER: ("storage_percent", "storage_free", "storage_used"),
    INSTANCE: ("FreeStorageSpace",),
}
_DIMENSION: Final = "DBInstanceIdentifier"


def check(stack: StackView, database: ResourceView) -> Verdict:
    """Judge a flexible server or an instance; the storage of Aurora grows by itself."""
    growth = effective(database, "storage.autoGrow" if database.token == SERVER else "maxAllocatedStorage")
    doubt: NotKnownError | None = None
    try:
        if growth.says("Enabled") if database.token == SERVER else growth.number() > 0:
            return passed()
    except NotKnownError as error:
        doubt = error
    if is_watched(stack, database, _METRICS[database.token], _DIMENSION):
        return passed("an alarm watches how full it is")
    if doubt is not None:
        raise NotKnownError(doubt.path, doubt.why)
    return failed(f"{growth.said}, and no alarm watches how full it is", growth.path)


RULE: Final = StackRule(
    id="PG-013",
    text="The storage of a database grows by itself, or an alarm tells when it gets full.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason="A database whose storage is full takes no more writes, and some do not even start again.",
    remedy=(
        "Set storage.autoGrow to Enabled (Azure) or maxAllocatedStorage above allocatedStorage (RDS), or "
        "make an alarm on storage_percent or FreeStorageSpace."
    ),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html",
    types=(*_DATABASES, CLOUDWATCH, *AZURE_MONITOR),
    setting=("jiban:postgres.storage_autogrow",),
    check=each_of(_DATABASES, check),
)
