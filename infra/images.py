"""Which images of an environment stand in its own registry."""

from collections.abc import Mapping

from infra.environment import Environment
from jiban.components.images import names_host


def own_images(environment: Environment) -> Mapping[str, str]:
    """Return the images that the environment's own registry has to hold, by service."""
    if environment.registry is None:
        return {}
    return {name: each.image for name, each in environment.workloads.items() if not names_host(each.image)}
