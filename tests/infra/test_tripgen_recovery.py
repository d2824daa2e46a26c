"""TripGen's requirement T16, recovery in Korea South, against the plans of production and of its second
region.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.promises import promises
from jiban.model.plan import Plan
from tests.infra.environments import stack
from tests.infra.tripgen import of_type, one
from tests.stacks import planned

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def south() -> Plan:
    """The plan of the second region's platform."""
    return planned(ROOT, "prod-south")


@pytest.fixture(scope="module")
def services() -> Plan:
    """The plan of the second region's services."""
    return planned(ROOT, "prod-south-workloads")


def test_t16_the_documents_objective_is_declared_and_held() -> None:
    """T16: 15 minutes of data, 30 of time; every part within them, and the cache given up by name."""
    environment = stack("prod").environment
    objective = environment.objectives.recovery
    assert (objective.rpo_minutes, objective.rto_minutes, set(objective.may_lose)) == (15, 30, {"cache"})
    assert {each.part: (each.rpo, each.back_after(15)) for each in promises(environment)} == {
        "postgres": (5, 25),
        "queue": (10, 20),
        "cache": (None, 0),
        "secrets": (0, 0),
        "registry": (0, 5),
        "cluster": (0, 10),
        "edge": (0, 1),
    }


def test_t16_the_writers_name_survives_a_promotion(prod: Plan, services: Plan) -> None:
    """T16: both regions' services use the name of the virtual endpoint whose other end is in Korea South."""
    (south,) = (each for each in of_type(prod, "Server").values() if each.inputs["location"] == "koreasouth")
    assert one(prod, "VirtualEndpoint")["members"] == [south.inputs["serverName"]]
    assert prod.outputs["database"] == "psqlve-tripgen-prod-d82f.writer.postgres.database.azure.com"
    assert set(of_type(services, "Deployment")) - {"rollouts-reader"} == {
        "user-deployment",
        "trip-deployment",
        "ai-deployment",
        "location-deployment",
    }


def test_t16_messages_are_copied(prod: Plan) -> None:
    """T16: to Korea South, ten minutes behind at most."""
    found = of_type(prod, "Namespace")["queue-namespace"].inputs["geoDataReplication"]
    assert found["maxReplicationLagDurationInSeconds"] == 600
    assert [each["locationName"] for each in found["locations"]] == ["koreacentral", "koreasouth"]


def test_t16_images_are_copied(prod: Plan) -> None:
    """T16: to a region without zones, so the copy is spread over none."""
    copy = one(prod, "Replication")
    assert (copy["location"], copy["zoneRedundancy"]) == ("koreasouth", "Disabled")


def test_t16_the_edge_prefers_the_first_region(prod: Plan) -> None:
    """T16: Front Door asks both gateways every 30 seconds, and sends to the first that answers."""
    origins = of_type(prod, "AFDOrigin").values()
    assert {each.inputs["hostName"]: each.inputs["priority"] for each in origins} == {
        "origin.tripgen.example": 1,
        "origin-south.tripgen.example": 2,
    }
    assert one(prod, "AFDOriginGroup")["healthProbeSettings"] == {
        "probeIntervalInSeconds": 30,
        "probePath": "/gateway/health",
        "probeProtocol": "Https",
        "probeRequestType": "GET",
    }


def test_t16_the_second_region_has_no_zones_and_ranges_of_its_own(south: Plan) -> None:
    """T16: 10.1.0.0/16, and nothing names a zone."""
    assert one(south, "VirtualNetwork")["addressSpace"]["addressPrefixes"] == ["10.1.0.0/16"]
    zoned = [each.name for each in south.resources if {"zones", "availabilityZones"} & set(each.inputs)]
    assert zoned == []


def test_t16_the_second_cluster_is_warm(south: Plan) -> None:
    """T16: two nodes for services, which grow to the first region's ten."""
    (apps,) = (each.inputs for each in of_type(south, "AgentPool").values() if each.inputs["mode"] == "User")
    assert (apps["minCount"], apps["maxCount"]) == (2, 10)


def test_t16_the_second_region_reaches_what_both_use(south: Plan) -> None:
    """T16: private endpoints of its own to all servers, the broker, the registry, and what is its own."""
    assert set(of_type(south, "PrivateEndpoint")) == {
        f"endpoints-{name}-endpoint"
        for name in (
            "postgres",
            "postgres-local",
            "postgres-south",
            "queue",
            "registry",
            "vault",
            "cache",
            "telemetry",
        )
    }


def test_t16_nothing_of_the_first_region_is_made_twice(south: Plan) -> None:
    """T16: neither database nor broker, registry or Front Door; a vault, a cache and a gateway of its own."""
    made = {each.type.rpartition(":")[2] for each in south.resources}
    assert made.isdisjoint({"Server", "Namespace", "Registry", "Replication", "AFDOrigin", "UserAssigned"})
    assert {"Vault", "RedisEnterprise", "ApplicationGateway"} <= made


def test_t16_services_are_the_same_in_both_regions(prod: Plan, south: Plan) -> None:
    """T16: the second cluster's accounts become the first region's identities, under names of their own."""
    first, second = (
        of_type(prod, "FederatedIdentityCredential"),
        of_type(south, "FederatedIdentityCredential"),
    )
    name = "federatedIdentityCredentialResourceName"
    assert {each.inputs["subject"] for each in second.values()} == {
        each.inputs["subject"] for each in first.values()
    }
    assert {each.inputs[name] for each in second.values()}.isdisjoint(
        each.inputs[name] for each in first.values()
    )
    assert set(of_type(south, "UserAssignedIdentity")) == {
        "cluster-identity",
        "edge-gateway-principal",
        "identity-rollouts-principal",  # reads the metrics of its own region
    }


def test_t16_the_two_regions_share_no_name(prod: Plan, south: Plan) -> None:
    """T16: both stand at once, so a name that only one may have is another one in each."""

    def names(found: Plan) -> set[Any]:
        kinds = ("ResourceGroup", "Vault", "RedisEnterprise", "ManagedCluster", "VirtualNetwork", "Workspace")
        keys = ("resourceGroupName", "vaultName", "clusterName", "resourceName", "virtualNetworkName")
        made = [each.inputs for kind in kinds for each in of_type(found, kind).values()]
        own = {each[key] for each in made for key in keys if isinstance(each.get(key), str)}
        return own | {each["workspaceName"] for each in made if "workspaceName" in each}

    assert names(prod).isdisjoint(names(south))
