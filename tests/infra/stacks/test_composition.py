"""What a stack hands to its tiers, and takes from them, read off everything that it asks for."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import pytest
from pydantic import SecretStr

from infra.environment import Environment
from infra.stacks import aws, azure
from infra.stacks.platform import Platform, WithoutCluster
from jiban.components.naming import Naming
from jiban.components.tags import Ownership
from jiban.testing import ProgramPlan, Resource, Secret, plan_program
from tests.components.cluster import test_aws as cluster_aws
from tests.components.cluster import test_azure as cluster_azure
from tests.components.helpers import TENANT
from tests.components.network import test_aws as network_aws
from tests.components.observability import test_azure as observability_azure
from tests.components.postgres import test_aws as postgres_aws
from tests.components.workload.examples import TAINT
from tests.infra.stacks import examples
from tests.infra.stacks.test_aws import FIELDS

SUBSCRIPTION: Final = "22222222-2222-2222-2222-222222222222"
ON_AWS: Final[dict[str, Any]] = {
    **FIELDS,
    "cluster": {"service_cidr": "172.20.0.0/16", "admins": (cluster_aws.DEPLOYER,)},
    "postgres": {"databases": ("pms",), "admin": "supplied", "read_replicas": {"near": {}}},
    "passwords": {"postgres": SecretStr("correct-horse")},
    "network": {"zones": (1, 3), "flow_log_days": 30},
    "cache": {"clustering": "none"},
    "search": {"nodes": 2},
    "deploy_role": cluster_aws.DEPLOYER,
    "workloads": {
        "api": {
            **FIELDS["workloads"]["api"],
            "uses": {"databases": ("pms",), "cache": True, "search": True},
        }
    },
}
OF_NOBODY: Final[dict[str, Any]] = {
    **ON_AWS,
    "search": None,
    "deploy_role": None,
    "workloads": {"api": {**FIELDS["workloads"]["api"], "uses": {"databases": ("pms",), "cache": True}}},
}
"""The same, deployed by whoever does it, who rules no search domain."""
AWS_OUTPUTS: Final[dict[str, Any]] = {
    **postgres_aws.OUTPUTS,
    **cluster_aws.OUTPUTS,
    **network_aws.OUTPUTS,
    "elasticache:ReplicationGroup": {"arn": "arn:cache", "primaryEndpointAddress": "cache.example"},
    "elasticache:User": lambda user: {"arn": f"arn:{user.name}"},
    "opensearch:Domain": {
        "arn": "arn:aws:es:ap-northeast-2:111122223333:domain/search",
        "endpoint": "search.example",
    },
    "cloudwatch:LogGroup": {"arn": "arn:aws:logs:ap-northeast-2:111122223333:log-group:some"},
    "iam:Role": lambda role: {"arn": f"arn:{role.name}"},
}
AZURE_OUTPUTS: Final[dict[str, Any]] = {
    **cluster_azure.ANSWERS,
    **observability_azure.ANSWERS,
    "managedidentity:UserAssignedIdentity": lambda made: {
        "principalId": f"principal-of-{made.name}",
        "clientId": f"client-of-{made.name}",
    },
    "dbforpostgresql:Server": lambda made: {"fullyQualifiedDomainName": f"{made.name}.test"},
    "redisenterprise:RedisEnterprise": {"hostName": "cache.test"},
    "containerregistry:Registry": {"loginServer": "registry.test"},
}
CLIENT: Final[dict[str, Any]] = {
    **cluster_azure.CREDENTIALS,
    "authorization:getClientConfig": {"tenantId": TENANT, "subscriptionId": SUBSCRIPTION},
}


def composed(
    build: Callable[[Environment, Naming, Ownership], Platform | WithoutCluster], environment: Environment
) -> ProgramPlan:
    """The plan of a platform; the result is what its services and people take from it."""

    def program() -> dict[str, Any]:
        made = build(environment, Naming("pms", "test"), Ownership("pms", "test", "platform"))
        if isinstance(made, WithoutCluster):
            return {"outputs": dict(made.outputs)}
        contract = made.contract
        return {
            "outputs": dict(made.outputs),
            "ready": {name: [_name(each) for each in waits] for name, waits in made.ready.items()},
            "roles_ready": [_name(each) for each in made.roles_ready],
            "kubeconfig": contract.kubeconfig,
            "image_host": contract.image_host,
            "client_ids": dict(contract.client_ids),
            "database_roles": dict(contract.database_roles),
            "principal_ids": dict(contract.principal_ids),
            "cache_users": dict(contract.cache_users),
            "administrator": vars(contract.administrator) if contract.administrator else None,
            "addresses": dict(contract.addresses),
            "metrics_url": contract.metrics_url,
            "queue_name": contract.queue_name,
            "scaler_client_id": contract.scaler_client_id,
            "node_groups": dict(contract.node_groups),
            "identifier": contract.cluster_identifier,
        }

    outputs = AWS_OUTPUTS if environment.cloud == "aws" else AZURE_OUTPUTS
    return plan_program(program, outputs=outputs, functions=CLIENT, resolve=True)


def _name(resource: Any) -> str:
    return resource._name


@cache
def on_aws() -> ProgramPlan:
    """A platform on AWS with everything that is built there."""
    return composed(aws.platform, Environment.model_validate(ON_AWS))


@cache
def on_azure(*, protect: bool = True, lock: bool = True) -> ProgramPlan:
    """A platform on Azure with everything that is built there."""
    return composed(azure.platform, examples.environment(protect=protect, lock=lock))


def named(plan: ProgramPlan, name: str) -> Resource:
    """The one resource of a name."""
    (found,) = [each for each in plan.resources if each.name == name]
    return found


def protected(plan: ProgramPlan) -> set[str]:
    """Which resources Pulumi refuses to delete."""
    return {each.name for each in plan.resources if each.protect}


def test_everything_on_aws_is_made_by_the_stack_s_provider() -> None:
    """Without it each machine's own settings would decide where."""
    made = [each for each in on_aws().resources if each.type.startswith("aws:")]
    assert len(made) > 100
    assert {(each.provider or "").split("::")[3] for each in made} == {"aws"}


