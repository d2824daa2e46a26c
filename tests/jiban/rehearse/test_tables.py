"""What every row of the tables makes of an object of the simulated cloud."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.rehearse import provider_behaviour
from jiban.rehearse.busy import BusyError, Changes, place_of
from jiban.rehearse.cloud import CloudObject
from jiban.rehearse.conditions import Conditions
from jiban.rehearse.readiness import Lack, lacks, waits
from jiban.rehearse.steps import Action, refusal

LISTED = Conditions(listed=True)
IMAGE = "own.azurecr.io/a:1"
USER = "kubernetes:apps/v1:Deployment"


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("aws:elasticache/replicationGroup:ReplicationGroup", "replicationGroupId"),
        ("aws:elasticache/cluster:Cluster", "clusterId"),
        ("aws:elasticache/user:User", "userId"),
        ("aws:elasticache/userGroup:UserGroup", "userGroupId"),
        ("aws:opensearch/domain:Domain", "domainName"),
        ("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "policyName"),
        ("aws:eks/addon:Addon", "addonName"),
        ("aws:autoscaling/schedule:Schedule", "scheduledActionName"),
        ("azure-native:dbforpostgresql:AdministratorsMicrosoftEntra", "objectId"),
        ("azure-native:monitor:DiagnosticSetting", "name"),
        ("azure-native:monitor:PrivateLinkScopedResource", "name"),
    ],
)
def test_the_name_that_no_provider_marks_is_known(kind: str, key: str) -> None:
    """By it an object is found again."""
    assert provider_behaviour.naming_property(kind) == key


@pytest.mark.parametrize(
    ("kind", "inputs", "address"),
    [
        ("aws:s3/bucket:Bucket", {"bucket": "a"}, "a"),
        ("aws:s3/bucketV2:BucketV2", {"bucket": "a"}, "a"),
        ("aws:rds/instance:Instance", {"identifier": "a"}, "a"),
        ("aws:rds/cluster:Cluster", {"clusterIdentifier": "a"}, "a"),
        ("aws:rds/clusterInstance:ClusterInstance", {"identifier": "a"}, "a"),
        ("aws:rds/subnetGroup:SubnetGroup", {"name": "a"}, "a"),
        ("aws:rds/parameterGroup:ParameterGroup", {"name": "a"}, "a"),
        ("aws:eks/cluster:Cluster", {"name": "a"}, "a"),
        ("aws:eks/nodeGroup:NodeGroup", {"nodeGroupName": "a", "clusterName": "b"}, "b/a"),
        ("aws:eks/addon:Addon", {"addonName": "a", "clusterName": "b"}, "b/a"),
        ("aws:iam/role:Role", {"name": "a"}, "a"),
        ("aws:iam/policy:Policy", {"name": "a"}, "a"),
        ("aws:iam/instanceProfile:InstanceProfile", {"name": "a"}, "a"),
        ("aws:kms/alias:Alias", {"name": "alias/a"}, "alias/a"),
        ("aws:ec2/securityGroup:SecurityGroup", {"name": "a", "vpcId": "b"}, "b/a"),
        ("aws:elasticache/replicationGroup:ReplicationGroup", {"replicationGroupId": "a"}, "a"),
        ("aws:elasticache/cluster:Cluster", {"clusterId": "a"}, "a"),
        ("aws:elasticache/subnetGroup:SubnetGroup", {"name": "a"}, "a"),
        ("aws:elasticache/parameterGroup:ParameterGroup", {"name": "a"}, "a"),
        ("aws:elasticache/user:User", {"userId": "a"}, "a"),
        ("aws:elasticache/userGroup:UserGroup", {"userGroupId": "a"}, "a"),
        ("aws:autoscaling/group:Group", {"name": "a"}, "a"),
        ("aws:autoscaling/policy:Policy", {"name": "a", "autoscalingGroupName": "b"}, "b/a"),
        (
            "aws:autoscaling/schedule:Schedule",
            {"scheduledActionName": "a", "autoscalingGroupName": "b"},
            "b/a",
        ),
        ("aws:ec2/launchTemplate:LaunchTemplate", {"name": "a"}, "a"),
        ("aws:lb/loadBalancer:LoadBalancer", {"name": "a"}, "a"),
        ("aws:lb/targetGroup:TargetGroup", {"name": "a"}, "a"),
        ("aws:wafv2/webAcl:WebAcl", {"name": "a", "scope": "REGIONAL"}, "REGIONAL/a"),
        ("aws:cloudwatch/logGroup:LogGroup", {"name": "a"}, "a"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", {"name": "a"}, "a"),
        ("aws:sns/topic:Topic", {"name": "a"}, "a"),
        ("aws:sqs/queue:Queue", {"name": "a"}, "a"),
        ("aws:opensearch/domain:Domain", {"domainName": "a"}, "a"),
        ("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", {"policyName": "a"}, "a"),
        ("aws:secretsmanager/secret:Secret", {"name": "a"}, "a"),
        ("aws:backup/vault:Vault", {"name": "a"}, "a"),
        ("aws:backup/restoreTestingPlan:RestoreTestingPlan", {"name": "a"}, "a"),
        ("aws:sfn/stateMachine:StateMachine", {"name": "a"}, "a"),
    ],
)
def test_a_name_that_aws_gives_out_once(kind: str, inputs: dict[str, str], address: str) -> None:
    """Within what the row names, and in each region by itself."""
    assert provider_behaviour.address_of(kind, inputs) == address
    assert provider_behaviour.address_of(kind, {**inputs, "region": "eu"}) == f"eu/{address}"


@pytest.mark.parametrize(
    ("kind", "sizes", "said"),
    [
        (
            "aws:eks/nodeGroup:NodeGroup",
            {"scalingConfig": {"minSize": 3, "maxSize": 2}},
            "scalingConfig.minSize 3 is more than scalingConfig.maxSize 2",
        ),
        (
            "aws:autoscaling/group:Group",
            {"minSize": 3, "desiredCapacity": 2, "maxSize": 3},
            "minSize 3 is more than desiredCapacity 2",
        ),
        (
            "aws:autoscaling/group:Group",
            {"minSize": 1, "desiredCapacity": 4, "maxSize": 3},
            "desiredCapacity 4 is more than maxSize 3",
        ),
        (
            "aws:rds/instance:Instance",
            {"allocatedStorage": 100, "maxAllocatedStorage": 50},
            "allocatedStorage 100 is more than maxAllocatedStorage 50",
        ),
    ],
)
def test_numbers_that_a_cloud_wants_in_order(kind: str, sizes: dict[str, Any], said: str) -> None:
    """The two that are not are named."""
    assert provider_behaviour.refusal(kind, sizes) == said


@pytest.mark.parametrize(
    ("kind", "outputs"),
    [
        (
            "aws:eks/cluster:Cluster",
            {
                "certificateAuthority": {"data": "cGxhY2Vob2xkZXI="},
                "certificateAuthorities": [{"data": "cGxhY2Vob2xkZXI="}],
                "endpoint": "https://${guid}.eks.invalid",
                "vpcConfig": {"clusterSecurityGroupId": "sg-${guid}"},
                "identities": [{"oidcs": [{"issuer": "https://oidc.eks.invalid/id/${guid}"}]}],
            },
        ),
        ("aws:eks/nodeGroup:NodeGroup", {"resources": [{"autoscalingGroups": [{"name": "eks-${guid}"}]}]}),
        (
            "aws:rds/instance:Instance",
            {
                "masterUserSecrets": [
                    {"kmsKeyId": "${arn}", "secretArn": "${arn}", "secretStatus": "active"},
                ]
            },
        ),
        (
            "azure-native:dashboard:Grafana",
            {"identity": {"principalId": "${guid}", "tenantId": "${guid}", "type": "SystemAssigned"}},
        ),
        (
            "azure-native:containerservice:ManagedCluster",
            {
                "identityProfile": {
                    "kubeletidentity": {"clientId": "${guid}", "objectId": "${guid}", "resourceId": "${id}"}
                }
            },
        ),
        ("aws:ec2/vpc:Vpc", {}),
    ],
)
def test_what_a_cloud_always_gives_back(kind: str, outputs: dict[str, Any]) -> None:
    """Of these types, and of no other."""
    assert provider_behaviour.extra_outputs(kind) == outputs


POD = {"containers": [{"name": "main", "image": IMAGE}]}


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        ("kubernetes:apps/v1:Deployment", {"template": {"spec": POD}}),
        ("kubernetes:apps/v1:StatefulSet", {"template": {"spec": POD}}),
        ("kubernetes:apps/v1:DaemonSet", {"template": {"spec": POD}}),
        ("kubernetes:batch/v1:Job", {"template": {"spec": POD}}),
        ("kubernetes:core/v1:Pod", POD),
    ],
)
def test_a_kind_with_pods_is_waited_for(kind: str, spec: dict[str, Any]) -> None:
    """And what its pods lack is found where they stand in it."""
    assert waits(kind, {})
    assert lacks(kind, {"spec": spec}, (), LISTED) == (Lack("image", IMAGE, "main"),)


def signing_in(variable: str) -> dict[str, Any]:
    """A Deployment whose program is told its role by a variable."""
    pod = {"containers": [{"name": "main", "env": [{"name": variable, "value": "shop"}]}]}
    return {"spec": {"template": {"spec": pod}}}


@pytest.mark.parametrize(
    "variable",
    [
        "PGUSER",
        "POSTGRES_USER",
        "POSTGRES_USERNAME",
        "POSTGRESQL_USER",
        "DATABASE_USER",
        "DB_USER",
        "DB_USERNAME",
        "MYSQL_USER",
    ],
)
def test_a_variable_tells_as_whom_a_program_signs_in(variable: str) -> None:
    """The role has to be there."""
    assert lacks(USER, signing_in(variable), (), LISTED) == (Lack("role", "shop", "main"),)
    assert lacks(USER, signing_in("LOG_LEVEL"), (), LISTED) == ()


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("azure-native:dbforpostgresql:Server", "administratorLogin"),
        ("azure-native:dbforpostgresql:AdministratorsMicrosoftEntra", "principalName"),
        ("aws:rds/instance:Instance", "username"),
        ("aws:rds/cluster:Cluster", "masterUsername"),
    ],
)
def test_a_role_that_a_database_is_made_with_is_there(kind: str, key: str) -> None:
    """By the property that names it."""
    database = CloudObject(kind, "db", None, {key: "shop"})
    assert lacks(USER, signing_in("PGUSER"), (database,), LISTED) == ()


@pytest.mark.parametrize(
    ("kind", "inputs", "shut", "action"),
    [
        (
            "azure-native:containerregistry:Registry",
            {"registryName": "own"},
            {"publicNetworkAccess": "Disabled"},
            Action("push", "own.azurecr.io/a:1"),
        ),
        (
            "azure-native:keyvault:Vault",
            {"vaultName": "own"},
            {"properties": {"publicNetworkAccess": "Disabled"}},
            Action("fill", "key", inside="own"),
        ),
    ],
)
def test_a_store_without_a_public_address_is_filled_from_inside(
    kind: str, inputs: dict[str, str], shut: dict[str, Any], action: Action
) -> None:
    """An open one from anywhere."""
    opened, closed = CloudObject(kind, "1", None, inputs), CloudObject(kind, "1", None, inputs | shut)
    name = str(action.inside or action.target.partition("/")[0])
    said = f"{name} has a private address alone, and this step runs outside of its network"
    assert refusal(action, inside=False, objects=(opened,)) is None
    assert refusal(action, inside=True, objects=(closed,)) is None
    assert refusal(action, inside=False, objects=(closed,)) == said


def test_a_secret_of_aws_is_filled_under_its_name() -> None:
    """Once it is there."""
    made = CloudObject("aws:secretsmanager/secret:Secret", "1", None, {"name": "own"})
    assert refusal(Action("fill", "own"), inside=False, objects=(made,)) is None
    assert refusal(Action("fill", "own"), inside=False, objects=()) == "own does not exist yet"


@pytest.mark.parametrize(
    ("kind", "within", "said"),
    [
        (
            "azure-native:containerservice:AgentPool",
            "resourceName",
            "409 OperationNotAllowed: Another agentpool operation is in progress",
        ),
        ("azure-native:network:Subnet", "virtualNetworkName", "AnotherOperationInProgress"),
        ("azure-native:network:PrivateEndpoint", "subnet", "AnotherOperationInProgress, or RetryableError"),
        ("azure-native:dbforpostgresql:AdministratorsMicrosoftEntra", "serverName", "ServerIsBusy"),
        ("azure-native:dbforpostgresql:Configuration", "serverName", "ServerIsBusy"),
        ("azure-native:dbforpostgresql:Database", "serverName", "ServerIsBusy"),
        ("azure-native:dbforpostgresql:FirewallRule", "serverName", "ServerIsBusy"),
        ("azure-native:dbforpostgresql:VirtualEndpoint", "serverName", "ServerIsBusy"),
        ("azure-native:redisenterprise:AccessPolicyAssignment", "clusterName", "all but one end as Failed"),
        ("azure-native:managedidentity:FederatedIdentityCredential", "resourceName", "409 Conflict"),
    ],
)
def test_a_kind_that_is_changed_one_at_a_time(kind: str, within: str, said: str) -> None:
    """Within what its children share, and with the service's own words."""
    changes, inputs = Changes(), {within: "it"}
    assert place_of(kind, inputs) != place_of(kind, {within: "other"})
    with (
        changes.of(kind, "a", inputs),
        pytest.raises(BusyError) as refused,
        changes.of(kind, "b", inputs),
    ):
        pass
    assert str(refused.value).startswith(f"{said}: b was changed while a of the same {within} (it) still was")
