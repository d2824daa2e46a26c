"""A database with 200 GiB on a larger machine."""

import pulumi_aws as aws

aws.rds.Instance(
    "database",
    identifier="shop",
    engine="postgres",
    engine_version="17.4",
    instance_class="db.m7g.xlarge",
    allocated_storage=200,
    storage_encrypted=True,
    backup_retention_period=7,
)
