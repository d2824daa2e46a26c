"""The network on AWS: a subnet for each role and zone, public for the gateway alone, closed by default."""

import json
from collections.abc import Sequence
from typing import Any

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.network.aws import Network, NetworkArgs
from jiban.components.network.contract import Flow, ListEntry
from jiban.components.network.spec import NetworkSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE

FLOWS = [
    Flow(name="pods-to-database", source="application", target="database", ports=(5432,)),
    Flow(name="gateway-to-pods", source="gateway", target="application", ports=(8080,)),
]
TWO_ZONES = NetworkSpec(zones=(1, 3), flow_log_days=30)

OUTPUTS = {
    "ec2:Vpc": {"ownerId": "111122223333"},
    "s3:Bucket": {"arn": "arn:aws:s3:::logs-trip-flow-test-1a2b"},
}


def network(spec: NetworkSpec = TWO_ZONES, entries: Sequence[ListEntry] = ()) -> ProgramPlan:
    """What a network asks for, and its contract."""

    def program() -> Any:
        contract = Network(
            "network", NetworkArgs(spec=spec, site=AWS_SITE, flows=FLOWS, entries=entries)
        ).contract
        return {
            "subnets": dict(contract.subnet_ids),
            "groups": dict(contract.security_groups),
            "ranges": dict(contract.ranges),
        }

    return plan_program(program, outputs=OUTPUTS, resolve=True)


def test_what_comes_from_a_list_has_a_rule_of_its_own() -> None:
    """By the list's id; neither a range nor a group is named beside it."""
    entry = ListEntry(
        name="edge-to-balancer", source="cloudfront", prefix_list="pl-1", target="gateway", ports=(443,)
    )
    rule = network(entries=[entry]).resource(
        "vpc:SecurityGroupIngressRule", "network-rule-in-cloudfront-to-gateway-443"
    )
    assert {key: rule.inputs[key] for key in rule.inputs if key != "tags"} == {
        "securityGroupId": "id:network-group-gateway",
        "prefixListId": "pl-1",
        "ipProtocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
        "description": "edge-to-balancer",
    }


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """A network over zones 1 and 3, with one way out."""
    return network()


def routes(planned: ProgramPlan) -> dict[str, str]:
    """What each route of the internet leads to, by the name of its table."""
    return {
        each.inputs["routeTableId"].removeprefix("id:network-table-"): each.inputs.get("gatewayId")
        or each.inputs["natGatewayId"]
        for each in planned.resources_of("ec2:Route")
    }


def test_each_role_has_a_subnet_in_each_zone(planned: ProgramPlan) -> None:
    """Six roles in two zones: twelve subnets, named by role and zone."""
    assert {each.name for each in planned.resources_of("ec2:Subnet")} == {
        f"network-subnet-{role}-{zone}"
        for role in ("gateway", "application", "database", "cache", "endpoints", "management")
        for zone in (1, 3)
    }


def test_a_zone_has_its_own_quarter_of_a_roles_range(planned: ProgramPlan) -> None:
    """Zone 3 has the third quarter, whichever zones there are beside it, by the zone's own id."""
    subnet = planned.resource("ec2:Subnet", "network-subnet-application-3").inputs
    assert (subnet["cidrBlock"], subnet["availabilityZoneId"]) == ("10.0.64.0/19", "apne2-az3")


def test_another_zone_moves_no_subnet(planned: ProgramPlan) -> None:
    """With a zone more, every subnet that there was has the same name, range and zone."""
    more = network(TWO_ZONES.model_copy(update={"zones": (1, 2, 3)}))
    before = {each.name: each.inputs for each in planned.resources_of("ec2:Subnet")}
    after = {each.name: each.inputs for each in more.resources_of("ec2:Subnet")}
    assert before
    assert {name: after.get(name) for name in before} == before


def test_no_machine_gets_a_public_address_by_itself(planned: ProgramPlan) -> None:
    """Not even in the gateway's subnets."""
    assert {each.inputs["mapPublicIpOnLaunch"] for each in planned.resources_of("ec2:Subnet")} == {False}


def test_the_gateways_subnets_alone_reach_the_internet_directly(planned: ProgramPlan) -> None:
    """They share the one table that leads to the internet gateway."""
    assert routes(planned)["public"] == "id:network-internet"
    tables = {
        each.name.removeprefix("network-routes-"): each.inputs["routeTableId"]
        for each in planned.resources_of("ec2:RouteTableAssociation")
    }
    assert [name for name, table in tables.items() if table == "id:network-table-public"] == [
        "gateway-1",
        "gateway-3",
    ]


