"""How the controllers ask AWS's managed Prometheus: by themselves, each question signed as their identity."""

from typing import Any


def asked(address: Any, region: str) -> dict[str, Any]:
    """Return what an AnalysisTemplate says of Prometheus, but for the query.

    The controller signs where it finds `aps-workspaces` in the address, and a region beside it; whose
    credentials it takes it finds by itself (argo-rollouts v1.10.2, `metricproviders/prometheus`).

    Args:
        address: base URL of the query API.
        region: the workspace's.
    """
    return {"address": address, "authentication": {"sigv4": {"region": region}}}
