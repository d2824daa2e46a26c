"""The order of a plan: what something needs comes before it, the rest stays as the program has it."""

from __future__ import annotations

from jiban.model.plan import Options
from jiban.plan.order import sorted_by_need
from tests.jiban.report.samples import resource

KIND = "cloud:db:Server"


def test_what_needs_nothing_stays_in_the_programs_order() -> None:
    """The order is not that of names."""
    found = [resource(KIND, name) for name in ("c", "a", "b")]
    assert sorted_by_need(found) == [each.urn for each in found]


def test_a_provider_comes_before_what_it_makes() -> None:
    """A reference to a provider is its URN and its id."""
    provider = resource("pulumi:providers:cloud", "cloud")
    made = resource(KIND, "a", provider=f"{provider.urn}::6b0e4a4e-0c5f")
    assert sorted_by_need([made, provider]) == [provider.urn, made.urn]


def test_what_takes_another_with_it_comes_first() -> None:
    """`deleted_with` is a need of its own."""
    host = resource(KIND, "host")
    guest = resource(KIND, "guest", options=Options(deleted_with=host.urn))
    assert sorted_by_need([guest, host]) == [host.urn, guest.urn]


def test_parents_and_dependencies_come_first_at_every_depth() -> None:
    """Each before what needs it, and those that nothing orders as they were given."""
    component = resource("shop:net:Network", "network", custom=False)
    first = resource(KIND, "first", component)
    second = resource(KIND, "second", component, dependencies=(first.urn,))
    other = resource(KIND, "other")
    found = sorted_by_need([second, other, first, component])
    assert found == [component.urn, first.urn, second.urn, other.urn]
