"""Resources of their own that say something of another one: a bucket's policy, a vault's diagnostic setting.

The other is named by an input, which comes from it, or says its name, its ARN, its URL or its id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from jiban.policy.facts.documents import values
from jiban.policy.facts.logic import some
from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.values import at, name_in
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

_Answer = TypeVar("_Answer")
_MADE_UP: Final = 7
"""Letters that Secrets Manager puts behind a name in an ARN, with the hyphen (API, `CreateSecret`)."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A kind of resource that says something of another one."""

    types: tuple[str, ...]
    names: str
    """The input that names the other, or several of them in a list."""
    whose: tuple[str, ...]
    """Types of the other."""
    called: tuple[str, ...] = ()
    """Inputs of the other with a name by which it may be named."""
    arm: str = ""
    """Of Azure's: what stands before the name in an id, `vaults`."""


@dataclass(frozen=True, slots=True)
class Told:
    """What says something of a resource."""

    resources: tuple[ResourceView, ...]
    lost: tuple[NotKnownError, ...] = ()
    """Of those that may be about it, why nobody knows."""

    def certain(self) -> tuple[ResourceView, ...]:
        """Return the resources, where there are no others.

        Raises:
            NotKnownError: another one may be about it.
        """
        if self.lost:
            raise NotKnownError(self.lost[0].path, self.lost[0].why)
        return self.resources


@dataclass(frozen=True, slots=True)
class _Index:
    by_urn: dict[str, list[ResourceView]]
    by_name: dict[str, list[ResourceView]]
    lost: tuple[NotKnownError, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a resource, or one beside it, says of the resource."""

    node: Node
    by: ResourceView
    of: ResourceView

    @property
    def where(self) -> str:
        """For a reader: `policy`, or `policy of X` where another one says it."""
        return self.node.path if self.by is self.of else f"{self.node.path} of {self.by.name}"

    def asked(self, question: Callable[[Node], _Answer]) -> _Answer:
        """Ask it something.

        Raises:
            NotKnownError: the answer is not known before deployment; the path says whose it is.
        """
        if self.by is self.of:
            return question(self.node)
        with of(self.by):
            return question(self.node)


def said(
    stack: StackView, resource: ResourceView, kind: Beside, path: str, inline: str = ""
) -> tuple[Said, ...]:
    """Return what is said of a resource, by itself and by resources beside it.

    Args:
        stack: all resources.
        resource: what it is said of.
        kind: of the resources beside it.
        path: the input of those.
        inline: the input of its own that says the same; empty for none.

    Raises:
        NotKnownError: nothing beside it is known to be about it, and one may be.
    """
    own = (Said(resource[inline], resource, resource),) if inline and resource[inline].given else ()
    told = beside(stack, resource, kind)
    others = told.resources or told.certain()
    return (*own, *(Said(_placed(each, path), each, resource) for each in others))


def _placed(resource: ResourceView, path: str) -> Node:
    with of(resource):
        return at(resource.node, path)


def some_say(sayings: Iterable[Said], question: Callable[[Node], bool]) -> bool:
    """Tell whether a question is answered with yes of something that is said.

    Raises:
        NotKnownError: of none surely, and of one perhaps.
    """
    return some([lambda each=each: each.asked(question) for each in sayings])


def beside(stack: StackView, resource: ResourceView, kind: Beside) -> Told:
    """Return what says something of a resource."""
    index = _index(stack, kind)
    found = list(index.by_urn.get(resource.urn, ()))
    for key in kind.called:
        name = name_in(resource[key]).casefold()
        for spelled in (name, f"{kind.arm}/{name}") if name else ():
            found += index.by_name.get(spelled, ())
    return Told(tuple(dict.fromkeys(found)), index.lost)


@once
def _index(stack: StackView, kind: Beside) -> _Index:
    by_urn: dict[str, list[ResourceView]] = defaultdict(list)
    by_name: dict[str, list[ResourceView]] = defaultdict(list)
    lost: list[NotKnownError] = []
    for each in stack.of(*kind.types):
        try:
            with of(each):
                for node in values(at(each.node, kind.names)):
                    whose = _whose(stack, each, node, kind)
                    for other in whose or ():
                        by_urn[other.urn].append(each)
                    if whose is None:
                        for name in _spelled(node.text()):
                            by_name[name].append(each)
        except NotKnownError as error:
            lost.append(error)
    return _Index(by_urn, by_name, tuple(lost))


def _whose(
    stack: StackView, resource: ResourceView, node: Node, kind: Beside
) -> tuple[ResourceView, ...] | None:
    """Return the resources that an input comes from, also through one that is about them; None for none.

    A policy may name its bucket by what the bucket's versioning says of it.

    Raises:
        NotKnownError: it comes from what is about several of them.
    """
    if node.known and node.path.endswith("]"):
        return None  # what a list comes from as a whole is not what this one of it comes from
    found = origins(stack, resource, node, *kind.whose)
    if found:
        return found
    between = origins(stack, resource, node)
    if not between:
        return None
    others = {
        other.urn: other
        for each in between
        for urn in each.dependencies
        if (other := stack.get(urn)) is not None and other.token in kind.whose
    }
    if len(others) > 1:
        raise NotKnownError(node.path)
    return tuple(others.values()) or (None if node.known else ())


def _spelled(text: str) -> tuple[str, ...]:
    """Return the names that a text may mean: itself, and what an ARN, a URL or an id ends with."""
    plain = text.casefold()
    if plain.startswith("arn:"):
        name = plain.rpartition(":")[2]
        shorter = name[:-_MADE_UP] if ":secret:" in plain else name.rpartition("/")[2]
        return tuple(dict.fromkeys((plain, name, shorter)))
    if plain.startswith("/subscriptions/"):
        steps = plain.split("/")
        return (plain, "/".join(steps[-2:]))
    if plain.startswith("https://"):
        return (plain, plain.rpartition("/")[2])
    return (plain,)
