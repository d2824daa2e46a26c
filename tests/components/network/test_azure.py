from typing import Any

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.network.azure import Network, NetworkArgs
from jiban.components.network.contract import Entry, Flow
from jiban.components.network.spec import NetworkSpec, SubnetsSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import SITE

DOCUMENT = NetworkSpec(
    cidr="10.0.0.0/16",
    subnets=SubnetsSpec(
        application="10.0.1.0/24",
        database="10.0.2.0/24",
        cache="10.0.3.0/24",
        gateway="10.0.4.0/24",
        endpoints="10.0.5.0/24",
    ),
)
"""The address plan of TripGen's document; the subnet of the other endpoints is an addition."""
FLOWS = [
    Flow(name="pods-to-database", source="application", target="database", ports=(5432,)),
    Flow(name="pods-to-queue", source="application", target="endpoints", ports=(5671,)),
    Flow(name="pods-to-vault", source="application", target="endpoints", ports=(443,)),
    Flow(name="gateway-to-pods", source="gateway", target="application", ports=(8080,)),
]


def network(spec: NetworkSpec = DOCUMENT, **fields: Any) -> ProgramPlan:
    """What a network asks for, and a probe of what it hands on."""

    def program() -> None:
        args = NetworkArgs(spec=spec, site=SITE, flows=FLOWS, pod_cidr="10.244.0.0/16", **fields)
        contract = Network("network", args).contract
        pulumi.CustomResource("test:index:Probe", "probe", {"subnet": contract.subnet_ids["gateway"][0]})
        if contract.link_subnet_id is not None:
            pulumi.CustomResource("test:index:Probe", "link-probe", {"subnet": contract.link_subnet_id})

    return plan_program(program, resolve=True)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """The network of the document."""
    return network()


def by_subnet(planned: ProgramPlan, key: str) -> dict[str, Any]:
    """One input of every subnet, None where it is not given, by role."""
    return {
        subnet.name.removeprefix("network-subnet-"): subnet.inputs.get(key)
        for subnet in planned.resources_of("network:Subnet")
    }


def test_the_subnets_are_the_documents(planned: ProgramPlan) -> None:
    """Each role has the range that the document gives it."""
    assert by_subnet(planned, "addressPrefix") == {
        "gateway": "10.0.4.0/24",
        "application": "10.0.1.0/24",
        "database": "10.0.2.0/24",
        "cache": "10.0.3.0/24",
        "endpoints": "10.0.5.0/24",
        "management": "10.0.192.0/20",
    }


def test_a_subnet_is_named_after_its_role(planned: ProgramPlan) -> None:
    """Project, role and stack; no place in a list."""
    assert by_subnet(planned, "subnetName") == {
        "gateway": "snet-trip-gateway-test",
        "application": "snet-trip-application-test",
        "database": "snet-trip-database-test",
        "cache": "snet-trip-cache-test",
        "endpoints": "snet-trip-endpoints-test",
        "management": "snet-trip-management-test",
    }


def test_the_vnet_has_the_documents_range(planned: ProgramPlan) -> None:
    """One address space, 10.0.0.0/16."""
    vnet = planned.resource("network:VirtualNetwork", "network-vnet")
    assert vnet.inputs["addressSpace"] == {"addressPrefixes": ["10.0.0.0/16"]}


def test_the_vnet_leaves_its_subnets_alone(planned: ProgramPlan) -> None:
    """Subnets are resources of their own, so the VNet's list of them is not compared."""
    assert planned.resource("network:VirtualNetwork", "network-vnet").options.ignore_changes == ("subnets",)


def test_no_subnet_reaches_the_internet_by_azures_default(planned: ProgramPlan) -> None:
    """Azure's implicit way out is closed in every subnet."""
    assert list(by_subnet(planned, "defaultOutboundAccess").values()) == [False] * 6


def test_nodes_and_operators_go_out_through_the_nat_gateway(planned: ProgramPlan) -> None:
    """Of the six subnets these two have the NAT gateway."""
    assert by_subnet(planned, "natGateway") == {
        "gateway": None,
        "application": {"id": "id:network-nat"},
        "database": None,
        "cache": None,
        "endpoints": None,
        "management": {"id": "id:network-nat"},
    }


