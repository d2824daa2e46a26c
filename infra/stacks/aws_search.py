"""The search domain of a platform on AWS."""

import pulumi

from infra.environment import Environment
from infra.stacks import aws_monitoring
from jiban.components.network.contract import NetworkContract
from jiban.components.search.aws import Search, SearchArgs
from jiban.components.search.contract import SearchContract
from jiban.components.site import Site


def search_domain(
    environment: Environment, site: Site, network: NetworkContract, opts: pulumi.ResourceOptions
) -> SearchContract | None:
    """Make the domain, ruled by whoever deploys; None where the environment has none.

    Raises:
        ValueError: when nobody rules it; the environment's constraints tell it before.
    """
    if environment.search is None:
        return None
    if environment.deploy_role is None:
        raise ValueError("a search domain is ruled by deploy_role, and it is not set")
    return Search(
        "search",
        SearchArgs(
            spec=environment.search,
            site=site,
            network=network,
            administrator=environment.deploy_role,
            log_days=aws_monitoring.log_days(environment),
        ),
        opts,
    ).contract
