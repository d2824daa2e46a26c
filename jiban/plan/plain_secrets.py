"""Secrets of the configuration that a program reads in plain."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from jiban.model.plan import Placeholder
from jiban.plan import sdk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jiban.plan.source_lines import SourceLines
    from jiban.project.project import SecretPlaceholder


class PlainSecrets:
    """Typed readers of `pulumi.Config` that accept the placeholder of a secret.

    `require_int`, `require_object` and their like would fail on a placeholder, which is a text.
    A number becomes 1, a truth value False, and an object returns a placeholder for every key.
    """

    def __init__(
        self,
        placeholders: Mapping[str, SecretPlaceholder],
        source_lines: SourceLines,
        other: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take the placeholders by their text.

        `other` tells, each time, whether 2 and True are wanted in place of 1 and False.
        """
        self._other = other
        self._placeholders = placeholders
        self._source_lines = source_lines
        self.used: list[Placeholder] = []

    def changes(self) -> list[tuple[Any, str, Any]]:
        """Return the methods to replace, with their replacements."""
        kinds: dict[str, Callable[[str], Any]] = {
            "_get_int": lambda _: 2 if self._other() else 1,
            "_get_float": lambda _: 2.0 if self._other() else 1.0,
            "_get_bool": lambda _: self._other(),
            "_get_object": PlaceholderObject,
        }
        return [(sdk.pulumi.Config, name, self._reader(name, kind)) for name, kind in kinds.items()]

    def _reader(self, name: str, placeholder: Callable[[str], Any]) -> Callable[..., Any]:
        original = getattr(sdk.pulumi.Config, name)

        @functools.wraps(original)
        def read(config: Any, key: str, *args: Any) -> Any:
            text = config._get(key)  # noqa: SLF001 - the method that all readers of the SDK go through
            if text not in self._placeholders:
                return original(config, key, *args)
            value = placeholder(text)
            if not isinstance(value, PlaceholderObject):
                trace = self._source_lines.trace()
                note = f"read as {type(value).__name__}, placeholder {value!r}; what depends on it may differ"
                full = config.full_key(key)
                line = trace[0] if trace else None
                self.used.append(
                    Placeholder("secret", full, {}, "no passphrase", note, line, computed_with=True)
                )
            return value

        return read


class PlaceholderObject(dict[str, Any]):
    """Placeholder of a secret object: empty, with the placeholder text for every key that is read."""

    def __init__(self, text: str) -> None:
        """Take the placeholder text of the whole."""
        super().__init__()
        self._text = text

    def __missing__(self, key: str) -> Any:
        """Return the placeholder text."""
        return self._text

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002 - dict's signature
        """Return the placeholder text, whatever the default."""
        return self._text
