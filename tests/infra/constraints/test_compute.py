"""Servers are held to what they use and where they stand; without a cluster nothing may need one."""

import json
from typing import Any, Final

import pytest

from infra.constraints import faults
from infra.environment import Environment
from jiban.components.base import Fault
from tests.infra import pipeline_cases
from tests.infra.compute_cases import COMPUTE
from tests.infra.constraints import environments as azure

SOUND: Final[dict[str, Any]] = {
    "cloud": "aws",
    "region": "ap-northeast-2",
    "owner": "platform",
    "secrets": None,
    "observability": {"metrics": False},
    "cluster": None,
    "postgres": {"databases": ["pms"]},
    "compute": COMPUTE,
}
"""Servers and nothing else that runs."""
BALANCER: Final = {"clients": ["203.0.113.0/24"]}


def environment(**changes: Any) -> Environment:
    """The sound environment once top-level keys are changed."""
    return Environment.model_validate_json(json.dumps(SOUND | changes))


def found(**changes: Any) -> list[Fault]:
    """What is wrong with it then."""
    return faults(environment(**changes))


def servers(**groups: dict[str, Any]) -> dict[str, Any]:
    """Servers of these groups."""
    return {
        **COMPUTE,
        "servers": {name: {"image": "x:1", "order": 1, **each} for name, each in groups.items()},
    }


def test_servers_need_no_cluster() -> None:
    """No rule about nodes, pods or their addresses speaks then."""
    assert found() == []


@pytest.mark.parametrize(
    "network", [{"cidr": "10.2.0.0/16"}, {"cidr": "10.0.0.0/20"}, {"zones": [1, 2, 3, 4]}]
)
def test_no_room_is_kept_for_a_cluster_that_is_not_there(network: dict[str, Any]) -> None:
    """Neither the usual range of its services, nor addresses for its nodes, nor a node in each zone."""
    assert found(network=network) == []


def test_servers_may_stand_beside_a_cluster() -> None:
    """Both in one network."""
    cluster = {"service_cidr": "172.20.0.0/16", "admins": ["arn:aws:iam::111122223333:role/deployer"]}
    assert found(cluster=cluster, inside_network=True) == []


def test_a_deployers_role_need_not_enter_a_cluster_that_is_not_there() -> None:
    """It is of the account, and that is all."""
    role = "arn:aws:iam::111122223333:role/deployer"
    assert found(account="111122223333", deploy_role=role) == []


def test_something_runs() -> None:
    """An environment with neither is refused."""
    assert found(compute=None) == [
        Fault(
            ("cluster",),
            "there is neither a cluster nor a server, so nothing could run",
            "set compute, or remove cluster: null",
        )
    ]


def test_without_a_cluster_no_service_runs() -> None:
    """It is told where it could."""
    workload = {"image": "x.example.com/x:1", "resources": azure.RESOURCES, "ingress": True}
    assert found(workloads={"trip": workload}) == [
        Fault(
            ("workloads", "trip"),
            "a service runs in a cluster, and cluster is null",
            "move it to compute.servers, or remove cluster: null",
        )
    ]


def test_without_a_cluster_nothing_else_stands_in_one() -> None:
    """Argo CD, for one."""
    (fault,) = found(delivery={})
    assert fault == Fault(
        ("delivery",),
        "delivery stands in a cluster or leads to one, and cluster is null",
        "remove delivery, or cluster: null",
    )


@pytest.mark.parametrize(
    ("tier", "asked"),
    [
        ("objects", {"buckets": {"files": {}}}),
        ("queue", {"queues": {"jobs": {}}}),
        ("search", {"nodes": 1}),
    ],
)
def test_without_a_cluster_nobody_is_let_in(tier: str, asked: dict[str, Any]) -> None:
    """To what only services use: it would be paid for, and stay empty."""
    role = "arn:aws:iam::111122223333:role/deployer"
    assert Fault(
        (tier,),
        f"services in a cluster alone are let in to {tier}, and cluster is null",
        f"remove {tier}, or cluster: null",
    ) in found(**{tier: asked, "deploy_role": role})


@pytest.mark.parametrize("asked", [{"names": ["key"]}, {"keys": {"token": {}}}])
def test_without_a_cluster_nobody_reads_the_vault(asked: dict[str, Any]) -> None:
    """An empty one is nothing on AWS, and the default."""
    fault = Fault(
        ("secrets",),
        "services in a cluster alone read the vault, and cluster is null",
        "remove names and keys from secrets, or cluster: null",
    )
    assert fault in found(secrets=asked)
    assert found(secrets={}) == []


