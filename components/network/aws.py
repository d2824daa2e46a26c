"""The network on AWS: a VPC, a subnet for each role and zone, security groups, and outbound access."""

from __future__ import annotations  # the SDK's modules are only loaded where something is made

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import pulumi
from pulumi_aws import ec2, s3, vpc

from jiban.components.aws_log_bucket import log_bucket
from jiban.components.base import refuse_beyond
from jiban.components.network.cidr import ranges, zone_ranges
from jiban.components.network.contract import Flow, ListEntry, NetworkContract
from jiban.components.network.flow_logs import bucket_policy
from jiban.components.network.limits import LIMITS
from jiban.components.network.security_groups import Rule, rules
from jiban.components.network.spec import ROLES, NetworkSpec, Role
from jiban.components.regions import zone_id
from jiban.components.site import Site

_INTERNET: Final = "0.0.0.0/0"

_LOAD_BALANCERS: Final[Mapping[Role, str]] = {
    "gateway": "kubernetes.io/role/elb",
    "application": "kubernetes.io/role/internal-elb",
}
"""Tag by which load balancers of the cluster find a public, and a private, subnet (EKS user guide,
`network-load-balancing`)."""

_OUTBOUND: Final[tuple[Role, ...]] = ("application", "management")
"""Roles whose machines open connections to the internet, by the NAT gateway of their zone."""

_FLOW_LOG_SECONDS: Final = 60


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """What a network is made from."""

    spec: NetworkSpec
    site: Site
    flows: Sequence[Flow]
    """All the traffic between subnets; what is not listed is refused."""
    entries: Sequence[ListEntry] = ()
    """What comes in from outside; nothing else does."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A role's subnet in one zone, and what must exist before it is of use."""

    subnet: ec2.Subnet
    ready: tuple[pulumi.Resource, ...]


