"""A cache on AWS is private and encrypted, has a standby in another zone, and lets in identities alone."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.cache.aws import Cache, CacheArgs
from jiban.components.cache.spec import CacheSpec, CacheWindowSpec
from jiban.components.network.contract import NetworkContract
from jiban.components.site import Site
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE
from tests.components.log_keys import groups_of

NODES = "elasticache:ReplicationGroup"
USER = "elasticache:User"
ARN = "arn:aws:elasticache:ap-northeast-2:111122223333"
OUTPUTS: dict[str, dict[str, Any]] = {
    "kms:Key": {"arn": "arn:aws:kms:ap-northeast-2:111122223333:key/1", "keyId": "12345678-9abc"},
    NODES: {
        "arn": f"{ARN}:replicationgroup:cache-trip-test",
        "primaryEndpointAddress": "master.cache.example",
        "configurationEndpointAddress": "clustercfg.cache.example",
    },
    USER: {"arn": f"{ARN}:user:some"},
}


def made(
    spec: CacheSpec | None = None, site: Site = AWS_SITE, services: Sequence[str] = ("user", "trip")
) -> ProgramPlan:
    """What a cache asks for, and its contract."""

    def program() -> Any:
        known = pulumi.Output.from_input
        network = NetworkContract(
            network_id=known("vpc"),
            subnet_ids={"cache": [known("subnet-1"), known("subnet-2")]},
            ranges={},
            security_groups={"cache": known("sg-cache")},
        )
        args = CacheArgs(spec=spec or CacheSpec(), site=site, network=network, services=services)
        contract = Cache("cache", args).contract
        return {
            "id": contract.cache_id,
            "name": contract.name,
            "token_name": contract.token_name,
            "host": contract.host,
            "port": contract.port,
            "users": {name: (each.name, each.user_id) for name, each in contract.users.items()},
        }

    return plan_program(program, outputs=OUTPUTS, resolve=True)


def picked(spec: CacheSpec, *keys: str) -> dict[str, Any]:
    """Some inputs of the nodes, None where one is not given."""
    inputs = made(spec).resource(NODES, "cache-nodes").inputs
    return {key: inputs.get(key) for key in keys}


def parameters(spec: CacheSpec) -> dict[str, str]:
    """The parameters of the nodes, by name."""
    (group,) = made(spec).resources_of("elasticache:ParameterGroup")
    return {each["name"]: each["value"] for each in group.inputs["parameters"]}


SHAPE = (
    "clusterMode",
    "numNodeGroups",
    "replicasPerNodeGroup",
    "numCacheClusters",
    "automaticFailoverEnabled",
    "multiAzEnabled",
)


@pytest.mark.parametrize(
    ("clustering", "standby", "shape"),
    [
        ("cluster", True, ("enabled", 1, 1, None, True, True)),
        ("cluster", False, ("enabled", 1, 0, None, True, False)),
        ("none", True, ("disabled", None, None, 2, True, True)),
        ("none", False, ("disabled", None, None, 1, False, False)),
    ],
)
def test_nodes_by_shards_and_standby(clustering: str, *, standby: bool, shape: tuple[Any, ...]) -> None:
    """A standby is a second node in another zone; shards take failover even without one."""
    spec = CacheSpec.model_validate({"clustering": clustering, "standby": standby})
    assert tuple(picked(spec, *SHAPE).values()) == shape


def test_the_engine_is_valkey_of_a_named_version() -> None:
    """AWS does not move it, or the provider would replace the cache."""
    assert picked(CacheSpec(), "engine", "engineVersion", "autoMinorVersionUpgrade") == {
        "engine": "valkey",
        "engineVersion": "9.1",
        "autoMinorVersionUpgrade": False,
    }


def test_nothing_goes_in_plain_text() -> None:
    """TLS is required, and the data's key is the cache's own."""
    keys = ("transitEncryptionEnabled", "transitEncryptionMode", "atRestEncryptionEnabled", "kmsKeyId")
    assert picked(CacheSpec(), *keys) == {
        "transitEncryptionEnabled": True,
        "transitEncryptionMode": "required",
        "atRestEncryptionEnabled": True,
        "kmsKeyId": "arn:aws:kms:ap-northeast-2:111122223333:key/1",
    }
    key = made().resource("kms:Key", "cache-key")
    assert (key.inputs["enableKeyRotation"], key.inputs["deletionWindowInDays"], key.protect) == (
        True,
        30,
        True,
    )
    assert made().resource("kms:Alias", "cache-key-alias").inputs["name"] == "alias/key-trip-cache-test"


def test_the_nodes_stand_in_the_cache_subnets() -> None:
    """And in their group alone."""
    assert picked(CacheSpec(), "securityGroupIds", "subnetGroupName", "port") == {
        "securityGroupIds": ["sg-cache"],
        "subnetGroupName": "cache-trip-test",
        "port": 6379,
    }
    subnets = made().resource("elasticache:SubnetGroup", "cache-subnets").inputs
    assert subnets["subnetIds"] == ["subnet-1", "subnet-2"]


@pytest.mark.parametrize(
    ("spec", "sku"),
    [
        (CacheSpec(), "cache.t4g.small"),
        (CacheSpec(machine="cache.t3.small"), "cache.t3.small"),
        (CacheSpec(working_set_gb=5.0), "cache.r7g.large"),
    ],
)
def test_the_size(spec: CacheSpec, sku: str) -> None:
    """The default, one by name, and one by the working set."""
    assert picked(spec, "nodeType") == {"nodeType": sku}


@pytest.mark.parametrize("eviction", ["volatile-lru", "allkeys-lru", "noeviction"])
def test_what_is_evicted_is_a_parameter(eviction: str) -> None:
    """Beside the reserve that sizes are worked out with."""
    assert parameters(CacheSpec.model_validate({"eviction": eviction})) == {
        "cluster-enabled": "yes",
        "maxmemory-policy": eviction,
        "reserved-memory-percent": "25",
    }


def test_parameters_of_another_mode_are_another_group() -> None:
    """The mode of a group in use cannot be changed."""
    assert parameters(CacheSpec(clustering="none"))["cluster-enabled"] == "no"
    names = [
        [each.inputs["name"] for each in made(spec).resources_of("elasticache:ParameterGroup")]
        for spec in (CacheSpec(), CacheSpec(clustering="none"))
    ]
    assert names == [["cache-trip-valkey9-cluster-test"], ["cache-trip-valkey9-single-test"]]


def test_patches_come_in_the_window() -> None:
    """In UTC; without one AWS chooses."""
    window = CacheWindowSpec(day="Monday", start="03:30", utc_offset="+09:00")
    assert picked(CacheSpec(maintenance=window), "maintenanceWindow") == {
        "maintenanceWindow": "sun:18:30-sun:19:30"
    }
    assert picked(CacheSpec(), "maintenanceWindow") == {"maintenanceWindow": None}


def test_a_protected_cache_leaves_a_snapshot() -> None:
    """Under a name that no later cache's will have; daily ones are not kept."""
    assert picked(CacheSpec(), "snapshotRetentionLimit", "finalSnapshotIdentifier") == {
        "snapshotRetentionLimit": 0,
        "finalSnapshotIdentifier": "cache-trip-test-final-12345678",
    }
    assert made().resource(NODES, "cache-nodes").protect


