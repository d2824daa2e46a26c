"""A platform on AWS as its services see it, in one stack and from another's outputs."""

import json
from typing import Any, Final

import pulumi

from infra.environment import Environment
from infra.stacks import aws
from infra.stacks import platform as seam
from infra.stacks.platform import platform_from, platform_outputs, shape
from jiban.components.naming import Naming
from jiban.components.tags import Ownership
from jiban.components.workload.contract import Administrator, PlatformContract
from jiban.testing import plan_program

FIELDS: Final[dict[str, Any]] = {
    "cloud": "aws",
    "region": "ap-northeast-2",
    "owner": "platform",
    "cluster": {"service_cidr": "172.20.0.0/16"},
    "registry": None,
    "secrets": None,
    "observability": {"metrics": False},
    "postgres": {"databases": ("pms",)},
    "workloads": {
        "api": {
            "image": "registry.example.com/api:1.0.0",
            "resources": {"cpu": "200m", "memory": "256Mi", "memory_limit": "512Mi"},
            "uses": {"databases": ("pms",)},
        }
    },
}


def environment(**fields: Any) -> Environment:
    """An environment on AWS, with these fields instead of its own."""
    return Environment.model_validate(FIELDS | fields)


def test_pods_reach_the_api_server_in_the_nodes_subnets_in_any_case() -> None:
    """On EKS its private address is there even where it has a public one, too."""
    assert shape(environment(cluster={"private": False})).private_api
    assert not shape(
        Environment.model_validate(
            {"region": "koreacentral", "owner": "platform", "cluster": {"private": False}}
        )
    ).private_api


def test_policies_see_the_first_address_of_the_service_range() -> None:
    """On EKS a pod that calls the API server is judged by the address of its Service; on AKS it is not."""
    assert shape(environment()).api_service == "172.20.0.1"
    assert (
        shape(Environment.model_validate({"region": "koreacentral", "owner": "platform"})).api_service is None
    )


def test_pods_have_no_range_beside_the_networks() -> None:
    """A pod range of the other cloud's default is none of the private ones here."""
    found = shape(environment(network={"cidr": "100.70.0.0/16"})).private_ranges
    assert found == (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
    )


SECRET = "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:pg"  # noqa: S105 its name


def test_a_platform_without_keda_is_read_from_another_stack() -> None:
    """What AWS does not have is not asked of the outputs."""
    whole = environment()

    def deployed() -> PlatformContract:
        return PlatformContract(
            shape=shape(whole),
            kubeconfig=pulumi.Output.from_input("apiVersion: v1"),
            client_ids={"api": "arn:aws:iam::111122223333:role/api"},
            database_roles={"api": "api"},
            principal_ids={"api": "role-api"},
            administrator=Administrator(role="postgres", secret=SECRET),
            addresses={"POSTGRES_HOST": "db.example"},
            cluster_identifier="https://eks.example",
            node_groups={key: f"eks-{key}" for key in shape(whole).node_groups},
        )

    def services() -> Any:
        read = platform_from(environment(scope="workloads", platform_stack="acme/pms/prod"))
        return {
            "addresses": dict(read.addresses),
            "ids": dict(read.client_ids),
            "cluster": read.cluster_identifier,
            "group": read.node_groups["apps-2"],
            "administrator": vars(read.administrator),
            "others": [read.image_host, read.metrics_url, read.queue_name, read.scaler_client_id],
        }

    # A deployment keeps no output that is nothing.
    outputs = plan_program(lambda: platform_outputs(deployed())).result
    kept = {name: value for name, value in outputs[seam.VALUES].items() if value is not None}
    stacks = {"acme/pms/prod": outputs | {seam.VALUES: kept}}
    assert plan_program(services, stacks=stacks).result == {
        "addresses": {"POSTGRES_HOST": "db.example"},
        "ids": {"api": "arn:aws:iam::111122223333:role/api"},
        "cluster": "https://eks.example",
        "group": "eks-apps-2",
        "administrator": {
            "role": "postgres",
            "client_id": None,
            "secret": SECRET,
        },
        "others": [None, None, None, None],
    }


