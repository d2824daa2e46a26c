"""DSG-024: data stays in the regions that its owners allow."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import regions
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
    together,
    unknown,
)
from jiban.policy.view import NotKnownError, ResourceView, StackView

ALLOWED: Final = Parameter(
    "regions",
    (),
    "Regions that may hold data, by the clouds' own names: ap-northeast-2, koreacentral. Where none is "
    "named, the rule is not asked.",
)


def check(stack: StackView, resource: ResourceView) -> Verdict:
    """Judge a resource that holds data."""
    if is_read(resource):
        return not_applicable("it is read, and the stack that declares it is judged for it")
    allowed = frozenset(map(regions.spelled, ALLOWED.of(stack)))
    if not allowed:
        return not_applicable("no region is named: set the parameter regions of DSG-024")
    return together(_verdicts(stack, resource, allowed))


def _verdicts(stack: StackView, resource: ResourceView, allowed: frozenset[str]) -> Iterator[Verdict]:
    try:
        for place in regions.places(stack, resource):
            if place.region in allowed:
                yield passed(place.said)
            else:
                named = " or ".join(sorted(allowed))
                yield failed(f"{place.said}, and data may be in {named} alone", place.path)
    except NotKnownError as error:
        yield unknown(f"{error.path} {error.why}", error.path)


RULE: Final = StackRule(
    id="DSG-024",
    text="All data lies in allowed regions, copies and backups of it too.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="Laws and contracts bind data to places, and a copy elsewhere is as much a transfer as a move.",
    remedy="Create the resource in an allowed region, or name its region among those that are allowed.",
    link="https://learn.microsoft.com/azure/reliability/regions-list",
    types=regions.DATA,
    parameters=(ALLOWED,),
    compliance={"psrule": ("Azure.Resource.AllowedRegions",)},
    check=each_of(regions.DATA, check),
)