def test_a_cache_that_may_go_leaves_none() -> None:
    """Nor refuses deletion."""
    nodes = made(site=replace(AWS_SITE, protect=False)).resource(NODES, "cache-nodes")
    assert "finalSnapshotIdentifier" not in nodes.inputs
    assert not nodes.protect


def test_a_change_is_made_at_once() -> None:
    """Not in the next window."""
    assert picked(CacheSpec(), "applyImmediately") == {"applyImmediately": True}


def test_logs_go_to_groups_that_end() -> None:
    """Slow commands and what the engine says, 90 days."""
    logs = {"slow-log": "/aws/elasticache/cache-trip-test/slow-log"}
    logs["engine-log"] = "/aws/elasticache/cache-trip-test/engine-log"
    assert picked(CacheSpec(), "logDeliveryConfigurations")["logDeliveryConfigurations"] == [
        {"destination": group, "destinationType": "cloudwatch-logs", "logFormat": "json", "logType": log}
        for log, group in logs.items()
    ]
    groups = made().resources_of("cloudwatch:LogGroup")
    assert {each.inputs["name"]: each.inputs["retentionInDays"] for each in groups} == dict.fromkeys(
        logs.values(), 90
    )


def test_logs_are_under_the_caches_key() -> None:
    """A group waits until CloudWatch may use the key, which it tries at once."""
    found = made()
    for group in found.resources_of("cloudwatch:LogGroup"):
        assert group.inputs["kmsKeyId"] == "arn:aws:kms:ap-northeast-2:111122223333:key/1"
        assert "cache-key-policy" in group.dependency_names
    assert groups_of(found, "cache-key-policy") == ["/aws/elasticache/cache-trip-test/*"]