def test_what_services_take_from_a_platform_on_aws() -> None:
    """Addresses, roles, and the supplied password's secret; what is not built there is nothing."""
    assert {**on_aws().result, "kubeconfig": None} == {
        "addresses": {
            "CACHE_HOST": "cache.example",
            "CACHE_PORT": "6379",
            "CACHE_NAME": "cache-pms-test",
            "SEARCH_HOST": "search.example",
            "POSTGRES_HOST": "pg-trip-test.example",
            "POSTGRES_READ_HOST_NEAR": "pg-trip-test.example",
        },
        "administrator": {"role": "postgres", "client_id": None, "secret": "arn:secret-of-ours"},
        "client_ids": {"api": "arn:identity-api-role"},
        "database_roles": {"api": "api"},
        "principal_ids": {"api": "role-pms-api-test"},
        "cache_users": {"api": "cache-pms-api-test"},
        "image_host": None,
        "metrics_url": None,
        "queue_name": None,
        "scaler_client_id": None,
        "kubeconfig": None,
        "node_groups": dict.fromkeys(("apps-1", "apps-3", "system-1", "system-3"), "eks-apps-1-a1b2"),
        "identifier": on_aws().result["identifier"],
        "outputs": {
            "cluster": "eks-pms-test",
            "database": "pg-trip-test.example",
            "database_admin_secret": "arn:secret-of-ours",
            "cache": "cache.example",
            "search": "search.example",
        },
        "ready": {"api": ["identity-api"]},
        "roles_ready": ["identity-database-roles"],
    }


