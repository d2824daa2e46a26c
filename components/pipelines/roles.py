"""What the roles of an environment's pipelines are called: after the one that deploys."""

import re
from dataclasses import dataclass
from typing import Final

_ARN: Final = re.compile(r"arn:aws:iam::(?P<account>[0-9]{12}):role(?P<path>/(?:.*/)?)(?P<base>[^/]+)-deploy")
LONGEST: Final = 64
"""Characters of a role's name: IAM API, `CreateRole`, RoleName."""


@dataclass(frozen=True)
class RoleNames:
    """The names of the roles and of their boundary: `pms-prod-deploy`, `pms-prod-preview`,
    `pms-prod-boundary`.
    """

    account: str
    path: str
    """Path before the names, with a slash on either end."""
    base: str
    """What all of them begin with: `pms-prod`."""

    @classmethod
    def of(cls, deploy_role: str) -> "RoleNames | None":
        """Return the names beside a role that deploys; None where its name does not end in `-deploy`, or
        leaves too few characters for the longest of them.
        """
        found = _ARN.fullmatch(deploy_role)
        if found is None or len(f"{found['base']}-preview") > LONGEST:
            return None
        return cls(**found.groupdict())

    def name(self, verb: str) -> str:
        """Return the name of the role of one verb."""
        return f"{self.base}-{verb}"

    @property
    def boundary(self) -> str:
        """Name of the boundary."""
        return f"{self.base}-boundary"

    @property
    def preview_arn(self) -> str:
        """ARN of the role that previews."""
        return f"arn:aws:iam::{self.account}:role{self.path}{self.name('preview')}"

    @property
    def role_arns(self) -> tuple[str, str]:
        """ARNs of both roles."""
        return f"arn:aws:iam::{self.account}:role{self.path}{self.name('deploy')}", self.preview_arn

    @property
    def boundary_arn(self) -> str:
        """ARN of the boundary."""
        return f"arn:aws:iam::{self.account}:policy{self.path}{self.boundary}"
