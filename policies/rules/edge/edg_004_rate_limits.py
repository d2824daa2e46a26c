"""EDG-004: a web application firewall limits how often somebody may ask."""

from typing import Final

from jiban.policy.facts.origins_azure import takes_one_door_alone
from jiban.policy.facts.waf import FIREWALLS, GATEWAY
from jiban.policy.facts.waf_rules import BESIDE, has_rate
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, passed
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView, firewall: ResourceView) -> Verdict:
    """Judge whether a firewall has a rule about rates."""
    if firewall.token == GATEWAY and takes_one_door_alone(firewall):
        return passed("one Front Door alone sends to it, and sees who asks, as it does not")
    return PASS if has_rate(stack, firewall) else failed("no rule limits the rate of requests")


RULE: Final = StackRule(
    id="EDG-004",
    text="A web application firewall has a rule that limits the rate of requests.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "Passwords are guessed, and pages are read out, with requests that are all of them right. Only "
        "their number tells them from visitors."
    ),
    remedy=(
        "Add a rule with rateBasedStatement, on Azure a custom rule of ruleType RateLimitRule, for sign-in "
        "at least and then for everything."
    ),
    link="https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html",
    types=(*FIREWALLS, *BESIDE),
    check=each_of(FIREWALLS, check),
)
