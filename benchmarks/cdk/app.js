// The peer of `benchmarks.peers`: a platform on AWS, of the same kind as examples/pms-aws. See ../README.md.
// `-c size=large` (unless said) has about as many resources as that example's production, `-c size=small` as
// the production of the project itself.
"use strict";

const cdk = require("aws-cdk-lib");
const { network } = require("./network");
const { cluster } = require("./cluster");
const { data } = require("./data");
const { objects } = require("./objects");
const { edge } = require("./edge");
const { watch } = require("./watch");
const { backup } = require("./backup");

const SIZES = {
  small: { services: 6, queues: 5, buckets: 3, search: false, backup: false, privateServices: 3, alarms: 1 },
  large: { services: 14, queues: 12, buckets: 11, search: true, backup: true, privateServices: 8, alarms: 2 },
};

const app = new cdk.App();
const asked = app.node.tryGetContext("size") ?? "large";
const size = SIZES[asked];
if (!size) {
  throw new Error(`size is ${asked}, and has to be one of ${Object.keys(SIZES).join(", ")}`);
}
const stack = new cdk.Stack(app, "Platform", {
  env: { account: "111122223333", region: "ap-northeast-1" },
  synthesizer: new cdk.DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
});
cdk.Tags.of(stack).add("environment", "prod");

const vpc = network(stack, size);
const platform = cluster(stack, vpc, size);
const stores = data(stack, vpc, size);
const buckets = objects(stack, size);
const door = edge(stack, vpc, buckets);
watch(stack, { ...stores, ...door, platform }, size);
if (size.backup) {
  backup(stack, stores.database, buckets);
}
app.synth();
