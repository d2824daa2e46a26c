"""Resource options in words, and which of them a reader has to ask for."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import CustomTimeouts, Options, Resource, Secret
from jiban.report.options import option_lines, other_identities
from tests.jiban.report.samples import resource

ONE, TWO, THREE = (resource("x:y:Z", name).urn for name in ("one", "two", "three"))


def lines(*, verbose: bool = False, name_provider: bool = False, **fields: Any) -> list[str]:
    """What is said of the options of a resource."""
    made = resource("x:y:Z", "it", **fields)
    return list(option_lines(made, verbose=verbose, name_provider=name_provider))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (Options(), []),
        (Options(ignore_changes=("a", "b")), ["ignore changes: a, b"]),
        (Options(replace_on_changes=("a", "b")), ["replace on changes: a, b"]),
        (Options(replace_with=(TWO, ONE)), ["replace with: one, two"]),
        (Options(deleted_with=ONE), ["deleted with: one"]),
        (Options(delete_before_replace=True), ["delete before replace: yes"]),
        (Options(delete_before_replace=False), []),
        (Options(retain_on_delete=True), ["retain on delete: yes"]),
        (Options(replacement_trigger="a"), ["replacement trigger: a"]),
        (Options(replacement_trigger=0), ["replacement trigger: 0"]),
        (Options(replacement_trigger=["a"]), []),
        (Options(replacement_trigger=Secret("hunter2")), ["replacement trigger: [secret]"]),
    ],
)
def test_what_an_option_does_when_the_resource_changes(options: Options, said: list[str]) -> None:
    """Each that is not as it is by itself; the same where one asks for everything."""
    assert lines(options=options) == said
    assert lines(options=options, verbose=True) == said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"options": Options(custom_timeouts=CustomTimeouts(create=600))}, ["timeouts: create 600 s"]),
        (
            {"options": Options(custom_timeouts=CustomTimeouts(1, 2.5, 3, 4))},
            ["timeouts: create 1 s, update 2.5 s, delete 3 s, read 4 s"],
        ),
        ({"dependencies": (TWO, ONE)}, ["depends on: one, two"]),
        ({"dependencies": (TWO, ONE), "property_dependencies": {"a": (ONE,)}}, ["depends on: two"]),
        ({"aliases": (ONE,)}, [f"aliases: {ONE}"]),
        ({"options": Options(additional_secret_outputs=("a", "b"))}, ["secret outputs: a, b"]),
        (
            {"options": Options(hooks={"after_create": ("z", "a"), "before_delete": ("a",)})},
            ["hooks: a, z"],
        ),
    ],
)
def test_what_matters_to_the_engine_alone(fields: dict[str, Any], said: list[str]) -> None:
    """Is told to who asks for everything."""
    assert lines(**fields) == []
    assert lines(verbose=True, **fields) == said


@pytest.mark.parametrize(
    ("op", "id_", "said"),
    [
        ("read", "i-1", ["existing id: i-1"]),
        ("import", "i-1", ["existing id: i-1"]),
        ("create", "i-1", []),
        ("read", "it", []),
        ("read", None, []),
    ],
)
def test_what_is_there_already_has_an_id(op: Any, id_: str | None, said: list[str]) -> None:
    """Where that is not its name."""
    assert lines(op=op, id=id_) == said


@pytest.mark.parametrize(
    ("fields", "wanted", "said"),
    [
        ({"provider": f"{ONE}::id"}, True, ["provider: one"]),
        ({"provider": f"{ONE}::id"}, False, []),
        ({"provider": None}, True, []),
        ({"provider": f"{ONE}::id", "custom": False}, True, []),
    ],
)
def test_who_makes_it(fields: dict[str, Any], said: list[str], *, wanted: bool) -> None:
    """Where several providers could; a component is made by none."""
    assert lines(name_provider=wanted, **fields) == said


@pytest.mark.parametrize(
    ("depends", "implied", "said"),
    [
        ((ONE, TWO, THREE), (), ["depends on: all of net, three"]),
        ((ONE, TWO), (), ["depends on: all of net"]),
        ((ONE,), (TWO,), ["depends on: all of net"]),
        ((ONE,), (), ["depends on: one"]),
        ((ONE, TWO), (ONE, TWO), []),
        ((THREE,), (), ["depends on: three"]),
    ],
)
def test_who_waits_for_a_whole_component_is_told_so(
    depends: tuple[str, ...], implied: tuple[str, ...], said: list[str]
) -> None:
    """Of several resources; what its inputs come from goes without saying, and one resource is itself."""
    made = resource("x:y:Z", "it", dependencies=depends, property_dependencies={"a": implied})
    components = {"net": frozenset({ONE, TWO}), "single": frozenset({THREE})}
    assert list(option_lines(made, verbose=True, name_provider=False, components=components)) == said


def aliased(*aliases: str) -> Resource:
    """A subnet of Azure with other identities."""
    return resource("azure-native:network/v20240501:Subnet", "it", aliases=aliases)


def test_another_api_version_is_no_other_identity() -> None:
    """Azure has dozens of them."""
    own = aliased().urn
    newer, bare, other = (
        own.replace("/v20240501", "/v20250101preview"),
        own.replace("/v20240501", ""),
        own.replace("::it", "::old"),
    )
    assert other_identities(aliased(newer, bare, other)) == [other]
