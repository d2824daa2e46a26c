"""Values, paths and types as text."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import ARCHIVE_SIGNATURE, ASSET_SIGNATURE, SIGNATURE, UNKNOWN, Secret, Unknown
from jiban.report.values import (
    Sources,
    at,
    calling_names,
    leaves,
    listed,
    origins,
    path_text,
    short_token,
    shown,
)
from tests.jiban.report.samples import resource


@pytest.mark.parametrize(
    ("token", "text"),
    [
        ("azure-native:network:Subnet", "network.Subnet"),
        ("azure-native:network/v20230501:Subnet", "network/v20230501.Subnet"),
        ("aws:ec2/vpc:Vpc", "ec2.Vpc"),
        ("aws:ec2/vpcEndpoint:VpcEndpoint", "ec2.VpcEndpoint"),
        ("kubernetes:apps/v1:Deployment", "apps/v1.Deployment"),
        ("kubernetes:core/v1:ConfigMap", "core/v1.ConfigMap"),
        ("random:index/randomPassword:RandomPassword", "random.RandomPassword"),
        ("pulumi:providers:kubernetes", "provider kubernetes"),
        ("pulumi:pulumi:StackReference", "StackReference"),
        ("my:Comp", "my.Comp"),
    ],
)
def test_a_type_is_said_as_people_say_it(token: str, text: str) -> None:
    """Module and name are left, without what is said twice."""
    assert short_token(token) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("a", "b", 0, "c"), "a.b[0].c"),
        (("metadata", "labels", "app.kubernetes.io/name"), 'metadata.labels["app.kubernetes.io/name"]'),
        (('with "quotes"',), '["with \\"quotes\\""]'),
        (("이름",), '["이름"]'),
        ((), ""),
    ],
)
def test_a_path_is_in_pulumis_syntax(path: tuple[str | int, ...], text: str) -> None:
    """What is printed can be given to ignoreChanges or to `pulumi config --path`."""
    assert path_text(path) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("10.0.0.0/16", "10.0.0.0/16"),
        ("", '""'),
        (" edge ", '" edge "'),
        ("[secret]", '"[secret]"'),
        ("(known after deployment)", '"(known after deployment)"'),
        ("first\nsecond\nthird", "first ... (3 lines)"),
        ('{\n  "Effect": "Allow",\n  "Action": ["é"]\n}', '{"Effect": "Allow", "Action": ["é"]}'),
        ("[\n  1.50\n]", "[1.5]"),
        ("{\n  no JSON\n}", "{ ... (3 lines)"),
        ("[\n" + "1, " * 1400 + "1]", "[ ... (2 lines)"),
        ("bell\x07", r"bell\x07"),
        ("한국", "한국"),
        (True, "true"),
        (None, "null"),
        (1.5, "1.5"),
        (Secret("x"), "[secret]"),
        (UNKNOWN, "(known after deployment)"),
        ({"b": [1, Secret(2)], "a": UNKNOWN}, "{a: (known after deployment), b: [1, [secret]]}"),
        ([], "[]"),
    ],
)
def test_a_value_on_one_line(value: Any, text: str) -> None:
    """Plain values are bare, and what could be taken for something else is quoted."""
    assert shown(value) == text


@pytest.mark.parametrize(
    ("sources", "text"),
    [
        (["a"], "(known after a)"),
        (["a", "b", "c"], "(known after a, b, c)"),
        (list("abcdefgh"), "(known after a, b, c, d, e, f, g, h)"),
        (list("abcdefghij"), "(known after a, b, c, d, e, f, g, h and 2 more)"),
        (["odd (name)"], "(known after odd name)"),
    ],
)
def test_an_unknown_value_names_where_it_comes_from(sources: list[str], text: str) -> None:
    """Up to eight resources by name, the others by number."""
    assert shown(UNKNOWN, Sources(sources)) == text


@pytest.mark.parametrize(
    ("asset", "text"),
    [
        pytest.param({SIGNATURE: ASSET_SIGNATURE, "path": "a.html", "hash": "0f"}, "file a.html", id="file"),
        pytest.param(
            {SIGNATURE: ASSET_SIGNATURE, "text": "abc"}, "file with 3 characters of text", id="text"
        ),
        pytest.param(
            {SIGNATURE: ARCHIVE_SIGNATURE, "uri": "https://x/a.zip"}, "archive https://x/a.zip", id="uri"
        ),
        pytest.param(
            {SIGNATURE: ARCHIVE_SIGNATURE, "assets": {"a": {SIGNATURE: ASSET_SIGNATURE, "path": "b"}}},
            "archive of {a: file b}",
            id="parts",
        ),
    ],
)
def test_an_asset_is_one_fact(asset: dict[str, Any], text: str) -> None:
    """An asset says where it is from; Pulumi's marker and its hash are not shown."""
    assert [(path_text(path), shown(leaf)) for path, leaf in leaves({"code": asset})] == [("code", text)]


