"""Isolation: whether NetworkPolicies deny a workload's pods what they do not let through.

Source of the semantics: Kubernetes `concepts/services-networking/network-policies`, read on 2026-11-28: pods
are isolated in a direction where any policy of that direction selects them; what any of these lets through is
let through, and a rule that names neither peers nor ports lets everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from jiban.policy.facts import kubernetes, selection
from jiban.policy.facts.network.policies import Direction, directions
from jiban.policy.facts.once import of, once
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

_OF_A_NAMESPACE: Final = (
    "kubernetes:cilium.io/v2:CiliumNetworkPolicy",
    "kubernetes:projectcalico.org/v3:NetworkPolicy",
    "kubernetes:crd.projectcalico.org/v1:NetworkPolicy",
)
_OF_THE_CLUSTER: Final = (
    "kubernetes:cilium.io/v2:CiliumClusterwideNetworkPolicy",
    "kubernetes:projectcalico.org/v3:GlobalNetworkPolicy",
    "kubernetes:crd.projectcalico.org/v1:GlobalNetworkPolicy",
    "kubernetes:policy.networking.k8s.io/v1alpha1:AdminNetworkPolicy",
    "kubernetes:policy.networking.k8s.io/v1alpha1:BaselineAdminNetworkPolicy",
    "kubernetes:policy.networking.k8s.io/v1alpha2:ClusterNetworkPolicy",
)
OTHERS: Final = (*_OF_A_NAMESPACE, *_OF_THE_CLUSTER)
"""Policies of network plug-ins, which may isolate too."""
_PEERS: Final[dict[Direction, str]] = {"Ingress": "from", "Egress": "to"}


@dataclass(frozen=True, slots=True)
class Isolation:
    """What policies make of a direction."""

    state: Literal["denied", "open", "let"]
    """`open` where no policy of the direction selects the pods, `let` where one lets everything through."""
    policy: ResourceView | None = None
    """Which lets everything through."""


def isolation(stack: StackView, workload: ResourceView, direction: Direction) -> Isolation:
    """Return whether a direction of a workload's pods is denied but for what is let through.

    Raises:
        NotKnownError: a policy of which too little is known before deployment decides.
    """
    if selection.policies_beside(stack, workload):
        kubernetes.namespace(stack, workload)  # where it stands decides before anything of a policy does
    denied = False
    may_deny, may_let = list[NotKnownError](), list[NotKnownError]()
    for policy in selection.policies_near(stack, workload):
        try:
            chosen = _is_of(stack, policy, workload, direction)
        except NotKnownError as error:
            may_deny.append(error)
            # One that lets nothing through takes nothing from what another denies, whatever it is about.
            if _may_let_everything(stack, policy, direction):
                may_let.append(error)
            continue
        if not chosen:
            continue
        denied = True
        try:
            if _lets_everything(stack, policy, direction):
                return Isolation("let", policy)
        except NotKnownError as error:
            may_let.append(error)
    if may_let or (may_deny and not denied):
        raise (may_let or may_deny)[0]
    return Isolation("denied" if denied else "open")


def other_policy(stack: StackView, workload: ResourceView) -> ResourceView | None:
    """Return a policy of a network plug-in that may isolate a workload's pods; None where there is none.

    Raises:
        NotKnownError: where the workload or such a policy stands is not known before deployment.
    """
    for policy in stack.of(*_OF_A_NAMESPACE):
        if kubernetes.namespace(stack, policy) == kubernetes.namespace(stack, workload):
            return policy
    return next(iter(stack.of(*_OF_THE_CLUSTER)), None)


def _is_of(stack: StackView, policy: ResourceView, workload: ResourceView, direction: Direction) -> bool:
    """Tell whether a policy selects a workload's pods, and is of a direction; either may rule it out."""
    doubt: NotKnownError | None = None
    try:
        if not selection.selects(stack, policy, workload):
            return False
    except NotKnownError as error:
        own = error.path.removesuffix(f" of {workload.name}")
        doubt = NotKnownError(own if own != error.path else f"{error.path} of {policy.name}", error.why)
    if direction not in _directions(stack, policy):
        return False
    if doubt is not None:
        raise doubt
    return True


@once
def _directions(stack: StackView, policy: ResourceView) -> frozenset[str]:
    del stack
    with of(policy):
        return frozenset(directions(policy))


@once
def _lets_everything(stack: StackView, policy: ResourceView, direction: Direction) -> bool:
    del stack
    doubt: NotKnownError | None = None
    with of(policy):
        for rule in policy["spec"][direction.lower()].each():
            try:
                if not rule[_PEERS[direction]].each() and not rule["ports"].each():
                    return True
            except NotKnownError as error:
                if not _names_somebody(rule, direction):
                    doubt = error
        if doubt is not None:
            raise doubt
    return False


def _names_somebody(rule: Node, direction: Direction) -> bool:
    """Tell whether a rule surely names peers or ports, whatever else it says."""
    return any(
        rule.known and rule[key].known and bool(rule[key].value) for key in (_PEERS[direction], "ports")
    )


def _may_let_everything(stack: StackView, policy: ResourceView, direction: Direction) -> bool:
    try:
        return _lets_everything(stack, policy, direction)
    except NotKnownError:
        return True
