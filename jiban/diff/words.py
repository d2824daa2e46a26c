"""A diff in words, the same for every form that it is shown in."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from jiban import secrecy
from jiban.diff.objects import alias_of
from jiban.diff.values import MISSING, ItemKey
from jiban.model.plan import Secret, Unknown, urn_parts
from jiban.report.terminal import printable
from jiban.report.values import ItemName, path_text, short_type, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jiban.diff.compare import Diff
    from jiban.diff.resource_diff import Kind, ResourceDiff
    from jiban.diff.values import Cause, Path, PropertyChange

Sign = Literal["+", "-", " "]

DOES: Final[Mapping[Kind, str]] = {
    "delete": "to delete",
    "replace": "to replace",
    "create": "to create",
    "update": "to update",
    "rename": "to rename",
}
SIGNS: Final[Mapping[Kind, str]] = {
    "delete": "-",
    "replace": "!",
    "create": "+",
    "update": "~",
    "rename": "=",
}
HOW: Final = "Compares what both programs ask for, without asking a cloud; `pulumi preview` shows the rest."
WAIVE: Final = "To allow a loss, add an entry to waivers.yaml with rule, resource, owner, reason and expires"
SECRETS: Final = "not compared, as plans do not hold them"
_LONG: Final = 100
"""Letters from which a text is shown by its lines, or a list by its items."""
_CONTEXT: Final = 1
"""Lines around a difference of two texts."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a change: what goes, what comes, or what is said of it."""

    sign: Sign
    text: str


def place(path: Path) -> str:
    """Return a path of a diff as text, items of lists by what identifies them."""
    return path_text(
        tuple(ItemName(step) if step == "*" or isinstance(step, ItemKey) else step for step in path)
    )


def summary(diff: Diff) -> str:
    """Return the sentence that says what happens: `1 resource to replace, 2 to update; 128 unchanged`."""
    counts = diff.counts()
    if not counts:
        return f"no resource changes; {diff.unchanged} unchanged"
    parts = [f"{number} {DOES[kind]}" for kind, number in counts.items()]
    number, _, rest = parts[0].partition(" ")
    parts[0] = f"{number} {'resource' if number == '1' else 'resources'} {rest}"
    return f"{', '.join(parts)}; {diff.unchanged} unchanged"


def against(diff: Diff) -> str:
    """Say what is compared with what."""
    return f"{diff.head}, compared with {diff.base}"


def nothing(diff: Diff) -> str:
    """Say that nothing changes, and against what."""
    same = "1 resource is" if diff.unchanged == 1 else f"{diff.unchanged} resources are"
    return f"No changes: {same} the same in {against(diff)}."


def age(diff: Diff) -> str:
    """Say how old the tables are that tell a replacement from an update; empty where none was needed."""
    if not diff.rules or not diff.of("update", "replace"):
        return ""
    return f"Replacements are predicted from {diff.rules}; a property that they lack may still force one"


def secrets(diff: Diff) -> str:
    """Say how many secrets were not compared; empty where all were."""
    if not diff.hidden_secrets:
        return ""
    return f"{diff.hidden_secrets} secret {'value' if diff.hidden_secrets == 1 else 'values'} {SECRETS}"


def title(each: ResourceDiff) -> str:
    """Name a resource with its type."""
    return f"{printable(each.resource.name)}  {printable(short_type(each.resource))}"


def verb(each: ResourceDiff) -> str:
    """Say what happens to a resource."""
    match each.kind:
        case "replace":
            order = "delete before replace" if each.delete_first else "create before delete"
            return f"{'replaced' if each.certain else 'may be replaced'}, {order}"
        case "delete":
            return (
                "removed from the stack, kept in the cloud"
                if each.resource.options.retain_on_delete
                else "deleted"
            )
        case "create":
            return {"import": "imported", "read": "read"}.get(each.resource.op, "created")
        case "update" if not each.changes:
            return "may be updated"
        case "update":
            return "updated"
        case "rename":
            return "renamed in place"


