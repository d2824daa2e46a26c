"""What web application firewalls look for: managed groups, rates, and what is left out of sight.

Sources, read on 2026-11-28: AWS WAF developer guide, `aws-managed-rule-groups-baseline`; AWS WAF API,
`ManagedRuleGroupStatement` (a scope-down statement says which requests it looks at); pulumi-aws 7.51
(`wafv2.WebAcl`: `ruleJson` stands for rules; `WebAclRule`, `WebAclRuleGroupAssociation`);
pulumi-azure-native 3.29 (an override of a group without rules turns all of them off; custom rules are on
unless they say no). Unverified: that an operator EqualsAny leaves out every element of a collection.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from jiban.policy.facts import links
from jiban.policy.facts.once import of, once
from jiban.policy.facts.waf import FRONT_DOOR, WEB_ACL
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

RULE_GROUP: Final = "aws:wafv2/ruleGroup:RuleGroup"
_RULE: Final = "aws:wafv2/webAclRule:WebAclRule"
_ASSOCIATION: Final = "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation"
BESIDE: Final = (RULE_GROUP, _RULE, _ASSOCIATION)
"""Types of resource that say what a web ACL looks for."""
_CORE: Final = ("Microsoft_DefaultRuleSet", "DefaultRuleSet", "OWASP")
"""Sets of Azure that are core and known attacks at once."""
_OWN_VENDOR: Final = "AWS"
_RATE: Final = "RateLimitRule"
_EVERY: Final = "EqualsAny"
_FIRST: Final = re.compile(r"^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]")


@dataclass(frozen=True, slots=True)
class Looks:
    """Which managed groups of AWS a web ACL has."""

    names: frozenset[str]
    """Those that look at every request, but for parts that are named."""
    narrowed: frozenset[str]
    """Those that look at a part of the requests alone."""
    doubt: NotKnownError | None = None
    """There may be more."""


@once
def groups(stack: StackView, acl: ResourceView) -> Looks:
    """Return the managed groups of AWS's own that a web ACL has."""
    names: set[str] = set()
    narrowed: set[str] = set()
    doubt: NotKnownError | None = None
    try:
        for group in _managed(stack, acl):
            try:
                if group["vendorName"].text() == _OWN_VENDOR:
                    narrow = group["scopeDownStatement"]
                    part = narrow.given and not narrow["notStatement"].given
                    (narrowed if part else names).add(group["name"].text())
            except NotKnownError as error:
                doubt = doubt or error
    except NotKnownError as error:
        doubt = doubt or error
    return Looks(frozenset(names), frozenset(narrowed), doubt)


@once
def has_rate(stack: StackView, firewall: ResourceView) -> bool:
    """Tell whether a firewall has a rule that limits the rate of requests.

    Raises:
        NotKnownError: none surely does, and one may.
    """
    rules = _rates_of_aws(stack, firewall) if firewall.token == WEB_ACL else _rates_of_azure(firewall)
    doubt: NotKnownError | None = None
    try:
        for rule in rules:
            if isinstance(rule, NotKnownError):
                doubt = doubt or rule
            elif rule:
                return True
    except NotKnownError as error:
        doubt = doubt or error
    if doubt is not None:
        raise doubt
    return False


def has_core(policy: ResourceView) -> bool:
    """Tell whether a policy of Azure has a set of core rules.

    Raises:
        NotKnownError: none surely is, and one may be.
    """
    doubt: NotKnownError | None = None
    for each in policy["managedRules"]["managedRuleSets"].each():
        kind = each["ruleSetType"]
        if not kind.known:
            doubt = doubt or NotKnownError(kind.path)
        elif kind.says(*_CORE):
            return True
    if doubt is not None:
        raise doubt
    return False


