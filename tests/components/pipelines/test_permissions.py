"""What the roles of pipelines may do, by the policies that say it."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Any, Final

import pytest

from infra.constraints import TIERS
from infra.constraints.environment import is_built
from jiban.components.pipelines import permissions
from jiban.components.pipelines.permissions import Place, boundary, may_deploy, may_preview, services
from jiban.components.pipelines.spec import StateSpec
from tools.repository import ROOT

ACCOUNT: Final = "111122223333"
OWN: Final = f"arn:aws:iam::{ACCOUNT}:role/pms-prod-deploy"
PROTECTED: Final = (OWN, f"arn:aws:iam::{ACCOUNT}:role/pms-prod-preview", "arn:aws:iam::1:policy/boundary")
KEY: Final = f"arn:aws:kms:ap-northeast-2:{ACCOUNT}:key/state"
PLACE: Final = Place(
    account=ACCOUNT,
    project="pms",
    regions=("ap-northeast-2", "ap-northeast-1"),
    state=StateSpec(bucket="example-state", key=KEY),
)
TIERS_OF: Final = ("network", "cluster", "postgres", "cache", "registry", "budget", "backup")
HERE: Final = "ap-northeast-2"
MADE: Final = f"arn:aws:iam::{ACCOUNT}:role/role-pms-api-prod"


def many(value: str | list[str]) -> list[str]:
    """A value of a policy that may be one or several."""
    return [value] if isinstance(value, str) else value


def matches(patterns: str | list[str], text: str) -> bool:
    """Whether one of IAM's patterns fits; actions are compared without regard to case."""
    return any(fnmatchcase(text.lower(), each.lower()) for each in many(patterns))


def concerns(statement: dict[str, Any], action: str, resource: str, context: dict[str, str]) -> bool:
    """Whether a statement says anything of a request: IAM user guide, "Policy evaluation logic"."""
    if "Action" in statement and not matches(statement["Action"], action):
        return False
    if "NotAction" in statement and matches(statement["NotAction"], action):
        return False
    if "Resource" in statement and not matches(statement["Resource"], resource):
        return False
    if "NotResource" in statement and matches(statement["NotResource"], resource):
        return False
    for kind, keys in statement.get("Condition", {}).items():
        for key, wanted in keys.items():
            met = key in context and matches(wanted, context[key])
            if met is not (kind in ("StringEquals", "ArnLike", "ArnEquals")):
                return False
    return True


def allowed(policy: str, action: str, resource: str = "*", region: str = HERE, **context: str) -> bool:
    """Whether a role with a policy within the boundary may do something."""
    known = {"aws:RequestedRegion": region} | {key.replace("_", ":"): value for key, value in context.items()}
    every = [json.loads(text)["Statement"] for text in (policy, boundary(PLACE, PROTECTED))]
    effects = [
        {each["Effect"] for each in statements if concerns(each, action, resource, known)}
        for statements in every
    ]
    return all("Allow" in found and "Deny" not in found for found in effects)


DEPLOY: Final = may_deploy(PLACE, TIERS_OF, OWN)
PREVIEW: Final = may_preview(PLACE, TIERS_OF)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("ec2:CreateVpc", "*"),
        ("eks:CreateCluster", "*"),
        ("rds:CreateDBInstance", "*"),
        ("elasticache:CreateReplicationGroup", "*"),
        ("kms:CreateKey", "*"),
        ("kms:ScheduleKeyDeletion", "arn:aws:kms:ap-northeast-2:111122223333:key/database"),
        ("s3:DeleteBucket", "arn:aws:s3:::flows"),
        ("budgets:ModifyBudget", "*"),
        ("iam:CreateRole", MADE),
        ("iam:PutRolePolicy", MADE),
        ("iam:GetRole", "arn:aws:iam::111122223333:role/another"),
        ("iam:CreateServiceLinkedRole", f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/eks.amazonaws.com/A"),
        ("sts:AssumeRole", OWN),
        ("s3:PutObject", "arn:aws:s3:::example-state/.pulumi/stacks/pms/prod.json"),
        ("kms:Decrypt", KEY),
    ],
)
def test_a_deployment_may_make_what_the_tiers_are_made_of(action: str, resource: str) -> None:
    """Services of the tiers, roles of the project, and the state."""
    assert allowed(DEPLOY, action, resource)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("sqs:CreateQueue", "*"),
        ("lambda:CreateFunction", "*"),
        ("cloudtrail:StopLogging", "*"),
        ("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/role-shop-api-prod"),
        ("iam:PutRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/Administrator"),
        ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/Administrator"),
        ("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/Administrator"),
        ("sts:AssumeRole", MADE),
        ("iam:AttachRolePolicy", MADE),
    ],
)
def test_a_deployment_may_not_do_what_no_tier_asks_for(action: str, resource: str) -> None:
    """Other services, other projects' roles, and roles of people."""
    assert not allowed(DEPLOY, action, resource)


