"""What asks Azure's managed Prometheus, which takes none of the signatures that the controller can make."""

from importlib import resources


def program() -> str:
    """Return the text of the program, as it stands in the library: `metrics_reader.py`."""
    return resources.files("jiban.components.rollouts").joinpath("metrics_reader.py").read_text("utf-8")
