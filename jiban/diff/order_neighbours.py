"""What has to do with a resource that changes: what takes something from it, or sends to its pods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from jiban.diff.order_changes import TESTS
from jiban.diff.replacement import plain_type
from jiban.diff.values import MISSING, Path, at, parse_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jiban.diff.compare import Diff
    from jiban.diff.order_rules import Beside
    from jiban.diff.resource_diff import ResourceDiff
    from jiban.model.plan import Plan, Resource

_LABELS: Path = ("spec", "template", "metadata", "labels")
_NAMESPACE: Path = ("metadata", "namespace")


class Neighbours:
    """The resources of a plan by what they take.

    Args:
        base: the plan before: what there is while the change is made.
        diff: what happens.
    """

    def __init__(self, base: Plan, diff: Diff) -> None:
        self._base = base
        self._happens = {each.before.urn: each for each in diff.resources if each.before is not None}
        self._takers: dict[str, list[tuple[Resource, str]]] | None = None
        self._of_type: dict[str, list[Resource]] | None = None

    def of(
        self, beside: Beside, changed: ResourceDiff, path: Path = (), after: Any = MISSING
    ) -> Sequence[Resource]:
        """Return the resources of the base that have to do with a change.

        Args:
            beside: which those are.
            changed: what happens to the resource.
            path: of its property that changes.
            after: what that will be.
        """
        subject = changed.before
        if subject is None:
            return ()
        found = self._selecting(subject, beside) if beside.selects else self._taking(subject, beside)
        return [
            each
            for each in {each.urn: each for each in found}.values()
            if each.custom
            and (not beside.types or plain_type(each.type) in beside.types)
            and plain_type(each.type) not in beside.excluded
            and (not beside.behind or _behind(beside.behind, at(each.inputs, path), after))
            and (not beside.changes or self._raised(each, parse_path(beside.changes)))
        ]

    def _taking(self, subject: Resource, beside: Beside) -> Iterator[Resource]:
        for taker, key in self._index().get(subject.urn, ()):
            if beside.by in ("", key):
                yield taker
        name = subject.inputs.get(beside.named) if beside.named else None
        if isinstance(name, str):
            for each in self._typed(beside.types):
                held = each.inputs.get(beside.by)
                if isinstance(held, str) and (held == name or held.endswith(f"/{name}")):
                    yield each

    def _selecting(self, subject: Resource, beside: Beside) -> Iterator[Resource]:
        labels = at(subject.inputs, _LABELS)
        for each in self._typed(beside.types):
            wanted = at(each.inputs, ("spec", "selector"))
            here = at(each.inputs, _NAMESPACE) == at(subject.inputs, _NAMESPACE)
            if here and isinstance(labels, Mapping) and isinstance(wanted, Mapping) and wanted:
                pairs = cast("Mapping[str, Any]", wanted).items()
                held = cast("Mapping[str, Any]", labels)
                if all(held.get(key) == value for key, value in pairs):
                    yield each

    def _index(self) -> Mapping[str, Sequence[tuple[Resource, str]]]:
        if self._takers is None:
            self._takers = defaultdict(list)
            for each in self._base.resources:
                for key, urns in each.property_dependencies.items():
                    for urn in urns:
                        self._takers[urn].append((each, key))
        return self._takers

    def _typed(self, types: Sequence[str]) -> Iterator[Resource]:
        if self._of_type is None:
            self._of_type = defaultdict(list)
            for each in self._base.resources:
                self._of_type[plain_type(each.type)].append(each)
        for kind in types:
            yield from self._of_type.get(kind, ())

    def _raised(self, resource: Resource, path: Path) -> bool:
        found = self._happens.get(resource.urn)
        if found is None or found.before is None or found.after is None:
            return False
        return TESTS["raised"](at(found.before.inputs, path), at(found.after.inputs, path)) is True


def _behind(change: str, now: Any, after: Any) -> bool:
    """Return whether a property is not known to be where another one goes."""
    return now is MISSING or TESTS[change](now, after) is not False
