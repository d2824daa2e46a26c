"""Buckets of S3. The verdicts are in verdicts.yaml; names say what a bucket is."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws

key = aws.kms.Key("key", enable_key_rotation=True)
# Known only after deployment.
unknown_yes = key.key_id.apply(lambda found: found.startswith("m"))
unknown_text = key.key_id.apply(lambda found: found)

ALL = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]


def deny(name: str, **own: Any) -> dict[str, Any]:
    """Return a statement that refuses what comes without TLS, but for what is said."""
    return {
        "Sid": "tls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        **own,
    }


def policy(*statements: dict[str, Any]) -> str:
    """Return a policy as JSON."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def block(name: str, of: pulumi.Input[str], *on: str, **own: Any) -> None:
    """Make a public access block with these switches on."""
    aws.s3.BucketPublicAccessBlock(f"{name}-block", bucket=of, **dict.fromkeys(on, True), **own)


def bucket(
    name: str,
    *on: str,
    text: Any = "",
    status: pulumi.Input[str] | None = "Enabled",
    leave: str = "",
    kind: Any = aws.s3.Bucket,
    **own: Any,
) -> Any:
    """Make a bucket with its block, policy and versions: all as it should be, but for what is said."""
    made = kind(name, bucket=name, **own)
    if "block" not in leave:
        block(name, made.id, *(on or ALL))
    if "policy" not in leave:
        aws.s3.BucketPolicy(f"{name}-policy", bucket=made.id, policy=text or policy(deny(name)))
    if "versions" not in leave:
        aws.s3.BucketVersioning(
            f"{name}-versions", bucket=made.id, versioning_configuration={"status": status}
        )
    return made


bucket("good")
bucket("good-old-type", kind=aws.s3.BucketV2)

bucket("block-none", leave="block")
bucket("block-acls-only", "block_public_acls", "ignore_public_acls")
bucket("block-three", *ALL[:3])
bucket("block-off-one", leave="block")
block("block-off-one", "block-off-one", *ALL[:3], restrict_public_buckets=False)
bucket("block-by-name", leave="block")
block("block-by-name", "block-by-name", *ALL)
named = bucket("block-by-bucket-output", leave="block")
block("block-by-bucket-output", named.bucket, *ALL)
unsure = bucket("block-unknown", leave="block")
block("block-unknown", unsure.id, *ALL[:3], restrict_public_buckets=unknown_yes)
old = bucket("block-kept-on-delete", leave="block")
aws.s3.BucketPublicAccessBlock(
    "block-kept-on-delete-block",
    bucket=old.id,
    opts=pulumi.ResourceOptions(retain_on_delete=True),
    **dict.fromkeys(ALL, True),
)

bucket("policy-none", leave="policy")
inline = bucket("policy-inline", leave="policy", policy=policy(deny("policy-inline")))
bucket(
    "policy-one-statement-no-list",
    text=json.dumps({"Version": "2012-10-17", "Statement": deny("policy-one-statement-no-list")}),
)
bucket("policy-as-mapping", text={"Version": "2012-10-17", "Statement": [deny("policy-as-mapping")]})
bucket(
    "policy-boolean", text=policy(deny("policy-boolean", Condition={"Bool": {"aws:SecureTransport": False}}))
)
bucket(
    "policy-list-value",
    text=policy(deny("policy-list-value", Condition={"Bool": {"aws:SecureTransport": ["false"]}})),
)
bucket(
    "policy-condition-key-in-lower-case",
    text=policy(
        deny("policy-condition-key-in-lower-case", Condition={"Bool": {"aws:securetransport": "false"}})
    ),
)
bucket("policy-principal-mapping", text=policy(deny("policy-principal-mapping", Principal={"AWS": "*"})))
bucket("policy-principal-list", text=policy(deny("policy-principal-list", Principal={"AWS": ["*"]})))
bucket("policy-action-star", text=policy(deny("policy-action-star", Action="*")))
bucket("policy-resource-star", text=policy(deny("policy-resource-star", Resource="*")))
bucket(
    "policy-among-others",
    text=policy(
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::policy-among-others/*",
        },
        deny("policy-among-others"),
    ),
)
bucket(
    "policy-allows-tls",
    text=policy(
        deny(
            "policy-allows-tls",
            Effect="Allow",
            Principal={"AWS": "arn:aws:iam::111122223333:root"},
            Condition={"Bool": {"aws:SecureTransport": "true"}},
        )
    ),
)
bucket(
    "policy-denies-tls",
    text=policy(deny("policy-denies-tls", Condition={"Bool": {"aws:SecureTransport": "true"}})),
)
bucket("policy-of-one-action", text=policy(deny("policy-of-one-action", Action="s3:PutObject")))
bucket(
    "policy-of-one-role",
    text=policy(deny("policy-of-one-role", Principal={"AWS": "arn:aws:iam::111122223333:role/app"})),
)
bucket(
    "policy-of-objects-only",
    text=policy(deny("policy-of-objects-only", Resource="arn:aws:s3:::policy-of-objects-only/*")),
)
bucket(
    "policy-with-a-second-condition",
    text=policy(
        deny(
            "policy-with-a-second-condition",
            Condition={"Bool": {"aws:SecureTransport": "false"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
        )
    ),
)
bucket("policy-unknown", text=unknown_text)

bucket("versions-none", leave="versions")
bucket("versions-suspended", status="Suspended")
bucket("versions-disabled", status="Disabled")
bucket("versions-unknown", status=unknown_yes.apply(lambda yes: "Enabled" if yes else "Suspended"))
bucket("versions-inline", leave="versions", versioning={"enabled": True})
bucket("versions-inline-off", leave="versions", versioning={"enabled": False})
by_name = bucket("versions-by-name", leave="versions")
aws.s3.BucketVersioning(
    "versions-by-name-versions", bucket="versions-by-name", versioning_configuration={"status": "Enabled"}
)
second = bucket("versions-old-type", leave="versions")
aws.s3.BucketVersioningV2(
    "versions-old-type-versions", bucket=second.id, versioning_configuration={"status": "Enabled"}
)

# Settings of a bucket that the stack does not make.
theirs = aws.s3.Bucket.get("got", "of-another-team")
block("of-another-team", theirs.id, "block_public_acls")
