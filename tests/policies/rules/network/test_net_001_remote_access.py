"""NET-001: no way in from anywhere to the ports of remote shells."""

from typing import Any

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.network.net_001_remote_access import RULE
from jiban.policy.rule import Outcome
from tests.policies.samples import NSG, resource, stack
from tests.policies.verdicts import FAIL, NONE, OPEN, PASS, each_case, verdict_of

SG = "aws:ec2/securityGroup:SecurityGroup"
SG_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
OLD_SG_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
BUCKET = "aws:s3/bucket:Bucket"


def rule_in(**changes: Any) -> dict[str, Any]:
    """A rule of a network security group that lets everybody in at port 443, with changes."""
    rule = {
        "direction": "Inbound",
        "access": "Allow",
        "protocol": "Tcp",
        "sourceAddressPrefix": "*",
        "destinationPortRange": "443",
        "priority": 100,
    }
    return rule | changes


def group_of(*rules: dict[str, Any]) -> dict[str, Any]:
    """Inputs of a network security group."""
    return {"securityRules": list(rules)}


CASES = [
    (NSG, group_of(rule_in()), PASS, ""),
    (NSG, {}, PASS, ""),
    (NSG, group_of(rule_in(destinationPortRange="22")), FAIL, "port 22 (SSH) is open to *"),
    (
        NSG,
        group_of(rule_in(destinationPortRange="20-3400", sourceAddressPrefix="Internet")),
        FAIL,
        "ports 22 (SSH) and 3389 (RDP) are open to Internet",
    ),
    (NSG, group_of(rule_in(destinationPortRange="20-22")), FAIL, "port 22 (SSH) is open to *"),
    (NSG, group_of(rule_in(destinationPortRange="22-25")), FAIL, "port 22 (SSH) is open to *"),
    (NSG, group_of(rule_in(destinationPortRange="23-3388")), PASS, ""),
    (NSG, group_of(rule_in(destinationPortRange="1-21")), PASS, ""),
    (NSG, group_of(rule_in(), rule_in(destinationPortRange="22")), FAIL, "port 22 (SSH) is open to *"),
    (
        NSG,
        group_of(
            rule_in(
                destinationPortRange=None,
                destinationPortRanges=["80", "3389"],
                sourceAddressPrefix="0.0.0.0/0",
            )
        ),
        FAIL,
        "port 3389 (RDP) is open to 0.0.0.0/0",
    ),
    (NSG, group_of(rule_in(destinationPortRange="22", sourceAddressPrefix="203.0.113.0/24")), PASS, ""),
    (NSG, group_of(rule_in(destinationPortRange="22", access="Deny")), PASS, ""),
    (
        NSG,
        group_of(rule_in(destinationPortRange="3389", protocol="Udp")),
        FAIL,
        "port 3389 (RDP) is open to *",
    ),
    (NSG, group_of(rule_in(destinationPortRange="22", protocol="*")), FAIL, "port 22 (SSH) is open to *"),
    (NSG, group_of(rule_in(destinationPortRange="22", protocol=None)), FAIL, "port 22 (SSH) is open to *"),
    (NSG, group_of(rule_in(destinationPortRange="22", protocol="Icmp")), PASS, ""),
    (NSG, group_of(rule_in(sourceAddressPrefixes=UNKNOWN)), PASS, ""),
    (NSG, group_of(rule_in(destinationPortRange="22", direction="Outbound")), PASS, ""),
    (
        NSG,
        group_of(rule_in(destinationPortRange="22", sourceAddressPrefix=UNKNOWN)),
        OPEN,
        "securityRules[0].sourceAddressPrefix is not known before deployment",
    ),
    (NSG, {"securityRules": UNKNOWN}, OPEN, "securityRules is not known before deployment"),
    (
        NSG,
        group_of(rule_in(destinationPortRange=UNKNOWN), rule_in(destinationPortRange="22")),
        FAIL,
        "port 22 (SSH) is open to *",
    ),
    (
        "azure-native:network:SecurityRule",
        rule_in(destinationPortRange="22"),
        FAIL,
        "port 22 (SSH) is open to *",
    ),
    (
        "azure-native:network/v20240501:SecurityRule",
        rule_in(destinationPortRange="22"),
        FAIL,
        "port 22 (SSH) is open to *",
    ),
    (
        SG,
        {"ingress": [{"protocol": "tcp", "fromPort": 0, "toPort": 65535, "ipv6CidrBlocks": ["::/0"]}]},
        FAIL,
        "ports 22 (SSH) and 3389 (RDP) are open to ::/0",
    ),
    (
        SG,
        {"ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}]},
        FAIL,
        "ports 22 (SSH) and 3389 (RDP) are open to 0.0.0.0/0",
    ),
    (
        SG,
        {"ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}]},
        PASS,
        "",
    ),
    (
        SG,
        {"ingress": [{"protocol": "tcp", "fromPort": 20, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}]},
        FAIL,
        "port 22 (SSH) is open to 0.0.0.0/0",
    ),
    (
        SG,
        {"ingress": [{"protocol": "tcp", "fromPort": 23, "toPort": 3388, "cidrBlocks": ["0.0.0.0/0"]}]},
        PASS,
        "",
    ),
    (
        SG,
        {
            "ingress": [
                {"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["10.0.0.0/8", "0.0.0.0/0"]}
            ]
        },
        FAIL,
        "port 22 (SSH) is open to 0.0.0.0/0",
    ),
    (SG_RULE, {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": "10.0.0.0/8"}, PASS, ""),
    (
        SG_RULE,
        {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": "0.0.0.0/0"},
        FAIL,
        "port 22 (SSH) is open to 0.0.0.0/0",
    ),
    (
        SG_RULE,
        {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": UNKNOWN},
        OPEN,
        "cidrIpv4 is not known before deployment",
    ),
    (
        OLD_SG_RULE,
        {"type": "egress", "protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]},
        PASS,
        "",
    ),
    (
        SG,
        {"ingress": [{"protocol": "6", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}]},
        FAIL,
        "port 22 (SSH) is open to 0.0.0.0/0",
    ),
    (
        SG,
        {"ingress": [{"protocol": "udp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}]},
        PASS,
        "",
    ),
    (
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        {"ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "ipv6CidrBlocks": ["::/0"]}]},
        FAIL,
        "ports 22 (SSH) and 3389 (RDP) are open to ::/0",
    ),
    (
        SG_RULE,
        {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv6": "::/0"},
        FAIL,
        "port 22 (SSH) is open to ::/0",
    ),
    (
        OLD_SG_RULE,
        {"type": "ingress", "protocol": "tcp", "fromPort": 3389, "toPort": 3389, "ipv6CidrBlocks": ["::/0"]},
        FAIL,
        "port 3389 (RDP) is open to ::/0",
    ),
    (NSG, group_of(rule_in(destinationPortRange="22", protocol="Icmp")), PASS, ""),
    (NSG, group_of(rule_in(destinationPortRange="22", protocol=None)), FAIL, "port 22 (SSH) is open to *"),
    (
        NSG,
        group_of(rule_in(destinationPortRange="22", sourceAddressPrefix="any")),
        FAIL,
        "port 22 (SSH) is open to any",
    ),
    (BUCKET, {}, NONE, "the stack has nothing that the rule is about"),
]


@each_case(CASES)
def test_a_verdict(token: str, inputs: dict[str, Any], outcome: Outcome, reason: str) -> None:
    """The rule says of the inputs what its table says, and why."""
    assert verdict_of(RULE, token, inputs) == (outcome, reason)


def test_every_kind_of_verdict_is_in_the_table() -> None:
    """The table holds a pass, a failure, an unknown and something that the rule is not about."""
    assert {case[2] for case in CASES} == set(Outcome) - {Outcome.ERROR}


def test_a_failure_names_the_property() -> None:
    """The path of a failure leads to the input in question."""
    inputs = group_of(
        rule_in(), rule_in(destinationPortRange="22", sourceAddressPrefixes=["10.0.0.0/8", "*"])
    )
    inputs["securityRules"][1]["sourceAddressPrefix"] = None
    [judgement] = RULE.judge(stack(resource(NSG, "it", inputs)))
    assert judgement.verdict.paths == ("securityRules[1].sourceAddressPrefixes[1]",)
