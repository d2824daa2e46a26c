"""PG-001: no database with a public address."""

from typing import Any

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.postgres.pg_001_public_access import RULE
from jiban.policy.rule import Outcome
from tests.policies.verdicts import FAIL, NONE, OPEN, PASS, each_case, verdict_of

SERVER = "azure-native:dbforpostgresql:Server"
RDS = "aws:rds/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"


CASES = [
    (SERVER, {"network": {"publicNetworkAccess": "Disabled"}}, PASS, ""),
    (SERVER, {"network": {"delegatedSubnetResourceId": UNKNOWN}}, PASS, "it is in a delegated subnet"),
    (
        SERVER,
        {"network": {"publicNetworkAccess": "Enabled"}},
        FAIL,
        "publicNetworkAccess is Enabled; Azure leaves it on unless it is Disabled",
    ),
    (SERVER, {}, FAIL, "publicNetworkAccess is not set; Azure leaves it on unless it is Disabled"),
    (
        SERVER,
        {"network": {"publicNetworkAccess": UNKNOWN}},
        OPEN,
        "network.publicNetworkAccess is not known before deployment",
    ),
    (RDS, {"publiclyAccessible": True}, FAIL, "publiclyAccessible is true"),
    (RDS, {}, PASS, ""),
    (RDS, {"publiclyAccessible": UNKNOWN}, OPEN, "publiclyAccessible is not known before deployment"),
    (RDS, {"publiclyAccessible": False}, PASS, ""),
    ("aws:rds/cluster:Cluster", {"publiclyAccessible": True}, FAIL, "publiclyAccessible is true"),
    (
        "aws:rds/clusterInstance:ClusterInstance",
        {"publiclyAccessible": True},
        FAIL,
        "publiclyAccessible is true",
    ),
    (BUCKET, {}, NONE, "s3/bucket:Bucket is not what the rule is about"),
]


@each_case(CASES)
def test_a_verdict(token: str, inputs: dict[str, Any], outcome: Outcome, reason: str) -> None:
    """The rule says of the inputs what its table says, and why."""
    assert verdict_of(RULE, token, inputs) == (outcome, reason)


def test_every_kind_of_verdict_is_in_the_table() -> None:
    """The table holds a pass, a failure, an unknown and something that the rule is not about."""
    assert {case[2] for case in CASES} == set(Outcome) - {Outcome.ERROR}
