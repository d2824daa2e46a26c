"""TripGen's requirements T12 and T13, who may do what and by which way, and T17, what it may cost."""

from jiban.model.plan import Plan
from tests.infra.tripgen import of_type, one


def test_t12_each_service_has_its_own_identity(prod: Plan) -> None:
    """T12: one identity a service, which only its own service account becomes; one for autoscaling, one for
    the databases' roles, and one that asks how a new version does.
    """
    subjects = {r.inputs["subject"] for r in of_type(prod, "FederatedIdentityCredential").values()}
    assert subjects == {
        "system:serviceaccount:tripgen:user",
        "system:serviceaccount:tripgen:trip",
        "system:serviceaccount:tripgen:ai",
        "system:serviceaccount:tripgen:location",
        "system:serviceaccount:kube-system:keda-operator",
        "system:serviceaccount:tripgen-database-roles:database-roles",
        "system:serviceaccount:tripgen-rollouts:metrics-reader",
    }


def test_t12_each_identity_has_what_its_service_uses(prod: Plan) -> None:
    """T12: rights on single secrets, queues and topics, on the cache, and to send traces."""
    grants = [*of_type(prod, "RoleAssignment"), *of_type(prod, "AccessPolicyAssignment")]
    assert sorted(name for name in grants if name.startswith("identity-") and "scaler" not in name) == [
        "identity-ai-cache",
        "identity-ai-reads.openai-api-key",
        "identity-ai-receives.ai_schedule_generation",
        "identity-ai-sends-telemetry",
        "identity-location-cache",
        "identity-location-receives.location_search",
        "identity-location-sends-telemetry",
        "identity-rollouts-reads-metrics",
        "identity-trip-cache",
        "identity-trip-sends-telemetry",
        "identity-trip-sends.ai_schedule_generation",
        "identity-trip-sends.location_search",
        "identity-trip-sends.notification",
        "identity-trip-sends.system_events",
        "identity-user-cache",
        "identity-user-reads.jwt-signing-key",
        "identity-user-receives.notification",
        "identity-user-sends-telemetry",
        "identity-user-sends.system_events",
        "identity-user-uses.encryption",
    ]


def test_t12_cluster_roles(prod: Plan) -> None:
    """T12: a reader's role, which the user service has, a writer's, which the deployer has, and those by
    which new versions are brought in.
    """
    bindings = {
        (each.inputs["roleRef"]["name"], subject["name"])
        for each in of_type(prod, "RoleBinding").values()
        for subject in each.inputs["subjects"]
    }
    assert bindings == {
        ("application-reader", "user"),
        ("application-writer", "deployer"),
        ("rollouts-deployer", "deployer"),
        ("rollouts-services", "argo-rollouts"),
        ("rollouts-own", "argo-rollouts"),
        ("argocd", "argocd-application-controller"),
    }


def test_t13_everything_that_keeps_something_has_a_private_endpoint(prod: Plan) -> None:
    """T13: database, replicas, cache, broker, vault, registry, logs; each by the group Azure asks for."""
    groups = {
        name: each.inputs["privateLinkServiceConnections"][0]["groupIds"]
        for name, each in of_type(prod, "PrivateEndpoint").items()
    }
    assert groups == {
        "endpoints-postgres-endpoint": ["postgresqlServer"],
        "endpoints-postgres-local-endpoint": ["postgresqlServer"],
        "endpoints-postgres-south-endpoint": ["postgresqlServer"],
        "endpoints-cache-endpoint": ["redisEnterprise"],
        "endpoints-queue-endpoint": ["namespace"],
        "endpoints-vault-endpoint": ["vault"],
        "endpoints-registry-endpoint": ["registry"],
        "endpoints-telemetry-endpoint": ["azuremonitor"],
    }


def test_t13_every_zone_is_linked_to_the_network(prod: Plan) -> None:
    """T13: names lead to the endpoints from inside."""
    zones = {each.inputs["privateZoneName"] for each in of_type(prod, "PrivateZone").values()}
    linked = {each.inputs["privateZoneName"] for each in of_type(prod, "VirtualNetworkLink").values()}
    assert (
        zones
        == linked
        == {
            "privatelink.postgres.database.azure.com",
            "privatelink.redis.azure.net",
            "privatelink.servicebus.windows.net",
            "privatelink.vaultcore.azure.net",
            "privatelink.azurecr.io",
            "privatelink.monitor.azure.com",
            "privatelink.oms.opinsights.azure.com",
            "privatelink.ods.opinsights.azure.com",
            "privatelink.agentsvc.azure-automation.net",
            "privatelink.blob.core.windows.net",
        }
    )


def test_t17_somebody_hears_of_what_it_costs(prod: Plan) -> None:
    """T17: 3,000 a month, above the document's 2,650, which leaves out what it does not list."""
    budget = one(prod, "consumption:Budget")
    assert (budget["amount"], budget["timeGrain"], budget["category"]) == (3000, "Monthly", "Cost")
    assert {each["threshold"] for each in budget["notifications"].values()} == {80, 100}
