"""PG-012: a database of production runs on a class that is as fast at noon as at night."""

from typing import Final

from jiban.policy.facts.databases import CLUSTER, INSTANCE, MEMBER, SERVER, burstable, has_members
from jiban.policy.facts.tier import is_production
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of, failed, not_applicable, passed
from jiban.policy.view import ResourceView, StackView

_DATABASES: Final = (SERVER, INSTANCE, CLUSTER, MEMBER)
_PATHS: Final = {SERVER: "sku", CLUSTER: "dbClusterInstanceClass"}


def check(stack: StackView, database: ResourceView) -> Verdict:
    """Judge what has a class: a server, an instance, one of Aurora too, and a cluster without instances."""
    if not is_production(stack):
        return not_applicable(f"{stack.name} is no production, by its name")
    if database.token == CLUSTER and has_members(database):
        return not_applicable("its instances have the class")
    said = burstable(database)
    if not said:
        return passed()
    return failed(f"{said}, a burstable class", _PATHS.get(database.token, "instanceClass"))


RULE: Final = StackRule(
    id="PG-012",
    text="A database of production runs on no burstable class.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "A burstable class saves up speed while it is idle. Under the load of a day it runs out, and every "
        "query takes many times as long."
    ),
    remedy=(
        "Set sku to a size of the tier GeneralPurpose or MemoryOptimized (Azure), instanceClass to one of "
        "db.m or db.r (RDS), or to db.serverless (Aurora)."
    ),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html",
    types=_DATABASES,
    setting=("jiban:postgres.machine",),
    check=each_of(_DATABASES, check),
)
