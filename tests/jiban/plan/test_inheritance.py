"""What a registration takes over from its parent, whatever SDK has sent it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import pytest
from pulumi.runtime.proto import resource_pb2

from jiban.model.plan import Resource, SourceLine
from jiban.plan.convert import Reader
from jiban.plan.recorder import Lookups, Recorder

THING, OTHER, BOX = "test:index:Thing", "other:index:Thing", "test:index:Box"
CLOUD = "urn:pulumi:dev::demo::pulumi:providers:test::cloud::id"


class Lines:
    """Numbers the resources, and knows no line."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._number = 0

    def of(self, request: Any) -> tuple[int, tuple[SourceLine, ...]]:
        """Return the next number."""
        del request
        self._number += 1
        return self._number, ()

    def here(self) -> None:
        """Return no line."""

    def result_type(self) -> None:
        """Return no class."""


class Maker:
    """Makes one part of every chart, and keeps which provider's inputs it was given."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.given: list[Mapping[str, Any] | None] = []

    def requests(self, request: Any, resource: Resource, provider: Mapping[str, Any] | None) -> Iterable[Any]:
        """Return the part of a chart."""
        if resource.type != "kubernetes:helm.sh/v4:Chart":
            return []
        self.given.append(provider)
        return [registration("kubernetes:core/v1:Service", f"{request.name}-service", resource.urn)]


def recorder(maker: Maker | None = None) -> Recorder:
    """A recording that asks nobody anything."""
    return Recorder("demo", "dev", Lines(), cast("Lookups", None), Reader(), maker=maker)


def registration(
    kind: str, name: str, parent: str = "", **fields: Any
) -> resource_pb2.RegisterResourceRequest:
    """A registration of a resource of a provider, unless its type is the component's."""
    custom = kind != BOX and not kind.startswith("kubernetes:helm")
    asked: dict[str, Any] = {"type": kind, "name": name, "parent": parent, "custom": custom, **fields}
    return resource_pb2.RegisterResourceRequest(**asked)


def recorded(*children: dict[str, Any], **above: Any) -> list[Resource]:
    """Things below a component with some fields, in their order."""
    found = recorder()
    parent = found.RegisterResource(registration(BOX, "box", **above)).urn
    for number, fields in enumerate(children):
        asked: dict[str, Any] = {"kind": THING, "name": f"t{number}", "parent": parent, **fields}
        found.RegisterResource(registration(**asked))
    return [each for each in found.resources() if each.name != "box"]


@pytest.mark.parametrize(
    ("above", "own", "protect"),
    [
        ({"protect": True}, {}, True),
        ({"protect": True}, {"protect": False}, False),
        ({"protect": False}, {"protect": True}, True),
        ({}, {}, False),
    ],
)
def test_protection_is_taken_over(above: dict[str, Any], own: dict[str, Any], *, protect: bool) -> None:
    """Where the resource says nothing of its own."""
    assert [each.protect for each in recorded(own, **above)] == [protect]


@pytest.mark.parametrize(
    ("above", "own", "kept"),
    [
        ({"retainOnDelete": True}, {}, True),
        ({"retainOnDelete": True}, {"retainOnDelete": False}, False),
        ({"retainOnDelete": False}, {"retainOnDelete": True}, True),
        ({}, {}, False),
    ],
)
def test_being_kept_is_taken_over(above: dict[str, Any], own: dict[str, Any], *, kept: bool) -> None:
    """Where the resource says nothing of its own."""
    assert [each.options.retain_on_delete for each in recorded(own, **above)] == [kept]


@pytest.mark.parametrize(
    ("above", "own", "with_"),
    [("urn:a", "", "urn:a"), ("urn:a", "urn:b", "urn:b"), ("", "urn:b", "urn:b"), ("", "", None)],
)
def test_going_with_another_is_taken_over(above: str, own: str, with_: str | None) -> None:
    """Where the resource says nothing of its own."""
    (found,) = recorded({"deletedWith": own}, deletedWith=above)
    assert found.options.deleted_with == with_


def test_a_provider_is_taken_over_by_what_it_can_make() -> None:
    """A resource of another package has its own or none."""
    own = CLOUD.replace("cloud", "own")
    found = recorded({}, {"kind": OTHER}, {"provider": own}, provider=CLOUD)
    assert [each.provider for each in found] == [CLOUD, None, own]


def test_a_grandchild_takes_over_by_way_of_a_component() -> None:
    """A component has no provider of its own, and hands on what it was given."""
    found = recorder()
    outer = found.RegisterResource(registration(BOX, "outer", provider=CLOUD, protect=True)).urn
    inner = found.RegisterResource(registration(BOX, "inner", outer)).urn
    found.RegisterResource(registration(THING, "t", inner))
    by_name = {each.name: each for each in found.resources()}
    assert (by_name["outer"].provider, by_name["inner"].provider) == (None, None)
    assert (by_name["t"].provider, by_name["t"].protect) == (CLOUD, True)


def test_a_component_of_a_plugin_is_made_by_a_provider() -> None:
    """By that of its own package alone."""
    found = recorded({"custom": False, "remote": True}, {"kind": OTHER, "remote": True}, provider=CLOUD)
    assert [(each.remote, each.provider) for each in found] == [(True, CLOUD), (True, None)]


def test_a_component_hands_on_the_providers_of_its_parent() -> None:
    """Beside its own, which count; a resource has none to hand on."""
    found = recorder()
    outer = found.RegisterResource(registration(BOX, "outer", providers={"test": "one", "other": "two"})).urn
    inner = found.RegisterResource(registration(BOX, "inner", outer, providers={"test": "three"})).urn
    found.RegisterResource(registration(THING, "t", inner))
    by_name = {each.name: each.options.providers for each in found.resources()}
    assert by_name == {
        "outer": {"test": "one", "other": "two"},
        "inner": {"test": "three", "other": "two"},
        "t": {},
    }


@pytest.mark.parametrize("field", ["provider", "providers"])
def test_the_parts_of_a_chart_are_made_by_what_its_provider_is_given(field: str) -> None:
    """Whether it is the chart's own provider or the one that it hands on."""
    maker = Maker()
    found = recorder(maker)
    cluster = registration("pulumi:providers:kubernetes", "cluster")
    cluster.object.update({"namespace": "shop"})
    urn = found.RegisterResource(cluster).urn
    reference: Any = f"{urn}::id" if field == "provider" else {"kubernetes": f"{urn}::id"}
    found.RegisterResource(registration("kubernetes:helm.sh/v4:Chart", "web", **{field: reference}))
    assert maker.given == [{"namespace": "shop"}]
    assert [each.name for each in found.resources()] == ["cluster", "web", "web-service"]


def test_the_parts_of_a_chart_without_a_provider_are_made_by_nobody_s_inputs() -> None:
    """The default provider has none in the plan."""
    maker = Maker()
    recorder(maker).RegisterResource(registration("kubernetes:helm.sh/v4:Chart", "web"))
    assert maker.given == [None]
