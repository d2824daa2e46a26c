"""Rules about the edge: what it stands on, and which names it has to know."""

from collections.abc import Callable, Iterator
from ipaddress import IPv4Network
from typing import Final

from infra.environment import Environment
from jiban.components.base import Fault
from jiban.components.catalogue import near_matches
from jiban.components.edge import link
from jiban.components.edge.spec import covered, first_above
from jiban.components.network import cidr, prefix_lists

_SMALLEST_FOR_BALANCER: Final = 27
"""Prefix of the smallest subnet of a load balancer (Application Load Balancers guide, "Subnets for your load
balancer", unverified)."""


def edge_has_somewhere_to_send(environment: Environment) -> Iterator[Fault]:
    """Behind the edge stands the gateway inside the cluster."""
    if environment.edge is not None and environment.ingress is None:
        yield Fault(
            ("edge",),
            "the edge has nowhere to send requests to: the environment has no ingress",
            "set jiban:ingress to {}, or jiban:edge to null",
        )


def certificate_has_a_vault(environment: Environment) -> Iterator[Fault]:
    """The gateway reads its certificate in the environment's vault."""
    edge = environment.edge
    if edge is None or edge.certificate is None or environment.cloud != "azure":
        return
    if environment.secrets is None:
        yield Fault(
            ("edge", "certificate"),
            "the gateway reads its certificate in the environment's vault, and there is none",
            "set jiban:secrets to {}, or jiban:edge to null",
        )
    elif edge.certificate.name in (*environment.secrets.names, *environment.secrets.keys):
        taken = "names" if edge.certificate.name in environment.secrets.names else "keys"
        yield Fault(
            ("edge", "certificate", "name"),
            f"{edge.certificate.name} is in secrets.{taken} as well, and a vault keeps a certificate's key "
            "as the secret of its name, so a service that is granted that one had the key",
            "take another name for one of the two",
        )


def hosts_are_known(environment: Environment) -> Iterator[Fault]:
    """A service's host is one that the edge answers for and the gateway has a certificate for."""
    edge = environment.edge
    if edge is None:
        return
    for name, workload in environment.workloads.items():
        host = workload.ingress.host if workload.ingress else None
        if host is not None and host not in edge.domains:
            yield Fault(
                ("workloads", name, "ingress", "host"),
                f"no request for {host} arrives: edge.domains has {', '.join(edge.domains)}",
                f"add {host} to edge.domains, or set ingress.host to one of them",
            )


def domains_are_covered(environment: Environment) -> Iterator[Fault]:
    """Requests keep their host on the way inside, so the gateway must take each."""
    edge = environment.edge
    if edge is None or edge.certificate is None:
        return
    names = edge.certificate.covers
    for position, host in enumerate(edge.domains):
        if not covered(host, names):
            yield Fault(
                ("edge", "domains", position),
                f"the gateway has no certificate for {host}: edge.certificate.covers has {', '.join(names)}",
                "add a name that covers it to edge.certificate.covers, or take it out of edge.domains",
            )


def link_has_an_end(environment: Environment) -> Iterator[Fault]:
    """Front Door makes its end of a link in the gateway's region."""
    if not _by_link(environment):
        return
    known = link.regions()
    if environment.region not in known:
        yield Fault(
            ("edge", "path"),
            f"Front Door has no private link in {environment.region}, by components/edge/link_regions.yaml",
            f"set edge.path to service_tag, or region to one of {', '.join(known)}",
        )


def link_has_its_place(environment: Environment) -> Iterator[Fault]:
    """The link's subnet has a place of its own in the network; a range given outright leaves it free."""
    if not _by_link(environment):
        return
    try:
        place, taken = cidr.link_range(environment.network.cidr), cidr.ranges(environment.network)
    except ValueError:
        return  # the network itself is at fault
    for role, own in taken.items():
        if cidr.overlap(own, place):
            yield Fault(
                ("network", "subnets", role),
                f"{own} overlaps {place}, the place of the link by which edge.path private_link comes in",
                "set a range apart from it, or edge.path to service_tag",
            )


