"""What every cloud's service identity gives to the tiers above it."""

from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class IdentityContract:
    """The identity of one service."""

    client_id: pulumi.Output[str]
    """What the identity is known by where a service account becomes it: client id on Azure, role ARN on
    AWS."""
    principal_id: pulumi.Output[str]
    """What permissions are granted to: object id on Azure, role name on AWS."""
    database_role: pulumi.Output[str]
    """Name under which PostgreSQL knows the identity."""
