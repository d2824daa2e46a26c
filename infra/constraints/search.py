"""Rules about the search domain: that its nodes fit the network's zones, and that somebody rules it."""

from collections.abc import Callable, Iterator
from typing import Final

from infra.constraints.environment import is_built
from infra.environment import Environment
from jiban.components.base import Fault
from jiban.components.search.placement import uneven


def nodes_fit_the_zones(environment: Environment) -> Iterator[Fault]:
    """Nodes stand evenly over the network's zones, and a standby has a third one."""
    if environment.search is None or not is_built("search", environment.cloud):
        return
    zones = len(set(environment.network.zones))
    if zones:
        yield from (fault.below("search") for fault in uneven(environment.search, zones))


def somebody_rules_it(environment: Environment) -> Iterator[Fault]:
    """A domain has a role that says which services may do what; it is the one that deploys."""
    if environment.search is None or not is_built("search", environment.cloud):
        return
    if environment.deploy_role is None:
        yield Fault(
            ("search",),
            "a search domain lets in nobody until its administrator has said who may do what, and that is "
            "deploy_role, which is not set",
            "set deploy_role to the ARN of the role that a deployment takes, or remove search",
        )


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    nodes_fit_the_zones,
    somebody_rules_it,
)