def test_the_nodes_subnet_has_its_way_out_from_the_start(planned: ProgramPlan) -> None:
    """The subnet waits for the NAT gateway; a cluster made without one is refused."""
    assert "network-nat" in planned.resource("network:Subnet", "network-subnet-application").dependency_names


def test_security_rules_hold_for_private_endpoints(planned: ProgramPlan) -> None:
    """In the subnets that private endpoints stand in, security groups judge the traffic to them."""
    assert by_subnet(planned, "privateEndpointNetworkPolicies") == {
        "gateway": "Disabled",
        "application": "Disabled",
        "database": "NetworkSecurityGroupEnabled",
        "cache": "NetworkSecurityGroupEnabled",
        "endpoints": "NetworkSecurityGroupEnabled",
        "management": "Disabled",
    }


def test_security_rules_hold_for_a_private_api() -> None:
    """Its endpoint stands among the nodes, where AKS puts it; who may reach it is that subnet's matter."""
    entry = Entry(
        name="clients-to-api",
        sources=("10.9.0.0/24", "10.9.1.0/24"),
        target="application",
        ports=(443,),
        reason="Ranges that may reach the cluster's API",
    )
    planned = network(private_api=True, entry=entry)
    assert by_subnet(planned, "privateEndpointNetworkPolicies")["application"] == (
        "NetworkSecurityGroupEnabled"
    )
    rules = planned.resource("network:NetworkSecurityGroup", "network-nsg-application").inputs
    (rule,) = (each for each in rules["securityRules"] if each["name"] == "clients-to-api")
    assert (rule["sourceAddressPrefix"], rule["destinationPortRange"]) == ("10.9.0.0/23", "443")


@pytest.mark.parametrize("key", ["delegations", "serviceEndpoints"])
def test_no_subnet_is_delegated_or_has_service_endpoints(planned: ProgramPlan, key: str) -> None:
    """Private endpoints need neither, and a delegated subnet takes none."""
    assert list(by_subnet(planned, key).values()) == [None] * 6


def test_every_subnet_has_its_own_security_group(planned: ProgramPlan) -> None:
    """The group of a role is attached to the subnet of that role."""
    assert by_subnet(planned, "networkSecurityGroup") == {
        "gateway": {"id": "id:network-nsg-gateway"},
        "application": {"id": "id:network-nsg-application"},
        "database": {"id": "id:network-nsg-database"},
        "cache": {"id": "id:network-nsg-cache"},
        "endpoints": {"id": "id:network-nsg-endpoints"},
        "management": {"id": "id:network-nsg-management"},
    }


def test_no_two_subnets_are_written_at_once(planned: ProgramPlan) -> None:
    """Each subnet waits for the one before it; the role that came last is written first."""
    subnets = planned.resources_of("network:Subnet")
    names = {subnet.name for subnet in subnets}
    assert {subnet.name: sorted(subnet.dependency_names & names) for subnet in subnets} == {
        "network-subnet-management": [],
        "network-subnet-gateway": ["network-subnet-management"],
        "network-subnet-application": ["network-subnet-gateway"],
        "network-subnet-database": ["network-subnet-application"],
        "network-subnet-cache": ["network-subnet-database"],
        "network-subnet-endpoints": ["network-subnet-cache"],
    }


def test_a_subnet_is_handed_on_when_all_are_written(planned: ProgramPlan) -> None:
    """Whoever uses the first subnet waits for the last one too."""
    probe = planned.resource("test:index:Probe", "probe")
    assert probe.inputs == {"subnet": "id:network-subnet-gateway"}
    assert probe.dependency_names == {"network-subnet-gateway", "network-subnet-endpoints"}


