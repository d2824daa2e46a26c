"""The edge stands on what is there, and knows the names that requests come by."""

from collections.abc import Mapping
from typing import Any

from infra.constraints.edge import (
    balancer_has_its_place,
    certificate_has_a_vault,
    edge_is_let_in,
    gateway_has_an_edge,
    link_has_an_end,
    link_has_its_place,
    static_has_a_bucket,
    static_hides_no_service,
)
from jiban.components.base import Fault
from tests.infra.constraints.environments import RESOURCES, environment, found

EDGE: dict[str, Any] = {
    "domains": ["api.example.com"],
    "origin": "origin.example.com",
    "certificate": {"covers": ["*.example.com"]},
}


def behind(changes: Mapping[str, Any] | None = None, *, host: str | None = None, **tiers: Any) -> list[Fault]:
    """What is wrong with an environment behind an edge like this."""
    ingress = {"path": "/trips", **({"host": host} if host else {})}
    trip = {"image": "trip:1.0.0", "resources": RESOURCES, "ingress": ingress}
    made = {"ingress": {}, "edge": {**EDGE, **(changes or {})}, "workloads": {"trip": trip}}
    return found({**made, **tiers})


def test_an_edge_before_a_gateway_is_sound() -> None:
    """Nothing is wrong with the one that the others are changes of."""
    assert behind() == []


def test_an_edge_without_a_gateway_is_refused() -> None:
    """It would have nowhere to send."""
    trip = {"image": "trip:1.0.0", "resources": RESOURCES, "ingress": True}
    assert behind(ingress=None, workloads={"trip": trip}) == [
        Fault(
            ("edge",),
            "the edge has nowhere to send requests to: the environment has no ingress",
            "set jiban:ingress to {}, or jiban:edge to null",
        )
    ]


def test_a_certificate_needs_a_vault() -> None:
    """No deployment has it."""
    assert Fault(
        ("edge", "certificate"),
        "the gateway reads its certificate in the environment's vault, and there is none",
        "set jiban:secrets to {}, or jiban:edge to null",
    ) in behind(secrets=None)


def test_no_service_gets_the_certificates_key() -> None:
    """A secret of its name is the certificate with its key."""
    assert Fault(
        ("edge", "certificate", "name"),
        "key is in secrets.names as well, and a vault keeps a certificate's key as the secret of its name, "
        "so a service that is granted that one had the key",
        "take another name for one of the two",
    ) in behind({"certificate": {"name": "key", "covers": ["*.example.com"]}}, secrets={"names": ["key"]})


def test_no_key_is_called_like_the_certificate() -> None:
    """A vault keeps a key of its name as well."""
    vault = {"keys": {"tls": {}}}
    faults = behind({"certificate": {"name": "tls", "covers": ["*.example.com"]}}, secrets=vault)
    assert [(each.path, each.reason.partition(",")[0]) for each in faults] == [
        (("edge", "certificate", "name"), "tls is in secrets.keys as well")
    ]


def test_a_host_that_the_edge_does_not_know_is_refused() -> None:
    """No request for it arrives."""
    assert behind(host="www.example.com") == [
        Fault(
            ("workloads", "trip", "ingress", "host"),
            "no request for www.example.com arrives: edge.domains has api.example.com",
            "add www.example.com to edge.domains, or set ingress.host to one of them",
        )
    ]


def test_a_host_that_the_edge_knows_is_sound() -> None:
    """By its full name."""
    assert behind(host="api.example.com") == []


def test_the_host_of_the_second_service_is_looked_at_too() -> None:
    """Past one whose host is known."""
    made = {
        name: {"image": f"{name}:1.0.0", "resources": RESOURCES, "ingress": {"path": "/", "host": host}}
        for name, host in (("trip", "api.example.com"), ("user", "www.example.com"))
    }
    assert [fault.path for fault in behind(workloads=made)] == [("workloads", "user", "ingress", "host")]


def test_a_domain_without_a_certificate_is_refused() -> None:
    """A star stands for one label, not for two."""
    assert behind({"domains": ["api.kr.example.com"]}) == [
        Fault(
            ("edge", "domains", 0),
            "the gateway has no certificate for api.kr.example.com: edge.certificate.covers has "
            "*.example.com",
            "add a name that covers it to edge.certificate.covers, or take it out of edge.domains",
        )
    ]


def test_the_second_domain_needs_a_certificate_too() -> None:
    """It is told by its place."""
    domains = ["api.example.com", "www.example.org"]
    assert [fault.path for fault in behind({"domains": domains})] == [("edge", "domains", 1)]


