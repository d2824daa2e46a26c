"""Both clouds' components of a tier are one component to whoever composes them."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from typing import Any

import pulumi
import pytest

from jiban.components.base import Cloud, SpecRefusedError, refuse_beyond
from jiban.components.cache import aws as aws_cache
from jiban.components.cache import azure as azure_cache
from jiban.components.cache.limits import LIMITS as CACHE
from jiban.components.cache.spec import CacheSpec, CacheWindowSpec
from jiban.components.cluster import aws as aws_cluster
from jiban.components.cluster import azure as azure_cluster
from jiban.components.cluster.limits import LIMITS as CLUSTER
from jiban.components.cluster.spec import ClusterSpec
from jiban.components.edge import aws as aws_edge
from jiban.components.edge import azure as azure_edge
from jiban.components.edge.limits import LIMITS as EDGE
from jiban.components.edge.spec import EdgeSpec
from jiban.components.identity import aws as aws_identity
from jiban.components.identity import azure as azure_identity
from jiban.components.network import aws as aws_network
from jiban.components.network import azure as azure_network
from jiban.components.network.limits import LIMITS as NETWORK
from jiban.components.network.spec import NetworkSpec
from jiban.components.postgres import aws as aws_postgres
from jiban.components.postgres import azure as azure_postgres
from jiban.components.postgres.limits import LIMITS as POSTGRES
from jiban.components.postgres.spec import PostgresSpec
from jiban.components.queue import aws as aws_queue
from jiban.components.queue import azure as azure_queue
from jiban.components.queue.limits import LIMITS as QUEUE
from jiban.components.queue.spec import QueueSpec
from jiban.testing import plan_program
from tests.components.helpers import AWS_SITE, SITE


@dataclass(frozen=True)
class Pair:
    """One tier on both clouds."""

    tier: str
    azure: type[pulumi.ComponentResource]
    aws: type[pulumi.ComponentResource]
    args: str
    """Name of the arguments' class."""
    own: dict[Cloud, set[str]]
    """Arguments that one cloud has and the other has no use for."""

    def args_of(self, cloud: Cloud) -> Any:
        """The class of the arguments on a cloud."""
        return getattr(import_module(f"jiban.components.{self.tier}.{cloud}"), self.args)


PAIRS = (
    # Pods of EKS have addresses of the network, so there is no range of theirs; its API has its own group;
    # its edge comes in from a list of addresses, Azure's by a tag or a link with a subnet of its own.
    Pair(
        "network",
        azure_network.Network,
        aws_network.Network,
        "NetworkArgs",
        {"azure": {"pod_cidr", "private_api", "entry", "link"}, "aws": {"entries"}},
    ),
    # AWS makes the certificates, and its load balancer sends to a group of pods; Azure's reads one in a vault
    # that it has to reach, and sends to one address. On AWS it also reads files from a bucket.
    Pair(
        "edge",
        azure_edge.Edge,
        aws_edge.Edge,
        "EdgeArgs",
        {"azure": {"zones", "vault", "target", "ready"}, "aws": {"target_group", "files"}},
    ),
    # On AWS IAM says who may pull images, and a deployment takes a role; metrics are collected from outside,
    # and each tier makes the groups of its own logs, whose days it is told.
    Pair(
        "cluster",
        azure_cluster.Cluster,
        aws_cluster.Cluster,
        "ClusterArgs",
        {"azure": {"registry", "metrics", "logs", "secret_files"}, "aws": {"deploy_role", "log_days"}},
    ),
    # A server of RDS stands in subnets, one of Azure behind a private endpoint that is made after it.
    Pair(
        "postgres",
        azure_postgres.Postgres,
        aws_postgres.Postgres,
        "PostgresArgs",
        {
            "azure": {"zones", "administrator", "promotion", "second_region"},
            "aws": {"network", "password", "log_days"},
        },
    ),
    # Nodes of ElastiCache stand in subnets, Azure's behind a private endpoint that is made after them; they
    # have users of their own, and Azure's cache lets in identities by an assignment on it.
    Pair(
        "cache",
        azure_cache.Cache,
        aws_cache.Cache,
        "CacheArgs",
        {"azure": set(), "aws": {"network", "services", "log_days"}},
    ),
    # Only Service Bus has a second region, whose roles may have changed; addresses of AWS hold the account.
    Pair(
        "queue",
        azure_queue.Broker,
        aws_queue.Broker,
        "BrokerArgs",
        {"azure": {"moved"}, "aws": {"account"}},
    ),
    # Azure trusts the cluster's issuer, EKS associates by the cluster's name; who may connect to a
    # database is said by IAM on AWS, by the database itself on Azure.
    Pair(
        "identity",
        azure_identity.ServiceIdentity,
        aws_identity.ServiceIdentity,
        "IdentityArgs",
        {
            "azure": {"issuer", "cache_line", "logs", "first"},
            "aws": {"cluster", "postgres", "search", "traces"},
        },
    ),
)

each_pair = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.tier)


def contract_of(component: type[pulumi.ComponentResource]) -> Any:
    """The class of a component's contract."""
    return getattr(import_module(component.__module__), _named(component.__annotations__["contract"]))


@each_pair
def test_both_give_the_same_contract(pair: Pair) -> None:
    """One dataclass, of the tier's contract module."""
    assert contract_of(pair.azure) is contract_of(pair.aws)
    assert is_dataclass(contract_of(pair.aws))
    assert contract_of(pair.aws).__module__ == f"jiban.components.{pair.tier}.contract"


