"""How IAM names the users of a database. Pure text.

Source: RDS user guide, `UsingWithRDS.IAMDBAuth.IAMPolicy`.
"""


def users_arn(server_arn: str, resource_id: str) -> str:
    """Return the ARN of a server's users, to which `/<user>` is still to be added.

    Args:
        server_arn: `arn:aws:rds:ap-northeast-2:111122223333:db:pg-trip-prod`.
        resource_id: the id that stays when the server is renamed: `db-ABCDEFGHIJKL01234`.
    """
    _, partition, _, region, account, _ = server_arn.split(":", 5)
    return f"arn:{partition}:rds-db:{region}:{account}:dbuser:{resource_id}"