def test_a_host_may_be_any_of_the_domains() -> None:
    """The second as the first."""
    domains = {"domains": ["api.example.com", "www.example.com"]}
    assert behind(domains, host="www.example.com") == []


def test_nothing_is_said_of_a_certificate_where_the_edge_is_not_built() -> None:
    """It is told that there is no edge, and that is all."""
    on_aws = environment({"cloud": "aws", "edge": EDGE, "secrets": None})
    assert list(certificate_has_a_vault(on_aws)) == []


def test_a_gateway_that_outgrows_its_subnet_is_refused() -> None:
    """Each instance takes an address of it."""
    subnets = {"cidr": "10.0.0.0/16", "subnets": {"gateway": "10.0.100.0/27"}}
    assert Fault(
        ("network", "subnets", "gateway"),
        "10.0.100.0/27 holds 27 addresses; a gateway of 26 instances needs 28: 26 + 1 private front end "
        "+ 1 during an update",
        "set a /26 or larger; Azure recommends a /24",
    ) in behind({"gateway": {"max_instances": 26}}, network=subnets)


LINK = {"path": "private_link"}


def test_a_link_in_the_gateways_region_is_sound() -> None:
    """In Korea Central, with every subnet in its fixed place."""
    assert behind(LINK) == []


def test_a_link_needs_an_end_in_the_region() -> None:
    """Front Door makes none in Japan West."""
    (fault,) = (each for each in behind(LINK, region="japanwest") if each.path == ("edge", "path"))
    assert fault.reason == (
        "Front Door has no private link in japanwest, by components/edge/link_regions.yaml"
    )
    assert fault.remedy.startswith("set edge.path to service_tag, or region to one of australiaeast, ")


def test_a_range_in_the_links_place_is_refused() -> None:
    """The subnet of the link has one place alone."""
    network = {"cidr": "10.0.0.0/16", "subnets": {"cache": "10.0.208.0/24"}}
    assert behind(LINK, network=network) == [
        Fault(
            ("network", "subnets", "cache"),
            "10.0.208.0/24 overlaps 10.0.208.0/20, the place of the link by which edge.path private_link "
            "comes in",
            "set a range apart from it, or edge.path to service_tag",
        )
    ]


def test_without_a_link_its_place_is_anybodys() -> None:
    """A network that exists keeps its ranges."""
    assert behind(network={"cidr": "10.0.0.0/16", "subnets": {"cache": "10.0.208.0/24"}}) == []


def test_a_network_without_an_address_plan_has_one_fault_of_its_own() -> None:
    """The link's place is no second one."""
    found = behind(LINK, network={"cidr": "10.0.0.0/24"})
    assert not [fault for fault in found if "private_link" in fault.reason]


def test_nothing_is_said_of_a_link_where_the_edge_is_not_built() -> None:
    """It is told that there is no edge, and that is all."""
    network = {"cidr": "10.0.0.0/16", "subnets": {"cache": "10.0.208.0/24"}}
    on_aws = environment(
        {"cloud": "aws", "region": "ap-northeast-2", "edge": {**EDGE, **LINK}, "network": network}
    )
    assert list(link_has_an_end(on_aws)) == []
    assert list(link_has_its_place(on_aws)) == []


def test_without_a_link_any_region_will_do() -> None:
    """Front Door comes by its addresses."""
    assert [fault for fault in behind(region="japanwest") if fault.path == ("edge", "path")] == []


def test_every_range_in_the_links_place_is_told() -> None:
    """Not the first alone."""
    subnets = {"database": "10.0.208.0/24", "cache": "10.0.209.0/24", "gateway": "10.0.210.0/24"}
    network = {"cidr": "10.0.0.0/16", "subnets": subnets}
    assert {fault.path for fault in behind(LINK, network=network)} == {
        ("network", "subnets", role) for role in subnets
    }


def test_a_vault_with_other_secrets_and_keys_holds_the_certificate() -> None:
    """Only its own name is taken."""
    assert behind(secrets={"names": ["key", "other"], "keys": {"documents": {}}}) == []


AWS: dict[str, Any] = {
    "cloud": "aws",
    "region": "ap-northeast-2",
    "edge": {
        "domains": ["api.example.com"],
        "origin": "origin.example.com",
        "zone": {"id": "Z1", "name": "example.com"},
        "path": "private_link",
    },
    "ingress": {},
}


def test_an_edge_on_aws_asks_for_no_vault_and_no_certificate() -> None:
    """AWS makes the certificates; the rules of Azure's link say nothing either."""
    on_aws = environment(AWS | {"secrets": None})
    rules = (certificate_has_a_vault, link_has_an_end, link_has_its_place, gateway_has_an_edge)
    assert [fault for rule in rules for fault in rule(on_aws)] == []


