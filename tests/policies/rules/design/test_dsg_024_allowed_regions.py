"""DSG-024: data stays in the regions that its owners allow."""

import pytest

from jiban.policies.rules.design.dsg_024_allowed_regions import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown

BUCKET = "aws:s3/bucket:Bucket"
TABLE = "aws:dynamodb/table:Table"
ACCOUNT = "azure-native:storage:StorageAccount"
SEOUL = {"regions": ("ap-northeast-2",)}
KOREA = {"regions": ("koreacentral",)}
CASES = (
    passes(
        resource(BUCKET, "files", {"region": "ap-northeast-2"}),
        reason="region is ap-northeast-2",
        parameters=SEOUL,
    ),
    fails(
        "region is ap-northeast-1, and data may be in ap-northeast-2 alone",
        resource(BUCKET, "files", {"region": "ap-northeast-1"}),
        parameters=SEOUL,
    ),
    passes(
        resource(BUCKET),
        resource("pulumi:providers:aws", "default", {"region": "ap-northeast-2"}),
        reason="the region of provider default is ap-northeast-2",
        parameters=SEOUL,
    ),
    fails(
        "replicas[0].regionName is us-east-1, and data may be in ap-northeast-2 alone",
        resource(TABLE, "orders", {"region": "ap-northeast-2", "replicas": [{"regionName": "us-east-1"}]}),
        parameters=SEOUL,
    ),
    fails(
        "sku.name Standard_RAGRS copies to koreasouth, and data may be in koreacentral alone",
        resource(ACCOUNT, "files", {"location": "Korea Central", "sku": {"name": "Standard_RAGRS"}}),
        parameters=KOREA,
    ),
    unknown(
        "region is not set, and neither is the provider's in the program",
        resource(BUCKET),
        parameters=SEOUL,
    ),
    unknown(
        "region is not known before deployment", resource(BUCKET, "it", {"region": UNKNOWN}), parameters=SEOUL
    ),
    not_applicable(resource(BUCKET), reason="no region is named: set the parameter regions of DSG-024"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