@each_pair
def test_both_are_called_alike(pair: Pair) -> None:
    """The class has one name, and its constructor the same parameters in the same order."""
    assert pair.azure.__name__ == pair.aws.__name__
    parameters = [list(inspect.signature(each.__init__).parameters) for each in (pair.azure, pair.aws)]
    assert parameters == [["self", "name", "args", "opts"]] * 2


@each_pair
def test_both_take_the_same_arguments_but_for_those_listed(pair: Pair) -> None:
    """What only one cloud takes is written down here with its reason, and nothing else differs."""
    names = {cloud: {each.name for each in fields(pair.args_of(cloud))} for cloud in ("azure", "aws")}
    assert names["azure"] - names["aws"] == pair.own["azure"]
    assert names["aws"] - names["azure"] == pair.own["aws"]


@each_pair
def test_arguments_that_both_take_are_of_one_type(pair: Pair) -> None:
    """The same name never means two things."""
    types = {
        cloud: {each.name: each.type for each in fields(pair.args_of(cloud))} for cloud in ("azure", "aws")
    }
    shared = types["azure"].keys() & types["aws"].keys()
    assert {name: _named(types["azure"][name]) for name in shared} == {
        name: _named(types["aws"][name]) for name in shared
    }


@each_pair
def test_both_bear_the_same_type_in_the_state(pair: Pair) -> None:
    """The token says the tier, not the cloud."""
    tokens = {
        cloud: _token(inspect.getsource(each)) for cloud, each in (("azure", pair.azure), ("aws", pair.aws))
    }
    assert tokens == dict.fromkeys(tokens, f"jiban:{pair.tier}:{pair.aws.__name__}")


@pytest.mark.parametrize(
    ("limits", "cloud", "spec", "said"),
    [
        (NETWORK, "azure", NetworkSpec(egress="nat_per_zone"), "egress: an Azure subnet spans all zones"),
        (NETWORK, "aws", NetworkSpec(zones=(1,)), "zones: EKS and a database's subnet group need"),
        (
            CLUSTER,
            "azure",
            ClusterSpec(network_policy="vpc_cni"),
            "network_policy: vpc_cni is the engine of EKS",
        ),
        (CLUSTER, "aws", ClusterSpec(networking="overlay"), "networking: EKS gives every pod an address"),
        (QUEUE, "azure", QueueSpec(geo="alias"), "geo: geo alias needs a second region"),
        (QUEUE, "aws", QueueSpec(units=2), "units: SQS has no units that could be bought"),
        (
            POSTGRES,
            "azure",
            PostgresSpec(machine="Standard_B2s"),
            "standby: machine Standard_B2s is burstable",
        ),
        (CACHE, "azure", CacheSpec(maintenance=CacheWindowSpec()), "maintenance: windows of Azure Managed"),
        (CACHE, "aws", CacheSpec(clustering="single_endpoint"), "clustering: nodes of ElastiCache have no"),
        (EDGE, "azure", EdgeSpec(domains=("a.b.c",), origin="o.b.c", log_days=30), "log_days: what Azure's"),
        (EDGE, "aws", EdgeSpec(domains=("a.b.c",), origin="o.b.c"), "path: CloudFront's addresses are"),
        (
            POSTGRES,
            "aws",
            PostgresSpec(standby="same_zone"),
            "standby: a standby on RDS is always in another",
        ),
    ],
)
def test_each_cloud_refuses_what_the_other_alone_can_do(
    limits: Any, cloud: Cloud, spec: Any, said: str
) -> None:
    """One specification serves both; what a cloud cannot do it refuses with its reason."""
    with pytest.raises(SpecRefusedError) as refused:
        refuse_beyond(limits, cloud, "component", spec)
    assert said in str(refused.value)


@pytest.mark.parametrize("tier", ["network", "cluster", "postgres", "cache", "edge"])
def test_a_limit_of_one_cloud_is_none_of_the_others(tier: str) -> None:
    """Every tier that both clouds have has limits of both."""
    limits = import_module(f"jiban.components.{tier}.limits").LIMITS
    assert {limit.cloud for limit in limits} == {"azure", "aws"}


@pytest.mark.parametrize(
    ("network", "site"),
    [
        (
            lambda site: azure_network.Network(
                "network",
                azure_network.NetworkArgs(spec=NetworkSpec(), site=site, flows=[], pod_cidr=None),
            ),
            SITE,
        ),
        (
            lambda site: aws_network.Network(
                "network", aws_network.NetworkArgs(spec=NetworkSpec(), site=site, flows=[])
            ),
            AWS_SITE,
        ),
    ],
)
def test_one_address_plan_serves_both(network: Callable[[Any], Any], site: Any) -> None:
    """A network of the defaults gives its roles the same ranges on both clouds."""
    assert plan_program(lambda: dict(network(site).contract.ranges), resolve=True).result == {
        "gateway": "10.0.128.0/20",
        "application": "10.0.0.0/17",
        "database": "10.0.144.0/20",
        "cache": "10.0.160.0/20",
        "endpoints": "10.0.176.0/20",
        "management": "10.0.192.0/20",
    }


def _token(source: str) -> str:
    return source.partition("super().__init__(")[2].partition('"')[2].partition('"')[0]


def _named(type_: Any) -> str:
    """A type by its name, whether a module reads its annotations at once or not."""
    return re.sub(r"\b\w+\.", "", type_ if isinstance(type_, str) else inspect.formatannotation(type_))
