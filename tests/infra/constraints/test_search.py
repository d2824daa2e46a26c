"""A search domain fits the network's zones, and has somebody who lets services in."""

from typing import Any, Final

from infra.constraints.search import nodes_fit_the_zones, somebody_rules_it
from jiban.components.base import Fault
from tests.infra.constraints.environments import environment

ROLE: Final = "arn:aws:iam::111122223333:role/deployer"


def found(search: dict[str, Any] | None, **changes: Any) -> list[Fault]:
    """What is wrong with a search domain on AWS."""
    whole = environment({"cloud": "aws", "deploy_role": ROLE, "search": search, **changes})
    return [*nodes_fit_the_zones(whole), *somebody_rules_it(whole)]


def test_a_domain_that_fits_is_not_refused() -> None:
    """Nor an environment without one."""
    assert found({}) == []
    assert found(None, deploy_role=None) == []


def test_nodes_stand_evenly_over_the_zones() -> None:
    """At the field that says how many there are."""
    assert found({"nodes": 4}) == [
        Fault(
            ("search", "nodes"),
            "nodes stand evenly over 3 zones, and 4 is no multiple of 3",
            "set nodes to 3 or 6",
        )
    ]
    assert found({"nodes": 4}, network={"zones": [1, 3]}) == []


def test_a_standby_needs_three_zones() -> None:
    """Of the network."""
    (fault,) = found({"nodes": 6, "standby": True}, network={"zones": [1, 2]})
    assert fault.path == ("search", "standby")


def test_a_domain_is_ruled_by_whoever_deploys() -> None:
    """Otherwise no service would ever be let in."""
    assert found({}, deploy_role=None) == [
        Fault(
            ("search",),
            "a search domain lets in nobody until its administrator has said who may do what, and that is "
            "deploy_role, which is not set",
            "set deploy_role to the ARN of the role that a deployment takes, or remove search",
        )
    ]


def test_on_azure_nothing_more_is_said_of_it() -> None:
    """That there is none is told once."""
    whole = environment({"search": {"nodes": 4}})
    assert [*nodes_fit_the_zones(whole), *somebody_rules_it(whole)] == []
