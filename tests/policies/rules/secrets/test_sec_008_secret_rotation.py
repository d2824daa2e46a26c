"""SEC-008: secrets, and the rotations that name them."""

from __future__ import annotations

import pytest

from jiban.policies.rules.secrets.sec_008_secret_rotation import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
NONE = "no secretsmanager.SecretRotation names it"


def rotation(of: object = UNKNOWN, **inputs: object) -> ResourceView:
    """A rotation of the secret, or of what is named."""
    comes_from = {"secretId": [urn(SECRET, "it")]} if of is UNKNOWN else {}
    return resource(ROTATION, "rotation", {"secretId": of, **inputs}, comes_from=comes_from)


NAMED = {"name": "app/mail"}
CASES = (
    passes(resource(SECRET), rotation()),
    passes(resource(SECRET, inputs=NAMED), rotation("app/mail")),
    passes(
        resource(SECRET, inputs=NAMED),
        rotation("arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:app/mail-a1b2c3"),
    ),
    passes(
        resource(SECRET),
        resource(VERSION, "version", comes_from={"secretId": [urn(SECRET, "it")]}),
        resource(
            ROTATION, "rotation", {"secretId": UNKNOWN}, comes_from={"secretId": [urn(VERSION, "version")]}
        ),
    ),
    fails(NONE, resource(SECRET)),
    fails(NONE, resource(SECRET, inputs=NAMED), rotation("app/mail-2")),
    fails("rotation is switched off", resource(SECRET), rotation(rotationEnabled=False)),
    unknown(
        "rotationEnabled of rotation is not known before deployment",
        resource(SECRET),
        rotation(rotationEnabled=UNKNOWN),
    ),
    unknown(
        "secretId of rotation is not known before deployment",
        resource(SECRET),
        resource(ROTATION, "rotation", {"secretId": UNKNOWN}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
