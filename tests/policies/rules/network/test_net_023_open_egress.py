"""NET-023: network policies that let pods reach the whole internet."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.network.net_023_open_egress import RULE
from jiban.policy.facts.network.policies import POLICY
from tests.policies.samples import resource, verdicts


def outcome(egress: Any) -> tuple[str, str]:
    """What the rule says of a policy with these ways out."""
    policy = resource(POLICY, "web", {"spec": {"podSelector": {}, "egress": egress}})
    return verdicts(RULE, policy)["web"]


@pytest.mark.parametrize("block", ["0.0.0.0/0", "::/0"])
def test_a_policy_open_to_every_address(block: str) -> None:
    """Also with exceptions: what is left is the internet."""
    peer = {"ipBlock": {"cidr": block, "except": []}}
    assert outcome([{"to": [peer]}]) == ("fail", f"pods may open connections to any address of {block}")


@pytest.mark.parametrize(
    "egress",
    [
        None,
        [],
        [{"to": [{"podSelector": {}}]}],
        [{"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}],
    ],
)
def test_a_policy_that_names_what_pods_reach(egress: Any) -> None:
    """No way out, pods, or a range of addresses."""
    assert outcome(egress)[0] == "pass"


def test_a_block_that_is_not_known() -> None:
    """It may be any."""
    assert outcome([{"to": [{"ipBlock": {"cidr": UNKNOWN}}]}])[0] == "unknown"


def test_every_peer_of_every_way_out_is_looked_at() -> None:
    """The second of each as the first."""
    narrow, wide = ({"ipBlock": {"cidr": each}} for each in ("10.0.0.0/8", "0.0.0.0/0"))
    assert outcome([{"to": [narrow, wide]}])[0] == "fail"
    assert outcome([{"to": [narrow]}, {"to": [wide]}])[0] == "fail"
