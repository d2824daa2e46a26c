"""IAM names a database's users by the server's unchanging id."""

from jiban.components.postgres.users import users_arn


def test_the_users_arn_has_region_account_and_resource_id() -> None:
    """The server's own name, which may change, is not in it."""
    assert (
        users_arn("arn:aws:rds:ap-northeast-2:111122223333:db:pg-trip-prod", "db-ABCDEFGHIJKL01234")
        == "arn:aws:rds-db:ap-northeast-2:111122223333:dbuser:db-ABCDEFGHIJKL01234"
    )


def test_another_partition_stays_itself() -> None:
    """China's regions have ARNs of their own."""
    assert users_arn("arn:aws-cn:rds:cn-north-1:1:db:a", "db-B").startswith("arn:aws-cn:rds-db:cn-north-1:")
