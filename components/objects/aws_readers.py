"""What lets one distribution of CloudFront read a bucket, as policies. No resource.

Source: CloudFront developer guide, "Restrict access to an Amazon S3 origin" (the service, its two actions and
the condition on one distribution).
"""

from collections.abc import Mapping
from typing import Any

from jiban.components.iam import document
from jiban.components.objects.aws_bucket import tls_only


def readable_policy(bucket: str, distribution: str) -> str:
    """Return the policy of a bucket that answers by TLS alone, and whose objects the edge may read.

    Args:
        bucket: ARN of the bucket.
        distribution: ARN of the distribution.
    """
    read = _of_edge("ReadOfEdge", "s3:GetObject", f"{bucket}/*", distribution)
    return document(tls_only(bucket), read)


def key_policy(key: str, distribution: str) -> str:
    """Return the policy of the objects' key: the account's own policies decide, and the edge may decrypt.

    Args:
        key: ARN of the key.
        distribution: ARN of the distribution.
    """
    partition, account = key.split(":")[1], key.split(":")[4]
    return document(
        {
            "Sid": "Account",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:{partition}:iam::{account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
        _of_edge("DecryptOfEdge", "kms:Decrypt", "*", distribution),
    )


def _of_edge(sid: str, action: str, resource: str, distribution: str) -> Mapping[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": action,
        "Resource": resource,
        "Condition": {"StringEquals": {"aws:SourceArn": distribution}},
    }
