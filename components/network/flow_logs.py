"""Who may write flow logs into a bucket, as the bucket's policy. No resource is made here.

Source: VPC user guide, `flow-logs-s3-permissions` and `flow-logs-s3-path`, read on 2026-11-26.
"""

import json


def bucket_policy(bucket_arn: str, account: str, region: str) -> str:
    """Return the policy of a bucket that takes one account's logs of one region, over TLS alone.

    The logs are written under names that Hive partitions by (`hive_compatible_partitions`), whose path is not
    that of other flow logs. No access list is asked for: the bucket's owner owns every object of a bucket
    that takes none (`BucketOwnerEnforced`).
    """
    partition = bucket_arn.split(":")[1]
    writer = {"Service": "delivery.logs.amazonaws.com"}
    ours = {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": f"arn:{partition}:logs:{region}:{account}:*"},
    }
    statements = [
        {
            "Sid": "WriteLogs",
            "Effect": "Allow",
            "Principal": writer,
            "Action": "s3:PutObject",
            "Resource": f"{bucket_arn}/AWSLogs/aws-account-id={account}/*",
            "Condition": ours,
        },
        {
            "Sid": "LookBeforeWriting",
            "Effect": "Allow",
            "Principal": writer,
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": bucket_arn,
            "Condition": ours,
        },
        {
            "Sid": "RefusePlainText",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [bucket_arn, f"{bucket_arn}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
