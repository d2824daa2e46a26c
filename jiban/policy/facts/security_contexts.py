"""Security contexts: what a container may do, by its own context, else by its pod's.

Sources: the API's own description of SecurityContext and PodSecurityContext, as pulumi-kubernetes 4.34.2 has
it, read on 2026-11-28: what a container says comes before what the pod says; privileges, their escalation
and capabilities are a container's to say alone. Kubernetes `tasks/configure-pod-container/security-context`
and `create-hostprocess-pod`.
"""

from __future__ import annotations

from jiban.policy.facts import pods
from jiban.policy.facts.pods import Container
from jiban.policy.view import Node, ResourceView, StackView


def in_the_end(stack: StackView, workload: ResourceView, container: Container, key: str) -> Node:
    """Return what holds for a container: what its own security context says, else its pod's.

    Args:
        stack: all resources.
        workload: whose container it is.
        container: one of them.
        key: property that both contexts have: `runAsUser`, `seccompProfile`.

    Raises:
        NotKnownError: what leads to it is not known before deployment. A value that is itself not known is
            returned.
    """
    own = container.node["securityContext"][key]
    if own.given:
        return own
    spec = pods.specification(stack, workload)
    return own if spec is None else spec["securityContext"][key]


def privilege(stack: StackView, workload: ResourceView, container: Container) -> Node | None:
    """Return what makes a container as good as root of its node; None where nothing does.

    On Linux that is `privileged`, on Windows a HostProcess.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    own = container.node["securityContext"]["privileged"]
    if own.is_true():
        return own
    host_process = in_the_end(stack, workload, container, "windowsOptions")["hostProcess"]
    return host_process if host_process.is_true() else None
