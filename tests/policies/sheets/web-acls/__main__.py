"""Web ACLs whose rules and logs have a known right verdict.

The verdicts are in verdicts.yaml. Names say what an ACL has, not how it is judged.
"""

import json

import pulumi
import pulumi_aws as aws

eip = aws.ec2.Eip("known-later", domain="vpc")


def later(value):
    return eip.public_ip.apply(lambda _: value)


CORE = "AWSManagedRulesCommonRuleSet"
BAD = "AWSManagedRulesKnownBadInputsRuleSet"
THEIRS = "arn:aws:wafv2:ap-northeast-2:111122223333:regional/rulegroup/theirs/a1b2"


def seen(name: str) -> dict:
    return {"cloudwatch_metrics_enabled": True, "metric_name": name, "sampled_requests_enabled": True}


def ruled(name: str, statement: dict, **decision) -> dict:
    return {"name": name, "statement": statement, "visibility_config": seen("rule"), **decision}


def managed(name, *, does: str = "none", vendor: str = "AWS", **more) -> dict:
    statement = {"managed_rule_group_statement": {"name": name, "vendor_name": vendor, **more}}
    return ruled(f"managed-{more.pop('called', id(statement) % 7)}", statement, override_action={does: {}})


def rate(*, does: str = "block", limit=500, **more) -> dict:
    statement = {"rate_based_statement": {"limit": limit, "aggregate_key_type": "IP", **more}}
    return ruled("rate", statement, action={does: {}})


def referred(arn) -> dict:
    return ruled("group", {"rule_group_reference_statement": {"arn": arn}}, override_action={"none": {}})


def acl(called: str, *rules, **more) -> aws.wafv2.WebAcl:
    numbered = [{**rule, "priority": number} for number, rule in enumerate(rules)]
    return aws.wafv2.WebAcl(
        called,
        **{
            "scope": "REGIONAL",
            "default_action": {"allow": {}},
            "visibility_config": seen(called),
            "rules": numbered,
            **more,
        },
    )


def path(prefix: str) -> dict:
    return {
        "byte_match_statement": {
            "field_to_match": {"uri_path": {}},
            "positional_constraint": "STARTS_WITH",
            "search_string": prefix,
            "text_transformations": [{"priority": 0, "type": "NONE"}],
        }
    }


def group(called: str, rule: dict) -> aws.wafv2.RuleGroup:
    return aws.wafv2.RuleGroup(
        called, scope="REGIONAL", capacity=50, rules=[{**rule, "priority": 0}], visibility_config=seen(called)
    )


blocked = ruled("paths", path("/internal"), action={"block": {}})

# --- What they look for --------------------------------------------------------

acl("acl-bare")
acl("acl-rules-null", rules=None)
acl("acl-own-rule", blocked)
acl("acl-core", managed(CORE))
acl("acl-bad-inputs", managed(BAD))
acl("acl-both", managed(CORE), managed(BAD))
acl("acl-both-edge", managed(CORE), managed(BAD), scope="CLOUDFRONT")
acl("acl-both-version", managed(CORE, version="Version_1.10"), managed(BAD))
acl("acl-both-counted", managed(CORE, does="count"), managed(BAD, does="count"))
acl("acl-core-and-of-another-vendor", managed(CORE), managed(BAD, vendor="Somebody"))
acl("acl-core-and-others", managed(CORE), managed("AWSManagedRulesSQLiRuleSet"))
acl(
    "acl-both-one-rule-counted",
    managed(CORE, rule_action_overrides=[{"name": "SizeRestrictions_BODY", "action_to_use": {"count": {}}}]),
    managed(BAD),
)
acl(
    "acl-both-log4j-counted",
    managed(CORE),
    managed(BAD, rule_action_overrides=[{"name": "Log4JRCE_BODY", "action_to_use": {"count": {}}}]),
)
# All but uploads are looked at.
acl(
    "acl-both-without-uploads",
    managed(CORE, scope_down_statement={"not_statement": {"statements": [path("/uploads/")]}}),
    managed(BAD),
)
# Nothing but the sign-in is looked at.
acl("acl-both-for-one-path", managed(CORE, scope_down_statement=path("/sign-in")), managed(BAD))
acl("acl-core-and-name-unknown", managed(CORE), managed(later(BAD)))
acl("acl-both-and-name-unknown", managed(CORE), managed(BAD), managed(later("AWSManagedRulesLinuxRuleSet")))
acl("acl-rules-unknown", rules=later([]))

# --- Rules that stand elsewhere -------------------------------------------------