def test_a_rule_reaches_azure_as_it_was_worked_out(planned: ProgramPlan) -> None:
    """Single values and lists go into the properties that Azure has for each."""
    group = planned.resource("network:NetworkSecurityGroup", "network-nsg-application")
    assert group.inputs["securityRules"] == [
        {
            "name": "cluster",
            "description": "Nodes and pods of the cluster among themselves",
            "direction": "Inbound",
            "priority": 100,
            "access": "Allow",
            "protocol": "*",
            "sourceAddressPrefixes": ["10.0.1.0/24", "10.244.0.0/16"],
            "sourcePortRange": "*",
            "destinationAddressPrefixes": ["10.0.1.0/24", "10.244.0.0/16"],
            "destinationPortRange": "*",
        },
        {
            "name": "load-balancer",
            "description": "Health probes of Azure's load balancer",
            "direction": "Inbound",
            "priority": 110,
            "access": "Allow",
            "protocol": "*",
            "sourceAddressPrefix": "AzureLoadBalancer",
            "sourcePortRange": "*",
            "destinationAddressPrefix": "*",
            "destinationPortRange": "*",
        },
        {
            "name": "gateway-to-application",
            "description": "gateway-to-pods",
            "direction": "Inbound",
            "priority": 1000,
            "access": "Allow",
            "protocol": "Tcp",
            "sourceAddressPrefix": "10.0.4.0/24",
            "sourcePortRange": "*",
            "destinationAddressPrefixes": ["10.0.1.0/24", "10.244.0.0/16"],
            "destinationPortRange": "8080",
        },
        {
            "name": "deny-all",
            "description": "Whatever no rule above lets in",
            "direction": "Inbound",
            "priority": 4096,
            "access": "Deny",
            "protocol": "*",
            "sourceAddressPrefix": "*",
            "sourcePortRange": "*",
            "destinationAddressPrefix": "*",
            "destinationPortRange": "*",
        },
    ]


def test_no_security_rule_admits_the_internet(planned: ProgramPlan) -> None:
    """Ranges of the network and three service tags are let in; `*` and `Internet` are not."""
    sources = {
        source
        for group in planned.resources_of("network:NetworkSecurityGroup")
        for rule in group.inputs["securityRules"]
        if rule["access"] == "Allow"
        for source in (rule.get("sourceAddressPrefixes") or [rule["sourceAddressPrefix"]])
    }
    assert sources == {
        "10.0.1.0/24",
        "10.0.4.0/24",
        "10.244.0.0/16",
        "AzureFrontDoor.Backend",
        "AzureLoadBalancer",
        "GatewayManager",
    }


def test_a_link_has_a_subnet_of_its_own() -> None:
    """Azure makes a link where the policies for it are off, and lets nothing else stand beside it."""
    subnet = network(link=True).resource("network:Subnet", "network-subnet-link").inputs
    assert subnet["addressPrefix"] == "10.0.208.0/20"
    assert subnet["privateLinkServiceNetworkPolicies"] == "Disabled"
    assert subnet["networkSecurityGroup"] == {"id": "id:network-nsg-link"}


def test_no_link_has_no_subnet(planned: ProgramPlan) -> None:
    """Unless an edge comes in by one; and no other subnet has its policies off."""
    assert "link" not in by_subnet(planned, "subnetName")
    policies = by_subnet(network(link=True), "privateLinkServiceNetworkPolicies")
    assert [role for role, found in policies.items() if found == "Disabled"] == ["link"]


def test_the_links_subnet_is_written_first() -> None:
    """It comes to networks that exist, in which the others are known and only wait."""
    planned = network(link=True)
    names = {subnet.name for subnet in planned.resources_of("network:Subnet")}
    link = planned.resource("network:Subnet", "network-subnet-link")
    next_one = planned.resource("network:Subnet", "network-subnet-management")
    assert link.dependency_names & names == set()
    assert next_one.dependency_names & names == {"network-subnet-link"}


def test_nothing_gets_into_the_links_subnet() -> None:
    """Its group judges whatever is no address of the link."""
    group = network(link=True).resource("network:NetworkSecurityGroup", "network-nsg-link").inputs
    assert [rule["name"] for rule in group["securityRules"]] == ["deny-all"]


def test_by_a_link_no_rule_names_front_door() -> None:
    """The addresses that all of its customers share are let in no more."""
    group = network(link=True).resource("network:NetworkSecurityGroup", "network-nsg-gateway").inputs
    assert {rule["name"]: rule["sourceAddressPrefix"] for rule in group["securityRules"]} == {
        "gateway-manager": "GatewayManager",
        "load-balancer": "AzureLoadBalancer",
        "front-door-link": "10.0.208.0/20",
        "deny-all": "*",
    }


