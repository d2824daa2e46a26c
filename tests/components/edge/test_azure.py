"""The edge on Azure as it is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pulumi
import pytest

from jiban.components.edge.azure import Edge, EdgeArgs
from jiban.components.edge.probes import detection_seconds
from jiban.components.edge.spec import EdgeSpec
from jiban.components.naming import Naming
from jiban.components.network.contract import NetworkContract
from jiban.components.secrets.contract import SecretsContract
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import SITE

SPEC: dict[str, Any] = {
    "domains": ("api.example.com",),
    "origin": "origin.example.com",
    "certificate": {"covers": ("*.example.com",)},
    "cached_paths": ("/static",),
    "firewall": {
        "blocked_countries": ("KP",),
        "exclusions": (
            {"rule": "942100", "part": "cookie", "name": "session", "owner": "web", "reason": "signed"},
        ),
    },
}


def plan(
    zones: tuple[int, ...] = (1, 2, 3), *, link_subnet: bool = True, stack: str = "test", **changes: Any
) -> ProgramPlan:
    """What an edge asks for, in these zones and with these changes."""
    spec = EdgeSpec.model_validate({**SPEC, **changes})
    site = replace(SITE, subscription="s", naming=Naming(project="trip", stack=stack))

    def program() -> object:
        network = NetworkContract(
            network_id=pulumi.Output.from_input("net"),
            subnet_ids={"gateway": [pulumi.Output.from_input("subnet")]},
            ranges={"gateway": "10.0.4.0/24"},
            link_subnet_id=pulumi.Output.from_input("link-subnet") if link_subnet else None,
        )
        vault = SecretsContract(
            vault_id=pulumi.Output.from_input("/vaults/kv"),
            name=pulumi.Output.from_input("kv"),
            tenant_id=pulumi.Output.from_input("t"),
            uri=pulumi.Output.from_input("https://kv.vault.azure.net"),
            secret_ids={},
        )
        args = EdgeArgs(
            spec=spec,
            site=site,
            network=network,
            zones=zones,
            vault=vault,
            target="10.0.1.254",
            ready=(),
        )
        contract = Edge("edge", args).contract
        return {"host": contract.host, "address": contract.address}

    return plan_program(program, resolve=True)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """An edge with everything."""
    return plan()


def inputs(found: ProgramPlan, kind: str, name: str) -> Any:
    """Inputs of one resource."""
    return found.resource(kind, f"edge-{name}").inputs


def test_the_firewall_prevents(planned: ProgramPlan) -> None:
    """Unless told otherwise."""
    assert inputs(planned, "frontdoor:Policy", "firewall")["policySettings"]["mode"] == "Prevention"


def test_the_firewall_detects_where_asked_to() -> None:
    """Until the day in its tag."""
    found = inputs(
        plan(firewall={"stage": "detect", "detect_until": "2027-01-31"}), "frontdoor:Policy", "firewall"
    )
    assert found["policySettings"]["mode"] == "Detection"
    assert found["tags"]["detect-until"] == "2027-01-31"


def test_the_firewall_has_the_providers_rules(planned: ProgramPlan) -> None:
    """Against attacks, with what one of them does not look at, and against bots."""
    attacks, bots = inputs(planned, "frontdoor:Policy", "firewall")["managedRules"]["managedRuleSets"]
    assert (attacks["ruleSetType"], attacks["ruleSetVersion"]) == ("Microsoft_DefaultRuleSet", "2.2")
    assert (bots["ruleSetType"], bots["ruleSetVersion"]) == ("Microsoft_BotManagerRuleSet", "1.1")
    (group,) = attacks["ruleGroupOverrides"]
    assert group["ruleGroupName"] == "SQLI"
    assert group["rules"][0]["exclusions"] == [
        {"matchVariable": "RequestCookieNames", "selector": "session", "selectorMatchOperator": "Equals"}
    ]


def test_each_client_has_a_hundred_requests_a_minute(planned: ProgramPlan) -> None:
    """Counted by the address that connects."""
    *_, rate = inputs(planned, "frontdoor:Policy", "firewall")["customRules"]["rules"]
    assert (rate["rateLimitThreshold"], rate["rateLimitDurationInMinutes"]) == (100, 1)
    assert rate["groupBy"] == [{"variableName": "SocketAddr"}]


def test_the_firewall_stands_before_every_domain(planned: ProgramPlan) -> None:
    """On every path; and Azure's own name of the endpoint, which it does not stand before, is closed."""
    (association,) = inputs(planned, "cdn:SecurityPolicy", "security")["parameters"]["associations"]
    assert association["patternsToMatch"] == ["/*"]
    assert len(association["domains"]) == 1
    assert inputs(planned, "cdn:Route", "route-all")["linkToDefaultDomain"] == "Disabled"


