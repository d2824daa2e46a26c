"""A user-assigned identity on Azure, and what it may do: made here, or taken from the first region."""

from __future__ import annotations  # the SDK's modules are only loaded where an identity is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_azure_native import authorization, managedidentity, redisenterprise

from jiban.components.azure_roles import definition_id
from jiban.components.identity.contract import IdentityContract
from jiban.components.naming import stable_uuid
from jiban.components.site import known_after

if TYPE_CHECKING:
    from jiban.components.cache.contract import CacheContract
    from jiban.components.site import Site
    from jiban.components.turns import Line

_AUDIENCE: Final = "api://AzureADTokenExchange"
"""What a token of the cluster must be made out to before the directory exchanges it."""
_CACHE_DATABASE: Final = "default"
_CACHE_POLICY: Final = "default"
"""The only policy Azure Managed Redis has: all commands on all keys."""


@dataclass(frozen=True, kw_only=True)
class FirstIdentity:
    """An identity that the first region's stack has made, with its roles in database and broker."""

    contract: IdentityContract
    """Its `database_role` is its name, too."""
    resource_group: pulumi.Input[str]
    """Resource group that it is in."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """A service account of the cluster."""

    namespace: str
    name: str
    issuer: pulumi.Input[str]
    part: str
    """What tells its identity from the others of the stack."""


@dataclass(frozen=True, kw_only=True)
class Principal:
    """A user-assigned identity and the component that it belongs to."""

    parent: pulumi.Resource
    name: str
    site: Site
    contract: IdentityContract
    """What the tiers above need to know."""

    @classmethod
    def of(
        cls, parent: pulumi.Resource, name: str, site: Site, account: Account, first: FirstIdentity | None
    ) -> Principal:
        """Declare an identity, or take the first region's, and let a service account become it."""
        if first is None:
            physical = site.naming.physical("managedidentity.UserAssignedIdentity", account.part)
            identity = managedidentity.UserAssignedIdentity(
                f"{name}-principal",
                resource_name_=physical,
                resource_group_name=site.resource_group,
                location=site.region,
                tags=site.ownership.tags("identity", f"{name}-principal"),
                opts=pulumi.ResourceOptions(parent=parent),
            )
            contract = IdentityContract(
                client_id=identity.client_id,
                principal_id=identity.principal_id,
                database_role=known_after(identity, physical),
            )
        else:
            contract = first.contract
        managedidentity.FederatedIdentityCredential(
            f"{name}-federation",
            federated_identity_credential_resource_name=site.naming.physical(
                "managedidentity.FederatedIdentityCredential", account.part
            ),
            resource_name_=contract.database_role,
            resource_group_name=first.resource_group if first else site.resource_group,
            issuer=account.issuer,
            subject=f"system:serviceaccount:{account.namespace}:{account.name}",
            audiences=[_AUDIENCE],
            opts=pulumi.ResourceOptions(parent=parent),
        )
        return cls(parent=parent, name=name, site=site, contract=contract)

    def may(self, what: str, role: str, scope: pulumi.Input[str]) -> None:
        """Grant a built-in role on one resource."""
        name = f"{self.name}-{what}"
        authorization.RoleAssignment(
            name,
            role_assignment_name=self.site.assignment_name(name),
            scope=scope,
            role_definition_id=definition_id(role),
            principal_id=self.contract.principal_id,
            # Without the type Azure looks the identity up in a directory that may not know it yet.
            principal_type=authorization.PrincipalType.SERVICE_PRINCIPAL,
            # Azure refuses the same grant under a second name, so one that exists keeps its own.
            opts=pulumi.ResourceOptions(parent=self.parent, ignore_changes=["roleAssignmentName"]),
        )

    def may_use_cache(self, what: str, cache: CacheContract, line: Line) -> None:
        """Grant the use of a cache, which has permissions of its own kind."""
        name = f"{self.name}-{what}"
        uuid = stable_uuid(self.site.naming.project, self.site.naming.stack, name)
        line.add(
            redisenterprise.AccessPolicyAssignment(
                name,
                access_policy_assignment_name=uuid.replace("-", ""),
                cluster_name=cache.name,
                database_name=_CACHE_DATABASE,
                resource_group_name=self.site.resource_group,
                access_policy_name=_CACHE_POLICY,
                user=redisenterprise.AccessPolicyAssignmentPropertiesUserArgs(
                    object_id=self.contract.principal_id
                ),
                opts=pulumi.ResourceOptions(parent=self.parent, depends_on=line.last),
            )
        )
