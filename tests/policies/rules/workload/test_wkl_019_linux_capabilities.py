"""WKL-019: containers give up the privileges that they do not need."""

from collections.abc import Sequence
from typing import Any

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.workload.wkl_019_linux_capabilities import RULE
from jiban.policy.rule import Outcome
from tests.policies.samples import DEPLOYMENT
from tests.policies.verdicts import FAIL, NONE, OPEN, PASS, each_case, verdict_of


def pods(*containers: dict[str, Any], init: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """Inputs of a Deployment of some containers, and of initial ones."""
    return {"spec": {"template": {"spec": {"containers": list(containers), "initContainers": list(init)}}}}


def capabilities(**found: Any) -> dict[str, Any]:
    """A container with capabilities."""
    return {"name": "web", "securityContext": {"capabilities": found}}


CASES = [
    (DEPLOYMENT, pods(capabilities(drop=["ALL"])), PASS, ""),
    (DEPLOYMENT, pods(capabilities(drop=["ALL"], add=["NET_BIND_SERVICE"])), PASS, ""),
    (DEPLOYMENT, pods(capabilities(drop=["ALL"], add=["NET_ADMIN"])), FAIL, "container web adds NET_ADMIN"),
    (DEPLOYMENT, pods(capabilities(drop=["ALL"], add=["CAP_NET_BIND_SERVICE"])), PASS, ""),
    (DEPLOYMENT, pods(capabilities(drop=["NET_RAW", "ALL"])), PASS, ""),
    *(
        (DEPLOYMENT, pods(capabilities(drop=["ALL"], add=[each])), FAIL, f"container web adds {each}")
        for each in ("NET_RAW", "CHOWN", "SYS_PTRACE", "SETUID", "ALL")
    ),
    (
        DEPLOYMENT,
        pods(capabilities(drop=["ALL"], add=["NET_BIND_SERVICE", "CAP_SYS_ADMIN"])),
        FAIL,
        "container web adds SYS_ADMIN",
    ),
    (
        DEPLOYMENT,
        pods(capabilities(drop=["ALL"]), capabilities(drop=["ALL"], add=["NET_ADMIN"])),
        FAIL,
        "container web adds NET_ADMIN",
    ),
    (DEPLOYMENT, pods(capabilities(drop=["ALL"]), init=[capabilities(drop=["all"])]), PASS, ""),
    (
        DEPLOYMENT,
        pods(capabilities(drop=["ALL"]), init=[{"name": "migrate"}]),
        FAIL,
        "container migrate does not drop ALL capabilities",
    ),
    (DEPLOYMENT, pods(capabilities(drop=["NET_RAW"])), FAIL, "container web does not drop ALL capabilities"),
    (
        DEPLOYMENT,
        pods(capabilities(drop=UNKNOWN)),
        OPEN,
        "spec.template.spec.containers[0].securityContext.capabilities.drop is not known before deployment",
    ),
    (
        DEPLOYMENT,
        pods(capabilities(drop=[UNKNOWN, "ALL"], add=[UNKNOWN, "NET_ADMIN"])),
        FAIL,
        "container web adds NET_ADMIN",
    ),
    (
        DEPLOYMENT,
        pods({"name": "web", "securityContext": {"privileged": UNKNOWN}}),
        FAIL,
        "container web does not drop ALL capabilities",
    ),
    ("kubernetes:core/v1:Service", {}, NONE, "the stack has nothing that the rule is about"),
]


@each_case(CASES)
def test_a_verdict(token: str, inputs: dict[str, Any], outcome: Outcome, reason: str) -> None:
    """The rule says of the inputs what its table says, and why."""
    assert verdict_of(RULE, token, inputs) == (outcome, reason)


def test_every_kind_of_verdict_is_in_the_table() -> None:
    """The table holds a pass, a failure, an unknown and something that the rule is not about."""
    assert {case[2] for case in CASES} == set(Outcome) - {Outcome.ERROR}
