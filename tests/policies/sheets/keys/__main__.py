"""Keys and vaults on both clouds. The verdicts are in verdicts.yaml; names say what a resource is."""

import json
from typing import Any

import pulumi_aws as aws
from pulumi_azure_native import keyvault, network, resources

eip = aws.ec2.Eip("eip")
# Known only after deployment.
unknown_yes = eip.public_ip.apply(lambda found: found.startswith("1"))
unknown_text = eip.public_ip.apply(lambda found: found)
unknown_spec = eip.public_ip.apply(lambda found: "RSA_2048" if found.startswith("1") else "SYMMETRIC_DEFAULT")

ROOT = {"AWS": "arn:aws:iam::111122223333:root"}


def policy(*statements: dict[str, Any]) -> str:
    """Return a policy as JSON, where the account keeps its rights."""
    return json.dumps({"Version": "2012-10-17", "Statement": [allow(ROOT), *statements]})


def allow(principal: Any, **own: Any) -> dict[str, Any]:
    """Return a statement that lets a principal use a key, but for what is said."""
    return {"Effect": "Allow", "Principal": principal, "Action": "kms:*", "Resource": "*", **own}


def key(name: str, leave: str = "", **own: Any) -> aws.kms.Key:
    """Make a key that turns and has the policy of the account, but for what is said."""
    said = {"enable_key_rotation": True, "policy": policy(), **own}
    return aws.kms.Key(name, **{each: value for each, value in said.items() if each not in leave.split()})


good = key("good", multi_region=True)
key("turn-unset", "enable_key_rotation")
key("turn-off", enable_key_rotation=False)
key("turn-null", enable_key_rotation=None)
key("turn-unknown", enable_key_rotation=unknown_yes)
key("turn-every-year", rotation_period_in_days=365)
key("turn-period-alone", "enable_key_rotation", rotation_period_in_days=365)
key("turn-unset-symmetric", "enable_key_rotation", customer_master_key_spec="SYMMETRIC_DEFAULT")
key("turn-unset-spec-unknown", "enable_key_rotation", customer_master_key_spec=unknown_spec)
key("signs", "enable_key_rotation", customer_master_key_spec="ECC_NIST_P256", key_usage="SIGN_VERIFY")
key("decrypts-rsa", "enable_key_rotation", customer_master_key_spec="RSA_4096", key_usage="ENCRYPT_DECRYPT")
key("hashes", "enable_key_rotation", customer_master_key_spec="HMAC_256", key_usage="GENERATE_VERIFY_MAC")
key("in-own-store", "enable_key_rotation", custom_key_store_id="cks-1234567890abcdef0")
aws.kms.ReplicaKey("replica", primary_key_arn=good.arn, region="ap-northeast-1", policy=policy())
aws.kms.ExternalKey("imported", policy=policy())
aws.kms.Key.get("got", "1234abcd-12ab-34cd-56ef-1234567890ab")

key("who-unset", "policy")
key("who-anybody", policy=policy(allow("*")))
key("who-anybody-mapping", policy=policy(allow({"AWS": "*"})))
key("who-anybody-in-list", policy=policy(allow({"AWS": ["arn:aws:iam::111122223333:role/app", "*"]})))
key("who-anybody-refused", policy=policy(allow("*", Effect="Deny", Action="kms:ScheduleKeyDeletion")))
key(
    "who-all-but-one",
    policy=policy(
        {
            "Effect": "Allow",
            "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/app"},
            "Action": "kms:*",
            "Resource": "*",
        }
    ),
)
key(
    "who-a-service",
    policy=policy(
        allow({"Service": "logs.ap-northeast-2.amazonaws.com"}, Action=["kms:Encrypt*", "kms:Decrypt*"])
    ),
)
key("who-another-account", policy=policy(allow({"AWS": "444455556666"}, Action="kms:Decrypt")))
key("who-a-statement-no-list", policy=json.dumps({"Version": "2012-10-17", "Statement": allow({"AWS": "*"})}))
key("who-unknown", policy=unknown_text)
apart = key("who-apart", "policy")
aws.kms.KeyPolicy("who-apart-policy", key_id=apart.id, policy=policy(allow({"AWS": "*"})))
apart_good = key("who-apart-good", "policy")
aws.kms.KeyPolicy("who-apart-good-policy", key_id=apart_good.key_id, policy=policy())
aws.kms.ReplicaKey(
    "replica-anybody", primary_key_arn=good.arn, region="ap-northeast-3", policy=policy(allow("*"))
)
aws.kms.ExternalKey("imported-anybody", policy=policy(allow("*")))

