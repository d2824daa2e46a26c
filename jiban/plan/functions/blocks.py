"""Blocks of arguments, read as the AWS provider's schema reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from jiban.plan.functions.call import ArgumentError, as_text, kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Block:
    """Fields by their names on the wire."""

    fields: Mapping[str, Any]
    path: str

    def place(self, name: str) -> str:
        """Return where a field is, for messages."""
        return f"{self.path}.{name}" if self.path else name

    def text(self, name: str, default: str = "", choices: Sequence[str] = ()) -> str:
        """Return a text, or its default where it is not given.

        Raises:
            ArgumentError: it is no text, or none of the choices.
        """
        if self.fields.get(name) is None:
            return default
        value = as_text(self.fields[name], self.place(name))
        if choices and value not in choices:
            raise ArgumentError(f"{self.place(name)} must be {' or '.join(choices)}")
        return value

    def required_text(self, name: str) -> str:
        """Return a text that must be given.

        Raises:
            ArgumentError: it is missing, or no text.
        """
        self._require(name)
        return self.text(name)

    def texts(self, name: str, *, required: bool = False) -> list[str]:
        """Return a list of texts; without one it is empty.

        Raises:
            ArgumentError: it is no list of texts, or missing where it is required.
        """
        if required:
            self._require(name)
        return [as_text(item, f"{self.place(name)}[{index}]") for index, item in enumerate(self._list(name))]

    def blocks(self, name: str, known: Sequence[str]) -> list[Block]:
        """Return a list of blocks; without one it is empty.

        Raises:
            ArgumentError: it is no list of maps, or a map has a key that the provider does not know.
        """
        return [
            read_block(item, f"{self.place(name)}[{index}]", known)
            for index, item in enumerate(self._list(name))
        ]

    def _list(self, name: str) -> list[Any]:
        value = self.fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise ArgumentError(f"{self.place(name)} must be a list, got {kind_of(value)}")
        return cast("list[Any]", value)

    def _require(self, name: str) -> None:
        if self.fields.get(name) is None:
            raise ArgumentError(f"{self.place(name)} is missing")


def read_block(value: Any, path: str, known: Sequence[str]) -> Block:
    """Read a map of fields; a name in snake case, as a Python dict may have it, is the same as in camel case.

    Raises:
        ArgumentError: it is no map, or has a key that the provider does not know.
    """
    if value is None:
        return Block({}, path)
    if not isinstance(value, Mapping):
        raise ArgumentError(f"{path} must be a map, got {kind_of(value)}")
    given = cast("Mapping[str, Any]", value)
    fields = {_name(key, known): item for key, item in given.items() if not key.startswith("__")}
    block = Block(fields, path)
    for key in fields:
        if key not in known:
            raise ArgumentError(f"{block.place(key)} is no argument; known: {', '.join(known)}")
    return block


def _name(key: str, known: Sequence[str]) -> str:
    camel = re.sub(r"_([a-z])", lambda found: found[1].upper(), key)
    # The provider's own name of a repeated block is the singular.
    return f"{camel}s" if camel not in known and f"{camel}s" in known else camel
