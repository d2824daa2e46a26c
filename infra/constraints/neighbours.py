"""Rules about what the environments of a project take from one account together."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from infra.environment import Environment
from jiban.components.base import Fault

_ELASTIC_IPS: Final = 5
"""Elastic IP addresses of a new account in a region (VPC user guide, "Amazon VPC quotas", unverified)."""


def faults(environment: Environment, neighbours: Callable[[], Mapping[str, Environment]]) -> Iterator[Fault]:
    """The NAT gateways of all environments of an account and region have an Elastic IP each.

    Environments without `account` are taken to be in one account: whoever deploys decides, and may be in the
    same. Whatever else the account holds is not known here.

    Args:
        environment: the one that is planned.
        neighbours: reads the project's other environments, by stack.
    """
    own = elastic_ips(environment)
    if not own:
        return
    others = {
        stack: number
        for stack, other in neighbours().items()
        if (other.cloud, other.account, other.region)
        == (environment.cloud, environment.account, environment.region)
        and (number := elastic_ips(other))
    }
    total, quota = own + sum(others.values()), environment.elastic_ips or _ELASTIC_IPS
    if total <= quota:
        return
    listed = "".join(f", {stack} {number}" for stack, number in others.items())
    account = f"account {environment.account}" if environment.account else "one account"
    yield Fault(
        ("network", "egress"),
        f"each NAT gateway takes an Elastic IP, and {account} may have {quota} in {environment.region}; "
        f"{total} are asked for: here {own}{listed}",
        f"set egress to nat, put an environment into an account of its own, or have the quota raised and set "
        f"elastic_ips to {total}",
    )


def elastic_ips(environment: Environment) -> int:
    """Return how many Elastic IP addresses an environment takes: one for each of its NAT gateways on AWS."""
    if environment.cloud != "aws" or environment.scope in ("workloads", "manifests", "pipelines"):
        return 0
    each = {"none": 0, "nat": 1, "nat_per_zone": len(set(environment.network.zones))}
    return each[environment.network.egress]
