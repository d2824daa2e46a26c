"""Whatever is given to a command, it answers: soon, in bounds, in its own words, and without a secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import pytest

from tests.corpus.groups import GROUPS
from tests.corpus.inputs import Host, Input, faults
from tests.corpus.projects import DEMO, EXAMPLE, PROGRAM

pytestmark = pytest.mark.corpus

PART = 60
"""Inputs of one test."""
SIZES = {name: sum(1 for _ in group()) for name, group in GROUPS.items()}
PARTS = [(name, first) for name, size in SIZES.items() for first in range(0, size, PART)]


@lru_cache(maxsize=1)
def inputs(group: str) -> Sequence[Input]:
    """The inputs of the group whose parts are being run: of all groups together they are 700 MB."""
    return tuple(GROUPS[group]())


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Input], Host]]:
    """Processes that run commands, each warm for some of them."""
    folder = tmp_path_factory.mktemp("corpus")
    running: dict[bool, Host] = {}

    def host(given: Input) -> Host:
        of_example = given.files.get("pyproject.toml") == EXAMPLE["pyproject.toml"]
        if of_example not in running:
            warm, modules = (EXAMPLE, PROGRAM) if of_example else (DEMO, ())
            running[of_example] = Host(folder / str(of_example), warm, modules)
        return running[of_example]

    yield host
    for each in running.values():
        each.stop()


@pytest.mark.parametrize(("group", "first"), PARTS)
def test_every_input_gets_an_answer(
    hosts: Callable[[Input], Host], record_property: Callable[[str, object], None], group: str, first: int
) -> None:
    """No traceback, no secret, no control character; at most 10 s and 600 MB."""
    found: list[str] = []
    for given in inputs(group)[first : first + PART]:
        answer, written = hosts(given).run(given)
        record_property("corpus", (given.name, answer.seconds, answer.megabytes))
        found += [
            f"{given.name}: {fault}: {(answer.out + answer.err)[-300:]!a}"
            for fault in faults(given, answer, written)
        ]
    assert found == []


def test_corpus_holds_three_thousand_inputs() -> None:
    """At least as many as that are run, and they differ from each other."""
    distinct = {
        (
            tuple(given.arguments),
            tuple(given.files.items()),
            tuple(given.odd.items()),
            tuple(given.environment.items()),
        )
        for group in GROUPS.values()
        for given in group()
    }
    assert len(distinct) >= 3000