SEVERAL: dict[str, Any] = {
    "domains": ("www.example.com", "api.example.com"),
    "certificate": {"covers": ("*.example.com", "example.com")},
    "cached_paths": ("/static", "/media"),
    "firewall": {
        "closed_paths": ("/Actuator", "/internal"),
        "blocked_countries": ("KP", "IR"),
        "requests_per_minute": 500,
        "exclusions": (
            {"rule": "942100", "part": "json", "name": "note", "owner": "web", "reason": "free text"},
            {"rule": "942100", "part": "cookie", "name": "session", "owner": "web", "reason": "signed"},
            {"rule": "942200", "part": "query", "name": "q", "owner": "web", "reason": "free text"},
            {"rule": "941100", "part": "form", "name": "body", "owner": "cms", "reason": "markup"},
        ),
    },
}
DOMAINS = ["id:edge-domain-api.example.com", "id:edge-domain-www.example.com"]


@pytest.fixture(scope="module")
def several() -> ProgramPlan:
    """An edge with several of each."""
    return plan(**SEVERAL)


def test_every_domain_has_firewall_and_routes(several: ProgramPlan) -> None:
    """The second as the first: none would be open, and none would lead nowhere."""
    (association,) = inputs(several, "cdn:SecurityPolicy", "security")["parameters"]["associations"]
    assert [each["id"] for each in association["domains"]] == DOMAINS
    for route in ("all", "static"):
        domains = inputs(several, "cdn:Route", f"route-{route}")["customDomains"]
        assert [each["id"] for each in domains] == DOMAINS


def test_every_path_of_static_content_is_kept(several: ProgramPlan) -> None:
    """In the order of the alphabet."""
    assert inputs(several, "cdn:Route", "route-static")["patternsToMatch"] == ["/media/*", "/static/*"]


def test_our_own_rules_hold_every_path_and_country(several: ProgramPlan) -> None:
    """Paths in small letters, as addresses are looked at in small letters."""
    rules = inputs(several, "frontdoor:Policy", "firewall")["customRules"]["rules"]
    assert [(each["name"], each["priority"], each["action"]) for each in rules] == [
        ("closedPaths", 10, "Block"),
        ("blockedCountries", 20, "Block"),
        ("requestsPerMinute", 30, "Block"),
    ]
    assert [each["matchConditions"][0]["matchValue"] for each in rules[:2]] == [
        ["/actuator", "/internal"],
        ["IR", "KP"],
    ]
    assert rules[2]["rateLimitThreshold"] == 500


def test_every_exclusion_is_of_its_own_rule(several: ProgramPlan) -> None:
    """By group, rule and part of the request."""
    attacks, _ = inputs(several, "frontdoor:Policy", "firewall")["managedRules"]["managedRuleSets"]
    assert [
        (group["ruleGroupName"], rule["ruleId"], each["matchVariable"], each["selector"])
        for group in attacks["ruleGroupOverrides"]
        for rule in group["rules"]
        for each in rule["exclusions"]
    ] == [
        ("SQLI", "942100", "RequestCookieNames", "session"),
        ("SQLI", "942100", "RequestBodyJsonArgNames", "note"),
        ("SQLI", "942200", "QueryStringArgNames", "q"),
        ("XSS", "941100", "RequestBodyPostArgNames", "body"),
    ]


