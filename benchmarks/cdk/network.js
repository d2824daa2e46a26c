// A network over three zones, its log, and the endpoints of the services that are used privately.
"use strict";

const { RemovalPolicy, aws_ec2: ec2, aws_kms: kms, aws_logs: logs } = require("aws-cdk-lib");

const SERVICES = ["SECRETS_MANAGER", "ECR", "ECR_DOCKER", "SQS", "CLOUDWATCH_LOGS", "STS", "KMS", "SSM"];

exports.network = (stack, size) => {
  const vpc = new ec2.Vpc(stack, "Network", {
    ipAddresses: ec2.IpAddresses.cidr("10.0.0.0/16"),
    availabilityZones: ["a", "c", "d"].map((zone) => `ap-northeast-1${zone}`),
    natGateways: 3,
    subnetConfiguration: [
      { name: "public", subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 },
      { name: "nodes", subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
      { name: "data", subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
    ],
    gatewayEndpoints: { s3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
  });
  const group = new logs.LogGroup(stack, "FlowLog", {
    retention: logs.RetentionDays.ONE_YEAR,
    encryptionKey: key(stack, "FlowLogKey"),
    removalPolicy: RemovalPolicy.RETAIN,
  });
  vpc.addFlowLog("Flows", { destination: ec2.FlowLogDestination.toCloudWatchLogs(group) });
  for (const service of SERVICES.slice(0, size.privateServices)) {
    vpc.addInterfaceEndpoint(service, {
      service: ec2.InterfaceVpcEndpointAwsService[service],
      subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    });
  }
  return vpc;
};

const key = (scope, id) =>
  new kms.Key(scope, id, { alias: `alias/${id.toLowerCase()}`, enableKeyRotation: true });
exports.key = key;