def test_a_short_list_of_plain_values_is_one_fact() -> None:
    """A list of zones stands on one line; a list of records is taken apart."""
    value = {"zones": ["1", "2"], "rules": [{"port": 1}, {"port": 2}], "none": []}
    assert [(path_text(path), listed(leaf)) for path, leaf in leaves(value)] == [
        ("none", "[]"),
        ("rules[0].port", "1"),
        ("rules[1].port", "2"),
        ("zones", "1, 2"),
    ]


def test_a_path_with_a_star_finds_every_item_by_its_name() -> None:
    """An item of a list is called by its name, or by its position where it has none."""
    value = {"pools": [{"name": "system", "size": 1}, {"size": 2}], "map": {"b": 1, "a": 2}}
    assert [(path_text(path), leaf) for path, leaf in at(value, "pools.*.size")] == [
        ("pools[system].size", 1),
        ("pools[1].size", 2),
    ]
    assert [(path_text(path), leaf) for path, leaf in at(value, "map.*")] == [("map.a", 2), ("map.b", 1)]


def test_a_path_may_hold_a_quoted_step() -> None:
    """A key with dots in it is one step."""
    assert [leaf for _, leaf in at({"labels": {"a.b/c": 1}}, 'labels["a.b/c"]')] == [1]


def test_a_path_ends_where_the_value_is_hidden() -> None:
    """Inside a secret and behind an unknown there is nothing to find."""
    assert [(path_text(path), leaf) for path, leaf in at({"a": UNKNOWN}, "a.b.*.c")] == [("a", UNKNOWN)]


def test_an_origin_is_told_only_where_it_is_certain() -> None:
    """With two origins and two unknown values nobody knows which is whose; with one value it is both."""
    one, two = resource("a:b:C", "one"), resource("a:b:C", "two")
    made = resource(
        "a:b:C",
        "made",
        inputs={"id": UNKNOWN, "spec": {"x": UNKNOWN, "y": UNKNOWN}, "subnet": {"id": UNKNOWN, "kind": "x"}},
        property_dependencies={
            "id": (one.urn,),
            "spec": (one.urn, two.urn),
            "subnet": (one.urn, two.urn),
            "gone": (one.urn,),
        },
    )
    known = origins(made, {})
    assert list(known.of(("id",)).of(UNKNOWN)) == ["one"]
    assert list(known.of(("spec", "x")).of(UNKNOWN)) == []
    assert list(known.of(("subnet", "id")).of(UNKNOWN)) == ["one", "two"]
    assert list(known.of(()).of(UNKNOWN)) == []
    # A value that tells it itself is certain.
    assert list(known.of(("spec", "x")).of(Unknown(sources=(two.urn,)))) == ["two"]


@pytest.mark.parametrize(("number", "parts"), [(12, 1), (13, 13)])
def test_a_list_of_twelve_still_stands_on_one_line(number: int, parts: int) -> None:
    """A longer one has a line for each item."""
    assert len(list(leaves([1] * number))) == parts


@pytest.mark.parametrize(("length", "whole"), [(4000, True), (4001, False)])
def test_a_document_of_4000_letters_is_shown_whole(length: int, *, whole: bool) -> None:
    """On one line; of a longer one only the first."""
    text = '["' + "a" * (length - 5) + '"\n]'
    assert len(text) == length
    assert shown(text) == (text.replace("\n", "") if whole else f"{text.splitlines()[0]} ... (2 lines)")


def test_a_resource_is_called_by_its_name_where_that_is_enough() -> None:
    """Of two of one name, each with its type; a component is called by nobody."""
    one, two = resource("aws:s3/bucket:Bucket", "a"), resource("aws:sns/topic:Topic", "a")
    alone, part = resource("aws:s3/bucket:Bucket", "b"), resource("x:y:Z", "b", custom=False)
    assert calling_names([one, two, alone, part]) == {
        one.urn: "s3.Bucket a",
        two.urn: "sns.Topic a",
        alone.urn: "b",
    }


def test_where_a_value_says_itself_what_it_comes_from_that_counts() -> None:
    """Over what is known of its property; by the name that others have for it."""
    urn = resource("x:y:Z", "own").urn
    assert Sources(("other",), {}).of(Unknown(sources=(urn,))) == ["own"]
    assert Sources(("other",), {urn: "z own"}).of(Unknown(sources=(urn,))) == ["z own"]
    assert Sources(("other",), {}).of(UNKNOWN) == ("other",)
