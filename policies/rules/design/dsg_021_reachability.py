"""DSG-021: what has to talk can talk, and databases are open to those who use them alone.

Judged for each workload: from the subnets that its NetworkPolicies let in (a gateway's among them) through
the nodes' firewalls to its pods; from its pods to each database that its own inputs come from, through its
policies, the firewall that it leaves and the one that it enters; to and from each workload that its policies
name; and that no way leads to a database which it does not use. What `facts.network.paths` does not look
at is not proved.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.network import aks, databases, eks, nsg, paths, policies, security_groups
from jiban.policy.facts.network.databases import Database
from jiban.policy.facts.network.policies import Pod
from jiban.policy.facts.network.ranges import Range, meet, parse
from jiban.policy.facts.ownership import from_another_stack
from jiban.policy.rule import (
    Judgement,
    Level,
    Outcome,
    Severity,
    StackRule,
    Verdict,
    failed,
    judged,
    together,
    unknown,
)
from jiban.policy.view import NotKnownError, ResourceView, StackView

_CARRIERS: Final = ("kubernetes:core/v1:Secret", "kubernetes:core/v1:ConfigMap")
_AWS_SUBNET: Final = "aws:ec2/subnet:Subnet"


@dataclass(frozen=True, slots=True)
class _Scene:
    """What every workload is judged against."""

    stack: StackView
    base: paths.Ground
    databases: Sequence[Database]
    pods: Sequence[Pod]
    subnets: Sequence[tuple[str, Range]]
    """Subnets of the stack by name, as many as are known."""


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge every workload of a stack that has databases or a cluster."""
    workloads = [
        each
        for each in stack.of(*kubernetes.SCALED, kubernetes.DAEMON_SET)
        # The workload that a Rollout refers to has the inputs, and is judged for it.
        if not pods.refers(each)
    ]
    if not workloads:
        return
    stores = list(databases.databases(stack))
    base = paths.ground(stack)
    if not (stores or base.clusters):
        return
    known, dark = _pods(stack, workloads)
    scene = _Scene(stack, base, stores, known, list(_subnets(stack)))
    for workload in workloads:
        if workload.urn in dark:
            yield Judgement(workload, dark[workload.urn])
        else:
            pod = next(each for each in known if each.workload is workload)
            yield Judgement(workload, together(_verdicts(scene, pod)))


def _pods(stack: StackView, workloads: Sequence[ResourceView]) -> tuple[list[Pod], dict[str, Verdict]]:
    """Return the pods of the workloads, and a verdict for each workload whose pods are not known."""
    found: list[Pod] = []
    dark: dict[str, Verdict] = {}
    for workload in workloads:
        try:
            found.append(policies.pod_of(stack, workload))
        except NotKnownError as error:
            dark[workload.urn] = unknown(f"{error.path} {error.why}", error.path)
    return found, dark


def _subnets(stack: StackView) -> Iterator[tuple[str, Range]]:
    for subnet in stack.of(aks.SUBNET):
        node = subnet["addressPrefix"]
        if node.known and (span := parse(node.text())):
            yield subnet.name, span
    for subnet in stack.of(_AWS_SUBNET):
        node = subnet["cidrBlock"]
        if node.known and (span := parse(node.text())):
            yield subnet.name, span


def _verdicts(scene: _Scene, pod: Pod) -> Iterator[Verdict]:
    for database in scene.databases:
        yield judged(_to_database, scene, pod, database)
    if scene.base.heeds_policies:
        yield judged(_entrances, scene, pod)
        yield judged(_neighbours, scene, pod)


def _to_database(scene: _Scene, pod: Pod, database: Database) -> Verdict:
    if _uses(scene.stack, pod.workload, database):
        return paths.to_database(scene.stack, scene.base, pod, database)
    verdict = paths.not_to_database(scene.stack, scene.base, pod, database)
    if verdict.outcome is Outcome.FAIL and from_another_stack(pod.workload):
        return unknown(f"its inputs come from another stack, which may name {database.name}")
    return verdict


def _uses(stack: StackView, workload: ResourceView, database: Database) -> bool:
    """Tell whether any input of a workload comes from a database, also by way of a Secret or a ConfigMap."""
    todo, seen = [workload], {workload.urn}
    while todo:
        resource = todo.pop()
        for urn in {urn for urns in resource.property_dependencies.values() for urn in urns}:
            if urn in database.urns:
                return True
            other = stack.get(urn)
            if other is not None and other.token in _CARRIERS and urn not in seen:
                seen.add(urn)
                todo.append(other)
    return False


def _entrances(scene: _Scene, pod: Pod) -> Verdict:
    """Judge that what its policies let in from a subnet of the stack gets as far as the nodes.

    A block that holds the nodes as well is a rule of thumb, and says of no subnet that it is a way in.
    """
    found: list[Verdict] = []
    for policy in policies.policies_for(scene.stack, pod, "Ingress"):
        for span, port, _ in policies.declared_blocks(policy, "Ingress"):
            if any(meet(span, nodes) for nodes in scene.base.node_spans):
                continue
            for name, subnet in scene.subnets:
                inside = meet(span, subnet)
                if inside is not None and inside in {span, subnet}:
                    found.append(judged(paths.from_block, scene.stack, scene.base, inside, port, name))
    return together(found)


def _neighbours(scene: _Scene, pod: Pod) -> Verdict:
    """Judge that the other side of each agreement between two workloads holds it too."""
    found: list[Verdict] = []
    for policy in policies.policies_for(scene.stack, pod, "Egress"):
        for other, port, _ in policies.declared_pods(scene.stack, policy, "Egress", scene.pods):
            if not policies.to_pod(scene.stack, other, "Ingress", pod, port):
                name = other.workload.name
                found.append(failed(f"it may send to {name} at port {port}, and {name} does not let it in"))
    for policy in policies.policies_for(scene.stack, pod, "Ingress"):
        for other, port, _ in policies.declared_pods(scene.stack, policy, "Ingress", scene.pods):
            if not policies.to_pod(scene.stack, other, "Egress", pod, port):
                name = other.workload.name
                found.append(failed(f"it lets {name} in at port {port}, and {name} may not send to it"))
    return together(found)


RULE: Final = StackRule(
    id="DSG-021",
    text=(
        "Workloads can reach the databases that they use, callers can reach workloads, and no one else can."
    ),
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "A path crosses several firewalls with different owners: a closed one is noticed at the "
        "first failed request, an open one is never noticed."
    ),
    remedy="Open or close the named port in the named firewall, or let the workload use the database.",
    link="https://kubernetes.io/docs/concepts/services-networking/network-policies/",
    types=(
        *kubernetes.SCALED,
        kubernetes.DAEMON_SET,
        policies.POLICY,
        nsg.GROUP,
        security_groups.GROUP,
        aks.CLUSTER,
        eks.CLUSTER,
        *databases.AZURE_PORTS,
        *databases.AWS_TYPES,
    ),
    compliance={},
    check=check,
)
