"""Objects as the plugin registers them."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN, Secret
from jiban.plan.manifests.errors import ManifestError, NotSeenError
from jiban.plan.manifests.objects import Child, children_of, namespaced
from tests.jiban.growing import growth


def thing(kind: str, name: str, version: str = "v1", **more: Any) -> dict[str, Any]:
    """An object of a kind, with fields of its metadata."""
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, **more}}


def made(*objects: dict[str, Any], prefix: str = "web", **options: bool) -> list[Child]:
    """What is registered for objects, in a group `web` with the default namespace `default`."""
    return children_of(objects, prefix=prefix, namespace="default", **options)


def test_names_hold_prefix_namespace_and_name() -> None:
    """An object of the cluster has no namespace in its name; one that names none has the provider's."""
    found = made(thing("Namespace", "shop"), thing("ConfigMap", "a", namespace="shop"), thing("Secret", "b"))
    assert [each.name for each in found] == ["web:shop", "web:default/b", "web:shop/a"]


def test_without_a_prefix_there_is_no_colon() -> None:
    """An empty prefix leaves the name alone."""
    assert [each.name for each in made(thing("ConfigMap", "a"), prefix="")] == ["default/a"]


@pytest.mark.parametrize(
    ("version", "kind", "token"),
    [
        ("v1", "Service", "kubernetes:core/v1:Service"),
        ("core/v1", "Service", "kubernetes:core/v1:Service"),
        ("apps/v1", "Deployment", "kubernetes:apps/v1:Deployment"),
        ("networking.k8s.io/v1", "Ingress", "kubernetes:networking.k8s.io/v1:Ingress"),
        ("keda.sh/v1alpha1", "ScaledObject", "kubernetes:keda.sh/v1alpha1:ScaledObject"),
    ],
)
def test_the_type_comes_from_version_and_kind(version: str, kind: str, token: str) -> None:
    """The core group is called so in Pulumi's types alone."""
    assert [each.type for each in made(thing(kind, "a", version))] == [token]


def test_the_namespace_is_among_the_inputs() -> None:
    """What the provider adds to the object is an input of the resource."""
    [found] = made(thing("ConfigMap", "a"))
    assert found.inputs["metadata"] == {"name": "a", "namespace": "default"}


def test_lists_are_taken_apart() -> None:
    """A list of Kubernetes is registered as what is in it, at every depth."""
    inner = {"apiVersion": "v1", "kind": "List", "items": [thing("ConfigMap", "b")]}
    outer = {"apiVersion": "v1", "kind": "List", "items": [thing("ConfigMap", "a"), inner]}
    assert [each.name for each in made(outer)] == ["web:default/a", "web:default/b"]


def crd(scope: str) -> dict[str, Any]:
    """The definition of the kind `Widget` of the group `acme.example`."""
    spec = {"group": "acme.example", "names": {"kind": "Widget"}, "scope": scope}
    found = thing("CustomResourceDefinition", "widgets.acme.example", "apiextensions.k8s.io/v1")
    return {**found, "spec": spec}


@pytest.mark.parametrize(("scope", "name"), [("Namespaced", "web:default/w"), ("Cluster", "web:w")])
def test_a_definition_says_where_its_kind_stands(scope: str, name: str) -> None:
    """A custom object comes after its definition, depends on it, and has a namespace if that says so."""
    found = made(thing("Widget", "w", "acme.example/v1"), crd(scope))
    assert [each.name for each in found] == ["web:widgets.acme.example", name]
    assert [each.needs for each in found] == [(), (0,)]


@pytest.mark.parametrize(("kind", "name"), [("Certificate", "web:default/c"), ("ClusterIssuer", "web:c")])
def test_a_kind_without_definition_stands_in_a_namespace_unless_it_is_the_clusters(
    kind: str, name: str
) -> None:
    """Of a kind that is defined elsewhere its name has to tell."""
    assert [each.name for each in made(thing(kind, "c", "cert-manager.io/v1"))] == [name]


def test_a_namespace_comes_before_what_stands_in_it() -> None:
    """Its objects depend on it."""
    found = made(thing("ConfigMap", "a", namespace="shop"), thing("Namespace", "shop"))
    assert [(each.name, each.needs) for each in found] == [("web:shop", ()), ("web:shop/a", (0,))]