def test_what_services_take_from_a_platform_on_azure() -> None:
    """Addresses, identities, and what their pods wait for: the cluster, the ways in, the permissions."""
    assert {**on_azure().result, "kubeconfig": None} == {
        "addresses": {
            "CACHE_HOST": "cache.test",
            "CACHE_PORT": "10000",
            "POSTGRES_HOST": "psqlve-pms-test-c311.writer.postgres.database.azure.com",
            "POSTGRES_READ_HOST_SOUTH_DR": "postgres-replica-south-dr.test",
            "QUEUE_HOST": "sbns-pms-test-c311.servicebus.windows.net",
            "QUEUE_AI_SCHEDULE_GENERATION_URL": (
                "amqps://sbns-pms-test-c311.servicebus.windows.net/ai_schedule_generation"
            ),
            "VAULT_URI": "https://kv-pms-test-c311.vault.azure.net",
            "SECRET_JWT_SIGNING_KEY_ARN": "https://kv-pms-test-c311.vault.azure.net/secrets/jwt-signing-key",
            "SECRET_OPENAI_API_KEY_ARN": "https://kv-pms-test-c311.vault.azure.net/secrets/openai-api-key",
        },
        "administrator": {
            "role": "id-pms-databases-administrator-test-358b761e",
            "client_id": "client-of-identity-database-roles-principal",
            "secret": None,
        },
        "client_ids": {name: f"client-of-identity-{name}-principal" for name in ("ai", "trip", "user")},
        "database_roles": {name: f"id-pms-{name}-test" for name in ("ai", "trip", "user")},
        "cache_users": {},
        "principal_ids": {name: f"principal-of-identity-{name}-principal" for name in ("ai", "trip", "user")},
        "image_host": "crpmstestc311.azurecr.io",
        "metrics_url": "https://query.test",
        "queue_name": "sbns-pms-test-c311",
        "scaler_client_id": "client-of-identity-scaler-principal",
        "kubeconfig": None,
        "node_groups": {},
        "identifier": on_azure().result["identifier"],
        "outputs": {
            "resource_group": "rg-pms-test",
            "cluster": "aks-pms-test",
            "registry": "crpmstestc311.azurecr.io",
            "vault": "https://kv-pms-test-c311.vault.azure.net",
            "database": "psqlve-pms-test-c311.writer.postgres.database.azure.com",
            "database_replicas": {"south-dr": "postgres-replica-south-dr.test"},
            "cache": "cache.test",
            "queue": "sbns-pms-test-c311.servicebus.windows.net",
        },
        "ready": {
            "ai": ["cluster", "endpoints", "identity-ai"],
            "location": ["cluster", "endpoints"],
            "trip": ["cluster", "endpoints", "identity-trip"],
            "user": ["cluster", "endpoints", "identity-user"],
        },
        "roles_ready": ["cluster", "endpoints", "identity-database-roles"],
    }


@pytest.mark.parametrize(
    ("changes", "outputs"),
    [
        (
            {
                "workloads": {},
                "cache": None,
                "search": None,
                "postgres": {"databases": ("pms",)},
                "passwords": {},
            },
            {
                "cluster": "eks-pms-test",
                "database": "pg-trip-test.example",
                "database_admin_secret": "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:rds",
            },
        ),
        (
            {"workloads": {}, "cache": None, "search": None, "postgres": None, "passwords": {}},
            {"cluster": "eks-pms-test"},
        ),
    ],
)
def test_a_platform_on_aws_that_nobody_uses(changes: dict[str, Any], outputs: dict[str, Any]) -> None:
    """Nobody makes roles, and no service has an identity."""
    found = composed(aws.platform, Environment.model_validate(ON_AWS | changes)).result
    assert (found["administrator"], found["client_ids"], found["roles_ready"]) == (None, {}, [])
    assert found["outputs"] == outputs


def test_a_service_that_uses_nothing_has_no_identity() -> None:
    """Beside one that does."""
    idle = {key: value for key, value in FIELDS["workloads"]["api"].items() if key != "uses"}
    both = {"workloads": {**FIELDS["workloads"], "idle": idle}}
    found = composed(aws.platform, Environment.model_validate(ON_AWS | both)).result
    assert (found["client_ids"].keys(), found["ready"].keys()) == ({"api"}, {"api"})


def test_the_provider_on_aws_has_the_stack_s_region_alone() -> None:
    """Without an account and a role of its own."""
    inputs = named(composed(aws.platform, Environment.model_validate(OF_NOBODY)), "aws").inputs
    assert inputs["region"] == "ap-northeast-2"
    assert {"allowedAccountIds", "assumeRoles"} & inputs.keys() == set()


def test_whoever_deploys_to_aws_signs_in_as_the_role_in_the_cluster_too() -> None:
    """The way to the cluster names it."""
    assert cluster_aws.DEPLOYER in on_aws().result["kubeconfig"].value
    unnamed = composed(aws.platform, Environment.model_validate(OF_NOBODY))
    assert cluster_aws.DEPLOYER not in unnamed.result["kubeconfig"].value


