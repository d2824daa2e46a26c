"""What a rule sees: the resources of a plan through a lens that stops at secrets and unknown values.

The resources are those of `jiban.model.plan`, whether a plan or the engine has handed them over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final, TypeVar, cast

from jiban.model.digest import UNKNOWN_TEXT
from jiban.model.plan import PLAIN, UNKNOWN, Fingerprint, Resource, Secret, SourceLine, Unknown
from jiban.project.project import PLACEHOLDER_PATTERN

_Part = TypeVar("_Part")
LEFT_OUT: Final = Unknown("is left out here, and may be set elsewhere")
"""A property of what is only told in part: whether it has a value at all is not known."""
STACK_TYPE: Final = "pulumi:pulumi:Stack"
_VERSION: Final = re.compile(r"^(azure-native:[^:/]+)/v\d{8}(?:preview)?:")
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


class NotKnownError(Exception):
    """A rule has asked for a value that is not known yet."""

    def __init__(self, path: str, why: str = "") -> None:
        """Keep the place of a value, `network.publicNetworkAccess`, and what is said of it."""
        super().__init__(path)
        self.path = path
        self.why = why or "is not known before deployment"


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the inputs of a resource. What is missing reads as None, at any depth."""

    raw: Any
    """The value as the plan has it: a `Secret` and an `Unknown` among others."""
    path: str = ""

    @property
    def value(self) -> Any:
        """The value; of a map or list, parts may be secret or unknown, and of a secret one all are secret.

        Raises:
            NotKnownError: it is not known before deployment, or is a secret: whether one is there a rule may
                ask, and what it is it may not.
        """
        found = _opened(self.raw)
        if isinstance(found, Unknown):
            raise NotKnownError(self.path, found.note)
        return self._sealed(found) if isinstance(self.raw, Secret) else found

    def _sealed(self, found: Any) -> Any:
        """Return what a secret is made of, and no text or number in it.

        Raises:
            NotKnownError: it is a text or a number.
        """
        if isinstance(found, Mapping):
            return {key: Secret(each) for key, each in cast("Mapping[str, Any]", found).items()}
        if isinstance(found, list | tuple):
            return [Secret(each) for each in cast("Sequence[Any]", found)]
        if found is None or isinstance(found, bool):
            return found
        raise NotKnownError(self.path, "is a secret, which no rule reads")

    def public_part(self, read: Callable[[Any], _Part]) -> _Part:
        """Return what is no secret in a document that is one as a whole, as the namespace in a kubeconfig.

        For facts alone: whoever asks answers for what `read` returns.

        Raises:
            NotKnownError: the document is not known before deployment.
        """
        found = _opened(self.raw)
        if isinstance(found, Unknown):
            raise NotKnownError(self.path, found.note)
        return read(found)

    @property
    def secret(self) -> bool:
        """True where the program has marked the value, or what it is in, as a secret."""
        return isinstance(self.raw, Secret)

    @property
    def known(self) -> bool:
        """False where the value itself is not known; parts of it may still be."""
        return not isinstance(_opened(self.raw), Unknown)

    @property
    def given(self) -> bool:
        """True where the program gives a value, be it one that is known later.

        Raises:
            NotKnownError: only a part of the resource is told, and this is none of it.
        """
        if self.raw is LEFT_OUT:
            raise NotKnownError(self.path, LEFT_OUT.note)
        return self.raw is not None

    @property
    def sources(self) -> tuple[str, ...]:
        """URNs of the resources that a value comes from which is not known; none where that is not told."""
        found = _opened(self.raw)
        return found.sources if isinstance(found, Unknown) else ()

    def __getitem__(self, key: str) -> Node:
        """Return a property of a map.

        Raises:
            NotKnownError: the map is not known before deployment, or it is no map, and what the provider
                makes of it nobody can say.
        """
        value = self.value
        is_map = type(value) is dict or isinstance(value, Mapping)
        if value is not None and not is_map:
            raise NotKnownError(self.path, "is no map, which it has to be")
        inner = cast("Mapping[str, Any]", value).get(key) if is_map else None
        step = key if _PLAIN_KEY.fullmatch(key) else f'["{key}"]'
        return Node(inner, step if not self.path else self.path + (step if step[0] == "[" else f".{step}"))

    def each(self) -> tuple[Node, ...]:
        """Return the elements of a list; none where there is no list.

        Raises:
            NotKnownError: the list is not known before deployment, or it is none.
        """
        value = self.value
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            raise NotKnownError(self.path, "is no list, which it has to be")
        items = cast("Sequence[Any]", value)
        return tuple(Node(item, f"{self.path}[{index}]") for index, item in enumerate(items))

    def items(self) -> tuple[tuple[str, Node], ...]:
        """Return the properties of a map by key; none where there is no map.

        Raises:
            NotKnownError: the map is not known before deployment, or it is none.
        """
        value = self.value
        if value is None:
            return ()
        if not isinstance(value, Mapping):
            raise NotKnownError(self.path, "is no map, which it has to be")
        return tuple((key, self[key]) for key in sorted(cast("Mapping[str, Any]", value)))

    def text(self, default: str = "") -> str:
        """Return the value as text, or the default where it is missing.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        return default if self.value is None else str(self.value)

    def number(self, default: int = 0) -> int:
        """Return the value as a whole number, or the default where it is missing.

        Raises:
            NotKnownError: it is not known before deployment, or it is no number: what the provider makes of
                that nobody can say.
        """
        value = self.value
        if value is None:
            return default
        try:
            if not isinstance(value, bool):
                return int(value)
            raise TypeError  # noqa: TRY301 - a truth value is no number, although Python makes one of it
        except (TypeError, ValueError, OverflowError):
            raise NotKnownError(self.path, "is no whole number, which it has to be") from None

    def is_true(self) -> bool:
        """Tell whether the value is true.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        return self.value is True

    def says(self, *words: str) -> bool:
        """Tell whether the value is one of some words, in letters of either case.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        return self.text().casefold() in {word.casefold() for word in words}


@dataclass(frozen=True, slots=True)
class Unseen:
    """What is not seen of one resource."""

    parts: tuple[str, ...]
    """Types that its parts can have, with `*` for any text."""
    why: str
    """Why they are not seen: a phrase."""
    remedy: str
    """What makes them visible: an imperative phrase."""
    itself: bool = False
    """True where it is not parts, but the resource's own properties that are not seen."""
    lead: str = "its parts are not seen: "
    """What comes before `why` where a rule speaks of it."""

    @property
    def said(self) -> str:
        """What a rule says that cannot judge it."""
        return self.lead + self.why

    def may_hold(self, types: Iterable[str]) -> bool:
        """Tell whether a part can be of one of some types."""
        return any(fnmatchcase(each, pattern) for each in types for pattern in self.parts)


