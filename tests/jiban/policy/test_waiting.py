"""Who waits for a resource."""

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
