"""What rollouts need of what carries them out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi

READER: Final = "metrics-reader"
"""Name of what asks the managed Prometheus for the controller: its service account, pods and service."""
READER_PORT: Final = 8080
"""TCP port of its service and its pods."""


def reader_address(namespace: str) -> str:
    """Return the address at which the controller asks, in the words of Prometheus' own clients."""
    return f"http://{READER}.{namespace}:{READER_PORT}"


@dataclass(frozen=True, kw_only=True)
class RolloutsContract:
    """A controller that is there, with the definitions of its kinds."""

    ready: Sequence[pulumi.Resource]
    """What a rollout must wait for."""
    prometheus: Mapping[str, Any]
    """How they ask the managed Prometheus: `provider.prometheus` of an AnalysisTemplate without its query."""
