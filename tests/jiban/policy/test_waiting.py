"""Who waits for a resource."""

from hypothesis import given
from hypothesis import strategies as st

from jiban.model.plan import Resource
from jiban.policy.waiting import Waiting


def made(name: str, *waits_for: str, provider: str | None = None) -> Resource:
    """A resource."""
    return Resource(name, "a:b:C", name, custom=True, dependencies=waits_for, provider=provider)


def test_who_waits_at_any_distance() -> None:
    """The pods wait for the cluster, and by it for the network."""
    found = Waiting([made("network"), made("cluster", "network"), made("pods", "cluster"), made("alone")])
    assert [found.number(name) for name in ("network", "cluster", "pods", "alone")] == [2, 1, 0, 0]


def test_what_a_provider_makes_waits_for_it() -> None:
    """Its reference holds the id behind the URN."""
    found = Waiting([made("cluster"), made("provider", "cluster"), made("pods", provider="provider::id")])
    assert found.number("cluster") == 2


def test_a_circle_is_walked_once() -> None:
    """A document may hold one, and nobody waits for itself."""
    found = Waiting([made("a", "b"), made("b", "a")])
    assert found.number("a") == 1


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3)))
def test_the_numbers_are_those_of_a_walk(waits: dict[str, list[str]]) -> None:
    """Circles of any length among them."""

    def walked(start: str) -> int:
        found, todo = set[str](), [start]
        while todo:
            urn = todo.pop()
            new = {name for name, urns in waits.items() if urn in urns} - found
            found |= new
            todo += new
        return len(found - {start})

    waiting = Waiting([made(name, *urns) for name, urns in waits.items()])
    assert {name: waiting.number(name) for name in "abcdef"} == {name: walked(name) for name in "abcdef"}
