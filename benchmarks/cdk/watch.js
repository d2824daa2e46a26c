// Alarms of each part, a topic that they tell, and a store of metrics.
"use strict";

const {
  Duration,
  aws_aps: aps,
  aws_cloudwatch: cloudwatch,
  aws_cloudwatch_actions: actions,
  aws_elasticloadbalancingv2: balancing,
  aws_sns: sns,
  aws_sns_subscriptions: subscriptions,
} = require("aws-cdk-lib");
const { key } = require("./network");

exports.watch = (stack, { database, cache, queues, domain, balancer, platform }, size) => {
  const topic = new sns.Topic(stack, "Alerts", { masterKey: key(stack, "AlertsKey") });
  topic.addSubscription(new subscriptions.EmailSubscription("on-call@example.com"));
  const workspace = new aps.CfnWorkspace(stack, "Metrics", { alias: "prod" });
  new aps.CfnRuleGroupsNamespace(stack, "Rules", {
    name: "objectives",
    workspace: workspace.attrArn,
    data: "groups: []\n",
  });
  const alarm = (id, metric, threshold) => {
    const made = new cloudwatch.Alarm(stack, id, { metric, threshold, evaluationPeriods: 5 });
    made.addAlarmAction(new actions.SnsAction(topic));
    made.addOkAction(new actions.SnsAction(topic));
  };
  alarm("DatabaseBusy", database.metricCPUUtilization(), 80);
  alarm("DatabaseFull", database.metricFreeStorageSpace(), 20e9);
  alarm("DatabaseMemory", database.metricFreeableMemory(), 5e8);
  alarm("DatabaseConnections", database.metricDatabaseConnections(), 500);
  const failed = balancing.HttpCodeElb.ELB_5XX_COUNT;
  alarm("BalancerFails", balancer.metrics.httpCodeElb(failed, { period: Duration.minutes(1) }), 10);
  for (const name of ["EngineCPUUtilization", "DatabaseMemoryUsagePercentage", "Evictions", "CurrConnections"]) {
    const dimensionsMap = { ReplicationGroupId: cache.ref };
    alarm(`Cache${name}`, measured("AWS/ElastiCache", name, dimensionsMap), 80);
  }
  queues.forEach((queue, index) => {
    alarm(`Dead${index}Letters`, queue.metricApproximateNumberOfMessagesVisible(), 1);
    if (size.alarms > 1) {
      alarm(`Dead${index}Age`, queue.metricApproximateAgeOfOldestMessage(), 3600);
    }
  });
  if (domain) {
    alarm("SearchRed", domain.metricClusterStatusRed(), 1);
    alarm("SearchFull", domain.metricFreeStorageSpace(), 4096);
    alarm("SearchBusy", domain.metricCPUUtilization(), 80);
  }
  for (const name of ["node_cpu_utilization", "node_memory_utilization", "pod_number_of_container_restarts"]) {
    const dimensionsMap = { ClusterName: platform.clusterName };
    alarm(`Cluster_${name}`, measured("ContainerInsights", name, dimensionsMap), 80);
  }
};

const measured = (namespace, metricName, dimensionsMap) =>
  new cloudwatch.Metric({ namespace, metricName, dimensionsMap });
