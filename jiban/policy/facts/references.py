"""References: which resources an input names, by id, ARN or name, or by where its value comes from.

Azure compares ids and names without letter case, and the names that AWS takes here are small letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiban.model.object_names import names_of
from jiban.policy.facts.once import once, origins
from jiban.policy.facts.values import at
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView


@dataclass(frozen=True, slots=True)
class Pointing:
    """Resources of one type by what they name."""

    by_urn: Mapping[str, tuple[ResourceView, ...]]
    """By the URN of what they name."""
    doubtful: tuple[ResourceView, ...]
    """Those of which it is not known what they name."""

    def at(self, resource: ResourceView) -> tuple[ResourceView, ...]:
        """Return those that name a resource."""
        return self.by_urn.get(resource.urn, ())


@once
def named(stack: StackView, resource: ResourceView, path: str, *tokens: str) -> tuple[ResourceView, ...]:
    """Return the resources of some types that an input names; none where it names what is elsewhere.

    Args:
        stack: all resources.
        resource: whose input it is.
        path: of the input, `network.subnetId`.
        tokens: types to look for.

    Raises:
        NotKnownError: what it names is not known before deployment.
    """
    return refers_to(stack, resource, at(resource.node, path), *tokens)


def refers_to(stack: StackView, resource: ResourceView, node: Node, *tokens: str) -> tuple[ResourceView, ...]:
    """Return what `named` does, for an input at any depth, as one of a list.

    Raises:
        NotKnownError: what it names is not known before deployment.
    """
    if not node.known:
        found = origins(stack, resource, node, *tokens)
        if not found and not node.sources:
            node.text()
        return found
    by_name = _by_name(stack, tokens).get(short(node.text()), ())
    return by_name or _told(stack, resource, node, *tokens)


def _told(stack: StackView, resource: ResourceView, node: Node, *tokens: str) -> tuple[ResourceView, ...]:
    """Return where a known value comes from; only of an input as a whole, as of its parts nobody tells."""
    whole = node.given and not any(mark in node.path for mark in ".[")
    return stack.behind(resource, node.path, *tokens) if whole else ()


@once
def pointing(stack: StackView, token: str, path: str, *tokens: str) -> Pointing:
    """Return the resources of one type by what an input of theirs names.

    Args:
        stack: all resources.
        token: the type whose input it is.
        path: of the input.
        tokens: types that it may name.
    """
    found: dict[str, list[ResourceView]] = {}
    doubtful: list[ResourceView] = []
    for each in stack.of(token):
        try:
            for target in named(stack, each, path, *tokens):
                found.setdefault(target.urn, []).append(each)
        except NotKnownError:
            doubtful.append(each)
    return Pointing({urn: tuple(several) for urn, several in found.items()}, tuple(doubtful))


def short(text: str) -> str:
    """Return the name at the end of an id, an ARN or an address, in small letters."""
    return text.rstrip("/").rpartition("/")[2].rpartition(":")[2].casefold()


@once
def _by_name(stack: StackView, tokens: tuple[str, ...]) -> Mapping[str, tuple[ResourceView, ...]]:
    found: dict[str, list[ResourceView]] = {}
    for token in tokens:
        names = names_of(token)
        if names is None or not names.read:
            continue  # of another type there may be several of one name, in other groups or networks
        for each in stack.of(token):
            name = each[names.own[-1]]
            if name.known and name.text():
                found.setdefault(name.text().casefold(), []).append(each)
    return {name: tuple(several) for name, several in found.items()}