def test_databases_have_no_way_out(planned: ProgramPlan) -> None:
    """Their subnets' table has no route but the network's own."""
    tables = {
        each.name: each.inputs["routeTableId"] for each in planned.resources_of("ec2:RouteTableAssociation")
    }
    assert tables["network-routes-database-1"] == "id:network-table-inside"
    assert "inside" not in routes(planned)


def test_operators_go_out_as_the_nodes_of_their_zone_do(planned: ProgramPlan) -> None:
    """By the same table, so by the same NAT gateway."""
    tables = {
        each.name: each.inputs["routeTableId"] for each in planned.resources_of("ec2:RouteTableAssociation")
    }
    assert tables["network-routes-management-3"] == "id:network-table-application-3"


def test_one_nat_gateway_serves_every_zone(planned: ProgramPlan) -> None:
    """It stands in the first zone, and each zone's table leads to it."""
    assert {each.name for each in planned.resources_of("ec2:NatGateway")} == {"network-nat-1"}
    assert routes(planned)["application-1"] == routes(planned)["application-3"] == "id:network-nat-1"


def test_a_nat_gateway_per_zone_changes_routes_alone(planned: ProgramPlan) -> None:
    """Each zone then goes out through its own; no subnet and no table is another."""
    each_own = network(TWO_ZONES.model_copy(update={"egress": "nat_per_zone"}))
    assert routes(each_own)["application-3"] == "id:network-nat-3"
    for kind in ("ec2:Subnet", "ec2:RouteTable"):
        before = [one.inputs for one in planned.resources_of(kind)]
        assert before
        assert [one.inputs for one in each_own.resources_of(kind)] == before


def test_a_nat_gateway_waits_for_its_own_way_out(planned: ProgramPlan) -> None:
    """It is made when its subnet leads to the internet."""
    depends = planned.resource("ec2:NatGateway", "network-nat-1").dependency_names
    assert {"network-route-public-internet", "network-routes-gateway-1"} <= depends


def test_images_from_s3_pass_no_nat_gateway(planned: ProgramPlan) -> None:
    """The gateway endpoint of S3 is in the table of every zone's nodes."""
    endpoint = planned.resource("ec2:VpcEndpoint", "network-storage").inputs
    assert endpoint["serviceName"] == "com.amazonaws.ap-northeast-2.s3"
    assert endpoint["routeTableIds"] == ["id:network-table-application-1", "id:network-table-application-3"]


def test_the_networks_own_group_lets_nothing_through(planned: ProgramPlan) -> None:
    """AWS's default group is adopted without a rule."""
    group = planned.resource("ec2:DefaultSecurityGroup", "network-default-group").inputs
    assert (group["ingress"], group["egress"]) == ([], [])


def test_the_nodes_alone_reach_the_database(planned: ProgramPlan) -> None:
    """One rule on 5432, from the nodes' group, is all that comes in."""
    entering = [
        each.inputs
        for each in planned.resources_of("vpc:SecurityGroupIngressRule")
        if each.inputs["securityGroupId"] == "id:network-group-database"
    ]
    assert [
        (rule["referencedSecurityGroupId"], rule["ipProtocol"], rule["fromPort"], rule["toPort"])
        for rule in entering
    ] == [("id:network-group-application", "tcp", 5432, 5432)]


def test_no_rule_lets_an_address_in(planned: ProgramPlan) -> None:
    """Whoever comes in is a member of a group; no rule names a range."""
    assert [
        each for each in planned.resources_of("vpc:SecurityGroupIngressRule") if "cidrIpv4" in each.inputs
    ] == []


def test_load_balancers_find_their_subnets(planned: ProgramPlan) -> None:
    """The cluster's public ones in the gateway's, internal ones in the nodes'."""
    tagged = {
        each.name: sorted(tag for tag in each.inputs["tags"] if tag.startswith("kubernetes.io"))
        for each in planned.resources_of("ec2:Subnet")
    }
    assert tagged["network-subnet-gateway-1"] == ["kubernetes.io/role/elb"]
    assert tagged["network-subnet-application-1"] == ["kubernetes.io/role/internal-elb"]
    assert tagged["network-subnet-database-1"] == []


def test_every_connection_is_recorded(planned: ProgramPlan) -> None:
    """Flow logs of accepted and refused traffic go to a bucket of their own, as Parquet."""
    log = planned.resource("ec2:FlowLog", "network-flow-log").inputs
    assert (log["trafficType"], log["logDestinationType"]) == ("ALL", "s3")
    assert log["destinationOptions"]["fileFormat"] == "parquet"


