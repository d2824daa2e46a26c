"""Buckets of a platform on AWS, from what makes them to the services that use them."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pulumi

from infra.stacks import aws
from infra.stacks.platform import platform_from, platform_outputs, shape
from jiban.components.workload.contract import PlatformContract
from jiban.testing import plan_program
from tests.infra.stacks.test_aws import FIELDS, environment
from tests.infra.stacks.test_composition import ON_AWS, composed

if TYPE_CHECKING:
    from jiban.testing import ProgramPlan

API: Final = FIELDS["workloads"]["api"]
USING: Final[dict[str, Any]] = {
    **ON_AWS,
    "objects": {"buckets": {"files": {}, "old-logs": {"purpose": "logs"}}},
    "workloads": {
        "api": {**API, "uses": {"buckets": {"files": "write"}}},
        "batch": {**API, "uses": {"buckets": {"files": "read", "old-logs": "add"}}},
    },
}


@cache
def planned() -> ProgramPlan:
    """A platform with two buckets and two services that use them."""
    return composed(aws.platform, environment(**USING))


def resources(service: str) -> list[str]:
    """What the permission of a service names, in order."""
    policy = planned().resource("iam:RolePolicy", f"identity-{service}-buckets").inputs["policy"]
    return [statement["Resource"][0] for statement in json.loads(policy)["Statement"]]


def test_a_service_may_use_its_own_buckets_alone() -> None:
    """By the names that were made."""
    names = planned().result["outputs"]["buckets"]
    assert resources("api") == [f"arn:aws:s3:::{names['files']}", f"arn:aws:s3:::{names['files']}/*"]
    assert resources("batch") == [
        f"arn:aws:s3:::{names['files']}",
        f"arn:aws:s3:::{names['files']}/*",
        f"arn:aws:s3:::{names['old-logs']}/*",
    ]


def test_people_and_programs_are_told_the_same_names() -> None:
    """As an output of the stack, and as a variable of each bucket."""
    found = planned().result
    assert set(found["outputs"]["buckets"]) == {"files", "old-logs"}
    assert {name: value for name, value in found["addresses"].items() if name.startswith("BUCKET_")} == {
        "BUCKET_FILES_NAME": found["outputs"]["buckets"]["files"],
        "BUCKET_OLD_LOGS_NAME": found["outputs"]["buckets"]["old-logs"],
    }


def test_an_environment_without_buckets_makes_none() -> None:
    """Nor any key for them."""
    bare = composed(aws.platform, environment(**ON_AWS))
    assert [each.name for each in bare.resources if each.name.startswith("objects")] == []
    assert "buckets" not in bare.result["outputs"]


def test_names_of_buckets_are_read_from_another_stack() -> None:
    """Where the services are one of their own."""
    whole = environment(**USING)
    variables = ("BUCKET_FILES_NAME", "BUCKET_OLD_LOGS_NAME")
    names = [name for each in shape(whole).destinations.values() for name in each.variables]

    def deployed() -> PlatformContract:
        return PlatformContract(
            shape=shape(whole),
            kubeconfig=pulumi.Output.from_input("apiVersion: v1"),
            client_ids=dict.fromkeys(("api", "batch"), "role-arn"),
            database_roles=dict.fromkeys(("api", "batch"), "role"),
            principal_ids=dict.fromkeys(("api", "batch"), "role"),
            addresses={name: f"value of {name}" for name in names},
            node_groups={key: f"eks-{key}" for key in shape(whole).node_groups},
        )

    def services() -> Any:
        read = platform_from(environment(**USING, scope="workloads", platform_stack="acme/pms/prod"))
        return {name: read.addresses[name] for name in variables}

    outputs = plan_program(lambda: platform_outputs(deployed())).result
    assert plan_program(services, stacks={"acme/pms/prod": outputs}).result == {
        name: f"value of {name}" for name in variables
    }
