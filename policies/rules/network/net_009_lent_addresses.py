"""NET-009: subnets give no public addresses to whatever is started in them."""

from typing import Final

from jiban.policy.facts.network import azure_subnets, vpcs
from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed
from jiban.policy.view import ResourceView


def check(subnet: ResourceView) -> Verdict:
    """Judge a subnet, or a network of Azure by the subnets in its list."""
    if subnet.token in azure_subnets.HOLDERS:
        return azure_subnets.each_subnet(subnet, azure_subnets.way_out)
    given = effective(subnet, "mapPublicIpOnLaunch")
    return failed(f"{given.said}", given.path) if given.is_true() else PASS


RULE: Final = ResourceRule(
    id="NET-009",
    text="No subnet gives public addresses to what is started in it, nor lends them for the way out.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "A machine that somebody starts for an hour is on the internet without anybody having asked for it; "
        "and an address that Azure lends changes, so that no partner can name it."
    ),
    remedy=(
        "Set mapPublicIpOnLaunch to false, on Azure defaultOutboundAccess to false with a NAT gateway or a "
        "firewall as way out; what has to have an address gets one by itself."
    ),
    link="https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access",
    types=(*vpcs.SUBNETS, *azure_subnets.HOLDERS),
    compliance={
        "isms_p": ("2.6.1",),
        "iso27001": ("A.8.20", "A.8.21", "A.8.22"),
        "checkov": ("CKV_AWS_130",),
        "psrule": ("Azure.VNET.PrivateSubnet",),
        "prowler": ("aws:vpc_subnet_no_public_ip_by_default",),
    },
    check=check,
)
