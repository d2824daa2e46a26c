"""Buckets of S3, their grants, keys and lifecycles. The verdicts are in verdicts.yaml."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws

key = aws.kms.Key("key", enable_key_rotation=True)
alias = aws.kms.Alias("alias", name="alias/data", target_key_id=key.key_id)
eip = aws.ec2.Eip("eip")
# Known only after deployment.
unknown_yes = eip.public_ip.apply(lambda found: found.startswith("1"))
unknown_text = eip.public_ip.apply(lambda found: found)
unknown_algorithm = unknown_yes.apply(lambda yes: "aws:kms" if yes else "AES256")
unknown_status = unknown_yes.apply(lambda yes: "Enabled" if yes else "Disabled")

EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"
ANY_ACCOUNT = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
LOGS = "http://acs.amazonaws.com/groups/s3/LogDelivery"
OWNER = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"

UPLOADS: dict[str, Any] = {
    "id": "uploads",
    "status": "Enabled",
    "filter": {},
    "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
}
VERSIONS: dict[str, Any] = {
    "id": "versions",
    "status": "Enabled",
    "filter": {},
    "noncurrent_version_expiration": {"noncurrent_days": 90},
}


def lifecycle(name: str, of: Any, *rules: Any, kind: Any = aws.s3.BucketLifecycleConfiguration) -> None:
    """Make the lifecycle of a bucket."""
    kind(f"{name}-lifecycle", bucket=of, rules=rules)


def versions(name: str, of: Any, status: Any = "Enabled") -> None:
    """Say whether a bucket keeps versions."""
    aws.s3.BucketVersioning(f"{name}-versions", bucket=of, versioning_configuration={"status": status})


def bucket(name: str, *leave: str, kind: Any = aws.s3.Bucket, **own: Any) -> Any:
    """Make a bucket with versions and a lifecycle, but for what is said."""
    made = kind(name, bucket=name, **own)
    if "versions" not in leave:
        versions(name, made.id)
    if "lifecycle" not in leave:
        lifecycle(name, made.id, UPLOADS, VERSIONS)
    return made


bucket("good")
bucket("good-old-type", kind=aws.s3.BucketV2)

# Access control lists
for canned in (
    "private",
    "public-read",
    "public-read-write",
    "authenticated-read",
    "log-delivery-write",
    "aws-exec-read",
):
    aws.s3.BucketAcl(f"acl-{canned}-acl", bucket=bucket(f"acl-{canned}").id, acl=canned)
bucket("acl-inline-public-read", acl="public-read")
bucket("acl-inline-private", acl="private")
bucket("acl-old-type-public-read", kind=aws.s3.BucketV2, acl=aws.s3.CannedAcl.PUBLIC_READ)
aws.s3.BucketAclV2("acl-old-apart-acl", bucket=bucket("acl-old-apart").id, acl="public-read")
bucket("acl-by-name")
aws.s3.BucketAcl("acl-by-name-acl", bucket="acl-by-name", acl="public-read")
aws.s3.BucketAcl("acl-unknown-acl", bucket=bucket("acl-unknown").id, acl=unknown_text)
bucket("grant-inline-everybody", grants=[{"type": "Group", "permissions": ["READ"], "uri": EVERYBODY}])
bucket(
    "grant-inline-any-account", grants=[{"type": "Group", "permissions": ["READ_ACP"], "uri": ANY_ACCOUNT}]
)
bucket("grant-inline-owner", grants=[{"type": "CanonicalUser", "permissions": ["FULL_CONTROL"], "id": OWNER}])
bucket("grant-inline-logs", grants=[{"type": "Group", "permissions": ["WRITE", "READ_ACP"], "uri": LOGS}])


def granted(name: str, *grants: tuple[str, str, str, Any]) -> None:
    """Make a bucket whose list of grants stands apart."""
    aws.s3.BucketAcl(
        f"{name}-acl",
        bucket=bucket(name).id,
        access_control_policy={
            "owner": {"id": OWNER},
            "grants": [
                {"permission": permission, "grantee": {"type": kind, field: value}}
                for permission, kind, field, value in grants
            ],
        },
    )


FULL = ("FULL_CONTROL", "CanonicalUser", "id", OWNER)
granted("grant-apart-owner", FULL)
granted("grant-apart-everybody", FULL, ("READ", "Group", "uri", EVERYBODY))
granted("grant-apart-any-account-writes", FULL, ("WRITE", "Group", "uri", ANY_ACCOUNT))
granted("grant-apart-unknown", FULL, ("READ", "Group", "uri", unknown_text))
# AWS refuses a public list while the block is on, so the deployment fails.
under = bucket("acl-public-read-under-block")
aws.s3.BucketPublicAccessBlock(
    "acl-public-read-under-block-block",
    bucket=under.id,
    block_public_acls=True,
    block_public_policy=True,
    ignore_public_acls=True,
    restrict_public_buckets=True,
)
aws.s3.BucketAcl("acl-public-read-under-block-acl", bucket=under.id, acl="public-read")


# Policies
def statement(name: str, **own: Any) -> dict[str, Any]:
    """Return a statement that lets anybody read, but for what is said."""
    return {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{name}/*",
        **own,
    }


def policy(name: str, *statements: dict[str, Any]) -> None:
    """Make a bucket with a policy of these statements."""
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    aws.s3.BucketPolicy(f"{name}-policy", bucket=bucket(name).id, policy=text)


for which, own in {
    "any": {},
    "any-mapping": {"Principal": {"AWS": "*"}},
    "any-in-list": {"Principal": {"AWS": ["arn:aws:iam::111122223333:role/app", "*"]}},
    "any-refused": {"Effect": "Deny", "Action": "s3:DeleteObject"},
    "one-role": {"Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}},
    "another-account": {"Principal": {"AWS": "444455556666"}},
    "cloudfront": {
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Condition": {
            "StringEquals": {"AWS:SourceArn": "arn:aws:cloudfront::111122223333:distribution/EDFDVBD6EXAMPLE"}
        },
    },
    "any-from-endpoint": {"Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}},
    "any-from-endpoint-key-in-lower-case": {
        "Condition": {"StringEquals": {"aws:sourcevpce": "vpce-1a2b3c4d"}}
    },
    "any-from-any-network": {"Condition": {"StringLike": {"aws:SourceVpc": "vpc-*"}}},
    "any-from-a-range": {"Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}},
    "any-from-everywhere": {"Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}},
    "any-but-a-range": {"Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}},
    "any-of-account": {"Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}},
    "any-of-organization": {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}},
    "any-with-tls": {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
    "any-with-referer": {"Condition": {"StringLike": {"aws:Referer": "https://www.example.com/*"}}},
}.items():
    policy(f"policy-{which}", statement(f"policy-{which}", **own))
everyone_else = statement("policy-all-but-one", NotPrincipal={"AWS": "arn:aws:iam::111122223333:role/app"})
del everyone_else["Principal"]
policy("policy-all-but-one", everyone_else)
policy(
    "policy-second-statement",
    statement("policy-second-statement", Principal={"AWS": "444455556666"}),
    statement("policy-second-statement"),
)
aws.s3.BucketPolicy(
    "policy-one-statement-no-list-policy",
    bucket=bucket("policy-one-statement-no-list").id,
    policy=json.dumps({"Version": "2012-10-17", "Statement": statement("policy-one-statement-no-list")}),
)
bucket("policy-inline", policy=json.dumps({"Statement": [statement("policy-inline")]}))
aws.s3.BucketPolicy(
    "policy-as-mapping-policy",
    bucket=bucket("policy-as-mapping").id,
    policy={"Version": "2012-10-17", "Statement": [statement("policy-as-mapping")]},
)
aws.s3.BucketPolicy("policy-unknown-policy", bucket=bucket("policy-unknown").id, policy=unknown_text)
# The list lets everybody in, whatever the policy says.
both = bucket("acl-public-read-policy-unknown", acl="public-read")
aws.s3.BucketPolicy("acl-public-read-policy-unknown-policy", bucket=both.id, policy=unknown_text)

# Keys
CLASS = {"data-class": "confidential"}


def sealed(
    name: str,
    algorithm: Any,
    key_id: Any = None,
    tags: Any = CLASS,
    apart: Any = aws.s3.BucketServerSideEncryptionConfiguration,
) -> None:
    """Make a bucket whose encryption stands apart."""
    apart(
        f"{name}-encryption",
        bucket=bucket(name, tags=tags).id,
        rules=[
            {
                "apply_server_side_encryption_by_default": {
                    "sse_algorithm": algorithm,
                    "kms_master_key_id": key_id,
                }
            }
        ],
    )


bucket("class-confidential", tags=CLASS)
bucket("class-restricted", tags={"data-class": "restricted"})
bucket("class-public", tags={"data-class": "public"})
bucket("class-unknown", tags={"data-class": unknown_text})
bucket("class-confidential-tag-in-capitals", tags={"Data-Class": "Confidential"})
sealed("class-confidential-keys-of-s3", "AES256")
sealed("class-confidential-key-of-account", "aws:kms")
sealed("class-confidential-key-of-account-by-name", "aws:kms", "alias/aws/s3")
sealed("class-confidential-own-key", "aws:kms", key.arn)
sealed("class-confidential-own-key-twice", "aws:kms:dsse", key.key_id)
sealed("class-confidential-own-alias", "aws:kms", alias.name)
sealed(
    "class-confidential-key-elsewhere", "aws:kms", "arn:aws:kms:ap-northeast-2:444455556666:key/1234abcd-12ab"
)
sealed("class-confidential-algorithm-unknown", unknown_algorithm, key.arn)
sealed("class-none-algorithm-unknown", unknown_algorithm, key.arn, tags=None)
sealed("class-none-own-key", "aws:kms", key.arn, tags=None)
sealed(
    "class-confidential-own-key-old-type",
    "aws:kms",
    key.arn,
    apart=aws.s3.BucketServerSideEncryptionConfigurationV2,
)
ENCRYPTED = {
    "apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms", "kms_master_key_id": key.arn}
}
bucket(
    "class-confidential-own-key-inline", tags=CLASS, server_side_encryption_configuration={"rule": ENCRYPTED}
)
bucket(
    "class-confidential-own-key-inline-old-type",
    kind=aws.s3.BucketV2,
    tags=CLASS,
    server_side_encryption_configurations=[
        {
            "rules": [
                {
                    "apply_server_side_encryption_by_defaults": [
                        {"sse_algorithm": "aws:kms", "kms_master_key_id": key.arn}
                    ]
                }
            ]
        }
    ],
)
bucket(
    "class-confidential-keys-of-s3-inline",
    tags=CLASS,
    server_side_encryption_configuration={
        "rule": {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}
    },
)
# Every resource of this provider has the tag.
tagging = aws.Provider("tagging", region="ap-northeast-2", default_tags={"tags": CLASS})
bucket("class-confidential-by-provider", opts=pulumi.ResourceOptions(provider=tagging))

# Lifecycles
for which, rules in {
    "uploads-only": (UPLOADS,),
    "versions-only": (VERSIONS,),
    "in-one-rule": ({**UPLOADS, **VERSIONS},),
    "rules-off": ({**UPLOADS, "status": "Disabled"}, {**VERSIONS, "status": "Disabled"}),
    "versions-rule-off": (UPLOADS, {**VERSIONS, "status": "Disabled"}),
    "of-a-prefix": ({**UPLOADS, "filter": {"prefix": "logs/"}}, {**VERSIONS, "filter": {"prefix": "logs/"}}),
    "of-an-empty-prefix": ({**UPLOADS, "filter": {"prefix": ""}}, VERSIONS),
    "of-no-filter": (
        {each: value for each, value in UPLOADS.items() if each != "filter"},
        {each: value for each, value in VERSIONS.items() if each != "filter"},
    ),
    "objects-expire": (
        UPLOADS,
        {"id": "all", "status": "Enabled", "filter": {}, "expiration": {"days": 365}},
    ),
    "versions-move": (
        UPLOADS,
        {
            "id": "move",
            "status": "Enabled",
            "filter": {},
            "noncurrent_version_transitions": [{"noncurrent_days": 30, "storage_class": "GLACIER"}],
        },
    ),
    "days-as-text": (
        {**UPLOADS, "abort_incomplete_multipart_upload": {"days_after_initiation": "7"}},
        VERSIONS,
    ),
    "days-unknown": (
        {**UPLOADS, "abort_incomplete_multipart_upload": {"days_after_initiation": unknown_text.apply(len)}},
        VERSIONS,
    ),
    "status-unknown": (UPLOADS, {**VERSIONS, "status": unknown_status}),
    "status-unknown-uploads-missing": ({**VERSIONS, "status": unknown_status},),
}.items():
    lifecycle(f"life-{which}", bucket(f"life-{which}", "lifecycle").id, *rules)
bucket("life-none", "lifecycle")
bucket("life-none-no-versions", "lifecycle", "versions")
lifecycle("life-uploads-no-versions", bucket("life-uploads-no-versions", "lifecycle", "versions").id, UPLOADS)
unsure = bucket("life-uploads-versions-unknown", "lifecycle", "versions")
versions("life-uploads-versions-unknown", unsure.id, unknown_status)
lifecycle("life-uploads-versions-unknown", unsure.id, UPLOADS)
lifecycle(
    "life-old-type",
    bucket("life-old-type", "lifecycle").id,
    UPLOADS,
    VERSIONS,
    kind=aws.s3.BucketLifecycleConfigurationV2,
)
bucket("life-by-name", "lifecycle")
lifecycle("life-by-name", "life-by-name", UPLOADS, VERSIONS)
INLINE = {
    "enabled": True,
    "abort_incomplete_multipart_upload_days": 7,
    "noncurrent_version_expiration": {"days": 90},
}
bucket("life-inline", "lifecycle", lifecycle_rules=[INLINE])
bucket("life-inline-off", "lifecycle", lifecycle_rules=[{**INLINE, "enabled": False}])
bucket("life-inline-of-a-prefix", "lifecycle", lifecycle_rules=[{**INLINE, "prefix": "logs/"}])
# Versions that are on inline are versions too.
bucket(
    "life-inline-uploads-only",
    "lifecycle",
    "versions",
    versioning={"enabled": True},
    lifecycle_rules=[{"enabled": True, "abort_incomplete_multipart_upload_days": 7}],
)

aws.s3.Bucket.get("got", "theirs")
