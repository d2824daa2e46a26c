"""EDG-002: a web application firewall blocks, or detects until a declared day."""

from datetime import date, datetime
from typing import Final

from jiban.policy.facts.waf import FIREWALLS, stance
from jiban.policy.facts.waf_rules import BESIDE, rules
from jiban.policy.rule import (
    PASS,
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

_UNTIL: Final = "detect-until"


def _today() -> date:
    return datetime.now().astimezone().date()


def check(stack: StackView, firewall: ResourceView) -> Verdict:
    """Judge what a firewall does with what its rules match."""
    found = stance(firewall, rules(stack, firewall))
    match found.does:
        case "block":
            return PASS
        case "nothing":
            return failed("the firewall is switched off", found.path)
        case "has no rules":
            return not_applicable("it has no rule of its own here; rules may be resources beside it")
        case "detect":
            return _until(firewall, found.path)


def _until(policy: ResourceView, mode: str) -> Verdict:
    """Judge how long a firewall only detects, by its tag."""
    until = policy["tags"][_UNTIL]
    if not until.text():
        return failed(f"the firewall only detects, and no tag {_UNTIL} says until when", mode, until.path)
    try:
        last = date.fromisoformat(until.text())
    except ValueError:
        return failed(f"tag {_UNTIL} is {until.text()}, which is no day such as 2027-01-31", until.path)
    late = (_today() - last).days
    if late > 0:
        days = "day" if late == 1 else "days"
        return failed(f"the firewall only detects, and was to do so until {last}, {late} {days} ago", mode)
    return passed(f"the firewall detects until {last}, as declared")


RULE: Final = StackRule(
    id="EDG-002",
    text="A web application firewall blocks what its rules match, or only detects it until a declared day.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "A firewall in detection writes attacks down and lets them pass; it is how a firewall begins, and "
        "without an end how it stays."
    ),
    remedy=(
        "Set the mode to Prevention, on AWS each rule to block (`edge.firewall.stage: prevent`), or the tag "
        "detect-until to a day by which the false alarms are dealt with."
    ),
    link="https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-best-practices",
    types=(*FIREWALLS, *BESIDE),
    compliance={
        "checkov": ("CKV_AZURE_122", "CKV_AZURE_123"),
        "psrule": ("Azure.AppGwWAF.PreventionMode", "Azure.FrontDoorWAF.PreventionMode"),
    },
    setting=("jiban:edge.firewall.stage",),
    check=each_of(FIREWALLS, check),
)
