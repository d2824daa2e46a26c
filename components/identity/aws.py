"""Identities on AWS: roles that service accounts of the cluster become, without any secret."""

from __future__ import annotations  # the SDK's modules are only loaded where an identity is made

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import eks, iam

from jiban.components.base import Fault, SpecRefusedError
from jiban.components.iam import allow, document, pod_trust
from jiban.components.identity.contract import IdentityContract
from jiban.components.site import known_after
from jiban.components.sql import is_taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jiban.components.cache.contract import CacheContract
    from jiban.components.cluster.contract import ClusterContract
    from jiban.components.identity.spec import UsesSpec
    from jiban.components.postgres.contract import PostgresContract
    from jiban.components.search.contract import SearchContract
    from jiban.components.site import Site


_ADMINISTRATOR: Final = "databases.administrator"
"""What tells the administrator's role from the services'. A dot is in no service's name, so none has this."""


@dataclass(frozen=True, kw_only=True)
class IdentityArgs:
    """What the identity of one service is made of."""

    site: Site
    uses: UsesSpec
    namespace: str
    service_account: str
    cluster: ClusterContract
    postgres: PostgresContract | None
    cache: CacheContract | None
    search: SearchContract | None


class ServiceIdentity(pulumi.ComponentResource):
    """The identity of one service, with a permission on each thing the service uses and on nothing around it.

    Raises:
        SpecRefusedError: when the service uses something that does not exist.
    """

    contract: IdentityContract

    def __init__(self, name: str, args: IdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the role, its permissions, and the service account that becomes it."""
        faults = list(_missing(args))
        if faults:
            raise SpecRefusedError(name, faults)
        super().__init__("jiban:identity:ServiceIdentity", name, None, opts)
        principal = _Principal(
            parent=self,
            name=name,
            site=args.site,
            namespace=args.namespace,
            account=args.service_account,
            part=args.service_account,
        )
        role = principal.role()
        role_name = known_after(role, principal.physical)
        if args.uses.databases and args.postgres:
            connect = partial(_may_connect, args.service_account)
            iam.RolePolicy(
                f"{name}-databases",
                name="databases",
                role=role_name,
                policy=pulumi.Output.all(*args.postgres.resource_ids.values()).apply(connect),
                opts=pulumi.ResourceOptions(parent=self),
            )
        if args.uses.cache and args.cache:
            user = args.cache.users[args.service_account]
            iam.RolePolicy(
                f"{name}-cache",
                name="cache",
                role=role_name,
                policy=pulumi.Output.all(args.cache.cache_id, user.user_id).apply(_may_use_cache),
                opts=pulumi.ResourceOptions(parent=self),
            )
        if args.uses.search and args.search:
            iam.RolePolicy(
                f"{name}-search",
                name="search",
                role=role_name,
                policy=args.search.domain_id.apply(_may_search),
                opts=pulumi.ResourceOptions(parent=self),
            )
        principal.is_become_in(args.cluster, role)
        self.contract = IdentityContract(
            client_id=role.arn,
            principal_id=role_name,
            # PostgreSQL keeps its own users; IAM's permission names the one that this identity may be.
            database_role=known_after(role, args.service_account),
        )
        self.register_outputs({"clientId": self.contract.client_id})


@dataclass(frozen=True, kw_only=True)
class AdministratorArgs:
    """What the identity of the databases' administrator is made of."""

    site: Site
    namespace: str
    service_account: str
    cluster: ClusterContract
    postgres: PostgresContract


class AdministratorIdentity(pulumi.ComponentResource):
    """The identity that makes the databases' roles: it reads the master user's secret, and nothing else."""

    def __init__(
        self, name: str, args: AdministratorArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Declare the role, its permission, and the service account that becomes it."""
        super().__init__("jiban:identity:AdministratorIdentity", name, None, opts)
        principal = _Principal(
            parent=self,
            name=name,
            site=args.site,
            namespace=args.namespace,
            account=args.service_account,
            part=_ADMINISTRATOR,
        )
        role = principal.role()
        iam.RolePolicy(
            f"{name}-secret",
            name="secret",
            role=known_after(role, principal.physical),
            policy=pulumi.Output.all(args.postgres.admin_secret, args.postgres.admin_secret_key).apply(
                partial(_may_read_secret, args.site.region)
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        principal.is_become_in(args.cluster, role)
        self.register_outputs({})


@dataclass(frozen=True, kw_only=True)
class _Principal:
    """A role that the pods of one service account become, and the component that it belongs to."""

    parent: pulumi.Resource
    name: str
    site: Site
    namespace: str
    account: str
    part: str
    """What tells its role from the others of the stack."""

    @property
    def physical(self) -> str:
        """Name of the role."""
        return self.site.naming.physical("iam.Role", self.part)

    def role(self) -> iam.Role:
        """Declare the role, which only the account's pods may take."""
        return iam.Role(
            f"{self.name}-role",
            name=self.physical,
            assume_role_policy=pod_trust(self.namespace, self.account),
            tags=self.site.ownership.tags("identity", f"{self.name}-role"),
            opts=pulumi.ResourceOptions(parent=self.parent),
        )

    def is_become_in(self, cluster: ClusterContract, role: iam.Role) -> None:
        """Let the account's pods on a cluster become the role."""
        eks.PodIdentityAssociation(
            f"{self.name}-association",
            cluster_name=cluster.name,
            namespace=self.namespace,
            service_account=self.account,
            role_arn=role.arn,
            tags=self.site.ownership.tags("identity", f"{self.name}-association"),
            opts=pulumi.ResourceOptions(parent=self.parent),
        )


def _missing(args: IdentityArgs) -> Iterator[Fault]:
    uses = args.uses
    if uses.databases and args.postgres is None:
        yield Fault(("databases",), "there is no database server", "add one, or take them out of the list")
    if uses.databases and is_taken("aws", args.service_account):
        yield Fault(
            ("databases",),
            f"the service signs in as the user {args.service_account}, which every server has for itself",
            "give the service another name",
        )
    if uses.cache and args.cache is None:
        yield Fault(("cache",), "there is no cache", "add one, or set it to false")
    if uses.search and args.search is None:
        yield Fault(("search",), "there is no search domain", "add one, or set it to false")
    for field in type(uses).model_fields:
        if field not in ("databases", "cache", "search") and getattr(uses, field):
            yield Fault((field,), "this tier is not built on AWS yet", "leave it out")


def _may_read_secret(region: str, secret: Sequence[str]) -> str:
    """Return the permission to read one secret, and to open it with its key for that alone.

    Source: AWS Secrets Manager user guide, `security-encryption` (who asks KMS, and the condition).
    """
    secret_arn, key_arn = secret
    decrypt = {
        **allow(["kms:Decrypt"], [key_arn]),
        "Condition": {"StringEquals": {"kms:ViaService": f"secretsmanager.{region}.amazonaws.com"}},
    }
    return document(allow(["secretsmanager:GetSecretValue"], [secret_arn]), decrypt)


def _may_connect(user: str, servers: Sequence[str]) -> str:
    return document(allow(["rds-db:connect"], [f"{users}/{user}" for users in servers]))


def _may_use_cache(known: Sequence[str]) -> str:
    """Return the permission to sign in to one cache as one user.

    Source: ElastiCache user guide, `auth-iam`.
    """
    cache, user = known
    return document(allow(["elasticache:Connect"], [cache, user]))


def _may_search(domain: str) -> str:
    """Return the permission to send requests to one domain; what they may do there, its own roles say.

    Source: OpenSearch Service developer guide, `ac` and `fgac`.
    """
    methods = ("Delete", "Get", "Head", "Patch", "Post", "Put")
    return document(allow([f"es:ESHttp{method}" for method in methods], [f"{domain}/*"]))
