"""WKL-025: secrets stand in Secrets."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.plain_text import holds_secret, secret_line
from jiban.policy.rule import (
    PASS,
    Judgement,
    Level,
    Severity,
    StackRule,
    Verdict,
    failed,
    judged,
    together,
)
from jiban.policy.view import LEFT_OUT, Node, ResourceView, StackView

_CONFIG_MAP: Final = "kubernetes:core/v1:ConfigMap"
_CONFIG_MAPS: Final = (_CONFIG_MAP, f"{_CONFIG_MAP}Patch")


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge the environment of every container, and every ConfigMap."""
    for workload in stack.of(*kubernetes.WORKLOADS):
        yield Judgement(workload, judged(_workload, stack, workload))
    for config in stack.of(*_CONFIG_MAPS):
        yield Judgement(config, judged(_config, config))


def _workload(stack: StackView, workload: ResourceView) -> Verdict:
    return together(judged(_environment, each) for each in pods.containers(stack, workload))


def _environment(container: pods.Container) -> Verdict:
    listed = container.node["env"]
    return together(judged(_variable, each) for each in (() if listed.raw is LEFT_OUT else listed.each()))


def _variable(variable: Node) -> Verdict:
    value = variable["value"]
    if value.raw is LEFT_OUT or not value.given:
        return PASS
    name = variable["name"].text()
    return failed(f"{name} is a secret in the pod's text", value.path) if holds_secret(name, value) else PASS


def _config(config: ResourceView) -> Verdict:
    data = config["data"]
    return together(judged(_entry, key, value) for key, value in data.items())


def _entry(name: str, value: Node) -> Verdict:
    if holds_secret(name, value):
        return failed(f"entry {name} is a secret", value.path)
    line = secret_line(value)
    return failed(f"{line} in entry {name} is a secret", value.path) if line else PASS


RULE: Final = StackRule(
    id="WKL-025",
    text="No secret stands in a container's environment as a literal, or in a ConfigMap.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Whoever may look at pods or ConfigMaps reads it, and so do logs, backups and every tool that shows "
        "an object; a Secret is granted, audited and encrypted by itself."
    ),
    remedy=(
        "Put it into a Secret, or let an ExternalSecret fetch it, and refer to it by valueFrom.secretKeyRef, "
        "envFrom or a volume."
    ),
    link="https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    types=(*kubernetes.WORKLOADS, *_CONFIG_MAPS),
    compliance={
        "cis": ("K8s1.12:5.4.1",),
        "checkov": ("CKV_K8S_35",),
        "prowler": ("kubernetes:core_no_secrets_envs",),
        "k8s_tools": ("kl:env-var-secret", "po:sensitiveContainerEnvVar", "po:sensitiveConfigmapContent"),
    },
    check=check,
)