@pytest.mark.parametrize(
    ("part", "matched"),
    [
        ("header", "RequestHeaderNames"),
        ("cookie", "RequestCookieNames"),
        ("query", "QueryStringArgNames"),
        ("form", "RequestBodyPostArgNames"),
        ("json", "RequestBodyJsonArgNames"),
    ],
)
def test_every_part_of_a_request_is_called_as_azure_calls_it(part: str, matched: str) -> None:
    """In the exclusion that names it."""
    exclusion = {"rule": "942100", "part": part, "name": "x-note", "owner": "web", "reason": "free text"}
    policy = inputs(plan(firewall={"exclusions": (exclusion,)}), "frontdoor:Policy", "firewall")
    assert [
        each["matchVariable"]
        for managed in policy["managedRules"]["managedRuleSets"]
        for group in managed.get("ruleGroupOverrides", ())
        for rule in group["rules"]
        for each in rule.get("exclusions", ())
    ] == [matched]


def test_the_gateway_answers_for_every_name_of_its_certificate(several: ProgramPlan) -> None:
    """And asks the one inside by the first domain."""
    found = inputs(several, "network:ApplicationGateway", "gateway-gateway")
    assert found["httpListeners"][0]["hostNames"] == ["*.example.com", "example.com"]
    assert found["probes"][0]["host"] == "api.example.com"


def test_copies_are_kept_of_static_content_alone(planned: ProgramPlan) -> None:
    """By the whole address."""
    static = inputs(planned, "cdn:Route", "route-static")
    assert static["patternsToMatch"] == ["/static/*"]
    assert static["cacheConfiguration"]["queryStringCachingBehavior"] == "UseQueryString"
    assert "cacheConfiguration" not in inputs(planned, "cdn:Route", "route-all")


def test_the_gateway_takes_this_edges_requests_alone(planned: ProgramPlan) -> None:
    """Others are blocked, in every stage."""
    found = inputs(planned, "network:WebApplicationFirewallPolicy", "gateway-firewall")
    block, allow = found["customRules"]
    assert found["policySettings"]["mode"] == "Prevention"
    assert (block["action"], block["matchConditions"][0]["negationConditon"]) == ("Block", True)
    assert (allow["action"], allow["matchConditions"][0]["negationConditon"]) == ("Allow", False)
    assert block["matchConditions"][0]["matchVariables"] == [
        {"selector": "X-Azure-FDID", "variableName": "RequestHeaders"}
    ]


def test_the_certificate_is_a_reference(planned: ProgramPlan) -> None:
    """Without a version, and without a value."""
    (certificate,) = inputs(planned, "network:ApplicationGateway", "gateway-gateway")["sslCertificates"]
    assert certificate == {
        "keyVaultSecretId": "https://kv.vault.azure.net/secrets/edge-tls",
        "name": "certificate",
    }


def test_the_gateway_may_read_its_certificate_alone(planned: ProgramPlan) -> None:
    """Not the vault."""
    assert inputs(planned, "authorization:RoleAssignment", "gateway-reads.edge-tls")["scope"] == (
        "/vaults/kv/secrets/edge-tls"
    )


def test_the_gateway_sends_to_the_one_inside(planned: ProgramPlan) -> None:
    """Over TLS, and asks for its health."""
    found = inputs(planned, "network:ApplicationGateway", "gateway-gateway")
    assert found["backendAddressPools"][0]["backendAddresses"] == [{"ipAddress": "10.0.1.254"}]
    settings = found["backendHttpSettingsCollection"][0]
    assert (settings["protocol"], settings["port"]) == ("Https", 443)
    assert found["probes"][0]["path"] == "/gateway/health"