def remarks(each: ResourceDiff, names: Mapping[str, str]) -> Iterator[str]:
    """Yield what is to be said of a resource besides its properties.

    Args:
        each: what happens to it.
        names: what other resources are called, by URN.
    """
    for cause in each.causes:
        yield because(cause)
    if each.protected and each.kind in {"replace", "delete"}:
        yield "protected: Pulumi refuses until a deployment removes the protect option"
    if each.renamed_from is not None:
        yield f"was {printable(each.renamed_from)}"
    if each.same_object is not None:
        yield from _one_object(each, each.same_object)
    elif each.lookalike is not None:
        yield f"looks like {printable(each.lookalike)}, which is deleted: an alias would keep it"
    if each.kind == "delete" and each.resource.options.deleted_with:
        yield f"goes with {printable(urn_parts(each.resource.options.deleted_with).name)}"
    if each.follows and each.kind == "update":
        above = ", ".join(printable(names.get(urn, urn)) for urn in each.follows)
        yield f"depends on {above}, which is replaced"
    if not each.judged:
        yield "no table covers this type: it may be replaced"


_TAKES_AWAY: Final[Mapping[str, str]] = {
    "kubernetes": "the creation takes it over, and the deletion then takes it away",
    "aws": "AWS refuses a second one of that name while the first is there",
    "azure-native": "azure-native refuses to create what is there already",
}
"""By package: what comes of creating an object that is deleted under another name afterwards."""


def _one_object(each: ResourceDiff, other: str) -> Iterator[str]:
    """Say that a creation and a deletion are one object, what comes of that, and which alias keeps it."""
    name, called = printable(urn_parts(other).name), printable(each.object_name)
    if each.kind == "delete":
        yield f"{called}: the same object as {name}, which is created"
        return
    how = _TAKES_AWAY.get(each.resource.package, "only one of them can be there")
    yield f"{called}: the same object as {name}, which is deleted; {how}"
    yield printable(f"{alias_of(other, each.urn)} keeps it")


def because(cause: Cause, *, with_source: bool = True) -> str:
    """Say why a resource is replaced, and who says so."""
    what = f"{place(cause.path)}: " if cause.path else ""
    told = (
        []
        if cause.certain
        else [f"not certain: hangs on {cause.hangs_on}" if cause.hangs_on else "not certain"]
    )
    if cause.source and with_source:
        told.append(cause.source)
    source = f" ({'; '.join(told)})" if told else ""
    return printable(f"forced by {what}{cause.reason or 'cannot be changed in place'}{source}")


def change_lines(change: PropertyChange) -> Iterator[Line]:
    """Yield a change of a property: `path: value` before and after, or how a long text or list differs."""
    path = place(change.path) or "value"
    extra = "; ".join(part for part in (change.note, _maybe(change)) if part)
    tail = f"   ({printable(extra)})" if extra else ""
    before, after = change.before, change.after
    inner = _texts(before, after)
    if inner is not None:
        yield Line(" ", f"{path}:{tail}")
        yield from (Line(line.sign, f"  {line.text}") for line in inner)
        return
    if before is MISSING or after is MISSING:
        sign: Sign = "+" if before is MISSING else "-"
        yield Line(sign, f"{path}: {shown(after if before is MISSING else before)}{tail}")
        return
    same = shown(before) == shown(after)
    if same:
        yield Line(" ", f"{path}: {shown(after)}{tail or '   (changes)'}")
        return
    yield Line("-", f"{path}: {shown(before)}")
    yield Line("+", f"{path}: {shown(after)}{tail}")


def _maybe(change: PropertyChange) -> str:
    if change.certain or change.note:
        return ""
    return "may change"


def _texts(before: Any, after: Any) -> list[Line] | None:
    """Return the lines in which two long texts or lists differ; None where they are better shown whole."""
    sides = [_as_lines(side) for side in (before, after)]
    if sides[0] is None or sides[1] is None or before == after:
        return None
    found: list[Line] = []
    for line in list(difflib.unified_diff(sides[0], sides[1], n=_CONTEXT, lineterm=""))[2:]:
        if line.startswith("@@"):
            if found:
                found.append(Line(" ", "..."))
            continue
        sign: Sign = "+" if line[0] == "+" else "-" if line[0] == "-" else " "
        found.append(Line(sign, printable(line[1:])))
    return found or [Line(" ", "(the same, written differently)")]


def _as_lines(value: Any) -> list[str] | None:
    if isinstance(value, str):
        value = secrecy.current().text(value)
        if value[:1] in "{[" and len(value) > 1:
            try:
                return json.dumps(
                    json.loads(value), indent=1, ensure_ascii=False, sort_keys=True
                ).splitlines()
            except ValueError:
                pass
        return value.splitlines() if "\n" in value.strip() else None
    if isinstance(value, list | tuple):
        items = cast("Sequence[Any]", value)
        plain = all(not isinstance(item, Mapping | list | tuple | Secret | Unknown) for item in items)
        if plain and len(shown(items)) > _LONG:
            return [shown(item) for item in items]
    return None
