"""What the servers of one group may do: be operated, write their log, load their image, enter stores."""

from __future__ import annotations  # the SDK's modules are only loaded where servers are made

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import iam

from jiban.components.iam import allow, document, managed, service_trust
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.components.cache.contract import CacheContract
    from jiban.components.iam import Statement
    from jiban.components.postgres.contract import PostgresContract
    from jiban.components.site import Site

_SESSION_MANAGER: Final = "AmazonSSMManagedInstanceCore"
"""The way onto a server; none has a key, and no group lets SSH in."""


@dataclass(frozen=True, kw_only=True)
class AccessArgs:
    """What a group's servers may reach."""

    site: Site
    group: str
    log_group: pulumi.Input[str]
    """ARN of the group of their log."""
    repository: pulumi.Input[str] | None
    """ARN of the repository of their image; None where it is anybody's."""
    postgres: PostgresContract | None
    """The server whose databases they use; None for none."""
    cache: CacheContract | None
    """The cache that they use; None for none."""
    user: str
    """As whom they sign in to both."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """What servers become."""

    profile: pulumi.Output[str]
    """ARN of the instance profile, when all is granted."""


def access(name: str, args: AccessArgs, parent: pulumi.Resource) -> Access:
    """Make the role of a group's servers.

    Args:
        name: logical name of the group.
        args: what it may reach.
        parent: the component that it belongs to.
    """
    child, site = pulumi.ResourceOptions(parent=parent), args.site
    part = f"{args.group}.server"
    physical = site.naming.physical("iam.Role", part)
    role = iam.Role(
        f"{name}-role",
        name=physical,
        assume_role_policy=service_trust("ec2.amazonaws.com"),
        tags=site.ownership.tags("compute", f"{name}-role"),
        opts=child,
    )
    role_name = known_after(role, physical)
    operated = iam.RolePolicyAttachment(
        f"{name}-operated", role=role_name, policy_arn=managed(_SESSION_MANAGER), opts=child
    )
    granted = iam.RolePolicy(
        f"{name}-uses",
        name="uses",
        role=role_name,
        policy=pulumi.Output.all(**_named(args)).apply(partial(_policy, args.user)),
        opts=child,
    )
    profile = iam.InstanceProfile(
        f"{name}-profile",
        name=site.naming.physical("iam.InstanceProfile", part),
        role=role_name,
        tags=site.ownership.tags("compute", f"{name}-profile"),
        opts=child,
    )
    return Access(profile=pulumi.Output.all(profile.arn, operated.urn, granted.urn)[0])


def _named(args: AccessArgs) -> dict[str, pulumi.Input[str] | Sequence[pulumi.Input[str]]]:
    """Return the ARNs of all that is granted, by what it is."""
    found: dict[str, pulumi.Input[str] | Sequence[pulumi.Input[str]]] = {"log": args.log_group}
    if args.repository is not None:
        found["repository"] = args.repository
    if args.postgres:
        found["databases"] = list(args.postgres.resource_ids.values())
    if args.cache:
        found["cache"] = [args.cache.cache_id, args.cache.users[args.user].user_id]
    return found


def _policy(user: str, arns: dict[str, str | list[str]]) -> str:
    def of(name: str) -> list[str]:
        found = arns[name]
        return [found] if isinstance(found, str) else found

    statements: list[Statement] = [
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], [f"{arn}:*" for arn in of("log")])
    ]
    if "repository" in arns:
        # Signing in is for the whole registry, and opens none of its repositories.
        statements += [
            allow(["ecr:GetAuthorizationToken"], ["*"]),
            allow(
                ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                of("repository"),
            ),
        ]
    if "databases" in arns:
        statements.append(allow(["rds-db:connect"], [f"{users}/{user}" for users in of("databases")]))
    if "cache" in arns:
        statements.append(allow(["elasticache:Connect"], of("cache")))
    return document(*statements)