def test_without_a_cluster_there_is_nothing_on_dashboards() -> None:
    """Metrics are scraped in a cluster; that they are on by default is no fault."""
    assert found(observability={"grafana": True}) == [
        Fault(
            ("observability", "grafana"),
            "dashboards show metrics of a cluster, and cluster is null",
            "set observability.grafana to false; CloudWatch has those of servers",
        )
    ]
    assert found(observability={}) == []


def test_servers_are_backed_up_and_watched_without_a_cluster() -> None:
    """Their database has snapshots, their logs an archive, and all of it alerts."""
    logs = {"retention_days": 90, "archive_days": 365}
    watched = {"logs": logs, "alerts": {"emails": ["ops@example.com"]}}
    assert found(backup={}, observability=watched) == []


def test_servers_are_deployed_from_a_pipeline() -> None:
    """The small stack of who deploys has no need of a cluster."""
    changes = {
        "scope": "pipelines",
        "extends": "prod",
        "deploy_role": "arn:aws:iam::111122223333:role/pms-prod-deploy",
        "pipelines": pipeline_cases.BASE["pipelines"],
    }
    assert found(**changes) == []


def test_without_a_cluster_there_are_no_stacks_of_services() -> None:
    """A scope about Kubernetes has nothing to be about."""
    assert Fault(
        ("scope",),
        "scope workloads is about what stands in a cluster, and there is none",
        "set scope to all",
    ) in found(scope="workloads", extends="prod")
    assert found(scope="platform") == []


def test_azure_has_no_servers() -> None:
    """It keeps its cluster."""
    assert azure.found({"cluster": None, "workloads": azure.REMOVED}) == [
        Fault(
            ("cluster",),
            "servers are not built on azure yet, so nothing could run without a cluster",
            "remove cluster: null",
        )
    ]
    assert Fault(
        ("compute",), "compute is not built on azure yet", "set jiban:compute to null"
    ) in azure.found({"compute": COMPUTE})


def test_a_group_is_not_called_like_a_service() -> None:
    """Both would be one user of database and cache."""
    workload = {"image": "x.example.com/x:1", "resources": azure.RESOURCES, "ingress": True}
    cluster = {"service_cidr": "172.20.0.0/16", "admins": ["arn:aws:iam::111122223333:role/deployer"]}
    assert found(cluster=cluster, inside_network=True, workloads={"front": workload}) == [
        Fault(
            ("compute", "servers", "front"),
            "a service is called front as well, and both would be one user of database and cache",
            "give one of them another name",
        )
    ]


def test_a_group_is_not_called_like_a_user_of_the_server() -> None:
    """It signs in under its own name."""
    (fault,) = found(compute=servers(rdsadmin={"uses": {"databases": ["pms"]}}))
    assert fault.path == ("compute", "servers", "rdsadmin", "uses", "databases")
    assert found(compute=servers(rdsadmin={})) == []


def test_a_group_uses_databases_that_there_are() -> None:
    """With what is near."""
    assert found(compute=servers(api={"uses": {"databases": ["pmss"]}})) == [
        Fault(
            ("compute", "servers", "api", "uses", "databases", 0),
            "there is no database pmss in postgres.databases",
            "set pms",
        )
    ]
    (fault,) = found(postgres=None, compute=servers(api={"uses": {"databases": ["pms"]}}))
    assert fault.remedy == "add pms to postgres.databases"


def test_a_group_uses_a_cache_that_there_is() -> None:
    """It is in the environment."""
    asked = servers(api={"uses": {"cache": True}})
    assert found(compute=asked, cache={}) == []
    assert found(compute=asked) == [
        Fault(
            ("compute", "servers", "api", "uses", "cache"),
            "the group uses a cache, and the environment has none",
            "add cache",
        )
    ]


def test_an_image_has_a_registry() -> None:
    """Its own, or the environment's."""
    (fault,) = found(registry=None, compute=servers(api={}))
    assert fault.path == ("compute", "servers", "api", "image")
    assert found(registry=None, compute=servers(api={"image": "registry.example.com/x:1"})) == []


@pytest.mark.parametrize(
    ("certificate", "account", "reason"),
    [
        (
            "arn:aws:acm:us-east-1:111122223333:certificate/1",
            None,
            "the certificate is in us-east-1, and the load balancer in ap-northeast-2",
        ),
        (
            "arn:aws:acm:ap-northeast-2:444455556666:certificate/1",
            "111122223333",
            "the certificate is of account 444455556666, and account is 111122223333",
        ),
    ],
)
def test_the_certificate_is_the_load_balancers(certificate: str, account: str | None, reason: str) -> None:
    """ACM gives it to its own region and account alone."""
    asked = {**COMPUTE, "balancer": {**BALANCER, "certificate": certificate}}
    (fault,) = found(compute=asked, account=account)
    assert (fault.path, fault.reason) == (("compute", "balancer", "certificate"), reason)
