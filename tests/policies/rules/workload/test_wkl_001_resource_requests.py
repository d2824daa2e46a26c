"""WKL-001: every container says how much processor and memory it needs."""

from typing import Any

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.workload.wkl_001_resource_requests import RULE
from jiban.policy.rule import Outcome
from tests.policies.samples import DEPLOYMENT
from tests.policies.verdicts import FAIL, NONE, OPEN, PASS, each_case, verdict_of


def pods(*containers: dict[str, Any]) -> dict[str, Any]:
    """Inputs of a Deployment of some containers."""
    return {"spec": {"template": {"spec": {"containers": list(containers)}}}}


def requests(**found: Any) -> dict[str, Any]:
    """A container that requests something."""
    return {"name": "web", "resources": {"requests": found}}


CASES = [
    (DEPLOYMENT, pods(requests(cpu="100m", memory="1Gi")), PASS, ""),
    (DEPLOYMENT, pods(requests(cpu=UNKNOWN, memory="1Gi")), PASS, ""),
    (DEPLOYMENT, pods(requests(cpu="100m")), FAIL, "container web requests no memory"),
    (DEPLOYMENT, pods({"name": "a"}), FAIL, "container a requests no cpu; container a requests no memory"),
    (
        DEPLOYMENT,
        pods(requests(cpu="100m", memory="1Gi"), {"name": "b"}),
        FAIL,
        "container b requests no cpu; container b requests no memory",
    ),
    (
        DEPLOYMENT,
        {
            "spec": {
                "template": {
                    "spec": {
                        "containers": [requests(cpu="100m", memory="1Gi")],
                        "initContainers": [{"name": "migrate", "resources": {"requests": {"cpu": "1"}}}],
                    }
                }
            }
        },
        FAIL,
        "container migrate requests no memory",
    ),
    (
        DEPLOYMENT,
        pods({"name": "a", "resources": UNKNOWN}),
        OPEN,
        "spec.template.spec.containers[0].resources is not known before deployment",
    ),
    (
        "kubernetes:batch/v1:CronJob",
        {"spec": {"jobTemplate": {"spec": {"template": {"spec": {"containers": [{"name": "a"}]}}}}}},
        FAIL,
        "container a requests no cpu; container a requests no memory",
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
