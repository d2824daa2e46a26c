"""What is shown of a resource: of each type what matters, of types that nobody listed what says something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jiban.model.plan import UNKNOWN, Secret
from jiban.report.properties import brief, full
from jiban.report.tags import Folded
from tests.jiban.report.samples import resource

if TYPE_CHECKING:
    from jiban.model.plan import Resource

KIND = "test:index:Thing"


def thing(token: str = KIND, /, **inputs: Any) -> Resource:
    """A resource of a type that nobody listed."""
    return resource(token, "it", inputs=inputs)


def test_what_says_nothing_is_left_out() -> None:
    """Empty values, the name, tags and labels; zero and False do say something."""
    inputs = {
        "empty": "",
        "nothing": None,
        "none": [],
        "noMap": {},
        "title": "it",
        "tags": {"owner": "a"},
        "tagsAll": {"owner": "a"},
        "labels": {"owner": "a"},
        "metadata": {"labels": {"owner": "a"}},
        "off": False,
        "zero": 0,
    }
    assert brief(thing(**inputs), {}) == ["off: false", "zero: 0"]


def test_what_every_resource_of_a_package_has_is_left_out() -> None:
    """Its kind and version of Kubernetes, its group of Azure; of others the same names say something."""
    same = {"apiVersion": "v1", "kind": "Odd", "resourceGroupName": "rg", "size": 1}
    assert brief(thing("kubernetes:odd/v1:Odd", **same), {}) == ["resourceGroupName: rg", "size: 1"]
    azure = ["apiVersion: v1", "kind: Odd", "size: 1"]
    assert brief(thing("azure-native:odd:Odd", **same), {}) == azure
    assert len(brief(thing(**same), {})) == 4


def test_eight_properties_are_shown_and_the_rest_is_counted() -> None:
    """In the order of their names."""
    eight = {f"p{number}": number for number in range(8)}
    lines = [f"p{number}: {number}" for number in range(8)]
    assert brief(thing(**eight), {}) == lines
    assert brief(thing(**eight, p8=8, p9=9), {}) == [*lines, "... and 2 more (-v shows all)"]


def test_everything_is_shown_where_one_asks_for_it() -> None:
    """Also what is empty, and each part of a map under its own path."""
    shown = full(thing(b={"x": 1, "y": ""}, a=[], kind="k", secret=Secret("s"), later=UNKNOWN), {})
    assert shown == [
        "a: []",
        "b.x: 1",
        'b.y: ""',
        "kind: k",
        "later: (known after deployment)",
        "secret: [secret]",
    ]


def test_an_unknown_names_the_resource_that_it_comes_from() -> None:
    """Where the property comes from one alone."""
    other = resource(KIND, "other")
    waiting = resource(KIND, "it", inputs={"a": UNKNOWN}, property_dependencies={"a": (other.urn,)})
    assert brief(waiting, {other.urn: "other"}) == ["a: (known after other)"]


DEPLOYMENT = "kubernetes:apps/v1:Deployment"


def test_what_a_path_begins_with_for_all_is_left_out() -> None:
    """The wrappers of Kubernetes and of Azure; with everything, the path is whole."""
    pods = thing(DEPLOYMENT, spec={"replicas": 2, "template": {"spec": {"serviceAccountName": "web"}}})
    assert brief(pods, {}) == ["replicas: 2", "serviceAccountName: web"]
    assert full(pods, {}) == ["spec.replicas: 2", "spec.template.spec.serviceAccountName: web"]
    vault = thing("azure-native:keyvault:Vault", properties={"sku": {"name": "premium"}})
    assert brief(vault, {}) == ["sku.name: premium"]


def test_a_property_may_have_words_of_its_own_or_a_shape() -> None:
    """And is shown as it is where it does not have that form."""
    subnet = thing("azure-native:network:Subnet", natGateway={"id": "nat"}, routeTable={"id": UNKNOWN})
    assert brief(subnet, {}) == ["NAT gateway: nat", "route table: (known after deployment)"]
    tolerations = [{"key": "a", "operator": "Exists"}]
    pods = thing(DEPLOYMENT, spec={"template": {"spec": {"tolerations": tolerations}}})
    assert brief(pods, {}) == ["tolerates: a"]
    odd = thing(DEPLOYMENT, spec={"template": {"spec": {"tolerations": UNKNOWN}}})
    assert brief(odd, {}) == ["tolerations: (known after deployment)"]


def test_what_nobody_has_set_is_left_out() -> None:
    """Of a type that is listed, a value that is null is none."""
    assert brief(thing("azure-native:network:Subnet", addressPrefix=None, subnetName="a"), {}) == [
        "subnetName: a"
    ]


def test_everything_may_be_shown_with_records_in_words() -> None:
    """A container with all its fields, and each other property under its path, without the common tags."""
    pods = thing(
        DEPLOYMENT,
        metadata={"labels": {"app": "web", "own": "1"}},
        spec={"template": {"spec": {"containers": [{"name": "web", "image": "w:1", "tty": True}]}}},
    )
    folded = Folded(frozenset({("metadata", "labels", "app")}), ("labels: without team",))
    assert full(pods, {}, folded, tables=True) == [
        "metadata.labels.own: 1",
        "container web: image w:1",
        "container web: no requests and no limits",
        "container web: tty true",
        "labels: without team",
    ]
    assert "spec.template.spec.containers[0].image: w:1" in full(pods, {}, folded)
