"""Accounts of Azure Storage. The verdicts are in verdicts.yaml; names say what an account is."""

from typing import Any

from pulumi_azure_native import keyvault, resources, storage

rg = resources.ResourceGroup("rg", location="koreacentral")
# Known only after deployment.
unknown_yes = rg.id.apply(lambda found: found.endswith("m"))
unknown_access = unknown_yes.apply(lambda yes: "Disabled" if yes else "Enabled")
unknown_action = unknown_yes.apply(lambda yes: "Deny" if yes else "Allow")
unknown_source = unknown_yes.apply(lambda yes: "Microsoft.Keyvault" if yes else "Microsoft.Storage")
unknown_days = unknown_yes.apply(lambda yes: 30 if yes else 90)

vault = keyvault.Vault(
    "vault",
    resource_group_name=rg.name,
    properties=keyvault.VaultPropertiesArgs(
        tenant_id="00000000-0000-0000-0000-000000000001",
        sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
        enable_rbac_authorization=True,
        enable_purge_protection=True,
        public_network_access="disabled",
    ),
)


def keep(days: Any = 30, **own: Any) -> storage.DeleteRetentionPolicyArgs:
    """Return a policy that keeps what is deleted, but for what is said."""
    return storage.DeleteRetentionPolicyArgs(**{"enabled": True, "days": days, **own})


OFF = storage.DeleteRetentionPolicyArgs(enabled=False)


def customer_key(source: Any = "Microsoft.Keyvault") -> storage.EncryptionArgs:
    """Return encryption with a key of a vault."""
    return storage.EncryptionArgs(
        key_source=source,
        key_vault_properties=storage.KeyVaultPropertiesArgs(
            key_name="data", key_vault_uri=vault.properties.vault_uri
        ),
    )


def rule(name: str, base: Any = None, version: Any = None, **own: Any) -> storage.ManagementPolicyRuleArgs:
    """Return a rule of a lifecycle on block blobs."""
    return storage.ManagementPolicyRuleArgs(
        **{
            "name": name,
            "type": "Lifecycle",
            "definition": storage.ManagementPolicyDefinitionArgs(
                actions=storage.ManagementPolicyActionArgs(base_blob=base, version=version),
                filters=storage.ManagementPolicyFilterArgs(blob_types=["blockBlob"]),
            ),
            **own,
        }
    )


COOLER = storage.ManagementPolicyBaseBlobArgs(
    tier_to_cool=storage.DateAfterModificationArgs(days_after_modification_greater_than=30)
)


def forget(days: Any = 90) -> storage.ManagementPolicyVersionArgs:
    """Return the action that deletes old versions."""
    return storage.ManagementPolicyVersionArgs(
        delete=storage.DateAfterCreationArgs(days_after_creation_greater_than=days)
    )


def lifecycle(name: str, account: Any, *rules: Any) -> None:
    """Make the lifecycle of an account."""
    storage.ManagementPolicy(
        f"{name}-lifecycle",
        resource_group_name=rg.name,
        account_name=account,
        management_policy_name="default",
        policy=storage.ManagementPolicySchemaArgs(rules=rules),
    )


def blobs(name: str, account: Any, **own: Any) -> None:
    """Make the properties of an account's blobs: all as they should be, but for what is said."""
    said = {
        "is_versioning_enabled": True,
        "delete_retention_policy": keep(),
        "container_delete_retention_policy": keep(7),
        **own,
    }
    storage.BlobServiceProperties(
        f"{name}-blobs",
        resource_group_name=rg.name,
        account_name=account,
        blob_services_name="default",
        **{each: value for each, value in said.items() if value != "unset"},
    )


def files(name: str, account: Any, policy: Any) -> None:
    """Make the properties of an account's file shares."""
    storage.FileServiceProperties(
        f"{name}-files",
        resource_group_name=rg.name,
        account_name=account,
        file_services_name="default",
        share_delete_retention_policy=policy,
    )


def account(name: str, leave: str = "", **own: Any) -> storage.StorageAccount:
    """Make an account with blobs and a lifecycle: all as it should be, but for what is said."""
    said: dict[str, Any] = {
        "kind": "StorageV2",
        "sku": storage.SkuArgs(name="Standard_ZRS"),
        "allow_blob_public_access": False,
        "allow_shared_key_access": False,
        "enable_https_traffic_only": True,
        "minimum_tls_version": "TLS1_2",
        "public_network_access": "Enabled",
        "network_rule_set": storage.NetworkRuleSetArgs(default_action="Deny", bypass="AzureServices"),
        **own,
    }
    kept = {each: value for each, value in said.items() if each not in leave.split()}
    made = storage.StorageAccount(name, resource_group_name=rg.name, **kept)
    if "blobs" not in leave.split():
        blobs(name, made.name)
    if "lifecycle" not in leave.split():
        lifecycle(name, made.name, rule("cooler", COOLER), rule("versions", version=forget()))
    return made


