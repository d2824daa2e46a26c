"""What the delivery gives to the rest of the environment."""

from dataclasses import dataclass
from typing import Final

RELEASE: Final = "argocd"
"""Name of the chart's release, and the first part of the names that it gives."""

CONTROLLER_ACCOUNT: Final = f"{RELEASE}-application-controller"
"""Service account as which Argo CD makes objects."""


@dataclass(frozen=True, kw_only=True)
class DeliveryContract:
    """An Argo CD that exists."""

    namespace: str
    """Namespace in which it runs, and its Application is."""
    application: str
    """Name of the Application and its project."""
