"""STO-001: blocks of buckets, and switches of accounts."""

from __future__ import annotations

import pytest

from jiban.policies.rules.storage.sto_001_public_access import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

BUCKET = "aws:s3/bucket:Bucket"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
WHOLE = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
ACCOUNT = "azure-native:storage:StorageAccount"
SWITCHES = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
ON: dict[str, bool | None] = dict.fromkeys(SWITCHES, True)


def block(**switches: object) -> ResourceView:
    """The block of a bucket."""
    given = {"bucket": UNKNOWN, **switches}
    return resource(BLOCK, "block", given, comes_from={"bucket": [urn(BUCKET, "it")]})


CASES = (
    passes(resource(BUCKET)),
    passes(resource(BUCKET), block(**ON)),
    fails(
        "restrictPublicBuckets of block is not on",
        resource(BUCKET),
        block(**{**ON, "restrictPublicBuckets": None}),
    ),
    passes(resource(BUCKET), block(), resource(WHOLE, "account", ON)),
    unknown(
        "ignorePublicAcls of block is not known before deployment",
        resource(BUCKET),
        block(**{**ON, "ignorePublicAcls": UNKNOWN}),
    ),
    passes(resource(ACCOUNT)),
    fails("allowBlobPublicAccess is true", resource(ACCOUNT, inputs={"allowBlobPublicAccess": True})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