def broad_exclusions(policy: ResourceView) -> Iterator[tuple[str, str]]:
    """Yield what a policy of Azure leaves out of sight that is more than a part it names: words, and a path.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    managed = policy["managedRules"]
    for each in managed["exclusions"].each():  # of an Application Gateway
        named = [
            group["rules"].each()
            for rules in each["exclusionManagedRuleSets"].each()
            for group in rules["ruleGroups"].each()
        ]
        if not named or not all(named):
            yield from _every(each)
    for rules in managed["managedRuleSets"].each():
        for each in rules["exclusions"].each():
            yield from _every(each)
        for group in rules["ruleGroupOverrides"].each():
            if not group["rules"].each():
                yield f"the whole group {group['ruleGroupName'].text()} is off", group.path
            for each in group["exclusions"].each():
                yield from _every(each)


def _every(exclusion: Node) -> Iterator[tuple[str, str]]:
    if exclusion["selectorMatchOperator"].says(_EVERY):
        yield f"every element of {exclusion['matchVariable'].text()} is left out", exclusion.path


def rules(stack: StackView, firewall: ResourceView) -> Iterator[Node]:
    """Yield the rules of a web ACL of AWS: inline, as JSON, and resources of their own; none of Azure's.

    Raises:
        NotKnownError: a list of rules is not known before deployment; what is known comes first.
    """
    if firewall.token != WEB_ACL:
        return
    doubt: NotKnownError | None = None
    beside = links.naming(stack, firewall, _RULE, "webAclArn")
    yield from (rule.node for rule in beside.sure)
    try:
        yield from firewall["rules"].each()
        yield from _from_json(firewall["ruleJson"])
    except NotKnownError as error:
        doubt = error
    if doubt or beside.doubt:
        raise doubt or cast("NotKnownError", beside.doubt)
    yield from (each.node for each in _associations(stack, firewall))


def _managed(stack: StackView, acl: ResourceView) -> Iterator[Node]:
    for rule in rules(stack, acl):
        for each in (rule["statement"]["managedRuleGroupStatement"], rule["managedRuleGroup"]):
            if each.given:
                yield each


def _associations(stack: StackView, acl: ResourceView) -> Iterator[ResourceView]:
    found = links.naming(stack, acl, _ASSOCIATION, "webAclArn")
    yield from found.sure
    if found.doubt is not None:
        raise found.doubt


def _from_json(node: Node) -> Iterator[Node]:
    text = node.text()
    if not text:
        return
    try:
        rules: Any = json.loads(text)
    except ValueError:
        raise NotKnownError(node.path, "is no JSON, which it has to be") from None
    yield from Node(_spelled(rules), node.path).each()


def _spelled(value: Any) -> Any:
    """Return JSON of AWS with the names of the provider: `ManagedRuleGroupStatement` without its capital."""
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, Any]", value).items()
        return {_FIRST.sub(lambda found: found[0].lower(), key): _spelled(each) for key, each in pairs}
    if isinstance(value, list):
        return [_spelled(each) for each in cast("list[Any]", value)]
    return value


def _rates_of_aws(stack: StackView, acl: ResourceView) -> Iterator[bool | NotKnownError]:
    for each in _associations(stack, acl):
        yield _refers_to_rate(stack, each, each["ruleGroupReference"]["arn"])
    for rule in rules(stack, acl):
        yield rule["statement"]["rateBasedStatement"].given
        yield _refers_to_rate(stack, acl, rule["statement"]["ruleGroupReferenceStatement"]["arn"])


def _refers_to_rate(stack: StackView, owner: ResourceView, node: Node) -> bool | NotKnownError:
    if not node.given:
        return False
    found = links.named(stack, owner, node, RULE_GROUP)
    if len(found) != 1:
        return NotKnownError(node.path, "names a rule group that is no part of the stack")
    try:
        with of(found[0]):
            return any(rule["statement"]["rateBasedStatement"].given for rule in found[0]["rules"].each())
    except NotKnownError as error:
        return error


def _rates_of_azure(policy: ResourceView) -> Iterator[bool | NotKnownError]:
    rules = policy["customRules"]
    state = "enabledState" if policy.token == FRONT_DOOR else "state"
    for rule in (rules["rules"] if policy.token == FRONT_DOOR else rules).each():
        try:
            yield rule["ruleType"].says(_RATE) and not rule[state].says("Disabled")
        except NotKnownError as error:
            yield error
