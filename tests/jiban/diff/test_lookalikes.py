"""A creation that looks like a deletion is found without looking at every deletion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jiban.diff.lookalikes import with_lookalikes
from jiban.diff.resource_diff import Kind, ResourceDiff
from jiban.diff.values import differences
from jiban.model.plan import UNKNOWN, Resource, Secret
from tests.jiban.diff.value_strategies import INPUTS
from tests.jiban.report.samples import resource

Entry = tuple[Kind, str, dict[str, Any]]
"""What happens, to which type, with which inputs."""

TYPES = st.sampled_from(["x:y:Z", "x:y:Z", "x:y:Other"])
ENTRIES = st.lists(st.tuples(st.sampled_from(["create", "delete", "update"]), TYPES, INPUTS), max_size=8)
SECRETS = st.fixed_dictionaries(
    {key: st.sampled_from([Secret(1), Secret(2), Secret(UNKNOWN)]) for key in ("a", "b")}
)
WITH_SECRETS = st.lists(
    st.tuples(st.sampled_from(["create", "delete"]), st.just("x:y:Z"), SECRETS), max_size=12
)


def diffs(entries: Sequence[Entry]) -> list[ResourceDiff]:
    """Make what happens to as many resources."""
    made: list[tuple[Kind, Resource]] = [
        (kind, resource(token, f"r{index}", inputs=inputs))
        for index, (kind, token, inputs) in enumerate(entries)
    ]
    return [
        ResourceDiff(
            kind,
            None if kind == "create" else each,
            None if kind == "delete" else each,
        )
        for kind, each in made
    ]


def plainly(found: Sequence[ResourceDiff]) -> Iterator[str | None]:
    """Yield the lookalikes by their definition: the first deletion that is left and does not differ."""
    gone = [each.before for each in found if each.kind == "delete" and each.before is not None]
    for each in found:
        new = each.after
        twin = None
        if each.kind == "create" and new is not None and new.inputs:
            for old in gone:
                changes = differences((), old.inputs, new.inputs, deployed=False)
                if old.type == new.type and not any(True for _ in changes):
                    twin = old
                    break
        if twin is not None:
            gone.remove(twin)
        yield twin.urn if twin is not None else None


@given(ENTRIES)
def test_the_answers_are_those_of_the_definition(entries: list[Entry]) -> None:
    """Whatever stands in the inputs: nulls, numbers, lists, marks, unknowns, secrets."""
    found = diffs(entries)
    assert [each.lookalike for each in with_lookalikes(found)] == list(plainly(found))


@given(WITH_SECRETS)
def test_secrets_are_taken_as_by_the_definition(entries: list[Entry]) -> None:
    """One that could not be read is like every other one; the first deletion is taken all the same."""
    found = diffs(entries)
    assert [each.lookalike for each in with_lookalikes(found)] == list(plainly(found))


def test_the_first_of_several_is_taken() -> None:
    """In the order of the deletions, each once."""
    shape = {"a": Secret(1)}
    found = diffs(
        [
            ("delete", "x:y:Z", {"a": Secret(UNKNOWN)}),
            ("delete", "x:y:Z", shape),
            ("create", "x:y:Z", shape),
            ("create", "x:y:Z", shape),
            ("create", "x:y:Z", shape),
        ]
    )
    taken = [
        each.lookalike.rpartition("::")[2] if each.lookalike else None for each in with_lookalikes(found)
    ]
    assert taken == [None, None, "r0", "r1", None]
