"""Tags that most resources carry, said once."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN, Plan, Resource, Secret
from jiban.report.tags import common_tags
from tests.jiban.report.samples import plan_of, resource

COMMON = "Common tags (only differences are shown below)"


def tagged(logical: str, parent: Resource | None = None, /, **tags: Any) -> Resource:
    """A resource with tags."""
    return resource("aws:s3/bucket:Bucket", logical, parent, inputs={"tags": tags})


def said_once(plan: Plan) -> dict[str, list[str]]:
    """What is said once for the whole plan, by title."""
    return dict(common_tags(plan).sections())


def test_tags_that_every_resource_carries_are_said_once() -> None:
    """With their values; a tag that holds the resource's own name is one of them."""
    names = ("a", "b", "c")
    plan = plan_of(*(tagged(name, owner="ops", name=name) for name in names))
    assert said_once(plan) == {COMMON: ["name: (name of the resource)", "owner: ops"]}
    assert all(
        common_tags(plan).fold(each).hidden == {("tags", "owner"), ("tags", "name")}
        for each in plan.resources[1:]
    )


def test_a_tag_that_differs_stays_at_its_resource() -> None:
    """Only what is said above is left out."""
    plan = plan_of(*(tagged(name, owner="ops") for name in "abc"), tagged("d", owner="dev", cost="7"))
    assert common_tags(plan).fold(plan.resources[-1]).hidden == set()


def test_a_tag_that_is_missing_is_said() -> None:
    """A resource without a common tag, and one without any where others of its type have them."""
    plan = plan_of(*(tagged(name, owner="ops", cost="7") for name in "abc"), tagged("d", cost="7"))
    bare = resource("aws:s3/bucket:Bucket", "e")
    tags = common_tags(plan_of(*plan.resources[1:], bare))
    assert tags.fold(plan.resources[-1]).lines == ("tags: without owner",)
    assert tags.fold(bare).lines == ("tags: none",)


def test_types_that_carry_no_tags_are_named() -> None:
    """So that nobody takes a resource without a word on tags for one that has them."""
    plan = plan_of(*(tagged(name, owner="ops") for name in "abc"), resource("aws:ec2/route:Route", "r"))
    assert said_once(plan) == {COMMON: ["owner: ops", "types without tags: ec2.Route"]}
    assert common_tags(plan).fold(plan.resources[-1]).lines == ()


def test_what_a_whole_component_carries_is_said_at_its_top() -> None:
    """A tag that is the same for all in it, and another elsewhere."""
    net = resource("my:net:Net", "net", custom=False)
    data = resource("my:data:Data", "data", custom=False)
    parts = [
        tagged(f"{tier.name}-{number}", tier, owner="ops", tier=tier.name)
        for tier in (net, data)
        for number in range(2)
    ]
    tags = common_tags(plan_of(net, data, *parts))
    assert list(tags.lines_of_tier(net.urn)) == ["tags of all in it: tier=net"]
    assert tags.fold(parts[0]).hidden == {("tags", "owner"), ("tags", "tier")}


def test_a_component_may_differ_from_the_rest() -> None:
    """A tag that most of the plan carries with another value is said at the component as well."""
    data = resource("my:data:Data", "data", custom=False)
    parts = [tagged(f"data-{number}", data, owner="dba") for number in range(2)]
    plan = plan_of(*(tagged(name, owner="ops") for name in "abcdefg"), data, *parts)
    tags = common_tags(plan)
    assert list(tags.lines_of_tier(data.urn)) == ["tags of all in it: owner=dba"]
    assert tags.fold(parts[0]).hidden == {("tags", "owner")}


def test_labels_of_kubernetes_objects_are_a_family_of_their_own() -> None:
    """Those of the object and of its pods; selectors are no labels."""
    labels = {"app": "web"}
    objects = [
        resource(
            "kubernetes:apps/v1:Deployment",
            name,
            inputs={
                "metadata": {"labels": labels},
                "spec": {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}}},
            },
        )
        for name in "abc"
    ]
    plan = plan_of(*objects)
    assert said_once(plan) == {"Common labels (only differences are shown below)": ["app: web"]}
    assert common_tags(plan).fold(objects[0]).hidden == {
        ("metadata", "labels", "app"),
        ("spec", "template", "metadata", "labels", "app"),
    }


