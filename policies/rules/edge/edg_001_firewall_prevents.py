"""EDG-001: a web application firewall blocks, or detects until a declared day."""

from datetime import date, datetime
from typing import Final

from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed, passed
from jiban.policy.view import ResourceView

FRONT_DOOR: Final = "azure-native:frontdoor:Policy"
GATEWAY: Final = "azure-native:network:WebApplicationFirewallPolicy"
_UNTIL: Final = "detect-until"


def _today() -> date:
    return datetime.now().astimezone().date()


def check(policy: ResourceView) -> Verdict:
    """Judge what a firewall does with what its rules match."""
    settings = policy["policySettings"]
    for field in ("enabledState", "state"):
        if settings[field].text().lower() == "disabled":
            return failed("the firewall is switched off", settings[field].path)
    mode = settings["mode"]
    if mode.text().lower() == "prevention":
        return PASS
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
        "Set the mode to Prevention (`edge.firewall.stage: prevent`), or the tag detect-until to a day by "
        "which the false alarms are dealt with."
    ),
    link="https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-best-practices",
    types=(FRONT_DOOR, GATEWAY),
    compliance={},
    check=check,
)
