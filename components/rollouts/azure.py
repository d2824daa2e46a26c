"""What asks Azure's managed Prometheus, which takes none of the signatures that the controller can make."""

from importlib import resources
from typing import Any

from jiban.components.rollouts.contract import reader_address


def program() -> str:
    """Return the text of the program, as it stands in the library: `metrics_reader.py`."""
    return resources.files("jiban.components.rollouts").joinpath("metrics_reader.py").read_text("utf-8")


def asked(namespace: str) -> dict[str, Any]:
    """Return what an AnalysisTemplate says of Prometheus, but for the query: it asks what signs for it.

    Args:
        namespace: that of the controllers.
    """
    return {"address": reader_address(namespace)}