def test_records_are_kept_for_the_days_asked_for(planned: ProgramPlan) -> None:
    """After thirty days they expire."""
    (rule,) = planned.resource("s3:BucketLifecycleConfiguration", "network-flow-logs-lifecycle").inputs[
        "rules"
    ]
    assert rule["expiration"] == {"days": 30}


def test_the_bucket_of_records_is_private(planned: ProgramPlan) -> None:
    """All four blocks of public access are on, and no object has another owner."""
    block = planned.resource("s3:BucketPublicAccessBlock", "network-flow-logs-public-access").inputs
    assert {value for key, value in block.items() if key != "bucket"} == {True}
    ownership = planned.resource("s3:BucketOwnershipControls", "network-flow-logs-ownership").inputs
    assert ownership["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_the_bucket_takes_the_accounts_own_records(planned: ProgramPlan) -> None:
    """The policy is in place before the log, and speaks of the network's account."""
    policy = planned.resource("s3:BucketPolicy", "network-flow-logs-policy")
    statement = json.loads(policy.inputs["policy"])["Statement"][0]
    assert statement["Condition"]["StringEquals"]["aws:SourceAccount"] == "111122223333"
    assert policy.name in planned.resource("ec2:FlowLog", "network-flow-log").dependency_names


def test_nothing_is_recorded_unless_asked_for() -> None:
    """Without days there is neither a log nor a bucket."""
    plain = network(NetworkSpec(zones=(1, 2)))
    assert plain.resources_of("ec2:FlowLog") == plain.resources_of("s3:Bucket") == ()


def test_the_contract_gives_subnets_and_groups_by_role(planned: ProgramPlan) -> None:
    """A subnet for each zone, in the order of the zones, and one group."""
    assert planned.result["subnets"]["database"] == [
        "id:network-subnet-database-1",
        "id:network-subnet-database-3",
    ]
    assert planned.result["groups"]["database"] == "id:network-group-database"
    assert planned.result["ranges"]["database"] == "10.0.144.0/20"


def test_a_nodes_subnet_is_handed_on_with_its_way_out() -> None:
    """Whoever uses it waits for its routes."""

    def program() -> Any:
        contract = Network("network", NetworkArgs(spec=TWO_ZONES, site=AWS_SITE, flows=FLOWS)).contract
        pulumi.CustomResource("test:index:Probe", "probe", {"subnet": contract.subnet_ids["application"][0]})

    depends = (
        plan_program(program, outputs=OUTPUTS, resolve=True)
        .resource("test:index:Probe", "probe")
        .dependency_names
    )
    assert {"network-route-application-1-internet", "network-routes-application-1"} <= depends


def test_names_are_shown_in_the_console(planned: ProgramPlan) -> None:
    """What has no name of its own bears it in the tag `Name`."""
    assert planned.resource("ec2:Vpc", "network-vpc").inputs["tags"]["Name"] == "vpc-trip-test"
    assert (
        planned.resource("ec2:Subnet", "network-subnet-cache-3").inputs["tags"]["Name"]
        == "subnet-trip-cache-3-test"
    )


def test_one_zone_is_refused() -> None:
    """EKS and databases need two, so a network of one is refused before anything is made."""
    with pytest.raises(SpecRefusedError, match="zones: EKS and a database's subnet group"):
        network(NetworkSpec(zones=(1,)))


def test_every_resource_stands_below_the_component(planned: ProgramPlan) -> None:
    """The network is one branch of the tree."""
    own = [each for each in planned.resources if each.type.startswith("aws:")]
    assert {each.parent_name for each in own} == {"network"}


def test_everything_that_takes_tags_says_whose_it_is(planned: ProgramPlan) -> None:
    """Only parts of something tagged have no tags of their own."""
    bare = {each.type for each in planned.resources[1:] if "tags" not in each.inputs}
    assert bare == {
        "jiban:network:Network",
        "aws:ec2/route:Route",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "aws:s3/bucketPolicy:BucketPolicy",
    }


def test_the_first_zone_by_number_has_the_one_way_out() -> None:
    """In whatever order the zones are written."""
    found = network(NetworkSpec(zones=(3, 1)))
    assert [each.name for each in found.resources_of("ec2:NatGateway")] == ["network-nat-1"]
    assert found.result == network(NetworkSpec(zones=(1, 3))).result


def test_each_zone_leaves_by_its_own_gateway_where_there_is_one() -> None:
    """The second as well as the first."""
    assert routes(network(NetworkSpec(zones=(1, 3), egress="nat_per_zone"))) == {
        "public": "id:network-internet",
        "application-1": "id:network-nat-1",
        "application-3": "id:network-nat-3",
    }
