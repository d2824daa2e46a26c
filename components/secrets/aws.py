"""Secrets on AWS: Secrets Manager, with a key of their own, and keys of KMS that services use."""

from __future__ import annotations  # the SDK's module is only loaded where a secret is made

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import kms, lambda_, secretsmanager

from jiban.components.aws_keys import data_key
from jiban.components.base import refuse_beyond
from jiban.components.secrets.aws_access import account_known, secret_policy, secrets_key_policy
from jiban.components.secrets.aws_keys import KeysArgs, keys
from jiban.components.secrets.contract import SecretsContract
from jiban.components.secrets.limits import LIMITS, longest
from jiban.components.site import known_after

if TYPE_CHECKING:
    from jiban.components.secrets.spec import RotationSpec, SecretsSpec
    from jiban.components.site import Site


@dataclass(frozen=True, kw_only=True)
class VaultArgs:
    """What secrets are made of."""

    spec: SecretsSpec
    site: Site
    account: str | None = None
    """The account's number, from which policies are known before deployment."""


class Vault(pulumi.ComponentResource):
    """The secrets that services may be granted, the values that a deployment writes, and who may fill them.

    Raises:
        SpecRefusedError: when AWS cannot provide what the specification asks for.
    """

    contract: SecretsContract

    def __init__(self, name: str, args: VaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the key, the secrets, and the keys of services."""
        refuse_beyond(LIMITS, "aws", name, args.spec)
        super().__init__("jiban:secrets:Vault", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        key = self._secrets_key()
        made = {secret: self._secret(secret, key) for secret in sorted({*args.spec.names, *args.spec.values})}
        for secret, value in sorted(args.spec.values.items()):
            secretsmanager.SecretVersion(
                f"{name}-secret-{secret}-value",
                secret_id=made[secret].id,
                secret_string=pulumi.Output.secret(value.get_secret_value()),
                opts=self._child,
            )
        for secret, rotation in sorted(args.spec.rotation.items()):
            self._rotation(secret, made[secret], rotation)
        of_services = keys(name, KeysArgs(spec=args.spec, site=args.site, account=args.account), self)
        arns = {secret: each.arn for secret, each in made.items()}
        key_arns = {each: resource.arn for each, resource in of_services.items()}
        self.contract = SecretsContract(
            vault_id=key.arn,
            name=known_after(key, args.site.naming.physical("kms.Alias", "secrets")),
            uri=known_after(key, f"https://secretsmanager.{args.site.region}.amazonaws.com"),
            tenant_id=account_known(args.account, key.arn),
            secret_ids=arns,
            secret_references=arns,
            key_ids=key_arns,
            key_references=key_arns,
            key_operations={each: args.spec.keys[each].allowed for each in of_services},
        )
        self.register_outputs({"key": key.arn})

    def _secrets_key(self) -> kms.Key:
        spec, site = self._args.spec, self._args.site
        key = data_key(
            f"{self._name}-key",
            parent=self,
            site=site,
            tier="secrets",
            alias="secrets",
            description=f"Secrets of {site.ownership.project}",
        )
        writers = [*spec.administrators, *spec.pipelines]
        if writers:
            kms.KeyPolicy(
                f"{self._name}-key-policy",
                key_id=key.key_id,
                policy=account_known(self._args.account, key.arn).apply(
                    partial(secrets_key_policy, site.region, writers)
                ),
                opts=self._child,
            )
        return key

    def _secret(self, secret: str, key: kms.Key) -> secretsmanager.Secret:
        spec, site, logical = self._args.spec, self._args.site, f"{self._name}-secret-{secret}"
        made = secretsmanager.Secret(
            logical,
            # The name of one that was deleted stays taken until it is gone: letters of chance follow.
            name_prefix=f"{site.naming.physical('secretsmanager.Secret', secret)}-",
            description=f"Secret {secret} of {site.ownership.project}",
            kms_key_id=key.arn,
            recovery_window_in_days=spec.retention_days or longest("aws"),
            tags=site.ownership.tags("secrets", logical),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )
        secretsmanager.SecretPolicy(
            f"{logical}-policy",
            secret_arn=made.arn,
            block_public_policy=True,
            policy=account_known(self._args.account, made.arn).apply(
                partial(secret_policy, spec.administrators, spec.pipelines)
            ),
            opts=self._child,
        )
        return made

    def _rotation(self, secret: str, made: secretsmanager.Secret, rotation: RotationSpec) -> None:
        logical = f"{self._name}-secret-{secret}"
        allowed = lambda_.Permission(
            f"{logical}-caller",
            function=rotation.function,
            action="lambda:InvokeFunction",
            principal="secretsmanager.amazonaws.com",
            source_arn=made.arn,
            opts=self._child,
        )
        secretsmanager.SecretRotation(
            f"{logical}-rotation",
            secret_id=made.id,
            rotation_lambda_arn=rotation.function,
            # Whoever has read a value goes on with it until the schedule says otherwise.
            rotate_immediately=False,
            rotation_rules=secretsmanager.SecretRotationRotationRulesArgs(
                automatically_after_days=rotation.days
            ),
            # Secrets Manager calls the function once when it is told of it.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[allowed]),
        )
