"""The project management service on AWS: what its rows ask for is in the plan of each environment."""

from functools import cache
from typing import Any, Final

import pytest

from jiban.model.digest import digest
from jiban.model.plan import Plan, Resource
from tests.infra.environments import whole
from tests.infra.kubernetes_objects import validate
from tools.repository import ROOT

PROJECT: Final = ROOT / "examples" / "pms-aws"
STACKS: Final = ("dev", "prod")

each_stack = pytest.mark.parametrize("stack", STACKS)


@cache
def planned(stack: str) -> Plan:
    """The plan of an environment."""
    return whole(PROJECT, stack)


def one(stack: str, name: str) -> Resource:
    """The only resource of a logical name."""
    (found,) = [
        each for each in planned(stack).resources if each.name == name and not each.type.startswith("jiban:")
    ]
    return found


def count(stack: str, type_: str) -> int:
    """How many resources of a type there are."""
    return planned(stack).counts().get(type_, 0)


@each_stack
def test_nothing_is_asked_of_a_cloud(stack: str) -> None:
    """No answer stands in for one that only AWS could give, and nothing is looked up."""
    assert (planned(stack).placeholders, planned(stack).lookups) == ((), ())


@each_stack
def test_nothing_is_warned_of(stack: str) -> None:
    """The program uses no deprecated input."""
    assert planned(stack).diagnostics == ()


@each_stack
def test_every_kubernetes_object_is_valid(stack: str) -> None:
    """By the published schemas of the cluster's version, no unknown field among them."""
    assert validate(digest(planned(stack)), "1.36") == []


@pytest.mark.parametrize(("stack", "zones", "gateways"), [("dev", 2, 1), ("prod", 3, 3)])
def test_p1_network(stack: str, zones: int, gateways: int) -> None:
    """Public and private subnets over two zones at least, NAT, and flow logs."""
    assert count(stack, "aws:ec2/vpc:Vpc") == 1
    assert count(stack, "aws:ec2/subnet:Subnet") == 6 * zones
    assert count(stack, "aws:ec2/natGateway:NatGateway") == gateways
    assert one(stack, "network-flow-log").inputs["trafficType"] == "ALL"


@pytest.mark.parametrize(("stack", "standby"), [("dev", False), ("prod", True)])
def test_p4_database(stack: str, standby: bool) -> None:  # noqa: FBT001 - a column of the table
    """RDS for PostgreSQL on a db.t3.medium, in production with a standby in another zone."""
    inputs = one(stack, "postgres-primary").inputs
    assert (inputs["engine"], inputs["instanceClass"], inputs["multiAz"]) == (
        "postgres",
        "db.t3.medium",
        standby,
    )


@pytest.mark.parametrize(
    ("stack", "size", "nodes"), [("dev", "cache.t4g.micro", 1), ("prod", "cache.t4g.small", 2)]
)
def test_p5_cache(stack: str, size: str, nodes: int) -> None:
    """ElastiCache for sessions, in production on two nodes in two zones, so that one may be lost."""
    inputs = one(stack, "cache-nodes").inputs
    assert (inputs["engine"], inputs["nodeType"], inputs["numCacheClusters"], inputs["multiAzEnabled"]) == (
        "valkey",
        size,
        nodes,
        nodes == 2,
    )


def test_p5_the_service_signs_in_to_the_cache_as_itself() -> None:
    """It is told where the cache is, the name that a token is made for, and its own user. In production the
    platform's outputs say so.
    """
    (container,) = one("dev", "pms-api-deployment").inputs["spec"]["template"]["spec"]["containers"]
    told = {each["name"]: each.get("value") for each in container["env"]}
    assert (
        told["CACHE_USER"] == one("dev", "cache-user-pms-api").inputs["userName"] == "cache-pms-pms-api-dev"
    )
    assert (told["CACHE_NAME"], told["CACHE_PORT"]) == ("cache-pms-dev", "6379")


@each_stack
def test_p8_cluster_and_network_policy(stack: str) -> None:
    """EKS, and a policy that lets the service reach its database and its cache and nothing else inside; its
    secret it reaches inside in production, and outside in development.
    """
    assert count(stack, "aws:eks/cluster:Cluster") == 1
    egress = one(stack, "pms-api-policy").inputs["spec"]["egress"]
    targets = [peer["ipBlock"]["cidr"] for rule in egress for peer in rule["to"]]
    agent = "169.254.170.23/32"
    expected = {
        "dev": ["10.10.144.0/20", "10.10.160.0/20", agent, "0.0.0.0/0"],
        "prod": ["10.0.144.0/20", "10.0.160.0/20", "10.0.176.0/20", agent],
    }
    assert targets == expected[stack]


@each_stack
def test_p8_the_service_reads_its_secret_by_its_identity(stack: str) -> None:
    """A secret that its owner fills: the deployment writes no value, and the program is told where it is."""
    assert count(stack, "aws:secretsmanager/secret:Secret") == 1
    assert count(stack, "aws:secretsmanager/secretVersion:SecretVersion") == 0
    assert one(stack, "identity-pms-api-secrets").inputs["name"] == "secrets"
    (container,) = one(stack, "pms-api-deployment").inputs["spec"]["template"]["spec"]["containers"]
    assert "SECRET_SESSION_SIGNING_KEY_ARN" in {each["name"] for each in container["env"]}


def test_p1_production_reaches_its_secrets_inside_the_network() -> None:
    """By an endpoint in each zone, so that its pods need no way to the internet."""
    endpoint = one("prod", "endpoints-secretsmanager").inputs
    assert (endpoint["privateDnsEnabled"], len(endpoint["subnetIds"])) == (True, 3)
    assert count("dev", "aws:ec2/vpcEndpoint:VpcEndpoint") == 1


@each_stack
def test_p8_deployment_is_the_documents(stack: str) -> None:
    """Requests, limits, port and probes; the database's address under the program's own name."""
    (container,) = one(stack, "pms-api-deployment").inputs["spec"]["template"]["spec"]["containers"]
    assert container["resources"] == {
        "requests": {"cpu": "200m", "memory": "256Mi"},
        "limits": {"cpu": "500m", "memory": "512Mi"},
    }
    assert container["ports"][0]["containerPort"] == 8080
    assert container["livenessProbe"]["httpGet"]["path"] == "/api/health"
    assert container["readinessProbe"]["httpGet"]["path"] == "/api/readiness"
    assert "DB_HOST" in {each["name"] for each in container["env"]}


def test_p8_production_scales_by_what_the_cluster_measures() -> None:
    """An autoscaler over processor time and memory, for which metrics-server is there."""
    spec: Any = one("prod", "pms-api-autoscaler").inputs["spec"]
    assert [each["resource"]["name"] for each in spec["metrics"]] == ["cpu", "memory"]
    assert one("prod", "cluster-addon-metrics-server").inputs["addonName"] == "metrics-server"


def test_what_holds_data_is_protected_in_production_alone() -> None:
    """Server, cache, cluster, images, keys and records refuse deletion there, nothing in development."""
    protected = {stack: {each.name for each in planned(stack).resources if each.protect} for stack in STACKS}
    assert protected == {
        "dev": set(),
        "prod": {
            "cache-key",
            "cache-nodes",
            "postgres-primary",
            "postgres-key",
            "postgres-key-elsewhere",
            "registry-api",
            "cluster-eks",
            "cluster-key",
            "network-flow-logs",
            "vault-key",
            "vault-secret-session-signing-key",
        },
    }