def test_few_tags_are_said_at_their_resources() -> None:
    """Of two resources nothing is gained by it."""
    plan = plan_of(tagged("a", owner="ops"), tagged("b", owner="ops"))
    assert said_once(plan) == {}
    assert common_tags(plan).fold(plan.resources[1]).hidden == set()


def test_a_secret_or_unknown_tag_is_never_common() -> None:
    """Two secrets are not the same, and none is shown."""
    plan = plan_of(*(tagged(name, key=Secret("hunter2"), id=UNKNOWN) for name in "abc"))
    assert said_once(plan) == {}


def test_tags_that_are_no_map_are_left_alone() -> None:
    """A list of tags, as of an Auto Scaling group, or a map that is not known yet."""
    plan = plan_of(
        *(
            resource("aws:x/y:Y", name, inputs={"tags": value})
            for name, value in (("a", [{"key": "k"}]), ("b", UNKNOWN), ("c", Secret("x")))
        )
    )
    assert said_once(plan) == {}
    assert all(common_tags(plan).fold(each).lines == () for each in plan.resources)


def test_three_of_four_carry_what_is_common() -> None:
    """Two of three do not; a resource that has another value shows its own."""
    three = [tagged(name, owner="ops") for name in "abc"]
    assert said_once(plan_of(*three, tagged("d", owner="dev"))) == {COMMON: ["owner: ops"]}
    assert said_once(plan_of(*three[:2], tagged("d", owner="dev"))) == {}


@pytest.mark.parametrize(
    ("token", "family"),
    [
        ("gcp:storage/bucket:Bucket", "labels"),
        ("aws:s3/bucket:Bucket", "tags"),
        ("azure-native:storage:StorageAccount", "tags"),
    ],
)
def test_what_a_provider_calls_them(token: str, family: str) -> None:
    """Google and Kubernetes have labels."""
    plan = plan_of(*(resource(token, name, inputs={family: {"owner": "ops"}}) for name in "abc"))
    assert said_once(plan) == {f"Common {family} (only differences are shown below)": ["owner: ops"]}


def test_tags_of_a_part_are_not_the_resources_own() -> None:
    """They are common to nothing."""
    inputs = {"tagSpecifications": [{"tags": {"owner": "ops"}}]}
    plan = plan_of(
        *(resource("aws:ec2/launchTemplate:LaunchTemplate", name, inputs=inputs) for name in "abc")
    )
    assert said_once(plan) == {}


def test_labels_that_are_no_metadata_stay() -> None:
    """A map of that name in the spec of an object says something else."""
    objects = [
        resource(
            "kubernetes:core/v1:ConfigMap",
            name,
            inputs={"metadata": {"labels": {"app": "web"}}, "spec": {"labels": {"app": "web"}}},
        )
        for name in "abc"
    ]
    hidden = common_tags(plan_of(*objects)).fold(objects[0]).hidden
    assert hidden == {("metadata", "labels", "app")}


def test_a_component_of_one_resource_says_nothing_for_all_in_it() -> None:
    """The resource says it itself."""
    tier = resource("my:net:Net", "net", custom=False)
    one = tagged("one", tier, owner="ops", tier="net")
    plan = plan_of(*(tagged(name, owner="ops") for name in "abc"), tier, one)
    assert list(common_tags(plan).lines_of_tier(tier.urn)) == []


def test_a_provider_is_no_type_without_tags() -> None:
    """Nor is a component: neither could carry any."""
    plan = plan_of(
        *(tagged(name, owner="ops") for name in "abc"),
        resource("pulumi:providers:aws", "own"),
        resource("my:net:Net", "net", custom=False),
    )
    assert said_once(plan) == {COMMON: ["owner: ops"]}


def test_a_resource_with_an_empty_map_of_tags_lacks_each_and_says_nothing() -> None:
    """The map itself is shown as empty."""
    plan = plan_of(*(tagged(name, owner="ops") for name in "abc"), tagged("d"))
    assert common_tags(plan).fold(plan.resources[-1]).lines == ()
