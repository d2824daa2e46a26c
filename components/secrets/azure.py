"""A vault on Azure: Key Vault with access by role, reached through a private endpoint only."""

from __future__ import annotations  # the SDK's module is only loaded where a vault is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_azure_native import authorization, keyvault

from jiban.components.base import refuse_beyond
from jiban.components.secrets.contract import SecretsContract
from jiban.components.secrets.limits import LIMITS
from jiban.components.site import known_after

if TYPE_CHECKING:
    from jiban.components.secrets.spec import SecretsSpec
    from jiban.components.site import Site

_DNS_SUFFIX: Final = ".vault.azure.net"


@dataclass(frozen=True, kw_only=True)
class VaultArgs:
    """What a vault is made of."""

    spec: SecretsSpec
    site: Site


class Vault(pulumi.ComponentResource):
    """A vault that cannot be purged, and the secrets whose values a deployment writes.

    Raises:
        SpecRefusedError: when Azure cannot provide what the specification asks for.
    """

    contract: SecretsContract

    def __init__(self, name: str, args: VaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the vault and its secrets."""
        refuse_beyond(LIMITS, "azure", name, args.spec)
        super().__init__("jiban:secrets:Vault", name, None, opts)
        vault = self._vault(name, args)
        vault_name = known_after(vault, args.site.naming.physical("keyvault.Vault"))
        written = self._secrets(name, args, vault_name)
        self.contract = SecretsContract(
            vault_id=vault.id,
            uri=pulumi.Output.concat("https://", vault_name, _DNS_SUFFIX),
            secret_ids={
                secret: written[secret].id
                if secret in written
                else pulumi.Output.concat(vault.id, "/secrets/", secret)
                for secret in sorted({*args.spec.names, *written})
            },
        )
        self.register_outputs({"uri": self.contract.uri})

    def _vault(self, name: str, args: VaultArgs) -> keyvault.Vault:
        spec, site = args.spec, args.site
        client = authorization.get_client_config_output(opts=pulumi.InvokeOutputOptions(parent=self))
        return keyvault.Vault(
            f"{name}-vault",
            vault_name=site.naming.physical("keyvault.Vault"),
            resource_group_name=site.resource_group,
            location=site.region,
            properties=keyvault.VaultPropertiesArgs(
                tenant_id=client.tenant_id,
                sku=keyvault.SkuArgs(
                    family=keyvault.SkuFamily.A,
                    name=keyvault.SkuName.PREMIUM if spec.hardware_keys else keyvault.SkuName.STANDARD,
                ),
                enable_rbac_authorization=True,
                enable_soft_delete=True,
                enable_purge_protection=True,
                soft_delete_retention_in_days=spec.retention_days,
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
                    value=pulumi.Output.secret(value.get_secret_value())
                ),
                tags=args.site.ownership.tags("secrets", f"{name}-secret-{secret}"),
                opts=pulumi.ResourceOptions(parent=self),
            )
            for secret, value in sorted(args.spec.values.items())
        }
