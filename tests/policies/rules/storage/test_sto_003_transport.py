"""STO-003: buckets and accounts, and whether they take plain HTTP."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from jiban.policies.rules.storage.sto_003_transport import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

BUCKET = "aws:s3/bucket:Bucket"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
ACCOUNT = "azure-native:storage:StorageAccount"
REFUSES = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


OF_BUCKET = {**REFUSES, "Resource": "arn:aws:s3:::data"}
OF_OBJECTS = {**REFUSES, "Resource": "arn:aws:s3:::data/*"}


def policy_of(*statements: Mapping[str, object]) -> ResourceView:
    """The policy of a bucket."""
    given = {"bucket": UNKNOWN, "policy": {"Statement": list(statements)}}
    return resource(POLICY, "apart", given, comes_from={"bucket": [urn(BUCKET, "it")]})


def policy(**own: object) -> ResourceView:
    """The policy of a bucket: it refuses plain HTTP, but for what is said."""
    return policy_of({**REFUSES, **own})


WEAK = "policy of apart does not refuse plain HTTP to all of it"
CASES = (
    passes(resource(BUCKET), policy()),
    passes(resource(BUCKET), policy(Condition={"BoolIfExists": {"AWS:SecureTransport": [False]}})),
    fails("no policy refuses plain HTTP, and S3 takes it", resource(BUCKET)),
    passes(resource(BUCKET), policy_of(OF_BUCKET, OF_OBJECTS)),
    fails(WEAK, resource(BUCKET), policy_of(OF_BUCKET, {**OF_OBJECTS, "Action": "s3:GetObject"})),
    fails(WEAK, resource(BUCKET), policy(Action="s3:PutObject")),
    fails(WEAK, resource(BUCKET), policy(Resource=["arn:aws:s3:::data/*"])),
    fails(WEAK, resource(BUCKET), policy(Resource=["arn:aws:s3:::data"])),
    fails(WEAK, resource(BUCKET), policy(Effect="Allow", Resource=UNKNOWN)),
    unknown(
        "policy.Statement[0].Resource of apart is not known before deployment",
        resource(BUCKET),
        policy(Resource=UNKNOWN),
    ),
    passes(resource(ACCOUNT)),
    fails("enableHttpsTrafficOnly is false", resource(ACCOUNT, inputs={"enableHttpsTrafficOnly": False})),
    unknown(
        "enableHttpsTrafficOnly is not known before deployment",
        resource(ACCOUNT, inputs={"enableHttpsTrafficOnly": UNKNOWN}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