@dataclass(frozen=True, slots=True, eq=False)
class ResourceView:
    """One resource as a rule sees it: `view["network"]["publicNetworkAccess"]` is an input."""

    resource: Resource
    unseen: Unseen | None = None
    """What the host does not see of it; None where it sees all."""

    @property
    def urn(self) -> str:
        """Its URN."""
        return self.resource.urn

    @property
    def type(self) -> str:
        """Type token as the program wrote it; `token` is the one to compare."""
        return self.resource.type

    @property
    def name(self) -> str:
        """Logical name."""
        return self.resource.name

    @property
    def inputs(self) -> Mapping[str, Any]:
        """Inputs under the provider's names (camelCase), secrets and unknown values among them."""
        return self.resource.inputs

    @property
    def parent(self) -> str | None:
        """URN of the parent."""
        return self.resource.parent

    @property
    def dependencies(self) -> tuple[str, ...]:
        """URNs of the resources that it depends on."""
        return self.resource.dependencies

    @property
    def property_dependencies(self) -> Mapping[str, tuple[str, ...]]:
        """Input property to the URNs that its value comes from."""
        return self.resource.property_dependencies

    @property
    def protect(self) -> bool:
        """Whether the option `protect` is set."""
        return self.resource.protect

    @property
    def source(self) -> SourceLine | None:
        """The line of user code that made it; None where the host does not know."""
        return self.resource.source

    def secrets(self) -> frozenset[str]:
        """Return the texts of the secrets among the inputs, which no message may show."""
        return frozenset(_secret_texts(self.resource.inputs, inside=False))

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


