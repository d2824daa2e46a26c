"""STO-004: data by its class, and whose key it is encrypted with."""

from __future__ import annotations

import pytest

from jiban.policies.rules.storage.sto_004_own_keys import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

BUCKET = "aws:s3/bucket:Bucket"
APART = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
ACCOUNT = "azure-native:storage:StorageAccount"
CLASS = {"tags": {"Data-Class": "Confidential"}}
WEAK = "its data is of a class that needs a key of one's own, by the tag data-class, and has none"


def sealed(**default: object) -> ResourceView:
    """The encryption of a bucket."""
    given = {"bucket": UNKNOWN, "rules": [{"applyServerSideEncryptionByDefault": default}]}
    return resource(APART, "apart", given, comes_from={"bucket": [urn(BUCKET, "it")]})


CASES = (
    passes(resource(BUCKET)),
    fails(WEAK, resource(BUCKET, inputs=CLASS)),
    fails(WEAK, resource(BUCKET, inputs=CLASS), sealed(sseAlgorithm="aws:kms")),
    fails(
        WEAK, resource(BUCKET, inputs=CLASS), sealed(sseAlgorithm="aws:kms", kmsMasterKeyId="alias/aws/s3")
    ),
    passes(resource(BUCKET, inputs=CLASS), sealed(sseAlgorithm="aws:kms", kmsMasterKeyId=UNKNOWN)),
    passes(resource(BUCKET, inputs=CLASS), parameters={"classes": ("restricted",)}),
    unknown(
        "tags.data-class is not known before deployment",
        resource(BUCKET, inputs={"tags": {"data-class": UNKNOWN}}),
    ),
    fails(WEAK, resource(ACCOUNT, inputs=CLASS)),
    passes(resource(ACCOUNT, inputs={**CLASS, "encryption": {"keySource": "Microsoft.KeyVault"}})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