good = account("good")

# Public access of blobs
account("public-unset", "allow_blob_public_access")
account("public-null", allow_blob_public_access=None)
opened = account("public-on", allow_blob_public_access=True)
account("public-unknown", allow_blob_public_access=unknown_yes)
account("public-on-no-network", allow_blob_public_access=True, public_network_access="Disabled")
storage.BlobContainer(
    "public-on-container",
    resource_group_name=rg.name,
    account_name=opened.name,
    public_access=storage.PublicAccess.NONE,
)
# The account forbids what its container asks for.
overruled = account("public-off-container-asks")
storage.BlobContainer(
    "public-off-container",
    resource_group_name=rg.name,
    account_name=overruled.name,
    public_access=storage.PublicAccess.CONTAINER,
)

# HTTPS
account("https-unset", "enable_https_traffic_only")
account("https-off", enable_https_traffic_only=False)
account("https-unknown", enable_https_traffic_only=unknown_yes)

# Keys
account("class-confidential", tags={"data-class": "confidential"})
account("class-confidential-tag-in-capitals", tags={"Data-Class": "Confidential"})
account("class-confidential-own-key", tags={"data-class": "confidential"}, encryption=customer_key())
# The SDK says Microsoft.Keyvault, and most examples Microsoft.KeyVault.
account(
    "class-confidential-own-key-in-other-case",
    tags={"data-class": "confidential"},
    encryption=customer_key("Microsoft.KeyVault"),
)
account(
    "class-confidential-key-of-microsoft",
    tags={"data-class": "confidential"},
    encryption=storage.EncryptionArgs(key_source="Microsoft.Storage", require_infrastructure_encryption=True),
)
account("class-restricted", tags={"data-class": "restricted"})
account("class-public", tags={"data-class": "public"})
account("class-internal", tags={"data-class": "internal"})
account("class-none-own-key", encryption=customer_key())
account(
    "class-confidential-key-unknown",
    tags={"data-class": "confidential"},
    encryption=customer_key(unknown_source),
)
account("class-none-key-unknown", encryption=customer_key(unknown_source))
account(
    "class-unknown", tags={"data-class": unknown_yes.apply(lambda yes: "restricted" if yes else "public")}
)

# Versions and their end
account("versions-no-properties", "blobs")
off = account("versions-off", "blobs")
blobs("versions-off", off.name, is_versioning_enabled=False)
unsaid = account("versions-unset", "blobs")
blobs("versions-unset", unsaid.name, is_versioning_enabled="unset")
old_word = account("versions-old-snapshot-policy", "blobs")
blobs(
    "versions-old-snapshot-policy",
    old_word.name,
    is_versioning_enabled="unset",
    automatic_snapshot_policy_enabled=True,
)
unsure = account("versions-unknown", "blobs")
blobs("versions-unknown", unsure.name, is_versioning_enabled=unknown_yes)
account("versions-by-name", "blobs", account_name="versionsbyname")
blobs("versions-by-name", "versionsbyname")
# Names of Azure are compared without case.
account("versions-by-name-in-capitals", "blobs", account_name="versionscapitals")
blobs("versions-by-name-in-capitals", "VersionsCapitals")
account("lake", "blobs", is_hns_enabled=True)
lake_blobs = {"is_versioning_enabled": "unset"}
lake = account("lake-kept", "blobs lifecycle", is_hns_enabled=True)
blobs("lake-kept", lake.name, **lake_blobs)
lifecycle("lake-kept", lake.name, rule("cooler", COOLER))

# Lifecycles
account("lifecycle-none", "lifecycle")
empty = account("lifecycle-no-rules", "lifecycle")
lifecycle("lifecycle-no-rules", empty.name)
asleep = account("lifecycle-rule-off", "lifecycle")
lifecycle(
    "lifecycle-rule-off",
    asleep.name,
    rule("cooler", COOLER, enabled=False),
    rule("versions", version=forget(), enabled=False),
)
half = account("lifecycle-versions-rule-off", "lifecycle")
lifecycle(
    "lifecycle-versions-rule-off",
    half.name,
    rule("cooler", COOLER),
    rule("versions", version=forget(), enabled=False),
)
forever = account("lifecycle-versions-stay", "lifecycle")
lifecycle("lifecycle-versions-stay", forever.name, rule("cooler", COOLER))
cooled = account("lifecycle-versions-only-cooled", "lifecycle")
lifecycle(
    "lifecycle-versions-only-cooled",
    cooled.name,
    rule(
        "versions",
        version=storage.ManagementPolicyVersionArgs(
            tier_to_cool=storage.DateAfterCreationArgs(days_after_creation_greater_than=30)
        ),
    ),
)
said_on = account("lifecycle-rules-said-on", "lifecycle")
lifecycle("lifecycle-rules-said-on", said_on.name, rule("versions", COOLER, forget(), enabled=True))
later = account("lifecycle-days-unknown", "lifecycle")
lifecycle("lifecycle-days-unknown", later.name, rule("versions", version=forget(unknown_days)))
perhaps = account("lifecycle-rule-unknown", "lifecycle")
lifecycle("lifecycle-rule-unknown", perhaps.name, rule("versions", version=forget(), enabled=unknown_yes))
plain = account("lifecycle-no-versions", "blobs lifecycle")
blobs("lifecycle-no-versions", plain.name, is_versioning_enabled=False)
lifecycle("lifecycle-no-versions", plain.name, rule("cooler", COOLER))

