"""An environment on AWS is held to AWS's limits, and told what is not built there."""

import json
from typing import Any, Final

from infra.constraints import faults
from infra.environment import Environment
from jiban.components.base import Fault

NODES: Final = {"machine": "t3.medium", "min_nodes": 3, "max_nodes": 3}
SOUND: Final[dict[str, Any]] = {
    "cloud": "aws",
    "region": "ap-northeast-2",
    "owner": "platform",
    "inside_network": True,
    "cluster": {
        "system_pool": NODES,
        "pools": {"apps": NODES},
        "admins": ["arn:aws:iam::111122223333:role/deployer"],
    },
    "registry": None,
    "secrets": None,
    "observability": {"metrics": False},
    "postgres": {"machine": "db.t3.medium", "databases": ["pms"]},
    "workloads": {
        "api": {
            "image": "registry.example.com/api:1.0.0",
            "resources": {"cpu": "200m", "memory": "256Mi", "memory_limit": "512Mi"},
            "ingress": True,
            "uses": {"databases": ["pms"]},
        }
    },
}
"""One service and its database."""


def found(**changes: Any) -> list[Fault]:
    """What is wrong with the sound environment once top-level keys are changed."""
    return faults(Environment.model_validate_json(json.dumps(SOUND | changes)))


def test_a_sound_environment_has_no_fault() -> None:
    """The service, its database and its cluster are all there on AWS."""
    assert found() == []


def test_a_service_without_a_database_may_be_called_like_a_role_of_the_server() -> None:
    """It never signs in there."""
    api = {key: value for key, value in SOUND["workloads"]["api"].items() if key != "uses"}
    assert found(workloads={"rdsadmin": api}) == []


def test_a_service_follows_a_query_where_something_answers() -> None:
    """The fault stands at the metric, in the service, and says what answers."""
    api = SOUND["workloads"]["api"] | {
        "autoscale": {
            "max_replicas": 4,
            "cpu_percent": 70,
            "schedules": {"day": {"start": "0 9 * * *", "end": "0 18 * * *", "pods": 3}},
            "metrics": {"load": {"kind": "query", "query": "sum(up)", "per_pod": 10.0}},
        }
    }
    assert found(workloads={"api": api}, observability={"metrics": True}) == []
    unanswered = found(workloads={"api": api}, observability={"metrics": False})
    assert [(fault.path, fault.reason) for fault in unanswered] == [
        (
            ("workloads", "api", "autoscale", "metrics", "load", "kind"),
            "observability.metrics is false, so nothing answers a query",
        )
    ]


def test_nodes_and_their_pods_fit_the_subnets_of_the_zones() -> None:
    """In a small network the sum is shown as EKS takes addresses, and a range that would do."""
    (fault,) = found(network={"cidr": "10.0.0.0/20"})
    assert fault == Fault(
        ("network", "cidr"),
        "network.subnets.application 10.0.0.0/21 holds 507 addresses in each zone; cluster needs up to 1040: "
        "(4 nodes + 4 surge) x (2 interfaces + 8 prefixes of 16)",
        "set a larger network, so that its half is a /19, or fewer max_nodes",
    )


def test_a_zone_of_the_region_is_known_by_its_number() -> None:
    """Tokyo's third is closed."""
    assert [fault.path for fault in found(region="ap-northeast-1")] == [("network", "zones", 2)]


def test_a_pod_fits_by_what_eks_leaves_of_a_node() -> None:
    """A t3.medium has 1.93 cores for pods."""
    resources = {"cpu": "2", "memory": "256Mi", "memory_limit": "512Mi"}
    (first, *_) = found(workloads={"api": SOUND["workloads"]["api"] | {"resources": resources}})
    assert first.path == ("workloads", "api", "resources", "cpu")
    assert "a node of pool apps (t3.medium) has 1.93 left for pods" in first.reason


def test_azures_own_rules_are_not_asked() -> None:
    """A database subnet needs no room for private endpoints, and the gateway none for ten instances."""
    assert found(network={"subnets": {"database": "10.0.144.0/26"}}) == []


def test_a_deployment_takes_a_role_of_the_account() -> None:
    """A role of another account would deploy there, and be refused by the provider."""
    role = SOUND["cluster"]["admins"][0]
    assert found(account="111122223333", deploy_role=role) == []
    assert found(deploy_role=role) == []
    assert found(account="444455556666", deploy_role=role) == [
        Fault(
            ("deploy_role",),
            "the role is of account 111122223333, and account is 444455556666",
            "name a role of the account, or set account to the role's",
        )
    ]


def test_the_role_that_deploys_may_enter_the_cluster() -> None:
    """EKS lets in those alone that are named."""
    assert found(deploy_role="arn:aws:iam::111122223333:role/pipeline") == [
        Fault(
            ("deploy_role",),
            "arn:aws:iam::111122223333:role/pipeline is not in cluster.admins, so a deployment could create "
            "nothing in the cluster",
            "add it to cluster.admins",
        )
    ]