def test_a_gateway_on_aws_needs_an_edge() -> None:
    """It has no load balancer of its own there; on Azure it has."""
    assert list(gateway_has_an_edge(environment(AWS | {"edge": None}))) == [
        Fault(
            ("ingress",),
            "on AWS the gateway inside the cluster has no load balancer of its own, and no edge sends to it",
            "set jiban:edge, or jiban:ingress to null",
        )
    ]
    assert list(gateway_has_an_edge(environment({"ingress": {}, "edge": None}))) == []


def test_the_region_of_an_edge_on_aws_has_a_list_of_addresses() -> None:
    """Without it nobody could be let in; on Azure there is a tag for them."""
    assert [fault.path for fault in edge_is_let_in(environment(AWS | {"region": "eu-west-9"}))] == [("edge",)]
    assert list(edge_is_let_in(environment(AWS))) == []
    assert list(edge_is_let_in(environment({"region": "eu-west-9", "ingress": {}, "edge": EDGE}))) == []


def test_the_load_balancer_on_aws_needs_room() -> None:
    """A sixteenth of a /21 is a /25, of which each zone has a /27; of a /22 it is a /28."""
    assert list(balancer_has_its_place(environment(AWS | {"network": {"cidr": "10.0.0.0/21"}}))) == []
    assert list(balancer_has_its_place(environment(AWS | {"network": {"cidr": "10.0.0.0/22"}}))) == [
        Fault(
            ("network", "cidr"),
            "the edge's load balancer stands in the subnets of endpoints, each a quarter of 10.0.2.192/26, "
            "which is a /28, and it takes no subnet smaller than a /27",
            "set network.subnets.endpoints to a /25 or larger, or network.cidr to a /21 or larger",
        )
    ]
    given = {"network": {"cidr": "10.0.0.0/16", "subnets": {"endpoints": "10.0.200.0/26"}}}
    assert [fault.path for fault in balancer_has_its_place(environment(AWS | given))] == [
        ("network", "subnets", "endpoints")
    ]
    assert list(balancer_has_its_place(environment({"network": {"cidr": "10.0.0.0/22"}}))) == []


def serving(buckets: dict[str, Any] | None, bucket: str = "pages") -> list[Fault]:
    """What is wrong with an edge on AWS that reads files in this bucket, among these."""
    edge = {**AWS["edge"], "static": {"bucket": bucket, "paths": ["/static"]}}
    objects = None if buckets is None else {"buckets": buckets}
    return list(static_has_a_bucket(environment(AWS | {"edge": edge, "objects": objects})))


def test_the_edge_reads_a_bucket_that_is_there_for_it() -> None:
    """Of purpose static: everybody can read what it reads."""
    assert serving({"pages": {"purpose": "static"}}) == []
    assert serving({"pages": {}}) == [
        Fault(
            ("edge", "static", "bucket"),
            "everybody can read what the edge reads, and bucket pages is there for files",
            "name a bucket of purpose static, or set objects.buckets.pages.purpose to it",
        )
    ]


def test_the_edge_reads_no_bucket_that_is_not_there() -> None:
    """A near name is offered."""
    path = ("edge", "static", "bucket")
    reason = "there is no bucket page in objects.buckets"
    assert serving({"pages": {"purpose": "static"}}, "page") == [
        Fault(path, reason, "set pages, or add page to objects.buckets, with purpose: static")
    ]
    assert serving(None, "page") == [Fault(path, reason, "add page to objects.buckets, with purpose: static")]


def test_no_service_stands_behind_a_bucket_s_paths() -> None:
    """A path beside one of them is free, and so is the one above."""

    def at(path: str) -> list[Fault]:
        edge = {**AWS["edge"], "static": {"bucket": "pages", "paths": ["/static"]}}
        trip = {"image": "trip:1.0.0", "resources": RESOURCES, "ingress": {"path": path}}
        return list(static_hides_no_service(environment(AWS | {"edge": edge, "workloads": {"trip": trip}})))

    assert [at(path) for path in ("/", "/statics", "/trips")] == [[], [], []]
    assert [fault.path for fault in at("/static")] == [("workloads", "trip", "ingress", "path")]
    assert at("/static/api") == [
        Fault(
            ("workloads", "trip", "ingress", "path"),
            "no request for /static/api arrives: by edge.static.paths a bucket answers everything below "
            "/static",
            "choose another path, or take it out of edge.static.paths",
        )
    ]
