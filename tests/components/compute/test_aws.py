"""Servers on AWS are reached by the load balancer alone, told what to run, and replaced one by one."""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.cache.contract import CacheContract, CacheUser
from jiban.components.compute.aws import Compute, ComputeArgs, OwnImages
from jiban.components.compute.aws_group import one_more
from jiban.components.compute.spec import ComputeSpec
from jiban.components.network.contract import NetworkContract
from jiban.components.postgres.contract import PostgresContract
from jiban.components.site import Site
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE

CERTIFICATE: Final = "arn:aws:acm:ap-northeast-2:111122223333:certificate/1"
USERS: Final = "arn:aws:rds-db:ap-northeast-2:111122223333:dbuser:db-1"
CACHE: Final = "arn:aws:elasticache:ap-northeast-2:111122223333"
REPOSITORY: Final = "arn:aws:ecr:ap-northeast-2:111122223333:repository/trip-test/api"
OUTPUTS: Final[dict[str, dict[str, Any]]] = {
    "lb:LoadBalancer": {"arn": "arn:alb", "arnSuffix": "app/alb/1", "dnsName": "alb.example"},
    "lb:TargetGroup": {"arn": "arn:targets", "arnSuffix": "targetgroup/tg/1"},
    "lb:Listener": {"arn": "arn:listener"},
    "lb:ListenerRule": {"arn": "arn:rule"},
    "ec2:LaunchTemplate": {"latestVersion": 3},
    "cloudwatch:LogGroup": {"arn": "arn:logs"},
    "iam:InstanceProfile": {"arn": "arn:profile"},
    "wafv2:WebAcl": {"arn": "arn:acl"},
}
GROUP: Final = "autoscaling:Group"
TEMPLATE: Final = "ec2:LaunchTemplate"


def spec(balancer: dict[str, Any] | None = None, **group: Any) -> ComputeSpec:
    """One group, `api`, of which some fields are given."""
    return ComputeSpec.model_validate(
        {
            "balancer": {"certificate": CERTIFICATE, "clients": ("203.0.113.0/24",), **(balancer or {})},
            "servers": {"api": {"image": "api:1.0.0", "order": 100, **group}},
        }
    )


def made(asked: ComputeSpec | None = None, site: Site = AWS_SITE, *, own: bool = True) -> ProgramPlan:
    """What servers ask for, and their contract."""

    def program() -> Any:
        known = pulumi.Output.from_input
        network = NetworkContract(
            network_id=known("vpc"),
            subnet_ids={
                "gateway": [known("public-1"), known("public-2")],
                "application": [known("inside-1"), known("inside-2")],
            },
            ranges={},
            security_groups={"gateway": known("sg-gateway"), "application": known("sg-application")},
        )
        args = ComputeArgs(
            spec=asked or spec(),
            site=site,
            network=network,
            images=OwnImages(host="1.dkr.ecr.example/trip-test", repositories={"api": REPOSITORY})
            if own
            else None,
            postgres=PostgresContract(
                host=known("db"), read_hosts={}, resource_ids={"primary": known(USERS)}
            ),
            cache=CacheContract(
                cache_id=known(f"{CACHE}:replicationgroup:c"),
                name=known("c"),
                host=known("c"),
                port=6379,
                users={"api": CacheUser(name=known("cache-api"), user_id=known(f"{CACHE}:user:cache-api"))},
            ),
            authorities="-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            variables={"api": {"POSTGRES_HOST": known("db.example"), "LOG_LEVEL": "warn"}},
        )
        contract = Compute("compute", args).contract
        return {"host": contract.host, "groups": dict(contract.groups)}

    return plan_program(program, outputs=OUTPUTS, resolve=True)


def group(**fields: Any) -> Mapping[str, Any]:
    """The autoscaling group of a specification."""
    return made(spec(**fields)).resource(GROUP, "compute-api-servers").inputs


def template(**fields: Any) -> Mapping[str, Any]:
    """The launch template of a specification."""
    return made(spec(**fields)).resource(TEMPLATE, "compute-api-template").inputs


def statements(plan: ProgramPlan) -> list[dict[str, Any]]:
    """What the servers may do."""
    return json.loads(plan.resource("iam:RolePolicy", "compute-api-uses").inputs["policy"])["Statement"]


def test_the_contract_says_where_and_what() -> None:
    """The load balancer's name, and the groups' names on AWS."""
    assert made().result == {"host": "alb.example", "groups": {"api": "servers-trip-api-test"}}


