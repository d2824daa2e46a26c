"""K8C-002: what the control plane of a cluster logs is collected, all of it."""

from typing import Final

from jiban.policy.facts.clusters.control_logs import collected
from jiban.policy.facts.clusters.pools import AKS, EKS
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed
from jiban.policy.view import ResourceView, StackView

_CLUSTERS: Final = (AKS, EKS)


def check(stack: StackView, cluster: ResourceView) -> Verdict:
    """Judge a cluster of AKS or EKS."""
    found = collected(stack, cluster)
    return failed(found.said, *([found.path] if found.path else [])) if found.missing else PASS


RULE: Final = StackRule(
    id="K8C-002",
    text="The control plane of a cluster has all its kinds of logs collected.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Who has read a secret or changed a role is only in the audit log of the API server, and why it "
        "failed only in the others; what nobody collects is gone."
    ),
    remedy=(
        "Set enabledClusterLogTypes to api, audit, authenticator, controllerManager and scheduler (EKS), or "
        "make a monitor.DiagnosticSetting on the cluster with categoryGroup allLogs (AKS)."
    ),
    link="https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
    types=_CLUSTERS,
    compliance={
        "isms_p": ("2.9.4",),
        "iso27001": ("A.8.15",),
        "checkov": ("CKV_AWS_37", "CKV_AZURE_4"),
        "cdk_nag": ("AwsSolutions-EKS2",),
        "psrule": ("Azure.AKS.AuditLogs", "Azure.AKS.PlatformLogs"),
        "prowler": ("aws:eks_control_plane_logging_all_types_enabled",),
    },
    check=each_of(_CLUSTERS, check),
)
