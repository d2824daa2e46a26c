"""Each kind of field that a model can have, as it is read from its JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from jiban.settings import fields
from jiban.settings.field_lookup import field_at
from jiban.settings.root import Root

NAME = "^[a-z]+$"


class Pool(BaseModel):
    """Machines of one kind."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    size: Literal["small", "large"]
    """How large they are.

    It says nothing of their number.
    """
    count: Annotated[int, Field(ge=1, le=9)] = 3
    share: Annotated[float, Field(gt=0)] = 0.5
    undescribed: bool = False


class Shop(BaseModel):
    """A shop."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    pool: Pool = Pool(size="large")
    """Where it runs."""
    pools: dict[Annotated[str, Field(pattern=NAME)], Pool] = {}
    names: Annotated[list[Annotated[str, Field(min_length=2, max_length=5)]], Field(max_length=4)] = []
    labels: Annotated[dict[str, str], Field(min_length=1)] = {}
    owner: UUID | None = None
    word: Annotated[str, Field(pattern=NAME)] = "a"
    password: SecretStr = SecretStr("x")
    fixed: Literal["one"] = "one"
    any: Any = None
    keep_days: int = 7


ROOT = Root(
    model=Shop,
    namespace="shop",
    patterns={NAME: ("small letters", "abc")},
    examples={"names": ["ab"]},
    units=(("_days", "day", "days"), ("s", "wrong", "wrong")),
)


def at(*path: str | int) -> fields.Field:
    """The field at a path."""
    found = field_at(ROOT, path)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("pool",), "fields"),
        (("pool", "size"), "text"),
        (("pool", "count"), "whole number"),
        (("pool", "share"), "number"),
        (("pool", "undescribed"), "true or false"),
        (("pools",), "map"),
        (("pools", "apps"), "fields"),
        (("names",), "list"),
        (("names", 0), "text"),
        (("labels",), "map"),
        (("labels", "team"), "text"),
        (("owner",), "text"),
        (("any",), "anything"),
    ],
)
def test_every_kind_of_field(path: tuple[str | int, ...], kind: str) -> None:
    """By its type in the schema; a map has fixed fields, or names that the writer chooses."""
    assert at(*path).kind == kind


def test_what_a_field_means_is_one_paragraph() -> None:
    """Its own words, else those of its model; nothing where nobody has said anything."""
    assert at("pool", "size").meaning == "How large they are. It says nothing of their number."
    assert at("pool").meaning == "Where it runs."
    assert at("pools", "apps").meaning == "Machines of one kind."
    assert at("pool", "undescribed").meaning == ""


def test_the_limits_of_a_field() -> None:
    """Of a number, a text, a list and a map."""
    count, share, item = at("pool", "count"), at("pool", "share"), at("names", 0)
    assert (count.minimum, count.maximum, count.above) == (1, 9, None)
    assert (share.minimum, share.maximum, share.above) == (None, None, 0)
    assert (item.shortest, item.longest) == (2, 5)
    assert (at("names").shortest, at("names").longest) == (None, 4)
    assert (at("labels").shortest, at("labels").longest) == (1, None)


def test_the_values_of_a_choice() -> None:
    """All of them, also where there is one alone."""
    assert at("pool", "size").allowed == ("small", "large")
    assert at("fixed").allowed == ("one",)
    assert at("word").allowed == ()


def test_the_pattern_of_a_field_and_of_the_keys_of_a_map() -> None:
    """In the words that the project has for it."""
    word = at("word")
    assert (word.pattern, word.pattern_words, word.pattern_example) == (NAME, "small letters", "abc")
    assert at("pools").key_pattern == NAME
    assert at("labels").key_pattern is None


def test_what_else_is_known_of_a_field() -> None:
    """Whether null is a value, whether it is secret, its form, its example, and its unit."""
    assert [at(name).optional for name in ("owner", "word")] == [True, False]
    assert [at(name).secret for name in ("password", "word")] == [True, False]
    assert [at(name).form for name in ("owner", "word")] == ["uuid", None]
    assert [at(name).example for name in ("names", "word")] == [["ab"], None]
    assert [at(name).unit for name in ("keep_days", "names", "word")] == [
        ("day", "days"),
        ("wrong", "wrong"),
        ("", ""),
    ]


def test_the_fields_of_a_map_and_those_that_it_needs() -> None:
    """In the order of the model."""
    assert at("pool").fields == ("size", "count", "share", "undescribed")
    assert at("pool").required == ("size",)
    assert at("pools").fields == ()


def test_the_default_of_a_field() -> None:
    """What the map above says counts; an entry of a map has none, nor has what has to be given."""
    assert at("pool", "size").default == "large"
    assert at("pool", "count").default == 3
    assert at("pools", "apps", "size").default is fields.NO_DEFAULT
    assert at("pools", "apps", "count").default == 3
    assert at("pools", "apps").default is fields.NO_DEFAULT
    assert at("names", 0).default is fields.NO_DEFAULT


@pytest.mark.parametrize("path", [("names", "a"), ("pool", 0), ("pool", "x"), ("word", "x"), ("pools", 0)])
def test_a_step_that_leads_nowhere(path: tuple[str | int, ...]) -> None:
    """A position is one of a list, and a name one of a map."""
    assert field_at(ROOT, path) is None


def test_a_field_is_called_by_its_last_name() -> None:
    """An item of a list by that of the list."""
    assert (at("names", 0).name, at("pool", "size").name, fields.name_of(())) == ("names", "size", "")
    assert [at(*path).is_container for path in (("pool",), ("pools",), ("names",), ("word",))] == [
        True,
        True,
        True,
        False,
    ]
