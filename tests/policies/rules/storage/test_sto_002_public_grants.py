"""STO-002: lists and policies of buckets."""

from __future__ import annotations

import json

import pytest

from jiban.policies.rules.storage.sto_002_public_grants import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

BUCKET = "aws:s3/bucket:Bucket"
LIST = "aws:s3/bucketAcl:BucketAcl"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
GROUP = "http://acs.amazonaws.com/groups/global/AllUsers"


def apart(token: str, **inputs: object) -> ResourceView:
    """What says something of the bucket."""
    return resource(token, "apart", {"bucket": UNKNOWN, **inputs}, comes_from={"bucket": [urn(BUCKET, "it")]})


def anybody(**more: object) -> str:
    """A policy that lets anybody read, but for what is said."""
    return json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", **more}})


CASES = (
    passes(resource(BUCKET)),
    passes(resource(BUCKET), apart(LIST, acl="private")),
    fails(
        "acl of apart is public-read, which lets the public in",
        resource(BUCKET),
        apart(LIST, acl="public-read"),
    ),
    fails(
        f"grants[0].uri is {GROUP}, which lets the public in",
        resource(BUCKET, inputs={"grants": [{"uri": GROUP}]}),
    ),
    fails("policy of apart lets any principal in", resource(BUCKET), apart(POLICY, policy=anybody())),
    passes(
        resource(BUCKET),
        apart(POLICY, policy=anybody(Condition={"StringEquals": {"aws:SourceVpce": ["vpce-1a", "vpce-1b"]}})),
    ),
    unknown(
        "policy of apart is not known before deployment", resource(BUCKET), apart(POLICY, policy=UNKNOWN)
    ),
    unknown("acl of apart is not known before deployment", resource(BUCKET), apart(LIST, acl=UNKNOWN)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
