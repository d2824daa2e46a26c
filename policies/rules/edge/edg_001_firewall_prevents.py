"""EDG-001: a web application firewall blocks, or detects until a declared day."""

from datetime import date, datetime
from typing import Final

from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed, not_applicable, passed
from jiban.policy.view import Node, ResourceView

FRONT_DOOR: Final = "azure-native:frontdoor:Policy"
GATEWAY: Final = "azure-native:network:WebApplicationFirewallPolicy"
WEB_ACL: Final = "aws:wafv2/webAcl:WebAcl"
_UNTIL: Final = "detect-until"


def _today() -> date:
    return datetime.now().astimezone().date()


def check(policy: ResourceView) -> Verdict:
    """Judge what a firewall does with what its rules match."""
    return _web_acl(policy) if policy.token == WEB_ACL else _policy(policy)


def _web_acl(acl: ResourceView) -> Verdict:
    """Judge a web ACL of AWS, where each rule blocks or counts."""
    rules = acl["rules"].each()
    if not rules:
        return not_applicable("it has no rule of its own here; rules may be resources beside it")
    for rule in rules:
        for key in ("action", "overrideAction"):
            if rule[key]["count"].raw is not None:
                return _until(acl, rule[key])
    return PASS


def _policy(policy: ResourceView) -> Verdict:
    """Judge a firewall of Azure, which has one mode."""
    settings = policy["policySettings"]
    for field in ("enabledState", "state"):
        if settings[field].text().lower() == "disabled":
            return failed("the firewall is switched off", settings[field].path)
    mode = settings["mode"]
    if mode.text().lower() == "prevention":
        return PASS
    return _until(policy, mode)


def _until(policy: ResourceView, mode: Node) -> Verdict:
    """Judge how long a firewall only detects, by its tag."""
    until = policy["tags"][_UNTIL]
    if not until.text():
        return failed(
            f"the firewall only detects, and no tag {_UNTIL} says until when", mode.path, until.path
        )
    try:
        last = date.fromisoformat(until.text())
    except ValueError:
        return failed(f"tag {_UNTIL} is {until.text()}, which is no day such as 2027-01-31", until.path)
    late = (_today() - last).days
    if late > 0:
        days = "day" if late == 1 else "days"
        return failed(
            f"the firewall only detects, and was to do so until {last}, {late} {days} ago", mode.path
        )
    return passed(f"the firewall detects until {last}, as declared")


RULE: Final = ResourceRule(
    id="EDG-001",
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
    types=(FRONT_DOOR, GATEWAY, WEB_ACL),
    compliance={},
    check=check,
)
