"""Pod templates: the pods that a workload runs, their containers, and what each of these asks for and may do.

Sources, read on 2026-11-28: Kubernetes `concepts/configuration/manage-resources-containers` (requests from
limits, pod-level resources), `concepts/policy/limit-range`, `concepts/workloads/pods/sidecar-containers` and
`ephemeral-containers`, `tasks/configure-pod-container/security-context`; Argo Rollouts
`features/specification` (workloadRef); KEDA `reference/scaledjob-spec`; kubernetes/kubernetes
`pkg/apis/core/v1/defaults.go` (a LimitRange without defaults takes its most, of requests then its least).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal

from jiban.model.plan import Unknown
from jiban.policy.facts import kubernetes
from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.ownership import is_dark
from jiban.policy.view import LEFT_OUT, Node, NotKnownError, ResourceView, StackView, opened

_TEMPLATES: Final[Mapping[str, tuple[str, ...]]] = {
    kubernetes.POD: (),
    kubernetes.CRON_JOB: ("spec", "jobTemplate", "spec", "template"),
    kubernetes.SCALED_JOB: ("spec", "jobTargetRef", "template"),
}
"""Where the pod stands in kinds that keep it elsewhere than in `spec.template`."""
LIMIT_RANGE: Final = "kubernetes:core/v1:LimitRange"
_LIMITS: Final = ("default", "max")
"""Keys of a LimitRange that limit a container which has no limit, the first that is there."""
_REQUESTS: Final = ("defaultRequest", *_LIMITS, "min")
"""The same of requests."""
_OS_LABEL: Final = "kubernetes.io/os"
Kind = Literal["container", "init", "sidecar", "ephemeral"]
"""A sidecar is an initial container that stays; an ephemeral one is put into a pod that runs."""


@dataclass(frozen=True, slots=True)
class Container:
    """A container of a pod template."""

    node: Node
    kind: Kind

    @property
    def name(self) -> str:
        """Its name.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        return self.node["name"].text()

    @property
    def stays(self) -> bool:
        """Whether it runs as long as its pod does."""
        return self.kind in ("container", "sidecar")


@dataclass(frozen=True, slots=True)
class Dropped:
    """What a container gives up of what root may do on Linux."""

    all: bool
    privileged: bool
    """A privileged container has all capabilities, whatever it drops."""
    path: str
    """The input that says so."""


@once
def template(stack: StackView, workload: ResourceView) -> Node:
    """Return the pod, with `metadata` and `spec`, that a workload of any kind runs.

    Of a `*Patch`, what is left out is not known. A Rollout that refers to a Deployment runs its pods.

    Raises:
        NotKnownError: what leads to it is not known before deployment, or is no part of the stack.
    """
    node, token = workload.node, workload.token
    if token in kubernetes.PATCHES:
        node, token = Node(opened(workload.inputs)), token.removesuffix("Patch")
    if token == kubernetes.ROLLOUT and node["spec"]["workloadRef"].given:
        return _referred(stack, workload, node["spec"]["workloadRef"])
    for step in _TEMPLATES.get(token, ("spec", "template")):
        node = node[step]
    return node


def _referred(stack: StackView, rollout: ResourceView, reference: Node) -> Node:
    found = runs_for(stack, rollout)
    if found is None:
        raise NotKnownError(reference.path, "names a workload that is no part of the stack")
    with of(found):
        return template(stack, found)


def refers(workload: ResourceView) -> bool:
    """Tell whether a workload is a Rollout that runs the pods of another one, for all that is known."""
    if workload.token != kubernetes.ROLLOUT:
        return False
    with suppress(NotKnownError):
        return workload["spec"]["workloadRef"].given
    return False