def test_a_server_asks_for_a_token_before_it_says_who_it_is() -> None:
    """Only the second version of the metadata service, and one hop away: a bridged container is two."""
    assert template()["metadataOptions"] == {
        "httpEndpoint": "enabled",
        "httpTokens": "required",
        "httpPutResponseHopLimit": 1,
    }


def test_nobody_signs_in_with_a_key() -> None:
    """Session Manager is the way onto a server."""
    assert "keyName" not in template()
    attached = made().resource("iam:RolePolicyAttachment", "compute-api-operated")
    assert attached.inputs["policyArn"] == "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"


def test_a_server_stands_in_the_nodes_group_alone() -> None:
    """In private subnets, behind the role's security group."""
    assert template()["vpcSecurityGroupIds"] == ["sg-application"]
    assert group()["vpcZoneIdentifiers"] == ["inside-1", "inside-2"]


def test_the_disk_is_encrypted() -> None:
    """And goes with its server."""
    (disk,) = template(disk_gb=50)["blockDeviceMappings"]
    assert disk == {
        "deviceName": "/dev/xvda",
        "ebs": {"volumeType": "gp3", "volumeSize": 50, "encrypted": "true", "deleteOnTermination": "true"},
    }


@pytest.mark.parametrize(("machine", "architecture"), [("t3.medium", "x86_64"), ("t4g.medium", "arm64")])
def test_the_image_is_amazon_linux_2023_of_the_machine(machine: str, architecture: str) -> None:
    """By AWS's own parameter, which nothing has to look up."""
    inputs = template(machine=machine)
    assert (inputs["imageId"], inputs["instanceType"]) == (
        f"resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}",
        machine,
    )


def test_a_server_and_its_disk_say_whose_they_are() -> None:
    """Tags of a template are not those of what is started by it."""
    tagged = {each["resourceType"]: each["tags"] for each in template()["tagSpecifications"]}
    assert set(tagged) == {"instance", "volume", "network-interface"}
    assert tagged["volume"]["owner"] == "platform"
    assert tagged["instance"]["Name"] == "servers-trip-api-test"


def test_the_program_is_told_what_it_uses() -> None:
    """What the specification says counts over what the platform does."""
    script = base64.b64decode(template(env={"LOG_LEVEL": "debug"})["userData"]).decode()
    assert "LOG_LEVEL=debug\nPOSTGRES_HOST=db.example\n" in script
    assert "docker pull" not in script.splitlines()[0]
    assert "1.dkr.ecr.example/trip-test/api:1.0.0" in script


def test_an_image_from_elsewhere_needs_no_registry() -> None:
    """Nor a permission of one."""
    plan = made(spec(image="docker.io/library/nginx:1.27"), own=False)
    script = base64.b64decode(plan.resource(TEMPLATE, "compute-api-template").inputs["userData"]).decode()
    assert "ecr" not in script
    assert [each["Action"] for each in statements(plan)] == [["logs:CreateLogStream", "logs:PutLogEvents"]]


def test_a_server_may_load_its_own_image_alone() -> None:
    """Signing in to the registry opens no repository."""
    assert statements(made())[1:] == [
        {"Effect": "Allow", "Action": ["ecr:GetAuthorizationToken"], "Resource": ["*"]},
        {
            "Effect": "Allow",
            "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            "Resource": [REPOSITORY],
        },
    ]


def test_a_server_enters_what_it_uses_under_its_groups_name() -> None:
    """And nothing that it does not use."""
    assert statements(made(spec(uses={"databases": ("pms",), "cache": True})))[3:] == [
        {"Effect": "Allow", "Action": ["rds-db:connect"], "Resource": [f"{USERS}/api"]},
        {
            "Effect": "Allow",
            "Action": ["elasticache:Connect"],
            "Resource": [f"{CACHE}:replicationgroup:c", f"{CACHE}:user:cache-api"],
        },
    ]


def test_the_number_of_servers_is_the_rules_own() -> None:
    """A deployment that named one would set it back."""
    inputs = group(min=2, max=4)
    assert (inputs["minSize"], inputs["maxSize"], inputs.get("desiredCapacity")) == (2, 4, None)


