"""DSG-015: nothing costs more than its successor, and nothing is paid for that nobody has."""

from typing import Final

from jiban.policy.facts import waste
from jiban.policy.facts.ownership import is_read
from jiban.policy.facts.waste import Waste
from jiban.policy.rule import (
    PASS,
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    not_applicable,
    together,
    unknown,
)
from jiban.policy.view import NotKnownError, ResourceView, StackView


def check(stack: StackView, resource: ResourceView) -> Verdict:
    """Judge a machine, a disk, an address or a load balancer."""
    if is_read(resource):
        return not_applicable("it is read, and the stack that declares it is judged for it")
    if resource.token == waste.BALANCER:
        idle = waste.is_idle(stack, resource)
        return failed(idle.said) if idle is not None else not_applicable("something listens at it")
    found: list[Verdict] = []
    try:
        for each in waste.found(stack, resource):
            found.append(_told(each))  # noqa: PERF401 - what came before it raised is kept
    except NotKnownError as error:
        found.append(unknown(f"{error.path} {error.why}", error.path))
    return together(found)


def _told(each: Waste | None) -> Verdict:
    return PASS if each is None else failed(each.said, *([each.path] if each.path else []))


_TYPES: Final = tuple(dict.fromkeys((*waste.ATTACHED, *waste.SIZES, waste.BALANCER)))
RULE: Final = StackRule(
    id="DSG-015",
    text=(
        "Machines and disks are of a current generation, and every disk, address and load balancer serves "
        "something."
    ),
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason="Old generations cost more for less, and what nothing has is paid for month by month unseen.",
    remedy="Take the current generation (gp3, m7g, v5); delete what nothing has, or attach it here.",
    link="https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
    types=_TYPES,
    compliance={
        "psrule": ("Azure.PublicIP.IsAttached", "Azure.VM.DiskAttached", "Azure.ServiceBus.Usage"),
    },
    check=each_of(_TYPES, check),
)
