"""EDG-003: a web application firewall looks for what is known, everywhere."""

from typing import Final

from jiban.policy.facts.waf import FIREWALLS, WEB_ACL
from jiban.policy.facts.waf_rules import BESIDE, broad_exclusions, groups, has_core
from jiban.policy.parameters import Parameter
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed
from jiban.policy.view import ResourceView, StackView

GROUPS: Final = Parameter(
    "groups",
    ("AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"),
    "Managed rule groups of AWS that each web ACL has.",
)


def check(stack: StackView, firewall: ResourceView) -> Verdict:
    """Judge what a firewall looks for, and what it leaves out."""
    if firewall.token == WEB_ACL:
        return _acl(stack, firewall)
    if not has_core(firewall):
        return failed("it has neither Microsoft's default set nor OWASP's", "managedRules")
    for said, path in broad_exclusions(firewall):
        return failed(said, path)
    return PASS


def _acl(stack: StackView, acl: ResourceView) -> Verdict:
    found = groups(stack, acl)
    missing = [name for name in GROUPS.of(stack) if name not in found.names]
    if not missing:
        return PASS
    if found.doubt is not None:
        raise found.doubt
    narrow = [name for name in missing if name in found.narrowed]
    if narrow:
        do = "looks" if len(narrow) == 1 else "look"
        return failed(f"{' and '.join(narrow)} {do} at a part of the requests alone", "rules")
    return failed(f"it has no {' and no '.join(missing)}", "rules")


RULE: Final = StackRule(
    id="EDG-003",
    text="A web application firewall has the managed rules for known attacks, and leaves out nothing broad.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "Rules of one's own stop what one has thought of. What is tried on everybody changes each week, and "
        "those who keep such lists see it first; a whole group that is off is as if nobody kept one."
    ),
    remedy=(
        "Add AWSManagedRulesCommonRuleSet and AWSManagedRulesKnownBadInputsRuleSet to rules, on Azure "
        "Microsoft_DefaultRuleSet to managedRules.managedRuleSets; exclude one rule or one element."
    ),
    link="https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html",
    types=(*FIREWALLS, *BESIDE),
    parameters=(GROUPS,),
    compliance={
        "checkov": ("CKV_AWS_192", "CKV2_AWS_76", "CKV_AZURE_133", "CKV_AZURE_135"),
        "psrule": ("Azure.AppGwWAF.RuleGroups", "Azure.FrontDoorWAF.Exclusions"),
    },
    check=each_of(FIREWALLS, check),
)
