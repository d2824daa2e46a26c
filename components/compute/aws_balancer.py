"""The load balancer in front of servers: HTTPS for those who are named, a firewall, a rule for each group."""

from __future__ import annotations  # the SDK's modules are only loaded where servers are made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi_aws import ec2, lb, vpc, wafv2

from jiban.components.compute import web_acl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.components.compute.spec import BalancerSpec, ServerGroupSpec
    from jiban.components.network.contract import NetworkContract
    from jiban.components.site import Site

HTTPS: Final = 443
_TLS: Final = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
"""TLS 1.3, and 1.2 with forward secrecy (ELB user guide, `describe-ssl-policies`); newer are unverified."""
_NOBODY: Final = "404"


@dataclass(frozen=True, kw_only=True)
class BalancerArgs:
    """What the load balancer is made of."""

    spec: BalancerSpec
    site: Site
    network: NetworkContract


class Balancer(pulumi.ComponentResource):
    """An Application Load Balancer in the public subnets, open to the clients that are named."""

    host: pulumi.Output[str]
    """DNS name."""
    suffix: pulumi.Output[str]
    """What metrics know it by."""

    def __init__(self, name: str, args: BalancerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the load balancer, who may come in, and the listener."""
        super().__init__("jiban:compute:Balancer", name, None, opts)
        self._logical, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        site = args.site
        made = lb.LoadBalancer(
            name,
            name=site.naming.physical("lb.LoadBalancer"),
            load_balancer_type="application",
            internal=False,
            ip_address_type="ipv4",
            subnets=list(args.network.subnet_ids["gateway"]),
            # By the first it reaches the servers, by the second it is reached.
            security_groups=[args.network.security_groups["gateway"], self._door()],
            drop_invalid_header_fields=True,
            desync_mitigation_mode="defensive",
            enable_deletion_protection=site.protect,
            enable_zonal_shift=True,
            enable_http2=True,
            tags=self._tags(""),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )
        self.host, self.suffix = made.dns_name, made.arn_suffix
        if args.spec.firewall != "none":
            self._firewall(made)
        self._listener = self._listen(made)
        self.register_outputs({"host": self.host})

    def _tags(self, suffix: str) -> dict[str, str]:
        return self._args.site.ownership.tags("compute", f"{self._logical}-{suffix}".rstrip("-"))

    def _door(self) -> pulumi.Output[str]:
        """Make the group by which clients come in; its id is known when its rules are there."""
        site = self._args.site
        group = ec2.SecurityGroup(
            f"{self._logical}-door",
            name=site.naming.physical("ec2.SecurityGroup", "servers.door"),
            description="Clients of the load balancer of the servers",
            vpc_id=self._args.network.network_id,
            tags=self._tags("door"),
            opts=self._child,
        )
        rules = [self._rule(group, client) for client in self._args.spec.clients]
        return pulumi.Output.all(group.id, *(rule.urn for rule in rules))[0]

    def _rule(self, group: ec2.SecurityGroup, client: str) -> vpc.SecurityGroupIngressRule:
        listed = client.startswith("pl-")
        suffix = f"door-{client.replace('/', '-')}"
        return vpc.SecurityGroupIngressRule(
            f"{self._logical}-{suffix}",
            security_group_id=group.id,
            cidr_ipv4=None if listed else client,
            prefix_list_id=client if listed else None,
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
            description="A client of the servers",
            tags=self._tags(suffix),
            opts=self._child,
        )

    def _firewall(self, made: lb.LoadBalancer) -> None:
        # In the SDK's words, of which its types know none as a map.
        rules: Any = web_acl.rules(self._args.spec)
        visibility: Any = web_acl.visibility("servers")
        acl = wafv2.WebAcl(
            f"{self._logical}-firewall",
            name=self._args.site.naming.physical("wafv2.WebAcl", "servers"),
            scope="REGIONAL",
            default_action=wafv2.WebAclDefaultActionArgs(allow=wafv2.WebAclDefaultActionAllowArgs()),
            rules=rules,
            visibility_config=visibility,
            tags=self._tags("firewall"),
            opts=self._child,
        )
        wafv2.WebAclAssociation(
            f"{self._logical}-firewall-association",
            resource_arn=made.arn,
            web_acl_arn=acl.arn,
            opts=self._child,
        )

    def _listen(self, made: lb.LoadBalancer) -> lb.Listener:
        return lb.Listener(
            f"{self._logical}-https",
            load_balancer_arn=made.arn,
            port=HTTPS,
            protocol="HTTPS",
            ssl_policy=_TLS,
            certificate_arn=self._args.spec.certificate,
            default_actions=[
                lb.ListenerDefaultActionArgs(
                    type="fixed-response",
                    fixed_response=lb.ListenerDefaultActionFixedResponseArgs(
                        content_type="text/plain", status_code=_NOBODY, message_body="No server answers this"
                    ),
                )
            ],
            tags=self._tags("https"),
            opts=self._child,
        )

    def targets(self, name: str, group: ServerGroupSpec) -> tuple[lb.TargetGroup, lb.ListenerRule]:
        """Make the place of one group's servers behind the load balancer, and the rule that leads to it."""
        site, suffix = self._args.site, f"targets-{name}"
        made = lb.TargetGroup(
            f"{self._logical}-{suffix}",
            # A changed port replaces it, and the new one stands beside the old while the listener changes.
            name=site.naming.physical("lb.TargetGroup", f"{name}-{group.port}"),
            target_type="instance",
            protocol="HTTP",
            protocol_version="HTTP1",
            port=group.port,
            vpc_id=self._args.network.network_id,
            deregistration_delay=group.drain_seconds,
            load_balancing_algorithm_type="least_outstanding_requests",
            health_check=lb.TargetGroupHealthCheckArgs(
                enabled=True,
                protocol="HTTP",
                port="traffic-port",
                path=group.health_path,
                matcher="200",
                interval=10,
                timeout=5,
                healthy_threshold=2,
                unhealthy_threshold=3,
            ),
            tags=self._tags(suffix),
            opts=self._child,
        )
        rule = lb.ListenerRule(
            f"{self._logical}-rule-{name}",
            listener_arn=self._listener.arn,
            priority=group.order,
            conditions=_conditions(group),
            actions=[lb.ListenerRuleActionArgs(type="forward", target_group_arn=made.arn)],
            tags=self._tags(f"rule-{name}"),
            opts=self._child,
        )
        return made, rule


def _conditions(group: ServerGroupSpec) -> Sequence[lb.ListenerRuleConditionArgs]:
    paths = ["/*"] if group.path == "/" else [group.path, f"{group.path}/*"]
    found = [lb.ListenerRuleConditionArgs(path_pattern=lb.ListenerRuleConditionPathPatternArgs(values=paths))]
    if group.hosts:
        hosts = lb.ListenerRuleConditionHostHeaderArgs(values=sorted(set(group.hosts)))
        found.append(lb.ListenerRuleConditionArgs(host_header=hosts))
    return found
