"""Whether traffic between two places of a stack gets through, asking every firewall on the way.

What is proved is what the rules of firewalls and policies say. Routes, name resolution, firewalls that are no
part of the stack and what a program does with a connection are not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.network import aks, eks, nsg, policies, security_groups
from jiban.policy.facts.network.databases import Database
from jiban.policy.facts.network.policies import Pod
from jiban.policy.facts.network.ranges import Range, Reach, parse, show
from jiban.policy.facts.once import once
from jiban.policy.rule import Outcome, Verdict, failed, passed, together, unknown
from jiban.policy.view import NotKnownError, ResourceView, StackView

_HEEDED: Final = frozenset({"enabled", "networksecuritygroupenabled"})
"""Values of a subnet's `privateEndpointNetworkPolicies` under which its group judges private endpoints."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What pods stand on."""

    clusters: tuple[ResourceView, ...]
    node_subnets: tuple[ResourceView, ...] = ()
    """Of Azure."""
    node_spans: tuple[Range, ...] = ()
    """Addresses of nodes; pods leave the cluster with these."""
    pod_spans: tuple[Range, ...] = ()
    """Addresses at which pods are entered."""
    members: frozenset[str] = frozenset()
    """Security groups of nodes, on AWS."""
    heeds_policies: bool = True
    """False where no engine in any cluster heeds NetworkPolicies."""


def ground(stack: StackView) -> Ground:
    """Return what the pods of a stack stand on.

    Raises:
        NotKnownError: where the nodes stand is not known before deployment.
    """
    azure, aws = stack.of(aks.CLUSTER), stack.of(eks.CLUSTER)
    subnets = {subnet.urn: subnet for pool in aks.pools(stack) for subnet in pool.subnets}
    nodes = tuple(span for subnet in subnets.values() for span in aks.spans(subnet))
    pods = tuple(aks.pod_span(cluster) for cluster in azure if aks.is_overlay(cluster))
    beside_nodes = any(not aks.is_overlay(cluster) for cluster in azure)
    shared = eks.spans(stack) if aws else ()
    return Ground(
        (*azure, *aws),
        tuple(subnets.values()),
        (*nodes, *shared),
        (*pods, *(nodes if beside_nodes else ()), *shared),
        eks.members(stack) if aws else frozenset(),
        not azure or bool(aws) or any(aks.enforces_policies(cluster) for cluster in azure),
    )


def to_database(stack: StackView, base: Ground, pod: Pod, database: Database) -> Verdict:
    """Judge whether pods reach a database that they use.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    if not database.subnets and not database.groups:
        return unknown(f"no private way to {database.name} is part of the stack")
    verdict = together(
        (
            _sent(stack, base, pod, database),
            _leaves(stack, base, database),
            _enters(stack, base, database),
        )
    )
    reached = f"its pods reach {database.name} at port {database.port}"
    return passed(reached) if verdict == passed() else verdict


def not_to_database(stack: StackView, base: Ground, pod: Pod, database: Database) -> Verdict:
    """Judge that pods do not reach a database that they do not use: their policies or a firewall refuse it.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    name, spans = database.name, _spans(database)
    kept = f"its pods do not reach {name}"
    if not database.subnets and not database.groups:
        return passed(kept)
    if base.heeds_policies and spans:
        sent = [policies.to_range(stack, pod, "Egress", span, database.port) for span in spans]
        if all(reach is Reach.CLOSED for reach in sent):
            return passed(kept)
    entered = _enters(stack, base, database)
    match entered.outcome:
        case Outcome.FAIL:
            return passed(kept)
        case Outcome.PASS:
            return failed(f"its pods may reach {name} at port {database.port}, and do not use it")
        case _:
            return entered


def from_block(stack: StackView, base: Ground, span: Range, port: int, names: str) -> Verdict:
    """Judge whether the firewalls before the nodes let in what a NetworkPolicy names as its source.

    Args:
        stack: all resources.
        base: what pods stand on.
        span: addresses that come in.
        port: TCP port at the pods.
        names: the subnet that they belong to, for the message.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    said = f"{names} ({show(span)}) to its pods at port {port}"
    found: list[Verdict] = []
    for subnet in base.node_subnets:
        for target in base.pod_spans:
            reach = _group(stack, subnet, "Inbound", nsg.Traffic(span, target, port))
            found.append(_said(reach, f"the security group of {subnet.name}", said))
    if base.members:
        found.append(_past_groups(stack, base, span, port, said))
    verdict = together(found, unknown("the nodes are no part of the stack"))
    return passed(f"{names} reaches its pods at port {port}") if verdict == passed() else verdict


def _past_groups(stack: StackView, base: Ground, span: Range, port: int, said: str) -> Verdict:
    """Judge what the nodes' security groups let in: the addresses, or the members of some group."""
    ways = [way for urn in sorted(base.members) for way in _ways(stack, urn)]
    reach = security_groups.evaluate(ways, port, [span], frozenset())
    if reach is not Reach.OPEN:
        sources = {urn for way in ways if way.names(port) for urn in way.groups} - base.members
        named = sorted(found.name for urn in sources if (found := stack.get(urn)))
        if named:
            return passed(f"members of {' and '.join(named)} reach its pods at port {port}")
    return _said(reach, "the nodes' security groups", said)


