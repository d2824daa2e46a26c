"""What the stack on Azure does with a broker and a cache of one region, of two, and on the internet."""

from functools import cache
from typing import Any

from infra.stacks.azure import platform
from jiban.components.naming import Naming
from jiban.components.tags import Ownership
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import CLIENT
from tests.infra.stacks.examples import environment

ENDPOINT = "network:PrivateEndpoint"
USERS = "redisenterprise:AccessPolicyAssignment"
TWO_REGIONS = {"geo": "alias", "geo_region": "koreasouth", "queues": {"ai_schedule_generation": {}}}


@cache
def made(**fields: Any) -> ProgramPlan:
    """The plan of an environment; fields are given as items of maps, so that a plan is made once."""

    def program() -> dict[str, Any]:
        asked = environment(**{tier: _thawed(values) for tier, values in fields.items()})
        built = platform(asked, Naming("trip", "test"), Ownership("trip", "test", "platform"))
        return {"addresses": dict(built.contract.addresses), "ready": built.ready["ai"]}

    return plan_program(program, functions=CLIENT)


def _thawed(values: Any) -> Any:
    return {key: _thawed(value) for key, value in values} if isinstance(values, tuple) else values


def frozen(values: Any) -> Any:
    """Return a map as its items, which can be remembered."""
    return (
        tuple((key, frozen(value)) for key, value in values.items()) if isinstance(values, dict) else values
    )


def endpoints(plan: ProgramPlan) -> set[str]:
    """Names of the private endpoints to caches and brokers."""
    names = {each.name for each in plan.resources_of(ENDPOINT)}
    return {name for name in names if "cache" in name or "queue" in name}


def test_one_region_has_one_endpoint_each() -> None:
    """To the cache and to the broker."""
    plan = made()
    assert endpoints(plan) == {"endpoints-cache-endpoint", "endpoints-queue-endpoint"}
    assert "CACHE_SECOND_HOST" not in plan.result["addresses"]


def test_the_second_cache_is_reached_and_used_as_the_first() -> None:
    """It has an endpoint, every service that uses the cache is let in, and is told its name."""
    plan = made(cache=frozen({"geo_region": "koreasouth"}))
    assert "endpoints-cache-second-endpoint" in endpoints(plan)
    users = {each.name for each in plan.resources_of(USERS)}
    assert {name.removesuffix("-second") for name in users if name.endswith("-second")} == {
        name for name in users if not name.endswith("-second")
    }
    assert "CACHE_SECOND_HOST" in plan.result["addresses"]


def test_each_endpoint_leads_to_its_own_region() -> None:
    """The second ones to the second cache and the second broker."""
    plan = made(cache=frozen({"geo_region": "koreasouth"}), queue=frozen(TWO_REGIONS))
    led = {each.name: each.dependency_names for each in plan.resources_of(ENDPOINT)}
    assert {
        name: sorted(
            one for one in led[f"endpoints-{name}-endpoint"] if one.endswith(("cluster", "namespace"))
        )
        for name in ("cache", "cache-second", "queue", "queue-second")
    } == {
        "cache": ["cache-cluster"],
        "cache-second": ["cache-second-cluster"],
        "queue": ["queue-namespace"],
        "queue-second": ["queue-second-namespace"],
    }


def test_the_pair_waits_for_both_endpoints_and_services_for_the_pair() -> None:
    """Azure pairs what is reached alike, and a service finds the alias."""
    plan = made(queue=frozen(TWO_REGIONS))
    assert endpoints(plan) >= {"endpoints-queue-endpoint", "endpoints-queue-second-endpoint"}
    alias = plan.resource("servicebus:DisasterRecoveryConfig", "queue-pair-alias")
    assert {"endpoints-queue-endpoint", "endpoints-queue-second-endpoint"} <= set(alias.dependency_names)
    assert "queue-pair" in [each.name for each in plan.result["ready"]]


def test_a_standard_broker_has_no_endpoint() -> None:
    """Nothing of it is in the network."""
    plan = made(queue=frozen({"tier": "standard", "queues": {"ai_schedule_generation": {}}}))
    assert endpoints(plan) == {"endpoints-cache-endpoint"}


def test_alarms_are_made_with_the_broker() -> None:
    """On its namespace, unless it wants none."""
    wanted = {"queues": {"ai_schedule_generation": {}}}
    (depth,) = [each for each in made().resources_of("monitor:MetricAlert") if each.name.endswith("depth")]
    assert "queue-namespace" in depth.dependency_names
    quiet = made(queue=frozen({"alarms": False, **wanted}))
    assert "jiban:queue:BrokerAlarms" not in {each.type for each in quiet.resources}


def test_the_lock_comes_after_everything_else() -> None:
    """Also after what only two regions, an edge and watching bring; the edge comes after the endpoints."""
    edge = {
        "domains": ("api.example.com",),
        "origin": "origin.example.com",
        "certificate": {"covers": ("*.example.com",)},
    }

    def program() -> None:
        asked = environment(
            lock=True,
            queue=TWO_REGIONS,
            ingress={},
            edge=edge,
            observability={"grafana": True, "logs": {}, "alerts": {"emails": ("ops@example.com",)}},
        )
        platform(asked, Naming("trip", "test"), Ownership("trip", "test", "platform"))

    plan = plan_program(program, functions=CLIENT)
    waits = plan.resource("authorization:ManagementLockAtResourceGroupLevel", "group-lock").dependency_names
    assert {
        "queue-pair-alias",
        "edge-route-all",
        "edge-gateway-gateway",
        "cluster-aks",
        "endpoints-vault-endpoint",
        "identity-scaler-principal",
        "identity-user-principal",
        "diagnostics-vault",
        "alerts-page",
        "dashboards-grafana",
    } <= set(waits)
    gateway = plan.resource("network:ApplicationGateway", "edge-gateway-gateway").dependency_names
    assert "endpoints-vault-endpoint" in gateway
