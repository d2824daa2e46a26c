"""EDG-002: a web application firewall blocks, or detects until a declared day."""

from datetime import date, datetime
from typing import Final

from jiban.policy.facts.data_class import tag
from jiban.policy.facts.waf_rules import BESIDE
from jiban.policy.facts.waf_stance import APPLICATION_GATEWAY, MAY_BLOCK, stance
from jiban.policy.rule import (
    PASS,
    Level,
    Outcome,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    not_applicable,
    passed,
)
from jiban.policy.view import Node, ResourceView, StackView

_UNTIL: Final = "detect-until"


def _today() -> date:
    return datetime.now().astimezone().date()


def check(stack: StackView, firewall: ResourceView) -> Verdict:
    """Judge what a firewall does with what its rules match."""
    found = stance(stack, firewall)
    match found.does:
        case "block":
            return PASS
        case "nothing":
            return failed("the firewall is switched off", found.path)
        case "has no rules" if firewall.token == APPLICATION_GATEWAY:
            return not_applicable("it has no firewall within; a policy of the stack is judged for itself")
        case "has no rules":
            return not_applicable("it has no rule of its own here; rules may be resources beside it")
        case "detect":
            verdict = _until(tag(stack, firewall, _UNTIL), found.path)
            if verdict.outcome is Outcome.PASS and found.doubt is not None:
                raise found.doubt
            return verdict


def _until(until: Node, mode: str) -> Verdict:
    """Judge how long a firewall only detects, by its tag."""
    if not until.text():
        path = until.path or f"tags.{_UNTIL}"
        return failed(f"the firewall only detects, and no tag {_UNTIL} says until when", mode, path)
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
    types=(*MAY_BLOCK, *BESIDE),
    compliance={
        "checkov": ("CKV_AZURE_122", "CKV_AZURE_123"),
        "psrule": ("Azure.AppGwWAF.PreventionMode", "Azure.FrontDoorWAF.PreventionMode"),
    },
    setting=("jiban:edge.firewall.stage",),
    check=each_of(MAY_BLOCK, check),
)
