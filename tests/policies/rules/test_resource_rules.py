"""Rules that look at one resource: each of their verdicts, on the smallest inputs that bring it about."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.cluster import k8c_003_eks_secret_encryption as k8c_003
from jiban.policies.rules.cluster import k8c_006_aks_sign_in as k8c_006
from jiban.policies.rules.cluster import k8c_013_node_metadata as k8c_013
from jiban.policies.rules.network import net_001_remote_access as net_001
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policies.rules.postgres import pg_002_storage_encryption as pg_002
from jiban.policies.rules.secrets import sec_003_vault_recovery as sec_003
from jiban.policies.rules.workload import wkl_001_resource_requests as wkl_001
from jiban.policies.rules.workload import wkl_019_linux_capabilities as wkl_019
from jiban.policy.rule import Outcome, ResourceRule
from tests.policies.samples import DEPLOYMENT, NSG, resource

PASS, FAIL, OPEN, NONE = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
SERVER = "azure-native:dbforpostgresql:Server"
RDS = "aws:rds/instance:Instance"
RDS_CLUSTER = "aws:rds/cluster:Cluster"
SG = "aws:ec2/securityGroup:SecurityGroup"
SG_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
OLD_SG_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
VAULT = "azure-native:keyvault:Vault"
AKS = "azure-native:containerservice:ManagedCluster"
EKS = "aws:eks/cluster:Cluster"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
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


def aks(**changes: Any) -> dict[str, Any]:
    """Inputs of a managed cluster that signs in as it should, with changes."""
    return {"disableLocalAccounts": True, "aadProfile": {"managed": True, "enableAzureRBAC": True}} | changes


def pods(*containers: dict[str, Any]) -> dict[str, Any]:
    """Inputs of a Deployment of some containers."""
    return {"spec": {"template": {"spec": {"containers": list(containers)}}}}


def requests(**found: Any) -> dict[str, Any]:
    """A container that requests something."""
    return {"name": "web", "resources": {"requests": found}}


def capabilities(**found: Any) -> dict[str, Any]:
    """A container with capabilities."""
    return {"name": "web", "securityContext": {"capabilities": found}}


NETWORK_CASES = [
    (NSG, group_of(rule_in()), PASS, ""),
    (NSG, {}, PASS, ""),
    (NSG, group_of(rule_in(destinationPortRange="22")), FAIL, "port 22 (SSH) is open to *"),
    (
        NSG,
        group_of(rule_in(destinationPortRange="20-3400", sourceAddressPrefix="Internet")),
        FAIL,
        "port 22 (SSH) and 3389 (RDP) is open to Internet",
    ),
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
        "port 22 (SSH) and 3389 (RDP) is open to ::/0",
    ),
    (
        SG,
        {"ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}]},
        FAIL,
        "port 22 (SSH) and 3389 (RDP) is open to 0.0.0.0/0",
    ),
    (
        SG,
        {"ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}]},
        PASS,
        "",
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
    (BUCKET, {}, NONE, "s3/bucket:Bucket is not what the rule is about"),
]

DATABASE_CASES = [
    (SERVER, {"network": {"publicNetworkAccess": "Disabled"}}, PASS, ""),
    (SERVER, {"network": {"delegatedSubnetResourceId": UNKNOWN}}, PASS, "it stands in a subnet of its own"),
    (
        SERVER,
        {"network": {"publicNetworkAccess": "Enabled"}},
        FAIL,
        "publicNetworkAccess is Enabled; Azure leaves it on unless it is Disabled",
    ),
    (SERVER, {}, FAIL, "publicNetworkAccess is not set; Azure leaves it on unless it is Disabled"),
    (
        SERVER,
        {"network": {"publicNetworkAccess": UNKNOWN}},
        OPEN,
        "network.publicNetworkAccess is not known before deployment",
    ),
    (RDS, {"publiclyAccessible": True}, FAIL, "publiclyAccessible is true"),
    (RDS, {}, PASS, ""),
    (RDS, {"publiclyAccessible": UNKNOWN}, OPEN, "publiclyAccessible is not known before deployment"),
    (BUCKET, {}, NONE, "s3/bucket:Bucket is not what the rule is about"),
]

ENCRYPTION_CASES = [
    (RDS, {"storageEncrypted": True}, PASS, ""),
    (RDS, {}, FAIL, "storageEncrypted is not true, and the provider's default is false"),
    (
        RDS_CLUSTER,
        {"storageEncrypted": False},
        FAIL,
        "storageEncrypted is not true, and the provider's default is false",
    ),
    (RDS, {"replicateSourceDb": UNKNOWN}, NONE, "a replica is encrypted as its source is"),
    (RDS, {"storageEncrypted": UNKNOWN}, OPEN, "storageEncrypted is not known before deployment"),
]

VAULT_CASES = [
    (VAULT, {"properties": {"enablePurgeProtection": True}}, PASS, ""),
    (
        VAULT,
        {"properties": {}},
        FAIL,
        "enablePurgeProtection is not true, so what is deleted can be wiped out at once",
    ),
    (
        VAULT,
        {"properties": {"enablePurgeProtection": True, "enableSoftDelete": False}},
        FAIL,
        "enableSoftDelete is false",
    ),
    (
        VAULT,
        {"properties": {"enablePurgeProtection": UNKNOWN}},
        OPEN,
        "properties.enablePurgeProtection is not known before deployment",
    ),
    (SERVER, {}, NONE, "dbforpostgresql:Server is not what the rule is about"),
]

AKS_CASES = [
    (AKS, aks(), PASS, ""),
    (
        AKS,
        aks(disableLocalAccounts=False),
        FAIL,
        "disableLocalAccounts is not true, so one certificate opens everything",
    ),
    (AKS, aks(aadProfile={"managed": True}), FAIL, "aadProfile.enableAzureRBAC is not true"),
    (AKS, aks(aadProfile=UNKNOWN), OPEN, "aadProfile is not known before deployment"),
    (EKS, {}, NONE, "eks/cluster:Cluster is not what the rule is about"),
]

EKS_CASES = [
    (EKS, {"encryptionConfig": {"provider": {"keyArn": UNKNOWN}, "resources": ["secrets"]}}, PASS, ""),
    (EKS, {}, FAIL, "encryptionConfig names no key, so AWS's own encrypts the secrets"),
    (
        EKS,
        {"encryptionConfig": {"provider": {"keyArn": "arn:aws:kms:key"}, "resources": []}},
        FAIL,
        "encryptionConfig.resources does not hold secrets",
    ),
    (EKS, {"encryptionConfig": UNKNOWN}, OPEN, "encryptionConfig is not known before deployment"),
    (AKS, {}, NONE, "containerservice:ManagedCluster is not what the rule is about"),
]

METADATA_CASES = [
    (TEMPLATE, {"metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1}}, PASS, ""),
    (TEMPLATE, {"metadataOptions": {"httpEndpoint": "disabled"}}, PASS, "there is no metadata service"),
    (
        TEMPLATE,
        {"metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 2}},
        FAIL,
        "metadataOptions.httpPutResponseHopLimit is 2, so pods reach it",
    ),
    (
        TEMPLATE,
        {},
        FAIL,
        (
            "metadataOptions.httpTokens is not required, so IMDSv1 answers; "
            "metadataOptions.httpPutResponseHopLimit is not set, and images set 2"
        ),
    ),
    (
        TEMPLATE,
        {"metadataOptions": {"httpTokens": UNKNOWN, "httpPutResponseHopLimit": 1}},
        OPEN,
        "metadataOptions.httpTokens is not known before deployment",
    ),
    (BUCKET, {}, NONE, "s3/bucket:Bucket is not what the rule is about"),
]

REQUEST_CASES = [
    (DEPLOYMENT, pods(requests(cpu="100m", memory="1Gi")), PASS, ""),
    (DEPLOYMENT, pods(requests(cpu=UNKNOWN, memory="1Gi")), PASS, ""),
    (DEPLOYMENT, pods(requests(cpu="100m")), FAIL, "container web requests no memory"),
    (DEPLOYMENT, pods({"name": "a"}), FAIL, "container a requests no cpu; container a requests no memory"),
    (
        DEPLOYMENT,
        pods({"name": "a", "resources": UNKNOWN}),
        OPEN,
        "spec.template.spec.containers[0].resources is not known before deployment",
    ),
    (
        "kubernetes:batch/v1:CronJob",
        {"spec": {"jobTemplate": {"spec": {"template": {"spec": {"containers": [{"name": "a"}]}}}}}},
        FAIL,
        "container a requests no cpu; container a requests no memory",
    ),
    ("kubernetes:core/v1:Service", {}, NONE, "core/v1:Service is not what the rule is about"),
]

CAPABILITY_CASES = [
    (DEPLOYMENT, pods(capabilities(drop=["ALL"])), PASS, ""),
    (DEPLOYMENT, pods(capabilities(drop=["ALL"], add=["NET_BIND_SERVICE"])), PASS, ""),
    (DEPLOYMENT, pods(capabilities(drop=["ALL"], add=["NET_ADMIN"])), FAIL, "container web adds NET_ADMIN"),
    (DEPLOYMENT, pods(capabilities(drop=["NET_RAW"])), FAIL, "container web does not drop ALL capabilities"),
    (
        DEPLOYMENT,
        pods(capabilities(drop=UNKNOWN)),
        OPEN,
        "spec.template.spec.containers[0].securityContext.capabilities.drop is not known before deployment",
    ),
    ("kubernetes:core/v1:Service", {}, NONE, "core/v1:Service is not what the rule is about"),
]

TABLES = [
    (net_001.RULE, NETWORK_CASES),
    (pg_001.RULE, DATABASE_CASES),
    (pg_002.RULE, ENCRYPTION_CASES),
    (sec_003.RULE, VAULT_CASES),
    (k8c_006.RULE, AKS_CASES),
    (k8c_003.RULE, EKS_CASES),
    (k8c_013.RULE, METADATA_CASES),
    (wkl_001.RULE, REQUEST_CASES),
    (wkl_019.RULE, CAPABILITY_CASES),
]


@pytest.mark.parametrize(
    ("rule", "token", "inputs", "outcome", "reason"),
    [
        pytest.param(rule, *case, id=f"{rule.id}-{index}-{case[2].value}")
        for rule, cases in TABLES
        for index, case in enumerate(cases)
    ],
)
def test_a_verdict(
    rule: ResourceRule, token: str, inputs: dict[str, Any], outcome: Outcome, reason: str
) -> None:
    """The rule says of the inputs what its table says, and why."""
    verdict = rule.judge(resource(token, "it", inputs))
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@pytest.mark.parametrize("rule", [rule for rule, _ in TABLES], ids=lambda rule: rule.id)
def test_every_kind_of_verdict_is_in_the_table(rule: ResourceRule) -> None:
    """The table of each rule holds a pass, a failure, an unknown and something that it is not about."""
    cases = next(cases for each, cases in TABLES if each is rule)
    assert {case[2] for case in cases} == set(Outcome)


def test_a_failure_names_the_property() -> None:
    """The path of a failure leads to the input in question."""
    inputs = group_of(
        rule_in(), rule_in(destinationPortRange="22", sourceAddressPrefixes=["10.0.0.0/8", "*"])
    )
    inputs["securityRules"][1]["sourceAddressPrefix"] = None
    assert net_001.RULE.judge(resource(NSG, "it", inputs)).paths == (
        "securityRules[1].sourceAddressPrefixes[1]",
    )
