"""What buckets ask S3 for, and what closes them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.objects.aws import Objects, ObjectsArgs
from jiban.components.objects.spec import ObjectsSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE

EVERYTHING: dict[str, Any] = {
    "buckets": {
        "files": {
            "replicate_to": "ap-northeast-1",
            "replicate_within_minutes": 15,
            "lock_days": 10,
            "browser_origins": ("https://b.example.com", "https://a.example.com"),
        },
        "logs": {"purpose": "logs"},
        "old": {"purpose": "archive", "deep_archive_days": 90, "lock_days": 30, "lock_mode": "compliance"},
        "pages": {"purpose": "static", "versioning": False},
    }
}
FILES = "bucket-trip-files-test-e736"
EDGE = "arn:aws:cloudfront::111122223333:distribution/E1"


def made(spec: Any = None, *, protect: bool = True, read: str | None = None) -> ProgramPlan:
    """What buckets ask for; the plan's result is their names, ids and key."""
    asked = ObjectsSpec.model_validate(EVERYTHING if spec is None else spec)

    def program() -> dict[str, Any]:
        site = replace(AWS_SITE, protect=protect)
        objects = Objects("objects", ObjectsArgs(spec=asked, site=site, read_by_edge=read))
        if read is not None:
            objects.let_edge_read(EDGE)
        contract = objects.contract
        return {
            "names": {name: place.name for name, place in contract.buckets.items()},
            "ids": {name: place.bucket_id for name, place in contract.buckets.items()},
            "hosts": {name: place.host for name, place in contract.buckets.items()},
            "key": contract.key_id,
        }

    outputs = {
        "kms:Key": lambda key: {
            "arn": f"arn:{key.name}" if read is None else f"arn:aws:kms:here:111122223333:key/{key.name}",
            "keyId": f"id-of-{key.name}",
        },
        "iam:Role": lambda role: {"arn": f"arn:{role.name}"},
    }
    return plan_program(program, outputs=outputs, resolve=True)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """Buckets of every kind."""
    return made()


def policy(plan: ProgramPlan, name: str, kind: str = "s3:BucketPolicy") -> Any:
    """The statements of a policy."""
    return json.loads(plan.resource(kind, name).inputs["policy"])["Statement"]


def rules(plan: ProgramPlan, name: str) -> dict[str, Any]:
    """The rules of a bucket's life by their names, without what all have in common."""
    found = plan.resource("s3:BucketLifecycleConfiguration", f"{name}-lifecycle").inputs["rules"]
    assert all(each["status"] == "Enabled" and each["filter"] == {"prefix": ""} for each in found)
    return {
        each["id"]: {key: value for key, value in each.items() if key not in ("id", "status", "filter")}
        for each in found
    }


def test_a_program_is_told_names_and_permissions_name_ids(planned: ProgramPlan) -> None:
    """Both are known before a deployment."""
    assert planned.result["names"]["files"] == FILES
    assert planned.result["ids"]["files"] == f"arn:aws:s3:::{FILES}"
    assert set(planned.result["names"]) == {"files", "logs", "old", "pages"}
    assert planned.result["key"] == "arn:objects-key"


def test_every_bucket_is_closed_to_the_public(planned: ProgramPlan) -> None:
    """Copies and the record too, by all four switches, and nobody can write a list of permissions."""
    buckets = {each.name for each in planned.resources_of("s3:Bucket")}
    assert len(buckets) == 6
    blocks = planned.resources_of("s3:BucketPublicAccessBlock")
    assert {each.name for each in blocks} == {f"{name}-public-access" for name in buckets}
    for block in blocks:
        switches = {"blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"}
        assert {block.inputs[switch] for switch in switches} == {True}
    owned = planned.resources_of("s3:BucketOwnershipControls")
    assert [each.inputs["rule"]["objectOwnership"] for each in owned] == ["BucketOwnerEnforced"] * 6


