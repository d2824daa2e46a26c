"""NET-024: nothing but the edge, and what is named, is reachable from the internet."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts.network import balancers_aws, exposure, public_addresses
from jiban.policy.facts.network.security_groups import GROUP, INGRESS_RULE
from jiban.policy.rule import Judgement, Level, Severity, StackRule, judged
from jiban.policy.view import StackView


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge every service, public address and load balancer."""
    for service in stack.of(*exposure.SERVICES):
        yield Judgement(service, judged(exposure.verdict, stack, service))
    for address in stack.of(*public_addresses.ADDRESSES):
        yield Judgement(address, judged(public_addresses.address, stack, address))
    for balancer in stack.of(*balancers_aws.BALANCERS):
        yield Judgement(balancer, judged(balancers_aws.verdict, stack, balancer))
    for machines in stack.of(public_addresses.SCALE_SET):
        yield Judgement(machines, judged(public_addresses.scale_set, machines))
    for service in stack.of(public_addresses.SERVICE):
        yield Judgement(service, judged(public_addresses.service, stack, service))


RULE: Final = StackRule(
    id="NET-024",
    text="Nothing but the edge is reachable from the internet.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Whatever answers to every address is tried by everybody: one leaked key, one fault in a program or "
        "in the service itself, and what is inside is theirs. The edge has a firewall for it."
    ),
    remedy=(
        "Switch public network access off and reach the service by a private endpoint, or let its firewall "
        "name the addresses; give a load balancer an internal address; waive what is meant to be open."
    ),
    link="https://learn.microsoft.com/security/benchmark/azure/mcsb-v2-network-security",
    types=(
        *exposure.SERVICES,
        *exposure.BESIDE,
        *public_addresses.ADDRESSES,
        *public_addresses.CARRIERS,
        public_addresses.SCALE_SET,
        public_addresses.SERVICE,
        *balancers_aws.BALANCERS,
        GROUP,
        INGRESS_RULE,
    ),
    compliance={
        "isms_p": ("2.6.1", "2.6.2"),
        "iso27001": ("A.8.20",),
        "checkov": ("CKV_AZURE_35", "CKV_AZURE_89", "CKV_AZURE_119", "CKV_AZURE_204"),
        "psrule": ("Azure.Redis.PublicNetworkAccess", "Azure.Storage.Firewall", "Azure.KeyVault.Firewall"),
        "prowler": ("azure:storage_default_network_access_rule_is_denied",),
    },
    check=check,
)