rg = resources.ResourceGroup("rg", location="koreacentral")
vnet = network.VirtualNetwork(
    "vnet",
    resource_group_name=rg.name,
    address_space=network.AddressSpaceArgs(address_prefixes=["10.0.0.0/16"]),
)
subnet = network.Subnet(
    "subnet", resource_group_name=rg.name, virtual_network_name=vnet.name, address_prefix="10.0.1.0/24"
)
unknown_azure = rg.id.apply(lambda found: found.endswith("m"))


def vault(name: str, leave: str = "", **own: Any) -> keyvault.Vault:
    """Make a vault that is as it should be, but for what is said."""
    said: dict[str, Any] = {
        "tenant_id": "00000000-0000-0000-0000-000000000001",
        "sku": keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
        "enable_purge_protection": True,
        "enable_rbac_authorization": True,
        "public_network_access": "disabled",
        **own,
    }
    kept = {each: value for each, value in said.items() if each not in leave.split()}
    return keyvault.Vault(name, resource_group_name=rg.name, properties=keyvault.VaultPropertiesArgs(**kept))


def acls(action: Any, *ranges: str) -> keyvault.NetworkRuleSetArgs:
    """Return the firewall of a vault."""
    return keyvault.NetworkRuleSetArgs(
        default_action=action,
        bypass="AzureServices",
        ip_rules=[keyvault.IPRuleArgs(value=each) for each in ranges],
    )


safe = vault("vault-good")
vault("vault-purge-unset", "enable_purge_protection")
vault("vault-purge-off", enable_purge_protection=False)
vault("vault-purge-unknown", enable_purge_protection=unknown_azure)
vault("vault-soft-delete-on-seven-days", enable_soft_delete=True, soft_delete_retention_in_days=7)
vault("vault-soft-delete-off", enable_soft_delete=False)
vault("vault-rbac-unset", "enable_rbac_authorization")
vault("vault-rbac-off", enable_rbac_authorization=False)
vault("vault-rbac-unknown", enable_rbac_authorization=unknown_azure)
vault("vault-net-unset", "public_network_access")
vault("vault-net-disabled-in-capitals", public_network_access="Disabled")
vault("vault-net-enabled", public_network_access="enabled")
vault("vault-net-deny", "public_network_access", network_acls=acls("Deny"))
vault("vault-net-deny-lower-case", "public_network_access", network_acls=acls("deny", "203.0.113.0/24"))
vault("vault-net-allow", "public_network_access", network_acls=acls("Allow", "203.0.113.0/24"))
vault("vault-net-disabled-and-allow", network_acls=acls("Allow"))
vault(
    "vault-net-unknown",
    public_network_access=unknown_azure.apply(lambda yes: "disabled" if yes else "enabled"),
)
vault(
    "vault-net-unknown-and-deny",
    public_network_access=unknown_azure.apply(lambda yes: "disabled" if yes else "enabled"),
    network_acls=acls("Deny"),
)
keyvault.Vault.get(
    "vault-got", "/subscriptions/0/resourceGroups/x/providers/Microsoft.KeyVault/vaults/theirs"
)


def vault_key(name: str, *actions: str, **own: Any) -> None:
    """Make a key of a vault; what happens before it expires is said in actions."""
    turn = keyvault.RotationPolicyArgs(
        attributes=keyvault.KeyRotationPolicyAttributesArgs(expiry_time="P1Y"),
        lifetime_actions=[
            keyvault.LifetimeActionArgs(
                action=keyvault.ActionArgs(type=each), trigger=keyvault.TriggerArgs(time_before_expiry="P30D")
            )
            for each in actions
        ],
    )
    keyvault.Key(
        name,
        resource_group_name=rg.name,
        vault_name=safe.name,
        properties=keyvault.KeyPropertiesArgs(
            kty="RSA", key_size=3072, **({"rotation_policy": turn} if actions else {}), **own
        ),
    )


vault_key("vault-key-turns", "Rotate", "Notify")
vault_key("vault-key-turns-lower-case", "rotate")
vault_key("vault-key-notifies-only", "Notify")
vault_key("vault-key-unset")
