from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from jiban.components import naming
from jiban.model.digest import digest, dumps
from jiban.model.plan import Plan, Resource, Unknown
from jiban.plan.run import plan
from jiban.plan.text import review_text
from jiban.report.options import other_identities
from tests.infra import azure_inputs
from tests.infra.environments import whole
from tests.infra.kubernetes_objects import objects, validate
from tests.stacks import planned

ROOT = Path(__file__).parents[2]
STACKS = ("prod", "prod-workloads", "prod-south", "prod-south-workloads", "dev")
INSIDE = {"prod-workloads", "prod-south-workloads"}
"""Stacks that make nothing of Azure's own API."""
VERSION = "1.36"
"""Kubernetes' minor version in every stack."""


@pytest.fixture(scope="module", params=STACKS)
def stack_plan(request: pytest.FixtureRequest) -> Plan:
    """The plan of one stack of the project itself."""
    return planned(ROOT, request.param)


def golden_json(planned: Plan) -> str:
    """The digest of a plan, without lines of code: moving code changes no golden file.

    Nor does it hold the aliases by which the Azure SDK names every other version of a resource's API, dozens
    of each; the text leaves them out as well.
    """
    document = digest(
        replace(planned, placeholders=(), resources=tuple(map(_without_code, planned.resources)))
    )
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _without_code(resource: Resource) -> Resource:
    aliases = tuple(other_identities(resource))
    return replace(resource, source=None, trace=(), aliases=aliases)


def test_the_plan_is_the_golden_one(stack_plan: Plan, golden: Callable[[str, str], None]) -> None:
    """Every property of every resource is as it was read in review: as text to read, and whole as JSON."""
    golden(f"{stack_plan.stack}.plan.txt", review_text(stack_plan))
    golden(f"{stack_plan.stack}.plan.json", golden_json(stack_plan))


