"""What the parts share."""

import json
from typing import Any

import pulumi_aws as aws

ACCOUNT = "111122223333"
HERE = f"arn:aws:sqs:ap-northeast-2:{ACCOUNT}"
key = aws.kms.Key("key", enable_key_rotation=True)
# Known only after deployment.
unknown_yes = key.key_id.apply(lambda found: found.startswith("m"))
unknown_text = key.key_id.apply(lambda found: f"arn:aws:s3:::{found}")
unknown_number = key.key_id.apply(len)


def text(*statements: dict[str, Any]) -> str:
    """Return the JSON of a policy."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
