"""Which images of an environment stand in its own registry."""

from collections.abc import Mapping

from infra.environment import Environment
from jiban.components.compute.spec import ServerGroupSpec
from jiban.components.images import names_host


def own_images(environment: Environment) -> Mapping[str, str]:
    """Return the images that the environment's own registry has to hold, by service and group of servers."""
    if environment.registry is None:
        return {}
    return {
        name: each.image
        for name, each in (*environment.workloads.items(), *servers(environment).items())
        if not names_host(each.image)
    }


def servers(environment: Environment) -> Mapping[str, ServerGroupSpec]:
    """Return the groups of servers of an environment, by name."""
    return environment.compute.servers if environment.compute else {}
