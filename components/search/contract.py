"""What a search domain gives to the tiers above it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pulumi

from jiban.components.network.spec import Role

ROLE: Final[Role] = "database"
"""Whose subnets and security group a domain stands in."""
PORT: Final = 443
"""TCP port of a domain: HTTPS alone."""


@dataclass(frozen=True, kw_only=True)
class SearchContract:
    """A search domain that exists."""

    domain_id: pulumi.Output[str]
    """What a permission to send requests names: on AWS the ARN."""
    name: pulumi.Output[str]
    host: pulumi.Output[str]
    """Name at which it answers, on `PORT`."""
    log_groups: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, "pulumi.Output[str]"])
    """Name of each group of logs that it writes, by what tells it from the others (AWS)."""
