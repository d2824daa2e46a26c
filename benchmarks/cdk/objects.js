// Buckets, each with a key, versions, a life cycle and a log of who has read.
"use strict";

const { Duration, RemovalPolicy, aws_s3: s3 } = require("aws-cdk-lib");
const { key } = require("./network");

exports.objects = (stack, size) => {
  const common = {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: RemovalPolicy.RETAIN,
  };
  const access = new s3.Bucket(stack, "AccessLog", {
    ...common,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
    lifecycleRules: [{ expiration: Duration.days(365) }],
  });
  return Array.from(
    { length: size.buckets },
    (_, index) =>
      new s3.Bucket(stack, `Bucket${index}`, {
        ...common,
        encryption: s3.BucketEncryption.KMS,
        encryptionKey: key(stack, `Bucket${index}Key`),
        bucketKeyEnabled: true,
        versioned: true,
        serverAccessLogsBucket: access,
        serverAccessLogsPrefix: `bucket${index}/`,
        lifecycleRules: [
          {
            noncurrentVersionExpiration: Duration.days(30),
            abortIncompleteMultipartUploadAfter: Duration.days(7),
          },
        ],
      }),
  );
};
