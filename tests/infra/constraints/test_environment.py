"""The environment as a whole: its scope, and lists that say a thing twice."""

import json
from typing import Any

import pytest

from infra.constraints import faults
from infra.constraints.administration import databases_can_be_entered
from infra.constraints.environment import extension
from infra.environment import Environment
from jiban.components.base import Fault
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import changed, environment, found, service


def test_services_alone_need_the_platforms_stack() -> None:
    """Scope workloads says on which platform."""
    assert found({"scope": "workloads"}) == [
        Fault(
            ("scope",),
            "scope workloads puts services on the platform of another stack, and none is named",
            "set extends to the stack of this project with the platform, or scope to all",
        )
    ]


@pytest.mark.parametrize("field", [{"extends": "prod"}, {"platform_stack": "acme/tripgen/prod"}])
def test_services_alone_stand_on_a_platform(field: dict[str, str]) -> None:
    """The stack that is extended has it, or the one that is named in full."""
    assert found({"scope": "workloads", **field}) == []


@pytest.mark.parametrize("scope", ["all", "platform"])
def test_a_platform_is_made_once(scope: str) -> None:
    """Whoever extends a stack holds the services alone."""
    assert found({"scope": scope, "extends": "prod"}) == [
        Fault(
            ("extends",),
            f"prod has the environment's platform, and scope {scope} would make it again",
            "set scope to workloads, or to recovery in the second region",
        )
    ]


PUBLIC: dict[str, Any] = {"private": False, "api_clients": ["203.0.113.0/24"]}


def test_all_on_a_private_cluster_is_confirmed() -> None:
    """Its objects can only be made from inside the network."""
    assert found({"inside_network": False}) == [
        Fault(
            ("inside_network",),
            "scope all makes objects in a private cluster, whose API answers only inside the network",
            "set inside_network to true if every deployment runs there, or scope to platform and put the "
            "services into a stack that extends this one",
        )
    ]


@pytest.mark.parametrize("changes", [{"scope": "platform"}, {"cluster": PUBLIC}])
def test_what_is_made_from_anywhere_needs_no_confirmation(changes: dict[str, Any]) -> None:
    """The cloud's own API answers everybody who signs in, and so does a public cluster to its clients."""
    assert found({"inside_network": False, **changes}) == []


@pytest.mark.parametrize(
    ("below", "reason"),
    [
        ({"scope": "all"}, "prod has scope all, so the services would be made twice"),
        ({}, "prod has scope all, so the services would be made twice"),
        ({"scope": "workloads"}, "prod has scope workloads, and no platform"),
    ],
)
def test_services_stand_on_a_platform_alone(below: dict[str, str], reason: str) -> None:
    """The stack that is extended makes the platform and nothing else."""
    services = environment({"scope": "workloads", "extends": "prod"})
    assert list(extension(services, below)) == [
        Fault(("extends",), reason, "set scope to platform in the file of prod")
    ]


def test_a_platform_may_be_extended() -> None:
    """Nothing is wrong with services on it."""
    assert not list(extension(environment({"scope": "workloads", "extends": "prod"}), {"scope": "platform"}))


@pytest.mark.parametrize("scope", ["all", "platform"])
def test_other_scopes_read_no_other_stack(scope: str) -> None:
    """A platform's stack is named only where there are services alone."""
    assert found({"scope": scope, "platform_stack": "acme/tripgen/prod"}) == [
        Fault(
            ("platform_stack",),
            f"scope {scope} makes its own platform and reads no other stack's",
            "remove platform_stack, or set scope to workloads",
        )
    ]


@pytest.mark.parametrize(
    ("changes", "path", "value"),
    [
        ({"network": {"zones": [1, 2, 1]}}, ("network", "zones", 2), "1"),
        ({"postgres": {"databases": ["trips", "users", "trips"]}}, ("postgres", "databases", 2), "trips"),
        ({"secrets": {"names": ["key", "key"]}}, ("secrets", "names", 1), "key"),
        (service(uses={"sends": ["jobs", "jobs"]}), ("workloads", "trip", "uses", "sends", 1), "jobs"),
    ],
)
def test_a_list_says_nothing_twice(changes: dict[str, Any], path: tuple[str | int, ...], value: str) -> None:
    """The second of two equal entries is the fault, wherever the list stands."""
    assert found(changes) == [Fault(path, f"{value} is in the list twice", "remove one of them")]


def test_a_value_belongs_to_a_listed_secret() -> None:
    """A secret with a value and no place in the list could be granted to nobody."""
    assert found({"secrets": {"values": {"token": "x"}}}) == [
        Fault(
            ("secrets", "values", "token"),
            "secret token has a value and is not in secrets.names, so no service could be granted it",
            "add token to secrets.names, or remove the value",
        )
    ]


def test_an_account_is_awss() -> None:
    """On Azure neither it nor a role would be looked at."""
    role = "arn:aws:iam::111122223333:role/deployer"
    assert [fault.path for fault in found({"account": "111122223333", "deploy_role": role})] == [
        ("account",),
        ("deploy_role",),
    ]


def test_only_azure_locks_a_group() -> None:
    """AWS has nothing of the kind, and the field would say what is not so."""
    whole = changed(BASE["aws"], {"lock": True})
    assert faults(Environment.model_validate_json(json.dumps(whole))) == [
        Fault(
            ("lock",),
            "aws has no lock for everything that a stack has made",
            "remove it; protect keeps Pulumi from deleting what holds data",
        )
    ]


def test_the_second_value_belongs_to_a_listed_secret_too() -> None:
    """Past one that does."""
    assert [fault.path for fault in found({"secrets": {"values": {"key": "x", "token": "y"}}})] == [
        ("secrets", "values", "token")
    ]


def test_a_database_on_aws_needs_no_group_of_a_directory() -> None:
    """Its administrator is a user of its own."""
    on_aws = environment({"cloud": "aws", "protect": True, "postgres": {"admin_group": None}})
    assert list(databases_can_be_entered(on_aws)) == []
