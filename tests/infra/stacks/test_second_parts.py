"""What the second region's stack makes, hands on and watches, on a first region that is made up."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import pytest

from infra.stacks import azure_second
from infra.stacks.azure_handover import VALUES
from jiban.components.naming import Naming
from jiban.components.tags import Ownership
from jiban.testing import ProgramPlan, plan_program
from tests.infra.stacks import examples
from tests.infra.stacks.test_composition import AZURE_OUTPUTS, CLIENT
from tests.infra.stacks.test_watching import diagnosed, scopes

EDGE: Final[dict[str, Any]] = {
    "domains": ("api.example.com",),
    "origin": "origin.example.com",
    "second_origin": "origin-south.example.com",
    "certificate": {"covers": ("*.example.com",)},
}
FIELDS: Final[dict[str, Any]] = {
    "scope": "recovery",
    "extends": "prod",
    "region": "koreasouth",
    "recovery": {"region": "koreasouth"},
    "network": {"cidr": "10.1.0.0/16", "zones": ()},
    "cluster": {"pools": {"apps": {"taint": examples.TAINT}}},
    "lock": True,
    "ingress": {},
    "edge": EDGE,
    "observability": {"grafana": True, "logs": {}, "alerts": {"emails": ("ops@example.com",)}},
}


def _identity(name: str) -> dict[str, str]:
    return {"client_id": f"client-{name}", "principal_id": f"principal-{name}", "name": f"id-first-{name}"}


FIRST: Final[dict[str, Any]] = {
    "resource_group": "rg-first",
    "identities": {name: _identity(name) for name in ("ai", "location", "trip", "user")},
    "scaler": _identity("scaler"),
    "administrator": _identity("administrator"),
    "edge": "front-door",
    "registry": {"id": "first-registry", "host": "first.azurecr.io"},
    "postgres": {
        "host": "writer.example",
        "read_hosts": {"south-dr": "reader.example"},
        "ids": {"primary": "first-primary", "south-dr": "first-south"},
    },
    "queue": {
        "id": "first-broker",
        "host": "broker.example",
        "name": "sbns-first",
        "partner": {"id": "second-broker", "name": "sbns-second"},
    },
    "caches": [
        {"id": "first-cache", "name": "amr-first", "host": "cache-first.example"},
        {"id": "second-cache", "name": "amr-second", "host": "cache-second.example"},
    ],
}
"""What the first region's stack has exported, each value another one."""


def made(**fields: Any) -> ProgramPlan:
    """The plan of the second region; the result is what its services and people take from it."""

    def program() -> dict[str, Any]:
        ownership = Ownership("tripgen", "prod-south", "platform-team")
        naming = Naming("tripgen", "prod-south")
        built = azure_second.platform(examples.environment(**FIELDS | fields), naming, ownership)
        contract = built.contract
        return {
            "outputs": dict(built.outputs),
            "client_ids": dict(contract.client_ids),
            "database_roles": dict(contract.database_roles),
            "principal_ids": dict(contract.principal_ids),
            "administrator": vars(contract.administrator) if contract.administrator else None,
            "addresses": dict(contract.addresses),
            "queue_name": contract.queue_name,
            "scaler_client_id": contract.scaler_client_id,
            "image_host": contract.image_host,
        }

    return plan_program(
        program,
        project="tripgen",
        stack="prod-south",
        outputs={**AZURE_OUTPUTS, "network:PublicIPAddress": {"ipAddress": "198.51.100.7"}},
        functions=CLIENT,
        stacks={"organization/tripgen/prod": {VALUES: FIRST}},
        resolve=True,
    )


@cache
def planned() -> ProgramPlan:
    """The second region with everything that it can have of its own."""
    return made()


def named(plan: ProgramPlan, name: str) -> dict[str, Any]:
    """What the one resource of a name is asked for."""
    (found,) = [each for each in plan.resources if each.name == name]
    return dict(found.inputs)


def names(plan: ProgramPlan, *, of: str) -> set[str]:
    """Names of the resources whose type ends like this."""
    return {each.name for each in plan.resources if each.type.endswith(f":{of}")}


def test_whose_logs_are_kept_in_the_second_region() -> None:
    """Of everything that it has made; the database, the broker and the registry write theirs at home."""
    roles = ("application", "cache", "database", "endpoints", "gateway", "management")
    assert diagnosed(planned()) == {
        "network": "id:network-vnet",
        **{f"network-{role}": f"id:network-nsg-{role}" for role in roles},
        "gateway": "id:edge-gateway-gateway",
        "cluster": "id:cluster-aks",
        "logs": "id:logs-workspace",
        "metrics": "id:metrics-workspace",
        "dashboards": "id:dashboards-grafana",
        "vault": "id:vault-vault",
        "vault-alarms": "id:vault-alarms-topic",
        "cache": "id:cache-database",
    }


def test_what_alerts_are_about_in_the_second_region() -> None:
    """Of its own parts alone, so that nobody is called twice."""
    assert scopes(planned()) == {
        "cluster": {"id:cluster-aks", "id:metrics-workspace"},
        "workloads": {"id:metrics-workspace"},
        "network": {"id:network-nat"},
        "metrics": {"id:metrics-workspace"},
        "vault": {"id:vault-vault"},
        "cache": {"id:cache-cluster"},
        "gateway": {"id:edge-gateway-gateway"},
    }


def test_a_cache_of_both_regions_is_watched_by_the_first() -> None:
    """Which has made it; who uses it is granted there as well."""
    found = made(cache={"geo_region": "koreasouth"})
    assert "cache" not in diagnosed(found)
    assert "cache" not in scopes(found)
    assert names(found, of="AccessPolicyAssignment") == set()
    assert found.result["addresses"]["CACHE_HOST"] == "cache-second.example"
    assert found.result["addresses"]["CACHE_SECOND_HOST"] == "cache-first.example"
    assert found.result["outputs"]["cache"] == "cache-second.example"


