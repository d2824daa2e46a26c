"""WKL-024: pods are somebody to the API server only where they have to be."""

from typing import Final

from jiban.policy.facts import kubernetes, pods, service_accounts
from jiban.policy.rule import (
    PASS,
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    not_applicable,
    together,
)
from jiban.policy.view import LEFT_OUT, Node, ResourceView, StackView


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge the account of a workload's pods, and its token."""
    spec = pods.specification(stack, workload)
    if spec is None or (workload.token in kubernetes.PATCHES and not _says(spec)):
        return not_applicable("it says nothing of an account")
    return together(judged(part, stack, workload, spec) for part in (_account, _token))


def _says(spec: Node) -> bool:
    names = ("serviceAccountName", "serviceAccount", "automountServiceAccountToken")
    return any(spec[each].raw is not LEFT_OUT for each in names)


def _account(stack: StackView, workload: ResourceView, spec: Node) -> Verdict:
    if not service_accounts.is_default(stack, workload, spec):
        return PASS
    return failed("its pods have the account default of their namespace", spec["serviceAccountName"].path)


def _token(stack: StackView, workload: ResourceView, spec: Node) -> Verdict:
    if not service_accounts.mounts_token(stack, workload, spec):
        return PASS
    return failed("the token of the account is put into its pods", spec["automountServiceAccountToken"].path)


RULE: Final = StackRule(
    id="WKL-024",
    text="Pods have an account of their own, and no token of it that nobody asks for.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "The account default is everybody's in its namespace, so that what one workload is granted all are; "
        "a token in a pod is the API server's door for whoever gets in."
    ),
    remedy=(
        "Set serviceAccountName to a ServiceAccount of the workload and automountServiceAccountToken to "
        "false on the pod; mount a projected token where a program needs one."
    ),
    link="https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
    types=(*kubernetes.WORKLOADS, service_accounts.ACCOUNT),
    compliance={
        "checkov": ("CKV_K8S_38", "CKV_K8S_41", "CKV_K8S_42"),
        "k8s_tools": ("kl:default-service-account", "po:automountServiceAccountToken"),
    },
    check=each_of(kubernetes.WORKLOADS, check),
)