USING: Final[dict[str, Any]] = {
    "cache": {},
    "workloads": {"api": {**FIELDS["workloads"]["api"], "uses": {"databases": ("pms",), "cache": True}}},
}


def test_users_of_the_cache_are_read_from_another_stack() -> None:
    """With the name that their tokens are made for."""
    whole = environment(**USING)
    addresses = {
        "POSTGRES_HOST": "db.example",
        "CACHE_HOST": "cache.example",
        "CACHE_PORT": "6379",
        "CACHE_NAME": "cache-pms-prod",
    }

    def deployed() -> PlatformContract:
        return PlatformContract(
            shape=shape(whole),
            kubeconfig=pulumi.Output.from_input("apiVersion: v1"),
            client_ids={"api": "role-arn"},
            database_roles={"api": "api"},
            principal_ids={"api": "role-api"},
            cache_users={"api": "cache-pms-api-prod"},
            administrator=Administrator(role="postgres", secret=SECRET),
            addresses=addresses,
            node_groups={key: f"eks-{key}" for key in shape(whole).node_groups},
        )

    def services() -> Any:
        read = platform_from(environment(scope="workloads", platform_stack="acme/pms/prod", **USING))
        return {"users": dict(read.cache_users), "addresses": dict(read.addresses)}

    outputs = plan_program(lambda: platform_outputs(deployed())).result
    assert plan_program(services, stacks={"acme/pms/prod": outputs}).result == {
        "users": {"api": "cache-pms-api-prod"},
        "addresses": addresses,
    }


def test_a_platform_without_users_of_a_cache_tells_of_none() -> None:
    """So that a platform of an earlier release is the same."""
    bare = PlatformContract(shape=shape(environment()), kubeconfig=pulumi.Output.from_input(""))
    outputs = plan_program(lambda: platform_outputs(bare)).result
    assert "cache_users" not in outputs[seam.VALUES]


def provider(**fields: Any) -> dict[str, Any]:
    """The inputs of the AWS provider of a stack."""
    whole = environment(**fields)
    naming, ownership = Naming("pms", "test"), Ownership("pms", "test", "platform")
    planned = plan_program(lambda: aws.platform(whole, naming, ownership) and None)
    (found,) = [each for each in planned.resources if each.type == "pulumi:providers:aws"]
    return dict(found.inputs)


def test_a_deployment_stays_in_its_account_and_takes_its_role() -> None:
    """The provider refuses credentials of another account before anything is changed."""
    role = "arn:aws:iam::111122223333:role/deployer"
    cluster = {"admins": (role,), "service_cidr": "172.20.0.0/16"}
    inputs = provider(account="111122223333", deploy_role=role, cluster=cluster)
    assert json.loads(inputs["allowedAccountIds"]) == ["111122223333"]
    assert json.loads(inputs["assumeRoles"]) == [{"roleArn": role}]


def test_without_an_account_the_credentials_decide() -> None:
    """Neither is asked for."""
    cluster = {"admins": ("arn:aws:iam::111122223333:role/deployer",), "service_cidr": "172.20.0.0/16"}
    assert {"allowedAccountIds", "assumeRoles"} & set(provider(cluster=cluster)) == set()


def test_the_autoscaler_is_told_the_fewest_and_the_most_of_each_group() -> None:
    """A group a zone, with its part of the pool's nodes."""
    pools = {"apps": {"min_nodes": 4, "max_nodes": 8}}
    asked = environment(network={"zones": (1, 2)}, cluster={"service_cidr": "172.20.0.0/16", "pools": pools})
    found = shape(asked).node_groups
    assert {key: found[key] for key in ("apps-1", "apps-2")} == {"apps-1": (2, 4), "apps-2": (2, 4)}