def test_the_gateways_parts_are_named_by_its_own_id(planned: ProgramPlan) -> None:
    """As Azure asks for."""
    (rule,) = inputs(planned, "network:ApplicationGateway", "gateway-gateway")["requestRoutingRules"]
    assert rule["httpListener"]["id"] == (
        "/subscriptions/s/resourceGroups/rg-trip-test/providers/Microsoft.Network/applicationGateways/"
        "agw-trip-test/httpListeners/https"
    )


def test_the_gateway_stands_in_every_zone(planned: ProgramPlan) -> None:
    """And so does its address."""
    assert inputs(planned, "network:ApplicationGateway", "gateway-gateway")["zones"] == ["1", "2", "3"]
    assert inputs(planned, "network:PublicIPAddress", "gateway-address")["zones"] == ["1", "2", "3"]


def test_one_zone_is_left_to_azure() -> None:
    """A region without zones refuses a list."""
    assert "zones" not in inputs(plan((1,)), "network:ApplicationGateway", "gateway-gateway")


def test_one_origin_is_asked_for_nothing(planned: ProgramPlan) -> None:
    """With one gateway no probe would decide anything."""
    assert "healthProbeSettings" not in planned.resource("cdn:AFDOriginGroup", "edge-origins").inputs
    assert len(planned.resources_of("cdn:AFDOrigin")) == 1


def test_two_origins_are_asked_and_the_first_is_preferred() -> None:
    """Both gateways are probed where they answer for themselves, and the lower number comes first."""
    found = plan(second_origin="origin-south.example.com", probe_seconds=20)
    assert {
        origin.name: (origin.inputs["hostName"], origin.inputs["priority"])
        for origin in found.resources_of("cdn:AFDOrigin")
    } == {
        "edge-origin": ("origin.example.com", 1),
        "edge-second-origin": ("origin-south.example.com", 2),
    }
    assert found.resource("cdn:AFDOriginGroup", "edge-origins").inputs["healthProbeSettings"] == {
        "probeIntervalInSeconds": 20,
        "probePath": "/gateway/health",
        "probeProtocol": "Https",
        "probeRequestType": "GET",
    }


def test_two_gateways_are_reached_by_addresses() -> None:
    """A link to the second region's would have to be approved as well, which nothing here asks for."""
    with pytest.raises(ValueError, match="and path private_link are not built together"):
        plan(second_origin="o2.example.com", path="private_link")


@pytest.mark.parametrize(("interval", "seconds"), [(30, 60), (5, 10), (255, 510)])
def test_two_probes_in_four_must_fail(interval: int, seconds: int) -> None:
    """Three of four good ones are enough, so the second failure decides."""
    assert detection_seconds(interval) == seconds


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("origin.example.com", "second_origin origin.example.com is origin as well"),
        ("api.example.com", "second_origin api.example.com is one of domains as well"),
        ("origin.elsewhere.org", "is none of the names that the certificate covers"),
    ],
)
def test_a_second_origin_is_another_covered_name(second: str, said: str) -> None:
    """It leads to another gateway, which the edge takes for one of its own."""
    with pytest.raises(ValueError, match=said):
        plan(second_origin=second)


def test_probes_of_two_gateways_are_let_in_for_their_answer_alone() -> None:
    """Before requests without this edge's id are blocked: the header of probes, and the one path."""
    kind = "network:WebApplicationFirewallPolicy"
    rules = (
        plan(second_origin="origin-south.example.com")
        .resource(kind, "edge-gateway-firewall")
        .inputs["customRules"]
    )
    assert [(rule["name"], rule["priority"], rule["action"]) for rule in rules] == [
        ("healthProbes", 1, "Allow"),
        ("notFromThisEdge", 2, "Block"),
        ("fromThisEdge", 3, "Allow"),
    ]
    assert [
        (each["matchVariables"], each["operator"], each["matchValues"])
        for each in rules[0]["matchConditions"]
    ] == [
        ([{"variableName": "RequestHeaders", "selector": "X-FD-HealthProbe"}], "Equal", ["1"]),
        ([{"variableName": "RequestUri"}], "Equal", ["/gateway/health"]),
    ]
