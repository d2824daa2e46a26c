"""Small plans to report on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jiban.model.plan import ROOT_TYPE, UNKNOWN, Options, Plan, Resource, Secret, SourceLine

ROOT = f"urn:pulumi:prod::shop::{ROOT_TYPE}::shop-prod"


def resource(token: str, name: str, parent: Resource | None = None, **fields: Any) -> Resource:
    """Make a resource of the stack shop/prod, under the root where no parent is given."""
    above = f"{parent.qualified_type}$" if parent else ""
    made = Resource(
        urn=f"urn:pulumi:prod::shop::{above}{token}::{name}",
        type=token,
        name=name,
        custom=True,
        parent=parent.urn if parent else ROOT,
    )
    return replace(made, **fields)


def plan_of(*resources: Resource, **fields: Any) -> Plan:
    """Make a plan of the stack shop/prod."""
    root = Resource(urn=ROOT, type=ROOT_TYPE, name="shop-prod", custom=False)
    return Plan(project="shop", stack="prod", resources=(root, *resources), **fields)


def shop() -> Plan:
    """A network with a subnet, and a database in it that has a password."""
    network = resource("shop:net:Network", "network", custom=False)
    vnet = resource(
        "azure-native:network:VirtualNetwork",
        "network-vnet",
        network,
        inputs={
            "virtualNetworkName": "vnet-shop-prod",
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "tags": {"owner": "platform"},
        },
        options=Options(ignore_changes=("subnets",)),
        source=SourceLine("shop/net.py", 12),
        trace=(SourceLine("shop/net.py", 12), SourceLine("__main__.py", 4)),
    )
    subnet = resource(
        "azure-native:network:Subnet",
        "network-subnet",
        network,
        inputs={"addressPrefix": "10.0.1.0/24", "virtualNetworkName": UNKNOWN},
        dependencies=(vnet.urn,),
        property_dependencies={"virtualNetworkName": (vnet.urn,)},
    )
    database = resource(
        "aws:rds/cluster:Cluster",
        "db",
        protect=True,
        inputs={"engine": "postgres", "password": Secret("hunter2"), "subnet": UNKNOWN, "tags": {"a": "b"}},
        dependencies=(subnet.urn,),
        property_dependencies={"subnet": (subnet.urn,), "engine": ()},
    )
    return plan_of(network, vnet, subnet, database, outputs={"host": UNKNOWN, "key": Secret("hunter2")})
