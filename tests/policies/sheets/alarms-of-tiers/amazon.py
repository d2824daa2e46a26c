"""Databases, caches, clusters and load balancers of AWS."""

import pulumi
import pulumi_aws as aws

eip = aws.ec2.Eip("known-later", domain="vpc")
topic = aws.sns.Topic("on-call")


def later(value):
    return eip.public_ip.apply(lambda _: value)


def database(called: str, **more) -> aws.rds.Instance:
    made = {"engine": "postgres", "instance_class": "db.t4g.medium", "allocated_storage": 20, **more}
    return aws.rds.Instance(called, **made)


def alarm(of: str, dimensions=None, **more) -> aws.cloudwatch.MetricAlarm:
    metric = {"namespace": "AWS/RDS", "metric_name": "CPUUtilization", "statistic": "Average", "period": 300}
    made = {
        **({} if "metric_queries" in more else metric | {"dimensions": dimensions}),
        "comparison_operator": "GreaterThanThreshold",
        "evaluation_periods": 2,
        "threshold": 80,
        "alarm_actions": [topic.arn],
        **more,
    }
    return aws.cloudwatch.MetricAlarm(
        f"alarm-{of}", **{key: value for key, value in made.items() if value is not ...}
    )


def named(instance: aws.rds.Instance) -> dict:
    return {"DBInstanceIdentifier": instance.identifier}


alarm("db-whole", named(database("db-whole")))
alarm("db-by-text", {"DBInstanceIdentifier": "orders"})
database("db-by-text", identifier="orders")
alarm("db-by-text-of-another", {"DBInstanceIdentifier": "theirs"})
database("db-beside", identifier="baskets")
database("db-without")
alarm("db-no-action", named(database("db-no-action")), alarm_actions=...)
alarm("db-actions-off", named(database("db-actions-off")), actions_enabled=False)
alarm("db-ok-only", named(database("db-ok-only")), alarm_actions=..., ok_actions=[topic.arn])
alarm("db-actions-unknown", named(database("db-actions-unknown")), actions_enabled=later(True))
two = database("db-two-alarms")
alarm("db-two-alarms-bare", named(two), alarm_actions=...)
alarm("db-two-alarms-whole", named(two))
queried = database("db-by-query")
metric = {"namespace": "AWS/RDS", "metric_name": "CPUUtilization", "stat": "Average", "period": 300}
alarm(
    "db-by-query",
    metric_queries=[
        {"id": "cpu", "metric": {**metric, "dimensions": named(queried)}},
        {"id": "high", "expression": "cpu * 2", "return_data": True},
    ],
)
part = alarm("db-by-composite", named(database("db-by-composite")), alarm_actions=...)
aws.cloudwatch.CompositeAlarm(
    "composite",
    alarm_name="composite",
    alarm_rule=part.name.apply(lambda name: f"ALARM({name})"),
    alarm_actions=[topic.arn],
)
either, other = database("db-either"), database("db-other")
alarm(
    "of-either",
    {"DBInstanceIdentifier": pulumi.Output.all(either.identifier, other.identifier).apply(min)},
)
database("db-replica", replicate_source_db=two.arn, engine=None, allocated_storage=None)
aws.rds.Instance.get("db-read-by-get", "theirs")


def cluster(called: str) -> aws.rds.Cluster:
    made = aws.rds.Cluster(called, engine="aurora-postgresql", master_username="root")
    aws.rds.ClusterInstance(
        f"instance-of-{called}",
        cluster_identifier=made.id,
        engine="aurora-postgresql",
        instance_class="db.r7g.large",
    )
    return made


alarm("cluster-whole", {"DBClusterIdentifier": cluster("cluster-whole").cluster_identifier})
cluster("cluster-without")


def cache(called: str, **more) -> aws.elasticache.ReplicationGroup:
    return aws.elasticache.ReplicationGroup(
        called, description="sessions", node_type="cache.t4g.small", **more
    )


alarm(
    "cache-whole",
    {"ReplicationGroupId": cache("cache-whole").replication_group_id},
    namespace="AWS/ElastiCache",
)
cache("cache-by-member", replication_group_id="sessions", num_cache_clusters=2)
alarm("cache-by-member", {"CacheClusterId": "sessions-001"}, namespace="AWS/ElastiCache")
cache("cache-without")


def kubernetes(called: str, **more) -> aws.eks.Cluster:
    return aws.eks.Cluster(
        called,
        role_arn="arn:aws:iam::111122223333:role/eks",
        vpc_config={"subnet_ids": ["subnet-a1", "subnet-c3"]},
        **more,
    )


alarm("eks-whole", {"ClusterName": kubernetes("eks-whole").name}, namespace="ContainerInsights")
kubernetes("eks-without")


def balancer(called: str) -> aws.lb.LoadBalancer:
    return aws.lb.LoadBalancer(called, subnets=["subnet-a1", "subnet-c3"])


alarm("alb-whole", {"LoadBalancer": balancer("alb-whole").arn_suffix}, namespace="AWS/ApplicationELB")
balancer("alb-without")
group = aws.lb.TargetGroup("targets", port=8080, protocol="HTTP", vpc_id="vpc-1", target_type="ip")
both = balancer("alb-of-targets")
alarm(
    "alb-of-targets",
    {"LoadBalancer": both.arn_suffix, "TargetGroup": group.arn_suffix},
    namespace="AWS/ApplicationELB",
)
aws.sqs.Queue("queue-without")
aws.s3.Bucket("bucket-without")