# Soft delete
for which, own in {
    "blobs-off": {"delete_retention_policy": OFF},
    "blobs-unset": {"delete_retention_policy": "unset"},
    "containers-off": {"container_delete_retention_policy": OFF},
    "containers-unset": {"container_delete_retention_policy": "unset"},
    "blobs-unknown": {"delete_retention_policy": keep(enabled=unknown_yes)},
    "blobs-days-unknown": {"delete_retention_policy": keep(unknown_days)},
    "blobs-days-as-text": {"delete_retention_policy": keep("30")},
    "blobs-off-containers-unknown": {
        "delete_retention_policy": OFF,
        "container_delete_retention_policy": keep(enabled=unknown_yes),
    },
}.items():
    some = account(f"delete-{which}", "blobs")
    blobs(f"delete-{which}", some.name, **own)
files("delete-shares-off", account("delete-shares-off").name, OFF)
files("delete-shares-on", account("delete-shares-on").name, keep(14))
files("delete-shares-unknown", account("delete-shares-unknown").name, keep(14, enabled=unknown_yes))
shares = {"kind": "FileStorage", "sku": storage.SkuArgs(name="Premium_ZRS")}
account("files-only", "blobs lifecycle", **shares)
files("files-only-off", account("files-only-off", "blobs lifecycle", **shares).name, OFF)
account("files-only-in-capitals", "blobs lifecycle", **{**shares, "kind": "FILESTORAGE"})

# Networks
NET = "network_rule_set"
account("net-unset", f"{NET} public_network_access")
account("net-enabled", NET)
account("net-disabled", NET, public_network_access="Disabled")
account("net-disabled-lower-case", NET, public_network_access="disabled")
account("net-allow", network_rule_set=storage.NetworkRuleSetArgs(default_action="Allow"))
account(
    "net-allow-with-ranges",
    network_rule_set=storage.NetworkRuleSetArgs(
        default_action="Allow", ip_rules=[storage.IPRuleArgs(i_p_address_or_range="203.0.113.0/24")]
    ),
)
# The SDK fills in Allow.
account("net-action-unset", network_rule_set=storage.NetworkRuleSetArgs(bypass="AzureServices"))
account("net-deny-lower-case", network_rule_set={"default_action": "deny"})
account(
    "net-deny-but-a-range",
    network_rule_set=storage.NetworkRuleSetArgs(
        default_action=storage.DefaultAction.DENY,
        ip_rules=[storage.IPRuleArgs(i_p_address_or_range="203.0.113.0/24")],
    ),
)
account("net-deny-access-unset", "public_network_access")
account(
    "net-disabled-and-allow",
    public_network_access="Disabled",
    network_rule_set=storage.NetworkRuleSetArgs(default_action="Allow"),
)
account("net-perimeter", NET, public_network_access="SecuredByPerimeter")
account("net-access-unknown", NET, public_network_access=unknown_access)
account("net-access-unknown-and-deny", public_network_access=unknown_access)
account("net-action-unknown", network_rule_set={"default_action": unknown_action})
account(
    "net-disabled-action-unknown",
    public_network_access="Disabled",
    network_rule_set={"default_action": unknown_action},
)

# Shared keys
account("key-unset", "allow_shared_key_access")
account("key-null", allow_shared_key_access=None)
account("key-on", allow_shared_key_access=True)
account("key-unset-entra-by-default", "allow_shared_key_access", default_to_o_auth_authentication=True)
account(
    "key-unset-sas-limited",
    "allow_shared_key_access",
    sas_policy=storage.SasPolicyArgs(expiration_action="Log", sas_expiration_period="1.00:00:00"),
)
account("key-unknown", allow_shared_key_access=unknown_yes)

storage.StorageAccount.get(
    "got", "/subscriptions/0/resourceGroups/x/providers/Microsoft.Storage/storageAccounts/theirs"
)
