"""AWS's policy documents as text: the same for the same content, so that a plan shows what they allow."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

Statement = Mapping[str, Any]
"""One statement, in the words of IAM's grammar: `Effect`, `Action`, `Resource`, `Principal`, `Condition`."""


def document(*statements: Statement) -> str:
    """Return a policy of these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(actions: Sequence[str], resources: Sequence[str]) -> Statement:
    """Return a statement that allows some actions on some resources."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}


def account_of(arn: str) -> str:
    """Return the account in an ARN."""
    return arn.split(":")[4]


def by_way_of(service: str, region: str) -> Mapping[str, Any]:
    """Return the condition that a key is used by way of one of AWS's services in a region: `s3`."""
    return {"StringEquals": {"kms:ViaService": f"{service}.{region}.amazonaws.com"}}


def service_trust(service: str) -> str:
    """Return the trust policy of a role that an AWS service takes: `eks.amazonaws.com`."""
    return document({"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"})


def pod_trust(namespace: str, account: str) -> str:
    """Return the trust policy of a role that the pods of one service account take through EKS Pod Identity.

    The service hands out a role to whatever an association names; the condition keeps the role to its own
    account even then (EKS user guide, `pod-id-role`).
    """
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "pods.eks.amazonaws.com"},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Condition": {
                "StringEquals": {
                    "aws:RequestTag/kubernetes-namespace": namespace,
                    "aws:RequestTag/kubernetes-service-account": account,
                }
            },
        }
    )


def managed(policy: str) -> str:
    """Return the ARN of one of AWS's own policies: `AmazonEKSClusterPolicy`."""
    return f"arn:aws:iam::aws:policy/{policy}"
