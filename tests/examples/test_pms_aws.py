"""The project management service on AWS: what its rows ask for is in the plan of each environment."""

from functools import cache
from typing import Any, Final

import pytest

from infra.environment import Environment
from infra.settings import SETTINGS
from jiban.model.digest import digest
from jiban.model.plan import Plan, Resource
from jiban.project.config import read_config
from jiban.project.project import find_project
from jiban.settings import layers
from tests.infra.environments import whole
from tests.infra.kubernetes_objects import validate
from tools.repository import ROOT

PROJECT: Final = ROOT / "examples" / "pms-aws"
STACKS: Final = ("dev", "test", "staging", "prod")

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


def stack_settings(stack: str) -> Environment:
    """What an environment says of itself."""
    project = find_project(PROJECT)
    return layers.load(SETTINGS, read_config(project, stack).values, project.stack_file(stack)).environment


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


@pytest.mark.parametrize(
    ("stack", "zones", "gateways"), [("dev", 2, 1), ("test", 2, 1), ("staging", 3, 3), ("prod", 3, 3)]
)
def test_p1_network(stack: str, zones: int, gateways: int) -> None:
    """Public and private subnets over two zones at least, NAT, and flow logs."""
    assert count(stack, "aws:ec2/vpc:Vpc") == 1
    assert count(stack, "aws:ec2/subnet:Subnet") == 6 * zones
    assert count(stack, "aws:ec2/natGateway:NatGateway") == gateways
    assert one(stack, "network-flow-log").inputs["trafficType"] == "ALL"


@pytest.mark.parametrize(
    ("stack", "standby"), [("dev", False), ("test", False), ("staging", True), ("prod", True)]
)
def test_p4_database(stack: str, standby: bool) -> None:  # noqa: FBT001 - a column of the table
    """RDS for PostgreSQL on a db.t3.medium, in production with a standby in another zone."""
    inputs = one(stack, "postgres-primary").inputs
    assert (inputs["engine"], inputs["instanceClass"], inputs["multiAz"]) == (
        "postgres",
        "db.t3.medium",
        standby,
    )


@pytest.mark.parametrize(
    ("stack", "size", "nodes"),
    [
        ("dev", "cache.t4g.micro", 1),
        ("test", "cache.t4g.micro", 1),
        ("staging", "cache.t4g.small", 2),
        ("prod", "cache.t4g.small", 2),
    ],
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
    """EKS, and a policy that lets the service reach its database and its cache and nothing else inside."""
    assert count(stack, "aws:eks/cluster:Cluster") == 1
    egress = one(stack, "pms-api-policy").inputs["spec"]["egress"]
    targets = [peer["ipBlock"]["cidr"] for rule in egress for peer in rule["to"]]
    stores = {
        "dev": ["10.10.144.0/20", "10.10.160.0/20"],
        "test": ["10.20.144.0/20", "10.20.160.0/20"],
        "staging": ["10.30.144.0/20", "10.30.160.0/20"],
        "prod": ["10.0.144.0/20", "10.0.160.0/20"],
    }
    assert targets == [*stores[stack], "169.254.170.23/32"]


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


def test_what_holds_data_is_protected_where_it_is_worth_keeping() -> None:
    """Server, cache, cluster, images, keys and records refuse deletion in production, and in staging, which
    is made like it; its backups have no copy elsewhere, so no key there. Nothing in development and test.
    """
    protected = {stack: {each.name for each in planned(stack).resources if each.protect} for stack in STACKS}
    here = {
        "cache-key",
        "cache-nodes",
        "postgres-primary",
        "postgres-key",
        "registry-api",
        "cluster-eks",
        "cluster-key",
        "network-flow-logs",
    }
    assert protected == {
        "dev": set(),
        "test": set(),
        "staging": here,
        "prod": here | {"postgres-key-elsewhere"},
    }


def test_p9_no_two_environments_share_an_address_or_an_account() -> None:
    """So all can be joined to one office network, and a deployment into the wrong account is refused."""
    settings = {stack: stack_settings(stack) for stack in STACKS}
    assert [each.account for each in settings.values()] == [
        "123456789012",
        "444455556666",
        "777788889999",
        "111122223333",
    ]
    ranges = [each.network.cidr for each in settings.values()]
    assert ranges == ["10.10.0.0/16", "10.20.0.0/16", "10.30.0.0/16", "10.0.0.0/16"]
    services = [each.kubernetes.service_cidr for each in settings.values()]
    assert services == ["172.21.0.0/16", "172.22.0.0/16", "172.23.0.0/16", "172.20.0.0/16"]


def test_p9_staging_is_productions_shape() -> None:
    """The same kinds of resources, but for the copy of the backups in another region."""
    missing = planned("prod").counts().keys() - planned("staging").counts().keys()
    assert missing == {
        "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    }
