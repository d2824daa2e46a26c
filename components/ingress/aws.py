"""What the gateway stands on at AWS: the group of its proxies, which a load balancer sends to, and the right
of a controller in the cluster to write them into it.

Load balancer and listener are the edge's. Pulumi makes the group and never writes a member; the controller
writes members and makes nothing.
"""

from __future__ import annotations  # the SDK's modules are only loaded where a gateway is made

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import eks, iam, lb

from jiban.components.base import refuse_beyond
from jiban.components.iam import allow, document, pod_trust
from jiban.components.ingress import controller
from jiban.components.ingress.contract import HEALTH_PATH, TargetsContract
from jiban.components.ingress.gateway import DRAIN_SECONDS, PROXY_PORT
from jiban.components.ingress.limits import LIMITS
from jiban.components.site import known_after

if TYPE_CHECKING:
    from jiban.components.cluster.contract import ClusterContract
    from jiban.components.ingress.spec import IngressSpec
    from jiban.components.network.contract import NetworkContract
    from jiban.components.site import Site

_ROLE: Final = "ingress.targets"
"""What tells the controller's role from the services'. A dot is in no service's name, so none has this."""
_LOOKS: Final = (
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeVpcs",
)
"""What the controller looks at for one binding to pods' addresses; none of it can be narrowed to a group."""
_WRITES: Final = ("elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets")
"""What it changes (kubernetes-sigs/aws-load-balancer-controller v3.5.0,
`pkg/targetgroupbinding/targets_manager.go` and `resource_manager.go`)."""

_PROBE_SECONDS: Final = 10
_PROBE_TIMEOUT_SECONDS: Final = 5
_PROBES: Final = 2
"""Answers in a row by which a proxy is taken in, and failures by which it is left out."""


@dataclass(frozen=True, kw_only=True)
class TargetsArgs:
    """What the group is made of."""

    spec: IngressSpec
    site: Site
    network: NetworkContract
    cluster: ClusterContract


class Targets(pulumi.ComponentResource):
    """A group of the gateway's proxies by their own addresses, and who may write them into it.

    Raises:
        SpecRefusedError: when AWS cannot provide what the specification asks for.
    """

    contract: TargetsContract

    def __init__(self, name: str, args: TargetsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the group, the controller's role, and the service account that becomes it."""
        refuse_beyond(LIMITS, "aws", name, args.spec)
        super().__init__("jiban:ingress:Targets", name, None, opts)
        self._logical, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        group = self._group()
        association = self._may_write(group)
        self.contract = TargetsContract(
            group=group.arn,
            network=args.network.network_id,
            # For whoever binds to it: the controller may write by then.
            cluster=pulumi.Output.all(args.cluster.name, association.urn)[0],
        )
        self.register_outputs({"group": group.arn})

    def _group(self) -> lb.TargetGroup:
        return lb.TargetGroup(
            # Without a name of its own: a group that is replaced stands beside the old one for a while.
            f"{self._logical}-proxies",
            vpc_id=self._args.network.network_id,
            target_type="ip",
            ip_address_type="ipv4",
            port=PROXY_PORT,
            # The certificate of a proxy is not looked at, so one that nobody else trusts will do.
            protocol="HTTPS",
            protocol_version="HTTP1",
            load_balancing_algorithm_type="least_outstanding_requests",
            deregistration_delay=DRAIN_SECONDS,
            health_check=lb.TargetGroupHealthCheckArgs(
                enabled=True,
                protocol="HTTPS",
                port="traffic-port",
                path=HEALTH_PATH,
                matcher="200",
                interval=_PROBE_SECONDS,
                timeout=_PROBE_TIMEOUT_SECONDS,
                healthy_threshold=_PROBES,
                unhealthy_threshold=_PROBES,
            ),
            tags=self._tags("proxies"),
            opts=self._child,
        )

    def _may_write(self, group: lb.TargetGroup) -> eks.PodIdentityAssociation:
        site, name = self._args.site, self._args.site.naming.physical("iam.Role", _ROLE)
        role = iam.Role(
            f"{self._logical}-role",
            name=name,
            assume_role_policy=pod_trust(controller.NAMESPACE, controller.ACCOUNT),
            tags=self._tags("role"),
            opts=self._child,
        )
        granted = iam.RolePolicy(
            f"{self._logical}-role-members",
            name="members",
            role=known_after(role, name),
            policy=group.arn.apply(partial(_may_write, site.region)),
            opts=self._child,
        )
        return eks.PodIdentityAssociation(
            f"{self._logical}-controller",
            cluster_name=self._args.cluster.name,
            namespace=controller.NAMESPACE,
            service_account=controller.ACCOUNT,
            role_arn=role.arn,
            tags=self._tags("controller"),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[granted]),
        )

    def _tags(self, suffix: str) -> dict[str, str]:
        return self._args.site.ownership.tags("ingress", f"{self._logical}-{suffix}")


def _may_write(region: str, group: str) -> str:
    here = {"Condition": {"StringEquals": {"aws:RequestedRegion": region}}}
    return document({**allow(_LOOKS, ["*"]), **here}, allow(_WRITES, [group]))
