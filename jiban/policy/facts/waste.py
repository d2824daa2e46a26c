"""Waste: machines and disks that cost more than their successors, and what is paid for and nothing has.

What another stack attaches is not seen here: a disk or an address that is made for others looks unused.
Figures: `waste.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jiban.policy.facts.once import once
from jiban.policy.facts.values import at
from jiban.policy.view import Node, ResourceView, StackView
from jiban.tables import table

VOLUME: Final = "aws:ebs/volume:Volume"
ADDRESS: Final = "aws:ec2/eip:Eip"
DATABASE: Final = "aws:rds/instance:Instance"
BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
AZURE_ADDRESS: Final = "azure-native:network:PublicIPAddress"
AZURE_DISK: Final = "azure-native:compute:Disk"
_HOLDERS: Final[Mapping[str, tuple[str, ...]]] = {
    VOLUME: ("aws:ec2/volumeAttachment:VolumeAttachment", "kubernetes:core/v1:PersistentVolume"),
    ADDRESS: (
        "aws:ec2/eipAssociation:EipAssociation",
        "aws:ec2/natGateway:NatGateway",
        "aws:ec2/natGatewayEipAssociation:NatGatewayEipAssociation",
        BALANCER,
        "kubernetes:core/v1:Service",
        "kubernetes:helm.sh/v3:Release",
    ),
}
"""Types that have what is attached to them."""
_OWN: Final[Mapping[str, tuple[str, ...]]] = {
    ADDRESS: ("instance", "networkInterface", "associateWithPrivateIp"),
    AZURE_DISK: ("managedBy", "managedByExtended"),
}
"""Inputs by which something says itself what has it."""
SIZES: Final[Mapping[str, str]] = {
    "aws:ec2/instance:Instance": "instanceType",
    "aws:ec2/launchTemplate:LaunchTemplate": "instanceType",
    "aws:ec2/launchConfiguration:LaunchConfiguration": "instanceType",
    DATABASE: "instanceClass",
    "aws:rds/clusterInstance:ClusterInstance": "instanceClass",
    "aws:elasticache/replicationGroup:ReplicationGroup": "nodeType",
    "azure-native:compute:VirtualMachine": "hardwareProfile.vmSize",
    "azure-native:containerservice:AgentPool": "vmSize",
}
"""Where the size of a machine stands."""
ATTACHED: Final = (VOLUME, ADDRESS, AZURE_ADDRESS, AZURE_DISK)


@dataclass(frozen=True, slots=True)
class Waste:
    """Something that costs more than it has to."""

    said: str
    path: str


def of_machine(resource: ResourceView) -> Waste | None:
    """Return that a machine is of an old generation; None where it is not.

    Raises:
        NotKnownError: its size is not known before deployment.
    """
    node = at(resource.node, SIZES[resource.token])
    if not node.given:
        return None
    name = node.text()
    if resource.token.startswith("azure-native:"):
        form = _rows("old_sizes")["form"]
        is_old = re.fullmatch(rf"(Standard|Basic)_{form}", name, re.IGNORECASE)
    else:
        series = re.sub(r"^(db|cache)\.", "", name).partition(".")[0]
        is_old = re.fullmatch(_rows("old_machines")["series"], series)
    return Waste(f"{name} is of an old generation", node.path) if is_old else None


def of_disk(resource: ResourceView) -> Waste | None:
    """Return that a disk of AWS is of a type that another one has taken the place of; None where it is not.

    Raises:
        NotKnownError: its type is not known before deployment.
    """
    node, otherwise = _disk(resource)
    if node is None:
        return None
    kind = node.text() or otherwise
    better = _rows("old_disks").get(kind)
    if better is None:
        return None
    said = f"{node.path} is {kind}" if node.given else f"{node.path} is not set, and AWS takes {kind}"
    return Waste(f"{said}, which costs more than {better} and is no faster", node.path)


def _disk(resource: ResourceView) -> tuple[Node | None, str]:
    if resource.token == VOLUME:
        return resource["type"], "gp2"
    if resource.token == DATABASE and not resource["replicateSourceDb"].given:
        return resource["storageType"], "io1" if resource["iops"].given else "gp2"
    return None, ""


def is_unattached(stack: StackView, resource: ResourceView) -> Waste | None:
    """Return that nothing in the stack has a disk or an address; None where something does."""
    for key in _OWN.get(resource.token, ()):
        if resource[key].given:
            return None
    if resource.urn in _held(stack):
        return None
    return Waste("nothing in the stack has it, and it is paid for", "")


@once
def _held(stack: StackView) -> frozenset[str]:
    """Return the URNs of the disks and addresses that something has."""
    found: set[str] = set()
    for token in (VOLUME, ADDRESS):
        mine = {each.urn for each in stack.of(token)}
        for holder in stack.of(*_HOLDERS[token]) if mine else ():
            found |= mine & _sources(holder)
    azure = {each.urn for each in stack.of(AZURE_ADDRESS, AZURE_DISK)}
    for holder in stack.resources if azure else ():
        if holder.token.startswith(("azure-native:", "kubernetes:")) and holder.urn not in azure:
            found |= azure & _sources(holder)
    return frozenset(found)


def _sources(resource: ResourceView) -> set[str]:
    return {urn for urns in resource.property_dependencies.values() for urn in urns}


@once
def is_idle(stack: StackView, balancer: ResourceView) -> Waste | None:
    """Return that nothing in the stack listens at a load balancer; None where something does."""
    for other in stack.resources:
        if other is not balancer and balancer.urn in _sources(other):
            return None
    return Waste("nothing in the stack listens at it, and it is paid for", "")


def found(stack: StackView, resource: ResourceView) -> Iterator[Waste | None]:
    """Yield what of a resource costs more than it has to, None for each thing that does not.

    Raises:
        NotKnownError: the next one is not known before deployment.
    """
    if resource.token in ATTACHED:
        yield is_unattached(stack, resource)
    if resource.token in SIZES:
        yield of_machine(resource)
    if resource.token in (VOLUME, DATABASE):
        yield of_disk(resource)


def _rows(name: str) -> Mapping[str, Any]:
    return table("jiban.policy.facts", "waste.yaml")[name]
