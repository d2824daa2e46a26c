"""Values on the wire to and from the values of a plan."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import struct_pb2

from jiban.model.digest import UNKNOWN_TEXT
from jiban.model.plan import RESOURCE_SIGNATURE, SECRET_SIGNATURE, SIGNATURE, UNKNOWN, Secret, Unknown
from jiban.plan.convert import OUTPUT_SIGNATURE, Reader, as_outputs, as_state, to_struct, unknown_of, wire
from jiban.plan.errors import PlanError
from jiban.project.project import placeholder_text

URN = "urn:pulumi:prod::shop::x:y:Z::it"


def struct(**fields: Any) -> struct_pb2.Struct:
    """A map as a request carries it."""
    found = struct_pb2.Struct()
    found.update(fields)
    return found


def read(value: Any) -> Any:
    """A value of a request as a plan has it."""
    return Reader().struct(struct(it=value))["it"]


def state(value: Any) -> Any:
    """A value of a request as the state that a provider gives back has it."""
    return Reader().struct(as_state(struct(it=value)))["it"]


def output(**fields: Any) -> dict[str, Any]:
    """An output value."""
    return {SIGNATURE: OUTPUT_SIGNATURE, **fields}


def reference(**fields: Any) -> dict[str, Any]:
    """A reference to a resource."""
    return {SIGNATURE: RESOURCE_SIGNATURE, "urn": URN, **fields}


@pytest.mark.parametrize(
    ("number", "value", "kind"),
    [
        (1.0, 1, int),
        (-3.0, -3, int),
        (1.5, 1.5, float),
        (2.0**53, 2**53, int),
        (-(2.0**53), -(2**53), int),
        (2.0**53 + 2, 2.0**53 + 2, float),
    ],
)
def test_a_whole_number_is_one_as_far_as_a_double_tells(number: float, value: Any, kind: type) -> None:
    """Beyond 2 to the 53rd not every whole number has a double, so none is made up."""
    found = read(number)
    assert (found, type(found)) == (value, kind)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_json_cannot_hold_is_refused(number: float) -> None:
    """No state could be written with it."""
    with pytest.raises(PlanError, match="no number that JSON has"):
        read(number)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (reference(id="i-1"), "i-1"),
        (reference(id=""), UNKNOWN),
        (reference(id=UNKNOWN_TEXT), UNKNOWN),
        (reference(), URN),
    ],
)
def test_a_reference_is_the_id_of_its_resource(value: dict[str, Any], expected: Any) -> None:
    """One that is not known is unknown; a component has none, and goes by its URN."""
    assert read(value) == expected
    assert state(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({SIGNATURE: SECRET_SIGNATURE, "value": "x"}, Secret("x")),
        ({SIGNATURE: SECRET_SIGNATURE, "value": {SIGNATURE: SECRET_SIGNATURE, "value": "x"}}, Secret("x")),
        (output(value="x"), "x"),
        (output(value="x", secret=True), Secret("x")),
        (output(value="x", secret=False), "x"),
        (output(value={SIGNATURE: SECRET_SIGNATURE, "value": "x"}, secret=True), Secret("x")),
        (output(secret=True), Secret(UNKNOWN)),
        (output(), UNKNOWN),
        (UNKNOWN_TEXT, UNKNOWN),
        ([1, UNKNOWN_TEXT], [1, UNKNOWN]),
        ({"a": {"b": UNKNOWN_TEXT}}, {"a": {"b": UNKNOWN}}),
        (None, None),
        (True, True),
    ],
)
def test_what_a_value_on_the_wire_means(value: Any, expected: Any) -> None:
    """A secret is one whichever way it is written, and never one in another."""
    assert read(value) == expected


def test_an_unknown_tells_what_it_comes_from() -> None:
    """As far as the request says so."""
    found = read(unknown_of([URN]))
    assert isinstance(found, Unknown)
    assert found.sources == (URN,)


def test_a_state_does_not_tell_what_an_unknown_comes_from() -> None:
    """A provider gives back the sentinel, in lists and maps as well."""
    found = as_state(struct(plain=1, one=unknown_of([URN]), many=[{"inner": unknown_of([URN])}]))
    assert found.fields["one"].string_value == UNKNOWN_TEXT
    inner = found.fields["many"].list_value.values[0].struct_value.fields["inner"]
    assert inner.string_value == UNKNOWN_TEXT
    assert found.fields["plain"].number_value == 1


MINE, OTHER = placeholder_text("shop", "prod", "password"), placeholder_text("other", "prod", "password")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (MINE, True),
        (f"//user:{MINE}@host", True),
        (f"{OTHER} {MINE}", True),
        (OTHER, False),
        ("plain", False),
    ],
)
def test_a_text_is_secret_where_any_placeholder_of_the_program_is_in_it(text: str, *, secret: bool) -> None:
    """One that only looks like it, or is another program's, stands for no secret."""
    found = Reader(frozenset({MINE})).struct(struct(it=text))["it"]
    assert found == (Secret(text) if secret else text)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (UNKNOWN, UNKNOWN_TEXT),
        (Secret("x"), {SIGNATURE: SECRET_SIGNATURE, "value": "x"}),
        ({"a": [Secret(UNKNOWN)]}, {"a": [{SIGNATURE: SECRET_SIGNATURE, "value": UNKNOWN_TEXT}]}),
        ((1, 2), [1, 2]),
        (None, None),
    ],
)
def test_what_a_value_is_written_as(value: Any, written: Any) -> None:
    """Unknowns and secrets are marked at every depth."""
    assert wire(value) == written


@pytest.mark.parametrize(
    "value", [UNKNOWN, Secret("x"), Secret(UNKNOWN), {"a": [1, Secret({"b": UNKNOWN})]}, None, "", 0, False]
)
def test_what_is_written_is_read_again(value: Any) -> None:
    """The two ways meet."""
    assert Reader().struct(to_struct({"it": value})) == {"it": value}


@pytest.mark.parametrize(
    ("value", "upgraded"),
    [
        (UNKNOWN_TEXT, output()),
        ({SIGNATURE: SECRET_SIGNATURE, "value": "x"}, output(secret=True, value="x")),
        ({SIGNATURE: SECRET_SIGNATURE, "value": UNKNOWN_TEXT}, output(secret=True)),
        (reference(id="i-1"), reference(id="i-1")),
        ({"a": [UNKNOWN_TEXT, 1]}, {"a": [output(), 1]}),
        ("plain", "plain"),
    ],
)
def test_what_a_transform_gets(value: Any, upgraded: Any) -> None:
    """Unknowns and secrets come as output values, so that they are told from their neighbours."""
    assert as_outputs(struct(it=value)) == struct(it=upgraded)
