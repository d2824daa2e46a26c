"""Checks what somebody's rule gives: a report can only show what has the types that it says."""

from __future__ import annotations

from typing import cast


def checked(owner: object, what: str, **kinds: type | tuple[type, ...]) -> None:
    """Refuse fields with values of other types.

    Args:
        owner: what has the fields.
        what: its name, with an article.
        kinds: types by field; of a tuple of types, any.

    Raises:
        TypeError: a field has a value of another type.
    """
    for name, kind in kinds.items():
        value: object = getattr(owner, name)
        if not isinstance(value, kind):
            wanted = kind if isinstance(kind, tuple) else (kind,)
            names = " or ".join("None" if each is type(None) else each.__name__ for each in wanted)
            raise TypeError(f"{name} of {what} has to be {names}, got {type_of(value)}")


def checked_items(owner: object, what: str, name: str, kind: type) -> None:
    """Refuse a field that is no tuple of values of a type.

    Raises:
        TypeError: it is no tuple, or a value in it is of another type.
    """
    checked(owner, what, **{name: tuple})
    for each in cast("tuple[object, ...]", getattr(owner, name)):
        if not isinstance(each, kind):
            raise TypeError(
                f"{name} of {what} has to be a tuple of {kind.__name__}, got {type_of(each)} in it"
            )


def type_of(value: object) -> str:
    """Name the type of a value, whatever its own text would be."""
    return "None" if value is None else type(value).__name__
