"""Pods of a stack by their labels, so that a selector is held against those alone that it may hold for.

In a namespace of thousands of workloads each has a Service and a budget of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.once import once
from jiban.policy.view import NotKnownError, ResourceView, StackView

Pair = tuple[str, str]
"""A label: key and value."""


@dataclass(slots=True)
class _Space:
    """The workloads of one namespace."""

    workloads: tuple[ResourceView, ...]
    by_label: dict[Pair, list[int]] = field(default_factory=lambda: defaultdict(list))
    doubtful: list[int] = field(default_factory=list[int])
    """Those of which a label is not known before deployment."""

    def near(self, wanted: Mapping[str, str]) -> Iterator[ResourceView]:
        """Yield those that have the label which the fewest have, and the doubtful, in their order."""
        if not wanted:
            yield from self.workloads
            return
        found = min((self.by_label.get(pair, []) for pair in wanted.items()), key=len)
        for number in sorted((*found, *self.doubtful)):
            yield self.workloads[number]


def near(
    stack: StackView, tokens: tuple[str, ...], selecting: ResourceView, wanted: Mapping[str, str]
) -> Iterator[ResourceView]:
    """Yield the workloads for which a selector may hold: all of those that it may select, and some more.

    Args:
        stack: all resources.
        tokens: types of the workloads.
        selecting: what selects, in its own namespace or, where that is not known, in any.
        wanted: the labels that all have to be there, each with its value; empty where one is not known.
    """
    spaces = _spaces(stack, tokens)
    try:
        inside = kubernetes.namespace(stack, selecting)
    except NotKnownError:
        chosen = list(spaces.values())
    else:
        chosen = [spaces[each] for each in (inside, None) if each in spaces]
    for space in chosen:
        yield from space.near(wanted)


@once
def _spaces(stack: StackView, tokens: tuple[str, ...]) -> Mapping[str | None, _Space]:
    found: dict[str | None, _Space] = {}
    for inside, workloads in pods.by_namespace(stack, tokens).items():
        space = found[inside] = _Space(workloads)
        for number, workload in enumerate(workloads):
            labels = of_pods(stack, workload)
            if labels is None:
                space.doubtful.append(number)
                continue
            for pair in labels.items():
                space.by_label[pair].append(number)
    return found


def of_pods(stack: StackView, workload: ResourceView) -> Mapping[str, str] | None:
    """Return the labels of a workload's pods; None where one of them is not known before deployment."""
    try:
        return pods.labels(stack, workload).whole
    except NotKnownError:
        return None


@dataclass(frozen=True, slots=True)
class Selecting:
    """Resources of one namespace that select pods, found by the labels of these."""

    resources: tuple[ResourceView, ...]
    by_label: Mapping[Pair, list[int]]
    """By the label, of those that each asks for, that the fewest ask for."""
    of_any: list[int]
    """Those that ask for none, or for one that is not known before deployment."""

    @classmethod
    def of(
        cls, resources: tuple[ResourceView, ...], wanted: Callable[[ResourceView], Mapping[str, str]]
    ) -> Selecting:
        """Index resources.

        Args:
            resources: what selects.
            wanted: returns the labels without each of which a resource selects no pod.
        """
        asked = [wanted(each) for each in resources]
        often = Counter(pair for each in asked for pair in each.items())
        by_label: dict[Pair, list[int]] = {}
        of_any: list[int] = []
        for number, each in enumerate(asked):
            if each:
                rarest = min(each.items(), key=lambda pair: often[pair])
                by_label.setdefault(rarest, []).append(number)
            else:
                of_any.append(number)
        return cls(resources, by_label, of_any)

    def near(self, labels: Mapping[str, str] | None) -> Iterator[ResourceView]:
        """Yield those that may select pods with some labels, in their order; all for labels not known."""
        if labels is None:
            return iter(self.resources)
        asking = (number for pair in labels.items() for number in self.by_label.get(pair, ()))
        return (self.resources[number] for number in sorted((*self.of_any, *asking)))
