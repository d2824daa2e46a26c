// Copies of the database and the buckets, kept in a vault that nobody empties.
"use strict";

const { Duration, aws_backup: backup, aws_events: events } = require("aws-cdk-lib");
const { key } = require("./network");

exports.backup = (stack, database, buckets) => {
  const vault = new backup.BackupVault(stack, "Vault", {
    encryptionKey: key(stack, "VaultKey"),
    lockConfiguration: { minRetention: Duration.days(30) },
  });
  const plan = new backup.BackupPlan(stack, "Backups", { backupVault: vault });
  plan.addRule(
    new backup.BackupPlanRule({
      ruleName: "daily",
      scheduleExpression: events.Schedule.cron({ minute: "0", hour: "18" }),
      deleteAfter: Duration.days(35),
    }),
  );
  plan.addSelection("Selection", {
    allowRestores: true,
    resources: [
      backup.BackupResource.fromRdsDatabaseInstance(database),
      ...buckets.map((bucket) => backup.BackupResource.fromArn(bucket.bucketArn)),
    ],
  });
};
