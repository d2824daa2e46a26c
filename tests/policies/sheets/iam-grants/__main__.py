"""Policies of IAM, inline and apart, and what they are attached to. The verdicts are in verdicts.yaml."""

import json
from typing import Any

import pulumi_aws as aws

eip = aws.ec2.Eip("eip")
# Known only after deployment.
unknown_text = eip.public_ip.apply(lambda found: found)

ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
READER = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def trust(**principal: str) -> str:
    """Return who may take a role."""
    return document({"Principal": principal, "Action": "sts:AssumeRole"})


def document(*statements: dict[str, Any]) -> str:
    """Return a policy as JSON, of statements that allow unless they say else."""
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]}
    )


def role(name: str, **own: Any) -> aws.iam.Role:
    """Make a role of machines, but for what is said."""
    return aws.iam.Role(name, **{"assume_role_policy": trust(Service="ec2.amazonaws.com"), **own})


machines = role("machines")
pods = role("pods", assume_role_policy=trust(Service="pods.eks.amazonaws.com"))
pipeline = role(
    "pipeline",
    assume_role_policy=document(
        {
            "Principal": {
                "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
            },
            "Action": "sts:AssumeRoleWithWebIdentity",
        }
    ),
)
user = aws.iam.User("user")
people = aws.iam.Group("people")


def policy(name: str, *statements: dict[str, Any]) -> aws.iam.Policy:
    """Make a policy that nothing has yet."""
    return aws.iam.Policy(name, policy=document(*statements))


EVERYTHING = {"Action": "*", "Resource": "*"}
READS = {
    "Action": ["s3:GetObject", "s3:ListBucket"],
    "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"],
}

good = policy("good", READS)
policy("all-on-all", EVERYTHING)
policy("all-on-all-in-lists", {"Action": ["*"], "Resource": ["*"]})
policy("all-with-colon", {"Action": "*:*", "Resource": "*"})
policy("all-among-others", {"Action": ["s3:GetObject", "*"], "Resource": ["arn:aws:s3:::data/*", "*"]})
policy("all-in-second-statement", READS, EVERYTHING)
policy("all-refused", {**EVERYTHING, "Effect": "Deny"})
policy("all-on-a-bucket", {"Action": "*", "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"]})
policy("all-but-iam", {"NotAction": "iam:*", "Resource": "*"})
policy("all-but-iam-refused", {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"})
policy("all-on-all-but-a-bucket", {"Action": "*", "NotResource": "arn:aws:s3:::data/*"})
policy("service-on-all", {"Action": "s3:*", "Resource": "*"})
policy("service-on-all-in-capitals", {"Action": "IAM:*", "Resource": "*"})
policy("service-on-a-bucket", {"Action": "s3:*", "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"]})
policy("describe-on-all", {"Action": "ec2:Describe*", "Resource": "*"})
policy("actions-on-all", {"Action": ["ec2:DescribeInstances", "ecr:GetAuthorizationToken"], "Resource": "*"})
# Actions of one statement do not meet the resources of another.
policy(
    "all-and-all-apart",
    {"Action": "*", "Resource": "arn:aws:s3:::data/*"},
    {"Action": "ec2:DescribeInstances", "Resource": "*"},
)
policy("nothing")
aws.iam.Policy("statement-no-list", policy=json.dumps({"Statement": {"Effect": "Allow", **EVERYTHING}}))
aws.iam.Policy(
    "as-mapping", policy={"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **EVERYTHING}]}
)
aws.iam.Policy("unknown", policy=unknown_text)
aws.iam.Policy("no-json", policy="everything")

aws.iam.RolePolicy("role-all", role=machines.id, policy=document(EVERYTHING))
aws.iam.RolePolicy("role-reads", role=machines.id, policy=document(READS))
aws.iam.RolePolicy("role-unknown", role=machines.id, policy=unknown_text)
aws.iam.UserPolicy("user-all", user=user.name, policy=document(EVERYTHING))
aws.iam.UserPolicy("user-reads", user=user.name, policy=document(READS))
aws.iam.GroupPolicy("group-all", group=people.name, policy=document(EVERYTHING))
aws.iam.GroupPolicy("group-reads", group=people.name, policy=document(READS))

role("inline-all", inline_policies=[{"name": "all", "policy": document(EVERYTHING)}])
role("inline-reads", inline_policies=[{"name": "reads", "policy": document(READS)}])
role(
    "inline-second-all",
    inline_policies=[
        {"name": "reads", "policy": document(READS)},
        {"name": "all", "policy": document(EVERYTHING)},
    ],
)
role("inline-unknown", inline_policies=[{"name": "some", "policy": unknown_text}])
role(
    "inline-unknown-and-all",
    inline_policies=[
        {"name": "some", "policy": unknown_text},
        {"name": "all", "policy": document(EVERYTHING)},
    ],
)
role("managed-admin", managed_policy_arns=[READER, ADMIN])
role("managed-reader", managed_policy_arns=[READER])
role("managed-unknown", managed_policy_arns=[unknown_text])
role("managed-own", managed_policy_arns=[good.arn])

aws.iam.RolePolicyAttachment("attached-admin-machines", role=machines.name, policy_arn=ADMIN)
aws.iam.RolePolicyAttachment(
    "attached-admin-pods", role=pods.name, policy_arn=aws.iam.ManagedPolicy.ADMINISTRATOR_ACCESS
)
aws.iam.RolePolicyAttachment("attached-admin-pipeline", role=pipeline.name, policy_arn=ADMIN)
aws.iam.RolePolicyAttachment(
    "attached-admin-china", role=machines.name, policy_arn="arn:aws-cn:iam::aws:policy/AdministratorAccess"
)
aws.iam.RolePolicyAttachment(
    "attached-admin-of-amplify",
    role=machines.name,
    policy_arn="arn:aws:iam::aws:policy/AdministratorAccess-Amplify",
)
aws.iam.RolePolicyAttachment("attached-reader", role=machines.name, policy_arn=READER)
aws.iam.RolePolicyAttachment("attached-own", role=machines.name, policy_arn=good.arn)
# A policy of this account, whatever its name.
aws.iam.RolePolicyAttachment(
    "attached-own-of-that-name",
    role=machines.name,
    policy_arn="arn:aws:iam::111122223333:policy/AdministratorAccess",
)
aws.iam.RolePolicyAttachment("attached-unknown", role=machines.name, policy_arn=unknown_text)
aws.iam.PolicyAttachment("attached-together-admin", roles=[machines.name, pods.name], policy_arn=ADMIN)
aws.iam.PolicyAttachment("attached-together-reader", roles=[machines.name], policy_arn=READER)

key = aws.kms.Key(
    "key",
    enable_key_rotation=True,
    policy=document(
        {"Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}
    ),
)
aws.iam.Policy.get("got", "arn:aws:iam::444455556666:policy/theirs")
