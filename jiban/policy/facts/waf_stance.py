"""Whether a web application firewall blocks what its rules match.

Sources, read on 2026-11-28: AWS WAF API, `RuleAction` (count goes on to the next rule) and `OverrideAction`
(count makes a count of what a group decides); Azure, `waf-front-door-policy-settings` (a disabled policy
lets requests past, Detection only writes down) and `ag/create-waf-policy-ag` (a gateway's firewall within
holds until it has a policy).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from jiban.policy.facts import links
from jiban.policy.facts.once import of
from jiban.policy.facts.waf import FIREWALLS, FRONT_DOOR, WEB_ACL
from jiban.policy.facts.waf_rules import RULE_GROUP, rules
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

APPLICATION_GATEWAY: Final = "azure-native:network:ApplicationGateway"
MAY_BLOCK: Final = (*FIREWALLS, APPLICATION_GATEWAY)
"""Types of resource that are a firewall, or have one within."""


@dataclass(frozen=True, slots=True)
class Stance:
    """What a firewall does with what its rules match."""

    does: Literal["block", "detect", "nothing", "has no rules"]
    path: str
    """The input that says so."""
    doubt: NotKnownError | None = None
    """It does that at the most, and perhaps nothing."""


def within(gateway: ResourceView) -> Node | None:
    """Return the firewall that an Application Gateway has within itself; None where it has none, or a policy.

    Raises:
        NotKnownError: whether it is on is not known before deployment.
    """
    own = gateway["webApplicationFirewallConfiguration"]
    if gateway["firewallPolicy"]["id"].given or not own["enabled"].is_true():
        return None
    return own


def stance(stack: StackView, firewall: ResourceView) -> Stance:
    """Return what a firewall does with what its rules match: the least that one of its rules does.

    Args:
        stack: all resources.
        firewall: of one of `MAY_BLOCK`.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    if firewall.token == WEB_ACL:
        return _of_web_acl(stack, firewall)
    if firewall.token == APPLICATION_GATEWAY:
        own = within(firewall)
        if own is None:
            return Stance("has no rules", "webApplicationFirewallConfiguration")
        return Stance(
            "block" if own["firewallMode"].says("Prevention") else "detect", own["firewallMode"].path
        )
    return _of_policy(firewall)


def _of_policy(firewall: ResourceView) -> Stance:
    settings = firewall["policySettings"]
    mode, doubt = settings["mode"], None
    for field in ("enabledState", "state"):
        try:
            if settings[field].says("Disabled"):
                return Stance("nothing", settings[field].path)
        except NotKnownError as error:
            doubt = error
    if not mode.says("Prevention"):
        return Stance("detect", mode.path, doubt)
    if doubt is not None:
        raise doubt
    logs = next(_only_logs(firewall), None)
    return Stance("block", mode.path) if logs is None else Stance("detect", logs.path)


def _only_logs(firewall: ResourceView) -> Iterator[Node]:
    """Yield what of a policy in prevention only writes down: sets of managed rules, and rules of its own."""
    for each in firewall["managedRules"]["managedRuleSets"].each():
        if each["ruleSetAction"].says("Log"):
            yield each["ruleSetAction"]
    door = firewall.token == FRONT_DOOR
    for rule in (firewall["customRules"]["rules"] if door else firewall["customRules"]).each():
        if rule["action"].says("Log") and not rule["enabledState" if door else "state"].says("Disabled"):
            yield rule["action"]


def _of_web_acl(stack: StackView, acl: ResourceView) -> Stance:
    doubt: NotKnownError | None = None
    several = False
    try:
        for rule in rules(stack, acl):
            several = True
            try:
                counts = _counts(stack, acl, rule)
            except NotKnownError as error:
                doubt = doubt or error
                continue
            if counts is not None:
                return Stance("detect", counts)
    except NotKnownError as error:
        doubt = doubt or error
    if doubt is not None:
        raise doubt
    return Stance("block" if several else "has no rules", "rules")


def _counts(stack: StackView, acl: ResourceView, rule: Node) -> str | None:
    """Return what says that a rule only counts; None where it blocks."""
    beside = rule["managedRuleGroup"].given or rule["ruleGroupReference"].given
    override = rule["overrideAction"]
    if override.says("count") if beside else override["count"].given:
        return override.path
    if rule["action"]["count"].given:
        return rule["action"].path
    refers = rule["ruleGroupReference"] if beside else rule["statement"]["ruleGroupReferenceStatement"]
    if not refers["arn"].given:
        return None
    found = links.named(stack, acl, refers["arn"], RULE_GROUP)
    if len(found) != 1:
        return None  # what a group of elsewhere does is judged there
    with of(found[0]):
        if any(each["action"]["count"].given for each in found[0]["rules"].each()):
            return refers["arn"].path
    return None
