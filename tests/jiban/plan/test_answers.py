"""The answer of `lookups.yaml` that counts is the first that fits, however many there are."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jiban.model.plan import Secret, opened
from jiban.plan.answers import Answers, Entry, StackAnswers, arguments_match
from tests.jiban.growing import growth

VALUES = st.sampled_from([1, True, 1.0, "a", "b", None, ["a"], {"a": 1}, {"a": 1, "b": 2}])
ARGS = st.dictionaries(st.sampled_from(["name", "owners", "tags"]), VALUES, max_size=3)
GIVEN = st.dictionaries(st.sampled_from(["name", "owners", "tags"]), VALUES, max_size=3)
TOKENS = st.sampled_from(["aws:ec2/getAmi:getAmi", "aws:ec2/getVpc:getVpc"])
NAMES = st.lists(st.sampled_from(["org", "net", "prod", "dev"]), min_size=1, max_size=3).map("/".join)


def entries(*given: tuple[str, dict[str, Any]]) -> list[Entry]:
    """Entries whose results are their numbers."""
    return [Entry(token, args, {"number": at}, at) for at, (token, args) in enumerate(given)]


@given(st.lists(st.tuples(TOKENS, ARGS), max_size=6), TOKENS, GIVEN)
def test_the_first_entry_that_fits(
    written: list[tuple[str, dict[str, Any]]], token: str, args: dict[str, Any]
) -> None:
    """As a search through all of them finds it."""
    all_entries = entries(*written)
    fitting = [
        each for each in all_entries if each.token == token and arguments_match(opened(each.args), args)
    ]
    assert Answers(all_entries).first(token, args) == (fitting[0] if fitting else None)


def test_an_entry_whose_argument_is_secret() -> None:
    """It is asked for by what it is."""
    found = Answers(entries(("a:b:c", {"key": Secret("x")})))
    assert found.first("a:b:c", {"key": "x", "more": 1}) is not None
    assert found.first("a:b:c", {"key": "y"}) is None


@given(st.lists(NAMES, max_size=6, unique=True), NAMES)
def test_the_first_stack_whose_name_ends_so(names: list[str], name: str) -> None:
    """Or whose name another one ends in."""
    fitting = [
        each for each in names if each == name or each.endswith(f"/{name}") or name.endswith(f"/{each}")
    ]
    assert StackAnswers(names).first(name) == (fitting[0] if fitting else None)


def test_many_answers_to_as_many_questions() -> None:
    """Of one function, and of many stacks."""

    def ask(number: int) -> None:
        answers = Answers(
            entries(*(("a:b:c", {"name": f"n{index}", "owner": "self"}) for index in range(number)))
        )
        stacks = StackAnswers(f"org/net/s{index}" for index in range(number))
        for index in range(number):
            found = answers.first("a:b:c", {"name": f"n{index}", "owner": "self"})
            assert found is not None
            assert (found.line, stacks.first(f"net/s{index}")) == (index, f"org/net/s{index}")

    assert growth(ask) < 5
