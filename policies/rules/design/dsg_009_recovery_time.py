"""DSG-009: databases and caches work again within the time that is declared."""

from typing import Final

from jiban.policy.facts import redundancy
from jiban.policy.facts.declared import declared
from jiban.policy.facts.ownership import is_read
from jiban.policy.parameters import Parameter
from jiban.policy.rule import (
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    not_applicable,
    passed,
)
from jiban.policy.view import ResourceView, StackView

TIME: Final = Parameter(
    "rto_minutes",
    0,
    "Minutes after which a database or a cache works again at the latest. 0: nothing is declared.",
    minimum=0,
)
RESTORE: Final = Parameter(
    "restore_minutes",
    480,
    "Minutes that it takes to restore the largest database, or to fill a cache anew, as the last drill has "
    "shown.",
    minimum=1,
)


def check(stack: StackView, part: ResourceView) -> Verdict:
    """Judge a database or a cache."""
    if is_read(part):
        return not_applicable("it is read, and the stack that declares it is judged for it")
    declared_time = declared(stack, part, TIME)
    if not declared_time:
        return not_applicable(
            "nothing is declared: set the parameter rto_minutes of DSG-009, or a tag of that name"
        )
    found = redundancy.standing(stack, part)
    if found is None:
        return not_applicable("it is what others fail over to")
    if found.back is not None:
        said = f"{found.said}: it works again in {found.back} minutes"
        if found.back <= declared_time:
            return passed(said)
        return failed(f"{said}, more than the {declared_time} that are declared", found.path)
    time = RESTORE.of(stack)
    said = f"{found.said}, so it has to be restored or made anew, for which {time} minutes are reckoned"
    if time <= declared_time:
        return passed(said)
    return failed(f"{said}, more than the {declared_time} that are declared", found.path)


_TYPES: Final = (*redundancy.DATABASES, *redundancy.CACHES)
RULE: Final = StackRule(
    id="DSG-009",
    text="Every database and cache works again within the declared time when its zone is lost.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="A restore takes hours by the size of the data, a standby in another zone takes over in minutes.",
    remedy=(
        "Set multiAz, highAvailability.mode to ZoneRedundant, or automaticFailoverEnabled and "
        "multiAzEnabled with two nodes; or declare the time that the last drill has shown."
    ),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html",
    types=_TYPES,
    parameters=(TIME, RESTORE),
    setting=("jiban:postgres.standby", "jiban:cache.standby"),
    compliance={},
    check=each_of(_TYPES, check),
)
