"""Logs on AWS have a key and an end, and a copy of each event lies in a bucket for its days."""

import json
from typing import Any

import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.observability.aws_archive import Archive, ArchiveArgs
from jiban.components.observability.aws_logs import Logs, LogsArgs
from jiban.components.observability.spec import LogsSpec, ObservabilitySpec, TableSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE
from tests.components.observability.examples import cluster, known

KEY = "arn:aws:kms:ap-northeast-2:111122223333:key/1"
STREAM = "arn:aws:firehose:ap-northeast-2:111122223333:deliverystream/archive"
OUTPUTS: dict[str, dict[str, Any]] = {
    "kms:Key": {"arn": KEY, "keyId": "1"},
    "kinesis:FirehoseDeliveryStream": {"arn": STREAM},
    "cloudwatch:LogGroup": {"arn": "arn:aws:logs:ap-northeast-2:111122223333:log-group:some"},
}
GROUPS = ["application", "dataplane", "host"]


def logs(spec: LogsSpec | None = None) -> ProgramPlan:
    """What the logs of a cluster ask for."""

    def program() -> Any:
        asked = spec or LogsSpec(retention_days=30)
        args = LogsArgs(
            spec=ObservabilitySpec(logs=asked),
            logs=asked,
            site=AWS_SITE,
            cluster=cluster(),
            cluster_name="eks-trip-test",
        )
        return dict(Logs("logs", args).groups)

    return plan_program(program, outputs=OUTPUTS, resolve=True)


def archive(account: str | None = "111122223333") -> ProgramPlan:
    """What an archive of two groups asks for."""

    def program() -> Any:
        args = ArchiveArgs(
            site=AWS_SITE,
            days=365,
            groups={"host": known("/host"), "application": known("/application")},
            account=account,
        )
        return {"stream": Archive("archive", args).stream_name}

    return plan_program(program, outputs=OUTPUTS, resolve=True)


@pytest.fixture(scope="module")
def kept() -> ProgramPlan:
    """Logs, planned once."""
    return logs()


@pytest.fixture(scope="module")
def archived() -> ProgramPlan:
    """An archive, planned once."""
    return archive()


def policy(plan: ProgramPlan, name: str) -> list[dict[str, Any]]:
    """The statements of a role's permission."""
    statements: list[dict[str, Any]] = json.loads(plan.resource("iam:RolePolicy", name).inputs["policy"])[
        "Statement"
    ]
    return statements


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_made_before_the_agent_fills_it(kept: ProgramPlan, group: str) -> None:
    """By the name that the agent writes to, with the days that were asked for and the key."""
    made = kept.resource("cloudwatch:LogGroup", f"logs-{group}").inputs
    assert made["name"] == f"/aws/containerinsights/eks-trip-test/{group}"
    assert made["retentionInDays"] == 30
    assert made["kmsKeyId"] == KEY
    assert kept.result[group] == made["name"]


def test_cloudwatch_may_use_the_key_for_this_accounts_groups_alone(kept: ProgramPlan) -> None:
    """The account itself may do everything, by IAM's permissions."""
    written = json.loads(kept.resource("kms:KeyPolicy", "logs-key-policy").inputs["policy"])["Statement"]
    assert [statement["Principal"] for statement in written] == [
        {"AWS": "arn:aws:iam::111122223333:root"},
        {"Service": ["logs.ap-northeast-2.amazonaws.com"]},
    ]
    assert written[1]["Condition"] == {
        "ArnLike": {
            "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:ap-northeast-2:111122223333:log-group:*"
        }
    }


def test_the_agent_writes_into_the_groups_alone(kept: ProgramPlan) -> None:
    """It makes no group, so whatever it would make forgets nothing; and it sends no metrics."""
    (statement,) = policy(kept, "logs-role-groups")
    assert statement["Action"] == ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    assert statement["Resource"] == ["arn:aws:logs:ap-northeast-2:111122223333:log-group:some:*"] * 3


def test_the_agent_reads_logs_and_nothing_else(kept: ProgramPlan) -> None:
    """Metrics would be billed a second time, and an agent in every pod would restart it."""
    addon = kept.resource("eks:Addon", "logs-agent").inputs
    assert addon["addonName"] == "amazon-cloudwatch-observability"
    assert addon["addonVersion"] == "v5.0.0-eksbuild.1"
    assert json.loads(addon["configurationValues"]) == {
        "containerLogs": {"enabled": True},
        "containerInsights": {"enabled": False},
        "otelContainerInsights": {"enabled": False},
        "manager": {
            "applicationSignals": {"autoMonitor": {"monitorAllServices": False, "restartPods": False}}
        },
    }
    (account,) = addon["podIdentityAssociations"]
    assert account["serviceAccount"] == "cloudwatch-agent"


