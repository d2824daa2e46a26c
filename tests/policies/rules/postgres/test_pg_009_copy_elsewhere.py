"""PG-009: what a database of production holds is in a second region too."""

import pytest

from jiban.policies.rules.postgres.pg_009_copy_elsewhere import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

SERVER = "azure-native:dbforpostgresql:Server"
INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
WORLD = "aws:rds/globalCluster:GlobalCluster"
ALONE = "no replica and no backup of it is in another region"
HERE = {"serverName": "orders", "location": "Korea Central"}
NEAR = {"identifier": "orders", "region": "ap-northeast-2"}


def follower(location: object) -> ResourceView:
    """Make a replica of the server."""
    said = {"createMode": "Replica", "sourceServerResourceId": "/x/orders", "location": location}
    return resource(SERVER, "follower", said, stack="prod")


def backups(region: object) -> ResourceView:
    """Replicate the backups of the instance."""
    said = {"sourceDbInstanceArn": "arn:aws:rds:ap-northeast-2:111122223333:db:orders", "region": region}
    return resource(BACKUPS, "backups", said, stack="prod")


CASES = (
    not_applicable(resource(SERVER), reason="dev is no production, by its name"),
    fails(
        f"backup.geoRedundantBackup is not set, and Azure takes Disabled; {ALONE}",
        resource(SERVER, inputs=HERE, stack="prod"),
        follower("koreacentral"),
    ),
    passes(
        resource(SERVER, inputs={"backup": {"geoRedundantBackup": "enabled"}}, stack="prod"),
        reason="its backups go to another region",
    ),
    passes(
        resource(SERVER, inputs=HERE, stack="prod"),
        follower("koreasouth"),
        reason="follower is in koreasouth",
    ),
    unknown(
        "location of follower is not known before deployment",
        resource(SERVER, inputs=HERE, stack="prod"),
        follower(UNKNOWN),
    ),
    unknown(
        "backup.geoRedundantBackup is not known before deployment",
        resource(SERVER, inputs={"backup": {"geoRedundantBackup": UNKNOWN}}, stack="prod"),
    ),
    fails(ALONE, resource(INSTANCE, inputs=NEAR, stack="prod"), backups("ap-northeast-2")),
    passes(
        resource(INSTANCE, inputs=NEAR, stack="prod"),
        backups("ap-northeast-1"),
        reason="backups is in ap-northeast-1",
    ),
    unknown(
        "region is not set, and neither is the provider's in the program",
        resource(INSTANCE, inputs={"identifier": "orders"}, stack="prod"),
        backups("ap-northeast-1"),
    ),
    unknown(
        "globalClusterIdentifier names a global database that is no part of the stack",
        resource(CLUSTER, inputs={"globalClusterIdentifier": "theirs"}, stack="prod"),
    ),
    fails(
        ALONE,
        resource(CLUSTER, inputs={"globalClusterIdentifier": "own"}, stack="prod"),
        resource(WORLD, "world", {"globalClusterIdentifier": "own"}, stack="prod"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
