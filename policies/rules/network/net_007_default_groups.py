"""NET-007: the security group that AWS makes with each network has no rules."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts.network import vpcs
from jiban.policy.facts.network.security_groups import DEFAULT_GROUP, INGRESS_RULE, OLD_RULE
from jiban.policy.rule import PASS, Judgement, Level, Severity, StackRule, Verdict, failed, judged
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge each network by its default group, and each such group of a network of others."""
    for network in stack.of(*vpcs.VPCS):
        yield Judgement(network, judged(_network, stack, network))
    for group in stack.of(DEFAULT_GROUP):
        if vpcs.adopts_of_another(stack, group):
            yield Judgement(group, judged(_group, stack, group, None))


def _network(stack: StackView, network: ResourceView) -> Verdict:
    group = vpcs.default_group(stack, network)
    if group is None:
        return failed("nobody adopts its default group, which lets its members in, and everything out")
    return _group(stack, group, network)


def _group(stack: StackView, group: ResourceView, network: ResourceView | None) -> Verdict:
    for owner, node in vpcs.rules_of_default_group(stack, group, network):
        whose = f"its default group {group.name}" if network else "it"
        if owner is group:
            return failed(f"{whose} has rules", node.path)
        return failed(f"{whose} has the rule {owner.name}")
    return PASS


RULE: Final = StackRule(
    id="NET-007",
    text="The default security group of a network has no rules.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Whatever is started without naming a group gets this one, and with it everything that others "
        "have let in for themselves."
    ),
    remedy=(
        "Make an ec2.DefaultSecurityGroup with the vpcId of the network and without ingress and egress, "
        "which removes the rules of AWS, and give what needs some a group of its own."
    ),
    link="https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
    types=(*vpcs.VPCS, DEFAULT_GROUP, INGRESS_RULE, vpcs.EGRESS_RULE, OLD_RULE),
    compliance={"checkov": ("CKV2_AWS_12",)},
    check=check,
)
