"""What can be asked for of the edge, on any cloud."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from jiban.components.base import Spec
from jiban.components.units import Day, Handle, HostName, RoutePath, Slug

_LONGEST_REASON = 150


CoveredName = Annotated[
    str, StringConstraints(pattern=r"^(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9-]{1,63}){1,8}$")
]
"""A DNS name, or all names one label below it: `api.example.com`, `*.example.com`."""

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""A country by the two letters of ISO 3166-1: `KR`."""

ManagedRule = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,128}$")]
"""A rule of the provider's own rule set, by the provider's name of it: `942100` on Azure,
`SizeRestrictions_BODY` on AWS."""

Instances = Annotated[int, Field(ge=1, le=125)]
"""Instances of a gateway."""


class CertificateSpec(Spec):
    """The certificate that the way from the edge inside is encrypted with. No deployment sees its key."""

    name: Slug = "edge-tls"
    """Name of the certificate in the environment's vault; it must be there before the edge is made, and is
    renewed there. Default: edge-tls."""
    in_vault: bool = True
    """Whether the certificate is in the vault. While it is not, nothing of the edge is made, as no gateway is
    made without it; and an edge that is there goes. Default: true."""
    covers: Annotated[tuple[CoveredName, ...], Field(min_length=1, max_length=100)]
    """Names that the certificate is made out to, such as `*.example.com`. A star stands for one label."""


class ExclusionSpec(Spec):
    """A part of requests that one rule of the provider's rule set does not look at."""

    rule: ManagedRule
    """The rule that was wrong about good requests."""
    part: Literal["header", "cookie", "query", "form", "json"] | None = None
    """Where the value stands that is not looked at: a header, a cookie, an argument of the address, a field
    of a form, a field of a JSON body. Asked for on Azure; AWS knows no parts, and there the rule only counts
    what it matches, in every request. Default: none."""
    name: Annotated[str, StringConstraints(min_length=1, max_length=128)] | None = None
    """Name of that header, cookie, argument or field, exactly; given with `part`. Default: none."""
    owner: Handle
    """Team that answers for it."""
    reason: Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_REASON)]
    """Why good requests look bad to the rule. At most 150 characters."""

    @model_validator(mode="after")
    def _part_and_name(self) -> Self:
        if (self.part is None) != (self.name is None):
            given, missing = ("name", "part") if self.part is None else ("part", "name")
            raise ValueError(f"{given} says nothing without {missing}; set both, or neither")
        return self


class FirewallSpec(Spec):
    """The web application firewall: the provider's rules against attacks and bots, and our own."""

    stage: Literal["detect", "prevent"] = "prevent"
    """`prevent`: what a rule matches is blocked. `detect`: it is only logged, the limits of our own rules
    too. Default: prevent."""
    detect_until: Day | None = None
    """Last day of stage `detect`, quoted, after which a rule of the policies fails. Asked for by `detect`,
    refused by `prevent`. Default: none."""
    exclusions: Annotated[tuple[ExclusionSpec, ...], Field(max_length=100)] = ()
    """What single rules do not look at, each with an owner and a reason. Default: nothing."""
    requests_per_minute: Annotated[int, Field(ge=10, le=1_000_000)] = 100
    """Requests a minute that one client address may send; those above are blocked. Counted by each place of
    the edge for itself, so some more get through. Default: 100."""
    blocked_countries: Annotated[tuple[Country, ...], Field(max_length=10)] = ()
    """Countries whose addresses are blocked, by two letters each; travellers are blocked as well. Default:
    none."""
    closed_paths: Annotated[tuple[RoutePath, ...], Field(max_length=10)] = ()
    """Texts such as `/actuator` that no address of a request from outside may hold, in whatever letters; the
    query counts as well. Default: none."""

    @model_validator(mode="after")
    def _an_end(self) -> Self:
        if self.stage == "detect" and self.detect_until is None:
            raise ValueError(
                "stage detect blocks nothing and has no end; set detect_until to its last day, or stage to "
                "prevent"
            )
        if self.stage == "prevent" and self.detect_until is not None:
            raise ValueError(
                f"detect_until {self.detect_until} says nothing in stage prevent; leave it out, or set stage "
                "to detect"
            )
        return self


