"""NET-012: what is in several zones does not get out by a NAT gateway of one."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import links
from jiban.policy.facts.network import nat_aws, nat_azure, vpcs, zones_aws
from jiban.policy.rule import (
    PASS,
    Judgement,
    Level,
    Severity,
    StackRule,
    Verdict,
    failed,
    judged,
    not_applicable,
    passed,
)
from jiban.policy.view import NotKnownError, ResourceView, StackView


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge each gateway."""
    for gateway in stack.of(nat_aws.GATEWAY):
        yield Judgement(gateway, judged(_aws, stack, gateway))
    for gateway in stack.of(nat_azure.GATEWAY):
        yield Judgement(gateway, judged(_azure, stack, gateway))


def _aws(stack: StackView, gateway: ResourceView) -> Verdict:
    if nat_aws.is_private(gateway):
        return not_applicable("it leads to no internet")
    subnets = nat_aws.served(stack, gateway)
    if not subnets:
        return not_applicable("no subnet of the stack gets out by it")
    if nat_aws.is_regional(gateway):
        return passed("it is in every zone")
    place = links.named(stack, gateway, gateway["subnetId"], *vpcs.SUBNETS)
    own = zones_aws.zone(place[0]) if len(place) == 1 else None
    zones = {each: zone for each in subnets if (zone := zones_aws.zone(each))}
    away = [each for each, zone in zones.items() if own not in (zone, None)]
    if away:
        return failed(f"{away[0].name} of {zones[away[0]]} gets out by it, and it is in {own}")
    if own is None and len(set(zones.values())) > 1:
        named = " and ".join(sorted(set(zones.values())))
        return failed(f"subnets of {named} get out by it, and it is in one zone")
    if own is None:
        raise NotKnownError(gateway["subnetId"].path)
    lost = next((each for each in subnets if each not in zones), None)
    if lost is not None:
        raise NotKnownError(f"availabilityZone of {lost.name}")
    return PASS


def _azure(stack: StackView, gateway: ResourceView) -> Verdict:
    subnets = nat_azure.subnets(stack, gateway)
    if not subnets:
        return not_applicable("no subnet of the stack names it")
    if nat_azure.is_everywhere(gateway):
        return passed("it is in every zone")
    own = [zone.text() for zone in gateway["zones"].each()]
    zones = nat_azure.zones(stack, subnets)
    away = [zone for zone in sorted(zones) if own and zone not in own]
    if away:
        return failed(f"{zones[away[0]]} is in zone {away[0]} too, and it is in zone {', '.join(own)}")
    if len(zones) > 1:
        return failed(f"what gets out by it is in zones {', '.join(sorted(zones))}, and it is in one")
    return PASS


RULE: Final = StackRule(
    id="NET-012",
    text="What is in several zones does not get out by a NAT gateway of one of them.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "With the zone of the gateway all others lose their way out, and every byte that crosses zones is "
        "paid for twice."
    ),
    remedy=(
        "Make a NAT gateway in each zone with a route table of its own, or one that is in all: "
        "availabilityMode regional on AWS, SKU StandardV2 on Azure."
    ),
    link="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
    types=(
        nat_aws.GATEWAY,
        *nat_aws.ROUTING,
        *vpcs.SUBNETS,
        nat_azure.GATEWAY,
        *nat_azure.PLACED,
    ),
    setting=("jiban:network.egress",),
    check=check,
)