def test_every_bucket_answers_by_tls_alone(planned: ProgramPlan) -> None:
    """Its first statement refuses everybody else, for the bucket and for what is in it."""
    assert policy(planned, "objects-bucket-files-policy") == [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [f"arn:aws:s3:::{FILES}", f"arn:aws:s3:::{FILES}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]
    for each in planned.resources_of("s3:BucketPolicy"):
        first = json.loads(each.inputs["policy"])["Statement"][0]
        assert (first["Effect"], first["Action"], len(first["Resource"])) == ("Deny", "s3:*", 2)


def test_objects_are_encrypted_with_the_tier_s_key(planned: ProgramPlan) -> None:
    """A copy with that of its own region, and the record with S3's, on which nobody needs a right."""
    found = {
        each.name.removeprefix("objects-").removesuffix("-encryption"): each.inputs["rules"]
        for each in planned.resources_of("s3:BucketServerSideEncryptionConfiguration")
    }
    keys = {
        name: (rule["applyServerSideEncryptionByDefault"], rule["bucketKeyEnabled"])
        for name, (rule,) in found.items()
    }
    own = ({"kmsMasterKeyId": "arn:objects-key", "sseAlgorithm": "aws:kms"}, True)
    assert keys == {
        "bucket-files": own,
        "bucket-logs": own,
        "bucket-old": own,
        "bucket-pages": own,
        "copy-files": (
            {"kmsMasterKeyId": "arn:objects-key-ap-northeast-1", "sseAlgorithm": "aws:kms"},
            True,
        ),
        "access-logs": ({"sseAlgorithm": "AES256"}, False),
    }


def test_versions_are_kept_unless_nobody_wants_them(planned: ProgramPlan) -> None:
    """S3 never turns them off again, only on hold; so there is no word of it where there were none."""
    found = planned.resources_of("s3:BucketVersioning")
    assert {each.name for each in found} == {
        "objects-bucket-files-versioning",
        "objects-bucket-logs-versioning",
        "objects-bucket-old-versioning",
        "objects-copy-files-versioning",
    }
    assert {each.inputs["versioningConfiguration"]["status"] for each in found} == {"Enabled"}


def test_files_follow_their_use(planned: ProgramPlan) -> None:
    """At once, and what a deletion leaves behind goes with its last version."""
    assert rules(planned, "objects-bucket-files") == rules(planned, "objects-copy-files")
    assert rules(planned, "objects-bucket-files") == {
        "objects": {"transitions": [{"days": 0, "storageClass": "INTELLIGENT_TIERING"}]},
        "previous-versions": {
            "noncurrentVersionExpiration": {"noncurrentDays": 30},
            "expiration": {"expiredObjectDeleteMarker": True},
        },
        "unfinished-uploads": {"abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}},
    }


def test_logs_end_after_their_year(planned: ProgramPlan) -> None:
    """Then the marks that deletions leave behind go by their age, which S3 refuses to say twice."""
    assert rules(planned, "objects-bucket-logs") == {
        "objects": {
            "transitions": [{"days": 30, "storageClass": "GLACIER_IR"}],
            "expiration": {"days": 365},
        },
        "previous-versions": {"noncurrentVersionExpiration": {"noncurrentDays": 30}},
        "unfinished-uploads": {"abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}},
    }


def test_pages_without_versions_stay_where_they_are(planned: ProgramPlan) -> None:
    """Only what was never finished is cleaned up."""
    assert set(rules(planned, "objects-bucket-pages")) == {"unfinished-uploads"}


@pytest.mark.parametrize(
    ("name", "mode", "days"),
    [
        ("objects-bucket-files", "GOVERNANCE", 10),
        ("objects-copy-files", "GOVERNANCE", 10),
        ("objects-bucket-old", "COMPLIANCE", 30),
    ],
)
def test_a_lock_holds_every_new_version(planned: ProgramPlan, name: str, mode: str, days: int) -> None:
    """The copy's as well. It waits for versions, and the bucket itself says nothing of it: S3 would make it
    anew.
    """
    lock = planned.resource("s3:BucketObjectLockConfiguration", f"{name}-lock")
    assert lock.inputs["rule"]["defaultRetention"] == {"mode": mode, "days": days}
    assert lock.inputs["objectLockEnabled"] == "Enabled"
    assert f"{name}-versioning" in lock.dependency_names
    assert "objectLockEnabled" not in planned.resource("s3:Bucket", name).inputs


def test_requests_are_on_record(planned: ProgramPlan) -> None:
    """In one bucket for all, each under its own prefix, after S3's service may write there."""
    found = planned.resources_of("s3:BucketLogging")
    assert {each.name: each.inputs["targetPrefix"] for each in found} == {
        f"objects-bucket-{name}-access-log": f"{name}/" for name in ("files", "logs", "old", "pages")
    }
    assert all("objects-access-logs-policy" in each.dependency_names for each in found)
    assert rules(planned, "objects-access-logs")["expire"]["expiration"] == {"days": 90}


def test_s3_s_service_alone_writes_the_record(planned: ProgramPlan) -> None:
    """For these buckets, and for nobody else's."""
    _, statement = policy(planned, "objects-access-logs-policy")
    assert statement["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert (statement["Effect"], statement["Action"]) == ("Allow", ["s3:PutObject"])
    assert statement["Condition"] == {
        "ArnLike": {
            "aws:SourceArn": [
                f"arn:aws:s3:::bucket-trip-{name}-test-e736" for name in ("files", "logs", "old", "pages")
            ]
        }
    }


def test_no_record_is_no_bucket_for_it() -> None:
    """Where the environment wants none."""
    found = made({"buckets": {"files": {}}, "access_log_days": None})
    assert [each.name for each in found.resources_of("s3:Bucket")] == ["objects-bucket-files"]
    assert found.resources_of("s3:BucketLogging") == ()


def test_pages_that_may_call_are_named(planned: ProgramPlan) -> None:
    """In order, so that another order is no change; no other bucket takes any."""
    (found,) = planned.resources_of("s3:BucketCorsConfiguration")
    assert found.name == "objects-bucket-files-browsers"
    (rule,) = found.inputs["corsRules"]
    assert rule["allowedOrigins"] == ["https://a.example.com", "https://b.example.com"]
    assert rule["allowedMethods"] == ["GET", "HEAD", "PUT", "POST"]


def test_a_copy_stands_in_the_other_region_with_everything_of_its_own(planned: ProgramPlan) -> None:
    """Bucket, key, and whatever is about the bucket."""
    there = [
        each
        for each in planned.resources
        if each.name.startswith("objects-copy-") or each.name.startswith("objects-key-ap")
    ]
    assert len(there) == 10
    assert {each.inputs.get("region") for each in there} == {"ap-northeast-1"}


def test_everything_is_copied_with_what_encrypts_it(planned: ProgramPlan) -> None:
    """Without the word about keys S3 would copy nothing here."""
    found = planned.resource("s3:BucketReplicationConfig", "objects-copies-files")
    (rule,) = found.inputs["rules"]
    assert (rule["status"], rule["filter"]) == ("Enabled", {"prefix": ""})
    assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
    assert rule["deleteMarkerReplication"] == {"status": "Enabled"}
    assert rule["destination"]["encryptionConfiguration"] == {
        "replicaKmsKeyId": "arn:objects-key-ap-northeast-1"
    }
    copy = planned.resource("s3:Bucket", "objects-copy-files").inputs["bucket"]
    assert rule["destination"]["bucket"] == f"arn:aws:s3:::{copy}"


def test_a_promise_of_copies_is_asked_for_with_what_shows_it(planned: ProgramPlan) -> None:
    """S3 takes neither without the other; without a promise there is a word of neither."""
    (rule,) = planned.resource("s3:BucketReplicationConfig", "objects-copies-files").inputs["rules"]
    assert rule["destination"]["replicationTime"] == {"status": "Enabled", "time": {"minutes": 15}}
    assert rule["destination"]["metrics"] == {"status": "Enabled", "eventThreshold": {"minutes": 15}}
    bare = made({"buckets": {"files": {"replicate_to": "ap-northeast-1"}}})
    (rule,) = bare.resource("s3:BucketReplicationConfig", "objects-copies-files").inputs["rules"]
    assert set(rule["destination"]) == {"bucket", "encryptionConfiguration"}


def test_copying_waits_for_versions_lock_and_permissions(planned: ProgramPlan) -> None:
    """S3 refuses it before the first two, and does not copy the first objects before the third."""
    found = planned.resource("s3:BucketReplicationConfig", "objects-copies-files")
    assert {
        "objects-bucket-files-versioning",
        "objects-copy-files-versioning",
        "objects-copy-files-lock",
        "objects-copies-buckets",
        "objects-copies-keys",
    } <= set(found.dependency_names)


def test_the_copying_role_reads_here_and_writes_there(planned: ProgramPlan) -> None:
    """And neither the other way round."""
    copy = planned.resource("s3:Bucket", "objects-copy-files").inputs["bucket"]
    statements = policy(planned, "objects-copies-buckets", "iam:RolePolicy")
    assert [each["Resource"] for each in statements] == [
        [f"arn:aws:s3:::{FILES}"],
        [f"arn:aws:s3:::{FILES}/*"],
        [f"arn:aws:s3:::{copy}/*"],
    ]
    assert statements[2]["Action"] == ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
    assert policy(planned, "objects-copies-keys", "iam:RolePolicy") == [
        {
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": ["arn:objects-key"],
            "Condition": {"StringEquals": {"kms:ViaService": "s3.ap-northeast-2.amazonaws.com"}},
        },
        {
            "Effect": "Allow",
            "Action": ["kms:Encrypt", "kms:GenerateDataKey"],
            "Resource": ["arn:objects-key-ap-northeast-1"],
            "Condition": {"StringEquals": {"kms:ViaService": "s3.ap-northeast-1.amazonaws.com"}},
        },
    ]


def test_without_a_copy_there_is_no_role() -> None:
    """Nor another key."""
    found = made({"buckets": {"files": {}}})
    assert found.resources_of("iam:Role") == ()
    assert [each.name for each in found.resources_of("kms:Key")] == ["objects-key"]


def test_a_copy_beside_its_bucket_is_refused() -> None:
    """It would be lost with it."""
    with pytest.raises(SpecRefusedError, match="ap-northeast-2 is where the bucket stands"):
        made({"buckets": {"files": {"replicate_to": "ap-northeast-2"}}})


def test_what_s3_cannot_do_is_refused() -> None:
    """By the limits."""
    with pytest.raises(SpecRefusedError, match="Deep Archive"):
        made({"buckets": {"files": {"deep_archive_days": 90}}})


def test_a_protected_bucket_is_not_emptied(planned: ProgramPlan) -> None:
    """Nor deleted; elsewhere it goes with what it holds."""
    for found, protected in ((planned, True), (made(protect=False), False)):
        buckets = found.resources_of("s3:Bucket")
        assert {(each.protect, each.inputs["forceDestroy"]) for each in buckets} == {
            (protected, not protected)
        }


def test_one_edge_may_read_one_bucket() -> None:
    """Its objects alone, by TLS as everybody; no other bucket names it, and no bucket has two policies."""
    plan = made(read="pages")
    found = policy(plan, "objects-bucket-pages-policy")
    pages = plan.result["ids"]["pages"]
    assert found[0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert found[1:] == [
        {
            "Sid": "ReadOfEdge",
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": "s3:GetObject",
            "Resource": f"{pages}/*",
            "Condition": {"StringEquals": {"aws:SourceArn": EDGE}},
        }
    ]
    policies = plan.resources_of("s3:BucketPolicy")
    assert [each.name for each in policies if "cloudfront" in each.inputs["policy"]] == [
        "objects-bucket-pages-policy"
    ]
    assert len(policies) == len(plan.resources_of("s3:Bucket"))


def test_the_edge_may_decrypt_what_it_reads() -> None:
    """The account's own policies go on deciding about everybody else."""
    plan = plan_program(
        lambda: Objects(
            "objects",
            ObjectsArgs(
                spec=ObjectsSpec.model_validate({"buckets": {"pages": {}}}),
                site=AWS_SITE,
                read_by_edge="pages",
            ),
        ).let_edge_read(EDGE),
        outputs={"kms:Key": {"arn": "arn:aws:kms:ap-northeast-2:111122223333:key/1", "keyId": "1"}},
        resolve=True,
    )
    assert policy(plan, "objects-key-policy", "kms:KeyPolicy") == [
        {
            "Sid": "Account",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Sid": "DecryptOfEdge",
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": "kms:Decrypt",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceArn": EDGE}},
        },
    ]


def test_without_an_edge_nobody_is_let_in(planned: ProgramPlan) -> None:
    """The key keeps KMS's own policy, and asking for an edge's right is an error."""
    assert not planned.resources_of("kms:KeyPolicy")
    assert not any("cloudfront" in each.inputs["policy"] for each in planned.resources_of("s3:BucketPolicy"))
    with pytest.raises(ValueError, match="no bucket is read by an edge"):
        plan_program(
            lambda: Objects(
                "objects",
                ObjectsArgs(spec=ObjectsSpec.model_validate({"buckets": {"pages": {}}}), site=AWS_SITE),
            ).let_edge_read(EDGE)
        )


def test_an_edge_reads_a_bucket_at_its_own_region(planned: ProgramPlan) -> None:
    """By a host of the region, as the one without a region leads elsewhere for a while."""
    assert planned.result["hosts"]["files"] == f"{FILES}.s3.{AWS_SITE.region}.amazonaws.com"
