"""Who may write records of the edge into a bucket on AWS, as the bucket's policy. No resource.

Sources: Application Load Balancers guide, "Access logs", and CloudFront developer guide, "Standard logging
(v2)", from memory (unverified).
"""

import json


def bucket_policy(bucket_arn: str, account: str, *, balancer: str, far: str) -> str:
    """Return the policy of a bucket that takes one account's records, over TLS alone.

    Args:
        bucket_arn: the bucket.
        account: whose records it takes.
        balancer: beginning of the names of the load balancer's records.
        far: region of CloudFront's deliveries.
    """
    partition = bucket_arn.split(":")[1]
    statements = [
        {
            "Sid": "WriteOfBalancer",
            "Effect": "Allow",
            "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
            "Action": "s3:PutObject",
            # A load balancer of another account writes under that account's number.
            "Resource": f"{bucket_arn}/{balancer}/AWSLogs/{account}/*",
        },
        {
            "Sid": "WriteOfEdge",
            "Effect": "Allow",
            "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{bucket_arn}/AWSLogs/{account}/CloudFront/*",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {"aws:SourceArn": f"arn:{partition}:logs:{far}:{account}:delivery-source:*"},
            },
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
