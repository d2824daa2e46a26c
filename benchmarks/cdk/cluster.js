// A cluster of Kubernetes with two groups of nodes, and for each service a repository, a role and a log.
"use strict";

const {
  RemovalPolicy,
  aws_ec2: ec2,
  aws_ecr: ecr,
  aws_eks: l1,
  aws_eks_v2: eks,
  aws_iam: iam,
  aws_logs: logs,
} = require("aws-cdk-lib");
const { key } = require("./network");

const ADDONS = [
  "vpc-cni",
  "coredns",
  "kube-proxy",
  "eks-pod-identity-agent",
  "aws-ebs-csi-driver",
  "metrics-server",
];

exports.cluster = (stack, vpc, size) => {
  const cluster = new eks.Cluster(stack, "Cluster", {
    vpc,
    version: eks.KubernetesVersion.of("1.33"),
    defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
    defaultCapacity: 0,
    endpointAccess: eks.EndpointAccess.PRIVATE,
    vpcSubnets: [{ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }],
    secretsEncryptionKey: key(stack, "ClusterKey"),
    clusterLogging: Object.values(eks.ClusterLoggingTypes),
  });
  for (const [name, machine, most] of [["system", "m7g.large", 3], ["apps", "m7g.xlarge", 6]]) {
    cluster.addNodegroupCapacity(name, {
      instanceTypes: [new ec2.InstanceType(machine)],
      amiType: eks.NodegroupAmiType.AL2023_ARM_64_STANDARD,
      minSize: 3,
      maxSize: most,
      subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    });
  }
  for (const name of ADDONS) {
    new l1.CfnAddon(stack, `Addon-${name}`, { addonName: name, clusterName: cluster.clusterName });
  }
  const operators = iam.Role.fromRoleArn(stack, "Operators", "arn:aws:iam::111122223333:role/operators");
  cluster.grantClusterAdmin("OperatorsAccess", operators.roleArn);
  for (let index = 0; index < size.services; index += 1) {
    service(stack, cluster, `Service${index}`);
  }
  return cluster;
};

const service = (stack, cluster, name) => {
  new ecr.Repository(stack, `${name}Images`, {
    imageScanOnPush: true,
    imageTagMutability: ecr.TagMutability.IMMUTABLE,
    lifecycleRules: [{ maxImageCount: 50 }],
    encryptionKey: key(stack, `${name}ImagesKey`),
  });
  const role = new iam.Role(stack, `${name}Role`, {
    assumedBy: new iam.ServicePrincipal("pods.eks.amazonaws.com"),
  });
  role.assumeRolePolicy.addStatements(
    new iam.PolicyStatement({
      actions: ["sts:TagSession"],
      principals: [new iam.ServicePrincipal("pods.eks.amazonaws.com")],
    }),
  );
  const group = new logs.LogGroup(stack, `${name}Log`, {
    retention: logs.RetentionDays.ONE_MONTH,
    encryptionKey: key(stack, `${name}LogKey`),
    removalPolicy: RemovalPolicy.RETAIN,
  });
  group.grantWrite(role);
  new l1.CfnPodIdentityAssociation(stack, `${name}Identity`, {
    clusterName: cluster.clusterName,
    namespace: "apps",
    serviceAccount: name.toLowerCase(),
    roleArn: role.roleArn,
  });
};
