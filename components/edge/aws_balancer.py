"""The load balancer between CloudFront and the gateway inside the cluster, which nobody else reaches."""

from __future__ import annotations  # the SDK's modules are only loaded where an edge is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import lb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.components.edge.spec import EdgeSpec
    from jiban.components.network.contract import NetworkContract
    from jiban.components.site import Site

HTTPS: Final = 443
HTTP: Final = 80
"""Port that nobody listens at, which AWS asks for all the same."""
LOGS: Final = "balancer"
"""Beginning of the names of the load balancer's records."""
_IDLE_MARGIN_SECONDS: Final = 10
"""By how much an idle connection outlives the longest answer."""


@dataclass(frozen=True, kw_only=True)
class BalancerArgs:
    """What the load balancer is made of."""

    spec: EdgeSpec
    site: Site
    network: NetworkContract
    target_group: pulumi.Input[str]
    """ARN of the group of the gateway's proxies."""
    certificate: pulumi.Input[str]
    """ARN of the certificate, when it is issued."""
    tls: str
    """Policy of TLS."""
    bucket: pulumi.Input[str]
    """Bucket of its records."""
    ready: Sequence[pulumi.Resource]
    """What it waits for: that it may write there."""


class Balancer(pulumi.ComponentResource):
    """An Application Load Balancer without a public address, and its listener."""

    arn: pulumi.Output[str]
    """ARN, when it listens."""
    host: pulumi.Output[str]
    """DNS name, which leads to addresses of the network."""
    zone: pulumi.Output[str]
    """Zone of that name."""

    def __init__(self, name: str, args: BalancerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the load balancer and its listener."""
        super().__init__("jiban:edge:Balancer", name, None, opts)
        site = args.site
        made = lb.LoadBalancer(
            # Without a name of its own: AWS takes 32 letters, and Pulumi makes one that a replacement needs.
            name,
            load_balancer_type="application",
            internal=True,
            ip_address_type="ipv4",
            # CloudFront's end of the way in is for private subnets, and these lead nowhere outside.
            subnets=list(args.network.subnet_ids["endpoints"]),
            security_groups=[args.network.security_groups["gateway"]],
            drop_invalid_header_fields=True,
            desync_mitigation_mode="defensive",
            enable_deletion_protection=site.protect,
            enable_zonal_shift=True,
            enable_http2=True,
            idle_timeout=args.spec.answer_seconds + _IDLE_MARGIN_SECONDS,
            access_logs=lb.LoadBalancerAccessLogsArgs(bucket=args.bucket, prefix=LOGS, enabled=True),
            tags=site.ownership.tags("edge", name),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect, depends_on=list(args.ready)),
        )
        listener = lb.Listener(
            f"{name}-https",
            load_balancer_arn=made.arn,
            port=HTTPS,
            protocol="HTTPS",
            ssl_policy=args.tls,
            certificate_arn=args.certificate,
            default_actions=[
                lb.ListenerDefaultActionArgs(type="forward", target_group_arn=args.target_group)
            ],
            tags=site.ownership.tags("edge", f"{name}-https"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = pulumi.Output.all(made.arn, listener.urn)[0]
        self.host, self.zone = made.dns_name, made.zone_id
        self.register_outputs({"arn": self.arn})
