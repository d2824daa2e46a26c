"""Resource options in words: how a resource is treated when it changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jiban.model.plan import urn_parts
from jiban.report.terminal import printable
from jiban.report.values import is_plain, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jiban.model.plan import CustomTimeouts, Resource

_API_VERSION: Final = re.compile(r"/v\d[a-z0-9]*(?=:)")


def option_lines(
    resource: Resource,
    *,
    verbose: bool,
    name_provider: bool,
    components: Mapping[str, frozenset[str]] | None = None,
) -> Iterator[str]:
    """Yield the options of a resource that differ from the usual.

    Args:
        resource: the resource.
        verbose: whether to include those that only matter to the engine.
        components: URNs of all resources in a component, by its name; who depends on all of them is said to
            depend on the component.
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
        yield from _verbose(resource, components or {})


def _verbose(resource: Resource, components: Mapping[str, frozenset[str]]) -> Iterator[str]:
    options = resource.options
    if options.custom_timeouts is not None:
        yield f"timeouts: {_timeouts(options.custom_timeouts)}"
    for label, names in (
        ("depends on", _dependencies(resource, components)),
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


def _dependencies(resource: Resource, components: Mapping[str, frozenset[str]]) -> list[str]:
    """Return what it depends on beyond where its inputs come from, whole components by their name."""
    implied = {urn for urns in resource.property_dependencies.values() for urn in urns}
    every = implied.union(resource.dependencies)
    whole = {name: urns for name, urns in components.items() if len(urns) > 1 and urns <= every}
    inside = implied.union(*whole.values())
    rest = _names(urn for urn in resource.dependencies if urn not in inside)
    told = [f"all of {name}" for name, urns in sorted(whole.items()) if not urns <= implied]
    return [*told, *rest]


def _names(urns: Iterable[str]) -> list[str]:
    return sorted({urn_parts(urn).name for urn in urns})


def _timeouts(timeouts: CustomTimeouts) -> str:
    given = [(name, getattr(timeouts, name)) for name in ("create", "update", "delete", "read")]
    return ", ".join(f"{name} {seconds:g} s" for name, seconds in given if seconds is not None)