def test_who_may_come_to_a_private_api_on_azure() -> None:
    """The ranges that are named, by a rule of the nodes' subnet, whose endpoints heed its rules."""
    clients = {"pools": {"apps": {"taint": TAINT}}, "api_clients": ("203.0.113.0/24",)}
    found = composed(azure.platform, examples.environment(cluster=clients))
    rules = named(found, "network-nsg-application").inputs["securityRules"]
    assert [each["sourceAddressPrefix"] for each in rules if each["name"] == "clients-to-api"] == [
        "203.0.113.0/24"
    ]
    subnet = named(found, "network-subnet-application").inputs
    assert subnet["privateEndpointNetworkPolicies"] == "NetworkSecurityGroupEnabled"
    public = {**clients, "private": False}
    found = composed(azure.platform, examples.environment(cluster=public))
    rules = named(found, "network-nsg-application").inputs["securityRules"]
    assert [each for each in rules if each["name"] == "clients-to-api"] == []


def test_what_is_protected_on_aws() -> None:
    """What holds data, its keys, the cluster, and the log of what went through the network."""
    assert protected(on_aws()) == {
        "cache-key",
        "cache-nodes",
        "cluster-eks",
        "cluster-key",
        "network-flow-logs",
        "postgres-key",
        "postgres-primary",
        "postgres-replica-near",
        "search-domain",
        "search-key",
    }


def test_what_is_protected_on_azure() -> None:
    """What holds data, and the cluster; nothing where the environment may be thrown away."""
    assert protected(on_azure()) == {
        "cache-cluster",
        "cache-database",
        "cluster-aks",
        "metrics-workspace",
        "postgres-database-trips",
        "postgres-database-users",
        "postgres-primary",
        "postgres-replica-south-dr",
        "queue-namespace",
        "queue-queue-ai_schedule_generation",
        "registry-registry",
        "vault-vault",
    }
    assert protected(on_azure(protect=False)) == set()


def test_a_supplied_password_reaches_the_server() -> None:
    """As a secret."""
    assert named(on_aws(), "postgres-primary").inputs["passwordWo"] == Secret("correct-horse")


@pytest.mark.parametrize(
    ("name", "scope", "principal"),
    [
        ("cluster-network-role", "id:network-subnet-application", "principal-of-cluster-identity"),
        ("cluster-pull-role", "id:registry-registry", "kubelet"),
        (
            "identity-user-reads.jwt-signing-key",
            "id:vault-vault/secrets/jwt-signing-key",
            "principal-of-identity-user-principal",
        ),
        (
            "identity-trip-sends.ai_schedule_generation",
            "id:queue-queue-ai_schedule_generation",
            "principal-of-identity-trip-principal",
        ),
        (
            "identity-ai-receives.ai_schedule_generation",
            "id:queue-queue-ai_schedule_generation",
            "principal-of-identity-ai-principal",
        ),
        (
            "identity-scaler-counts.ai_schedule_generation",
            "id:queue-queue-ai_schedule_generation",
            "principal-of-identity-scaler-principal",
        ),
        ("identity-scaler-reads-metrics", "id:metrics-workspace", "principal-of-identity-scaler-principal"),
    ],
)
def test_who_may_do_what_on_azure(name: str, scope: str, principal: str) -> None:
    """Each permission is of one identity on one thing."""
    inputs = named(on_azure(), name).inputs
    assert (inputs["scope"], inputs["principalId"]) == (scope, principal)


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("identity-user", "pms:user"),
        ("identity-trip", "pms:trip"),
        ("identity-ai", "pms:ai"),
        ("identity-database-roles", "pms-database-roles:database-roles"),
        ("identity-scaler", "kube-system:keda-operator"),
    ],
)
def test_which_account_becomes_which_identity_on_azure(name: str, subject: str) -> None:
    """By tokens of the cluster's issuer."""
    inputs = named(on_azure(), f"{name}-federation").inputs
    assert (inputs["subject"], inputs["issuer"]) == (
        f"system:serviceaccount:{subject}",
        "https://issuer.test/",
    )


@pytest.mark.parametrize(
    ("name", "namespace", "account"),
    [("identity-api", "pms", "api"), ("identity-database-roles", "pms-database-roles", "database-roles")],
)
def test_which_account_becomes_which_role_on_aws(name: str, namespace: str, account: str) -> None:
    """In the stack's own cluster."""
    inputs = named(on_aws(), f"{name}-association").inputs
    assert (inputs["clusterName"], inputs["namespace"], inputs["serviceAccount"], inputs["roleArn"]) == (
        "eks-pms-test",
        namespace,
        account,
        f"arn:{name}-role",
    )