def test_a_deployment_gives_away_what_the_tiers_give_away() -> None:
    """A role goes to a service that the tiers hand one to, and gets a policy of AWS's that they give."""
    assert allowed(DEPLOY, "iam:PassRole", MADE, iam_PassedToService="eks.amazonaws.com")
    assert not allowed(DEPLOY, "iam:PassRole", MADE, iam_PassedToService="sagemaker.amazonaws.com")
    eks = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
    assert allowed(DEPLOY, "iam:AttachRolePolicy", MADE, iam_PolicyARN=eks)
    everything = "arn:aws:iam::aws:policy/AdministratorAccess"
    assert not allowed(DEPLOY, "iam:AttachRolePolicy", MADE, iam_PolicyARN=everything)


NEVER: Final = [
    ("iam:CreateUser", "*"),
    ("iam:CreateAccessKey", "*"),
    ("iam:CreateLoginProfile", "*"),
    ("iam:AddUserToGroup", "*"),
    ("iam:AttachGroupPolicy", "*"),
    ("iam:CreateOpenIDConnectProvider", "*"),
    ("iam:UpdateSAMLProvider", "*"),
    ("iam:DeleteRolePermissionsBoundary", MADE),
    ("iam:PutRolePermissionsBoundary", MADE),
    *(("iam:PutRolePolicy", each) for each in PROTECTED),
    *(("iam:UpdateAssumeRolePolicy", each) for each in PROTECTED),
    *(("iam:CreatePolicyVersion", each) for each in PROTECTED),
    ("iam:PassRole", OWN),
    ("backup:DeleteBackupVaultLockConfiguration", "*"),
    ("backup:PutBackupVaultLockConfiguration", "*"),
    ("backup:DeleteRecoveryPoint", "*"),
    ("s3:DeleteBucket", "arn:aws:s3:::example-state"),
    ("s3:DeleteBucketPolicy", "arn:aws:s3:::example-state"),
    ("s3:PutBucketVersioning", "arn:aws:s3:::example-state"),
    ("s3:DeleteObjectVersion", "arn:aws:s3:::example-state/.pulumi/stacks/pms/prod.json"),
    ("kms:ScheduleKeyDeletion", KEY),
    ("kms:PutKeyPolicy", KEY),
    ("organizations:LeaveOrganization", "*"),
    ("account:CloseAccount", "*"),
    ("sso:CreateAccountAssignment", "*"),
]


@pytest.mark.parametrize(("action", "resource"), NEVER)
def test_no_pipeline_ever_does_it(action: str, resource: str) -> None:
    """The boundary holds even for a role that is allowed everything."""
    everything = json.dumps({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    assert allowed(everything, "ec2:RunInstances")
    assert not allowed(everything, action, resource)


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "ap-northeast-3"])
def test_nothing_is_done_in_other_regions(region: str) -> None:
    """The environment's own and that of its backups' copies, and no third."""
    assert allowed(DEPLOY, "ec2:RunInstances", region="ap-northeast-1")
    assert not allowed(DEPLOY, "ec2:RunInstances", region=region)


@pytest.mark.parametrize("action", ["iam:GetRole", "budgets:ModifyBudget"])
def test_what_is_in_no_region_is_not_kept_from_it(action: str) -> None:
    """IAM and budgets answer from us-east-1, wherever the environment is."""
    assert allowed(DEPLOY, action, region="us-east-1")


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("ec2:DescribeVpcs", "*"),
        ("eks:DescribeCluster", "*"),
        ("s3:GetBucketPolicy", "arn:aws:s3:::flows"),
        ("kms:GetKeyPolicy", "*"),
        ("iam:GetRolePolicy", MADE),
        ("s3:GetObject", "arn:aws:s3:::example-state/.pulumi/stacks/pms/prod.json"),
        ("kms:Decrypt", KEY),
    ],
)
def test_a_preview_reads_settings_and_the_state(action: str, resource: str) -> None:
    """What there is, what a state says of it, and nothing more."""
    assert allowed(PREVIEW, action, resource)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("ec2:CreateVpc", "*"),
        ("s3:PutObject", "arn:aws:s3:::example-state/.pulumi/stacks/pms/prod.json"),
        ("s3:GetObject", "arn:aws:s3:::files/contract.pdf"),
        ("s3:GetObjectVersion", "arn:aws:s3:::files/contract.pdf"),
        ("secretsmanager:GetSecretValue", "*"),
        ("logs:GetLogEvents", "*"),
        ("ec2:GetConsoleOutput", "*"),
        ("ecr:GetDownloadUrlForLayer", "*"),
        ("kms:Decrypt", "arn:aws:kms:ap-northeast-2:111122223333:key/database"),
        ("kms:Encrypt", KEY),
        ("iam:CreateRole", MADE),
        ("iam:PassRole", MADE),
        ("sts:AssumeRole", OWN),
        ("sts:AssumeRole", MADE),
    ],
)
def test_a_preview_writes_nothing_and_reads_no_contents(action: str, resource: str) -> None:
    """Neither files, nor logs, nor secrets, nor the way to who deploys."""
    assert not allowed(PREVIEW, action, resource)


