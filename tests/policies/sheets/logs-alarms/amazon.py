"""Log groups, trails and alarms of AWS."""

import pulumi_aws as aws

topic = aws.sns.Topic("on-call")
eip = aws.ec2.Eip("known-later", domain="vpc")


def later(value):
    return eip.public_ip.apply(lambda _: value)


# --- Log groups ---------------------------------------------------------------


def group(called: str, **more) -> aws.cloudwatch.LogGroup:
    return aws.cloudwatch.LogGroup(called, **more)


group("group-unset")
group("group-zero", retention_in_days=0)
group("group-null", retention_in_days=None)
group("group-1", retention_in_days=1)
group("group-30", retention_in_days=30)
group("group-365", retention_in_days=365)
group("group-unknown", retention_in_days=later(30))
group("group-infrequent-30", retention_in_days=30, log_group_class="INFREQUENT_ACCESS")
# EKS writes its control plane's logs, audit among them, to the group of this name.
group("group-of-eks-30", name="/aws/eks/shop/cluster", retention_in_days=30)
group("group-of-eks-400", name="/aws/eks/tools/cluster", retention_in_days=400)
# Nothing of the control plane: what the agent collects of the pods.
group("group-of-pods-30", name="/aws/containerinsights/shop/application", retention_in_days=30)
aws.cloudwatch.LogGroup.get("group-read-by-get", "/theirs")
of_trail_90 = group("group-of-trail-90", retention_in_days=90)
of_trail_365 = group("group-of-trail-365", retention_in_days=365)
of_trail_3653 = group("group-of-trail-3653", retention_in_days=3653)
of_trail_unknown = group("group-of-trail-unknown", retention_in_days=later(365))

# --- Trails -------------------------------------------------------------------


def trail(called: str, to=None, **more) -> None:
    made = {"is_multi_region_trail": True, "enable_log_file_validation": True, **more}
    if to is not None:
        made["cloud_watch_logs_group_arn"] = to.arn.apply(lambda arn: f"{arn}:*")
        made["cloud_watch_logs_role_arn"] = "arn:aws:iam::111122223333:role/trail"
    aws.cloudtrail.Trail(called, s3_bucket_name="trails", **{k: v for k, v in made.items() if v is not ...})


trail("trail-whole")
trail("trail-bare", is_multi_region_trail=..., enable_log_file_validation=...)
trail("trail-of-one-region", is_multi_region_trail=False)
trail("trail-region-unset", is_multi_region_trail=...)
trail("trail-region-null", is_multi_region_trail=None)
trail("trail-not-validated", enable_log_file_validation=False)
trail("trail-validation-unset", enable_log_file_validation=...)
trail("trail-of-organization-one-region", is_organization_trail=True, is_multi_region_trail=...)
trail("trail-of-organization", is_organization_trail=True)
trail("trail-region-unknown", is_multi_region_trail=later(True))
trail("trail-validation-unknown", enable_log_file_validation=later(True))
trail(
    "trail-of-one-region-validation-unknown",
    is_multi_region_trail=False,
    enable_log_file_validation=later(True),
)
trail("trail-to-90", of_trail_90)
trail("trail-to-365", of_trail_365)
trail("trail-to-3653", of_trail_3653)
trail("trail-to-unknown", of_trail_unknown)
aws.cloudtrail.Trail.get("trail-read-by-get", "theirs")

# --- Alarms -------------------------------------------------------------------


def alarm(called: str, **more) -> aws.cloudwatch.MetricAlarm:
    return aws.cloudwatch.MetricAlarm(
        called,
        comparison_operator="GreaterThanThreshold",
        evaluation_periods=3,
        metric_name="CPUUtilization",
        namespace="AWS/RDS",
        period=60,
        statistic="Average",
        threshold=80,
        **more,
    )


alarm("alarm-whole", alarm_actions=[topic.arn])
alarm("alarm-bare")
alarm("alarm-actions-empty", alarm_actions=[])
alarm("alarm-actions-null", alarm_actions=None)
alarm("alarm-actions-off", alarm_actions=[topic.arn], actions_enabled=False)
alarm("alarm-actions-on", alarm_actions=[topic.arn], actions_enabled=True)
alarm("alarm-ok-only", ok_actions=[topic.arn])
alarm("alarm-without-data-only", insufficient_data_actions=[topic.arn])
alarm("alarm-by-text", alarm_actions=["arn:aws:sns:ap-northeast-2:111122223333:on-call"])
alarm("alarm-actions-unknown", alarm_actions=later(["arn:aws:sns:ap-northeast-2:111122223333:on-call"]))
alarm("alarm-enabled-unknown", alarm_actions=[topic.arn], actions_enabled=later(True))
alarm("alarm-off-actions-unknown", alarm_actions=later(["arn"]), actions_enabled=False)
alarm(
    "alarm-that-scales",
    alarm_actions=[
        "arn:aws:autoscaling:ap-northeast-2:111122223333:scalingPolicy:1a2b:autoScalingGroupName/web:policyName/out"
    ],
)
aws.cloudwatch.MetricAlarm.get("alarm-read-by-get", "theirs")
aws.cloudwatch.CompositeAlarm(
    "composite-whole", alarm_name="composite-whole", alarm_rule="ALARM(theirs)", alarm_actions=[topic.arn]
)
aws.cloudwatch.CompositeAlarm("composite-bare", alarm_name="composite-bare", alarm_rule="ALARM(theirs)")
aws.cloudwatch.CompositeAlarm(
    "composite-off",
    alarm_name="composite-off",
    alarm_rule="ALARM(theirs)",
    alarm_actions=[topic.arn],
    actions_enabled=False,
)
# It calls nobody itself; what is made of it does.
alarm("alarm-in-a-composite", name="alarm-in-a-composite")
aws.cloudwatch.CompositeAlarm(
    "composite-of-alarm",
    alarm_name="composite-of-alarm",
    alarm_rule="ALARM(alarm-in-a-composite)",
    alarm_actions=[topic.arn],
)
