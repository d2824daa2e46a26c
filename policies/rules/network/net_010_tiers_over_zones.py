"""NET-010: each tier is in several availability zones."""

from typing import Final

from jiban.policy.facts.network import vpcs
from jiban.policy.facts.network.eks import CLUSTER
from jiban.policy.facts.network.tiers_aws import TIERS, zones
from jiban.policy.facts.tier import is_production
from jiban.policy.parameters import Parameter
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, not_applicable
from jiban.policy.view import ResourceView, StackView

ZONES: Final = Parameter("zones", 2, "Availability zones that a tier is in at least.", minimum=1)
IN_PRODUCTION: Final = Parameter("zones_in_production", 3, "The same in production.", minimum=1)


def check(stack: StackView, tier: ResourceView) -> Verdict:
    """Judge a tier by the zones of its subnets."""
    least = (IN_PRODUCTION if is_production(stack) else ZONES).of(stack)
    found = zones(stack, tier)
    if found is None:
        return not_applicable("it names no subnet")
    if found.least >= least:
        return PASS
    if found.most >= least:
        raise found.doubt
    named = f" ({', '.join(sorted(found.names))})" if found.names and not found.hidden else ""
    count = "one availability zone" if found.most == 1 else f"{found.most} availability zones"
    return failed(f"it is in {count} at most{named}, fewer than {least}")


RULE: Final = StackRule(
    id="NET-010",
    text="Each tier is in two availability zones, in production in three.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "A zone fails as a whole. What stands in one alone is gone with it, and what stands in two has to "
        "run on half of its machines just when all others look for some as well."
    ),
    remedy=(
        "Give the tier a subnet in each of three zones: subnets or subnetMappings of a load balancer, "
        "subnetIds of a subnet group and of node groups, vpcZoneIdentifiers of machines."
    ),
    link="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html",
    types=(*TIERS, *vpcs.SUBNETS, CLUSTER),
    parameters=(ZONES, IN_PRODUCTION),
    compliance={
        "isms_p": ("2.9.2",),
        "iso27001": ("A.8.14", "A.8.20", "A.8.21", "A.8.22"),
        "prowler": ("aws:vpc_subnet_different_az",),
    },
    check=each_of(TIERS, check),
)