@pytest.mark.parametrize(
    ("name", "subnet", "target"),
    [
        ("postgres", "database", "postgres-primary"),
        ("postgres-south-dr", "database", "postgres-replica-south-dr"),
        ("cache", "cache", "cache-cluster"),
        ("queue", "endpoints", "queue-namespace"),
        ("vault", "endpoints", "vault-vault"),
        ("registry", "endpoints", "registry-registry"),
    ],
)
def test_which_way_leads_to_which_service(name: str, subnet: str, target: str) -> None:
    """A private endpoint in the subnet of its role."""
    inputs = named(on_azure(), f"endpoints-{name}-endpoint").inputs
    (connection,) = inputs["privateLinkServiceConnections"]
    assert (inputs["subnet"], connection["privateLinkServiceId"]) == (
        {"id": f"id:network-subnet-{subnet}"},
        f"id:{target}",
    )


def test_the_lock_comes_last_and_goes_first() -> None:
    """It waits for everything else in the group, and is there where it is asked for."""
    lock = named(on_azure(), "group-lock")
    assert lock.inputs["resourceGroupName"] == "rg-pms-test"
    assert lock.inputs["level"] == "CanNotDelete"
    assert lock.inputs["notes"] == "Set jiban:lock to false and deploy before anything here is to be deleted"
    assert {
        "cluster-pool-apps",
        "cluster-pull-role",
        "endpoints-registry-records",
        "identity-ai-receives.ai_schedule_generation",
        "identity-scaler-reads-metrics",
        "identity-trip-cache",
        "identity-user-cache",
    } <= lock.dependency_names
    assert "group-lock" not in {each.name for each in on_azure(lock=False).resources}


def test_the_administrator_of_the_databases_is_the_identity_that_makes_roles() -> None:
    """By its name and its object in the directory."""
    inputs = named(on_azure(), "postgres-roles-administrator").inputs
    assert (inputs["principalName"], inputs["objectId"]) == (
        "id-pms-databases-administrator-test-358b761e",
        "principal-of-identity-database-roles-principal",
    )


def test_everything_on_azure_stands_in_the_stack_s_group() -> None:
    """Which is made first."""
    groups = {each.inputs.get("resourceGroupName") for each in on_azure().resources if each.custom}
    assert groups - {None} == {"rg-pms-test"}
    made = [
        each for each in on_azure().resources if "resourceGroupName" in each.inputs and each.name != "group"
    ]
    assert [each.name for each in made if "group" not in each.dependency_names] == []


def test_a_service_on_aws_signs_in_to_the_cache_as_its_own_user() -> None:
    """The user that the cache has made for it."""
    policy = json.loads(named(on_aws(), "identity-api-cache").inputs["policy"])
    assert policy["Statement"][0]["Resource"] == ["arn:cache", "arn:cache-user-api"]


def test_a_service_on_aws_sends_requests_to_the_search_domain() -> None:
    """Of this stack, which is ruled by whoever deploys."""
    found = on_aws()
    policy = json.loads(named(found, "identity-api-search").inputs["policy"])
    assert policy["Statement"][0]["Resource"] == ["arn:aws:es:ap-northeast-2:111122223333:domain/search/*"]
    options = named(found, "search-domain").inputs["advancedSecurityOptions"]["masterUserOptions"]
    assert options == {"masterUserArn": cluster_aws.DEPLOYER}


def test_who_makes_the_roles_on_aws_reads_the_administrator_s_secret() -> None:
    """And decrypts it with the key of the database, by way of the service that keeps it."""
    policy = json.loads(named(on_aws(), "identity-database-roles-secret").inputs["policy"])
    assert [each["Resource"] for each in policy["Statement"]] == [
        ["arn:secret-of-ours"],
        ["arn:aws:kms:ap-northeast-2:111122223333:key/1"],
    ]


def test_the_group_on_azure_says_whose_it_is() -> None:
    """And where it is."""
    inputs = named(on_azure(), "group").inputs
    assert (inputs["location"], inputs["tags"]["owner"], inputs["tags"]["name"]) == (
        "koreacentral",
        "platform",
        "group",
    )
