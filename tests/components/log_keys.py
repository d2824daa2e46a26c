"""What a tier on AWS says of the key of its groups of logs."""

import json

from jiban.testing import ProgramPlan


def groups_of(plan: ProgramPlan, policy: str) -> list[str]:
    """Return the groups that CloudWatch may encrypt with a key, by the name of its policy.

    Raises:
        AssertionError: somebody else may use the key, or its own account may not.
    """
    account, service = json.loads(plan.resource("kms:KeyPolicy", policy).inputs["policy"])["Statement"]
    assert account["Principal"] == {"AWS": "arn:aws:iam::111122223333:root"}
    assert account["Action"] == "kms:*"
    assert service["Principal"] == {"Service": ["logs.ap-northeast-2.amazonaws.com"]}
    ((operator, context),) = service["Condition"].items()
    assert operator == "ArnLike"
    ((name, arns),) = context.items()
    assert name == "kms:EncryptionContext:aws:logs:arn"
    return [arn.removeprefix("arn:aws:logs:ap-northeast-2:111122223333:log-group:") for arn in arns]