def _by_link(environment: Environment) -> bool:
    edge = environment.edge
    return edge is not None and edge.path == "private_link" and environment.cloud == "azure"


def gateway_has_an_edge(environment: Environment) -> Iterator[Fault]:
    """On AWS the edge's load balancer alone sends to the gateway inside the cluster."""
    if environment.cloud == "aws" and environment.ingress is not None and environment.edge is None:
        yield Fault(
            ("ingress",),
            "on AWS the gateway inside the cluster has no load balancer of its own, and no edge sends to it",
            "set jiban:edge, or jiban:ingress to null",
        )


def edge_is_let_in(environment: Environment) -> Iterator[Fault]:
    """The load balancer's security group names the list of CloudFront's addresses in the region."""
    if environment.edge is None or environment.cloud != "aws":
        return
    if not prefix_lists.has_origin_facing(environment.region):
        yield Fault(
            ("edge",),
            f"the list of CloudFront's addresses in {environment.region} is not known, by "
            "components/network/prefix_lists.yaml",
            "add the region's list there, or set jiban:edge to null",
        )


def balancer_has_its_place(environment: Environment) -> Iterator[Fault]:
    """The edge's load balancer stands in the subnets of endpoints, a quarter of their range in each zone."""
    if environment.edge is None or environment.cloud != "aws":
        return
    try:
        place = cidr.ranges(environment.network)["endpoints"]
    except ValueError:
        return  # the network itself is at fault
    prefix = IPv4Network(place).prefixlen + cidr.ZONE_BITS
    if prefix > _SMALLEST_FOR_BALANCER:
        given = environment.network.subnets.endpoints is not None
        yield Fault(
            ("network", "subnets", "endpoints") if given else ("network", "cidr"),
            "the edge's load balancer stands in the subnets of endpoints, each a quarter of "
            f"{place}, which is a /{prefix}, and it takes no subnet smaller than a /{_SMALLEST_FOR_BALANCER}",
            "set network.subnets.endpoints to a /25 or larger, or network.cidr to a /21 or larger",
        )


def static_has_a_bucket(environment: Environment) -> Iterator[Fault]:
    """The edge reads files in a bucket that there is, and that is there for them."""
    static = environment.edge.static if environment.edge else None
    if static is None or environment.cloud != "aws":
        return
    path = ("edge", "static", "bucket")
    known = environment.objects.buckets if environment.objects else {}
    if static.bucket not in known:
        near = near_matches(static.bucket, known)
        remedy = f"set {' or '.join(near)}, or add" if near else "add"
        yield Fault(
            path,
            f"there is no bucket {static.bucket} in objects.buckets",
            f"{remedy} {static.bucket} to objects.buckets, with purpose: static",
        )
    elif known[static.bucket].purpose != "static":
        yield Fault(
            path,
            f"everybody can read what the edge reads, and bucket {static.bucket} is there for "
            f"{known[static.bucket].purpose}",
            f"name a bucket of purpose static, or set objects.buckets.{static.bucket}.purpose to it",
        )


def static_hides_no_service(environment: Environment) -> Iterator[Fault]:
    """A service's path is not below one that the bucket answers."""
    static = environment.edge.static if environment.edge else None
    if static is None:
        return
    for name, workload in environment.workloads.items():
        path = workload.ingress.path if workload.ingress else None
        above = first_above(path, static.paths) if path else None
        if above is not None:
            yield Fault(
                ("workloads", name, "ingress", "path"),
                f"no request for {path} arrives: by edge.static.paths a bucket answers everything below "
                f"{above}",
                "choose another path, or take it out of edge.static.paths",
            )


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    edge_has_somewhere_to_send,
    certificate_has_a_vault,
    hosts_are_known,
    domains_are_covered,
    link_has_an_end,
    link_has_its_place,
    gateway_has_an_edge,
    edge_is_let_in,
    balancer_has_its_place,
    static_has_a_bucket,
    static_hides_no_service,
)
