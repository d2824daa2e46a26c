// The way in: a distribution with a firewall, a load balancer without a public address behind it, and names.
"use strict";

const {
  Duration,
  aws_certificatemanager: acm,
  aws_cloudfront: cloudfront,
  aws_cloudfront_origins: origins,
  aws_ec2: ec2,
  aws_elasticloadbalancingv2: balancing,
  aws_route53: route53,
  aws_route53_targets: targets,
  aws_wafv2: waf,
} = require("aws-cdk-lib");

const MANAGED = ["CommonRuleSet", "KnownBadInputsRuleSet", "SQLiRuleSet", "AmazonIpReputationList"];

exports.edge = (stack, vpc, buckets) => {
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, "Zone", {
    hostedZoneId: "Z0EXAMPLE0EXAMPLE00",
    zoneName: "example.com",
  });
  const validation = acm.CertificateValidation.fromDns(zone);
  const own = new acm.Certificate(stack, "OriginCertificate", { domainName: "origin.example.com", validation });
  const balancer = new balancing.ApplicationLoadBalancer(stack, "Balancer", {
    vpc,
    internetFacing: false,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    deletionProtection: true,
    dropInvalidHeaderFields: true,
  });
  const group = new balancing.ApplicationTargetGroup(stack, "Targets", {
    vpc,
    port: 8080,
    protocol: balancing.ApplicationProtocol.HTTP,
    targetType: balancing.TargetType.IP,
    healthCheck: { path: "/healthz", interval: Duration.seconds(10) },
  });
  balancer.addListener("Https", {
    port: 443,
    certificates: [own],
    sslPolicy: balancing.SslPolicy.RECOMMENDED_TLS,
    open: false,
    defaultTargetGroups: [group],
  });
  const distribution = new cloudfront.Distribution(stack, "Distribution", {
    domainNames: ["pms.example.com"],
    certificate: new acm.Certificate(stack, "Certificate", { domainName: "pms.example.com", validation }),
    webAclId: firewall(stack).attrArn,
    defaultBehavior: {
      origin: origins.VpcOrigin.withApplicationLoadBalancer(balancer),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
    },
    additionalBehaviors: {
      "/static/*": { origin: origins.S3BucketOrigin.withOriginAccessControl(buckets[0]) },
    },
  });
  const target = route53.RecordTarget.fromAlias(new targets.CloudFrontTarget(distribution));
  new route53.ARecord(stack, "Name", { zone, recordName: "pms", target });
  new route53.AaaaRecord(stack, "NameOfVersion6", { zone, recordName: "pms", target });
  return { balancer, distribution };
};

const firewall = (stack) => {
  const seen = (name) => ({ cloudWatchMetricsEnabled: true, metricName: name, sampledRequestsEnabled: true });
  return new waf.CfnWebACL(stack, "Firewall", {
    scope: "CLOUDFRONT",
    defaultAction: { allow: {} },
    visibilityConfig: seen("firewall"),
    rules: [
      ...MANAGED.map((name, index) => ({
        name,
        priority: index,
        overrideAction: { none: {} },
        statement: { managedRuleGroupStatement: { vendorName: "AWS", name: `AWSManagedRules${name}` } },
        visibilityConfig: seen(name),
      })),
      {
        name: "Rate",
        priority: MANAGED.length,
        action: { block: {} },
        statement: { rateBasedStatement: { limit: 3000, aggregateKeyType: "IP" } },
        visibilityConfig: seen("rate"),
      },
    ],
  });
};
