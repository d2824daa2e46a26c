"""VPCs by their flow logs, and how long these are kept."""

import pulumi_aws as aws
from base import address, flow_log, log_group, network, unknown_flag


def group(name, **more):
    return aws.cloudwatch.LogGroup(name, **more)


def bucket(name, *rules, kind=aws.s3.Bucket):
    """Return a bucket for flow logs, with rules of expiry in a resource of their own."""
    made = kind(name)
    if rules:
        aws.s3.BucketLifecycleConfiguration(f"{name}-expiry", bucket=made.id, rules=list(rules))
    return made


def expiry(days, prefix=None, status="Enabled"):
    return {"id": "expiry", "status": status, "filter": {"prefix": prefix}, "expiration": {"days": days}}


def to_bucket(name, made, **more):
    flow_log(f"{name}-log", network(name), made.arn, log_destination_type="s3", **more)


flow_log("kept-log", network("logs-kept"), log_group.arn)
flow_log("forever-log", network("logs-for-ever"), group("no-retention").arn)
flow_log("zero-log", network("logs-for-ever-by-zero"), group("retention-0", retention_in_days=0).arn)
flow_log("90-log", network("logs-90-days"), group("retention-90", retention_in_days=90).arn)
flow_log("60-log", network("logs-60-days"), group("retention-60", retention_in_days=60).arn)
flow_log("text-log", network("logs-90-days-as-text"), group("retention-text", retention_in_days="90").arn)
both = network("logs-twice")
flow_log("short-log", both, group("retention-7", retention_in_days=7).arn)
flow_log("long-log", both, log_group.arn)
unknown_days = group("retention-unknown", retention_in_days=unknown_flag.apply(lambda _: 30))
flow_log("unknown-days-log", network("logs-unknown-days"), unknown_days.arn)
foreign = "arn:aws:logs:ap-northeast-2:111122223333:log-group:flow"
flow_log("foreign-log", network("logs-in-a-foreign-group"), foreign)
rejects = network("logs-of-rejects")
aws.ec2.FlowLog("rejects-log", vpc_id=rejects.id, log_destination=log_group.arn, traffic_type="REJECT")

some = network("logs-of-a-subnet")
logged = aws.ec2.Subnet("logged", vpc_id=some.id, cidr_block="172.31.1.0/24")
aws.ec2.Subnet("not-logged", vpc_id=some.id, cidr_block="172.31.2.0/24")
aws.ec2.FlowLog("subnet-log", subnet_id=logged.id, log_destination=log_group.arn, traffic_type="ALL")
aws.ec2.FlowLog(
    "another-vpc-log", vpc_id="vpc-0dddddddddddddddd", log_destination=log_group.arn, traffic_type="ALL"
)
network("logs-nowhere")

to_bucket("bucket-for-ever", bucket("bucket-a"))
to_bucket("bucket-30-days", bucket("bucket-b", expiry(30)))
to_bucket("bucket-365-days", bucket("bucket-c", expiry(365)))
to_bucket("bucket-other-prefix", bucket("bucket-d", expiry(7, "tmp/")))
to_bucket("bucket-of-the-logs-prefix", bucket("bucket-e", expiry(7, "AWSLogs/")))
to_bucket("bucket-rule-disabled", bucket("bucket-f", expiry(7, status="Disabled")))
to_bucket("bucket-unknown-days", bucket("bucket-g", expiry(unknown_flag.apply(lambda _: 7))))
to_bucket("bucket-of-the-old-type", bucket("bucket-h", expiry(30), kind=aws.s3.BucketV2))
inline = aws.s3.BucketV2("bucket-i", lifecycle_rules=[{"enabled": True, "expirations": [{"days": 30}]}])
to_bucket("bucket-rule-inline", inline)
moved = {"id": "cold", "status": "Enabled", "transitions": [{"days": 30, "storage_class": "GLACIER"}]}
to_bucket("bucket-moved-to-cold", bucket("bucket-j", moved))
stream = "arn:aws:firehose:ap-northeast-2:111122223333:deliverystream/flow"
flow_log("stream-log", network("logs-in-a-stream"), stream, log_destination_type="kinesis-data-firehose")
flow_log(
    "bucket-arn-log", network("bucket-foreign"), "arn:aws:s3:::flow-logs-of-ours", log_destination_type="s3"
)
flow_log("unknown-log", network("logs-somewhere"), address.arn)
