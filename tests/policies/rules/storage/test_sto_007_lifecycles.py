"""STO-007: lifecycles of buckets and accounts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from jiban.policies.rules.storage.sto_007_lifecycles import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

BUCKET = "aws:s3/bucket:Bucket"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
ACCOUNT = "azure-native:storage:StorageAccount"
POLICY = "azure-native:storage:ManagementPolicy"
UPLOADS = "no rule of a lifecycle aborts unfinished uploads to all of it, and they stay for ever"
OLD = "no rule of a lifecycle deletes old versions of all of it, and they stay for ever"
KEEPING = {"versioning": {"enabled": True}}
ABORTS = {"status": "Enabled", "abortIncompleteMultipartUpload": {"daysAfterInitiation": UNKNOWN}}
FORGETS = {"status": "Enabled", "noncurrentVersionExpiration": {"noncurrentDays": 90}}


def lifecycle(*rules: Mapping[str, object]) -> ResourceView:
    """The lifecycle of a bucket."""
    given = {"bucket": UNKNOWN, "rules": list(rules)}
    return resource(LIFECYCLE, "apart", given, comes_from={"bucket": [urn(BUCKET, "it")]})


def policy(**rule: object) -> ResourceView:
    """The lifecycle of an account, of one rule."""
    given = {"accountName": UNKNOWN, "policy": {"rules": [rule]}}
    return resource(POLICY, "policy", given, comes_from={"accountName": [urn(ACCOUNT, "it")]})


CASES = (
    passes(resource(BUCKET), lifecycle(ABORTS)),
    passes(resource(BUCKET, inputs=KEEPING), lifecycle(ABORTS, FORGETS)),
    fails(UPLOADS, resource(BUCKET)),
    fails(f"{UPLOADS}; {OLD}", resource(BUCKET, inputs=KEEPING)),
    fails(
        OLD, resource(BUCKET, inputs=KEEPING), lifecycle(ABORTS, {**FORGETS, "filter": {"prefix": "logs/"}})
    ),
    fails(OLD, resource(BUCKET, inputs=KEEPING), lifecycle(ABORTS, {**FORGETS, "status": "Disabled"})),
    passes(resource(BUCKET), lifecycle({**ABORTS, "filter": {"prefix": "", "and": {}}})),
    unknown(
        "rules[0].filter.prefix of apart is not known before deployment",
        resource(BUCKET),
        lifecycle({**ABORTS, "filter": {"prefix": UNKNOWN}}),
    ),
    unknown(
        "rules[0].status of apart is not known before deployment",
        resource(BUCKET),
        lifecycle({**ABORTS, "status": UNKNOWN}),
    ),
    passes(resource(ACCOUNT), policy(name="cooler")),
    fails("no rule of a lifecycle is on", resource(ACCOUNT), policy(enabled=False)),
    fails("no rule of a lifecycle is on", resource(ACCOUNT)),
    unknown(
        "policy.rules[0].enabled of policy is not known before deployment",
        resource(ACCOUNT),
        policy(enabled=UNKNOWN),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
