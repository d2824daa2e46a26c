"""EDG-001: a web application firewall stands in everything that lets the internet in."""

from typing import Final

from jiban.policy.facts import edges, origins_aws
from jiban.policy.facts.guarded import BESIDE, EDGES, verdict
from jiban.policy.facts.network.security_groups import GROUP, INGRESS_RULE, OLD_RULE
from jiban.policy.rule import Level, Severity, StackRule, each_of

RULE: Final = StackRule(
    id="EDG-001",
    text="What lets the internet in has a web application firewall.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Whatever an attack on programs needs comes in by requests that a load balancer takes for good "
        "ones; only a firewall that reads them can tell."
    ),
    remedy=(
        "Make a wafv2.WebAclAssociation with the load balancer's arn, set webAclId of a distribution and "
        "firewallPolicy of an Application Gateway, or make a cdn.SecurityPolicy for domains of Front Door."
    ),
    link="https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html",
    types=(*EDGES, *BESIDE, *edges.CLASSIC, *origins_aws.BESIDE, GROUP, INGRESS_RULE, OLD_RULE),
    compliance={
        "isms_p": ("2.6.1", "2.6.2", "2.10.1"),
        "checkov": ("CKV2_AWS_28", "CKV_AWS_68", "CKV_AZURE_120", "CKV_AZURE_121"),
        "cdk_nag": ("AwsSolutions-CFR2",),
        "psrule": ("Azure.AppGw.UseWAF", "Azure.FrontDoor.UseWAF"),
        "prowler": ("aws:elbv2_waf_acl_attached", "aws:cloudfront_distributions_using_waf"),
    },
    check=each_of(EDGES, verdict),
)
