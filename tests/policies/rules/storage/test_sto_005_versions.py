"""STO-005: buckets and accounts, and whether they keep versions."""

from __future__ import annotations

import pytest

from jiban.policies.rules.storage.sto_005_versions import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

BUCKET = "aws:s3/bucket:Bucket"
VERSIONS = "aws:s3/bucketVersioning:BucketVersioning"
ACCOUNT = "azure-native:storage:StorageAccount"
BLOBS = "azure-native:storage:BlobServiceProperties"
NONE = "nothing says that versions are kept, and none are by default"


def versions(status: object) -> ResourceView:
    """Whether a bucket keeps versions."""
    given = {"bucket": UNKNOWN, "versioningConfiguration": {"status": status}}
    return resource(VERSIONS, "apart", given, comes_from={"bucket": [urn(BUCKET, "it")]})


CASES = (
    passes(resource(BUCKET), versions("Enabled")),
    passes(resource(BUCKET, inputs={"objectLockEnabled": True})),
    fails(NONE, resource(BUCKET)),
    fails(NONE, resource(BUCKET), versions("Suspended")),
    passes(resource(BUCKET, inputs={"tags": {"data-class": "Ephemeral"}})),
    fails(NONE, resource(BUCKET, inputs={"tags": {"data-class": "ephemeral"}}), parameters={"ephemeral": ()}),
    unknown(
        "versioningConfiguration.status of apart is not known before deployment",
        resource(BUCKET),
        versions(UNKNOWN),
    ),
    passes(
        resource(ACCOUNT, inputs={"accountName": "shop"}),
        resource(BLOBS, "blobs", {"accountName": "Shop", "isVersioningEnabled": True}),
    ),
    fails(NONE, resource(ACCOUNT)),
    not_applicable(
        resource(ACCOUNT, inputs={"isHnsEnabled": True}), reason="Azure keeps no versions of what is in it"
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
