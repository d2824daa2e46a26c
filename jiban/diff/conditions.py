"""Conditions of a rule: what one property alone cannot say of whether its change replaces.

A condition looks at the value before and after, and at other properties of the resource. It holds, it does
not, or a plan cannot tell, because it looks at what is known after deployment only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from jiban.diff.paths import Path
from jiban.diff.values import MISSING, at, parse_path
from jiban.model.plan import Secret, Unknown, has_unknown
from jiban.report.values import path_text

_VERSION: Final = re.compile(r"(?P<name>[A-Za-z_-]*)(?P<numbers>[0-9]{1,9}(?:\.[0-9]{1,9})*)")
_QUANTITY: Final = re.compile(r"(?P<number>[0-9]{1,15}(?:\.[0-9]{1,9})?)(?P<unit>[KkMGTP])(?P<binary>i?)")


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rule holds; everything that is given has to."""

    change: str = ""
    """How the property changes: one of `CHANGES`."""
    before: Any = None
    """What its value has to be before: a value, a list of values, or a test; None for any."""
    after: Any = None
    other: tuple[tuple[Path, Any], ...] = ()
    """Other properties of the resource as it will be, each with what it has to be."""

    def holds(self, path: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[bool | None, str]:
        """Return whether it holds of a change, None where a plan cannot tell, and then what it hangs on.

        Args:
            path: of the property that changes.
            old: inputs of the resource before.
            new: inputs after.
        """
        before, after = at(old, path), at(new, path)
        asked: list[tuple[bool | None, Path]] = []
        if self.change:
            asked.append((CHANGES[self.change](before, after), path))
        if self.before is not None:
            asked.append((fits(before, self.before), path))
        if self.after is not None:
            asked.append((fits(after, self.after), path))
        asked += [(fits(at(new, other), wanted), other) for other, wanted in self.other]
        if any(answer is False for answer, _ in asked):
            return False, ""
        unknown = [path_text(other) for answer, other in asked if answer is None]
        return (None, f"{unknown[0]}, which is known at deployment") if unknown else (True, "")


ALWAYS: Final = Condition()
"""Asks for nothing; a rule with it holds of what is taken away too."""


def condition(given: Mapping[str, Any]) -> Condition:
    """Read a condition of a table.

    Raises:
        ValueError: it asks for something that is not known.
    """
    left = set(given) - {"change", "before", "after", "other"}
    if left or given.get("change", "changed") not in CHANGES:
        raise ValueError(f"no condition: {dict(given)}")
    others = cast("Mapping[str, Any]", given.get("other", {}))
    return Condition(
        given.get("change", ""),
        given.get("before"),
        given.get("after"),
        tuple((parse_path(text), wanted) for text, wanted in others.items()),
    )


def fits(value: Any, wanted: Any) -> bool | None:
    """Return whether a value is what is wanted: itself, one of a list, or what passes a test.

    The tests: `{given: true}`, `{begins: aurora}`, `{matches: REGEX}`, `{below: VERSION}`, and `{not: …}`.
    None stands for a value that is not known.
    """
    if has_unknown(value) or isinstance(value, Secret):
        given = isinstance(wanted, Mapping) and "given" in wanted
        return cast("Mapping[str, Any]", wanted)["given"] is True if given else None
    if isinstance(wanted, Mapping):
        ((test, operand),) = cast("Mapping[str, Any]", wanted).items()
        return _TESTS[test](value, operand)
    if isinstance(wanted, list):
        return value in wanted
    return _plain(value) == _plain(wanted)


def _plain(value: Any) -> Any:
    """Return a value under one form: providers take `"true"` for true."""
    return str(value).lower() if isinstance(value, bool) else value


def _not(value: Any, operand: Any) -> bool | None:
    found = fits(value, operand)
    return None if found is None else not found


_TESTS: Final[Mapping[str, Callable[[Any, Any], bool | None]]] = {
    "given": lambda value, operand: (value is not MISSING) is operand,
    "begins": lambda value, operand: isinstance(value, str) and value.startswith(operand),
    "matches": lambda value, operand: isinstance(value, str) and re.search(operand, value) is not None,
    "below": lambda value, operand: older(operand, value),
    "not": _not,
}


def older(before: Any, after: Any) -> bool:
    """Return whether a version is older than the one before it; where one says less, what both say decides.

    `17` is not older than `17.4`, and `6.x` not than `6.2`; what is not a known text is never older.
    """
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    (name, old), (other, new) = version(before), version(after)
    if name != other:
        return False
    shared = min(len(old), len(new))
    return new[:shared] < old[:shared]


def version(text: str) -> tuple[str, tuple[int, ...]]:
    """Take a version apart: the name before it, as in `OpenSearch_2.11`, and its numbers up to an `x`."""
    match = _VERSION.match(text)
    if match is None:
        return text, ()
    return match["name"], tuple(int(number) for number in match["numbers"].split("."))


def _quantity(value: Any) -> float | None:
    """Return what a quantity with a unit comes to, `10Gi`; None for anything else."""
    match = _QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    exponent = " kMGTP".index(match["unit"].replace("K", "k"))
    return float(match["number"]) * (1024 if match["binary"] else 1000) ** exponent


def known(check: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool | None]:
    """Return a check that cannot tell where a side is not known, or is secret."""

    def asked(before: Any, after: Any) -> bool | None:
        sides = (before, after)
        return (
            None if any(isinstance(e, Unknown | Secret) or has_unknown(e) for e in sides) else check(*sides)
        )

    return asked


def lowered(before: Any, after: Any) -> bool:
    """Return whether a number, a quantity of Kubernetes or a version is less than before."""
    old, new = _quantity(before), _quantity(after)
    if old is not None and new is not None:
        return new < old
    if any(isinstance(side, bool) for side in (before, after)):
        return False
    if isinstance(before, int | float) and isinstance(after, int | float):
        return after < before
    return older(before, after)


def other_major(before: Any, after: Any) -> bool:
    """Return whether versions differ in their name or first number."""
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    (name, old), (other, new) = version(before), version(after)
    return (name, old[:1]) != (other, new[:1])


def _shrunk(before: Any, after: Any) -> bool:
    """Return whether a list loses an item that it had."""
    if not isinstance(before, list | tuple) or not isinstance(after, list | tuple):
        return after is MISSING and before is not MISSING
    left = cast("Sequence[Any]", after)
    return any(item not in left for item in cast("Sequence[Any]", before))


def _given(value: Any) -> bool:
    """Return whether a provider takes a value for given: what is empty or switched off is not."""
    return value is not MISSING and value not in (False, "false", "", [], {})


CHANGES: Final[Mapping[str, Callable[[Any, Any], bool | None]]] = {
    "added": lambda before, after: not _given(before) and _given(after),
    "removed": lambda before, after: _given(before) and not _given(after),
    "changed": lambda before, after: _given(before) and before != after,
    "lowered": known(lowered),
    "other major version": known(other_major),
    "shrunk": known(_shrunk),
}
"""How a property may change. `changed` is what was given and is other now; `removed` what is switched off
too."""