def test_dependencies_that_are_named_count() -> None:
    """The annotation is that of `kpt` and `cli-utils`: of the cluster three fields, in a namespace five."""
    named = "/namespaces/default/ConfigMap/b, /PersistentVolume/c"
    first = thing("ConfigMap", "a", annotations={"config.kubernetes.io/depends-on": named})
    found = made(first, thing("ConfigMap", "b"), thing("PersistentVolume", "c"))
    assert [each.name for each in found] == ["web:default/b", "web:c", "web:default/a"]
    assert found[2].needs == (0, 1)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("/namespaces/default/ConfigMap/x", "ConfigMap a depends on /namespaces/default/ConfigMap/x"),
        ("ConfigMap", "expected GROUP/KIND/NAME"),
        ("/namespaces/default/ConfigMap/a", "depend on each other"),
    ],
)
def test_a_dependency_that_cannot_be_is_refused(named: str, said: str) -> None:
    """On nothing, on itself, or in another form."""
    with pytest.raises(ManifestError, match=said):
        made(thing("ConfigMap", "a", annotations={"config.kubernetes.io/depends-on": named}))


def test_skip_await_is_an_annotation() -> None:
    """It joins those that are there, and stands in for none."""
    found = made(
        thing("ConfigMap", "a", annotations={"x": "y"}),
        thing("ConfigMap", "b", annotations=None),
        skip_await=True,
    )
    assert [each.inputs["metadata"]["annotations"] for each in found] == [
        {"x": "y", "pulumi.com/skipAwait": "true"},
        {"pulumi.com/skipAwait": "true"},
    ]


def test_a_chart_may_ask_to_keep_an_object() -> None:
    """Helm's policy counts for objects of a chart alone."""
    kept = thing("ConfigMap", "a", annotations={"helm.sh/resource-policy": "keep"})
    assert [made(kept, of_chart=of_chart)[0].retain for of_chart in (True, False)] == [True, False]


def test_the_data_of_a_secret_are_secret() -> None:
    """Both forms, and nothing else of it."""
    [found] = made(
        {**thing("Secret", "a"), "data": {"k": "dg=="}, "stringData": {"l": "v"}, "type": "Opaque"}
    )
    assert (found.inputs["data"], found.inputs["stringData"]) == (Secret({"k": "dg=="}), Secret({"l": "v"}))
    assert found.inputs["type"] == "Opaque"


def test_what_is_null_is_left_out() -> None:
    """A null field is one that is not set."""
    [found] = made(
        {**thing("ConfigMap", "a", creationTimestamp=None), "data": {"k": None, "l": "v"}, "x": None}
    )
    assert found.inputs == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "a", "namespace": "default"},
        "data": {"l": "v"},
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "ConfigMap", "metadata": {"name": "a"}}, "ConfigMap a has no apiVersion"),
        ({"apiVersion": "v1", "metadata": {"name": "a"}}, "an object a has no kind"),
        ({"apiVersion": "v1", "kind": "ConfigMap"}, "ConfigMap has no metadata.name"),
        (
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "a-"}},
            "Pod has no metadata.name",
        ),
    ],
)
def test_an_object_without_what_names_it_is_refused(given: dict[str, Any], said: str) -> None:
    """As by the plugin, the missing field is named."""
    with pytest.raises(ManifestError, match=said):
        made(given)


def test_an_object_with_an_unknown_name_is_not_seen() -> None:
    """Its URN cannot be told; an unknown value elsewhere does not matter."""
    with pytest.raises(
        NotSeenError, match=r"the metadata\.name of an object is only known after the deployment"
    ):
        made(thing("ConfigMap", UNKNOWN))  # pyright: ignore[reportArgumentType] what a program may give
    [found] = made({**thing("ConfigMap", "a"), "data": {"k": UNKNOWN}})
    assert found.inputs["data"] == {"k": UNKNOWN}


def test_functions_give_a_namespace_to_kinds_that_nobody_knows() -> None:
    """Those of the cluster stay without; where no namespace is given, all do."""
    objects = [
        thing("ClusterIssuer", "a", "cert-manager.io/v1"),
        thing("ClusterRole", "b", "rbac.authorization.k8s.io/v1"),
    ]
    assert [each["metadata"] for each in namespaced(objects, "shop")] == [
        {"name": "a", "namespace": "shop"},
        {"name": "b"},
    ]
    assert namespaced(objects, "") == objects


def test_many_objects_of_one_file_grow_with_their_number() -> None:
    """In a namespace of the file, of a kind that it defines, each named by the next one."""

    def read(number: int) -> None:
        objects = [thing("Namespace", "shop"), crd("Namespaced")]
        for index in range(number):
            before = f"acme.example/namespaces/shop/Widget/t{index - 1}"
            annotations = {"config.kubernetes.io/depends-on": before} if index else {}
            more: dict[str, Any] = {"namespace": "shop", "annotations": annotations}
            objects.append(thing("Widget", f"t{index}", "acme.example/v1", **more))
        assert [len(each.needs) for each in made(*objects)[2:]] == [2, *[3] * (number - 1)]

    assert growth(read) < 5
