"""A small shop on Azure, and one on AWS: a gateway, pods that use a database, pods that do not."""

from __future__ import annotations

from typing import Any

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.network import aks, eks, security_groups
from jiban.policy.view import ResourceView
from tests.policies.samples import DEPLOYMENT, NETWORK_POLICY, NSG, SUBNET, resource, urn

SERVER = "azure-native:dbforpostgresql:Server"
ENDPOINT = "azure-native:network:PrivateEndpoint"
RDS = "aws:rds/instance:Instance"
GATEWAY, NODES, DATABASE = "10.0.4.0/24", "10.0.1.0/24", "10.0.2.0/24"
PODS = "10.244.0.0/16"


def allow(priority: int, source: str, target: str, port: str, access: str = "Allow") -> dict[str, Any]:
    """An inbound rule of a network security group."""
    return {
        "direction": "Inbound",
        "access": access,
        "protocol": "Tcp" if port != "*" else "*",
        "priority": priority,
        "sourceAddressPrefix": source,
        "destinationAddressPrefix": target,
        "destinationPortRange": port,
    }


CLOSED = allow(4096, "*", "*", "*", "Deny")
TO_PODS = allow(1000, GATEWAY, PODS, "8080")
TO_DATABASE = allow(1000, NODES, DATABASE, "5432")


def group(name: str, *rules: dict[str, Any]) -> ResourceView:
    """A network security group."""
    return resource(NSG, f"nsg-{name}", {"securityRules": list(rules)})


def subnet(name: str, prefix: Any, **more: Any) -> ResourceView:
    """A subnet with the security group of its name."""
    inputs = {"addressPrefix": prefix, "networkSecurityGroup": {"id": UNKNOWN}, **more}
    return resource(
        SUBNET, f"subnet-{name}", inputs, comes_from={"networkSecurityGroup": [urn(NSG, f"nsg-{name}")]}
    )


def policy(name: str, labels: dict[str, str], **spec: Any) -> ResourceView:
    """A NetworkPolicy for the pods with some labels, in both directions."""
    inputs = {
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {"podSelector": {"matchLabels": labels}, "policyTypes": ["Ingress", "Egress"], **spec},
    }
    return resource(NETWORK_POLICY, f"{name}-policy", inputs)


def workload(name: str, *, uses: str = "") -> ResourceView:
    """A Deployment with a port; its inputs come from a resource."""
    container = {
        "name": name,
        "ports": [{"name": "http", "containerPort": 8080}],
        "env": [{"value": UNKNOWN}],
    }
    inputs = {
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {"template": {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}}},
    }
    return resource(DEPLOYMENT, name, inputs, comes_from={"spec": [uses] if uses else []})


def to_block(cidr: Any, port: Any) -> dict[str, Any]:
    """An egress rule to addresses."""
    return {"to": [{"ipBlock": {"cidr": cidr}}], "ports": [{"port": port, "protocol": "TCP"}]}


def from_block(cidr: Any, port: Any) -> dict[str, Any]:
    """An ingress rule from addresses."""
    return {"from": [{"ipBlock": {"cidr": cidr}}], "ports": [{"port": port, "protocol": "TCP"}]}


