"""The load balancer speaks HTTPS to those who are named, and leads each request to one group."""

from typing import Any

import pytest

from jiban.components.compute.spec import BalancerSpec
from jiban.components.compute.web_acl import rules
from tests.components.compute.test_aws import CERTIFICATE, made, spec

MANAGED = [
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
]


def balancer(**fields: Any) -> BalancerSpec:
    """A load balancer of which some fields are given."""
    return BalancerSpec.model_validate({"certificate": CERTIFICATE, "clients": ("203.0.113.0/24",), **fields})


def test_it_stands_in_the_public_subnets() -> None:
    """It reaches servers by the role's group, and is reached by a group of its own."""
    inputs = made().resource("lb:LoadBalancer", "compute-balancer").inputs
    assert (inputs["internal"], inputs["subnets"], inputs["securityGroups"][0]) == (
        False,
        ["public-1", "public-2"],
        "sg-gateway",
    )
    assert (inputs["dropInvalidHeaderFields"], inputs["enableZonalShift"]) == (True, True)


def test_only_those_who_are_named_come_in() -> None:
    """By HTTPS: a range by its address, a content network by its list."""
    plan = made(spec(balancer={"clients": ("203.0.113.0/24", "pl-0a1b2c3d")}))
    found = [
        (each.inputs.get("cidrIpv4"), each.inputs.get("prefixListId"), each.inputs["fromPort"])
        for each in plan.resources_of("vpc:SecurityGroupIngressRule")
    ]
    assert found == [("203.0.113.0/24", None, 443), (None, "pl-0a1b2c3d", 443)]


def test_it_listens_with_tls_alone() -> None:
    """Nothing answers in plain text; what no group answers is not found."""
    (listener,) = made().resources_of("lb:Listener")
    assert (
        listener.inputs["port"],
        listener.inputs["protocol"],
        listener.inputs["sslPolicy"],
        listener.inputs["certificateArn"],
    ) == (443, "HTTPS", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06", CERTIFICATE)
    (action,) = listener.inputs["defaultActions"]
    assert (action["type"], action["fixedResponse"]["statusCode"]) == ("fixed-response", "404")


@pytest.mark.parametrize(
    ("fields", "conditions"),
    [
        ({}, [{"pathPattern": {"values": ["/*"]}}]),
        ({"path": "/api"}, [{"pathPattern": {"values": ["/api", "/api/*"]}}]),
        (
            {"hosts": ("b.example.com", "a.example.com")},
            [
                {"pathPattern": {"values": ["/*"]}},
                {"hostHeader": {"values": ["a.example.com", "b.example.com"]}},
            ],
        ),
    ],
)
def test_a_rule_leads_to_a_group(fields: dict[str, Any], conditions: list[dict[str, Any]]) -> None:
    """By path, part by part, and by host, at the group's own place."""
    rule = made(spec(order=7, **fields)).resource("lb:ListenerRule", "compute-balancer-rule-api").inputs
    assert (rule["priority"], rule["conditions"]) == (7, conditions)
    assert rule["actions"] == [{"type": "forward", "targetGroupArn": "arn:targets"}]


def test_a_target_group_is_named_after_its_port() -> None:
    """A changed port replaces it, while the listener still leads to the old one."""
    found = made(spec(port=9000)).resource("lb:TargetGroup", "compute-balancer-targets-api").inputs
    assert (found["name"], found["port"]) == ("tg-trip-api-9000-test", 9000)


def test_health_is_asked_at_the_groups_path() -> None:
    """Three bad answers in half a minute, and the server is replaced."""
    found = made(spec(health_path="/ready", drain_seconds=45)).resource(
        "lb:TargetGroup", "compute-balancer-targets-api"
    )
    check = found.inputs["healthCheck"]
    assert (check["path"], check["matcher"], check["interval"], check["unhealthyThreshold"]) == (
        "/ready",
        "200",
        10,
        3,
    )
    assert found.inputs["deregistrationDelay"] == 45


def test_the_firewall_guards_the_load_balancer() -> None:
    """Unless there is to be none."""
    (guarded,) = made().resources_of("wafv2:WebAclAssociation")
    assert (guarded.inputs["resourceArn"], guarded.inputs["webAclArn"]) == ("arn:alb", "arn:acl")
    assert made(spec(balancer={"firewall": "none"})).resources_of("wafv2:WebAcl") == ()


@pytest.mark.parametrize(
    ("firewall", "own", "managed"), [("block", "block", "none"), ("count", "count", "count")]
)
def test_a_firewall_that_counts_refuses_nothing(firewall: str, own: str, managed: str) -> None:
    """A rule of one's own has an action; AWS's groups have one that overrides their rules'."""
    found = rules(balancer(firewall=firewall))
    assert [each["name"] for each in found] == ["rate", *MANAGED]
    assert list(found[0]["action"]) == [own]
    assert {next(iter(each["override_action"])) for each in found[1:]} == {managed}
    assert [each["priority"] for each in found] == [0, 1, 2, 3, 4]


def test_a_client_is_counted_by_its_own_address() -> None:
    """Behind a content network that is the address in the header."""
    direct = rules(balancer())[0]["statement"]["rate_based_statement"]
    behind = rules(balancer(clients=("pl-0a1b2c3d",)))[0]["statement"]["rate_based_statement"]
    assert (direct["aggregate_key_type"], behind["aggregate_key_type"]) == ("IP", "FORWARDED_IP")
    assert behind["forwarded_ip_config"] == {
        "header_name": "X-Forwarded-For",
        "fallback_behavior": "MATCH",
    }
    assert (direct["limit"], direct["evaluation_window_sec"]) == (2000, 300)
