"""Who may write flow logs into a bucket, as the bucket's policy. No resource is made here.

Source: VPC user guide, `flow-logs-s3-permissions`.
"""

import json


def bucket_policy(bucket_arn: str, account: str, region: str) -> str:
    """Return the policy of a bucket that takes one account's logs of one region, over TLS alone."""
    partition = bucket_arn.split(":")[1]
    writer = {"Service": "delivery.logs.amazonaws.com"}
    ours = {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": f"arn:{partition}:logs:{region}:{account}:*"},
    }
    full_control = {**ours["StringEquals"], "s3:x-amz-acl": "bucket-owner-full-control"}
    statements = [
        {
            "Sid": "WriteLogs",
            "Effect": "Allow",
            "Principal": writer,
            "Action": "s3:PutObject",
            "Resource": f"{bucket_arn}/AWSLogs/{account}/*",
            "Condition": {**ours, "StringEquals": full_control},
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
