"""Ways to the nodes of EKS from the internet: public addresses, and SSH that EKS opens.

Sources, read on 2026-11-28: pulumi-aws 7.51 (`aws.ec2.Subnet`, `aws.eks.NodeGroup`: a key without source
security groups opens port 22 to the internet); EKS user guide, `launch-templates`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.inherited import LAUNCH_TEMPLATE
from jiban.policy.facts.network.eks import subnets_of
from jiban.policy.facts.once import of, origins
from jiban.policy.view import NotKnownError, ResourceView, StackView

_SAID: Final = ("true", "false")


@dataclass(frozen=True, slots=True)
class Way:
    """A way in."""

    said: str
    path: str


def public_address(stack: StackView, group: ResourceView) -> Way | None:
    """Return why the nodes of a node group have public addresses; None where they have none.

    A launch template that says whether they do comes before the subnets.

    Raises:
        NotKnownError: it is not known before deployment, or hangs on what is no part of the stack.
    """
    template = _template(stack, group)
    if template is not None:
        with of(template):
            for interface in template["networkInterfaces"].each():
                stated = interface["associatePublicIpAddress"]
                if stated.given and stated.says(*_SAID):
                    said = f"{template.name} says associatePublicIpAddress"
                    return Way(said, "launchTemplate") if stated.says("true") else None
    doubt: NotKnownError | None = None
    for node, subnet in subnets_of(stack, group):
        if subnet is None:
            doubt = doubt or NotKnownError(node.path, "names a subnet that is no part of the stack")
            continue
        public = subnet["mapPublicIpOnLaunch"]
        if not public.known:
            doubt = doubt or NotKnownError(f"{public.path} of {subnet.name}")
        elif public.is_true():
            return Way(f"{subnet.name} gives public addresses (mapPublicIpOnLaunch)", node.path)
    if doubt is not None:
        raise doubt
    return None


def open_ssh(group: ResourceView) -> Way | None:
    """Return why EKS opens SSH of a node group's nodes to the internet; None where it does not.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    access = group["remoteAccess"]
    key, groups = access["ec2SshKey"], access["sourceSecurityGroupIds"]
    if not key.given or groups.each():
        return None
    return Way(
        f"{key.path} is set without sourceSecurityGroupIds, so EKS opens port 22 to the internet", key.path
    )


def _template(stack: StackView, group: ResourceView) -> ResourceView | None:
    """Return the launch template of a node group; None where it has none.

    Raises:
        NotKnownError: it is no part of the stack.
    """
    reference = group["launchTemplate"]
    for key in ("id", "name"):
        node = reference[key]
        if not node.given:
            continue
        found = origins(stack, group, node, LAUNCH_TEMPLATE)
        if len(found) == 1:
            return found[0]
        for each in stack.of(LAUNCH_TEMPLATE):
            if node.known and each["name"].known and each["name"].text() == node.text():
                return each
        raise NotKnownError(node.path, "names a template that is no part of the stack")
    return None
