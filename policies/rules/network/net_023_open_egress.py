"""NET-023: pods do not reach the whole internet."""

from typing import Final

from jiban.policy.facts import egress
from jiban.policy.facts.network.policies import POLICY
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView, policy: ResourceView) -> Verdict:
    """Judge what a network policy lets out."""
    found = egress.open_to_internet(stack, policy)
    if not found:
        return PASS
    named = " and ".join(block.text for block in found)
    return failed(f"pods may open connections to any address of {named}", *(each.path for each in found))


RULE: Final = StackRule(
    id="NET-023",
    text="A NetworkPolicy names what pods reach, not the whole internet.",
    severity=Severity.LOW,
    level=Level.ADVISORY,
    reason=(
        "Whoever takes over a pod sends what it can read to any server, and fetches its tools from "
        "any other; a policy with this block looks closed and is open."
    ),
    remedy=(
        "Name the ranges, let the pods leave by a proxy, or name the hosts in a policy of Cilium "
        "(toFQDNs); waive it where the internet is meant."
    ),
    link="https://kubernetes.io/docs/concepts/services-networking/network-policies/",
    types=(POLICY,),
    compliance={},
    check=each_of((POLICY,), check),
)
