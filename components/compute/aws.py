"""Servers on AWS: an autoscaling group in every zone for each program, behind one load balancer."""

from __future__ import annotations  # the SDK's modules are only loaded where servers are made

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi

from jiban.components.base import refuse_beyond
from jiban.components.compute.aws_balancer import Balancer, BalancerArgs
from jiban.components.compute.aws_group import GroupArgs, ServerGroup
from jiban.components.compute.contract import ComputeContract
from jiban.components.compute.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jiban.components.cache.contract import CacheContract
    from jiban.components.compute.spec import ComputeSpec
    from jiban.components.network.contract import NetworkContract
    from jiban.components.postgres.contract import PostgresContract
    from jiban.components.site import Site


@dataclass(frozen=True, kw_only=True)
class OwnImages:
    """The registry of the environment, for images that name none."""

    host: pulumi.Input[str]
    """What stands before an image's name."""
    repositories: Mapping[str, pulumi.Input[str]]
    """ARN of each group's repository, by the group; none for a group with an image from elsewhere."""


@dataclass(frozen=True, kw_only=True)
class ComputeArgs:
    """What servers are made of."""

    spec: ComputeSpec
    site: Site
    network: NetworkContract
    images: OwnImages | None = None
    """None where every image is from elsewhere."""
    postgres: PostgresContract | None = None
    cache: CacheContract | None = None
    authorities: str | None = None
    """Certificates that vouch for the database, as PEM."""
    variables: Mapping[str, Mapping[str, pulumi.Input[str]]] = field(
        default_factory=dict[str, "Mapping[str, pulumi.Input[str]]"]
    )
    """What the platform tells each group of what it uses, as environment variables."""


class Compute(pulumi.ComponentResource):
    """The load balancer, and every group of servers behind it.

    Raises:
        SpecRefusedError: when AWS cannot provide what the specification asks for.
    """

    contract: ComputeContract

    def __init__(self, name: str, args: ComputeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the load balancer and the groups."""
        refuse_beyond(LIMITS, "aws", name, args.spec)
        super().__init__("jiban:compute:Compute", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        balancer = Balancer(
            f"{name}-balancer",
            BalancerArgs(spec=args.spec.balancer, site=args.site, network=args.network),
            child,
        )
        images = args.images
        groups = {
            group: ServerGroup(
                f"{name}-{group}",
                GroupArgs(
                    name=group,
                    spec=spec,
                    site=args.site,
                    network=args.network,
                    balancer=balancer,
                    image_host=images.host if images and group in images.repositories else None,
                    repository=images.repositories.get(group) if images else None,
                    postgres=args.postgres if spec.uses.databases else None,
                    cache=args.cache if spec.uses.cache else None,
                    authorities=args.authorities if spec.uses.databases else None,
                    variables=args.variables.get(group, {}),
                ),
                child,
            )
            for group, spec in args.spec.servers.items()
        }
        self.contract = ComputeContract(
            host=balancer.host,
            groups={group: made.group_name for group, made in groups.items()},
            balancer=balancer.suffix,
            targets={group: made.targets for group, made in groups.items()},
            log_groups={group: made.log_group for group, made in groups.items()},
        )
        self.register_outputs({"host": self.contract.host})
