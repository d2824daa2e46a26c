"""SEC-011: IAM gives what is named."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts.documents import gives_everything, statements, values
from jiban.policy.facts.grants import ATTACHMENTS, POLICY, ROLE, is_boundary, is_for_people, is_for_workloads
from jiban.policy.facts.once import origins
from jiban.policy.rule import (
    PASS,
    Judgement,
    Level,
    Severity,
    StackRule,
    Verdict,
    failed,
    judged,
    not_applicable,
    passed,
    together,
)
from jiban.policy.view import Node, ResourceView, StackView

_DOCUMENTS: Final = (
    POLICY,
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
)
_EXCLUSIVE: Final = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
_ADMINISTRATOR: Final = ":iam::aws:policy/AdministratorAccess"


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge each policy where it is made, and each role and attachment that takes one of AWS."""
    for policy in stack.of(*_DOCUMENTS):
        yield Judgement(policy, judged(_policy, stack, policy))
    for role in stack.of(ROLE):
        yield Judgement(role, judged(_role, stack, role))
    for attachment in stack.of(*ATTACHMENTS):
        yield Judgement(attachment, judged(_attached, stack, attachment))
    for attachments in stack.of(_EXCLUSIVE):
        yield Judgement(attachments, judged(_all_managed, stack, attachments, attachments["policyArns"]))


def _policy(stack: StackView, policy: ResourceView) -> Verdict:
    if is_boundary(stack, policy):
        return not_applicable("it is the boundary of a role, and gives nothing by itself")
    return _document(policy["policy"])


def _role(stack: StackView, role: ResourceView) -> Verdict:
    if not role["inlinePolicies"].given and not role["managedPolicyArns"].given:
        return not_applicable("the role gives nothing by itself")
    inline = judged(_inline, role["inlinePolicies"])
    if is_for_people(role):
        return inline
    return together((inline, judged(_all_managed, stack, role, role["managedPolicyArns"])))


def _attached(stack: StackView, attachment: ResourceView) -> Verdict:
    if not is_for_workloads(stack, attachment):
        return passed("those who get it are people")
    return _managed(stack, attachment, attachment["policyArn"])


def _inline(policies: Node) -> Verdict:
    return together(judged(_document, each["policy"]) for each in policies.each())


def _document(policy: Node) -> Verdict:
    return together(judged(_statement, each, policy.path) for each in statements(policy))


def _statement(statement: Node, path: str) -> Verdict:
    what = gives_everything(statement)
    return failed(f"{path} allows {what}", path) if what else passed()


def _all_managed(stack: StackView, owner: ResourceView, arns: Node) -> Verdict:
    return together(judged(_managed, stack, owner, each) for each in values(arns))


def _managed(stack: StackView, owner: ResourceView, arn: Node) -> Verdict:
    """Judge a policy by its ARN; one of the stack is judged where it is made."""
    if origins(stack, owner, arn, POLICY):
        return PASS
    if arn.text().endswith(_ADMINISTRATOR):
        return failed(f"{arn.path} is AdministratorAccess", arn.path)
    return PASS


RULE: Final = StackRule(
    id="SEC-011",
    text="IAM allows no wildcard of actions on every resource, and workloads have no AdministratorAccess.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="Whoever takes over one workload then has the account, and not what the workload needs.",
    remedy=(
        "Name the actions and the resources in the statement; attach a policy of one's own in place of "
        "AdministratorAccess."
    ),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    types=(*_DOCUMENTS, ROLE, *ATTACHMENTS, _EXCLUSIVE),
    compliance={"cdk_nag": ("AwsSolutions-IAM4", "AwsSolutions-IAM5")},
    check=check,
)
