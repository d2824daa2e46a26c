"""The options of a registration (protobuf), as a plan keeps them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from jiban.model.plan import CustomTimeouts, Options
from jiban.plan.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jiban.plan.convert import Reader

_DURATION: Final = re.compile(r"([0-9]*\.?[0-9]+)(ns|us|\u00b5s|ms|s|m|h)")
_UNITS: Final = {"ns": 1e-9, "us": 1e-6, "\u00b5s": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
"""Units of a duration in seconds, in Go's syntax."""


def options_of(request: Any, providers: Mapping[str, str], reader: Reader) -> Options:
    """Read the options of a registration.

    Raises:
        PlanError: a timeout is not a duration.
    """
    hooks = {
        _hook_kind(descriptor.name): tuple(getattr(request.hooks, descriptor.name))
        for descriptor in (request.hooks.DESCRIPTOR.fields if request.HasField("hooks") else ())
        if len(getattr(request.hooks, descriptor.name))
    }
    trigger = None
    if request.HasField("replacement_trigger"):
        trigger = reader.value(request.replacement_trigger)
    return Options(
        ignore_changes=tuple(request.ignoreChanges),
        replace_on_changes=tuple(request.replaceOnChanges),
        additional_secret_outputs=tuple(request.additionalSecretOutputs),
        hide_diffs=tuple(request.hideDiffs),
        delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
        retain_on_delete=request.retainOnDelete,
        deleted_with=request.deletedWith or None,
        replace_with=tuple(sorted(request.replace_with)),
        replacement_trigger=trigger,
        custom_timeouts=_timeouts(request) if request.HasField("customTimeouts") else None,
        import_id=request.importId or None,
        version=request.version or None,
        plugin_download_url=request.pluginDownloadURL or None,
        providers=providers,
        hooks=hooks,
    )


def _hook_kind(field: str) -> str:
    """Return the engine's name of a kind of hook: `BeforeCreate` for the field `before_create`."""
    return "".join(word.capitalize() for word in field.split("_"))


def _timeouts(request: Any) -> CustomTimeouts | None:
    given = request.customTimeouts
    names = ("create", "update", "delete", "read")
    seconds = {name: _seconds(getattr(given, name), request.name) for name in names if getattr(given, name)}
    return CustomTimeouts(**seconds) if seconds else None


def _seconds(text: str, name: str) -> float:
    if not re.fullmatch(rf"(?:{_DURATION.pattern})+", text):
        raise PlanError(
            f"invalid custom timeout {text!r} of {name!r}: expected a duration such as 30m or 1h30m"
        )
    total = sum(float(number) * _UNITS[unit] for number, unit in _DURATION.findall(text))
    return int(total) if total == int(total) else total
