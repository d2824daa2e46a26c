// What keeps data: PostgreSQL, Redis, queues with their dead letters, and where asked a search domain.
"use strict";

const {
  Duration,
  RemovalPolicy,
  aws_ec2: ec2,
  aws_elasticache: elasticache,
  aws_opensearchservice: opensearch,
  aws_rds: rds,
  aws_sns: sns,
  aws_sns_subscriptions: subscriptions,
  aws_sqs: sqs,
} = require("aws-cdk-lib");
const { key } = require("./network");

const ISOLATED = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };

exports.data = (stack, vpc, size) => ({
  database: database(stack, vpc),
  cache: cache(stack, vpc),
  queues: queues(stack, size.queues),
  domain: size.search ? search(stack, vpc) : undefined,
});

const database = (stack, vpc) => {
  const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.of("17.6", "17") });
  const made = new rds.DatabaseInstance(stack, "Database", {
    engine,
    vpc,
    vpcSubnets: ISOLATED,
    instanceType: new ec2.InstanceType("m7g.large"),
    multiAz: true,
    allocatedStorage: 100,
    storageEncryptionKey: key(stack, "DatabaseKey"),
    backupRetention: Duration.days(35),
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    enablePerformanceInsights: true,
    monitoringInterval: Duration.seconds(60),
    cloudwatchLogsExports: ["postgresql"],
    parameterGroup: new rds.ParameterGroup(stack, "DatabaseParameters", {
      engine,
      parameters: { "rds.force_ssl": "1", log_min_duration_statement: "500" },
    }),
    credentials: rds.Credentials.fromGeneratedSecret("admin_user", {
      encryptionKey: key(stack, "DatabaseSecretKey"),
    }),
  });
  made.connections.allowFrom(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(5432));
  return made;
};

const cache = (stack, vpc) => {
  const group = new ec2.SecurityGroup(stack, "CacheGroup", { vpc, allowAllOutbound: false });
  group.addIngressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(6379));
  const subnets = new elasticache.CfnSubnetGroup(stack, "CacheSubnets", {
    description: "cache",
    subnetIds: vpc.selectSubnets(ISOLATED).subnetIds,
  });
  return new elasticache.CfnReplicationGroup(stack, "Cache", {
    replicationGroupDescription: "sessions",
    engine: "redis",
    cacheNodeType: "cache.t4g.small",
    numCacheClusters: 2,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    atRestEncryptionEnabled: true,
    transitEncryptionEnabled: true,
    kmsKeyId: key(stack, "CacheKey").keyId,
    cacheSubnetGroupName: subnets.ref,
    securityGroupIds: [group.securityGroupId],
  });
};

const queues = (stack, count) => {
  const master = key(stack, "QueueKey");
  const topic = new sns.Topic(stack, "Events", { masterKey: master });
  return Array.from({ length: count }, (_, index) => {
    const made = { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: master, enforceSSL: true };
    const dead = new sqs.Queue(stack, `Dead${index}`, { ...made, retentionPeriod: Duration.days(14) });
    const queue = new sqs.Queue(stack, `Queue${index}`, {
      ...made,
      deadLetterQueue: { queue: dead, maxReceiveCount: 5 },
    });
    topic.addSubscription(new subscriptions.SqsSubscription(queue));
    return dead;
  });
};

const search = (stack, vpc) =>
  new opensearch.Domain(stack, "Search", {
    version: opensearch.EngineVersion.openSearch("2.19"),
    vpc,
    vpcSubnets: [ISOLATED],
    zoneAwareness: { availabilityZoneCount: 3 },
    capacity: { dataNodes: 3, dataNodeInstanceType: "m7g.medium.search", multiAzWithStandbyEnabled: false },
    ebs: { volumeSize: 20 },
    encryptionAtRest: { kmsKey: key(stack, "SearchKey") },
    nodeToNodeEncryption: true,
    enforceHttps: true,
  });
