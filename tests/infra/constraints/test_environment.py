"""The environment as a whole: its scope, and lists that say a thing twice."""

import json
from typing import Any

import pytest

from infra.constraints import faults
from infra.environment import Environment
from jiban.components.base import Fault
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import changed, found, service


def test_services_alone_need_the_platforms_stack() -> None:
    """Scope workloads says on which platform."""
    assert found({"scope": "workloads"}) == [
        Fault(
            ("platform_stack",),
            "scope workloads puts services on the platform of another stack, and none is named",
            "set platform_stack to organization/project/stack, or scope to all",
        )
    ]


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
        (
            {"queue": {"topics": {"events": {"subscriptions": ["audit", "audit"]}}}},
            ("queue", "topics", "events", "subscriptions", 1),
            "audit",
        ),
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
