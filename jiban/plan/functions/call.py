"""What a function is called with, and the ways in which it can have no result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from jiban.model.plan import Secret, has_unknown


class ArgumentError(Exception):
    """The provider would refuse the arguments; the text names the argument, and what it must be.

    It never holds a value, which may be a secret: the SDK has taken the mark off by then.
    """


class NotYetKnown(Exception):  # noqa: N818 - no error: an answer that comes later
    """The result hangs on something that is known only when it is deployed."""


class NotHere(Exception):  # noqa: N818 - no error: an answer that somebody else has
    """The result hangs on something that the plan is not told, such as a region from the environment."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function."""

    args: Mapping[str, Any]
    provider: Mapping[str, Any]
    """Configuration of the provider, by names on the wire; parts of it may be unknown."""

    def text(self, name: str) -> str | None:
        """Return an argument that is a text; None where it is missing, or empty, which is as good as missing.

        Raises:
            ArgumentError: it is no text.
        """
        value = self.args.get(name)
        return None if value is None else as_text(value, name) or None

    def configured(self, name: str) -> Any:
        """Return a part of the provider's configuration without its mark as a secret, or None.

        Raises:
            NotYetKnown: it is known only when it is deployed.
        """
        value = self.provider.get(name)
        if has_unknown(value):
            raise NotYetKnown
        return plain(value)

    def is_secret(self, name: str) -> bool:
        """Return whether a part of the provider's configuration is a secret."""
        return isinstance(self.provider.get(name), Secret)


def as_text(value: Any, path: str) -> str:
    """Return a value as the text that the engine makes of it where a text is expected.

    Raises:
        ArgumentError: it is a list or a map.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, float):
        return f"{value:f}".rstrip("0").rstrip(".")
    raise ArgumentError(f"{path} must be a text, got {kind_of(value)}")


def kind_of(value: Any) -> str:
    """Return what kind of value something is, in the words of JSON."""
    kinds = {dict: "a map", list: "a list", str: "a text", bool: "a boolean", type(None): "null"}
    return kinds.get(cast("type[Any]", type(value)), "a number")


def plain(value: Any) -> Any:
    """Return a value without the marks of secrets.

    The SDK takes the marks off arguments itself, and puts one on the result. Where a text stands for a secret
    of the stack file, everything that holds the text is found to be secret.
    """
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [plain(item) for item in cast("list[Any]", value)]
    return value
