"""NET-008: what goes through each network is logged, and kept."""

from typing import Final

from jiban.policy.facts.network.flow_logs import LOGS, NETWORKS, kept_longest
from jiban.policy.parameters import Parameter
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed
from jiban.policy.view import ResourceView, StackView

DAYS: Final = Parameter("days", 90, "Days that flow logs are kept at least.", minimum=1)


def check(stack: StackView, network: ResourceView) -> Verdict:
    """Judge a network by the flow log of it that is kept longest."""
    least = DAYS.of(stack)
    found = kept_longest(stack, network, least)
    if found is None:
        return failed("no flow log covers it as a whole")
    if found.days is None or found.days >= least:
        return PASS
    return failed(f"what {found.log.name} writes is kept for {found.days} days, fewer than {least}")


RULE: Final = StackRule(
    id="NET-008",
    text="Each network has a flow log, and what it writes is kept for 90 days.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "An intrusion is found weeks after it has begun. Without a record of who spoke to whom nobody can "
        "say what was reached, nor what left."
    ),
    remedy=(
        "Make an ec2.FlowLog with the vpcId, or a network.FlowLog with the virtual network as "
        "targetResourceId, to a bucket, a log group or an account that keeps it for 90 days."
    ),
    link="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
    types=(*NETWORKS, *LOGS),
    setting=("jiban:network.flow_log_days",),
    parameters=(DAYS,),
    compliance={
        "cis": (
            "AWS5.0:3.7",
            "AWS7.0:4.7",
            "Az4.0:7.1.1.5",
            "Az6.0:6.1.1.5,6.1.1.6",
            "Az4.0:8.8,8.5",
            "Az6.0:7.5,7.8",
        ),
        "isms_p": ("2.9.4",),
        "iso27001": ("A.8.14", "A.8.15", "A.8.16", "A.8.20", "A.8.21", "A.8.22", "A.8.23"),
        "checkov": ("CKV2_AWS_11", "CKV_AZURE_12"),
        "cdk_nag": ("AwsSolutions-VPC7",),
        "prowler": (
            "aws:vpc_flow_logs_enabled",
            "azure:network_flow_log_captured_sent",
            "azure:network_flow_log_more_than_90_days",
        ),
    },
    check=each_of(NETWORKS, check),
)