def test_what_services_take_from_the_second_region() -> None:
    """Identities, database, broker and images of the first; cache and vault of the second."""
    found = planned().result
    assert found["client_ids"] == {"user": "client-user", "trip": "client-trip", "ai": "client-ai"}
    assert found["principal_ids"] == {
        "user": "principal-user",
        "trip": "principal-trip",
        "ai": "principal-ai",
    }
    assert found["database_roles"] == {
        "user": "id-first-user",
        "trip": "id-first-trip",
        "ai": "id-first-ai",
    }
    assert found["administrator"] == {
        "role": "id-first-administrator",
        "client_id": "client-administrator",
        "secret": None,
    }
    assert (found["scaler_client_id"], found["queue_name"]) == ("client-scaler", "sbns-first")
    assert found["image_host"] == "first.azurecr.io"
    addresses = {name: value for name, value in found["addresses"].items() if name.endswith(("HOST", "DR"))}
    assert addresses == {
        "POSTGRES_HOST": "writer.example",
        "POSTGRES_READ_HOST_SOUTH_DR": "reader.example",
        "CACHE_HOST": "cache.test",
        "QUEUE_HOST": "broker.example",
    }


def test_what_the_second_region_shows() -> None:
    """What is its own, and the address that a record of the domain leads to; nothing of the first's."""
    assert planned().result["outputs"].keys() == {
        "resource_group",
        "cluster",
        "vault",
        "cache",
        "origin",
        "dashboards",
        "action_groups",
    }
    assert planned().result["outputs"]["origin"] == "198.51.100.7"


def test_services_become_the_first_regions_identities() -> None:
    """By a federation of each, in the first region's group; none is made, and none is granted the broker."""
    found = planned()
    services = {"identity-user", "identity-trip", "identity-ai"}
    own = {*services, "identity-database-roles", "identity-scaler"}
    assert names(found, of="FederatedIdentityCredential") == {f"{each}-federation" for each in own}
    for each in own:
        assert named(found, f"{each}-federation")["resourceGroupName"] == "rg-first"
    assert named(found, "identity-trip-federation")["resourceName"] == "id-first-trip"
    assert named(found, "identity-scaler-federation")["resourceName"] == "id-first-scaler"
    assert named(found, "identity-database-roles-federation")["resourceName"] == "id-first-administrator"
    subject = named(found, "identity-database-roles-federation")["subject"]
    assert subject == "system:serviceaccount:tripgen-database-roles:database-roles"
    assert names(found, of="UserAssignedIdentity") == {"cluster-identity", "edge-gateway-principal"}


def test_what_services_are_granted_in_the_second_region() -> None:
    """Its own vault and cache, and to the autoscaler its own metrics."""
    found = planned()
    granted = names(found, of="RoleAssignment")
    assert {each for each in granted if each.startswith("identity-")} == {
        "identity-user-reads.jwt-signing-key",
        "identity-ai-reads.openai-api-key",
        "identity-scaler-reads-metrics",
    }
    assert named(found, "identity-scaler-reads-metrics")["scope"] == "id:metrics-workspace"
    assert named(found, "identity-scaler-reads-metrics")["principalId"] == "principal-scaler"
    assert names(found, of="AccessPolicyAssignment") == {"identity-user-cache", "identity-trip-cache"}


def test_the_gateway_in_the_second_region_lets_the_first_ones_front_door_in() -> None:
    """By its id; without zones there, and when the ways to the vault are there."""
    found = planned()
    gateway = named(found, "edge-gateway-gateway")
    assert gateway.get("zones", []) == []
    rules = str(named(found, "edge-gateway-firewall")["customRules"])
    assert "front-door" in rules
    (resource,) = [each for each in found.resources if each.name == "edge-gateway-gateway"]
    assert "endpoints-vault-endpoint" in resource.dependency_names


@pytest.mark.parametrize(
    "fields", [{"edge": None}, {"edge": {**EDGE, "certificate": {**EDGE["certificate"], "in_vault": False}}}]
)
def test_without_an_edge_or_its_certificate_no_gateway_is_made_there(fields: dict[str, Any]) -> None:
    """Nor shown."""
    found = made(**fields)
    assert "edge-gateway-gateway" not in {each.name for each in found.resources}
    assert "origin" not in found.result["outputs"]
    assert "gateway" not in diagnosed(found)


def test_the_lock_in_the_second_region_comes_after_everything_else() -> None:
    """So that it goes first."""
    (lock,) = [each for each in planned().resources if each.name == "group-lock"]
    assert set(lock.dependency_names) >= {
        "endpoints-vault-endpoint",
        "cluster-aks",
        "identity-scaler-federation",
        "identity-user-federation",
        "diagnostics-vault",
        "alerts-page",
        "edge-gateway-gateway",
    }
    assert "group-lock" not in {each.name for each in made(lock=False, edge=None).resources}


def test_a_broker_on_the_internet_has_no_endpoint_there() -> None:
    """As in the first region."""
    found = made(queue={"tier": "standard", "queues": {"ai_schedule_generation": {}}}, edge=None)
    assert "endpoints-queue-endpoint" not in {each.name for each in found.resources}


def test_without_users_of_databases_nobody_makes_roles_there() -> None:
    """Whatever the first region has told."""
    found = made(workloads={}, edge=None)
    assert found.result["administrator"] is None
    assert "identity-database-roles-federation" not in {each.name for each in found.resources}
