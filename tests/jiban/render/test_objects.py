"""Which objects are written, under which paths, and what keeps them from being written."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import Options, Parts, Resource, Secret, Unknown
from jiban.render.objects import rendered
from tests.jiban.render.samples import ROOT_URN, an_object, plan


def component(name: str, type_: str = "shop:index:App") -> Resource:
    """A component below the root."""
    urn = f"urn:pulumi:prod::shop::{type_}::{name}"
    return Resource(urn=urn, type=type_, name=name, custom=False, parent=ROOT_URN)


def named(name: str, namespace: str | None = None, **inputs: Any) -> dict[str, Any]:
    """Inputs with a name."""
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    return {"metadata": metadata, **inputs}


def paths(*resources: Resource, components: tuple[str, ...] = ()) -> list[str]:
    """The paths of the objects of a plan."""
    return [each.path for each in rendered(plan(*resources), components).manifests]


def test_a_component_has_a_folder() -> None:
    """The outermost one; what is in none stands beside them."""
    app = component("web")
    inner = Resource(
        urn=f"{app.urn}$inner", type="shop:index:Inner", name="inner", custom=False, parent=app.urn
    )
    assert paths(
        app,
        inner,
        an_object("a", named("a"), parent=inner.urn),
        an_object("b", named("b"), "core/v1:Service"),
    ) == ["service-b.yaml", "web/configmap-a.yaml"]


def test_only_the_objects_of_some_components_are_taken() -> None:
    """A project says which."""
    app, other = component("web"), component("db", "shop:index:Database")
    resources = (
        app,
        other,
        an_object("a", named("a"), parent=app.urn),
        an_object("b", named("b"), parent=other.urn),
    )
    assert paths(*resources, components=("shop:index:App",)) == ["web/configmap-a.yaml"]


def test_what_is_no_object_is_passed_over() -> None:
    """Other providers' resources, what is read, a release of a chart."""
    bucket = Resource(
        urn="urn:pulumi:prod::shop::aws:s3/bucket:Bucket::b",
        type="aws:s3/bucket:Bucket",
        name="b",
        custom=True,
    )
    release = an_object("release", {"name": "x"}, "helm.sh/v3:Release")
    assert paths(bucket, an_object("r", named("r"), op="read"), release) == []


def test_what_leaves_objects_out_is_told() -> None:
    """A patch of another's object, and what a plugin takes apart unseen."""
    patch = an_object("patch", named("x"), "core/v1:ConfigMapPatch")
    chart = an_object("chart", {}, "helm.sh/v3:Release")
    found = rendered(plan(patch, chart, parts=(Parts(chart.urn, seen=False, how="Helm renders it"),)))
    assert found.manifests == ()
    assert found.left_out == (
        "patch changes an object that something else makes, and stays with Pulumi",
        "chart: its objects are not written, as they are not seen: Helm renders it",
    )


@pytest.mark.parametrize(
    ("objects", "found"),
    [
        ([named("a", "one"), named("a", "two")], ["configmap-one-a.yaml", "configmap-two-a.yaml"]),
        (
            [named("a", "one"), named("a", "one", apiVersion="x.example/v1")],
            ["configmap.-one-a.yaml", "configmap.x.example-one-a.yaml"],
        ),
        ([named("system:x")], ["configmap-system_x-5ee30431.yaml"]),
        ([named("../../etc")], ["configmap-____etc-1c71c008.yaml"]),
    ],
)
def test_paths_are_apart_and_below_the_folder(objects: list[dict[str, Any]], found: list[str]) -> None:
    """By namespace and group only where kind and name are not enough."""
    assert paths(*(an_object(f"r{number}", each) for number, each in enumerate(objects))) == found


def test_what_is_for_pulumi_alone_is_left_out() -> None:
    """And annotations that are empty then."""
    inputs: dict[str, Any] = {"metadata": {"name": "a", "annotations": {"pulumi.com/skipAwait": "true"}}}
    (found,) = rendered(plan(an_object("a", inputs))).manifests
    assert found.content["metadata"] == {"name": "a"}
    inputs["metadata"]["annotations"]["own"] = "x"
    (found,) = rendered(plan(an_object("a", inputs))).manifests
    assert found.content["metadata"]["annotations"] == {"own": "x"}


def test_an_object_has_the_namespace_of_its_provider() -> None:
    """Where it names none; one of the whole cluster has none."""
    provider = Resource(
        urn="urn:pulumi:prod::shop::pulumi:providers:kubernetes::p",
        type="pulumi:providers:kubernetes",
        name="p",
        custom=True,
        inputs={"namespace": "shop"},
    )
    reference = f"{provider.urn}::id"
    found = rendered(
        plan(
            provider,
            an_object("a", named("a"), provider=reference),
            an_object("b", named("b", "own"), provider=reference),
            an_object("c", named("c"), "core/v1:Namespace", provider=reference),
        )
    )
    namespaces = {
        each.content["metadata"]["name"]: each.content["metadata"].get("namespace")
        for each in found.manifests
    }
    assert namespaces == {"a": "shop", "b": "own", "c": None}


