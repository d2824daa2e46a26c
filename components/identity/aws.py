"""Identities on AWS: roles that service accounts of the cluster become, without any secret."""

from __future__ import annotations  # the SDK's modules are only loaded where an identity is made

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import eks, iam

from jiban.components.base import Fault, SpecRefusedError
from jiban.components.iam import allow, document, pod_trust
from jiban.components.identity.contract import IdentityContract
from jiban.components.site import known_after
from jiban.components.sql import is_taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jiban.components.cluster.contract import ClusterContract
    from jiban.components.identity.spec import UsesSpec
    from jiban.components.postgres.contract import PostgresContract
    from jiban.components.site import Site


@dataclass(frozen=True, kw_only=True)
class IdentityArgs:
    """What the identity of one service is made of."""

    site: Site
    uses: UsesSpec
    namespace: str
    service_account: str
    cluster: ClusterContract
    postgres: PostgresContract | None


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
        child = pulumi.ResourceOptions(parent=self)
        physical = args.site.naming.physical("iam.Role", args.service_account)
        role = iam.Role(
            f"{name}-role",
            name=physical,
            assume_role_policy=pod_trust(args.namespace, args.service_account),
            tags=args.site.ownership.tags("identity", f"{name}-role"),
            opts=child,
        )
        role_name = known_after(role, physical)
        if args.uses.databases and args.postgres:
            connect = partial(_may_connect, args.service_account)
            iam.RolePolicy(
                f"{name}-databases",
                name="databases",
                role=role_name,
                policy=pulumi.Output.all(*args.postgres.resource_ids.values()).apply(connect),
                opts=child,
            )
        eks.PodIdentityAssociation(
            f"{name}-association",
            cluster_name=args.cluster.name,
            namespace=args.namespace,
            service_account=args.service_account,
            role_arn=role.arn,
            tags=args.site.ownership.tags("identity", f"{name}-association"),
            opts=child,
        )
        self.contract = IdentityContract(
            client_id=role.arn,
            principal_id=role_name,
            # PostgreSQL keeps its own users; IAM's permission names the one that this identity may be.
            database_role=known_after(role, args.service_account),
        )
        self.register_outputs({"clientId": self.contract.client_id})


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
    others = {"cache": uses.cache, "sends": uses.sends, "receives": uses.receives, "secrets": uses.secrets}
    for field, used in others.items():
        if used:
            yield Fault((field,), "this tier is not built on AWS yet", "leave it out")


def _may_connect(user: str, servers: Sequence[str]) -> str:
    return document(allow(["rds-db:connect"], [f"{users}/{user}" for users in servers]))
