"""What a person on call does, a page for each scenario, with the names of one environment.

Everything follows from the environment and the names of its stacks, so a page is the same before and after a
deployment. What only the cloud knows is asked of it by a command of the page.
"""

from collections.abc import Iterator
from dataclasses import replace

from infra.environment import Environment
from infra.runbook import cluster, database, incidents, objects_aws, queues, region, secrecy
from infra.runbook.page import Names, Page
from jiban.settings.root import Deployment


def pages(environment: Environment, deployment: Deployment) -> tuple[Page, ...]:
    """Return the pages of an environment, those that it has something for, the most urgent first.

    Args:
        environment: of the stack that has the platform.
        deployment: the project, that stack, and those of the services on it.
    """
    names = Names(environment, deployment)
    return (
        *incidents.pages(names),
        *database.pages(names),
        *secrecy.pages(names),
        *(cluster.pages(names) if environment.cluster else ()),
        *(objects_aws.pages(names) if environment.cloud == "aws" else ()),
        *queues.pages(names),
        *_second(names),
    )


def _second(names: Names) -> Iterator[Page]:
    """Yield the pages of what the second region has of its own: cluster, gateway, vault and cache."""
    there = region.second(names)
    if there is None:
        return
    cache = there.environment.cache
    shared = {"postgres": None, "queue": None, **({"cache": None} if cache and cache.geo_region else {})}
    own = replace(there, environment=there.environment.model_copy(update=shared))
    for page in (*incidents.pages(own), *secrecy.pages(own), *cluster.pages(own)):
        yield replace(page, id=f"second-{page.id}", title=f"{page.title}, in the second region")
