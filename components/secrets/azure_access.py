"""Who fills a vault on Azure: groups of people, and pipelines."""

from __future__ import annotations  # the SDK's module is only loaded where a vault is made

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import authorization

from jiban.components.azure_roles import definition_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jiban.components.secrets.contract import SecretsContract
    from jiban.components.secrets.spec import SecretsSpec
    from jiban.components.site import Site


@dataclass(frozen=True, kw_only=True)
class AccessArgs:
    """What permissions to fill a vault are made of."""

    spec: SecretsSpec
    site: Site
    vault: SecretsContract


def grant(name: str, args: AccessArgs, parent: pulumi.Resource) -> None:
    """Declare the permissions of administrators, on the vault, and of pipelines, on single secrets."""
    for group in sorted({each.lower() for each in args.spec.administrators}):
        for role, what in _of_administrators(args.spec):
            _assignment(
                f"{name}-{what}.{group}",
                args.site,
                parent,
                role=role,
                scope=args.vault.vault_id,
                principal=group,
                kind=authorization.PrincipalType.GROUP,
            )
    for pipeline in sorted({each.lower() for each in args.spec.pipelines}):
        for secret, scope in args.vault.secret_ids.items():
            _assignment(
                f"{name}-writes.{secret}.{pipeline}",
                args.site,
                parent,
                role="key-vault-secrets-officer",
                scope=scope,
                principal=pipeline,
                kind=authorization.PrincipalType.SERVICE_PRINCIPAL,
            )


def _of_administrators(spec: SecretsSpec) -> Iterator[tuple[str, str]]:
    """Yield the roles of people, with our word for each; none for a kind that the vault does not hold."""
    yield "key-vault-secrets-officer", "fills"
    if spec.certificates:
        yield "key-vault-certificates-officer", "certifies"
    if spec.keys:
        yield "key-vault-crypto-officer", "keeps-keys"


def _assignment(
    logical: str,
    site: Site,
    parent: pulumi.Resource,
    *,
    role: str,
    scope: pulumi.Input[str],
    principal: str,
    kind: authorization.PrincipalType,
) -> None:
    authorization.RoleAssignment(
        logical,
        role_assignment_name=site.assignment_name(logical),
        scope=scope,
        role_definition_id=definition_id(role),
        principal_id=principal,
        principal_type=kind,
        # Azure refuses the same grant under a second name, so one that exists keeps its own.
        opts=pulumi.ResourceOptions(parent=parent, ignore_changes=["roleAssignmentName"]),
    )
