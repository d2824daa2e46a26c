"""Queues by what becomes of messages that nobody can handle."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
from base import HERE, unknown_number

Watch = aws.cloudwatch.MetricAlarm
VISIBLE = "ApproximateNumberOfMessagesVisible"


def redrive(target: str, count: Any = 4) -> str:
    """Return the JSON of a redrive policy."""
    return json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": count})


def watch(name: str, queue: Any, metric: str = VISIBLE, **more: Any) -> None:
    """Make an alarm on a queue."""
    Watch(
        name,
        namespace="AWS/SQS",
        metric_name=metric,
        dimensions={"QueueName": queue},
        comparison_operator="GreaterThanThreshold",
        threshold=0,
        statistic="Maximum",
        period=300,
        evaluation_periods=1,
        **more,
    )


def pair(name: str, count: Any = 4, *, watched: bool = True) -> aws.sqs.Queue:
    """Make a queue with a queue for its dead letters, named by text."""
    dead = aws.sqs.Queue(f"{name}-dead", name=f"{name}-dead")
    made = aws.sqs.Queue(name, name=name, redrive_policy=redrive(f"{HERE}:{name}-dead", count))
    if watched:
        watch(f"{name}-alarm", dead.name)
    return made


pair("dead-watched")
pair("dead-after-1", 1)
pair("dead-after-3", 3)
pair("dead-after-5", 5)
pair("dead-after-10", 10)
pair("dead-after-1000", 1000)
pair("dead-unwatched", watched=False)
pair("dead-watched-at-its-source", watched=False)
watch("alarm-at-the-source", "dead-watched-at-its-source")
pair("dead-watched-by-sent", watched=False)
watch("alarm-by-sent", "dead-watched-by-sent-dead", "NumberOfMessagesSent")
pair("dead-watched-by-name", watched=False)
watch("alarm-by-name", "dead-watched-by-name-dead")
pair("dead-watched-in-math", watched=False)
Watch(
    "alarm-in-math",
    comparison_operator="GreaterThanThreshold",
    threshold=0,
    evaluation_periods=1,
    metric_queries=[
        {
            "id": "m1",
            "metric": {
                "namespace": "AWS/SQS",
                "metric_name": VISIBLE,
                "dimensions": {"QueueName": "dead-watched-in-math-dead"},
                "period": 300,
                "stat": "Maximum",
            },
        },
        {"id": "e1", "expression": "FILL(m1, 0)", "return_data": True},
    ],
)
aws.sqs.Queue("dead-unset")
aws.sqs.Queue("dead-empty", redrive_policy="")
aws.sqs.Queue("dead-unset-in-fifo", fifo_queue=True, name="d.fifo")
aws.sqs.Queue("dead-of-others", redrive_policy=redrive(f"{HERE}:theirs"))
aws.sqs.Queue("dead-of-others-after-1", redrive_policy=redrive(f"{HERE}:theirs", 1))
aws.sqs.Queue("dead-no-json", redrive_policy="{")

# As programs write it: the ARN is not known yet, and so is the text that it stands in.
shared = aws.sqs.Queue("shared-dead")
watch("shared-alarm", shared.name)
aws.sqs.Queue("dead-by-output", redrive_policy=shared.arn.apply(redrive))
aws.sqs.Queue(
    "dead-after-unknown", redrive_policy=unknown_number.apply(lambda n: redrive(f"{HERE}:theirs", n))
)
apart = aws.sqs.Queue("dead-apart", name="dead-apart")
aws.sqs.Queue("dead-apart-dead", name="dead-apart-dead")
aws.sqs.RedrivePolicy(
    "dead-apart-redrive", queue_url=apart.url, redrive_policy=redrive(f"{HERE}:dead-apart-dead")
)
watch("dead-apart-alarm", "dead-apart-dead")
often = aws.sqs.Queue("dead-apart-after-1000")
aws.sqs.RedrivePolicy(
    "dead-apart-often-redrive", queue_url=often.url, redrive_policy=redrive(f"{HERE}:dead-apart-dead", 1000)
)

# Queues that are dead letters' own: of a subscription, and by what they let others do.
undelivered = aws.sqs.Queue("undelivered", name="undelivered")
aws.sns.TopicSubscription(
    "subscription",
    topic="arn:aws:sns:ap-northeast-2:111122223333:news",
    protocol="sqs",
    endpoint=f"{HERE}:dead-watched",
    redrive_policy=undelivered.arn.apply(lambda arn: json.dumps({"deadLetterTargetArn": arn})),
)
aws.sqs.Queue(
    "allows-sources",
    redrive_allow_policy=json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [f"{HERE}:theirs"]}),
)
allowed = aws.sqs.Queue("allows-sources-apart")
aws.sqs.RedriveAllowPolicy(
    "allow",
    queue_url=allowed.url,
    redrive_allow_policy=pulumi.Output.json_dumps(
        {"redrivePermission": "byQueue", "sourceQueueArns": [f"{HERE}:theirs"]}
    ),
)
aws.sqs.Queue("allows-none", redrive_allow_policy=json.dumps({"redrivePermission": "denyAll"}))
