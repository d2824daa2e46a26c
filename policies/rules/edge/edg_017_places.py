"""EDG-017: what stands before a platform is in two zones, and is two."""

from typing import Final

from jiban.policy.facts import edge_places, edges
from jiban.policy.facts.network.vpcs import SUBNETS
from jiban.policy.parameters import Parameter
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of
from jiban.policy.view import ResourceView, StackView

ZONES: Final = Parameter("zones", 2, "Availability zones that it is in at least.", minimum=1)
INSTANCES: Final = Parameter(
    "instances", 2, "Instances that an Application Gateway has at least, at all times.", minimum=1
)


def check(stack: StackView, edge: ResourceView) -> Verdict:
    """Judge a load balancer or a gateway by its zones and instances."""
    zones = ZONES.of(stack)
    if edge.token == edges.GATEWAY:
        return edge_places.gateway(edge, zones, INSTANCES.of(stack))
    if edge.token == edge_places.AZURE_BALANCER:
        return edge_places.azure_balancer(stack, edge, zones)
    return edge_places.balancer(stack, edge, zones)


RULE: Final = StackRule(
    id="EDG-017",
    text="Load balancers and gateways are in two availability zones, and gateways have two instances.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Everything comes in here: what is one instance, or in one zone, takes all that stands behind it "
        "along when it fails."
    ),
    remedy=(
        "Give it subnets, or zones, in two zones at least, and a gateway autoscaleConfiguration.minCapacity "
        "of 2; of an Azure load balancer name zones in each frontend or in its address."
    ),
    link="https://learn.microsoft.com/azure/reliability/reliability-application-gateway-v2",
    types=(*edge_places.PLACED, edge_places.ADDRESS, *SUBNETS),
    parameters=(ZONES, INSTANCES),
    compliance={
        "isms_p": ("2.9.2",),
        "iso27001": ("A.8.14",),
        "psrule": ("Azure.AppGw.AvailabilityZone", "Azure.AppGw.MinInstance"),
        "prowler": ("aws:elbv2_is_in_multiple_az",),
    },
    check=each_of(edge_places.PLACED, check),
)
