"""K8C-013: pods cannot take a node's credentials from its metadata service."""

from typing import Any

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.cluster.k8c_013_node_metadata import RULE
from jiban.policy.rule import Outcome
from tests.policies.verdicts import FAIL, NONE, OPEN, PASS, each_case, verdict_of

TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration"
WHOLE = {"httpTokens": "required", "httpPutResponseHopLimit": 1}
INSTANCE = "aws:ec2/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"


def pods(*containers: dict[str, Any]) -> dict[str, Any]:
    """Inputs of a Deployment of some containers."""
    return {"spec": {"template": {"spec": {"containers": list(containers)}}}}


CASES = [
    (TEMPLATE, {"metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1}}, PASS, ""),
    (TEMPLATE, {"metadataOptions": {"httpEndpoint": "disabled"}}, PASS, "there is no metadata service"),
    (
        TEMPLATE,
        {"metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 2}},
        FAIL,
        "metadataOptions.httpPutResponseHopLimit is 2, so pods reach it",
    ),
    (
        TEMPLATE,
        {},
        FAIL,
        (
            "metadataOptions.httpTokens is not required, so IMDSv1 answers; "
            "metadataOptions.httpPutResponseHopLimit is not set, and images set 2"
        ),
    ),
    (
        TEMPLATE,
        {"metadataOptions": {"httpTokens": UNKNOWN, "httpPutResponseHopLimit": 1}},
        OPEN,
        "metadataOptions.httpTokens is not known before deployment",
    ),
    (
        INSTANCE,
        {"metadataOptions": {"httpTokens": "optional", "httpPutResponseHopLimit": 1}},
        FAIL,
        "metadataOptions.httpTokens is not required, so IMDSv1 answers",
    ),
    (
        INSTANCE,
        {"metadataOptions": {"httpEndpoint": "enabled", "httpTokens": "required"}},
        FAIL,
        "metadataOptions.httpPutResponseHopLimit is not set, and images set 2",
    ),
    (
        TEMPLATE,
        {"metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": UNKNOWN}},
        OPEN,
        "metadataOptions.httpPutResponseHopLimit is not known before deployment",
    ),
    (
        CONFIGURATION,
        {"metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 2}},
        FAIL,
        "metadataOptions.httpPutResponseHopLimit is 2, so pods reach it",
    ),
    (TEMPLATE, {"metadataOptions": {**WHOLE, "httpEndpoint": UNKNOWN}}, PASS, ""),
    (
        TEMPLATE,
        {"metadataOptions": {**WHOLE, "httpEndpoint": UNKNOWN, "httpTokens": "optional"}},
        OPEN,
        "metadataOptions.httpEndpoint is not known before deployment",
    ),
    (BUCKET, {}, NONE, "the stack has nothing that the rule is about"),
]


@each_case(CASES)
def test_a_verdict(token: str, inputs: dict[str, Any], outcome: Outcome, reason: str) -> None:
    """The rule says of the inputs what its table says, and why."""
    assert verdict_of(RULE, token, inputs) == (outcome, reason)


def test_every_kind_of_verdict_is_in_the_table() -> None:
    """The table holds a pass, a failure, an unknown and something that the rule is not about."""
    assert {case[2] for case in CASES} == set(Outcome) - {Outcome.ERROR}
