"""Recovery: how far back a database can be had, what is lost at the most, and when it works again.

What counts is what the stack asks for; whether a backup can be restored a drill alone tells.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from jiban.diff.figures.model import Measure, lost, plain
from jiban.policy.facts import recovery, redundancy
from jiban.policy.facts.declared import declared
from jiban.policy.facts.ownership import is_read
from jiban.policy.parameters import Parameter
from jiban.policy.view import NotKnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from jiban.policy.facts.recovery import Backup
    from jiban.policy.view import ResourceView, StackView

TYPES: Final = recovery.DATABASES
"""What is measured."""
RULES: Final = {"rpo_minutes": "DSG-008", "region_rpo_minutes": "DSG-008", "rto_minutes": "DSG-009"}
"""Rules that a project declares by, by the value of the rule."""
_DECLARED: Final = {
    "rpo_minutes": "declared loss with the database",
    "region_rpo_minutes": "declared loss with the region",
    "rto_minutes": "declared time until it works again",
}
_BACK: Final = "backups reach back"
_OLDER: Final = "backups with more loss reach back"
_LOST: Final = "data lost with the database, at the most"
_REGION: Final = "data lost with the region, at the most"
_AGAIN: Final = "works again after the loss of a zone"


def measures(stack: StackView, of_rule: Callable[[str], StackView]) -> Iterator[Measure]:
    """Yield the recovery of the databases of a stack.

    Args:
        stack: all resources.
        of_rule: the same stack with the values that are set for a rule.
    """
    for database in stack.of(*TYPES):
        here = partial(Measure, "recovery", urn=database.urn, name=database.name)
        if is_read(database):
            continue
        try:
            if recovery.is_replica(database):
                continue
        except NotKnownError as error:
            yield from (here(what, "", "days", why=lost(error)) for what in (_BACK, _OLDER))
            yield from (here(what, "", "minutes", why=lost(error)) for what in (_LOST, _REGION, _AGAIN))
            continue
        yield from _backups(stack, database, here)
        yield _again(stack, database, here)
        for name, what in _DECLARED.items():
            yield from _declared(of_rule(RULES[name]), database, here, name, what)


def _backups(stack: StackView, database: ResourceView, here: partial[Measure]) -> Iterator[Measure]:
    found, doubt = list[recovery.Backup](), None
    try:
        found.extend(recovery.backups(stack, database))
    except NotKnownError as error:
        doubt = error
    own = [each for each in found if not each.elsewhere]
    copies = [each for each in found if each.elsewhere]
    why = lost(doubt) if doubt is not None else ""
    if doubt is None:
        yield from _reach(own, here)
    else:
        yield from (here(what, "", "days", why=why) for what in (_BACK, _OLDER))
    yield _loss(own, here, _LOST, why)
    yield _loss(copies, here, _REGION, why)


def _reach(own: Sequence[Backup], here: partial[Measure]) -> Iterator[Measure]:
    """Yield how far back a database can be had with the least loss, and how far where more may be lost."""
    least = min((each.lost for each in own), default=0)
    days = max((each.days for each in own if each.lost == least), default=0)
    older = max((each.days for each in own), default=0)
    yield here(_BACK, plain(days), "days", least=days, most=days)
    if older > days:
        yield here(_OLDER, plain(older), "days", least=older, most=older)


def _loss(found: Sequence[Backup], here: partial[Measure], what: str, why: str) -> Measure:
    if not found:
        return here(what, "" if why else "all of it", "minutes", why=why)
    least = min(each.lost for each in found)
    text = plain(least)
    return here(what, f"at most {text}" if why else text, "minutes", most=least, why=why)


def _again(stack: StackView, database: ResourceView, here: partial[Measure]) -> Measure:
    try:
        standing = redundancy.standing(stack, database)
    except NotKnownError as error:
        return here(_AGAIN, "", "minutes", why=lost(error))
    minutes = None if standing is None else standing.back
    if minutes is None:
        return here(_AGAIN, "once it is restored", "minutes")
    return here(_AGAIN, plain(minutes), "minutes", most=minutes)


def _declared(
    stack: StackView, database: ResourceView, here: partial[Measure], name: str, what: str
) -> Iterator[Measure]:
    try:
        minutes = declared(stack, database, Parameter(name, 0, what, minimum=0))
    except NotKnownError as error:
        yield here(what, "", "minutes", why=lost(error))
        return
    if minutes:
        yield here(what, plain(minutes), "minutes", least=minutes, most=minutes)
