"""What stands before a platform: load balancers, gateways, CloudFront and Front Door, and what they log.

Sources, read on 2026-11-28: pulumi-aws 7.51 (`lb.LoadBalancer`: accessLogs.enabled is false by default,
even with a bucket; `elb.LoadBalancer`: true by default; `cloudfront.Distribution`: a bucket turns logging
on); Elastic Load Balancing, `load-balancer-access-logs` (of a Network Load Balancer: of TLS listeners
alone). Unverified: that a Gateway Load Balancer has no access logs; the names of the logs of Azure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jiban.policy.facts import links, log_categories
from jiban.policy.facts.waf import GATEWAY as FIREWALL_OF_GATEWAY
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

BALANCERS: Final = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
CLASSIC: Final = ("aws:elb/loadBalancer:LoadBalancer",)
LISTENERS: Final = ("aws:lb/listener:Listener", "aws:alb/listener:Listener")
DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
TENANTS: Final = "aws:cloudfront/multitenantDistribution:MultitenantDistribution"
DISTRIBUTIONS: Final = (DISTRIBUTION, TENANTS)
GATEWAY: Final = "azure-native:network:ApplicationGateway"
PROFILE: Final = "azure-native:cdn:Profile"
SECURITY_POLICY: Final = "azure-native:cdn:SecurityPolicy"
_SOURCE: Final = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
_DELIVERY: Final = "aws:cloudwatch/logDelivery:LogDelivery"
DELIVERIES: Final = (_SOURCE, _DELIVERY)
_FRONT_DOOR: Final = "_AzureFrontDoor"
_FIREWALL_LOG: Final = {
    GATEWAY: "ApplicationGatewayFirewallLog",
    PROFILE: "FrontDoorWebApplicationFirewallLog",
}
_ACCESS_LOG: Final = {GATEWAY: "ApplicationGatewayAccessLog", PROFILE: "FrontDoorAccessLog"}


@dataclass(frozen=True, slots=True)
class Logging:
    """Whether requests are written down."""

    on: bool
    said: str = ""
    """Where they are not: why."""
    path: str = ""


def is_front_door(profile: ResourceView) -> bool:
    """Tell whether a profile is of Front Door, Standard or Premium, and none of the older networks.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return profile["sku"]["name"].text().casefold().endswith(_FRONT_DOOR.casefold())


def has_firewall(stack: StackView, edge: ResourceView) -> bool:
    """Tell whether a gateway or a Front Door of Azure has a web application firewall.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    if edge.token == GATEWAY:
        listeners = edge["httpListeners"]
        own = edge["firewallPolicy"]["id"].given
        listed = listeners.known and any(each["firewallPolicy"].given for each in listeners.each())
        return own or listed or edge["webApplicationFirewallConfiguration"]["enabled"].is_true()
    found = links.naming(stack, edge, SECURITY_POLICY, "profileName")
    if not found.sure and found.doubt is not None:
        raise found.doubt
    return bool(found.sure)


def keeps_firewall_log(stack: StackView, edge: ResourceView) -> bool:
    """Tell whether the log of the firewall of a gateway or a Front Door is kept.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return log_categories.keeps(stack, edge, _FIREWALL_LOG[edge.token])


def access_log(stack: StackView, edge: ResourceView) -> Logging | None:
    """Return whether what stands before a platform writes its requests down; None where it has no such log.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    if edge.token in _ACCESS_LOG:
        if edge.token == PROFILE and not is_front_door(edge):
            return None
        log = _ACCESS_LOG[edge.token]
        kept = log_categories.keeps(stack, edge, log)
        return Logging(kept, f"no diagnostic setting of the stack keeps its {log}")
    if edge.token in DISTRIBUTIONS:
        return _of_distribution(stack, edge)
    if edge.token in CLASSIC:
        return _of_classic(edge)
    return _of_balancer(stack, edge)


def _of_balancer(stack: StackView, balancer: ResourceView) -> Logging | None:
    kind = balancer["loadBalancerType"].text("application")
    if kind == "gateway" or (kind == "network" and not _has_tls(stack, balancer)):
        return None
    enabled = balancer["accessLogs"]["enabled"]
    said = "is false" if enabled.given else "is not set, and AWS takes false"
    return Logging(enabled.is_true(), f"{enabled.path} {said}", enabled.path)


def _has_tls(stack: StackView, balancer: ResourceView) -> bool:
    doubt: NotKnownError | None = None
    for token in LISTENERS:
        found = links.naming(stack, balancer, token, "loadBalancerArn", *BALANCERS)
        doubt = doubt or found.doubt
        if any(listener["protocol"].says("TLS") for listener in found.sure):
            return True
    if doubt is not None:
        raise doubt
    return False


def _of_classic(balancer: ResourceView) -> Logging:
    logs = balancer["accessLogs"]
    if not logs.given or not logs["bucket"].given:
        return Logging(on=False, said="accessLogs names no bucket", path=logs.path)
    off = logs["enabled"].given and not logs["enabled"].is_true()
    return Logging(not off, f"{logs['enabled'].path} is false", logs["enabled"].path)


def _of_distribution(stack: StackView, distribution: ResourceView) -> Logging:
    if distribution["loggingConfig"]["bucket"].given or _in_real_time(distribution):
        return Logging(on=True)
    found = links.naming(stack, distribution, _SOURCE, "resourceArn", *DISTRIBUTIONS)
    doubt = found.doubt
    for source in found.sure:
        delivered = links.naming(stack, source, _DELIVERY, "deliverySourceName")
        if delivered.sure:
            return Logging(on=True)
        doubt = doubt or delivered.doubt
    if doubt is not None:
        raise doubt
    said = "loggingConfig names no bucket, and nothing delivers its logs"
    return Logging(on=False, said=said, path="loggingConfig")


def _in_real_time(distribution: ResourceView) -> bool:
    behavior: Node = distribution["defaultCacheBehavior"]
    return behavior["realtimeLogConfigArn"].given


FIREWALLS_BESIDE: Final = (SECURITY_POLICY, FIREWALL_OF_GATEWAY)
"""Types of resource that say whether something has a firewall."""
