"""The causes of a diff in words, the same for text and Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from jiban import secrecy
from jiban.diff.objects import alias_of
from jiban.diff.roots import holds, kinds_of, name_of
from jiban.diff.values import MISSING
from jiban.diff.words import Line, place
from jiban.model.plan import urn_parts
from jiban.report.terminal import printable
from jiban.report.values import short_token, short_type, shown

if TYPE_CHECKING:
    from jiban.diff.changed_settings import Setting
    from jiban.diff.model import Comparison
    from jiban.diff.resource_diff import ResourceDiff
    from jiban.diff.roots import Root

SHOWN: Final = 12
"""Causes that are said; beyond them there is a number."""
_NAMED: Final = 3
"""Resources that are named; where there are more, they are counted by type."""
_TYPES: Final = 6
"""Types that are counted one by one."""
_LOST: Final = 12
"""Losses of one cause that are named."""
_LONGEST: Final = 60
"""Letters of a value, after which it is cut."""
_DOES: Final[Mapping[str, str]] = {
    "delete": "deletes",
    "replace": "replaces",
    "create": "creates",
    "update": "updates",
    "rename": "renames",
}
TITLE: Final = "What it comes from"
FOLDED: Final = "not listed below, as a cause above says all there is to say of them"


def told(found: Comparison) -> list[Root]:
    """Return the causes that are worth a word of their own; none where no resource is explained by one."""
    return [root for root in found.roots if root.told]


def title(root: Root) -> str:
    """Name a cause: a value of the stack file with both sides and its line, a renamed component, ..."""
    if root.kind == "setting":
        if len(root.settings) == 1:
            return _setting(root.settings[0])
        keys = ", ".join(printable(each.key) for each in root.settings[:_NAMED])
        more = len(root.settings) - _NAMED
        return f"one of {len(root.settings)} values: {keys}{f' and {more} more' if more > 0 else ''}"
    if root.before is not None and root.after is not None:
        kind = printable(short_token(urn_parts(root.after).type))
        return f"{kind} {printable(name_of(root.before))} is now {printable(name_of(root.after))}"
    urn = root.after or root.before
    if root.kind == "component" and urn is not None:
        what = "is new" if root.after is not None else "is gone"
        return f"component {printable(name_of(urn))} ({printable(urn_parts(urn).type)}) {what}"
    first = root.direct[0]
    changes = [change for change in first.changes if change.certain][:_NAMED]
    parts = [f"{place(each.path)}: {_sides(each.before, each.after)}" for each in changes]
    return printable(", ".join(parts) or first.resource.name)


def _setting(each: Setting) -> str:
    where = "of the environment" if each.where == "environment" else each.place
    if each.after is MISSING and each.where == "stack file":
        where = f"taken out of {each.place}"
    return f"{printable(each.key)}: {_sides(each.before, each.after)}  {printable(where)}"


def _sides(before: object, after: object) -> str:
    def side(value: object) -> str:
        # Of a secret that is cut the rest could not be told.
        text = "not set" if value is MISSING else secrecy.current().text(shown(value))
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."

    return printable(f"{side(before)} -> {side(after)}")


def lines(root: Root) -> Iterator[Line]:
    """Yield what a cause does by itself, what follows, what is lost, and what keeps it."""
    for (kind, certain), some in kinds_of(root.direct).items():
        by = _by(some) if kind == "replace" else ""
        yield Line(" ", f"{_does(kind, certain=certain)} {_counted(some)}{by}")
    for (kind, certain), some in kinds_of(root.follows).items():
        yield Line(" ", f"which in turn {_does(kind, certain=certain)} {_counted(some)}")
    for word, certain in (("lost", True), ("may be lost", False)):
        some = [each for each in root.lost if each.certain is certain]
        if some:
            names = [
                f"{printable(each.resource.name)} ({holds(each) or 'protected'})" for each in some[:_LOST]
            ]
            more = f" and {len(some) - _LOST} more" if len(some) > _LOST else ""
            yield Line("-", f"{word}: {', '.join(names)}{more}")
    if root.kind == "rename" and root.before is not None and root.after is not None:
        yield Line(" ", f"{_alias(root.before, root.after)} keeps them")
    if root.kind == "setting" and not root.certain:
        yield Line(" ", "told by its value, which shows in them" if len(root.settings) == 1 else _SEVERAL)


_SEVERAL: Final = "nothing tells which of them; one change at a time would"


def _alias(before: str, after: str) -> str:
    return printable(alias_of(before, after))


def _does(kind: str, *, certain: bool) -> str:
    word = _DOES[kind]
    return word if certain else f"may {word.removesuffix('s')}"


def _counted(some: Sequence[ResourceDiff]) -> str:
    if len(some) <= _NAMED:
        return ", ".join(
            f"{printable(each.resource.name)} ({printable(short_type(each.resource))})" for each in some
        )
    counts = Counter(printable(short_type(each.resource)) for each in some)
    named = counts.most_common(_TYPES if len(counts) > _TYPES + 1 else None)
    left = len(some) - sum(number for _, number in named)
    rest = [f"{left} of {len(counts) - len(named)} other types"] if left else []
    return f"{len(some)}: {', '.join([*(f'{number} {kind}' for kind, number in named), *rest])}"


def _by(some: Sequence[ResourceDiff]) -> str:
    found: dict[str, None] = {}
    for each in some:
        own = [cause for cause in each.causes if cause.path and not cause.above]
        found |= dict.fromkeys(place(cause.path) for cause in own)
    names = list(found)
    if not names:
        return ""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"; forced by {printable(', '.join(names[:_NAMED]))}{more}"


def rest(found: Comparison) -> str:
    """Say how many resources are not listed one by one; empty where all are."""
    number = len(found.folded)
    if not number:
        return ""
    return f"{number} resources are {FOLDED}"