class Network(pulumi.ComponentResource):
    """A VPC whose security groups let in only what is listed, and whose gateway subnets alone are public."""

    contract: NetworkContract

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the network.

        Raises:
            SpecRefusedError: when the specification asks for what AWS cannot do.
            UnknownRegionError: when the region is in no table.
        """
        refuse_beyond(LIMITS, "aws", name, args.spec)
        super().__init__("jiban:network:Network", name, None, opts)
        self._logical = name
        self._args = args
        self._zones = sorted(args.spec.zones)
        self._ranges = ranges(args.spec)
        self._child = pulumi.ResourceOptions(parent=self)
        self._vpc = self._make_vpc()
        places = self._subnets(self._internet_gateway())
        groups = self._security_groups()
        if args.spec.flow_log_days is not None:
            self._flow_log(args.spec.flow_log_days)
        subnet_ids: dict[Role, list[pulumi.Output[str]]] = {
            role: [
                pulumi.Output.all(place.subnet.id, *(each.urn for each in place.ready))[0] for place in found
            ]
            for role, found in places.items()
        }
        self.contract = NetworkContract(
            network_id=self._vpc.id,
            subnet_ids=subnet_ids,
            ranges=self._ranges,
            security_groups={role: group.id for role, group in groups.items()},
            nat_ids={zone: nat.id for zone, nat in self._nats.items()},
        )
        self.register_outputs({"network_id": self._vpc.id, "subnet_ids": subnet_ids})

    def _tags(self, suffix: str, kind: str, name: str = "") -> dict[str, str]:
        """Whose it is, and the name that AWS's console shows."""
        site = self._args.site
        tags = site.ownership.tags("network", f"{self._logical}-{suffix}")
        return {**tags, "Name": site.naming.physical(kind, name)}

    def _make_vpc(self) -> ec2.Vpc:
        made = ec2.Vpc(
            f"{self._logical}-vpc",
            cidr_block=self._args.spec.cidr,
            # Private names of databases and endpoints are resolved by both.
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags=self._tags("vpc", "ec2.Vpc"),
            opts=self._child,
        )
        # Every VPC comes with a group that lets its members talk; adopted without rules it lets nothing.
        ec2.DefaultSecurityGroup(
            f"{self._logical}-default-group",
            vpc_id=made.id,
            ingress=[],
            egress=[],
            tags=self._tags("default-group", "ec2.SecurityGroup", "default"),
            opts=self._child,
        )
        return made

    def _internet_gateway(self) -> ec2.InternetGateway:
        return ec2.InternetGateway(
            f"{self._logical}-internet",
            vpc_id=self._vpc.id,
            tags=self._tags("internet", "ec2.InternetGateway"),
            opts=self._child,
        )

    def _subnets(self, internet: ec2.InternetGateway) -> Mapping[Role, Sequence[_Place]]:
        """Make the subnets with their routes: the gateway's to the internet, out for those of nodes and
        operators, no others.
        """
        outside, inside = self._route_table("public"), self._route_table("inside")
        way_out = self._route("public-internet", outside, gateway_id=internet.id)
        places: dict[Role, list[_Place]] = {}
        for role in ROLES:
            if role in _OUTBOUND:
                continue
            table, ready = (outside, (way_out,)) if role == "gateway" else (inside, ())
            places[role] = [self._subnet(role, zone, table, ready) for zone in self._zones]
        gateways = self._nats = self._nat_gateways(dict(zip(self._zones, places["gateway"], strict=True)))
        for role in _OUTBOUND:
            places[role] = []
        tables: list[ec2.RouteTable] = []
        for zone in self._zones:
            # A table for each zone, however traffic leaves: `nat_per_zone` then changes routes, no subnet.
            table = self._route_table(f"application-{zone}")
            nat = gateways.get(zone, gateways[self._zones[0]])
            route = self._route(f"application-{zone}-internet", table, nat_gateway_id=nat.id)
            for role in _OUTBOUND:
                places[role].append(self._subnet(role, zone, table, (route,)))
            tables.append(table)
        self._storage_endpoint(tables)
        return places

    def _subnet(
        self, role: Role, zone: int, table: ec2.RouteTable, ready: tuple[pulumi.Resource, ...]
    ) -> _Place:
        suffix, balancers = f"subnet-{role}-{zone}", _LOAD_BALANCERS.get(role)
        subnet = ec2.Subnet(
            f"{self._logical}-{suffix}",
            vpc_id=self._vpc.id,
            cidr_block=zone_ranges(self._ranges[role])[zone - 1],
            availability_zone_id=zone_id(self._args.site.region, zone),
            map_public_ip_on_launch=False,
            tags={
                **self._tags(suffix, "ec2.Subnet", f"{role}-{zone}"),
                **({balancers: "1"} if balancers else {}),
            },
            opts=self._child,
        )
        association = ec2.RouteTableAssociation(
            f"{self._logical}-routes-{role}-{zone}",
            subnet_id=subnet.id,
            route_table_id=table.id,
            opts=self._child,
        )
        return _Place(subnet, (association, *ready))

    def _nat_gateways(self, public: Mapping[int, _Place]) -> Mapping[int, ec2.NatGateway]:
        """Make the NAT gateways by zone: one in each, or one in the first."""
        zones = self._zones if self._args.spec.egress == "nat_per_zone" else self._zones[:1]
        return {zone: self._nat_gateway(zone, public[zone]) for zone in zones}

    def _nat_gateway(self, zone: int, place: _Place) -> ec2.NatGateway:
        address = ec2.Eip(
            f"{self._logical}-nat-address-{zone}",
            domain="vpc",
            tags=self._tags(f"nat-address-{zone}", "ec2.Eip", f"nat-{zone}"),
            opts=self._child,
        )
        return ec2.NatGateway(
            f"{self._logical}-nat-{zone}",
            subnet_id=place.subnet.id,
            allocation_id=address.id,
            connectivity_type="public",
            tags=self._tags(f"nat-{zone}", "ec2.NatGateway", str(zone)),
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(place.ready)),
        )

    def _route_table(self, name: str) -> ec2.RouteTable:
        return ec2.RouteTable(
            f"{self._logical}-table-{name}",
            vpc_id=self._vpc.id,
            tags=self._tags(f"table-{name}", "ec2.RouteTable", name),
            opts=self._child,
        )

    def _route(
        self,
        name: str,
        table: ec2.RouteTable,
        *,
        gateway_id: pulumi.Output[str] | None = None,
        nat_gateway_id: pulumi.Output[str] | None = None,
    ) -> ec2.Route:
        return ec2.Route(
            f"{self._logical}-route-{name}",
            route_table_id=table.id,
            destination_cidr_block=_INTERNET,
            gateway_id=gateway_id,
            nat_gateway_id=nat_gateway_id,
            opts=self._child,
        )

    def _storage_endpoint(self, tables: Sequence[ec2.RouteTable]) -> None:
        """Make the way to S3, which costs nothing: layers of images do not pass the NAT gateway."""
        ec2.VpcEndpoint(
            f"{self._logical}-storage",
            vpc_id=self._vpc.id,
            service_name=f"com.amazonaws.{self._args.site.region}.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=[table.id for table in tables],
            tags=self._tags("storage", "ec2.VpcEndpoint", "s3"),
            opts=self._child,
        )

    def _security_groups(self) -> Mapping[Role, ec2.SecurityGroup]:
        groups: dict[Role, ec2.SecurityGroup] = {role: self._security_group(role) for role in ROLES}
        for rule in rules(self._args.flows, self._args.entries):
            self._security_rule(rule, groups)
        return groups

    def _security_group(self, role: Role) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(
            f"{self._logical}-group-{role}",
            name=self._args.site.naming.physical("ec2.SecurityGroup", role),
            # A changed description would replace the group, and everything that names it.
            description=f"Traffic of the subnets of role {role}",
            vpc_id=self._vpc.id,
            tags=self._tags(f"group-{role}", "ec2.SecurityGroup", role),
            opts=self._child,
        )

    def _security_rule(self, rule: Rule, groups: Mapping[Role, ec2.SecurityGroup]) -> None:
        kind = vpc.SecurityGroupIngressRule if rule.direction == "in" else vpc.SecurityGroupEgressRule
        suffix = f"rule-{rule.direction}-{rule.name}"
        first, last = rule.ports or (None, None)
        kind(
            f"{self._logical}-{suffix}",
            security_group_id=groups[rule.group].id,
            referenced_security_group_id=groups[rule.peer].id if rule.peer else None,
            cidr_ipv4=rule.cidr,
            prefix_list_id=rule.prefix_list,
            ip_protocol="tcp" if rule.ports else "-1",
            from_port=first,
            to_port=last,
            description=rule.description,
            tags=self._args.site.ownership.tags("network", f"{self._logical}-{suffix}"),
            opts=self._child,
        )

    def _flow_log(self, days: int) -> None:
        site = self._args.site
        bucket = log_bucket(
            f"{self._logical}-flow-logs", parent=self, site=site, tier="network", part="flow", days=days
        )
        policy = s3.BucketPolicy(
            f"{self._logical}-flow-logs-policy",
            bucket=bucket.id,
            policy=pulumi.Output.all(bucket.arn, self._vpc.owner_id).apply(partial(_log_policy, site.region)),
            opts=self._child,
        )
        ec2.FlowLog(
            f"{self._logical}-flow-log",
            vpc_id=self._vpc.id,
            traffic_type="ALL",
            log_destination_type="s3",
            log_destination=bucket.arn,
            max_aggregation_interval=_FLOW_LOG_SECONDS,
            destination_options=ec2.FlowLogDestinationOptionsArgs(
                file_format="parquet", hive_compatible_partitions=True, per_hour_partition=True
            ),
            tags=self._tags("flow-log", "ec2.FlowLog"),
            # Otherwise AWS writes a policy of its own, which the next deployment would find changed.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy]),
        )


def _log_policy(region: str, values: Sequence[str]) -> str:
    bucket_arn, account = values
    return bucket_policy(bucket_arn, account, region)
