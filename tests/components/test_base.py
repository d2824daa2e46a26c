"""Specifications are strict, and a component refuses what its cloud cannot do."""

from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from jiban.components.base import Fault, Limit, Spec, SpecRefusedError, refuse_beyond


class Demo(Spec):
    """A specification of one field."""

    copies: int = 1
    """How many there are."""


def _too_many(spec: Demo) -> Iterator[Fault]:
    if spec.copies > 2:
        yield Fault(("copies",), f"{spec.copies} copies are more than two", "set copies to 2")


def _odd(spec: Demo) -> Iterator[Fault]:
    if spec.copies % 2:
        yield Fault(("copies",), f"{spec.copies} is odd", "set an even number")


LIMITS = (Limit("azure", "copies", "two at most", _too_many), Limit("azure", "copies", "even", _odd))


def test_an_unknown_field_is_refused() -> None:
    """A misspelt field is no silent nothing."""
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Demo.model_validate({"copy": 2})


def test_a_value_of_another_type_is_refused() -> None:
    """Text is not turned into a number behind the writer's back."""
    with pytest.raises(ValidationError, match="Input should be a valid integer"):
        Demo.model_validate({"copies": "2"})


def test_a_specification_cannot_be_changed() -> None:
    """What was checked stays as it was checked."""
    with pytest.raises(ValidationError, match="Instance is frozen"):
        Demo().copies = 2


def test_a_docstring_is_the_fields_description() -> None:
    """The text below a field is what the schema says of it."""
    assert Demo.model_json_schema()["properties"]["copies"]["description"] == "How many there are."


def test_a_fault_takes_the_path_of_its_tier() -> None:
    """A tier's fault becomes the environment's by a longer path."""
    fault = Fault(("zones", 1), "there is no zone 9", "choose another")
    assert fault.below("network").path == ("network", "zones", 1)


def test_every_fault_is_told_at_once() -> None:
    """A refused specification is refused with all its faults, each with its field, reason and remedy."""
    with pytest.raises(SpecRefusedError) as refused:
        refuse_beyond(LIMITS, "azure", "demo", Demo(copies=3))
    assert str(refused.value) == (
        "demo: copies: 3 copies are more than two; set copies to 2\ncopies: 3 is odd; set an even number"
    )


def test_what_the_cloud_can_do_passes() -> None:
    """A specification within the limits is not refused."""
    refuse_beyond(LIMITS, "azure", "demo", Demo(copies=2))


def test_another_clouds_limits_do_not_count() -> None:
    """A limit binds its own cloud alone."""
    refuse_beyond(LIMITS, "aws", "demo", Demo(copies=3))


def test_one_function_for_two_fields_says_its_fault_once() -> None:
    """As limits of two fields may be one."""
    twice = (*LIMITS, Limit("azure", "other", "two at most", _too_many))
    with pytest.raises(SpecRefusedError) as refused:
        refuse_beyond(twice, "azure", "demo", Demo(copies=4))
    assert refused.value.faults == (Fault(("copies",), "4 copies are more than two", "set copies to 2"),)


def test_a_refusal_holds_nothing_of_the_value() -> None:
    """It may be a secret in the wrong place."""
    with pytest.raises(ValidationError) as refused:
        Demo.model_validate({"copies": "hunter2"})
    assert "hunter2" not in str(refused.value)
