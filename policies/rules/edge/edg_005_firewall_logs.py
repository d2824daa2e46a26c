"""EDG-005: what a web application firewall does is written down."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import edges, links
from jiban.policy.facts.logs import SETTING
from jiban.policy.facts.waf import WEB_ACL
from jiban.policy.rule import (
    PASS,
    Judgement,
    Level,
    Severity,
    StackRule,
    Verdict,
    failed,
    judged,
    not_applicable,
)
from jiban.policy.view import ResourceView, StackView

_CONFIGURATION: Final = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge each web ACL, and each gateway and Front Door that has a firewall."""
    for acl in stack.of(WEB_ACL):
        yield Judgement(acl, judged(_acl, stack, acl))
    for edge in stack.of(edges.GATEWAY, edges.PROFILE):
        yield Judgement(edge, judged(_edge, stack, edge))


def _acl(stack: StackView, acl: ResourceView) -> Verdict:
    found = links.naming(stack, acl, _CONFIGURATION, "resourceArn")
    if found.sure:
        return PASS
    if found.doubt is not None:
        raise found.doubt
    return failed("no logging configuration of the stack names it")


def _edge(stack: StackView, edge: ResourceView) -> Verdict:
    if not edges.has_firewall(stack, edge):
        return not_applicable("it has no web application firewall")
    if edges.keeps_firewall_log(stack, edge):
        return PASS
    return failed("no diagnostic setting of the stack keeps the log of its firewall")


RULE: Final = StackRule(
    id="EDG-005",
    text="What a web application firewall stops and lets pass is logged.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "A firewall that stops a visitor by mistake is found by its log alone, and so is the attack that "
        "comes before the one that gets through."
    ),
    remedy=(
        "Make a wafv2.WebAclLoggingConfiguration with the ACL's arn, on Azure a monitor.DiagnosticSetting on "
        "the gateway or the profile with its firewall log, or categoryGroup allLogs."
    ),
    link="https://docs.aws.amazon.com/waf/latest/developerguide/logging.html",
    types=(WEB_ACL, _CONFIGURATION, edges.GATEWAY, edges.PROFILE, *edges.FIREWALLS_BESIDE, SETTING),
    compliance={
        "isms_p": ("2.9.4", "2.10.1"),
        "iso27001": ("A.8.15", "A.8.16"),
        "checkov": ("CKV2_AWS_31",),
        "prowler": ("aws:wafv2_webacl_logging_enabled",),
    },
    check=check,
)
