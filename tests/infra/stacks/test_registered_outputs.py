"""What each component says of itself: its outputs, as `pulumi stack` and the console show them beside it."""

from functools import cache
from typing import Any, Final

from infra.stacks import aws, azure, kubernetes
from infra.stacks.platform import Platform
from jiban.components.naming import Naming
from jiban.components.tags import Ownership
from jiban.testing import ProgramPlan, Resource, plan_program
from tests.components.helpers import TENANT
from tests.infra.environments import stack
from tests.infra.stacks.test_aws import FIELDS, environment

NAMING: Final = Naming("trip", "test")
OWNERSHIP: Final = Ownership("trip", "test", "platform")
NETWORK: Final = ("application", "cache", "database", "endpoints", "gateway", "management")
ENDPOINTS: Final = (
    "cache",
    "postgres",
    "postgres-local",
    "postgres-south",
    "queue",
    "registry",
    "telemetry",
    "vault",
)


ROLE: Final = "arn:aws:iam::111122223333:role/some"
ACCOUNT: Final[dict[str, Any]] = {
    "authorization:getClientConfig": {"tenantId": TENANT, "subscriptionId": "subscription-1"}
}
ON_AWS: Final[dict[str, Any]] = {
    "iam:Role": {"arn": ROLE},
    "ec2:LaunchTemplate": {"latestVersion": 7},
    "eks:NodeGroup": {"resources": [{"autoscalingGroups": [{"name": "eks-apps-1-a1b2"}]}]},
    "eks:Cluster": {
        "arn": "arn:aws:eks:ap-northeast-2:111122223333:cluster/eks-trip-test",
        "endpoint": "https://eks.example",
        "certificateAuthority": {"data": "Q0E="},
        "identities": [{"oidcs": [{"issuer": "https://issuer.example"}]}],
        "vpcConfig": {"clusterSecurityGroupId": "sg-cluster", "subnetIds": []},
    },
    "elasticache:ReplicationGroup": {"configurationEndpointAddress": "cache.example"},
    "opensearch:Domain": {"endpoint": "search.example"},
    "cloudwatch:LogGroup": {"arn": "arn:aws:logs:ap-northeast-2:111122223333:log-group:some"},
    "rds:Instance": {
        "address": "db.example",
        "arn": "arn:aws:rds:ap-northeast-2:111122223333:db:db-trip-test",
        "resourceId": "db-1",
        "masterUserSecrets": [{"secretArn": "arn:aws:secretsmanager:1"}],
    },
}
AWS: Final[dict[str, dict[str, Any]]] = {
    "network": {
        "network_id": "id:network-vpc",
        "subnet_ids": {role: [f"id:network-subnet-{role}-{zone}" for zone in (1, 2, 3)] for role in NETWORK},
    },
    "cache": {"host": "cache.example"},
    "search": {"host": "search.example"},
    "postgres": {"host": "db.example", "adminSecret": "arn:aws:secretsmanager:1"},
    "cluster": {
        "cluster_id": "arn:aws:eks:ap-northeast-2:111122223333:cluster/eks-trip-test",
        "name": "eks-trip-test",
    },
    "identity-api": {"clientId": ROLE},
    "namespace": {"name": "trip", "deployer": "deployer"},
    "api": {"url": "http://api.trip"},
}


def _client(identity: Resource) -> dict[str, str]:
    return {"clientId": f"client of {identity.name}", "principalId": "principal"}


def _answer(server: Resource) -> dict[str, str]:
    return {"fullyQualifiedDomainName": f"{server.name}.example"}


