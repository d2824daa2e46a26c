"""Prints what each judge covers, by type of resource: the table in the page of the judges."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

from tests.judges import cloudformation, operations, plans, resource_manager
from tests.judges.schemas import Entry, Input, Translation


class Judge(Protocol):
    """A module that holds inputs against what somebody else has published."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of the module
        """What people call it."""
        ...

    def table(self) -> Mapping[str, Entry]:
        """Return the judge's name of every type that it judges."""
        ...

    def translation(self, token: str, inputs: Mapping[str, object]) -> Translation:
        """Return which properties of a resource it judges."""
        ...


JUDGES: Final[Mapping[str, tuple[Judge, ...]]] = {
    "aws": (cloudformation, operations),
    "azure-native": (resource_manager,),
}
"""The judges of each provider's resources."""


@dataclass(frozen=True, slots=True)
class Row:
    """How much of a type of resource is judged."""

    token: str
    planned: frozenset[str]
    """Paths of the properties that any stack sends."""
    judged: Mapping[str, frozenset[str]]
    """Those that a judge holds against its schema, by its name; one that knows no such type is left out."""

    @property
    def by_nobody(self) -> frozenset[str]:
        """Properties that no judge knows."""
        return self.planned.difference(*self.judged.values())


@cache
def rows(provider: str) -> tuple[Row, ...]:
    """Return a row for every type of resource that the stacks plan at a provider."""
    found: dict[str, list[Input]] = defaultdict(list)
    for each in plans.inputs(provider):
        found[each.token].append(each)
    return tuple(_row(token, found[token], JUDGES[provider]) for token in sorted(found))


def homeless(judge: Judge, provider: str) -> list[str]:
    """Return the planned properties that a judge's table gives neither a place nor a reason to have none."""
    return sorted(
        {
            f"{each.token} {path}"
            for each in plans.inputs(provider)
            if each.token in judge.table()
            for path in judge.translation(each.token, each.inputs).homeless
        }
    )


def _row(token: str, resources: list[Input], judges: tuple[Judge, ...]) -> Row:
    planned = {path for each in resources for path in plans.properties(each.inputs)}
    judged = {
        judge.NAME: {path for each in resources for path in judge.translation(token, each.inputs).judged}
        for judge in judges
        if token in judge.table()
    }
    return Row(
        token,
        frozenset(planned),
        {name: frozenset(each for each in planned if _under(each, known)) for name, known in judged.items()},
    )


def _under(path: str, known: set[str]) -> bool:
    """Whether a property is judged, by itself or as a part of one that is."""
    steps = path.split(".")
    return any(".".join(steps[:count]) in known for count in range(1, len(steps) + 1))


def text() -> str:
    """Return the tables of all providers as Markdown."""
    return "\n".join(line for provider in JUDGES for line in _lines(provider))


def _lines(provider: str) -> Iterator[str]:
    found, names = rows(provider), [judge.NAME for judge in JUDGES[provider]]
    planned = sum(len(row.planned) for row in found)
    judged = planned - sum(len(row.by_nobody) for row in found)
    yield f"**{provider}**: {judged} of {planned} properties ({judged * 100 // planned} %) have a judge."
    yield ""
    yield f"| Type | Planned | {' | '.join(names)} | Judged by nobody |"
    yield f"|---|---|{'---|' * len(names)}---|"
    for row in found:
        counts = " | ".join(str(len(row.judged[name])) if name in row.judged else "" for name in names)
        nobody = ", ".join(f"`{path}`" for path in sorted(row.by_nobody))
        yield f"| `{row.token}` | {len(row.planned)} | {counts} | {nobody} |"
    yield ""


if __name__ == "__main__":
    print(text())  # noqa: T201 - the page shows what it prints
