"""A vault on Azure: Key Vault with access by role, reached through a private endpoint only."""

from __future__ import annotations  # the SDK's module is only loaded where a vault is made

from calendar import timegm
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_azure_native import authorization, keyvault

from jiban.components.base import refuse_beyond
from jiban.components.secrets.azure_access import AccessArgs, grant
from jiban.components.secrets.azure_keys import KeysArgs, keys
from jiban.components.secrets.contract import SecretsContract
from jiban.components.secrets.limits import LIMITS, longest
from jiban.components.secrets.policies import definition
from jiban.components.site import known_after

if TYPE_CHECKING:
    from jiban.components.secrets.spec import SecretsSpec
    from jiban.components.site import Site

_DNS_SUFFIX: Final = ".vault.azure.net"
_LIFE: Final = "secrets-have-an-end"
"""Name of the assignment of the rule that ends the life of secrets, which stands below the group."""
_EFFECTS: Final = {"refuse": "Deny", "audit": "Audit"}


@dataclass(frozen=True, kw_only=True)
class VaultArgs:
    """What a vault is made of."""

    spec: SecretsSpec
    site: Site


class Vault(pulumi.ComponentResource):
    """A vault that cannot be purged, its keys, the secrets whose values a deployment writes, and who may fill
    it.

    Raises:
        SpecRefusedError: when Azure cannot provide what the specification asks for.
    """

    contract: SecretsContract

    def __init__(self, name: str, args: VaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the vault and what is in it."""
        refuse_beyond(LIMITS, "azure", name, args.spec)
        super().__init__("jiban:secrets:Vault", name, None, opts)
        client = authorization.get_client_config_output(opts=pulumi.InvokeOutputOptions(parent=self))
        vault = self._vault(name, args, client.tenant_id)
        vault_name = known_after(vault, args.site.naming.physical("keyvault.Vault"))
        written = self._secrets(name, args, vault_name)
        made = keys(name, KeysArgs(spec=args.spec, site=args.site, vault_name=vault_name), self)
        self._end_of_secrets(name, args, client.subscription_id)
        uri = pulumi.Output.concat("https://", vault_name, _DNS_SUFFIX)
        self.contract = SecretsContract(
            vault_id=vault.id,
            name=vault_name,
            uri=uri,
            tenant_id=client.tenant_id,
            secret_ids={
                secret: written[secret].id if secret in written else _secret_id(vault, secret)
                for secret in sorted({*args.spec.names, *written})
            },
            secret_references={
                secret: pulumi.Output.concat(uri, f"/secrets/{secret}")
                for secret in sorted({*args.spec.names, *written})
            },
            key_references={key: pulumi.Output.concat(uri, f"/keys/{key}") for key in made},
            key_ids={key: each.id for key, each in made.items()},
            # A certificate is read with its key as the secret of its name.
            certificate_ids={each: _secret_id(vault, each) for each in sorted(set(args.spec.certificates))},
        )
        grant(name, AccessArgs(spec=args.spec, site=args.site, vault=self.contract), self)
        self.register_outputs({"uri": self.contract.uri})

    def _vault(self, name: str, args: VaultArgs, tenant_id: pulumi.Output[str]) -> keyvault.Vault:
        spec, site = args.spec, args.site
        return keyvault.Vault(
            f"{name}-vault",
            vault_name=site.naming.physical("keyvault.Vault"),
            resource_group_name=site.resource_group,
            location=site.region,
            properties=keyvault.VaultPropertiesArgs(
                tenant_id=tenant_id,
                sku=keyvault.SkuArgs(
                    family=keyvault.SkuFamily.A,
                    name=keyvault.SkuName.PREMIUM if spec.hardware_keys else keyvault.SkuName.STANDARD,
                ),
                enable_rbac_authorization=True,
                enable_soft_delete=True,
                enable_purge_protection=True,
                soft_delete_retention_in_days=spec.retention_days or longest("azure"),
                public_network_access="disabled",
                network_acls=keyvault.NetworkRuleSetArgs(
                    default_action=keyvault.NetworkRuleAction.DENY,
                    bypass=keyvault.NetworkRuleBypassOptions.NONE,
                ),
            ),
            tags=site.ownership.tags("secrets", f"{name}-vault"),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )

    def _secrets(
        self, name: str, args: VaultArgs, vault_name: pulumi.Output[str]
    ) -> dict[str, keyvault.Secret]:
        return {
            secret: keyvault.Secret(
                f"{name}-secret-{secret}",
                secret_name=secret,
                vault_name=vault_name,
                resource_group_name=args.site.resource_group,
                properties=keyvault.SecretPropertiesArgs(
                    value=pulumi.Output.secret(value.get_secret_value()),
                    attributes=_until(args.spec.expires.get(secret)),
                ),
                tags=args.site.ownership.tags("secrets", f"{name}-secret-{secret}"),
                opts=pulumi.ResourceOptions(parent=self),
            )
            for secret, value in sorted(args.spec.values.items())
        }

    def _end_of_secrets(self, name: str, args: VaultArgs, subscription: pulumi.Output[str]) -> None:
        """Have the vault refuse, or report, secrets that are good for ever or for too long."""
        days = args.spec.rotate_days
        if days is None:
            return
        rule = definition("secret-validity")
        authorization.PolicyAssignment(
            f"{name}-{_LIFE}",
            policy_assignment_name=_LIFE,
            # Of the vault alone it is not documented for rules on what a vault holds; of its group it is.
            scope=pulumi.Output.concat(
                "/subscriptions/", subscription, "/resourceGroups/", args.site.resource_group or ""
            ),
            policy_definition_id=rule.id,
            display_name=f"Secrets of {args.site.ownership.project} live {days} days at most",
            description=f"Say when a secret expires: {days} days from now, or earlier",
            enforcement_mode=authorization.EnforcementMode.DEFAULT,
            parameters={
                rule.days: authorization.ParameterValuesValueArgs(value=days),
                rule.effect: authorization.ParameterValuesValueArgs(value=_EFFECTS[args.spec.undated]),
            },
            opts=pulumi.ResourceOptions(parent=self),
        )


def _secret_id(vault: keyvault.Vault, secret: str) -> pulumi.Output[str]:
    return pulumi.Output.concat(vault.id, "/secrets/", secret)


def _until(day: str | None) -> keyvault.SecretAttributesArgs | None:
    """Return what ends a secret's life when its last day is over, in UTC; None for one that is good for
    ever.
    """
    if day is None:
        return None
    end = date.fromisoformat(day) + timedelta(days=1)
    return keyvault.SecretAttributesArgs(enabled=True, expires=timegm(end.timetuple()))
