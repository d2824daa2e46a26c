"""What a field of the settings means and what it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

ValuePath = tuple[str | int, ...]
"""Where a value stands below the root: field names, map keys and list positions."""

FieldKind = Literal["fields", "map", "list", "text", "whole number", "number", "true or false", "anything"]
"""`fields` is a map whose keys are fixed, `map` one whose keys are names that the writer chooses."""

NO_DEFAULT: Final = object()
"""Stands for the default of a value that must be given."""


@dataclass(frozen=True, slots=True)
class Field:
    """One place of an environment: what it means and what it takes."""

    path: ValuePath
    kind: FieldKind
    meaning: str = ""
    """The field's docstring as one paragraph; of an entry of a map or list, its model's."""
    default: Any = NO_DEFAULT
    """As plain JSON data; NO_DEFAULT where a value is required, and for entries of maps and lists."""
    optional: bool = False
    """Whether null is a value."""
    repeats: bool = False
    """Whether a list of such values may stand in the place of one."""
    secret: bool = False
    allowed: tuple[Any, ...] = ()
    """Every value there is; empty where that is no list."""
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    """The value must be more than this."""
    pattern: str | None = None
    """Of a text."""
    pattern_words: str = ""
    """What the pattern asks for, as the project says it; empty where it says nothing."""
    pattern_example: str = ""
    """A text that the pattern takes."""
    example: Any = None
    """A value that fits, where the project gives one by the field's name."""
    unit: tuple[str, str] = ("", "")
    """Unit of a number, in the singular and in the plural."""
    key_pattern: str | None = None
    """Of a map's keys."""
    shortest: int | None = None
    """Fewest characters, items or entries."""
    longest: int | None = None
    form: str | None = None
    """The JSON Schema format of a text: `uuid`."""
    fields: tuple[str, ...] = ()
    """Names of the fields, of kind `fields`."""
    required: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    """Kinds that tell the variants of a map apart; empty where there is one form only."""

    @property
    def name(self) -> str:
        """The last field name on the path: of a list's item the list's name."""
        return name_of(self.path)

    @property
    def is_container(self) -> bool:
        """Whether other places stand below this one."""
        return self.kind in ("fields", "map", "list")


def name_of(path: ValuePath) -> str:
    """Return the last field name on a path."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")
