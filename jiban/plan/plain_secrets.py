"""Secrets of the configuration that a program reads in plain."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from jiban.model.plan import StandIn
from jiban.plan import sdk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jiban.plan.source_lines import Origins
    from jiban.project.project import SecretStandIn


class PlainSecrets:
    """Typed readers of `pulumi.Config` that cope with the text standing in for a secret.

    `require_int`, `require_object` and their like would fail on a text that only stands in for a value.
    A number becomes 1, a truth value False, and an object answers every key with a stand-in of its own.
    """

    def __init__(self, stand_ins: Mapping[str, SecretStandIn], origins: Origins) -> None:
        """Take the stand-ins by their text."""
        self._stand_ins = stand_ins
        self._origins = origins
        self.used: list[StandIn] = []

    def changes(self) -> list[tuple[Any, str, Any]]:
        """Name the methods to replace."""
        kinds: dict[str, Callable[[str], Any]] = {
            "_get_int": lambda _: 1,
            "_get_float": lambda _: 1.0,
            "_get_bool": lambda _: False,
            "_get_object": StandInObject,
        }
        return [(sdk.pulumi.Config, name, self._reader(name, kind)) for name, kind in kinds.items()]

    def _reader(self, name: str, stand_in: Callable[[str], Any]) -> Callable[..., Any]:
        original = getattr(sdk.pulumi.Config, name)

        @functools.wraps(original)
        def read(config: Any, key: str, *args: Any) -> Any:
            text = config._get(key)  # noqa: SLF001 - the method that all readers of the SDK go through
            if text not in self._stand_ins:
                return original(config, key, *args)
            value = stand_in(text)
            if not isinstance(value, StandInObject):
                trace = self._origins.trace()
                note = (
                    f"read as {type(value).__name__}: {value!r} stands in, and what depends on it may differ"
                )
                full = config.full_key(key)
                self.used.append(
                    StandIn("secret", full, {}, "no passphrase", note, trace[0] if trace else None)
                )
            return value

        return read


class StandInObject(dict[str, Any]):
    """Stands in for a secret object: empty to look at, with a stand-in text for any key that is asked for."""

    def __init__(self, text: str) -> None:
        """Take the text that stands in for the whole."""
        super().__init__()
        self._text = text

    def __missing__(self, key: str) -> Any:
        """Give the stand-in."""
        return self._text

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002 - dict's signature
        """Give the stand-in, whatever the default."""
        return self._text