def test_a_service_is_a_user_that_signs_in_by_its_identity() -> None:
    """Its id is its name, in small letters, as IAM wants it."""
    inputs = dict(made().resource(USER, "cache-user-trip").inputs)
    assert {key: inputs[key] for key in ("userId", "userName", "accessString", "authenticationMode")} == {
        "userId": "cache-trip-trip-test",
        "userName": "cache-trip-trip-test",
        "accessString": "on ~* +@all",
        "authenticationMode": {"type": "iam"},
    }


def test_who_does_not_say_who_it_is_may_do_nothing() -> None:
    """The user `default` is off."""
    inputs = dict(made().resource(USER, "cache-nobody").inputs)
    assert {key: inputs[key] for key in ("userName", "accessString", "authenticationMode")} == {
        "userName": "default",
        "accessString": "off -@all",
        "authenticationMode": {"type": "no-password-required"},
    }
    assert inputs["userId"] != "default"


def test_nobody_else_is_in_the_group() -> None:
    """Each service once, and the user that is off; no password is anywhere."""
    plan = made(services=("user", "trip", "user"))
    group = plan.resource("elasticache:UserGroup", "cache-users").inputs
    nobody = plan.resource(USER, "cache-nobody").inputs["userId"]
    assert group["userIds"] == [nobody, "cache-trip-trip-test", "cache-trip-user-test"]
    assert {each.inputs["engine"] for each in plan.resources_of(USER)} == {group["engine"]} == {"redis"}
    assert plan.resource(NODES, "cache-nodes").inputs["userGroupIds"] == ["cache-trip-test"]
    assert {"passwords", "authToken"} & {key for each in plan.resources for key in each.inputs} == set()


def test_no_service_has_the_id_of_the_user_that_is_off() -> None:
    """Whatever it is called."""
    plan = made(services=("default-nobody", "nobody", "default"))
    ids = [each.inputs["userId"] for each in plan.resources_of(USER)]
    assert len(set(ids)) == 4


@pytest.mark.parametrize(
    ("clustering", "host"), [("cluster", "clustercfg.cache.example"), ("none", "master.cache.example")]
)
def test_the_contract(clustering: str, host: str) -> None:
    """Where clients begin: the list of shards, or the node that takes writes."""
    result = made(CacheSpec.model_validate({"clustering": clustering}), services=("trip",)).result
    assert result == {
        "id": f"{ARN}:replicationgroup:cache-trip-test",
        "name": "cache-trip-test",
        "token_name": "cache-trip-test",
        "host": host,
        "port": 6379,
        "users": {"trip": ("cache-trip-trip-test", f"{ARN}:user:some")},
    }


def test_what_elasticache_cannot_do_is_refused() -> None:
    """Before anything is declared."""
    with pytest.raises(SpecRefusedError, match="clustering: nodes of ElastiCache have no proxy"):
        made(CacheSpec(clustering="single_endpoint"))
