"""What a resource gets from its provider: the place where it names none, and default tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from jiban.diff.default_providers import read
from jiban.diff.paths import Path
from jiban.diff.values import MISSING, PropertyChange, at, differences
from jiban.model.plan import has_unknown

if TYPE_CHECKING:
    from jiban.model.plan import Resource


@dataclass(frozen=True, slots=True)
class Inherited:
    """How an input of a provider reaches the resources that it makes."""

    setting: Path
    """The input of the provider."""
    own: Path
    """The resource's own input, which counts over it."""
    shown: Path
    """The property that shows what both come to: another one where both are maps that are put together."""
    certain: bool = True
    """Whether a change of the setting is known to reach a resource that names nothing itself."""
    note: str = ""
    reaches: bool = True
    """False where a change of the setting replaces the provider, and with it what it makes."""

    @property
    def merged(self) -> bool:
        """Return whether both are maps that are put together."""
        return self.shown != self.own


def with_inherited(
    changes: Sequence[PropertyChange],
    ways: Sequence[Inherited],
    sides: tuple[Resource, Resource],
    makers: tuple[Resource | None, Resource | None],
) -> list[PropertyChange]:
    """Return the changes of a resource with what it gets from its provider.

    Args:
        changes: of its own inputs.
        ways: how its provider reaches it.
        sides: the resource before and after.
        makers: its provider before and after.
    """
    found = list(changes)
    for how in ways:
        given = [_setting(maker, how) for maker in makers]
        own = [at(side.inputs, how.own) for side in sides]
        if how.merged:
            found += _merged(how, given, own)
        elif own == [MISSING, MISSING]:
            if how.reaches:
                found += _fallen_back(how, given)
        elif MISSING in own:
            changed = next((each for each in found if each.path == how.own), None)
            if changed is not None:
                found.remove(changed)
                found += _filled(how, changed, given[0 if own[0] is MISSING else 1])
    return found


def _merged(how: Inherited, given: Sequence[Any], own: Sequence[Any]) -> Iterator[PropertyChange]:
    """Yield what changes because the provider's part of a map does."""
    maps = [_map(side) for side in given]
    if maps[0] == maps[1]:
        return
    named = {key for side in own for key in _map(side)}
    parts = [{key: value for key, value in side.items() if key not in named} for side in maps]
    yield from differences(how.shown, *parts, deployed=False)


def _fallen_back(how: Inherited, given: Sequence[Any]) -> Iterator[PropertyChange]:
    """Yield a change of what neither side names, so that both take what the provider has."""
    for change in differences(how.own, *given, deployed=False):
        certain = how.certain and change.certain and MISSING not in given
        yield PropertyChange(how.own, change.before, change.after, certain=certain, note=how.note)


def _filled(how: Inherited, change: PropertyChange, theirs: Any) -> Iterator[PropertyChange]:
    """Yield a change of what one side names, unless the other has the same from its provider."""
    if theirs is MISSING or has_unknown(theirs):
        yield PropertyChange(
            change.path,
            change.before,
            change.after,
            certain=False,
            note=f"unless the provider's {how.setting[-1]} is the same",
        )
    elif theirs != (change.after if change.before is MISSING else change.before):
        yield change


def _setting(provider: Resource | None, how: Inherited) -> Any:
    """Return what a provider is given."""
    if provider is None:
        return MISSING
    return at(
        {key: read(value) for key, value in provider.inputs.items() if key == how.setting[0]}, how.setting
    )


def _map(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}
