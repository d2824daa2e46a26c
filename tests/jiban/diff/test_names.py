"""Names of a base that are hidden in it, told by the names of the head."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jiban.diff.names import recognised
from jiban.secrecy import Gate
from tests.jiban.report.samples import plan_of, resource

if TYPE_CHECKING:
    from jiban.model.plan import Resource

KNOWN = ("hunter2", "swordfish")


def thing(name: str) -> Resource:
    """A resource."""
    return resource("test:index:Thing", name)


def names(base: list[str], head: list[str]) -> list[str]:
    """What the names of a base are taken for."""
    gate = Gate()
    gate.learn(list(KNOWN))
    found = recognised(plan_of(*map(thing, base)), plan_of(*map(thing, head)), gate.text, gate)
    return [each.name for each in found.resources[1:]]


def test_a_hidden_name_is_that_of_the_head_which_looks_like_it() -> None:
    """The names around it stay."""
    assert names(["[secret]-a", "plain"], ["hunter2-a", "plain"]) == ["hunter2-a", "plain"]


def test_a_numbered_name_is_the_one_that_fits() -> None:
    """Numbers depend on what else a plan held, so whatever is secret in its place will do."""
    assert names(["[secret 2]-a"], ["hunter2-a"]) == ["hunter2-a"]


def test_of_several_names_that_fit_none_is_taken() -> None:
    """One of them would be wrong."""
    assert names(["[secret 2]-a"], ["hunter2-a", "swordfish-a"]) == ["[secret 2]-a"]


def test_of_several_hidden_names_that_fit_one_none_is_taken() -> None:
    """Two resources cannot have become one."""
    assert names(["[secret 2]-a", "[secret 3]-a"], ["hunter2-a"]) == ["[secret 2]-a", "[secret 3]-a"]


def test_what_fits_without_a_secret_is_another_name() -> None:
    """Only a secret of this command can stand where one is hidden."""
    assert names(["[secret 2]-a"], ["plain-a"]) == ["[secret 2]-a"]


def test_a_name_that_the_base_has_too_is_taken_already() -> None:
    """It is that resource and no other one."""
    assert names(["[secret 2]-a", "hunter2-a"], ["hunter2-a"]) == ["[secret 2]-a", "hunter2-a"]


def test_a_sealed_name_is_no_number_and_stays_as_it_is() -> None:
    """It was sealed with a key that this command does not have, so it stands for one secret alone."""
    sealed = f"[secret:{'0a' * 32}]-a"
    assert names([sealed], ["hunter2-a"]) == [sealed]


def test_a_name_that_only_a_property_holds_is_recognised_too() -> None:
    """The keys of inputs, and of outputs, as much as the name of the resource."""
    gate = Gate()
    gate.learn(list(KNOWN))
    for field in ("inputs", "outputs"):
        base = replace(thing("a"), **{field: {"[secret]-key": 1}})
        head = replace(thing("a"), **{field: {"hunter2-key": 1}})
        found = recognised(plan_of(base), plan_of(head), gate.text, gate)
        assert getattr(found.resources[-1], field) == {"hunter2-key": 1}
