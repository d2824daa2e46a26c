"""NET-023: pods do not reach the whole internet."""

from typing import Final

from jiban.policy.facts.network.policies import POLICY
from jiban.policy.facts.network.ranges import EVERYTHING, parse
from jiban.policy.rule import PASS, Level, ResourceRule, Severity, Verdict, failed
from jiban.policy.view import ResourceView

_EVERYTHING_IPV6: Final = "::/0"


def check(policy: ResourceView) -> Verdict:
    """Judge what a network policy lets out."""
    for rule in policy["spec"]["egress"].each():
        for peer in rule["to"].each():
            block = peer["ipBlock"]["cidr"]
            if parse(block.text()) == EVERYTHING or block.text() == _EVERYTHING_IPV6:
                return failed(f"pods may open connections to any address of {block.text()}", block.path)
    return PASS


RULE: Final = ResourceRule(
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
    check=check,
)
