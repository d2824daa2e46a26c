"""What every cloud's metrics store gives to the tiers above it."""

from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class MetricsContract:
    """A managed Prometheus that exists."""

    workspace_id: pulumi.Output[str]
    query_url: pulumi.Output[str]
    """Base URL of the Prometheus query API."""
