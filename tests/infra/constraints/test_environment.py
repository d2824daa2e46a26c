"""The environment as a whole: its scope, and lists that say a thing twice."""

import json
from typing import Any

import pytest

from infra.constraints import faults
from infra.constraints.administration import databases_can_be_entered
from infra.constraints.environment import (
    account_and_role_are_awss,
    extension,
    platform_of_services,
    tiers_are_built,
)
from infra.environment import Environment
from jiban.components.base import Fault
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import changed, environment, found, service

EDGE: dict[str, Any] = {
    "domains": ["api.example.com"],
    "origin": "origin.example.com",
    "certificate": {"covers": ["*.example.com"]},
}


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
            "set scope to workloads, to pipelines, or to recovery in the second region",
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


@pytest.mark.parametrize(
    ("tier", "value", "told"),
    [
        ("ingress", {}, False),
        ("edge", EDGE, False),
        ("registry", {}, False),
        ("secrets", {"names": ["key"]}, False),
        ("cache", {}, False),
        ("queue", {"queues": {"jobs": {}}}, False),
        ("postgres", {"databases": ["trips"]}, False),
    ],
)
def test_a_tier_that_aws_does_not_have_yet_is_refused(
    tier: str, value: dict[str, Any], *, told: bool
) -> None:
    """With what to set; registry, vault, database, cache, queue, gateway and edge are built there."""
    on_aws = environment(
        {"cloud": "aws", **dict.fromkeys(("registry", "secrets", "postgres", "cache", "queue")), tier: value}
    )
    expected = [Fault((tier,), f"{tier} is not built on aws yet", f"set jiban:{tier} to null")]
    assert list(tiers_are_built(on_aws)) == (expected if told else [])


def test_every_tier_but_buckets_and_search_is_built_on_azure() -> None:
    """Nothing else is refused for want of one."""
    everything = environment({"ingress": {}, "edge": EDGE, "registry": {}})
    assert list(tiers_are_built(everything)) == []


def test_search_on_azure_is_refused_with_the_reason() -> None:
    """There is nothing that would answer the same requests."""
    assert list(tiers_are_built(environment({"search": {}}))) == [
        Fault(
            ("search",),
            "Azure keeps no OpenSearch, and its own search, Azure AI Search, answers another interface, so "
            "no program would work with both",
            "set jiban:search to null",
        )
    ]


@pytest.mark.parametrize(("scope", "below"), [("workloads", "recovery"), ("recovery", "platform")])
def test_what_may_be_extended(scope: str, below: str) -> None:
    """The second region's platform by its services, the first one's by the second."""
    asked = {"scope": scope, "extends": "prod", "network": {"cidr": "10.1.0.0/16"}}
    assert list(extension(environment(asked), {"scope": below})) == []


@pytest.mark.parametrize("below", ["all", "workloads", "recovery"])
def test_a_second_region_stands_on_a_platform(below: str) -> None:
    """On nothing else."""
    asked = {"scope": "recovery", "extends": "prod", "network": {"cidr": "10.1.0.0/16"}}
    assert [fault.path for fault in extension(environment(asked), {"scope": below})] == [("extends",)]


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("10.0.0.0/16", "10.1.0.0/16", False),
        ("10.0.0.0/16", "10.0.128.0/17", True),
        ("10.0.128.0/17", "10.0.0.0/16", True),
        ("10.1.0.0/16", "10.0.0.0/16", False),
    ],
)
def test_the_networks_of_both_regions_are_apart(first: str, second: str, *, told: bool) -> None:
    """By what the first one's file says."""
    asked = environment({"scope": "recovery", "extends": "prod", "network": {"cidr": second}})
    below = {"scope": "platform", "network": {"cidr": first}}
    assert bool(list(extension(asked, below))) is told


def test_services_share_the_network_of_their_platform() -> None:
    """It is one network, so nothing is to be apart."""
    asked = environment({"scope": "workloads", "extends": "prod", "network": {"cidr": "10.0.0.0/16"}})
    assert list(extension(asked, {"scope": "platform", "network": {"cidr": "10.0.0.0/16"}})) == []


def test_files_for_argo_cd_need_no_other_stack() -> None:
    """Scope manifests is any stack's, written down."""
    assert list(platform_of_services(environment({"scope": "manifests"}))) == []
    named = {"scope": "manifests", "extends": "prod", "platform_stack": "acme/shop/prod"}
    assert list(platform_of_services(environment(named))) == []


ROLE = "arn:aws:iam::111122223333:role/deployer"


@pytest.mark.parametrize(
    ("account", "role", "admins", "paths"),
    [
        ("111122223333", ROLE, [ROLE], []),
        (None, ROLE, [ROLE], []),
        ("111122223333", None, [], []),
        ("999988887777", ROLE, [ROLE], ["deploy_role"]),
        ("111122223333", ROLE, ["arn:aws:iam::111122223333:role/other"], ["deploy_role"]),
        ("999988887777", ROLE, [], ["deploy_role", "deploy_role"]),
    ],
)
def test_whoever_deploys_to_aws_is_of_the_account_and_may_enter_the_cluster(
    account: str | None, role: str | None, admins: list[str], paths: list[str]
) -> None:
    """Both are told, each with the field."""
    asked = {"cloud": "aws", "account": account, "deploy_role": role, "cluster": {"admins": admins}}
    assert [fault.path[0] for fault in account_and_role_are_awss(environment(asked))] == paths
