from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pulumi
from pulumi_kubernetes.core.v1 import outputs as core

from jiban.model.plan import Secret
from jiban.plan.sdk_types import Property, TypedValues, is_map, item_type, properties_of


@pulumi.output_type
class Item(dict[str, Any]):
    """A generated output type has this form."""

    @property
    @pulumi.getter(name="fullName")
    def full_name(self) -> str:
        """Never missing."""
        return str(pulumi.get(self, "full_name"))

    @property
    @pulumi.getter
    def size(self) -> int | None:
        """Missing at times."""
        return None

    @property
    @pulumi.getter
    def parts(self) -> Sequence["Item"]:
        """Contains itself."""
        return []


def test_properties_have_wire_names_and_types() -> None:
    """`full_name` of Python is `fullName` on the wire, and `int | None` is an optional int."""
    assert properties_of(Item) == {
        "fullName": Property(str, optional=False),
        "size": Property(int, optional=True),
        "parts": Property(Sequence[Item], optional=False),
    }


def test_properties_are_read_once() -> None:
    """The second call returns the object of the first."""
    assert properties_of(core.Pod) is properties_of(core.Pod)


def test_item_types_are_those_of_lists_and_of_the_values_of_maps() -> None:
    """Other types have none."""
    assert item_type(Sequence[int]) is int
    assert item_type(Mapping[str, Item]) is Item
    assert item_type(str) is None


def test_only_types_with_free_keys_are_maps() -> None:
    """An SDK class is a dict too, but its keys are declared."""
    assert is_map(Mapping[str, str])
    assert not is_map(Sequence[str])
    assert not is_map(Item)


def test_required_properties_are_added_and_optional_ones_left_out() -> None:
    """`size` may be missing, so it is not made up."""
    made = TypedValues().complete({"parts": []}, Item)
    assert made == {"parts": [], "fullName": "fullName"}


def test_what_can_have_one_value_has_it() -> None:
    """`kind` of an object of Kubernetes is a literal, and no list of something."""
    assert TypedValues().make(Literal["Service"], "kind") == "Service"


def test_nested_values_are_completed() -> None:
    """In lists, in maps and inside secrets."""
    given = {"parts": [{"fullName": "a", "parts": []}, {"parts": []}], "fullName": "b"}
    assert TypedValues().complete(Secret({"key": given}), Mapping[str, Item]) == Secret(
        {
            "key": {
                "parts": [{"fullName": "a", "parts": []}, {"parts": [], "fullName": "fullName"}],
                "fullName": "b",
            }
        }
    )


def test_a_type_that_contains_itself_ends() -> None:
    """Objects and lists count as levels, and five levels hold three objects."""
    name = {"fullName": "fullName"}
    assert TypedValues().make(Item, "item") == {**name, "parts": [{**name, "parts": [{**name, "parts": []}]}]}


def test_a_value_without_a_declared_type_stays_as_it_is() -> None:
    """Nothing can be said of it."""
    assert TypedValues().complete({"a": [1]}, None) == {"a": [1]}