def known_actions() -> dict[str, set[str]]:
    """Every action of IAM by service, lower case, as cfn-lint has them."""
    text = (files("cfnlint") / "data" / "AdditionalSpecs" / "Policies.json").read_text()
    return {name: set(row["Actions"]) for name, row in json.loads(text).items() if "Actions" in row}


def test_every_action_of_the_table_exists() -> None:
    """A service or a verb that AWS does not know would be granted, or denied, in vain."""
    known, table = known_actions(), permissions._table()
    for row in table["tiers"].values():
        assert set(row) <= set(known)
    for pattern in (*table["contents"], *table["never"], *table["state"]):
        service, _, verb = pattern.partition(":")
        assert [each for each in known[service] if fnmatchcase(each, verb.lower())], pattern


def test_every_read_of_a_preview_exists() -> None:
    """Each service is asked by the verbs that it has, and by no other."""
    known = known_actions()
    reads = json.loads(may_preview(PLACE, list(permissions._table()["tiers"])))["Statement"][0]["Action"]
    pairs = {tuple(each.rstrip("*").split(":")) for each in reads}
    verbs = ("Describe", "Get", "List")
    assert pairs == {
        (service, verb)
        for row in permissions._table()["tiers"].values()
        for service in row
        for verb in verbs
        if any(action.startswith(verb.lower()) for action in known[service])
    }


def test_every_tier_on_aws_has_its_services() -> None:
    """A tier that is built there and has no row could not be deployed."""
    rows = set(permissions._table()["tiers"])
    assert {tier for tier in TIERS if is_built(tier, "aws")} - {"pipelines"} <= rows


def test_every_service_of_a_plan_is_allowed() -> None:
    """Each type of resource that production of the example has belongs to a service of its tiers."""
    golden = json.loads((ROOT / "tests" / "golden" / "pms-aws.prod.plan.json").read_text())
    types = {step["newState"]["type"] for step in golden["steps"]}
    modules = {each.split(":")[1].partition("/")[0] for each in types if each.startswith("aws:")}
    renamed = {
        "amp": "aps",
        "cloudwatch": "logs",
        "kinesis": "firehose",
        "lb": "elasticloadbalancing",
        "opensearch": "es",
        "sfn": "states",
        "vpc": "ec2",
    }
    found = {renamed.get(module, module) for module in modules} - {"iam"}
    assert found <= set(
        services((*TIERS_OF, "edge", "ingress", "objects", "observability", "search", "secrets"))
    )


def test_servers_are_made_with_their_profiles_and_the_image_of_their_system() -> None:
    """Of the project's own names; nobody else's profile is given a role, and no parameter of ours is read."""
    policy = may_deploy(PLACE, ["compute"], OWN)
    mine = f"arn:aws:iam::{ACCOUNT}:instance-profile/profile-pms-api.server-prod"
    system = "arn:aws:ssm:ap-northeast-2::parameter/aws/service/ami-amazon-linux-latest/al2023-ami-x86_64"
    assert allowed(policy, "iam:AddRoleToInstanceProfile", mine)
    assert not allowed(policy, "iam:AddRoleToInstanceProfile", mine.replace("profile-pms-", "profile-shop-"))
    assert allowed(policy, "ssm:GetParameters", system)
    assert not allowed(policy, "ssm:GetParameters", f"arn:aws:ssm:ap-northeast-2:{ACCOUNT}:parameter/mine")
    assert not allowed(may_deploy(PLACE, ["cluster"], OWN), "ssm:GetParameters", system)


def test_tiers_that_are_not_there_are_not_allowed() -> None:
    """An environment without a database may make none."""
    assert "rds" in services(["postgres"])
    assert services(["network"]) == ("ec2", "logs", "s3")
    assert services(["nothing"]) == ()


def test_the_policies_are_as_short_as_iam_takes_them() -> None:
    """6,144 characters for the boundary, 10,240 for a role's own, without blanks: IAM quotas."""
    every = list(permissions._table()["tiers"])
    sizes = [
        len("".join(text.split()))
        for text in (boundary(PLACE, PROTECTED), may_deploy(PLACE, every, OWN), may_preview(PLACE, every))
    ]
    assert (sizes[0] <= 6144, sizes[1] <= 10_240, sizes[2] <= 10_240) == (True, True, True)


def test_without_a_key_no_key_is_opened() -> None:
    """A state that a passphrase closes needs no key of KMS."""
    place = Place(account=ACCOUNT, project="pms", regions=(HERE,), state=StateSpec(bucket="example-state"))
    assert "kms:" not in may_preview(place, ["network"])
