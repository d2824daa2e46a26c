"""A database in no component."""

import pulumi_aws as aws

aws.dynamodb.Table(
    "orders-table",
    name="orders",
    hash_key="id",
    attributes=[{"name": "id", "type": "S"}],
    billing_mode="PAY_PER_REQUEST",
)
