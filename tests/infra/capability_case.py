"""What is tried of one line of the capability table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jiban.components.base import Cloud

Change = Mapping[str, Any]
"""Changes to an environment, key by key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is tried of one field; None where no value works, or none is refused, on that cloud."""

    azure: Change | None = None
    """Works on Azure."""
    aws: Change | None = None
    """Works on AWS."""
    not_azure: Change | None = None
    """Is refused on Azure."""
    not_aws: Change | None = None
    """Is refused on AWS."""

    def works(self, cloud: Cloud) -> Change | None:
        """Return the change that a cloud carries out."""
        return self.azure if cloud == "azure" else self.aws

    def refused(self, cloud: Cloud) -> Change | None:
        """Return the change that a cloud refuses."""
        return self.not_azure if cloud == "azure" else self.not_aws


def at(path: str, value: Any) -> Change:
    """Set one value by its dotted path."""
    for name in reversed(path.split(".")):
        value = {name: value}
    return value
