"""Identities on AWS of what looks after services in the cluster: what scales them, what rolls them out."""

from __future__ import annotations  # the SDK's modules are only loaded where an identity is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import iam

from jiban.components.iam import allow, document
from jiban.components.identity.aws_principal import Principal
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.components.cluster.contract import ClusterContract
    from jiban.components.queue.contract import QueueContract
    from jiban.components.site import Site

_ROLLOUTS: Final = "rollouts.controller"
"""What tells the role of what carries rollouts out. A dot is in no service's name, so none has this."""


@dataclass(frozen=True, kw_only=True)
class ScalerArgs:
    """What the identity of KEDA's operator is made of."""

    site: Site
    namespace: str
    service_account: str
    cluster: ClusterContract
    broker: QueueContract | None
    queues: Sequence[str]
    """Queues whose length decides how many pods there are; none without a broker."""
    workspace: pulumi.Output[str] | None
    """ARN of the managed Prometheus whose answers decide it; None where nobody asks it."""


class ScalerIdentity(pulumi.ComponentResource):
    """The identity as which KEDA asks for the lengths of queues, and the managed Prometheus; it reads no
    message.
    """

    def __init__(self, name: str, args: ScalerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the role, its permissions, and the service account that becomes it."""
        super().__init__("jiban:identity:ScalerIdentity", name, None, opts)
        principal = Principal(
            parent=self,
            name=name,
            site=args.site,
            namespace=args.namespace,
            account=args.service_account,
            # A dot is in no service's name, so no service's role has this one's name.
            part=f"scaling.{args.service_account}",
        )
        role = principal.role()
        if args.broker and args.queues:
            iam.RolePolicy(
                f"{name}-queues",
                name="queues",
                role=known_after(role, principal.physical),
                policy=pulumi.Output.all(
                    *(args.broker.entity_ids[queue] for queue in sorted(set(args.queues)))
                ).apply(_may_count),
                opts=pulumi.ResourceOptions(parent=self),
            )
        if args.workspace is not None:
            _may_query(self, name, principal, role, args.workspace)
        principal.is_become_in(args.cluster, role)
        self.register_outputs({})


@dataclass(frozen=True, kw_only=True)
class RolloutsArgs:
    """What the identity of what carries rollouts out is made of."""

    site: Site
    namespace: str
    service_account: str
    cluster: ClusterContract
    workspace: pulumi.Output[str]
    """ARN of the managed Prometheus."""


class RolloutsIdentity(pulumi.ComponentResource):
    """The identity as which the controllers of rollouts ask the managed Prometheus how a version does."""

    def __init__(self, name: str, args: RolloutsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the role, its permission, and the service account that becomes it."""
        super().__init__("jiban:identity:RolloutsIdentity", name, None, opts)
        principal = Principal(
            parent=self,
            name=name,
            site=args.site,
            namespace=args.namespace,
            account=args.service_account,
            part=_ROLLOUTS,
        )
        role = principal.role()
        _may_query(self, name, principal, role, args.workspace)
        principal.is_become_in(args.cluster, role)
        self.register_outputs({})


def _may_query(
    parent: pulumi.Resource, name: str, principal: Principal, role: iam.Role, workspace: pulumi.Output[str]
) -> None:
    """Let a role ask one workspace, and nothing else: neither its labels, nor any other workspace.

    Source: Prometheus user guide of AWS, `AMP-APIReference-Query` and `security_iam_service-with-iam`.
    """
    iam.RolePolicy(
        f"{name}-metrics",
        name="metrics",
        role=known_after(role, principal.physical),
        policy=workspace.apply(_asks),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _may_count(queues: Sequence[str]) -> str:
    return document(allow(["sqs:GetQueueAttributes"], queues))


def _asks(workspace: str) -> str:
    return document(allow(["aps:QueryMetrics"], [workspace]))