class OpenInputs(dict[str, Any]):
    """Inputs of which more may be there than is known: what is missing is unknown, not left out."""

    def get(self, key: str, default: Any = None, /) -> Any:
        """Return an input, or that it is left out."""
        del default
        return super().get(key, LEFT_OUT)


def opened(value: Any) -> Any:
    """Return a value of which more may be there than is known, at any depth: a patch of something else."""
    if isinstance(value, Mapping):
        return OpenInputs({key: opened(each) for key, each in cast("Mapping[str, Any]", value).items()})
    if isinstance(value, list | tuple):
        return [opened(each) for each in cast("Sequence[Any]", value)]
    return value


class StackView:
    """All resources of a stack, with what a rule asks them for."""

    def __init__(self, resources: Sequence[ResourceView]) -> None:
        """Index the resources."""
        self.resources = tuple(resources)
        self._by_urn = {resource.urn: resource for resource in self.resources}
        self._by_token: dict[str, list[ResourceView]] = {}
        for resource in self.resources:
            self._by_token.setdefault(resource.token, []).append(resource)
        self._of: dict[tuple[str, ...], tuple[ResourceView, ...]] = {}
        self._reach: dict[str, frozenset[str]] = {}
        self.answers: dict[Any, Any] = {}
        """What `jiban.policy.facts.once` has found out, so that no fact is asked for twice."""
        self.parameters: Mapping[str, Any] = {}
        """Values that are set for the rule that is asked, by name; `Parameter.of` reads them."""
        self.production: tuple[str, ...] = ()
        """Globs of the stacks that are production; none where names decide (`facts.tier`)."""

    def asked_with(self, parameters: Mapping[str, Any]) -> StackView:
        """Return the same stack, and what is known of it, for a rule that has some values set."""
        if not parameters and not self.parameters:
            return self
        found = copy(self)
        found.parameters = parameters
        return found

    @property
    def name(self) -> str:
        """Name of the stack, `prod`; empty where there is no resource."""
        return self.resources[0].urn.removeprefix("urn:pulumi:").partition("::")[0] if self.resources else ""

    def of(self, *tokens: str) -> tuple[ResourceView, ...]:
        """Return the resources of the types, in the order of the types and then of the plan."""
        found = self._of.get(tokens)
        if found is None:
            found = tuple(resource for token in tokens for resource in self._by_token.get(token, ()))
            self._of[tokens] = found
        return found

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
        return self.first_of(found)

    def first_of(self, found: Sequence[ResourceView]) -> tuple[ResourceView, ...]:
        """Return those of some resources that wait for no other of them, as `behind` does."""
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


@cache
def plain_token(token: str) -> str:
    """Return a type token without azure-native's API version."""
    return _VERSION.sub(r"\1:", token)


def _opened(value: Any) -> Any:
    """Return what is in a secret; UNKNOWN where only a placeholder for it is there."""
    if not isinstance(value, Secret):
        return value
    inner = _opened(value.value)
    if isinstance(inner, Fingerprint):
        return UNKNOWN
    if isinstance(inner, str) and (inner == UNKNOWN_TEXT or PLACEHOLDER_PATTERN.search(inner)):
        return UNKNOWN
    return inner


def _secret_texts(value: Any, *, inside: bool) -> Iterator[str]:
    if isinstance(value, Secret):
        yield from _secret_texts(_opened(value), inside=True)
    elif isinstance(value, str):
        if inside:
            yield value
    elif type(value) in PLAIN:
        return
    elif isinstance(value, Mapping):
        for item in cast("Mapping[str, Any]", value).values():
            yield from _secret_texts(item, inside=inside)
    elif isinstance(value, list | tuple):
        for item in cast("Sequence[Any]", value):
            yield from _secret_texts(item, inside=inside)
