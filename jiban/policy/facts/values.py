"""Effective values: what the provider makes of an input, given or left out, from `values/*.yaml`.

A rule asks for `effective(server, "network.publicNetworkAccess")` and gets `Disabled` for `disabled`, for a
server in a subnet of its own, and for nothing where that is the default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from jiban.policy.view import Node, ResourceView
from jiban.tables import folder

_Entry = Mapping[str, Any]
_NOTHING: Final[_Entry] = {}
_VENDORS: Final = {"azure-native": "Azure", "aws": "AWS", "kubernetes": "Kubernetes"}


@dataclass(frozen=True, slots=True)
class Value:
    """What a property has, whoever has said so."""

    node: Node
    """The value in the provider's own spelling, at the path of the input."""
    given: bool
    """Whether the program says it; False where it is a default."""
    vendor: str

    @property
    def path(self) -> str:
        """Where the input stands, or would stand."""
        return self.node.path

    @property
    def value(self) -> Any:
        """The value.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        return self.node.value

    def text(self) -> str:
        """Return it as text; empty where there is none.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        return self.node.text()

    def number(self, default: int = 0) -> int:
        """Return it as a whole number.

        Raises:
            NotKnownError: it is not known before deployment, or is no number.
        """
        return self.node.number(default)

    def is_true(self) -> bool:
        """Tell whether it is true.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        return self.node.is_true()

    def says(self, *words: str) -> bool:
        """Tell whether it is one of some words, in letters of either case.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        return self.node.says(*words)

    @property
    def said(self) -> str:
        """What a rule says of it: `x is Enabled`, or `x is not set, and Azure takes Enabled`.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        shown = str(self.value).lower() if isinstance(self.value, bool) else self.text()
        if self.given:
            return f"{self.path} is {shown or 'empty'}"
        return f"{self.path} is not set" + (f", and {self.vendor} takes {shown}" if shown else "")


def effective(resource: ResourceView, path: str) -> Value:
    """Return what the provider makes of an input.

    Args:
        resource: whose input it is.
        path: `network.publicNetworkAccess`. One that the table does not hold has no default.

    Raises:
        NotKnownError: what leads to it, or what its default hangs on, is not known before deployment. A value
            that is itself not known is returned, and raises when it is read.
    """
    entry = _entries().get(resource.token, _NOTHING).get(path, _NOTHING)
    node = at(resource.node, path)
    vendor = _VENDORS.get(resource.token.partition(":")[0], "the provider")
    for case in entry.get("when", ()):
        if case.get("fixed") and _holds(resource, case):
            return Value(Node(case["value"], node.path), given=False, vendor=vendor)
    if node.given:
        return Value(_spelled(node, entry.get("words", ())), given=True, vendor=vendor)
    case = next((case for case in entry.get("when", ()) if _holds(resource, case)), None)
    default = case["value"] if case is not None else entry.get("default")
    return Value(Node(default, node.path), given=False, vendor=vendor)


def is_filled(node: Node) -> bool:
    """Tell whether a text is given that is not empty; a secret, or one not known yet, is taken for such.

    Raises:
        NotKnownError: only a part of the resource is told, and this is none of it.
    """
    return node.given and (node.secret or not node.known or bool(node.text()))


def name_in(node: Node) -> str:
    """Return a name that others may use; empty where there is none, or it is secret or not known yet."""
    return node.text() if node.known and not node.secret else ""


def at(node: Node, path: str) -> Node:
    """Return a place below another one: `network.publicNetworkAccess`.

    Raises:
        NotKnownError: what leads to it is not known before deployment.
    """
    for step in path.split("."):
        node = node[step]
    return node


def _holds(resource: ResourceView, case: _Entry) -> bool:
    if not all(at(resource.node, path).given for path in case.get("given", ())):
        return False
    if any(at(resource.node, path).given for path in case.get("absent", ())):
        return False
    wanted: Mapping[str, list[Any]] = case.get("is", _NOTHING)
    return all(at(resource.node, path).says(*map(str, words)) for path, words in wanted.items())


def _spelled(node: Node, words: list[str]) -> Node:
    """Return an enumeration's value as the provider spells it."""
    if not words or not node.known:
        return node
    found = next((word for word in words if node.says(word)), None)
    return node if found is None else Node(found, node.path)


@cache
def _entries() -> Mapping[str, Mapping[str, _Entry]]:
    """Return the rows of all files by type.

    Raises:
        ValueError: two files have rows of one type.
    """
    found: dict[str, Mapping[str, _Entry]] = {}
    for name, document in folder("jiban.policy.facts", "values").items():
        for token, entries in document["types"].items():
            if token in found:
                raise ValueError(f"values/{name}.yaml has {token}, which another file has too")
            found[token] = entries
    return found
