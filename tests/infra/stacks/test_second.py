"""What the second region's stack takes from the first one's outputs, and what it makes of them."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from infra.environment import Environment
from infra.stacks import azure, azure_second
from infra.stacks.azure_handover import VALUES
from jiban.components.naming import Naming
from jiban.components.tags import Ownership
from jiban.testing import ProgramPlan, plan_program
from tests.infra.stacks import examples
from tests.infra.stacks.test_composition import AZURE_OUTPUTS, CLIENT

RECOVERY: Final[dict[str, Any]] = {"region": "koreasouth"}
ALIAS: Final[dict[str, Any]] = {
    "queue": {"queues": {"ai_schedule_generation": {}}, "geo": "alias", "geo_region": "koreasouth"},
    "cache": {"geo_region": "koreasouth"},
}
"""What is made in both regions by the first one's stack."""


def planned(environment: Environment, stack: str, stacks: dict[str, Any] | None = None) -> ProgramPlan:
    """The plan of one region's platform, everything in it known; the result is its outputs."""
    make = azure_second.platform if environment.scope == "recovery" else azure.platform

    def program() -> dict[str, Any]:
        made = make(environment, Naming("tripgen", stack), Ownership("tripgen", stack, "platform-team"))
        addresses = {name: value for name, value in made.contract.addresses.items() if "_HOST" in name}
        return {**made.outputs, "addresses": addresses}

    return plan_program(
        program,
        project="tripgen",
        stack=stack,
        outputs=AZURE_OUTPUTS,
        functions=CLIENT,
        stacks=stacks,
        resolve=True,
    )


@cache
def both(*, pairs: bool = False) -> tuple[ProgramPlan, ProgramPlan]:
    """The plans of both regions; with pairs, of a broker and a cache that each have a part in both."""
    fields: dict[str, Any] = {"scope": "platform", "recovery": RECOVERY, **(ALIAS if pairs else {})}
    first = planned(examples.environment(**fields), "prod")
    there: dict[str, Any] = {
        "scope": "recovery",
        "extends": "prod",
        "region": "koreasouth",
        "network": {"cidr": "10.1.0.0/16", "zones": ()},
    }
    outputs = {"organization/tripgen/prod": {VALUES: first.result[VALUES]}}
    return first, planned(examples.environment(**{**fields, **there}), "prod-south", outputs)


def targets(found: ProgramPlan) -> dict[str, str]:
    """What each private endpoint leads to, by the endpoint's name."""
    return {
        each.name.removeprefix("endpoints-").removesuffix("-endpoint"): each.inputs[
            "privateLinkServiceConnections"
        ][0]["privateLinkServiceId"]
        for each in found.resources_of("network:PrivateEndpoint")
    }


def test_a_platform_without_a_second_region_hands_nothing_over() -> None:
    """The output is there where something takes it."""
    assert VALUES not in planned(examples.environment(scope="platform"), "prod").result


def test_the_second_region_leads_to_the_first_ones_stores() -> None:
    """Each endpoint to the very server, broker and registry; to a vault and a cache of its own."""
    first, second = both()
    found = targets(second)
    shared = {"postgres", "postgres-south-dr", "queue", "registry"}
    assert {name: found[name] for name in shared} == {name: targets(first)[name] for name in shared}
    assert found["postgres-south-dr"] == "id:postgres-replica-south-dr"
    assert (found["vault"], found["cache"]) == ("id:vault-vault", "id:cache-cluster")


def test_programs_find_the_same_database_and_broker_in_both_regions() -> None:
    """By the names that lead to whoever takes writes; the vault and the cache are another one's."""
    first, second = both()
    here, there = first.result["addresses"], second.result["addresses"]
    same = {name for name, value in there.items() if here[name] == value}
    assert {"POSTGRES_HOST", "POSTGRES_READ_HOST_SOUTH_DR", "QUEUE_HOST"} <= same
    assert there["POSTGRES_HOST"].endswith(".writer.postgres.database.azure.com")


def test_the_nodes_of_the_second_region_pull_from_the_same_registry() -> None:
    """They are granted it by their own principal."""
    _, second = both()
    (grant,) = (each for each in second.resources_of("authorization:RoleAssignment") if "pull" in each.name)
    assert grant.inputs["scope"] == "id:registry-registry"


def test_a_broker_in_two_parts_is_reached_in_both() -> None:
    """A name leads to the part that takes messages, so there is a way to each."""
    first, second = both(pairs=True)
    found = targets(second)
    assert (found["queue"], found["queue-second"]) == ("id:queue-namespace", "id:queue-second-namespace")
    assert second.result["addresses"]["QUEUE_HOST"] == first.result["addresses"]["QUEUE_HOST"]
    assert second.resources_of("servicebus:DisasterRecoveryConfig") == ()


def test_a_cache_of_both_regions_is_taken_with_its_own_part_first() -> None:
    """None is made and none granted again: the first region's stack has made both."""
    _, second = both(pairs=True)
    assert second.resources_of("redisenterprise:RedisEnterprise") == ()
    assert second.resources_of("redisenterprise:AccessPolicyAssignment") == ()
    found = targets(second)
    assert (found["cache"], found["cache-second"]) == ("id:cache-second-cluster", "id:cache-cluster")


def test_what_the_first_region_hands_over() -> None:
    """Each thing as itself: the edge by its id, not its host; the first cache before the second."""
    fields: dict[str, Any] = {
        "scope": "platform",
        "recovery": RECOVERY,
        **ALIAS,
        "ingress": {},
        "edge": {
            "domains": ("api.example.com",),
            "origin": "origin.example.com",
            "certificate": {"covers": ("*.example.com",)},
        },
    }

    def program() -> dict[str, Any]:
        whole, naming = examples.environment(**fields), Naming("tripgen", "prod")
        return dict(azure.platform(whole, naming, Ownership("tripgen", "prod", "platform-team")).outputs)

    outputs = {
        **AZURE_OUTPUTS,
        "cdn:Profile": {"frontDoorId": "front-door"},
        "cdn:AFDEndpoint": {"hostName": "edge.example"},
    }
    found = plan_program(program, outputs=outputs, functions=CLIENT, resolve=True).result[VALUES]
    assert found["edge"] == "front-door"
    assert found["resource_group"] == "rg-tripgen-prod"
    assert {name: each["client_id"] for name, each in found["identities"].items()} == {
        name: f"client-of-identity-{name}-principal" for name in ("user", "trip", "ai")
    }
    assert found["scaler"]["principal_id"] == "principal-of-identity-scaler-principal"
    assert found["administrator"]["principal_id"] == "principal-of-identity-database-roles-principal"
    assert [each["id"] for each in found["caches"]] == ["id:cache-cluster", "id:cache-second-cluster"]
    assert found["queue"]["id"] == "id:queue-namespace"
    assert found["queue"]["partner"]["id"] == "id:queue-second-namespace"
    assert found["postgres"]["ids"] == {
        "primary": "id:postgres-primary",
        "south-dr": "id:postgres-replica-south-dr",
    }
    assert found["registry"] == {"id": "id:registry-registry", "host": "crtripgenprodd82f.azurecr.io"}