@once
def runs_for(stack: StackView, rollout: ResourceView) -> ResourceView | None:
    """Return the workload whose pods a Rollout runs in its place.

    None where the Rollout has pods of its own, or the workload is no part of the stack.

    Raises:
        NotKnownError: whom it refers to is not known before deployment.
    """
    if rollout.token != kubernetes.ROLLOUT or is_dark(rollout):
        return None
    reference = rollout["spec"]["workloadRef"]
    if not reference.given:
        return None
    wanted = reference["name"]
    origin = () if wanted.known else origins(stack, rollout, wanted, *kubernetes.SCALED)
    kind = reference["kind"].text("Deployment")
    for other in stack.of(*kubernetes.SCALED):
        if other.token == kubernetes.ROLLOUT or other.token.rpartition(":")[2] != kind:
            continue
        if is_dark(other) and other not in origin:
            continue
        if other in origin or (
            not origin
            and other["metadata"]["name"].known
            and kubernetes.object_name(other) == wanted.text()
            and kubernetes.namespace(stack, other) == kubernetes.namespace(stack, rollout)
        ):
            return other
    return None


@once
def run_by_rollouts(stack: StackView) -> frozenset[str]:
    """Return the URNs of the workloads whose pods a Rollout runs in their place: at last they have none."""
    found: set[str] = set()
    for rollout in stack.of(kubernetes.ROLLOUT):
        # What is not known of one is told where its own pods are asked for.
        with suppress(NotKnownError):
            workload = runs_for(stack, rollout)
            found |= {workload.urn} if workload is not None else set()
    return frozenset(found)


@once
def labels(stack: StackView, workload: ResourceView) -> kubernetes.Labels:
    """Return the labels of a workload's pods.

    Raises:
        NotKnownError: which labels there are is not known before deployment.
    """
    return kubernetes.Labels(template(stack, workload)["metadata"])


@once
def by_namespace(stack: StackView, tokens: tuple[str, ...]) -> Mapping[str | None, tuple[ResourceView, ...]]:
    """Return the workloads of some kinds by namespace; under None those whose namespace is not known."""
    found: dict[str | None, list[ResourceView]] = {}
    for workload in stack.of(*tokens):
        try:
            inside = kubernetes.namespace(stack, workload)
        except NotKnownError:
            inside = None
        found.setdefault(inside, []).append(workload)
    return {inside: tuple(each) for inside, each in found.items()}


@once
def containers(stack: StackView, workload: ResourceView) -> tuple[Container, ...]:
    """Return the containers of a workload: those that stay, then initial ones, then ephemeral ones.

    A patch that says nothing of containers has none of them.

    Raises:
        NotKnownError: what leads to them is not known before deployment.
    """
    found = specification(stack, workload)
    return tuple(_containers(found)) if found is not None else ()


@once
def specification(stack: StackView, workload: ResourceView) -> Node | None:
    """Return the `spec` of a workload's pods; None where a patch is about something else.

    Of a patch, what is left out is `LEFT_OUT`, which another one may say; `listed` reads its lists.

    Raises:
        NotKnownError: what leads to it is not known before deployment.
    """
    if workload.token in kubernetes.PATCHES:
        node = workload.node
        for step in (*_TEMPLATES.get(workload.token.removesuffix("Patch"), ("spec", "template")), "spec"):
            node = node[step]
            if not node.given:
                return None
    return template(stack, workload)["spec"]


def _containers(spec: Node) -> Iterator[Container]:
    yield from (Container(node, "container") for node in listed(spec["containers"]))
    for node in listed(spec["initContainers"]):
        policy = node["restartPolicy"]
        yield Container(node, "sidecar" if policy.known and policy.says("Always") else "init")
    yield from (Container(node, "ephemeral") for node in listed(spec["ephemeralContainers"]))


def listed(node: Node) -> tuple[Node, ...]:
    """Return a list of a pod, as that of its containers; one that a patch leaves out is another's to say."""
    return () if node.raw is LEFT_OUT else node.each()