def test_a_links_subnet_is_handed_on_when_all_are_written() -> None:
    """Azure refuses whoever joins it while another one is being written."""
    probe = network(link=True).resource("test:index:Probe", "link-probe")
    assert probe.inputs == {"subnet": "id:network-subnet-link"}
    assert probe.dependency_names == {"network-subnet-link", "network-subnet-endpoints"}


def test_the_public_addresses_span_the_zones(planned: ProgramPlan) -> None:
    """The prefix is held by all three zones, so the loss of one takes no address away."""
    prefix = planned.resource("network:PublicIPPrefix", "network-egress-addresses")
    assert prefix.inputs["zones"] == ["1", "2", "3"]


def test_the_public_addresses_outlive_other_zones(planned: ProgramPlan) -> None:
    """Azure changes the zones of no prefix, and others would be other addresses."""
    prefix = planned.resource("network:PublicIPPrefix", "network-egress-addresses")
    assert prefix.options.ignore_changes == ("zones",)


def test_two_public_addresses_are_enough_for_one_gateway(planned: ProgramPlan) -> None:
    """A /31 prefix: two addresses."""
    assert planned.resource("network:PublicIPPrefix", "network-egress-addresses").inputs["prefixLength"] == 31


def test_the_nat_gateway_is_pinned_to_no_zone(planned: ProgramPlan) -> None:
    """A Standard NAT gateway cannot span zones, and Azure may move one that names none."""
    assert "zones" not in planned.resource("network:NatGateway", "network-nat").inputs


def test_traffic_leaves_from_the_prefix(planned: ProgramPlan) -> None:
    """The NAT gateway has the public prefix."""
    gateway = planned.resource("network:NatGateway", "network-nat")
    assert gateway.inputs["publicIpPrefixes"] == [{"id": "id:network-egress-addresses"}]


def test_one_zone_is_not_named() -> None:
    """With one zone the addresses name none, so that a region without zones takes them too."""
    planned = network(NetworkSpec(zones=(1,)))
    assert "zones" not in planned.resource("network:PublicIPPrefix", "network-egress-addresses").inputs


def test_what_azure_cannot_do_is_refused() -> None:
    """A NAT gateway in every zone is refused before anything is made."""
    with pytest.raises(SpecRefusedError, match="egress"):
        network(NetworkSpec(egress="nat_per_zone"))


def test_every_taggable_resource_says_whose_it_is(planned: ProgramPlan) -> None:
    """All but subnets, which have no tags, carry project, stack, owner, tier and their logical name."""
    tags = {each.name: each.inputs["tags"] for each in planned.resources if "tags" in each.inputs}
    assert set(tags) == {
        "network-vnet",
        "network-egress-addresses",
        "network-nat",
        "network-nsg-gateway",
        "network-nsg-application",
        "network-nsg-database",
        "network-nsg-cache",
        "network-nsg-endpoints",
        "network-nsg-management",
    }
    assert tags["network-nat"] == {
        "project": "trip",
        "stack": "test",
        "tier": "network",
        "owner": "platform",
        "name": "network-nat",
        "managed-by": "jiban",
    }


def test_every_resource_stands_below_the_component(planned: ProgramPlan) -> None:
    """The network is one branch of the tree."""
    own = [each for each in planned.resources if each.type.startswith("azure-native:")]
    assert {each.parent_name for each in own} == {"network"}


def test_zones_are_named_by_number() -> None:
    """In whatever order they are written; with none, as in a second region, none is named."""
    for zones, named in (((3, 1), ["1", "3"]), ((2, 3), ["2", "3"]), ((), None)):
        spec = NetworkSpec.model_validate(DOCUMENT.model_dump() | {"zones": zones})
        prefix = network(spec).resource("network:PublicIPPrefix", "network-egress-addresses")
        assert prefix.inputs.get("zones") == named


def test_the_contract_has_a_rule_group_for_each_subnet() -> None:
    """And one of the link's, where there is a link."""
    roles = {"gateway", "application", "database", "cache", "endpoints", "management"}
    for link, groups in ((False, roles), (True, roles | {"link"})):
        names = {each.name for each in network(link=link).resources_of("network:NetworkSecurityGroup")}
        assert names == {f"network-nsg-{group}" for group in groups}
