"""What a rule sees, and what it gets where something is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jiban.model.digest import UNKNOWN_TEXT
from jiban.model.plan import UNKNOWN, Fingerprint, Secret
from jiban.policy.rule import Outcome, failed, judged, passed, together, unknown
from jiban.policy.view import Node, NotKnownError, Unseen
from tests.policies.samples import SUBNET, resource, stack, urn

if TYPE_CHECKING:
    from collections.abc import Callable

VALUE = {"a": {"b": [{"c": 1}, UNKNOWN]}, "d": UNKNOWN, "e.f": 2}


def test_a_path_is_told_as_people_write_it() -> None:
    """Steps into maps and lists are in the path, a key with a dot in quotes."""
    assert Node(VALUE)["a"]["b"].each()[0]["c"].path == "a.b[0].c"
    assert Node(VALUE)["e.f"].path == '["e.f"]'
    assert Node({"x": VALUE})["x"]["e.f"].path == 'x["e.f"]'


def test_what_is_missing_is_none_at_any_depth() -> None:
    """A place that does not exist has no value, and none below it."""
    assert Node(VALUE)["x"]["y"]["z"].value is None
    assert Node(VALUE)["x"].each() == ()
    assert Node(VALUE)["x"].items() == ()


@pytest.mark.parametrize(
    ("value", "known"),
    [
        (Secret("hunter2"), True),
        (Secret(UNKNOWN), False),
        (Secret(UNKNOWN_TEXT), False),
        (Secret(Secret(UNKNOWN_TEXT)), False),
    ],
)
def test_a_secret_is_as_known_as_what_is_in_it(value: Secret, *, known: bool) -> None:
    """Also where Pulumi's own text stands for what is not."""
    assert Node({"a": value})["a"].known is known


@pytest.mark.parametrize(
    "read",
    [
        lambda node: node["a"].value,
        lambda node: node["a"].text(),
        lambda node: node["list"].each()[0].value,
        lambda node: node["map"]["deep"]["b"].value,
        lambda node: node["map"]["number"].number(),
    ],
)
def test_no_rule_reads_a_secret(read: Callable[[Node], object]) -> None:
    """Neither a text nor a number, at any depth of what is secret."""
    deep = Secret({"deep": {"b": "hunter2"}, "number": 1234})
    with pytest.raises(NotKnownError) as caught:
        read(Node({"a": Secret("hunter2"), "list": Secret(["hunter2"]), "map": deep}))
    assert caught.value.why == "is a secret, which no rule reads"


def test_what_a_secret_is_made_of_can_be_asked() -> None:
    """Whether something is there, how many, and what is true of it."""
    node = Node({"map": Secret({"on": True, "none": None, "more": ["a", "b"]})})["map"]
    assert node["on"].is_true()
    assert node["none"].value is None
    assert len(node["more"].each()) == 2
    assert node.secret
    assert node["more"].each()[0].secret
    assert not Node({"a": "open"})["a"].secret


def test_an_unknown_names_its_place() -> None:
    """Asking for an unknown, or for something inside of one, tells where it is."""
    for ask in (
        lambda: Node(VALUE)["d"].value,
        lambda: Node(VALUE)["d"]["x"],
        Node(VALUE)["d"].each,
    ):
        with pytest.raises(NotKnownError) as caught:
            ask()
        assert caught.value.path == "d"


def test_a_neighbour_of_an_unknown_is_known() -> None:
    """Only what is unknown is: what stands beside it can be read."""
    first, second = Node(VALUE)["a"]["b"].each()
    assert (first["c"].number(), second.known) == (1, False)


def test_an_unknown_has_no_truth_value() -> None:
    """A rule that takes an unknown for true or false by mistake fails loudly."""
    with pytest.raises(TypeError):
        bool(UNKNOWN)


@pytest.mark.parametrize(("value", "number"), [(3, 3), (3.0, 3), ("3", 3), (None, 9)])
def test_a_number(value: object, number: int) -> None:
    """A number may be written as text; one that is missing has its default."""
    assert Node({"x": value})["x"].number(9) == number


