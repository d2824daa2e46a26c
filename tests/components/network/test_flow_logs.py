"""A bucket of flow logs takes the logs of its own account and region, over TLS."""

import json
from typing import Any

from jiban.components.network.flow_logs import bucket_policy

POLICY_OF = ("arn:aws:s3:::logs-trip", "111122223333", "ap-northeast-2")


def statements() -> dict[str, Any]:
    """The policy's statements by their ids."""
    return {each["Sid"]: each for each in json.loads(bucket_policy(*POLICY_OF))["Statement"]}


def test_the_service_may_write_objects_and_look_at_the_bucket() -> None:
    """Nothing more: no reading, no deleting, no other bucket."""
    write, look = statements()["WriteLogs"], statements()["LookBeforeWriting"]
    assert {each["Effect"] for each in (write, look)} == {"Allow"}
    assert write["Principal"] == look["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert (write["Action"], look["Action"]) == ("s3:PutObject", ["s3:GetBucketAcl", "s3:ListBucket"])
    assert look["Resource"] == "arn:aws:s3:::logs-trip"


def test_the_refusal_covers_the_bucket_and_its_objects() -> None:
    """Either alone would leave the other open to plain text."""
    assert statements()["RefusePlainText"]["Resource"] == [
        "arn:aws:s3:::logs-trip",
        "arn:aws:s3:::logs-trip/*",
    ]


def test_there_are_three_statements() -> None:
    """One that writes, one that looks, and one that refuses."""
    assert set(statements()) == {"WriteLogs", "LookBeforeWriting", "RefusePlainText"}


def test_logs_are_written_below_the_accounts_prefix() -> None:
    """The service may put objects there and nowhere else: the path of partitions that Hive reads."""
    written = "arn:aws:s3:::logs-trip/AWSLogs/aws-account-id=111122223333/*"
    assert statements()["WriteLogs"]["Resource"] == written


def test_no_access_list_is_asked_for() -> None:
    """A bucket whose owner owns every object takes none; a condition on one could only refuse logs."""
    assert set(statements()["WriteLogs"]["Condition"]["StringEquals"]) == {"aws:SourceAccount"}


def test_another_accounts_logs_are_refused() -> None:
    """Both statements of the service name the account and its region's logs."""
    for sid in ("WriteLogs", "LookBeforeWriting"):
        condition = statements()[sid]["Condition"]
        assert condition["StringEquals"]["aws:SourceAccount"] == "111122223333"
        assert condition["ArnLike"] == {"aws:SourceArn": "arn:aws:logs:ap-northeast-2:111122223333:*"}


def test_plain_text_is_refused() -> None:
    """Whoever comes without TLS is denied everything in the bucket."""
    denied = statements()["RefusePlainText"]
    assert (denied["Effect"], denied["Principal"], denied["Action"]) == ("Deny", "*", "s3:*")
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