class ZoneSpec(Spec):
    """A zone of the domain name system in which the edge writes its own records."""

    id: Annotated[str, StringConstraints(pattern=r"^Z[A-Z0-9]{1,31}$")]
    """Id of the hosted zone in Route 53, in the account of the environment. It must be delegated: while the
    domain's servers do not lead to it no certificate is issued, and a deployment waits in vain."""
    name: HostName
    """Name of the zone; the certificates are made out to it and to all names one label below it."""


class StaticSpec(Spec):
    """Files that the edge reads in a bucket, without a service."""

    bucket: Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$")]
    """Bucket of `objects` that holds them, of purpose `static`. It stays closed: the edge alone reads it."""
    paths: Annotated[tuple[RoutePath, ...], Field(min_length=1, max_length=20)]
    """Beginnings of paths, such as `/static`, below which the bucket answers and no service. A file's key is
    the whole path without its first slash: `static/app.js`."""

    @model_validator(mode="after")
    def _something_is_left(self) -> Self:
        if "/" in self.paths:
            raise ValueError(
                "paths holds /, by which the bucket answered every request and no service any; name the "
                "beginning of the files' paths, such as /static"
            )
        return self


class GatewaySpec(Spec):
    """The gateway at the border of the network, which takes requests from the edge alone."""

    min_instances: Instances = 2
    """Minimum number of instances. Default: 2, so that one remains when one is lost."""
    max_instances: Instances = 10
    """Maximum number of instances. Default: 10."""

    @model_validator(mode="after")
    def _range(self) -> Self:
        if self.min_instances > self.max_instances:
            raise ValueError(
                f"min_instances {self.min_instances} is more than max_instances {self.max_instances}; the "
                "fewest instances cannot be more than the most"
            )
        return self