@pytest.mark.parametrize("value", ["three", True, [], {}, "", float("inf"), "1e400"])
def test_what_is_no_number_is_not_known(value: object) -> None:
    """Nobody can say what a provider makes of it, so no rule may take it for a default."""
    with pytest.raises(NotKnownError, match="x") as caught:
        Node({"x": value})["x"].number(9)
    assert caught.value.why == "is no whole number, which it has to be"


@pytest.mark.parametrize(
    "ask", [Node.each, Node.items, lambda node: node["key"]], ids=["each", "items", "key"]
)
@pytest.mark.parametrize("value", ["text", 7, True])
def test_a_value_of_another_kind_is_not_known(value: object, ask: Callable[[Node], object]) -> None:
    """A text where a list or a map is expected is neither an empty one nor one of a letter each."""
    with pytest.raises(NotKnownError):
        ask(Node({"x": value})["x"])


def test_the_worst_part_decides() -> None:
    """A failure outweighs an unknown and that a pass, and only the reasons of the worst are told."""
    verdict = together([passed(), unknown("u", "p"), failed("a", "x"), failed("b", "y"), failed("a", "x")])
    assert (verdict.outcome, verdict.reason, verdict.paths) == (Outcome.FAIL, "a; b", ("x", "y"))
    assert together([passed(), unknown("u", "p")]).outcome is Outcome.UNKNOWN
    assert together([]).outcome is Outcome.PASS


def test_a_check_that_meets_an_unknown_is_unknown() -> None:
    """The path that it needed is the verdict's."""
    verdict = judged(lambda node: failed(str(node["d"].value)), Node(VALUE))
    assert (verdict.outcome, verdict.paths) == (Outcome.UNKNOWN, ("d",))


@pytest.mark.parametrize(
    ("token", "plain"),
    [
        ("azure-native:network/v20240501:Subnet", "azure-native:network:Subnet"),
        ("azure-native:network/v20240501preview:Subnet", "azure-native:network:Subnet"),
        ("azure-native:network:Subnet", "azure-native:network:Subnet"),
        ("kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:Deployment"),
    ],
)
def test_the_version_of_an_azure_type_does_not_count(token: str, plain: str) -> None:
    """A resource of an older API version is judged like the newest."""
    assert resource(token, "it").token == plain


def test_where_a_value_comes_from() -> None:
    """Of several origins, one that waits for another is taken for a thing to wait for."""
    first = resource(SUBNET, "first")
    last = resource(SUBNET, "last", waits_for=[first.urn])
    user = resource("x:y:Z", "user", comes_from={"subnet": [first.urn, last.urn, urn("x:y:Z", "gone")]})
    assert stack(first, last, user).behind(user, "subnet", SUBNET) == (first,)
    assert stack(first, last, user).behind(user, "other", SUBNET) == ()


def test_what_waits_by_way_of_something_else_waits_too() -> None:
    """A route between two subnets makes the later one wait for the earlier one all the same."""
    first = resource(SUBNET, "first")
    route = resource("x:y:Route", "route", waits_for=[first.urn])
    last = resource(SUBNET, "last", waits_for=[route.urn])
    user = resource("x:y:Z", "user", comes_from={"subnet": [first.urn, last.urn]})
    assert stack(first, route, last, user).behind(user, "subnet", SUBNET) == (first,)


def test_several_origins_that_do_not_wait_for_each_other() -> None:
    """Each may be what the value is made of; kinds that are not asked for are left out."""
    one, other = resource(SUBNET, "one"), resource(SUBNET, "other")
    group = resource("x:y:Group", "group")
    user = resource("x:y:Z", "user", comes_from={"subnet": [one.urn, other.urn, group.urn]})
    found = stack(one, other, group, user)
    assert found.behind(user, "subnet", SUBNET) == (one, other)
    assert found.behind(user, "subnet") == (one, other, group)


@pytest.mark.parametrize(
    ("value", "true"), [(True, True), (False, False), ("true", False), (1, False), (None, False)]
)
def test_only_true_is_true(value: object, *, true: bool) -> None:
    """A text that says so is none, as no provider takes it for one."""
    assert Node({"x": value})["x"].is_true() is true


