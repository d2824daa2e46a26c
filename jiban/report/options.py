"""Resource options in words: how a resource is treated when it changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jiban.model.plan import urn_parts
from jiban.report.terminal import printable
from jiban.report.values import is_plain, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jiban.model.plan import CustomTimeouts, Resource

_API_VERSION: Final = re.compile(r"/v\d[a-z0-9]*(?=:)")


def option_lines(resource: Resource, *, verbose: bool, name_provider: bool) -> Iterator[str]:
    """Yield the options of a resource that differ from the usual.

    Args:
        resource: the resource.
        verbose: whether to include those that only matter to the engine.
        name_provider: whether to say which provider makes it, if it is not the default one.
    """
    options = resource.options
    if resource.id and resource.id != resource.name and resource.op in {"read", "import"}:
        yield f"existing id: {printable(resource.id)}"
    if name_provider and resource.custom and resource.provider is not None:
        yield f"provider: {printable(urn_parts(resource.provider.rpartition('::')[0]).name)}"
    for label, names in (
        ("ignore changes", options.ignore_changes),
        ("replace on changes", options.replace_on_changes),
        ("replace with", _names(options.replace_with)),
        ("deleted with", _names([options.deleted_with] if options.deleted_with else [])),
    ):
        if names:
            yield f"{label}: {', '.join(printable(name) for name in names)}"
    if options.delete_before_replace:
        yield "delete before replace: yes"
    if options.retain_on_delete:
        yield "retain on delete: yes"
    if options.replacement_trigger is not None and is_plain(options.replacement_trigger):
        yield f"replacement trigger: {shown(options.replacement_trigger)}"
    if verbose:
        yield from _verbose(resource)


def _verbose(resource: Resource) -> Iterator[str]:
    options = resource.options
    if options.custom_timeouts is not None:
        yield f"timeouts: {_timeouts(options.custom_timeouts)}"
    for label, names in (
        ("depends on", _names(_explicit(resource))),
        ("aliases", other_identities(resource)),
        ("secret outputs", options.additional_secret_outputs),
        ("hooks", sorted({hook for hooks in options.hooks.values() for hook in hooks})),
    ):
        if names:
            yield f"{label}: {', '.join(printable(name) for name in names)}"


def other_identities(resource: Resource) -> list[str]:
    """Return the aliases but for those of another API version of the type only, of which Azure has dozens."""
    own = _API_VERSION.sub("", resource.urn)
    return [alias for alias in resource.aliases if _API_VERSION.sub("", alias) != own]


def _explicit(resource: Resource) -> list[str]:
    """Return what it waits for beyond where its inputs come from."""
    implied = {urn for urns in resource.property_dependencies.values() for urn in urns}
    return [urn for urn in resource.dependencies if urn not in implied]


def _names(urns: Iterable[str]) -> list[str]:
    return sorted({urn_parts(urn).name for urn in urns})


def _timeouts(timeouts: CustomTimeouts) -> str:
    given = [(name, getattr(timeouts, name)) for name in ("create", "update", "delete", "read")]
    return ", ".join(f"{name} {seconds:g} s" for name, seconds in given if seconds is not None)
