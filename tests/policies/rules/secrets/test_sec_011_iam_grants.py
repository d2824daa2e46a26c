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


def attached(role: str) -> ResourceView:
    """AdministratorAccess of a role."""
    return resource(ATTACHMENT, inputs={"role": role, "policyArn": ADMIN})


def trusting(name: str, **statement: object) -> ResourceView:
    """A role that may be taken by some."""
    return resource(
        ROLE, name, {"name": name, "assumeRolePolicy": text(Action="sts:AssumeRole", **statement)}
    )


ON_CALL = trusting("on-call", Principal={"Federated": "arn:aws:iam::111122223333:saml-provider/company"})
BREAK_GLASS = trusting(
    "break-glass",
    Principal={"AWS": "arn:aws:iam::111122223333:root"},
    Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}},
)
DEPLOY = trusting("deploy", Principal={"AWS": "arn:aws:iam::111122223333:root"})
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
    fails("policyArn is AdministratorAccess", attached("pods")),
    fails("policyArn is AdministratorAccess", attached("deploy"), DEPLOY),
    passes(attached("on-call"), ON_CALL, reason="those who get it are people"),
    passes(resource(ROLE, inputs={**ON_CALL.inputs, "managedPolicyArns": [ADMIN]})),
    passes(
        resource(
            "aws:iam/policyAttachment:PolicyAttachment", inputs={"groups": ["admins"], "policyArn": ADMIN}
        ),
        reason="those who get it are people",
    ),
    passes(
        resource(
            ATTACHMENT,
            inputs={"role": "pods", "policyArn": UNKNOWN},
            comes_from={"policyArn": [urn(POLICY, "own")]},
        ),
        resource(POLICY, "own"),
    ),
    unknown(
        "policyArn is not known before deployment",
        resource(ATTACHMENT, inputs={"role": "pods", "policyArn": UNKNOWN}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
