"""At which port the databases of a stack answer, and behind what they stand."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.network import security_groups
from jiban.policy.facts.network.databases import Database, databases
from jiban.policy.view import NotKnownError, ResourceView
from tests.policies.rules.shop import ENDPOINT, RDS, SERVER
from tests.policies.samples import SUBNET, resource, stack, urn

VIRTUAL = "azure-native:dbforpostgresql:VirtualEndpoint"
SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup"
AWS_SUBNET = "aws:ec2/subnet:Subnet"


def only(*parts: ResourceView) -> Database:
    """The one database of some resources."""
    (found,) = databases(stack(*parts))
    return found


def endpoint(name: str, of: str, subnet: str) -> ResourceView:
    """A private endpoint of something, in a subnet."""
    return resource(
        ENDPOINT,
        name,
        {"subnet": {"id": UNKNOWN}},
        comes_from={"subnet": [urn(SUBNET, subnet)], "privateLinkServiceConnections": [of]},
    )


@pytest.mark.parametrize(
    ("engine", "port"),
    [
        ("postgres", 5432),
        ("aurora-postgresql", 5432),
        ("mysql", 3306),
        ("aurora-mysql", 3306),
        ("mariadb", 3306),
        ("sqlserver-se", 1433),
        ("oracle-ee", 1521),
    ],
)
def test_each_engine_has_a_port_of_its_own(engine: str, port: int) -> None:
    """Where the program says none, it is the engine's usual one."""
    assert only(resource(RDS, "data", {"engine": engine})).port == port


@pytest.mark.parametrize(
    ("token", "port"),
    [("azure-native:dbforpostgresql:Server", 5432), ("azure-native:dbformysql:Server", 3306)],
)
def test_each_kind_of_server_on_azure_has_a_port(token: str, port: int) -> None:
    """A flexible server answers where its engine does."""
    assert only(resource(token, "data")).port == port


def test_a_stated_port_counts_over_the_engine_s() -> None:
    """RDS lets a server answer anywhere."""
    assert only(resource(RDS, "data", {"engine": "postgres", "port": 6000})).port == 6000


def test_a_cluster_of_aws_is_a_database_too() -> None:
    """Behind security groups as an instance is; an engine that no table has answers where PostgreSQL does."""
    found = only(resource("aws:rds/cluster:Cluster", "data", {"engine": "aurora-mysql"}))
    assert (found.port, found.on_aws) == (3306, True)
    assert only(resource("aws:rds/cluster:Cluster", "data", {"engine": "custom"})).port == 5432
    assert not only(resource(SERVER, "data")).on_aws


@pytest.mark.parametrize("inputs", [{"engine": UNKNOWN}, {"engine": "postgres", "port": UNKNOWN}])
def test_a_port_that_is_not_known_is_not_guessed(inputs: dict[str, Any]) -> None:
    """Neither the usual one of an engine nor any other is taken for it."""
    with pytest.raises(NotKnownError):
        only(resource(RDS, "data", inputs))


def test_a_server_goes_by_its_virtual_endpoint_too() -> None:
    """Whoever takes the name of the endpoint uses the server."""
    server = resource(SERVER, "postgres")
    virtual = resource(VIRTUAL, "writer", comes_from={"serverName": [server.urn]})
    assert only(server, virtual).urns == {server.urn, virtual.urn}


def test_a_virtual_endpoint_of_another_server_leads_elsewhere() -> None:
    """Each is of the server whose name it has."""
    server = resource(SERVER, "postgres")
    other = resource(VIRTUAL, "writer", comes_from={"serverName": [urn(SERVER, "another")]})
    assert only(server, other).urns == {server.urn}


def test_a_server_is_entered_by_every_private_endpoint() -> None:
    """Two endpoints in two subnets are two ways in; an endpoint of something else is none."""
    server = resource(SERVER, "postgres")
    subnets = [resource(SUBNET, name) for name in ("one", "two", "three")]
    found = only(
        server,
        *subnets,
        endpoint("first", server.urn, "one"),
        endpoint("second", server.urn, "two"),
        endpoint("other", urn("azure-native:keyvault:Vault", "vault"), "three"),
    )
    assert [subnet.name for subnet in found.subnets] == ["one", "two"]
    assert found.is_endpoint


def test_a_private_endpoint_may_come_from_the_virtual_endpoint() -> None:
    """What goes by another name of the server leads to the server."""
    server, subnet = resource(SERVER, "postgres"), resource(SUBNET, "one")
    virtual = resource(VIRTUAL, "writer", comes_from={"serverName": [server.urn]})
    found = only(server, virtual, subnet, endpoint("first", virtual.urn, "one"))
    assert [each.name for each in found.subnets] == ["one"]


def test_a_server_in_a_subnet_of_its_own_is_entered_there() -> None:
    """A delegated subnet holds the server itself, and no endpoint."""
    server = resource(
        SERVER,
        "postgres",
        {"network": {"delegatedSubnetResourceId": UNKNOWN}},
        comes_from={"network": [urn(SUBNET, "data")]},
    )
    found = only(server, resource(SUBNET, "data"))
    assert [subnet.name for subnet in found.subnets] == ["data"]
    assert not found.is_endpoint


def test_a_zone_of_names_is_no_subnet() -> None:
    """What else the network of a server comes from does not hold it."""
    server = resource(
        SERVER,
        "postgres",
        {"network": {"publicNetworkAccess": "Disabled"}},
        comes_from={"network": [urn(SUBNET, "data")]},
    )
    assert only(server, resource(SUBNET, "data")).subnets == ()


def test_a_server_on_aws_stands_in_every_subnet_of_its_group() -> None:
    """The groups that let others in are those of the server."""
    subnets = [resource(AWS_SUBNET, "a"), resource(AWS_SUBNET, "b")]
    group = resource(SUBNET_GROUP, "subnets", comes_from={"subnetIds": [each.urn for each in subnets]})
    firewalls = [resource(security_groups.GROUP, name) for name in ("database", "backup")]
    server = resource(
        RDS,
        "data",
        {"engine": "postgres"},
        comes_from={
            "dbSubnetGroupName": [group.urn],
            "vpcSecurityGroupIds": [each.urn for each in firewalls],
        },
    )
    found = only(*subnets, group, *firewalls, server)
    assert [subnet.name for subnet in found.subnets] == ["a", "b"]
    assert [each.name for each in found.groups] == ["database", "backup"]
    assert found.on_aws


def test_every_server_of_a_stack_is_a_database() -> None:
    """The second of a kind as the first."""
    tokens = (SERVER, "azure-native:dbformysql:Server", RDS, "aws:rds/cluster:Cluster")
    servers = [resource(token, f"{token}-{name}", {"engine": "mysql"}) for token in tokens for name in "ab"]
    assert {each.resource.urn for each in databases(stack(*servers))} == {each.urn for each in servers}
