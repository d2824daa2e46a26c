"""A database with 100 GiB."""

import pulumi_aws as aws

aws.rds.Instance(
    "database",
    identifier="shop",
    engine="postgres",
    engine_version="17.4",
    instance_class="db.m7g.large",
    allocated_storage=100,
    storage_encrypted=True,
    backup_retention_period=7,
)
