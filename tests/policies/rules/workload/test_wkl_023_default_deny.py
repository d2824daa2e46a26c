"""WKL-023: network policies deny pods what they do not let through."""

from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_023_default_deny import RULE
from jiban.policy.facts.kubernetes import DEPLOYMENT
from jiban.policy.facts.network.policies import POLICY
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

BOTH = ["Ingress", "Egress"]


def pods(**spec: Any) -> ResourceView:
    """A Deployment."""
    template = {"metadata": {"labels": {"app": "web"}}, "spec": spec}
    return resource(DEPLOYMENT, inputs={"spec": {"template": template}})


def policy(**spec: Any) -> ResourceView:
    """A network policy in the same namespace."""
    return resource(POLICY, "rules", {"spec": spec})


CASES = (
    passes(pods(), policy(podSelector={}, policyTypes=BOTH)),
    passes(pods(), policy(policyTypes=BOTH, egress=[{"ports": [{"port": 53}]}])),
    fails(
        "no network policy selects its pods for what comes in; "
        "no network policy selects its pods for what goes out",
        pods(),
    ),
    fails("no network policy selects its pods for what goes out", pods(), policy(podSelector={})),
    fails("policy rules lets everything out", pods(), policy(policyTypes=BOTH, egress=[{}])),
    unknown("spec.policyTypes of rules is not known before deployment", pods(), policy(policyTypes=UNKNOWN)),
    unknown(
        "spec.ingress[0].from of rules is not known before deployment",
        pods(),
        policy(policyTypes=BOTH, ingress=[{"from": UNKNOWN}]),
    ),
    unknown(
        "no network policy selects its pods for what goes out; plug-in of the network plug-in may, "
        "which is not read",
        pods(),
        policy(podSelector={}),
        resource("kubernetes:cilium.io/v2:CiliumNetworkPolicy", "plug-in", {"spec": {}}),
    ),
    not_applicable(
        pods(hostNetwork=True), reason="its pods are in the node's network, where no policy reaches them"
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