def test_what_is_not_known_is_missing_by_its_name() -> None:
    """Where it stands, as Kubernetes names it, what it comes from, and which stack has it."""
    source = "urn:pulumi:prod::shop::pulumi:pulumi:StackReference::acme/platform/prod"
    env = [{"name": "A", "value": "1"}, {"name": "HOST", "value": Unknown(sources=(source,))}]
    (missing,) = rendered(plan(an_object("a", named("web", spec={"env": env})))).missing
    assert str(missing) == (
        "ConfigMap web: spec.env[HOST].value: is known when acme/platform/prod is deployed"
    )
    assert missing.stacks == ("acme/platform/prod",)


def test_what_is_made_up_is_missing() -> None:
    """A placeholder is no value."""
    resource = an_object("a", named("web", data={"A": "1", "B": "2"}), placeholder_paths=(("data", "B"),))
    (missing,) = rendered(plan(resource)).missing
    assert str(missing) == "ConfigMap web: data.B: comes from a value that the plan has made up"


def test_secrets_are_refused() -> None:
    """The kind, and a value anywhere."""
    found = rendered(
        plan(
            an_object("a", named("web", stringData={"A": Secret("x")}), "core/v1:Secret"),
            an_object("b", named("set", data={"A": Secret("hunter22")})),
        )
    )
    assert [str(each) for each in found.refused] == [
        (
            "Secret web: a repository is no place for a secret; leave it to Pulumi, or to a controller that "
            "reads a vault"
        ),
        "ConfigMap set: data.A is a secret, and a repository is no place for one",
    ]


@pytest.mark.parametrize(
    "place", [{"data": {"KEY": None}}, {"spec": {"env": [{"name": "KEY", "value": None}]}}]
)
def test_what_is_called_like_a_secret_may_be_declared_to_be_none(place: dict[str, Any]) -> None:
    """By the name of the setting; it is opened for the file, and left out of what is looked through."""

    def inputs(secret: Secret) -> dict[str, Any]:
        if "data" in place:
            return named("web", data={"KEY": secret})
        return named("web", spec={"env": [{"name": "KEY", "value": secret}]})

    found = rendered(plan(an_object("a", inputs(Secret("open", found=True)))), no_secrets=("KEY",))
    assert found.refused == ()
    assert "open" in str(found.manifests[0].content)
    assert "open" not in str(found.manifests[0].told)
    marked = rendered(plan(an_object("a", inputs(Secret("open")))), no_secrets=("KEY",))
    assert len(marked.refused) == 1
    other = rendered(plan(an_object("a", inputs(Secret("open", found=True)))), no_secrets=("OTHER",))
    assert len(other.refused) == 1


def test_one_object_of_two_resources_is_refused() -> None:
    """One would be written over the other."""
    found = rendered(plan(an_object("a", named("web", "shop")), an_object("b", named("web", "shop"))))
    assert [str(each) for each in found.refused] == [
        "ConfigMap web: 2 resources are this one object in namespace shop"
    ]


def test_options_of_pulumi_are_no_part_of_an_object() -> None:
    """They are the engine's."""
    (found,) = rendered(plan(an_object("a", named("a"), options=Options(retain_on_delete=True)))).manifests
    assert found.content == {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ((), "is known after a deployment"),
        (("a",), "is known when a is deployed"),
        (("a", "b", "c"), "is known when a, b, c is deployed"),
        (("a", "b", "c", "d", "e"), "is known when a, b, c and 2 more is deployed"),
    ],
)
def test_what_a_missing_value_comes_from(sources: tuple[str, ...], said: str) -> None:
    """Three of them by name; what is noted at the value itself counts more."""
    urns = tuple(f"urn:pulumi:prod::shop::x:y:Z::{name}" for name in sources)
    for note in ("", "is a secret"):
        resource = an_object("a", named("web", data={"A": Unknown(note, urns)}))
        (missing,) = rendered(plan(resource)).missing
        assert (missing.why, missing.stacks) == (note or said, ())


def test_a_name_that_is_not_known_is_missing() -> None:
    """Where the whole object comes from what the plan has made up."""
    (missing,) = rendered(plan(an_object("a", named("web"), placeholder_paths=((),)))).missing
    assert missing.place == "metadata.name"


def test_metadata_that_is_not_known_is_refused() -> None:
    """Nothing could say which object it is."""
    found = rendered(plan(an_object("a", {"metadata": Unknown()})))
    assert "its metadata is not known" in [each.why for each in found.refused]


def test_an_item_without_a_name_is_told_by_its_position() -> None:
    """Of a list of texts, and of maps that have none."""
    resource = an_object("a", named("web", spec={"args": ["x", Unknown()], "ports": [{"port": Unknown()}]}))
    places = [each.place for each in rendered(plan(resource)).missing]
    assert places == ["spec.args[1]", "spec.ports[0].port"]


def test_a_generated_name_is_no_part_of_an_object() -> None:
    """Nor is it one: the name that it is written under is."""
    (found,) = rendered(
        plan(an_object("web", {"metadata": {"generateName": "web-"}}, "core/v1:Service"))
    ).manifests
    assert found.content["metadata"] == {"name": "web"}