def test_the_plan_needs_no_network(stack_plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every socket refused a plan gives the same bytes."""

    def refuse(*_: object) -> NoReturn:
        raise OSError("no network")

    for call in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, call, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert dumps(plan(ROOT, stack_plan.stack)) == dumps(stack_plan)


def test_every_kubernetes_object_is_valid(stack_plan: Plan) -> None:
    """By the published schemas of the stack's own version of Kubernetes, strictly."""
    found = digest(stack_plan)
    assert (len(list(objects(found))) >= 20) is (stack_plan.stack not in ("prod", "prod-south"))
    assert validate(found, VERSION) == []


def test_every_azure_property_is_the_sdks(stack_plan: Plan) -> None:
    """Each property sent to Azure exists in the SDK's class, nested ones too; each enum has the text."""
    assert (azure_inputs.compared(stack_plan) >= 500) is (stack_plan.stack not in INSIDE)
    assert azure_inputs.faults(stack_plan) == []


def test_a_wrong_azure_property_is_seen() -> None:
    """The comparison above can fail: at the top, in a nested type, and in an enum."""
    vnet = next(r for r in planned(ROOT, "prod").resources if r.type.endswith(":VirtualNetwork"))
    inputs = {**vnet.inputs, "colour": "red", "addressSpace": {"prefixes": []}}
    subnet = {"privateEndpointNetworkPolicies": "Sometimes"}
    assert sorted(azure_inputs.resource_faults(vnet.type, inputs)) == [
        "addressSpace.prefixes is no property of AddressSpaceArgs",
        "colour is no property of VirtualNetworkInitArgs",
    ]
    (fault,) = azure_inputs.resource_faults("azure-native:network:Subnet", subnet)
    assert fault.startswith("privateEndpointNetworkPolicies is 'Sometimes', not one of Disabled, Enabled")


NAMES = {
    "azure-native:resources:ResourceGroup": "resourceGroupName",
    "azure-native:network:VirtualNetwork": "virtualNetworkName",
    "azure-native:network:Subnet": "subnetName",
    "azure-native:network:NetworkSecurityGroup": "networkSecurityGroupName",
    "azure-native:network:NatGateway": "natGatewayName",
    "azure-native:network:PublicIPPrefix": "publicIpPrefixName",
    "azure-native:network:PrivateEndpoint": "privateEndpointName",
    "azure-native:network:PublicIPAddress": "publicIpAddressName",
    "azure-native:network:ApplicationGateway": "applicationGatewayName",
    "azure-native:network:WebApplicationFirewallPolicy": "policyName",
    "azure-native:frontdoor:Policy": "policyName",
    "azure-native:cdn:Profile": "profileName",
    "azure-native:cdn:AFDEndpoint": "endpointName",
    "azure-native:cdn:AFDOriginGroup": "originGroupName",
    "azure-native:cdn:AFDOrigin": "originName",
    "azure-native:cdn:Route": "routeName",
    "azure-native:cdn:AFDCustomDomain": "customDomainName",
    "azure-native:cdn:SecurityPolicy": "securityPolicyName",
    "azure-native:privatedns:VirtualNetworkLink": "virtualNetworkLinkName",
    "azure-native:containerservice:ManagedCluster": "resourceName",
    "azure-native:containerservice:AgentPool": "agentPoolName",
    "azure-native:managedidentity:UserAssignedIdentity": "resourceName",
    "azure-native:managedidentity:FederatedIdentityCredential": "federatedIdentityCredentialResourceName",
    "azure-native:dbforpostgresql:Server": "serverName",
    "azure-native:dbforpostgresql:VirtualEndpoint": "virtualEndpointName",
    "azure-native:keyvault:Vault": "vaultName",
    "azure-native:consumption:Budget": "budgetName",
    "azure-native:containerregistry:Registry": "registryName",
    "azure-native:containerregistry:Replication": "replicationName",
    "azure-native:servicebus:Namespace": "namespaceName",
    "azure-native:servicebus:Queue": "queueName",
    "azure-native:servicebus:Topic": "topicName",
    "azure-native:servicebus:Subscription": "subscriptionName",
    "azure-native:redisenterprise:RedisEnterprise": "clusterName",
    "azure-native:monitor:MetricAlert": "ruleName",
    "azure-native:monitor:AzureMonitorWorkspace": "azureMonitorWorkspaceName",
    "azure-native:monitor:DataCollectionRule": "dataCollectionRuleName",
    "azure-native:operationalinsights:Workspace": "workspaceName",
    "azure-native:operationalinsights:Table": "tableName",
    "azure-native:applicationinsights:Component": "resourceName",
    "azure-native:monitor:PrivateLinkScope": "scopeName",
    "azure-native:monitor:PrivateLinkScopedResource": "name",
    "azure-native:monitor:ActionGroup": "actionGroupName",
    "azure-native:alertsmanagement:PrometheusRuleGroup": "ruleGroupName",
    "azure-native:dashboard:Grafana": "workspaceName",
    "azure-native:authorization:PolicyAssignment": "policyAssignmentName",
    "azure-native:eventgrid:SystemTopic": "systemTopicName",
    "azure-native:eventgrid:SystemTopicEventSubscription": "eventSubscriptionName",
    "azure-native:keyvault:Key": "keyName",
    "azure-native:monitor:DataCollectionEndpoint": "dataCollectionEndpointName",
}
"""The property that names a resource, by its type."""

FIXED = {
    "azure-native:authorization:ManagementLockAtResourceGroupLevel",
    "azure-native:authorization:RoleAssignment",
    "azure-native:containerservice:MaintenanceConfiguration",
    "azure-native:dbforpostgresql:AdministratorsMicrosoftEntra",
    "azure-native:dbforpostgresql:Database",
    "azure-native:monitor:DataCollectionRuleAssociation",
    "azure-native:monitor:DiagnosticSetting",
    "azure-native:network:PrivateDnsZoneGroup",
    "azure-native:privatedns:PrivateZone",
    "azure-native:redisenterprise:AccessPolicyAssignment",
    "azure-native:redisenterprise:Database",
    "azure-native:servicebus:NamespaceNetworkRuleSet",
}
"""Types whose name the service prescribes, or that is a UUID."""


def test_every_azure_name_is_legal(stack_plan: Plan) -> None:
    """Names have the length and the alphabet that Azure documents for the type, and are known before
    deployment.
    """
    seen: set[str] = set()
    for resource in stack_plan.resources:
        if not resource.type.startswith("azure-native:") or resource.type in FIXED:
            continue
        rule = naming.rules()[resource.type.removeprefix("azure-native:").replace(":", ".")]
        name = resource.inputs[NAMES[resource.type]]
        assert not isinstance(name, Unknown), resource.name
        assert rule.shortest <= len(name) <= rule.longest, resource.name
        assert rule.pattern.fullmatch(name), resource.name
        seen.add(f"{resource.type} {resource.inputs.get('topicName', '')} {name}".lower())
    assert (len(seen) >= 50) is (stack_plan.stack not in INSIDE)


ENVIRONMENTS = {
    "prod": "prod",
    "prod-workloads": "prod",
    "prod-south": "prod-south",
    "prod-south-workloads": "prod-south",
    "dev": "dev",
}
"""The environment that a stack is of: its tags and labels say that one."""


def test_everything_taggable_says_whose_it_is(stack_plan: Plan) -> None:
    """Project, environment, tier, owner and logical name are on every resource that can carry them; a release
    is no object of Kubernetes.
    """
    for resource in stack_plan.resources:
        if resource.type.startswith("kubernetes:helm.sh/"):
            continue
        if resource.type.startswith("kubernetes:"):
            labels = resource.inputs["metadata"]["labels"]
            found = {key.removeprefix("jiban/"): value for key, value in labels.items()}
        elif azure_inputs.takes_tags(resource.type):
            found = resource.inputs.get("tags", {})
        else:
            continue
        expected = {
            "project": "tripgen",
            "stack": ENVIRONMENTS[stack_plan.stack],
            "owner": "platform",
            "name": resource.name,
        }
        assert {key: found.get(key) for key in expected} == expected, resource.name
        assert found["tier"], resource.name


def test_production_protects_what_keeps_something() -> None:
    """In production the stateful resources refuse deletion; in development nothing does."""
    protected = {
        resource.type.split(":")[-1] for resource in planned(ROOT, "prod").resources if resource.protect
    }
    assert protected >= {"Server", "Vault", "Namespace", "ManagedCluster", "RedisEnterprise", "Registry"}
    assert not [resource.name for resource in planned(ROOT, "dev").resources if resource.protect]


def test_identities_do_not_move() -> None:
    """Production's addresses of resources are as they were read in review: none is made of a position or a
    count.
    """
    found = [resource.urn for resource in whole(ROOT, "prod").resources]
    assert len(found) == len(set(found))
    assert not [urn for urn in found if re.search(r"[-.]\d+$", urn)]


_PIPELINES = ("prod-pipelines", "staging-pipelines", "test-pipelines", "dev-pipelines")
_PLATFORMS = ("prod", "prod-workloads", "staging", "staging-workloads", "test", "dev")


@pytest.mark.parametrize("stack", [*_PLATFORMS, *_PIPELINES])
def test_the_plan_of_the_example_is_the_golden_one(stack: str, golden: Callable[[str, str], None]) -> None:
    """The same for the example on the other cloud."""
    example = planned(ROOT / "examples" / "pms-aws", stack)
    golden(f"pms-aws.{stack}.plan.txt", review_text(example))
    golden(f"pms-aws.{stack}.plan.json", golden_json(example))


@pytest.mark.parametrize("stack", ["prod", "dev"])
def test_the_plan_of_the_servers_is_the_golden_one(stack: str, golden: Callable[[str, str], None]) -> None:
    """The same where there is no cluster."""
    example = planned(ROOT / "examples" / "pms-aws-servers", stack)
    golden(f"pms-aws-servers.{stack}.plan.txt", review_text(example))
    golden(f"pms-aws-servers.{stack}.plan.json", golden_json(example))


def test_the_plan_of_messages_on_aws_is_the_golden_one(golden: Callable[[str, str], None]) -> None:
    """The same for queues, topics and KEDA there, which no example has."""
    messages = planned(ROOT / "tests" / "fixtures" / "messages-aws", "test")
    golden("messages-aws.test.plan.txt", review_text(messages))
    golden("messages-aws.test.plan.json", golden_json(messages))


def test_the_plan_of_buckets_on_azure_is_the_golden_one(golden: Callable[[str, str], None]) -> None:
    """The same for buckets there, which no stack of the repository has."""
    buckets = planned(ROOT / "tests" / "fixtures" / "buckets-azure", "test")
    golden("buckets-azure.test.plan.txt", review_text(buckets))
    golden("buckets-azure.test.plan.json", golden_json(buckets))
