"""Tags and labels that most resources carry, which a text says once in place of at each resource."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from jiban.report.terminal import printable
from jiban.report.values import path_text, short_type

if TYPE_CHECKING:
    from jiban.model.plan import Plan, Resource
    from jiban.report.values import Path

Family = Literal["tags", "labels"]

FAMILIES: Final[tuple[Family, ...]] = ("tags", "labels")
_LEAST: Final = 3
"""Resources with tags below which nothing is gained by saying them once."""
_OWN_NAME: Final = object()
"""In place of a value: the logical name of the resource that carries the tag."""

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Folded:
    """What is not said of one resource, as it is said above it, and what is said in its place."""

    hidden: frozenset[Path] = frozenset()
    lines: tuple[str, ...] = ()


@dataclass(slots=True)
class CommonTags:
    """Tags by where they are said: once for the plan, or once for a component at its top."""

    everywhere: dict[Family, dict[str, object]] = field(default_factory=dict[Family, dict[str, object]])
    of_tier: dict[str, dict[Family, dict[str, object]]] = field(
        default_factory=dict[str, dict[Family, dict[str, object]]]
    )
    """By the URN of the component."""
    tier_of: dict[str, str] = field(default_factory=dict[str, str])
    """By the URN of a resource, that of the component at the top above it."""
    tagged: dict[str, set[Family]] = field(default_factory=dict[str, set[Family]])
    """By type, the families that some resource of the type carries."""
    bare: dict[Family, list[str]] = field(default_factory=dict[Family, list[str]])
    """Types that carry none, as people say them."""

    def fold(self, resource: Resource) -> Folded:
        """Return what need not be said of a resource, with a line for each common tag that it lacks."""
        hidden: set[Path] = set()
        lines: list[str] = []
        carried: set[Family] = set()
        for family, path, values in _maps(resource):
            carried.add(family)
            expected = self._expected(resource, family)
            hidden.update((*path, key) for key, value in expected.items() if values.get(key) == value)
            missing = [printable(key) for key in sorted(expected) if key not in values]
            if missing and values:
                lines.append(f"{path_text(path)}: without {', '.join(missing)}")
        lacking = set(self.everywhere) & self.tagged.get(resource.type, set()) - carried
        lines += [f"{family}: none" for family in sorted(lacking)]
        return Folded(frozenset(hidden), tuple(lines))

    def _expected(self, resource: Resource, family: Family) -> dict[str, object]:
        tier = self.of_tier.get(self.tier_of.get(resource.urn, ""), {})
        found = {**self.everywhere.get(family, {}), **tier.get(family, {})}
        return {key: resource.name if value is _OWN_NAME else value for key, value in found.items()}

    def lines_of_tier(self, urn: str) -> Iterator[str]:
        """Yield what all resources in a component carry, beyond what all of the plan do."""
        for family, values in self.of_tier.get(urn, {}).items():
            yield f"{family} of all in it: {', '.join(_pairs(values))}"

    def sections(self) -> Iterator[tuple[str, list[str]]]:
        """Yield titles with lines: what is said once for the whole plan."""
        for family, values in self.everywhere.items():
            bare = self.bare.get(family, [])
            lines = [f"{printable(key)}: {_text(values[key])}" for key in sorted(values)]
            if bare:
                lines.append(f"types without {family}: {', '.join(bare)}")
            yield f"Common {family} (only differences are shown below)", lines


def common_tags(plan: Plan) -> CommonTags:
    """Work out what most resources of a plan carry, and what all resources of a component do."""
    found = CommonTags()
    found.tier_of = _tiers(plan)
    maps = {resource.urn: list(_maps(resource)) for resource in plan.resources if resource.custom}
    for resource in plan.resources:
        for family, _, _ in maps.get(resource.urn, ()):
            found.tagged.setdefault(resource.type, set()).add(family)
    for family in FAMILIES:
        carriers = [
            (resource, values)
            for resource in plan.resources
            for each, path, values in maps.get(resource.urn, ())
            if each == family and _is_own(path)
        ]
        if len(carriers) < _LEAST:
            continue
        common = _most(carriers)
        if not common:
            continue
        found.everywhere[family] = common
        found.bare[family] = sorted(
            {printable(short_type(each)) for each in plan.resources if _may_carry(each, family)}
            - {
                printable(short_type(each))
                for each in plan.resources
                if family in found.tagged.get(each.type, ())
            }
        )
        _tiers_alike(found, family, carriers)
    return found


def _most(carriers: Iterable[tuple[Resource, Values]]) -> dict[str, object]:
    """Return the tags that most of the resources carry with one value: three of four."""
    counts: Counter[tuple[str, object]] = Counter()
    number = 0
    for resource, values in carriers:
        number += 1
        counts.update((key, _OWN_NAME) for key, value in values.items() if value == resource.name)
        counts.update((key, value) for key, value in values.items() if isinstance(value, str))
    found: dict[str, object] = {}
    for (key, value), count in counts.most_common():
        if count * 4 >= number * 3:
            found.setdefault(key, value)
    return found


def _tiers_alike(found: CommonTags, family: Family, carriers: Iterable[tuple[Resource, Values]]) -> None:
    """Keep by component what all resources in it carry, where it has several."""
    by_tier: dict[str, list[Values]] = {}
    for resource, values in carriers:
        if resource.urn in found.tier_of:
            by_tier.setdefault(found.tier_of[resource.urn], []).append(values)
    for urn, maps in by_tier.items():
        alike: dict[str, object] = {
            key: value
            for key, value in maps[0].items()
            if isinstance(value, str)
            and found.everywhere[family].get(key) not in (value, _OWN_NAME)
            and all(each.get(key) == value for each in maps)
        }
        if alike and len(maps) > 1:
            found.of_tier.setdefault(urn, {})[family] = alike


def _tiers(plan: Plan) -> dict[str, str]:
    """Return the component at the top above each resource, of those that are in one."""
    children = plan.tree()
    tiers: dict[str, str] = {}
    for top in plan.children():
        todo = [] if top.custom else list(children.get(top.urn, ()))
        while todo:
            resource = todo.pop()
            tiers[resource.urn] = top.urn
            todo.extend(children.get(resource.urn, ()))
    return tiers


def _may_carry(resource: Resource, family: Family) -> bool:
    return resource.custom and resource.package != "pulumi" and _family(resource) == family


def _family(resource: Resource) -> Family:
    return "labels" if resource.package in {"kubernetes", "gcp"} else "tags"


def _is_own(path: Path) -> bool:
    """Return whether a map holds the tags of the resource itself, not of a part of it."""
    return path in {("tags",), ("labels",), ("metadata", "labels")}


def _maps(resource: Resource) -> Iterator[tuple[Family, Path, Values]]:
    """Yield the maps of tags or labels in the inputs of a resource."""
    if resource.package == "pulumi":
        return
    todo: list[tuple[Path, Any]] = [((), resource.inputs)]
    family = _family(resource)
    while todo:
        path, value = todo.pop()
        if isinstance(value, Mapping):
            items = cast("Mapping[str, Any]", value)
            if (
                path
                and path[-1] == family
                and (resource.package != "kubernetes" or path[-2:-1] == ("metadata",))
            ):
                yield family, path, items
                continue
            todo.extend(((*path, key), items[key]) for key in items)
        elif isinstance(value, list | tuple):
            todo.extend(((*path, number), each) for number, each in enumerate(cast("Iterable[Any]", value)))


def _pairs(values: Values) -> list[str]:
    return [f"{printable(key)}={_text(values[key])}" for key in sorted(values)]


def _text(value: object) -> str:
    return "(name of the resource)" if value is _OWN_NAME else printable(str(value))
