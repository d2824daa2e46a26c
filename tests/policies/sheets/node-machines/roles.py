"""Roles of nodes, which any pod can use that reaches the metadata service, and roles of pods."""

import json

import pulumi_aws as aws
from metadata import later

MANAGED = "arn:aws:iam::aws:policy"
NEEDED = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy")
S3 = f"{MANAGED}/AmazonS3FullAccess"


def trusted(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def allows(*actions: str) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def attached(called: str, role: aws.iam.Role, policy, name: str) -> None:
    aws.iam.RolePolicyAttachment(f"{called}-{name}", role=role.name, policy_arn=policy)


def nodes_with(called: str, *policies: str, **more) -> aws.iam.Role:
    """A role of nodes with what nodes need, and a node group that has it."""
    role = aws.iam.Role(called, assume_role_policy=trusted("ec2.amazonaws.com"), **more)
    for policy in (*NEEDED, *policies):
        attached(called, role, f"{MANAGED}/{policy}", policy)
    aws.eks.NodeGroup(
        f"{called}-nodes",
        cluster_name="shop",
        node_role_arn=role.arn,
        subnet_ids=["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"],
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 6},
    )
    return role


nodes_with("role-needed")
nodes_with("role-with-session-manager", "AmazonSSMManagedInstanceCore")
nodes_with("role-with-s3", "AmazonS3FullAccess")
nodes_with("role-with-s3-read", "AmazonS3ReadOnlyAccess")
nodes_with("role-with-admin", "AdministratorAccess")
nodes_with("role-with-sqs", "AmazonSQSFullAccess")
nodes_with("role-with-managed-list", managed_policy_arns=[f"{MANAGED}/AmazonDynamoDBFullAccess"])
nodes_with(
    "role-with-inline", inline_policies=[{"name": "app", "policy": allows("s3:GetObject", "s3:PutObject")}]
)
role = nodes_with("role-with-policy-apart")
aws.iam.RolePolicy("policy-apart", role=role.id, policy=allows("dynamodb:*"))
role = nodes_with("role-with-policy-by-name", name="nodes-by-name")
aws.iam.RolePolicy("policy-by-name", role="nodes-by-name", policy=allows("secretsmanager:GetSecretValue"))
role = nodes_with("role-with-own-policy")
own = aws.iam.Policy("own-policy", policy=allows("sqs:SendMessage"))
attached("role-with-own-policy", role, own.arn, "own")
role = nodes_with("role-with-exclusive-attachment")
aws.iam.PolicyAttachment("exclusive", policy_arn=S3, roles=[role.name])
role = nodes_with("role-with-unknown")
attached("role-with-unknown", role, later(S3), "later")
role = nodes_with("role-with-unknown-beside-s3", "AmazonS3FullAccess")
attached("role-with-unknown-beside-s3", role, later(S3), "later")

# A role of pods may do what its pods do.
pods = aws.iam.Role("role-of-pods", assume_role_policy=trusted("pods.eks.amazonaws.com"))
attached("role-of-pods", pods, S3, "s3")
aws.eks.PodIdentityAssociation(
    "api", cluster_name="shop", namespace="shop", service_account="api", role_arn=pods.arn
)
# Machines that are no nodes of a cluster.
batch = aws.iam.Role("role-of-other-machines", assume_role_policy=trusted("ec2.amazonaws.com"))
attached("role-of-other-machines", batch, S3, "s3")
aws.iam.Role.get("role-read-by-get", "theirs")
