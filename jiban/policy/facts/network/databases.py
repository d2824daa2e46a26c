"""Databases of a stack: at which port each answers, and behind what it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.network import security_groups
from jiban.policy.facts.network.aks import SUBNET
from jiban.policy.view import Node, ResourceView, StackView

AZURE_PORTS: Final[Mapping[str, int]] = {
    "azure-native:dbforpostgresql:Server": 5432,
    "azure-native:dbformysql:Server": 3306,
}
"""Kinds of servers of Azure, with the port that each answers at."""
AWS_TYPES: Final = ("aws:rds/instance:Instance", "aws:rds/cluster:Cluster")
_ENGINE_PORTS: Final = (
    ("postgres", 5432),
    ("mysql", 3306),
    ("mariadb", 3306),
    ("sqlserver", 1433),
    ("oracle", 1521),
)
_ENDPOINT: Final = "azure-native:network:PrivateEndpoint"
_VIRTUAL_ENDPOINT: Final = "azure-native:dbforpostgresql:VirtualEndpoint"
_SUBNET_GROUP: Final = "aws:rds/subnetGroup:SubnetGroup"
_AWS_SUBNET: Final = "aws:ec2/subnet:Subnet"


@dataclass(frozen=True, slots=True)
class Database:
    """A database server."""

    resource: ResourceView
    port: int
    urns: frozenset[str]
    """The server, and what leads to it by another name: whoever's inputs come from one of them uses it."""
    subnets: tuple[ResourceView, ...] = ()
    """Where it is entered: subnets of its private endpoints, or its own."""
    groups: tuple[ResourceView, ...] = ()
    """Its security groups, on AWS."""
    is_endpoint: bool = False
    """Whether it is entered by private endpoints."""

    @property
    def name(self) -> str:
        """Logical name of the server."""
        return self.resource.name

    @property
    def on_aws(self) -> bool:
        """Whether security groups judge what comes in."""
        return self.resource.token in AWS_TYPES


def databases(stack: StackView) -> Iterator[Database]:
    """Yield the database servers of a stack.

    Raises:
        NotKnownError: a port or an engine is not known before deployment.
    """
    for server in stack.of(*AZURE_PORTS):
        yield _azure(stack, server)
    for server in stack.of(*AWS_TYPES):
        yield Database(
            server,
            _aws_port(server),
            frozenset({server.urn}),
            _aws_subnets(stack, server),
            stack.behind(server, "vpcSecurityGroupIds", security_groups.GROUP),
        )


def _azure(stack: StackView, server: ResourceView) -> Database:
    names = {
        other.urn
        for other in stack.of(_VIRTUAL_ENDPOINT)
        if server.urn in other.property_dependencies.get("serverName", ())
    }
    urns = frozenset({server.urn, *names})
    endpoints = [
        endpoint
        for endpoint in stack.of(_ENDPOINT)
        if urns & set(endpoint.property_dependencies.get("privateLinkServiceConnections", ()))
    ]
    port = AZURE_PORTS[server.token]
    if endpoints:
        found = {subnet.urn: subnet for each in endpoints for subnet in stack.behind(each, "subnet", SUBNET)}
        return Database(server, port, urns, tuple(found.values()), is_endpoint=True)
    own = _has_own_subnet(server["network"])
    return Database(server, port, urns, stack.behind(server, "network", SUBNET) if own else ())


def _has_own_subnet(network: Node) -> bool:
    return network["delegatedSubnetResourceId"].raw is not None


def _aws_port(server: ResourceView) -> int:
    engine = server["engine"].text()
    usual = next((port for name, port in _ENGINE_PORTS if name in engine), 5432)
    return server["port"].number(usual)


def _aws_subnets(stack: StackView, server: ResourceView) -> tuple[ResourceView, ...]:
    groups = stack.behind(server, "dbSubnetGroupName", _SUBNET_GROUP)
    return tuple(subnet for group in groups for subnet in stack.behind(group, "subnetIds", _AWS_SUBNET))
