"""What a rule sees: resources as plain values, the same whether a plan or the engine has handed them over.

Imports the standard library alone, so that the rules run wherever Python does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

STACK_TYPE: Final = "pulumi:pulumi:Stack"
_VERSION: Final = re.compile(r"^(azure-native:[^:/]+)/v\d{8}(?:preview)?:")
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that only a deployment tells."""

    def __bool__(self) -> bool:
        """Refuse a truth value: an unknown is neither true nor false."""
        raise TypeError("an unknown value is neither true nor false")


UNKNOWN: Final = Unknown()


class NotKnownError(Exception):
    """A rule has asked for a value that is not known yet."""

    def __init__(self, path: str) -> None:
        """Keep the place of the value in its resource, `network.publicNetworkAccess`."""
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the inputs of a resource. What is missing reads as None, at any depth."""

    raw: Any
    """The value as the host gave it, `UNKNOWN` among others."""
    path: str = ""

    @property
    def value(self) -> Any:
        """The value.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        if isinstance(self.raw, Unknown):
            raise NotKnownError(self.path)
        return self.raw

    @property
    def known(self) -> bool:
        """False where the value itself is not known; parts of it may still be."""
        return not isinstance(self.raw, Unknown)

    def __getitem__(self, key: str) -> Node:
        """Return a property of a map.

        Raises:
            NotKnownError: the map is not known before deployment.
        """
        value = self.value
        inner = cast("Mapping[str, Any]", value).get(key) if isinstance(value, Mapping) else None
        step = key if _PLAIN_KEY.fullmatch(key) else f'["{key}"]'
        return Node(inner, step if not self.path else self.path + (step if step[0] == "[" else f".{step}"))

    def each(self) -> tuple[Node, ...]:
        """Return the elements of a list; none where there is no list.

        Raises:
            NotKnownError: the list is not known before deployment.
        """
        value = self.value
        if not isinstance(value, list | tuple):
            return ()
        items = cast("Sequence[Any]", value)
        return tuple(Node(item, f"{self.path}[{index}]") for index, item in enumerate(items))

    def items(self) -> tuple[tuple[str, Node], ...]:
        """Return the properties of a map by key; none where there is no map.

        Raises:
            NotKnownError: the map is not known before deployment.
        """
        value = self.value
        if not isinstance(value, Mapping):
            return ()
        return tuple((key, self[key]) for key in sorted(cast("Mapping[str, Any]", value)))

    def text(self, default: str = "") -> str:
        """Return the value as text, or the default where it is missing.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        return default if self.value is None else str(self.value)

    def number(self, default: int = 0) -> int:
        """Return the value as a whole number, or the default where it is missing or none.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        value = self.value
        if isinstance(value, bool) or value is None:
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            return default

    def is_true(self) -> bool:
        """Tell whether the value is true.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        return self.value is True


@dataclass(frozen=True, slots=True)
class Place:
    """A line of user code. `file` is relative to the project's folder."""

    file: str
    line: int

    def __str__(self) -> str:
        """Give `file:line`."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, eq=False)
class ResourceView:
    """One resource as a rule sees it."""

    urn: str
    type: str
    """Type token as the program wrote it; `token` is the one to compare."""
    name: str
    """Logical name."""
    inputs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Inputs under the provider's names (camelCase), with `UNKNOWN` inside. A secret stands there as its own
    value, which is why `hidden` lists what no message may show."""
    parent: str | None = None
    dependencies: tuple[str, ...] = ()
    """URNs that it waits for."""
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Input property to the URNs that its value comes from."""
    protect: bool = False
    source: Place | None = None
    """The line of user code that made it; None where the host does not know."""
    hidden: tuple[str, ...] = ()
    """Texts of secrets among the inputs."""

    @property
    def token(self) -> str:
        """The type without the API version that azure-native may carry."""
        return plain_token(self.type)

    @property
    def short_type(self) -> str:
        """The type for a reader: `network:Subnet`, `apps/v1:Deployment`."""
        return self.token.split(":", 1)[-1]

    @property
    def node(self) -> Node:
        """The inputs as a place to walk from."""
        return Node(self.inputs)

    def __getitem__(self, key: str) -> Node:
        """Return an input."""
        return self.node[key]


class StackView:
    """All resources of a stack, with what a rule asks them for."""

    def __init__(self, resources: Sequence[ResourceView]) -> None:
        """Index the resources."""
        self.resources = tuple(resources)
        self._by_urn = {resource.urn: resource for resource in self.resources}
        self._by_token: dict[str, list[ResourceView]] = {}
        for resource in self.resources:
            self._by_token.setdefault(resource.token, []).append(resource)
        self._reach: dict[str, frozenset[str]] = {}

    def of(self, *tokens: str) -> tuple[ResourceView, ...]:
        """Return the resources of the types, in the order of the types and then of the plan."""
        return tuple(resource for token in tokens for resource in self._by_token.get(token, ()))

    def get(self, urn: str) -> ResourceView | None:
        """Return a resource by URN."""
        return self._by_urn.get(urn)

    def behind(self, resource: ResourceView, key: str, *tokens: str) -> tuple[ResourceView, ...]:
        """Return the resources of some types that an input's value comes from.

        A value may wait for more than what it is made of. Of several resources of the types, one that itself
        waits for another one of them is taken for a thing to wait for: had the value come from it, nobody
        would have had to name the other. This is an inference from how programs are written, not a proof.
        """
        found = [
            other
            for urn in resource.property_dependencies.get(key, ())
            if (other := self.get(urn)) is not None and (not tokens or other.token in tokens)
        ]
        urns = {other.urn for other in found}
        first = [other for other in found if not (self._waits_for(other.urn) & (urns - {other.urn}))]
        return tuple(first or found)

    def _waits_for(self, urn: str) -> frozenset[str]:
        """Return all that a resource waits for, at any distance."""
        known = self._reach.get(urn)
        if known is not None:
            return known
        reached: set[str] = set()
        todo = [urn]
        while todo:
            resource = self._by_urn.get(todo.pop())
            for each in resource.dependencies if resource else ():
                if each not in reached:
                    reached.add(each)
                    todo.append(each)
        self._reach[urn] = frozenset(reached)
        return self._reach[urn]


def plain_token(token: str) -> str:
    """Return a type token without azure-native's API version."""
    return _VERSION.sub(r"\1:", token)


def strings(value: Any) -> Iterator[str]:
    """Yield every text inside of a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in cast("Mapping[str, Any]", value).values():
            yield from strings(item)
    elif isinstance(value, list | tuple):
        for item in cast("Sequence[Any]", value):
            yield from strings(item)