def _said(reach: Reach, who: str, traffic: str) -> Verdict:
    match reach:
        case Reach.OPEN:
            return passed()
        case Reach.CLOSED:
            return failed(f"nothing gets through {who} from {traffic}")
        case Reach.PARTLY:
            return unknown(f"only part gets through {who} of what goes from {traffic}")


def _sent(stack: StackView, base: Ground, pod: Pod, database: Database) -> Verdict:
    """Judge what the pods' own policies let out."""
    if not base.heeds_policies:
        return passed()
    name = database.name
    return together(
        _said(
            policies.to_range(stack, pod, "Egress", span, database.port),
            "its NetworkPolicies",
            f"its pods to {name} ({show(span)}) at port {database.port}",
        )
        for span in _spans(database)
    )


@once
def _leaves(stack: StackView, base: Ground, database: Database) -> Verdict:
    """Judge what the groups of the nodes' subnets let out."""
    return together(
        _said(
            _group(stack, subnet, "Outbound", nsg.Traffic(source, target, database.port)),
            f"the security group of {subnet.name}",
            f"the nodes ({show(source)}) to {database.name} ({show(target)}) at port {database.port}",
        )
        for subnet in base.node_subnets
        for source in aks.spans(subnet)
        for target in _spans(database)
    )


@once
def _enters(stack: StackView, base: Ground, database: Database) -> Verdict:
    """Judge what the firewalls before the database let in."""
    said = f"the nodes to {database.name} at port {database.port}"
    if not base.clusters:
        return unknown("the nodes are no part of the stack")
    if database.on_aws:
        if not database.groups:
            return unknown(f"the security groups of {database.name} are no part of the stack")
        ways = [way for group in database.groups for way in security_groups.entries(group, stack)]
        reach = security_groups.evaluate(ways, database.port, base.node_spans, base.members)
        return _said(reach, f"the security group of {database.name}", said)
    return together(
        _said(
            _group(stack, subnet, "Inbound", nsg.Traffic(source, target, database.port)),
            f"the security group of {subnet.name}",
            f"the nodes ({show(source)}) to {database.name} ({show(target)}) at port {database.port}",
        )
        for subnet in database.subnets
        if not database.is_endpoint or _judges_endpoints(subnet)
        for source in base.node_spans
        for target in aks.spans(subnet)
    )


def _judges_endpoints(subnet: ResourceView) -> bool:
    return subnet["privateEndpointNetworkPolicies"].text("Disabled").lower() in _HEEDED


def _group(stack: StackView, subnet: ResourceView, direction: nsg.Direction, traffic: nsg.Traffic) -> Reach:
    """Ask the group of a subnet; a subnet without one lets everything through."""
    if subnet["networkSecurityGroup"].raw is None:
        return Reach.OPEN
    groups = stack.behind(subnet, "networkSecurityGroup", nsg.GROUP)
    if len(groups) != 1:
        raise NotKnownError("networkSecurityGroup")
    own = tuple(aks.network_spans(stack))
    try:
        return nsg.let_through(stack, groups[0], direction, traffic, own)
    except NotKnownError as error:
        if not error.path.startswith("securityRules"):
            raise
        raise NotKnownError(f"{error.path} of {groups[0].name}", error.why) from error


def _spans(database: Database) -> Sequence[Range]:
    if database.on_aws:
        return [span for subnet in database.subnets if (span := parse(subnet["cidrBlock"].text()))]
    return [span for subnet in database.subnets for span in aks.spans(subnet)]


def _ways(stack: StackView, urn: str) -> list[security_groups.Entry]:
    group = stack.get(urn)
    if group is not None and group.token == security_groups.GROUP:
        return list(security_groups.entries(group, stack))
    return [
        way
        for rule in stack.of(security_groups.INGRESS_RULE, security_groups.OLD_RULE)
        if urn in rule.property_dependencies.get("securityGroupId", ())
        for way in security_groups.apart(rule)
    ]
