"""WKL-025: secrets stand in Secrets."""

from collections.abc import Iterator, Sequence
from typing import Final

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.plain_text import secret_line
from jiban.policy.facts.plaintext import Sensitive, sensitive
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
from jiban.policy.view import Node, ResourceView, StackView

_CONFIG_MAP: Final = "kubernetes:core/v1:ConfigMap"
_CONFIG_MAPS: Final = (_CONFIG_MAP, f"{_CONFIG_MAP}Patch")


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge the environment of every container, and every ConfigMap."""
    for workload in stack.of(*kubernetes.WORKLOADS):
        yield Judgement(workload, judged(_workload, stack, workload))
    for config in stack.of(*_CONFIG_MAPS):
        yield Judgement(config, judged(_config, config))


def _workload(stack: StackView, workload: ResourceView) -> Verdict:
    found = sensitive(workload)
    return together(judged(_environment, each, found) for each in pods.containers(stack, workload))


def _environment(container: pods.Container, found: Sequence[Sensitive]) -> Verdict:
    return together(judged(_variable, each, found) for each in pods.listed(container.node["env"]))


def _variable(variable: Node, found: Sequence[Sensitive]) -> Verdict:
    value = variable["value"]
    for each in found:
        if each.path == value.path:
            name = variable["name"].text() if variable["name"].known else "a variable"
            return failed(f"{name} {_said(each, 'in the text of the pod')}", value.path)
    return PASS


def _said(found: Sensitive, where: str) -> str:
    return found.what if found.what.startswith("holds") else f"is a secret {where}"


def _config(config: ResourceView) -> Verdict:
    found = sensitive(config)
    return together(judged(_entry, key, value, found) for key, value in config["data"].items())


def _entry(name: str, value: Node, found: Sequence[Sensitive]) -> Verdict:
    for each in found:
        if each.path == value.path:
            return failed(f"entry {name} {_said(each, 'in plain text')}", value.path)
    line = secret_line(value)
    return failed(f"{line} in entry {name} is a secret in plain text", value.path) if line else PASS


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
