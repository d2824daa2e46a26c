"""SEC-011: policies of IAM, roles and attachments."""

from __future__ import annotations

import json

import pytest

from jiban.policies.rules.secrets.sec_011_iam_grants import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

POLICY = "aws:iam/policy:Policy"
ROLE = "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"


def text(**statement: object) -> str:
    """A policy with one statement that allows."""
    return json.dumps({"Statement": [{"Effect": "Allow", **statement}]})


def policy(**statement: object) -> ResourceView:
    """A policy of the account."""
    return resource(POLICY, inputs={"policy": text(**statement)})


CASES = (
    passes(policy(Action=["s3:GetObject"], Resource="*")),
    fails("policy allows every action on every resource", policy(Action="*", Resource=["*"])),
    fails(
        "policy allows every action of ec2, s3 on every resource",
        policy(Action=["s3:*", "EC2:*", "sqs:SendMessage"], Resource="*"),
    ),
    fails("policy allows every action but some on every resource", policy(NotAction="iam:*", Resource="*")),
    unknown("policy is not known before deployment", resource(POLICY, inputs={"policy": UNKNOWN})),
    not_applicable(
        policy(Action="*", Resource="*"),
        resource(
            ROLE,
            "role",
            {"permissionsBoundary": UNKNOWN},
            comes_from={"permissionsBoundary": [urn(POLICY, "it")]},
        ),
        reason="it is the boundary of a role, and gives nothing by itself",
    ),
    fails(
        "policy allows every action on every resource",
        resource(POLICY, inputs={"name": "all", "policy": text(Action="*", Resource="*")}),
        resource(ROLE, "role", {"permissionsBoundary": "arn:aws:iam::111122223333:policy/pipelines/all"}),
        resource(ATTACHMENT, "attachment", {"policyArn": "arn:aws:iam::111122223333:policy/pipelines/all"}),
    ),
    not_applicable(resource(ROLE), reason="the role gives nothing by itself"),
    fails(
        "inlinePolicies[1].policy allows every action on every resource",
        resource(
            ROLE,
            inputs={"inlinePolicies": [{"policy": UNKNOWN}, {"policy": text(Action="*", Resource="*")}]},
        ),
    ),
    fails(
        "managedPolicyArns[0] is AdministratorAccess", resource(ROLE, inputs={"managedPolicyArns": [ADMIN]})
    ),
    fails("policyArn is AdministratorAccess", resource(ATTACHMENT, inputs={"policyArn": ADMIN})),
    passes(
        resource(ATTACHMENT, inputs={"policyArn": UNKNOWN}, comes_from={"policyArn": [urn(POLICY, "own")]}),
        resource(POLICY, "own"),
    ),
    unknown("policyArn is not known before deployment", resource(ATTACHMENT, inputs={"policyArn": UNKNOWN})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
