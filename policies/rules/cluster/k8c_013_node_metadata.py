"""K8C-013: pods cannot take a node's credentials from its metadata service."""

from typing import Final

from jiban.policy.rule import Level, ResourceRule, Severity, Verdict, failed, judged, passed, together
from jiban.policy.view import Node, ResourceView


def check(machine: ResourceView) -> Verdict:
    """Judge a launch template, or an instance that has none."""
    options = machine["metadataOptions"]
    if options["httpEndpoint"].text() == "disabled":
        return passed("there is no metadata service")
    return together((judged(_tokens, options), judged(_hops, options)))


def _tokens(options: Node) -> Verdict:
    tokens = options["httpTokens"]
    if tokens.text() == "required":
        return passed()
    return failed("metadataOptions.httpTokens is not required, so IMDSv1 answers", tokens.path)


def _hops(options: Node) -> Verdict:
    hops = options["httpPutResponseHopLimit"]
    if hops.value is None:
        return failed("metadataOptions.httpPutResponseHopLimit is not set, and images set 2", hops.path)
    if hops.number() == 1:
        return passed()
    return failed(f"metadataOptions.httpPutResponseHopLimit is {hops.number()}, so pods reach it", hops.path)


RULE: Final = ResourceRule(
    id="K8C-013",
    text="The EC2 instance metadata service requires tokens (IMDSv2) and is not reachable from pods.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="A pod that reaches the metadata service can use the node's role.",
    remedy=(
        "Set metadataOptions.httpTokens to required and httpPutResponseHopLimit to 1; give pods a role of "
        "their own (Pod Identity)."
    ),
    link="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html",
    types=("aws:ec2/launchTemplate:LaunchTemplate", "aws:ec2/instance:Instance"),
    compliance={"checkov": ("CKV_AWS_79", "CKV_AWS_341")},
    check=check,
)
