"""Roles of the nodes of EKS: what they may do beyond what nodes need. What nodes need: `node_roles.yaml`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final, cast

from jiban.policy.facts.clusters.pools import EKS, NODE_GROUP
from jiban.policy.facts.once import once, origins
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

ROLE: Final = "aws:iam/role:Role"
_ATTACHMENT: Final = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
_EXCLUSIVE: Final = "aws:iam/policyAttachment:PolicyAttachment"
_LIST: Final = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
_INLINE: Final = "aws:iam/rolePolicy:RolePolicy"
_POLICY: Final = "aws:iam/policy:Policy"
_TABLE: Final[Mapping[str, Any]] = table("jiban.policy.facts.clusters", "node_roles.yaml")
_NEEDED: Final = frozenset(_TABLE["policies"])
_ACTIONS: Final = tuple(str(each).casefold() for each in _TABLE["actions"])


@dataclass(frozen=True, slots=True)
class Grant:
    """Something that a role may do."""

    said: str
    """For a reader: `AmazonS3FullAccess`, `queues allows sqs:SendMessage`."""


@once
def roles_of_nodes(stack: StackView) -> tuple[ResourceView, ...]:
    """Return the roles of the stack that its nodes of EKS have."""
    found: dict[str, ResourceView] = {}
    for group in stack.of(NODE_GROUP):
        found |= {each.urn: each for each in _roles(stack, group, group["nodeRoleArn"])}
    for cluster in stack.of(EKS):
        config = cluster["computeConfig"]
        if config.known and config["nodeRoleArn"].given:
            found |= {each.urn: each for each in _roles(stack, cluster, config["nodeRoleArn"])}
    return tuple(found.values())


def beyond_need(stack: StackView, role: ResourceView) -> tuple[Grant, ...]:
    """Return what a role may do beyond what nodes need.

    Raises:
        NotKnownError: nothing that is known, and what is not known before deployment may be more.
    """
    found: list[Grant] = []
    doubt: NotKnownError | None = None
    for each in _policies(stack, role):
        try:
            found += each.grants(stack)
        except NotKnownError as error:
            doubt = doubt or error
    if not found and doubt is not None:
        raise doubt
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Held:
    """A policy that a role holds: attached, by its ARN, or inline, by its text."""

    by: ResourceView
    node: Node
    attached: bool

    def grants(self, stack: StackView) -> list[Grant]:
        if not self.attached:
            return _allowed(self.node, self.by.name)
        for policy in origins(stack, self.by, self.node, _POLICY) if not self.node.known else ():
            return _allowed(policy["policy"], policy.name)
        name = _text(self.by, self.node).rpartition("/")[2]
        return [] if name in _NEEDED else [Grant(name)]


def _policies(stack: StackView, role: ResourceView) -> Iterator[_Held]:
    yield from (_Held(role, node, attached=True) for node in _entries(role["managedPolicyArns"]))
    for node in _entries(role["inlinePolicies"]):
        yield _Held(role, node["policy"] if node.known else node, attached=False)
    yield from _attached(stack, role)
    for inline in stack.of(_INLINE):
        if role in _roles(stack, inline, inline["role"]):
            yield _Held(inline, inline["policy"], attached=False)


def _attached(stack: StackView, role: ResourceView) -> Iterator[_Held]:
    for attachment in stack.of(_ATTACHMENT):
        if role in _roles(stack, attachment, attachment["role"]):
            yield _Held(attachment, attachment["policyArn"], attached=True)
    for attachment in stack.of(_EXCLUSIVE):
        if any(role in _roles(stack, attachment, each) for each in _entries(attachment["roles"])):
            yield _Held(attachment, attachment["policyArn"], attached=True)
    for listed in stack.of(_LIST):
        if role in _roles(stack, listed, listed["roleName"]):
            yield from (_Held(listed, node, attached=True) for node in _entries(listed["policyArns"]))


def _entries(node: Node) -> tuple[Node, ...]:
    """Return the entries of a list, or the list itself where it is not known."""
    return node.each() if node.known else (node,)


def _roles(stack: StackView, resource: ResourceView, node: Node) -> tuple[ResourceView, ...]:
    """Return the role that an input names, by its output, its name or the end of its ARN."""
    if not node.known:
        return origins(stack, resource, node, ROLE)
    name = node.text().rpartition("/")[2]
    return _by_name(stack).get(name, ()) if name else ()


@once
def _by_name(stack: StackView) -> Mapping[str, tuple[ResourceView, ...]]:
    found: dict[str, tuple[ResourceView, ...]] = {}
    for role in stack.of(ROLE):
        name = role["name"]
        if name.known and name.text():
            found[name.text()] = (*found.get(name.text(), ()), role)
    return found


def _text(resource: ResourceView, node: Node) -> str:
    if not node.known:
        raise NotKnownError(f"{node.path} of {resource.name}")
    return node.text()


def _allowed(node: Node, name: str) -> list[Grant]:
    """Return the actions of a policy's text that nodes do not need.

    Raises:
        NotKnownError: the text is not known before deployment, or is no policy.
    """
    try:
        text = node.value
        document: object = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        raise NotKnownError(node.path, "is no JSON, which it has to be") from None
    except NotKnownError as error:
        raise NotKnownError(f"{error.path} of {name}", error.why) from error
    found: list[Grant] = []
    for statement in _several(_map(document).get("Statement")):
        entry = _map(statement)
        if entry.get("Effect") != "Allow":
            continue
        if "NotAction" in entry:
            found.append(Grant(f"{name} allows all but some actions"))
        actions = [str(each) for each in _several(entry.get("Action"))]
        more = [each for each in actions if not _is_needed(each)]
        if more:
            found.append(Grant(f"{name} allows {', '.join(more)}"))
    return found


def _map(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _several(value: object) -> Sequence[object]:
    if value is None:
        return ()
    return cast("Sequence[object]", value) if isinstance(value, list) else (value,)


def _is_needed(action: str) -> bool:
    small = action.casefold()
    return any(fnmatchcase(small, each) for each in _ACTIONS)
