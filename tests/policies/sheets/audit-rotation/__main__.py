"""Key vaults with their logs, and secrets with their rotation. The verdicts are in verdicts.yaml."""

from typing import Any

import pulumi_aws as aws
from pulumi_azure_native import keyvault, monitor, operationalinsights, resources, storage

rg = resources.ResourceGroup("rg", resource_group_name="audit", location="koreacentral")
workspace = operationalinsights.Workspace("workspace", resource_group_name=rg.name)
archive = storage.StorageAccount(
    "archive", resource_group_name=rg.name, kind="StorageV2", sku=storage.SkuArgs(name="Standard_ZRS")
)
# Known only after deployment.
unknown_yes = rg.id.apply(lambda found: found.endswith("m"))
unknown_group = unknown_yes.apply(lambda yes: "audit" if yes else "something")


def vault(name: str, **own: Any) -> keyvault.Vault:
    """Make a vault."""
    return keyvault.Vault(
        name,
        resource_group_name=rg.name,
        properties=keyvault.VaultPropertiesArgs(
            tenant_id="00000000-0000-0000-0000-000000000001",
            sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
            enable_purge_protection=True,
            enable_rbac_authorization=True,
            public_network_access="disabled",
        ),
        **own,
    )


def logs(**own: Any) -> monitor.DiagnosticsLogSettingsArgs:
    """Return logs that are kept, but for what is said."""
    return monitor.DiagnosticsLogSettingsArgs(**{"enabled": True, **own})


def setting(name: str, uri: Any, *kept: Any, **own: Any) -> None:
    """Make a diagnostic setting that sends to the workspace, but for what is said."""
    to = own or {"workspace_id": workspace.id}
    monitor.DiagnosticSetting(f"{name}-setting", resource_uri=uri, logs=kept, **to)


setting("vault-all-logs", vault("vault-all-logs").id, logs(category_group="allLogs"))
setting("vault-all-logs-lower-case", vault("vault-all-logs-lower-case").id, logs(category_group="alllogs"))
setting("vault-audit-group", vault("vault-audit-group").id, logs(category_group="audit"))
setting("vault-audit-event", vault("vault-audit-event").id, logs(category="AuditEvent"))
setting(
    "vault-to-archive",
    vault("vault-to-archive").id,
    logs(category="AuditEvent"),
    storage_account_id=archive.id,
)
setting(
    "vault-to-hub",
    vault("vault-to-hub").id,
    logs(category="AuditEvent"),
    event_hub_name="audit",
    event_hub_authorization_rule_id=(
        "/subscriptions/0/resourceGroups/x/providers/Microsoft.EventHub/namespaces/y/authorizationRules/send"
    ),
)
vault("vault-none")
setting("vault-off", vault("vault-off").id, logs(category="AuditEvent", enabled=False))
setting("vault-all-logs-off", vault("vault-all-logs-off").id, logs(category_group="allLogs", enabled=False))
setting("vault-policy-only", vault("vault-policy-only").id, logs(category="AzurePolicyEvaluationDetails"))
setting(
    "vault-audit-off-policy-on",
    vault("vault-audit-off-policy-on").id,
    logs(category="AuditEvent", enabled=False),
    logs(category="AzurePolicyEvaluationDetails"),
)
setting("vault-no-logs", vault("vault-no-logs").id)
monitor.DiagnosticSetting(
    "vault-metrics-only-setting",
    resource_uri=vault("vault-metrics-only").id,
    workspace_id=workspace.id,
    metrics=[monitor.DiagnosticsMetricSettingsArgs(category="AllMetrics", enabled=True)],
)
twice = vault("vault-two-settings")
setting("vault-two-settings-first", twice.id, logs(category="AzurePolicyEvaluationDetails"))
setting("vault-two-settings-second", twice.id, logs(category="AuditEvent"), storage_account_id=archive.id)
setting(
    "vault-enabled-unknown",
    vault("vault-enabled-unknown").id,
    logs(category="AuditEvent", enabled=unknown_yes),
)
setting("vault-group-unknown", vault("vault-group-unknown").id, logs(category_group=unknown_group))
setting(
    "vault-one-unknown-one-on",
    vault("vault-one-unknown-one-on").id,
    logs(category="AzurePolicyEvaluationDetails", enabled=unknown_yes),
    logs(category="AuditEvent"),
)
# By its id, written out. Resource Manager compares ids without case.
vault("vault-by-id", vault_name="audited-by-id")
setting(
    "vault-by-id",
    "/subscriptions/00000000-0000-0000-0000-000000000002/resourcegroups/audit"
    "/providers/microsoft.keyvault/vaults/Audited-By-Id",
    logs(category="AuditEvent"),
)
# The setting is of a secret's vault with another name.
vault("vault-of-another-name", vault_name="not-audited")
setting(
    "vault-of-another-name",
    "/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/audit"
    "/providers/Microsoft.KeyVault/vaults/not-audited-2",
    logs(category="AuditEvent"),
)
theirs = keyvault.Vault.get(
    "vault-got", "/subscriptions/0/resourceGroups/x/providers/Microsoft.KeyVault/vaults/theirs"
)

