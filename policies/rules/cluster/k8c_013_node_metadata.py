"""K8C-013: pods cannot take a node's credentials from its metadata service."""

from typing import Final

from jiban.policy.facts.inherited import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, metadata_option
from jiban.policy.rule import (
    Level,
    Outcome,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    passed,
    together,
)
from jiban.policy.view import ResourceView, StackView

_MACHINES: Final = (LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION, INSTANCE)


def check(stack: StackView, machine: ResourceView) -> Verdict:
    """Judge a launch template or configuration, or an instance with what it takes from its template."""
    endpoint = metadata_option(stack, machine, "httpEndpoint")
    if endpoint.known and endpoint.says("disabled"):
        return passed("there is no metadata service")
    found = together((judged(_tokens, stack, machine), judged(_hops, stack, machine)))
    if found.outcome is not Outcome.PASS:
        endpoint.says("disabled")  # what is not known decides it
    return found


def _tokens(stack: StackView, machine: ResourceView) -> Verdict:
    tokens = metadata_option(stack, machine, "httpTokens")
    if tokens.says("required"):
        return passed()
    return failed("metadataOptions.httpTokens is not required, so IMDSv1 answers", tokens.path)


def _hops(stack: StackView, machine: ResourceView) -> Verdict:
    hops = metadata_option(stack, machine, "httpPutResponseHopLimit")
    if not hops.given:
        return failed("metadataOptions.httpPutResponseHopLimit is not set, and images set 2", hops.path)
    if hops.number() == 1:
        return passed()
    return failed(f"metadataOptions.httpPutResponseHopLimit is {hops.number()}, so pods reach it", hops.path)


RULE: Final = StackRule(
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
    types=_MACHINES,
    compliance={"checkov": ("CKV_AWS_79", "CKV_AWS_341")},
    check=each_of(_MACHINES, check),
)