@cache
def on_azure() -> ProgramPlan:
    """The platform of production and its services, after a deployment."""

    def program() -> None:
        asked = stack("prod").environment
        built = azure.platform(asked, NAMING, OWNERSHIP)
        kubernetes.workloads(asked, OWNERSHIP, built.contract, built.ready, built.roles_ready)

    return plan_program(
        program,
        functions=ACCOUNT,
        outputs={
            "managedidentity:UserAssignedIdentity": _client,
            "dbforpostgresql:Server": _answer,
            "redisenterprise:RedisEnterprise": {"hostName": "cache.example"},
            "monitor:AzureMonitorWorkspace": {"metrics": {"prometheusQueryEndpoint": "https://amw.example"}},
            "dashboard:Grafana": {"properties": {"endpoint": "https://grafana.example"}},
            "cdn:AFDEndpoint": {"hostName": "edge.example"},
            "network:PublicIPAddress": {"ipAddress": "203.0.113.9"},
        },
        resolve=True,
    )


def shown(plan: ProgramPlan) -> dict[str, Any]:
    """The outputs of each component that has any, by its name."""
    return {each.name: each.outputs for each in plan.resources if not each.custom and each.outputs}


AZURE: Final[dict[str, dict[str, Any]]] = {
    "logs": {"workspace_id": "id:logs-workspace"},
    "network": {
        "network_id": "id:network-vnet",
        "subnet_ids": {role: [f"id:network-subnet-{role}"] for role in NETWORK},
    },
    "registry": {"host": "crtripteste736.azurecr.io", "registry_id": "id:registry-registry"},
    "cluster": {"cluster_id": "id:cluster-aks", "name": "aks-trip-test"},
    "metrics": {"query_url": "https://amw.example", "workspace_id": "id:metrics-workspace"},
    "vault": {"uri": "https://kv-trip-test-e736.vault.azure.net"},
    "budget": {"budget_id": "id:budget-budget"},
    "postgres": {
        "host": "psqlve-trip-test-e736.writer.postgres.database.azure.com",
        "readHosts": {
            "local": "postgres-replica-local.example",
            "south": "postgres-replica-south.example",
        },
    },
    "cache": {"host": "cache.example"},
    "queue": {"host": "sbns-trip-test-e736.servicebus.windows.net"},
    "endpoints": {"endpoint_ids": {name: f"id:endpoints-{name}-endpoint" for name in ENDPOINTS}},
    "edge": {"host": "edge.example", "address": "203.0.113.9"},
    "edge-gateway": {"address": "203.0.113.9"},
    "dashboards": {"url": "https://grafana.example"},
    "alerts": {"action_groups": {"notice": "id:alerts-notice", "page": "id:alerts-page"}},
    "namespace": {"name": "trip", "deployer": "deployer"},
    "ingress": {"address": "10.0.1.254"},
    "ingress-namespace": {"name": "trip-ingress"},
    "rollouts-namespace": {"name": "trip-rollouts"},
    "rollouts": {"namespace": "trip-rollouts"},
    "delivery-namespace": {"name": "trip-delivery"},
    "delivery": {"application": "trip-test"},
}
SERVICES: Final = ("ai", "location", "trip", "user")


def test_on_azure_each_component_shows_what_is_its_own() -> None:
    """Ids, names, hosts and addresses; of an identity its client id, of a service where it is."""
    identities = {
        f"identity-{name}": {"clientId": f"client of identity-{name}-principal"}
        for name in (*SERVICES, "database-roles", "scaler", "rollouts")
    }
    services = {name: {"url": f"http://{name}.trip"} for name in SERVICES}
    assert shown(on_azure()) == {**AZURE, **identities, **services}


def test_on_aws_each_component_shows_what_is_its_own() -> None:
    """Ids and hosts, the secret of the master user, and of an identity the role's ARN."""

    def program() -> None:
        cluster = {**FIELDS["cluster"], "admins": ("arn:aws:iam::111122223333:role/admin",)}
        asked = environment(
            cluster=cluster, cache={}, search={}, deploy_role="arn:aws:iam::111122223333:role/admin"
        )
        built = aws.platform(asked, NAMING, OWNERSHIP)
        assert isinstance(built, Platform)
        kubernetes.workloads(asked, OWNERSHIP, built.contract, built.ready, built.roles_ready)

    found = shown(plan_program(program, outputs=ON_AWS, resolve=True))
    assert found.pop("node-autoscaler").keys() == {"version"}
    assert found == AWS