rotate = aws.lambda_.Function.get("rotate", "rotate")
eip = aws.ec2.Eip("eip")
unknown_on = eip.public_ip.apply(lambda found: found.startswith("1"))
unknown_days = eip.public_ip.apply(len)


def rotation(name: str, of: Any, rules: Any, **own: Any) -> None:
    """Make the rotation of a secret."""
    said = {"rotation_lambda_arn": rotate.arn, "rotation_rules": rules, **own}
    aws.secretsmanager.SecretRotation(f"{name}-rotation", secret_id=of, **said)


EVERY_MONTH = {"automatically_after_days": 30}


def secret(logical: str, **own: Any) -> aws.secretsmanager.Secret:
    """Make a secret."""
    return aws.secretsmanager.Secret(logical, **own)


secret("secret-none")
secret("secret-none-with-replica", replicas=[{"region": "ap-northeast-3"}])
value = secret("secret-value-only")
aws.secretsmanager.SecretVersion(
    "secret-value-only-version",
    secret_id=value.id,
    secret_string=eip.public_ip,
)
watched = secret("secret-policy-only")
aws.secretsmanager.SecretPolicy("secret-policy-only-policy", secret_arn=watched.arn, policy="{}")
rotation("secret-by-id", secret("secret-by-id").id, EVERY_MONTH)
rotation("secret-by-arn", secret("secret-by-arn").arn, EVERY_MONTH)
rotation("secret-by-name", secret("secret-by-name", name="app/database").name, EVERY_MONTH)
secret("secret-by-name-written", name="app/cache")
rotation("secret-by-name-written", "app/cache", EVERY_MONTH)
secret("secret-of-another-name", name="app/mail")
rotation("secret-of-another-name", "app/mail-2", EVERY_MONTH)
rotation("secret-every-hours", secret("secret-every-hours").id, {"schedule_expression": "rate(4 hours)"})
rotation("secret-by-cron", secret("secret-by-cron").id, {"schedule_expression": "cron(0 16 1,15 * ? *)"})
rotation(
    "secret-in-a-window",
    secret("secret-in-a-window").id,
    {"automatically_after_days": 7, "duration": "3h"},
    rotate_immediately=False,
)
rotation("secret-days-as-text", secret("secret-days-as-text").id, {"automatically_after_days": "30"})
rotation("secret-days-unknown", secret("secret-days-unknown").id, {"automatically_after_days": unknown_days})
rotation("secret-every-two-years", secret("secret-every-two-years").id, {"automatically_after_days": 730})
rotation("secret-switched-off", secret("secret-switched-off").id, None, rotation_enabled=False)
rotation("secret-switched-on", secret("secret-switched-on").id, EVERY_MONTH, rotation_enabled=True)
rotation(
    "secret-switch-unknown", secret("secret-switch-unknown").id, EVERY_MONTH, rotation_enabled=unknown_on
)
rotation(
    "secret-with-replica",
    secret("secret-with-replica", replicas=[{"region": "ap-northeast-3"}]).id,
    EVERY_MONTH,
)
# RDS makes the secret of this database, and turns it every seven days; the program has none.
aws.rds.Instance(
    "database",
    instance_class="db.t4g.medium",
    engine="postgres",
    allocated_storage=20,
    username="app",
    manage_master_user_password=True,
)
aws.secretsmanager.Secret.get(
    "secret-got", "arn:aws:secretsmanager:ap-northeast-2:444455556666:secret:theirs-a1b2c3"
)