def azure(**changes: ResourceView | None) -> list[ResourceView]:
    """The shop on Azure. A change replaces a part by its key; None leaves it out."""
    parts: dict[str, ResourceView | None] = {
        "network": resource(aks.NETWORK, "vnet", {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}),
        "gateway_subnet": subnet("gateway", GATEWAY),
        "gateway_group": group("gateway", CLOSED),
        "nodes_subnet": subnet("nodes", NODES),
        "nodes_group": group("nodes", TO_PODS, CLOSED),
        "database_subnet": subnet(
            "database", DATABASE, privateEndpointNetworkPolicies="NetworkSecurityGroupEnabled"
        ),
        "database_group": group("database", TO_DATABASE, CLOSED),
        "cluster": cluster(),
        "server": resource(SERVER, "postgres"),
        "endpoint": resource(
            ENDPOINT,
            "endpoint",
            {"subnet": {"id": UNKNOWN}},
            comes_from={
                "subnet": [urn(SUBNET, "subnet-database")],
                "privateLinkServiceConnections": [urn(SERVER, "postgres")],
            },
        ),
        "orders": workload("orders", uses=urn(SERVER, "postgres")),
        "orders_policy": policy(
            "orders",
            {"app": "orders"},
            ingress=[from_block(GATEWAY, 8080)],
            egress=[to_block(DATABASE, 5432)],
        ),
        "images": workload("images"),
        "images_policy": policy("images", {"app": "images"}, ingress=[], egress=[]),
    }
    return [part for part in (parts | changes).values() if part is not None]


def cluster(**network: Any) -> ResourceView:
    """A cluster of AKS in the subnet of the nodes."""
    profile = {"networkPluginMode": "overlay", "podCidr": PODS, "networkPolicy": "cilium"} | network
    return resource(
        aks.CLUSTER,
        "aks",
        {"networkProfile": profile, "agentPoolProfiles": [{"name": "system", "vnetSubnetID": UNKNOWN}]},
        comes_from={"agentPoolProfiles": [urn(SUBNET, "subnet-nodes")]},
    )


def aws(**changes: ResourceView | None) -> list[ResourceView]:
    """The shop on AWS. A change replaces a part by its key; None leaves it out."""
    subnets = [urn(eks.SUBNET, "nodes")]
    parts: dict[str, ResourceView | None] = {
        "nodes_subnet": resource(eks.SUBNET, "nodes", {"cidrBlock": NODES}),
        "database_subnet": resource(eks.SUBNET, "data", {"cidrBlock": DATABASE}),
        "cluster": resource(eks.CLUSTER, "eks", {"vpcConfig": {}}, comes_from={"vpcConfig": subnets}),
        "group": resource(security_groups.GROUP, "database-group"),
        "rule": way_in(referencedSecurityGroupId=[urn(eks.CLUSTER, "eks")]),
        "subnet_group": resource(
            "aws:rds/subnetGroup:SubnetGroup", "subnets", comes_from={"subnetIds": [urn(eks.SUBNET, "data")]}
        ),
        "server": resource(
            RDS,
            "postgres",
            {"engine": "postgres"},
            comes_from={
                "vpcSecurityGroupIds": [urn(security_groups.GROUP, "database-group")],
                "dbSubnetGroupName": [urn("aws:rds/subnetGroup:SubnetGroup", "subnets")],
            },
        ),
        "orders": workload("orders", uses=urn(RDS, "postgres")),
    }
    return [part for part in (parts | changes).values() if part is not None]


def entrance(port: int, **comes_from: list[str]) -> list[ResourceView]:
    """A gateway's subnet on AWS, a policy that lets it in, and a rule of the nodes' group."""
    return [
        resource(eks.SUBNET, "gateway-a", {"cidrBlock": "10.0.4.0/25"}),
        policy(
            "orders",
            {"app": "orders"},
            ingress=[from_block(GATEWAY, 8080)],
            egress=[to_block(DATABASE, 5432)],
        ),
        resource(
            security_groups.INGRESS_RULE,
            "entrance",
            {"ipProtocol": "tcp", "fromPort": port, "toPort": port},
            comes_from={"securityGroupId": [urn(eks.CLUSTER, "eks")], **comes_from},
        ),
    ]


def way_in(port: int = 5432, inputs: dict[str, Any] | None = None, **comes_from: list[str]) -> ResourceView:
    """A rule that lets somebody into the database's group."""
    return resource(
        security_groups.INGRESS_RULE,
        "way-in",
        {"ipProtocol": "tcp", "fromPort": port, "toPort": port, **(inputs or {})},
        comes_from={"securityGroupId": [urn(security_groups.GROUP, "database-group")], **comes_from},
    )