class EdgeSpec(Spec):
    """Where requests from the internet arrive: names, certificates, firewall, cache, and the way inside."""

    domains: Annotated[tuple[HostName, ...], Field(min_length=1, max_length=100)]
    """Host names that people use; the edge gets a certificate for each by itself, and renews it. Whoever has
    the domain adds the records that `jiban bootstrap` lists; in a `zone` the edge writes them itself."""
    zone: ZoneSpec | None = None
    """Zone in which the edge writes the records of `domains` and `origin`, and those by which its
    certificates are issued. Asked for on AWS. Default: none, the records are somebody else's."""
    origin: HostName
    """Host name by which the edge finds the gateway; the certificate covers it. Its address is the gateway's,
    a record of whoever has the domain; by `private_link` it needs none."""
    second_origin: HostName | None = None
    """Host name by which the edge finds the gateway of the second region. Requests go there when the first
    one does not answer, and back by themselves when it does. The certificate covers it, too. Default: none,
    there is one gateway."""
    probe_seconds: Annotated[int, Field(ge=5, le=255)] = 30
    """Interval in seconds at which every place of the edge asks both gateways whether they answer; two in
    four unanswered lead requests to the other. Only with `second_origin`. Default: 30."""
    certificate: CertificateSpec | None = None
    """Certificate of the gateway. Asked for on Azure; AWS makes one and renews it. Default: none."""
    path: Literal["service_tag", "private_link"] = "service_tag"
    """Way from the edge to the gateway. `service_tag`: the gateway has a public address that only the edge's
    own addresses reach, and takes requests with this edge's id alone. `private_link`: the gateway has no
    public listener; the edge reaches it by a link of its own, which somebody approves once, as `jiban
    bootstrap` lists. Until then every request gets an error, so a change to it is an outage. On AWS nobody
    has to approve it, and there is no other way. Default: service_tag."""
    firewall: FirewallSpec = FirewallSpec()
    """Web application firewall of the edge."""
    cached_paths: Annotated[tuple[RoutePath, ...], Field(max_length=20)] = ()
    """Beginnings of paths with static content, such as `/static`, of which the edge keeps copies for as long
    as the answer's own `Cache-Control` says. Default: nothing is kept."""
    static: StaticSpec | None = None
    """Files that the edge reads in a bucket. Default: none, services answer everything."""
    answer_seconds: Annotated[int, Field(ge=16, le=240)] = 60
    """Maximum time in seconds that the edge waits for an answer. Default: 60."""
    gateway: GatewaySpec = GatewaySpec()
    """Gateway at the border of the network."""
    log_days: Annotated[int, Field(ge=1, le=3653)] | None = None
    """Days for which AWS keeps the records of every request and of what the firewall matched; on Azure
    `observability.logs` keeps them. Default: 90."""

    @property
    def in_the_vault(self) -> CertificateSpec:
        """Certificate of the gateway, of which somebody puts the key into the vault.

        Raises:
            ValueError: there is none, as on a cloud that makes it.
        """
        if self.certificate is None:
            raise ValueError("the edge has no certificate of its own; set edge.certificate")
        return self.certificate

    @model_validator(mode="after")
    def _something_is_not_kept(self) -> Self:
        if "/" in self.cached_paths:
            raise ValueError(
                "cached_paths holds /, by which copies of every answer were kept, also of those for one "
                "person alone; name the paths of static content, such as /static"
            )
        return self

    @model_validator(mode="after")
    def _copies_are_reached(self) -> Self:
        for path in self.cached_paths:
            above = first_above(path, self.static.paths if self.static else ())
            if above is not None:
                raise ValueError(
                    f"cached_paths holds {path}, and by static.paths the bucket answers everything below "
                    f"{above}, of which the edge keeps copies anyway; take {path} out of cached_paths"
                )
        return self

    @model_validator(mode="after")
    def _one_way_for_both(self) -> Self:
        if self.second_origin is not None and self.path == "private_link":
            raise ValueError(
                f"second_origin {self.second_origin} and path private_link are not built together: a link to "
                "the second region's gateway would be another one to approve; set path to service_tag, or "
                "leave second_origin out"
            )
        return self

    @model_validator(mode="after")
    def _origin_is_covered(self) -> Self:
        names = self.certificate.covers if self.certificate else ()
        origins = {"origin": self.origin, "second_origin": self.second_origin}
        for field, host in origins.items():
            if host is None:
                continue
            if names and not covered(host, names):
                raise ValueError(
                    f"{field} {host} is none of the names that the certificate covers "
                    f"({', '.join(names)}), so the edge would refuse the gateway; choose an origin among them"
                )
            if host in self.domains:
                raise ValueError(
                    f"{field} {host} is one of domains as well, whose record leads to the edge itself; "
                    "choose another name for the origin"
                )
        return self

    @model_validator(mode="after")
    def _names_are_in_the_zone(self) -> Self:
        if self.zone is None:
            return self
        zone = self.zone.name
        for host in (*self.domains, self.origin):
            if not covered(host, (zone, f"*.{zone}")):
                raise ValueError(
                    f"{host} is neither {zone}, the name of zone, nor one label below it, and the "
                    "certificates are made out to those; choose such a name, or the zone that it is in"
                )
        return self

    @model_validator(mode="after")
    def _two_gateways(self) -> Self:
        if self.second_origin == self.origin:
            raise ValueError(
                f"second_origin {self.origin} is origin as well, so both lead to one gateway; name the "
                "gateway of the second region"
            )
        return self


def covered(host: str, names: tuple[str, ...]) -> bool:
    """Whether one of the names is a host's, or a star in the place of its first label."""
    _, _, parent = host.partition(".")
    return host in names or f"*.{parent}" in names


def first_above(path: str, beginnings: tuple[str, ...]) -> str | None:
    """Return the first of some beginnings that a path is, or is below; None where it is below none."""
    return next((each for each in beginnings if path == each or path.startswith(f"{each}/")), None)
