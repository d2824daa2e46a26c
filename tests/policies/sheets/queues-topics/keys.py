"""Queues and topics by how they are encrypted."""

import pulumi_aws as aws
from base import key, unknown_yes

aws.sqs.Queue("key-unset")
aws.sqs.Queue("key-of-sqs", sqs_managed_sse_enabled=True)
aws.sqs.Queue("key-of-sqs-off", sqs_managed_sse_enabled=False)
aws.sqs.Queue("key-of-sqs-off-in-fifo", sqs_managed_sse_enabled=False, fifo_queue=True, name="a.fifo")
aws.sqs.Queue("key-of-sqs-null", sqs_managed_sse_enabled=None)
aws.sqs.Queue("key-of-sqs-unknown", sqs_managed_sse_enabled=unknown_yes)
aws.sqs.Queue("key-of-kms", kms_master_key_id="alias/orders")
aws.sqs.Queue("key-of-kms-of-aws", kms_master_key_id="alias/aws/sqs")
aws.sqs.Queue("key-of-kms-not-known-yet", kms_master_key_id=key.arn)
aws.sqs.Queue("key-of-kms-and-not-of-sqs", kms_master_key_id=key.arn, sqs_managed_sse_enabled=False)
aws.sqs.Queue("key-of-kms-and-of-sqs-unknown", kms_master_key_id=key.arn, sqs_managed_sse_enabled=unknown_yes)
aws.sqs.Queue("key-empty-and-not-of-sqs", kms_master_key_id="", sqs_managed_sse_enabled=False)
aws.sqs.Queue("key-of-fifo-unset", fifo_queue=True, name="b.fifo")
aws.sqs.Queue.get("key-got", "https://sqs.ap-northeast-2.amazonaws.com/111122223333/theirs")

aws.sns.Topic("topic-unset")
aws.sns.Topic("topic-null", kms_master_key_id=None)
aws.sns.Topic("topic-key-empty", kms_master_key_id="")
aws.sns.Topic("topic-of-fifo-unset", fifo_topic=True, name="c.fifo")
aws.sns.Topic("topic-key", kms_master_key_id="alias/orders")
aws.sns.Topic("topic-key-of-aws", kms_master_key_id="alias/aws/sns")
aws.sns.Topic("topic-key-not-known-yet", kms_master_key_id=key.key_id)
aws.sns.Topic.get("topic-got", "arn:aws:sns:ap-northeast-2:111122223333:theirs")
