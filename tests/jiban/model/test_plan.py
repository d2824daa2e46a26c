"""Resources of a plan are found by type and name."""

import pytest
from pulumi.runtime import rpc

from jiban.model import plan
from jiban.model.plan import Plan, Resource, matches_token

STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"


def resource(type_: str, name: str, parent: str | None = STACK) -> Resource:
    """A resource of a plan of the project `shop`."""
    return Resource(f"urn:pulumi:dev::shop::{type_}::{name}", type_, name, custom=True, parent=parent)


PLAN = Plan(
    "shop",
    "dev",
    (
        resource("pulumi:pulumi:Stack", "shop-dev", None),
        resource("aws:ec2/subnet:Subnet", "a"),
        resource("aws:ec2/subnet:Subnet", "b"),
        resource("azure-native:network:Subnet", "c"),
        resource("kubernetes:core/v1:ConfigMap", "settings"),
    ),
)


class Labelled:
    """A class as the providers' SDKs have them."""

    pulumi_type = "aws:ec2/subnet:Subnet"


def names(type_: str | type) -> list[str]:
    """The logical names of the plan's resources of a type."""
    return [each.name for each in PLAN.resources_of(type_)]


@pytest.mark.parametrize(
    "wanted",
    ["aws:ec2/subnet:Subnet", "aws:ec2:Subnet", "ec2/subnet:Subnet", "ec2:Subnet", "Subnet"],
)
def test_a_token_has_short_forms(wanted: str) -> None:
    """Without the package, without the module, and without what follows the module's slash."""
    assert matches_token("aws:ec2/subnet:Subnet", wanted)


@pytest.mark.parametrize(
    "wanted", ["", "ec2", "subnet:Subnet", "aws:Subnet", "x:aws:ec2:Subnet", "net", "Subnet:"]
)
def test_a_part_in_the_middle_is_no_short_form(wanted: str) -> None:
    """A short form is the end of the token, in whole parts."""
    assert not matches_token("aws:ec2/subnet:Subnet", wanted)


@pytest.mark.parametrize("type_", ["aws:ec2/subnet:Subnet", "ec2:Subnet", Labelled])
def test_resources_are_found_by_type(type_: str | type) -> None:
    """By token, short form and class of an SDK, in the order of the plan."""
    assert names(type_) == ["a", "b"]


def test_a_type_that_the_plan_does_not_have_has_no_resources() -> None:
    """So that a test can state that there is none."""
    assert names("s3:Bucket") == []


def test_a_short_form_of_several_types_is_refused() -> None:
    """The message lists the types that it matches."""
    with pytest.raises(ValueError, match=r"aws:ec2/subnet:Subnet, azure-native:network:Subnet$"):
        PLAN.resources_of("Subnet")


def test_a_class_without_a_token_is_refused() -> None:
    """A component's class does not say its type."""
    with pytest.raises(TypeError, match=r"^Plan has no type token of its own: pass the token as a text$"):
        PLAN.resources_of(Plan)


def test_a_resource_is_found_by_type_and_name() -> None:
    """There is one of that type and name."""
    assert PLAN.resource("ec2:Subnet", "b") is PLAN.resources[2]


def test_the_only_resource_of_a_type_needs_no_name() -> None:
    """There is one config map."""
    assert PLAN.resource("core:ConfigMap") is PLAN.resources[4]


@pytest.mark.parametrize(
    ("type_", "name", "message"),
    [
        ("ec2:Subnet", "d", "no ec2:Subnet named 'd'; its type has:\n  a\n  b"),
        (
            "ec2:Subnet",
            None,
            (
                "2 resources of type ec2:Subnet:\n"
                "  urn:pulumi:dev::shop::aws:ec2/subnet:Subnet::a\n"
                "  urn:pulumi:dev::shop::aws:ec2/subnet:Subnet::b"
            ),
        ),
        (
            "s3:Bucket",
            "b",
            (
                "no resource of type s3:Bucket; the plan has:\n"
                "  aws:ec2/subnet:Subnet (2)\n"
                "  azure-native:network:Subnet (1)\n"
                "  kubernetes:core/v1:ConfigMap (1)"
            ),
        ),
    ],
    ids=["another name", "several", "another type"],
)
def test_an_error_lists_what_there_is(type_: str, name: str | None, message: str) -> None:
    """Names of the type, URNs of those that match, or the types of the plan."""
    with pytest.raises(LookupError) as found:
        PLAN.resource(type_, name)
    assert str(found.value) == message


def test_a_resource_knows_the_names_of_parent_and_dependencies() -> None:
    """Logical names, beside the URNs."""
    found = Resource("urn", "t", "n", custom=True, parent=STACK, dependencies=(PLAN.resources[1].urn,))
    assert (found.parent_name, found.dependency_names) == ("shop-dev", frozenset({"a"}))
    assert PLAN.resources[0].parent_name is None


def test_marks_of_special_values_are_those_of_the_sdk() -> None:
    """What a program registers is written with these keys, and read by them."""
    assert {
        plan.SIGNATURE: rpc._special_sig_key,
        plan.SECRET_SIGNATURE: rpc._special_secret_sig,
        plan.ASSET_SIGNATURE: rpc._special_asset_sig,
        plan.ARCHIVE_SIGNATURE: rpc._special_archive_sig,
        plan.RESOURCE_SIGNATURE: rpc._special_resource_sig,
    } == {
        "4dabf18193072939515e22adb298388d": "4dabf18193072939515e22adb298388d",
        "1b47061264138c4ac30d75fd1eb44270": "1b47061264138c4ac30d75fd1eb44270",
        "c44067f5952c0a294b673a41bacd8c17": "c44067f5952c0a294b673a41bacd8c17",
        "0def7320c3a5731c473e5ecbe6d01bc7": "0def7320c3a5731c473e5ecbe6d01bc7",
        "5cf8f73096256a8f31e491e813e4eb8e": "5cf8f73096256a8f31e491e813e4eb8e",
    }
