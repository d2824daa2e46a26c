"""Policy documents say what they are asked to, the same way each time."""

import json

from jiban.components.iam import allow, document, managed, pod_trust, service_trust


def test_a_policy_allows_actions_on_resources() -> None:
    """One statement, nothing beyond it."""
    assert json.loads(document(allow(["rds-db:connect"], ["arn:a", "arn:b"]))) == {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["rds-db:connect"], "Resource": ["arn:a", "arn:b"]}],
    }


def test_a_service_takes_a_role() -> None:
    """The trust policy names the service and lets it assume the role."""
    assert json.loads(service_trust("eks.amazonaws.com"))["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]


def test_pods_of_one_account_take_a_role() -> None:
    """Pod Identity also tags the session, and the tags must be those of the account."""
    (statement,) = json.loads(pod_trust("trip", "user"))["Statement"]
    assert statement["Action"] == ["sts:AssumeRole", "sts:TagSession"]
    assert statement["Condition"]["StringEquals"] == {
        "aws:RequestTag/kubernetes-namespace": "trip",
        "aws:RequestTag/kubernetes-service-account": "user",
    }


def test_a_policy_of_awss_own_belongs_to_no_account() -> None:
    """Its ARN has AWS where an account's number would stand."""
    assert managed("AmazonEKSClusterPolicy") == "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
