"""Buckets on AWS, as an environment asks for them."""

import pulumi

from infra.environment import Environment
from jiban.components.objects.aws import Objects, ObjectsArgs
from jiban.components.site import Site


def objects(environment: Environment, site: Site, opts: pulumi.ResourceOptions) -> Objects | None:
    """Make the environment's buckets; None where it asks for none."""
    if environment.objects is None:
        return None
    static = environment.edge.static if environment.edge else None
    return Objects(
        "objects",
        ObjectsArgs(spec=environment.objects, site=site, read_by_edge=static.bucket if static else None),
        opts,
    )