@pytest.mark.parametrize(
    ("value", "text"), [("a", "a"), (0, "0"), (False, "False"), ("", ""), (None, "none")]
)
def test_a_text_where_there_is_none(value: object, text: str) -> None:
    """The default stands for what is missing alone, not for what is empty or false."""
    assert Node({"x": value})["x"].text("none") == text


@pytest.mark.parametrize(
    ("inputs", "found"),
    [
        ({"a": "open"}, set()),
        ({"a": Secret("one")}, {"one"}),
        ({"a": {"b": Secret("one"), "c": "open"}}, {"one"}),
        ({"a": [Secret("one"), "open", Secret("two")]}, {"one", "two"}),
        ({"a": (Secret("one"),)}, {"one"}),
        ({"a": Secret({"b": "one", "c": ["two", 3, None]})}, {"one", "two"}),
        ({"a": Secret([Secret("one"), "two"])}, {"one", "two"}),
        ({"a": Secret(UNKNOWN)}, set()),
        ({"a": Secret(Fingerprint("f"))}, set()),
        ({"a": Secret(UNKNOWN_TEXT)}, set()),
    ],
)
def test_the_secret_texts_of_a_resource(inputs: dict[str, Any], found: set[str]) -> None:
    """Everything below a secret, and nothing beside it."""
    assert resource(SUBNET, "it", inputs).secrets() == found


def test_a_secret_that_is_only_compared_is_not_known() -> None:
    """Its fingerprint tells nobody its value."""
    assert Node(Secret(Fingerprint("f"))).known is False


def test_entries_of_a_map_come_in_the_order_of_their_keys() -> None:
    """However they were written."""
    assert [(key, node.path) for key, node in Node({"m": {"b": 1, "a": 2}})["m"].items()] == [
        ("a", "m.a"),
        ("b", "m.b"),
    ]


def test_what_is_not_seen_says_why() -> None:
    """As one phrase."""
    assert Unseen((), "Helm renders its chart", "install helm").said == (
        "its parts are not seen: Helm renders its chart"
    )
    assert Unseen((), "it is read", "", lead="").said == "it is read"


@pytest.mark.parametrize(
    ("parts", "types", "may"),
    [
        (("aws:*",), ("aws:rds/instance:Instance",), True),
        (("aws:*",), ("kubernetes:core/v1:Pod", "aws:rds/instance:Instance"), True),
        (("kubernetes:*", "aws:*"), ("aws:rds/instance:Instance",), True),
        (("aws:*",), ("kubernetes:core/v1:Pod",), False),
        ((), ("kubernetes:core/v1:Pod",), False),
        (("*",), (), False),
    ],
)
def test_what_a_part_may_be(parts: tuple[str, ...], types: tuple[str, ...], *, may: bool) -> None:
    """One pattern for one type is enough."""
    assert Unseen(parts, "", "").may_hold(types) is may


def test_a_resource_is_no_origin_of_itself() -> None:
    """Two that wait for each other's neighbours are both origins, and so is one that stands alone."""
    alone = resource(SUBNET, "alone")
    user = resource("x:y:Z", "user", comes_from={"of": [alone.urn]})
    assert stack(alone, user).behind(user, "of", SUBNET) == (alone,)
    assert stack(alone, user).behind(user, "of") == (alone,)
    assert stack(alone, user).behind(user, "other") == ()
    ring = resource(SUBNET, "ring", waits_for=[urn(SUBNET, "ring")])
    user = resource("x:y:Z", "user", comes_from={"of": [ring.urn]})
    assert stack(ring, user).behind(user, "of", SUBNET) == (ring,)


@pytest.mark.parametrize(
    ("token", "short"),
    [
        ("kubernetes:apps/v1:Deployment", "apps/v1:Deployment"),
        ("azure-native:network/v20240501:Subnet", "network:Subnet"),
    ],
)
def test_a_type_for_a_reader(token: str, short: str) -> None:
    """Without the package and without a version of Azure's API."""
    assert resource(token, "it").short_type == short