def spelled(*names: str) -> list[dict]:
    return [
        {
            "Name": name,
            "Priority": number,
            "OverrideAction": {"None": {}},
            "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": name}},
            "VisibilityConfig": {
                "SampledRequestsEnabled": True,
                "CloudWatchMetricsEnabled": True,
                "MetricName": name,
            },
        }
        for number, name in enumerate(names)
    ]


limited = {
    **spelled("rate")[0],
    "Priority": 9,
    "Action": {"Block": {}},
    "Statement": {"RateBasedStatement": {"Limit": 500, "AggregateKeyType": "IP"}},
}
del limited["OverrideAction"]
acl("acl-json-both", rules=None, rule_json=json.dumps(spelled(CORE, BAD)))
acl("acl-json-core", rules=None, rule_json=json.dumps(spelled(CORE)))
acl("acl-json-both-and-rate", rules=None, rule_json=json.dumps([*spelled(CORE, BAD), limited]))
acl("acl-json-unknown", rules=None, rule_json=later(json.dumps(spelled(CORE, BAD))))


def associated(to: aws.wafv2.WebAcl, name: str, number: int) -> None:
    aws.wafv2.WebAclRuleGroupAssociation(
        f"association-{number}",
        rule_name=f"managed-{number}",
        priority=number,
        web_acl_arn=to.arn,
        managed_rule_group={"name": name, "vendor_name": "AWS"},
    )


by_associations = acl("acl-both-by-associations")
associated(by_associations, CORE, 10)
associated(by_associations, BAD, 11)
half = acl("acl-core-and-association", managed(CORE))
associated(half, BAD, 12)

by_rules = acl("acl-by-rules")
for number, (name, rule) in enumerate({"core": managed(CORE), "bad": managed(BAD), "rate": rate()}.items()):
    aws.wafv2.WebAclRule(
        f"rule-{name}",
        **{**rule, "name": name, "priority": number, "web_acl_arn": by_rules.arn},
    )

# --- Rates -----------------------------------------------------------------------

acl("acl-rate", rate())
acl("acl-rate-first", rate(), managed(CORE), managed(BAD))
acl("acl-rate-counted", rate(does="count"))
acl("acl-rate-captcha", rate(does="captcha"))
acl("acl-rate-limit-unknown", rate(limit=later(500)))
acl("acl-rate-for-sign-in", rate(scope_down_statement=path("/sign-in")))
with_rate, without_rate = group("group-of-rate", rate()), group("group-of-paths", blocked)
acl("acl-group-of-rate", referred(with_rate.arn))
acl("acl-group-of-paths", referred(without_rate.arn))
acl("acl-group-of-others", referred(THEIRS))
acl("acl-group-of-others-and-rate", referred(THEIRS), rate())
by_group = acl("acl-association-of-rate")
aws.wafv2.WebAclRuleGroupAssociation(
    "association-of-rate",
    rule_name="rate",
    priority=1,
    web_acl_arn=by_group.arn,
    rule_group_reference={"arn": with_rate.arn},
)

# --- Logs --------------------------------------------------------------------------

kept = aws.cloudwatch.LogGroup("aws-waf-logs", name="aws-waf-logs-shop", retention_in_days=90)


def logged(called: str, arn, **more) -> None:
    aws.wafv2.WebAclLoggingConfiguration(
        called, **{"resource_arn": arn, "log_destination_configs": [kept.arn], **more}
    )


logged("logging-whole", acl("acl-logged").arn)
logged(
    "logging-to-unknown",
    acl("acl-logged-to-unknown").arn,
    log_destination_configs=[later("arn:aws:s3:::aws-waf-logs")],
)
# Requests that pass are not written down.
logged(
    "logging-of-blocked",
    acl("acl-logged-blocked").arn,
    logging_filter={
        "default_behavior": "DROP",
        "filters": [
            {
                "behavior": "KEEP",
                "requirement": "MEETS_ANY",
                "conditions": [{"action_condition": {"action": "BLOCK"}}],
            }
        ],
    },
)
logged("logging-of-another", "arn:aws:wafv2:ap-northeast-2:111122223333:regional/webacl/theirs/c3d4")
acl("acl-logged-beside", name="ours")
# One of the two is logged, and which is known only after deployment.
either, other = acl("acl-logged-or-other"), acl("acl-other-or-logged")
logged("logging-of-either", pulumi.Output.all(either.arn, other.arn).apply(min))

aws.wafv2.WebAcl.get("acl-read-by-get", "a1b2/theirs/REGIONAL")