def test_traces_go_into_cloudwatch(kept: ProgramPlan) -> None:
    """X-Ray may write spans of its own account, and takes them by OpenTelemetry's protocol."""
    assert kept.resource("xray:TraceSegmentDestination", "logs-traces").inputs == {
        "destination": "CloudWatchLogs"
    }
    written = kept.resource("cloudwatch:LogResourcePolicy", "logs-traces-policy").inputs["policyDocument"]
    (statement,) = json.loads(written)["Statement"]
    assert statement["Resource"] == [
        "arn:aws:logs:ap-northeast-2:111122223333:log-group:aws/spans:*",
        "arn:aws:logs:ap-northeast-2:111122223333:log-group:/aws/application-signals/data:*",
    ]
    assert statement["Condition"] == {
        "ArnLike": {"aws:SourceArn": "arn:aws:xray:ap-northeast-2:111122223333:*"},
        "StringEquals": {"aws:SourceAccount": "111122223333"},
    }


def test_without_insights_nothing_takes_traces() -> None:
    """A setting of the whole account is left as it is."""
    found = logs(LogsSpec(insights=False))
    assert found.resources_of("xray:TraceSegmentDestination") == ()
    assert found.resources_of("cloudwatch:LogResourcePolicy") == ()


def test_what_cloudwatch_lacks_is_refused() -> None:
    """The constructor is the last to look."""
    with pytest.raises(SpecRefusedError, match="groups of logs and no tables"):
        logs(LogsSpec(tables={"AKSAudit": TableSpec()}))


def test_every_group_is_subscribed_to(archived: ProgramPlan) -> None:
    """Every event of each, without a pattern that would leave one out."""
    found = {
        each.name: (each.inputs["logGroup"], each.inputs["filterPattern"], each.inputs["destinationArn"])
        for each in archived.resources_of("cloudwatch:LogSubscriptionFilter")
    }
    assert found == {
        "archive-of-application": ("/application", "", STREAM),
        "archive-of-host": ("/host", "", STREAM),
    }


def test_an_object_becomes_cheaper_and_goes(archived: ProgramPlan) -> None:
    """After a month, and after the days that were asked for."""
    (rule,) = archived.resource("s3:BucketLifecycleConfiguration", "archive-bucket-lifecycle").inputs["rules"]
    assert rule["transitions"] == [{"days": 30, "storageClass": "GLACIER_IR"}]
    assert rule["expiration"] == {"days": 365}
    assert rule["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}


def test_the_bucket_is_closed_and_protected(archived: ProgramPlan) -> None:
    """Nobody without a permission, nothing in plain text, by a key of its own."""
    bucket = archived.resource("s3:Bucket", "archive-bucket")
    assert bucket.protect
    assert bucket.inputs["forceDestroy"] is False
    closed = archived.resource("s3:BucketPublicAccessBlock", "archive-bucket-public-access").inputs
    assert [closed[each] for each in closed if each != "bucket"] == [True] * 4
    (encryption,) = archived.resource(
        "s3:BucketServerSideEncryptionConfiguration", "archive-bucket-encryption"
    ).inputs["rules"]
    assert encryption["applyServerSideEncryptionByDefault"] == {
        "sseAlgorithm": "aws:kms",
        "kmsMasterKeyId": KEY,
    }
    written = json.loads(archived.resource("s3:BucketPolicy", "archive-bucket-policy").inputs["policy"])
    assert written["Statement"][0]["Effect"] == "Deny"
    assert written["Statement"][0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_stream_writes_into_the_bucket_alone(archived: ProgramPlan) -> None:
    """And uses the key by way of S3 alone."""
    name = archived.resource("s3:Bucket", "archive-bucket").inputs["bucket"]
    assert [statement["Resource"] for statement in policy(archived, "archive-role-stream-bucket")] == [
        [f"arn:aws:s3:::{name}"],
        [f"arn:aws:s3:::{name}/*"],
    ]
    (use,) = policy(archived, "archive-role-stream-key")
    assert use["Resource"] == [KEY]
    assert use["Condition"] == {"StringEquals": {"kms:ViaService": "s3.ap-northeast-2.amazonaws.com"}}


def test_the_stream_writes_few_large_objects_by_day(archived: ProgramPlan) -> None:
    """What CloudWatch hands on is compressed already."""
    store = archived.resource("kinesis:FirehoseDeliveryStream", "archive-stream").inputs[
        "extendedS3Configuration"
    ]
    assert (store["bufferingSize"], store["bufferingInterval"]) == (64, 900)
    assert (store["compressionFormat"], store["fileExtension"]) == ("UNCOMPRESSED", ".gz")
    assert store["prefix"] == "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/"
    assert archived.result == {"stream": "archive-trip-logs-test"}


@pytest.mark.parametrize(("account", "named"), [("111122223333", "111122223333"), (None, "*")])
def test_cloudwatch_of_this_account_hands_on(account: str | None, named: str) -> None:
    """Where the account is known before the deployment; into the stream, and nowhere else."""
    found = archive(account)
    trust = json.loads(found.resource("iam:Role", "archive-role-subscriptions").inputs["assumeRolePolicy"])[
        "Statement"
    ][0]
    assert trust["Condition"] == {"ArnLike": {"aws:SourceArn": f"arn:aws:logs:ap-northeast-2:{named}:*"}}
    (statement,) = policy(found, "archive-role-subscriptions-stream")
    assert statement["Resource"] == [STREAM]
