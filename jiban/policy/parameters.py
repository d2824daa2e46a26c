"""Values of a rule that a team may set otherwise: how many days, which regions, what it may cost.

A rule names them, and asks with the stack that it judges:

    DAYS: Final = Parameter("days", 7, "Days that a backup is kept at least.", minimum=1)

    def check(stack: StackView, database: ResourceView) -> Verdict:
        least = DAYS.of(stack)

    RULE: Final = StackRule(..., parameters=(DAYS,))

Who sets them: `policies.yaml` beside Pulumi.yaml (`jiban.policy.configuration`), and in the engine
`--policy-pack-config` too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final, Generic, Protocol, TypeVar, cast

from jiban.policy.fields import checked, type_of

_Kind = TypeVar("_Kind", int, float, str, tuple[str, ...])
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


class _HasParameters(Protocol):
    @property
    def parameters(self) -> Mapping[str, Any]: ...


_KINDS: Final = {int: "a whole number", float: "a number", str: "a text", tuple: "a list of texts"}


@dataclass(frozen=True, slots=True)
class Parameter(Generic[_Kind]):
    """One value of a rule, with what holds where nobody sets it."""

    name: str
    """As it is written in `policies.yaml`: small letters, digits and underscores."""
    default: _Kind
    """What holds where nobody sets it; its type is that of the value."""
    text: str
    """What it is, one sentence, with the unit."""
    minimum: float | None = None
    """Of a number: the least that is sensible; None for any."""
    maximum: float | None = None
    """Of a number: the most that is sensible; None for any."""
    choices: tuple[str, ...] = ()
    """Of a text, or of each text in a list: what it may be; none for anything."""

    def __post_init__(self) -> None:
        """Refuse what no file could set.

        Raises:
            TypeError: a field has a value of another type.
            ValueError: the name is none, `level` or `stacks`, or the default is not allowed.
        """
        checked(self, "a parameter", name=str, text=str, default=(int, float, str, tuple))
        if not _NAME.fullmatch(self.name) or self.name in {"level", "stacks"}:
            raise ValueError(f"{self.name!a} is no name of a parameter")
        self.read(list(self.default) if isinstance(self.default, tuple) else self.default)

    def of(self, judged: _HasParameters) -> _Kind:
        """Return the value for the stack or the change that the rule is asked about."""
        return cast("_Kind", judged.parameters.get(self.name, self.default))

    @property
    def kind(self) -> str:
        """What its values are, in words: `a whole number`."""
        return _KINDS[type(self.default)]

    def read(self, given: object) -> _Kind:
        """Return a value from a file.

        Raises:
            ValueError: it is none that the parameter may have; says what it may be.
        """
        if isinstance(self.default, tuple):
            if not isinstance(given, Sequence) or isinstance(given, str | bytes):
                raise self._refused(given)
            found = tuple(self._text(each) for each in cast("Sequence[object]", given))
            return cast("_Kind", found)
        if isinstance(self.default, str):
            return cast("_Kind", self._text(given))
        return cast("_Kind", self._number(given))

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of its values."""
        if isinstance(self.default, tuple):
            items: dict[str, Any] = {"type": "string"}
            if self.choices:
                items["enum"] = list(self.choices)
            return {"type": "array", "items": items, "default": list(self.default), "description": self.text}
        kind = {int: "integer", float: "number", str: "string"}[type(self.default)]
        found: dict[str, Any] = {"type": kind, "default": self.default, "description": self.text}
        if self.minimum is not None:
            found["minimum"] = self.minimum
        if self.maximum is not None:
            found["maximum"] = self.maximum
        if self.choices:
            found["enum"] = list(self.choices)
        return found

    def _refused(self, given: object) -> ValueError:
        return ValueError(f"{self.name} has to be {self.kind}, got {_shown(given)}")

    def _text(self, given: object) -> str:
        if not isinstance(given, str):
            raise self._refused(given)
        if self.choices and given not in self.choices:
            raise ValueError(f"{self.name} has to be one of {', '.join(self.choices)}, got {_shown(given)}")
        return given

    def _number(self, given: object) -> float:
        # The engine hands every number over as a float.
        if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given):
            raise self._refused(given)
        if isinstance(self.default, int) and given != int(given):
            raise self._refused(given)
        if self.minimum is not None and given < self.minimum:
            raise ValueError(f"{self.name} has to be at least {self.minimum:g}, got {given:g}")
        if self.maximum is not None and given > self.maximum:
            raise ValueError(f"{self.name} has to be at most {self.maximum:g}, got {given:g}")
        return int(given) if isinstance(self.default, int) else float(given)


def _shown(given: object) -> str:
    if given is None or isinstance(given, bool | int | float):
        return "nothing" if given is None else str(given).lower()
    return ascii(given) if isinstance(given, str) else type_of(given)