@once
def is_windows(stack: StackView, workload: ResourceView) -> bool:
    """Tell whether the pods of a workload run on Windows, where capabilities of Linux are none.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    spec = template(stack, workload)["spec"]
    for key, name in (("os", "name"), ("nodeSelector", _OS_LABEL)):
        place = spec[key] if spec[key].raw is LEFT_OUT else spec[key][name]
        # A patch that says nothing of it says nothing of capabilities on Windows either.
        if place.raw is not LEFT_OUT and place.says("windows"):
            return True
    return False


def request(stack: StackView, workload: ResourceView, container: Container, resource: str) -> Node | None:
    """Return what a container asks for of `cpu` or `memory`, as the API server sees it; None for nothing.

    That is its request, else its limit, else what the namespace's LimitRange gives, else what the pod as a
    whole asks for. What it amounts to may be known later; that it asks is known now.

    Raises:
        NotKnownError: whether it asks is not known before deployment.
    """
    return _allotted(stack, workload, container, resource, ("requests", "limits"), _REQUESTS)


def limit(stack: StackView, workload: ResourceView, container: Container, resource: str) -> Node | None:
    """Return how much a container may take of `cpu` or `memory`, as the API server sees it; None for any.

    That is its limit, else what the namespace's LimitRange gives, else the limit of the pod as a whole.

    Raises:
        NotKnownError: whether there is one is not known before deployment.
    """
    return _allotted(stack, workload, container, resource, ("limits",), _LIMITS)


def _allotted(  # noqa: PLR0917 - a resource by two ways of saying it
    stack: StackView,
    workload: ResourceView,
    container: Container,
    resource: str,
    keys: tuple[str, ...],
    of_namespace: tuple[str, ...],
) -> Node | None:
    doubt: NotKnownError | None = None
    for place in (container.node["resources"], template(stack, workload)["spec"]["resources"]):
        for key in keys:
            try:
                found = place[key][resource]
                given = found.given
            except NotKnownError as error:
                doubt = doubt or error
                continue
            if given:
                return _amounting(found, doubt)
        if place.path == container.node["resources"].path:
            of_all = _from_namespace(stack, workload, resource, of_namespace)
            if of_all is not None:
                return _amounting(of_all, doubt)
    if doubt is not None:
        raise doubt
    return None


def _amounting(found: Node, doubt: NotKnownError | None) -> Node:
    """Return what is said, be it here or in what is not known yet, where how much it is comes later."""
    return found if doubt is None else Node(Unknown(doubt.why), doubt.path)


def _from_namespace(
    stack: StackView, workload: ResourceView, resource: str, keys: tuple[str, ...]
) -> Node | None:
    for limits in stack.of(LIMIT_RANGE):
        if kubernetes.namespace(stack, limits) != kubernetes.namespace(stack, workload):
            continue
        with of(limits):
            for each in limits["spec"]["limits"].each():
                if each["type"].says("Container"):
                    for key in keys:
                        if each[key][resource].given:
                            return each[key][resource]
    return None


def dropped(container: Container) -> Dropped:
    """Return whether a container drops all capabilities of Linux.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    context = container.node["securityContext"]
    privileged = context["privileged"]
    if privileged.known and privileged.is_true():
        return Dropped(all=False, privileged=True, path=privileged.path)
    drop = context["capabilities"]["drop"]
    named = {_name(each) for each in drop.each() if each.known}
    # What else there is does not matter beside ALL, be it known or not.
    everything = "ALL" in named or "ALL" in _names(drop)
    if everything:
        privileged.is_true()  # it would take back what is dropped
    return Dropped(everything, privileged=False, path=drop.path)


def added(container: Container, *, surely: bool = False) -> frozenset[str]:
    """Return the capabilities of Linux that a container adds, by their short names: `NET_ADMIN`, `ALL`.

    Args:
        container: whose.
        surely: only those that are known; the others may be any.

    Raises:
        NotKnownError: they are not known before deployment.
    """
    listed = container.node["securityContext"]["capabilities"]["add"]
    return frozenset(_name(each) for each in listed.each() if each.known or not surely)


def _names(listed: Node) -> set[str]:
    return {_name(each) for each in listed.each()}


def _name(capability: Node) -> str:
    return capability.text().upper().removeprefix("CAP_")