def test_a_server_that_does_not_answer_is_replaced() -> None:
    """The load balancer says who is healthy, after the time to start."""
    inputs = group(warm_seconds=240)
    assert (inputs["healthCheckType"], inputs["healthCheckGracePeriod"], inputs["defaultInstanceWarmup"]) == (
        "ELB",
        240,
        240,
    )
    assert inputs["targetGroupArns"] == ["arn:targets"]


@pytest.mark.parametrize(("fewest", "percent"), [(1, 200), (2, 150), (3, 134), (100, 101)])
def test_one_more_by_count(fewest: int, percent: int) -> None:
    """Also where AWS rounds the percent down to whole servers."""
    assert one_more(fewest) == percent


def test_new_servers_come_before_old_ones_go() -> None:
    """A refresh keeps all of them, and has one more at a time."""
    inputs = group(min=2)
    assert inputs["instanceRefresh"]["strategy"] == "Rolling"
    preferences = inputs["instanceRefresh"]["preferences"]
    assert (preferences["minHealthyPercentage"], preferences["maxHealthyPercentage"]) == (100, 150)
    assert inputs["instanceMaintenancePolicy"] == {
        "minHealthyPercentage": 100,
        "maxHealthyPercentage": 150,
    }
    assert inputs["launchTemplate"]["version"] == "3"


def test_spare_capacity_is_only_above_the_fewest() -> None:
    """Those of `min` are never taken back."""
    inputs = group(min=2, spot=True)
    distribution = inputs["mixedInstancesPolicy"]["instancesDistribution"]
    assert (
        distribution["onDemandBaseCapacity"],
        distribution["onDemandPercentageAboveBaseCapacity"],
        inputs["capacityRebalance"],
        inputs.get("launchTemplate"),
    ) == (2, 0, True, None)
    assert group()["capacityRebalance"] is False


def test_servers_follow_processor_and_requests() -> None:
    """Requests are counted by the load balancer, for each target."""
    plan = made(spec(scale={"cpu_percent": 50, "requests_per_minute": 900}))
    found = {
        each.inputs["name"]: each.inputs["targetTrackingConfiguration"]
        for each in plan.resources_of("autoscaling:Policy")
    }
    assert found == {
        "cpu": {
            "targetValue": 50.0,
            "predefinedMetricSpecification": {"predefinedMetricType": "ASGAverageCPUUtilization"},
        },
        "requests": {
            "targetValue": 900.0,
            "predefinedMetricSpecification": {
                "predefinedMetricType": "ALBRequestCountPerTarget",
                "resourceLabel": "app/alb/1/targetgroup/tg/1",
            },
        },
    }


def test_how_many_serve_is_counted() -> None:
    """By the minute, which costs nothing; alerts ask for it."""
    group = made().resource(GROUP, "compute-api-servers").inputs
    assert (group["enabledMetrics"], group["metricsGranularity"]) == (["GroupInServiceInstances"], "1Minute")


def test_a_schedule_moves_the_fewest_and_nothing_else() -> None:
    """It ends with what the specification has."""
    hours = {"start": "0 8 * * 1-5", "end": "0 20 * * 1-5", "servers": 4}
    plan = made(spec(min=2, scale={"schedules": {"day": hours}}))
    found = {
        each.inputs["scheduledActionName"]: (
            each.inputs["recurrence"],
            each.inputs["minSize"],
            each.inputs["maxSize"],
            each.inputs["desiredCapacity"],
            each.inputs["timeZone"],
        )
        for each in plan.resources_of("autoscaling:Schedule")
    }
    assert found == {
        "day-start": ("0 8 * * 1-5", 4, -1, -1, "Asia/Seoul"),
        "day-end": ("0 20 * * 1-5", 2, -1, -1, "Asia/Seoul"),
    }


def test_a_site_that_is_not_kept_can_be_taken_down() -> None:
    """The load balancer refuses deletion only where the environment is protected."""
    kept = made().resource("lb:LoadBalancer", "compute-balancer")
    thrown = made(site=replace(AWS_SITE, protect=False)).resource("lb:LoadBalancer", "compute-balancer")
    assert (kept.inputs["enableDeletionProtection"], kept.protect) == (True, True)
    assert (thrown.inputs["enableDeletionProtection"], thrown.protect) == (False, False)


def test_what_aws_cannot_do_is_refused() -> None:
    """Before anything is made."""
    with pytest.raises(SpecRefusedError, match=r"servers\.api\.machine"):
        made(spec(machine="t9.huge"))
