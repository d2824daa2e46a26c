"""PG-016: a database runs on a version that is still supported at no extra cost."""

from typing import Final

from jiban.policy.facts.databases import CLUSTER, INSTANCE, SERVER, is_replica, surely_replica
from jiban.policy.facts.support import support
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of, failed, not_applicable, passed
from jiban.policy.view import ResourceView, StackView

_DATABASES: Final = (SERVER, INSTANCE, CLUSTER)
_REPLICA: Final = not_applicable("it is a replica, and has the version of its source")


def check(stack: StackView, database: ResourceView) -> Verdict:
    """Judge a flexible server, an instance or a cluster."""
    if surely_replica(database):
        return _REPLICA
    found = support(stack, database)
    if found is None:
        return not_applicable("of its engine no dates are known")
    if not found.ended:
        return passed()
    return _REPLICA if is_replica(database) else failed(found.said, found.path)


RULE: Final = StackRule(
    id="PG-016",
    text="A database runs on a version that has standard support.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "After its end a version gets no more corrections, or costs extra by the hour (extended support of "
        "RDS), until the cloud takes the database to another one by itself."
    ),
    remedy="Upgrade version (Azure) or engineVersion (RDS) to one with years of support left.",
    link="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html",
    types=_DATABASES,
    setting=("jiban:postgres.version",),
    compliance={
        "isms_p": ("2.10.8",),
        "prowler": ("aws:rds_instance_deprecated_engine_version",),
    },
    check=each_of(_DATABASES, check),
)
