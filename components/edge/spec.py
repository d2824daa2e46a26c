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
"""A rule of the provider's own rule set, by the provider's name of it: `942100` on Azure."""

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
    part: Literal["header", "cookie", "query", "form", "json"]
    """Where the value stands that is not looked at: a header, a cookie, an argument of the address, a field
    of a form, a field of a JSON body."""
    name: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    """Name of that header, cookie, argument or field, exactly."""
    owner: Handle
    """Team that answers for it."""
    reason: Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_REASON)]
    """Why good requests look bad to the rule. At most 150 characters."""


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
    the domain adds the records that `jiban bootstrap` lists."""
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
    certificate: CertificateSpec
    """Certificate of the gateway."""
    path: Literal["service_tag", "private_link"] = "service_tag"
    """Way from the edge to the gateway. `service_tag`: the gateway has a public address that only the edge's
    own addresses reach, and takes requests with this edge's id alone. `private_link`: the gateway has no
    public listener; the edge reaches it by a link of its own, which somebody approves once, as `jiban
    bootstrap` lists. Until then every request gets an error, so a change to it is an outage. Default:
    service_tag."""
    firewall: FirewallSpec = FirewallSpec()
    """Web application firewall of the edge."""
    cached_paths: Annotated[tuple[RoutePath, ...], Field(max_length=20)] = ()
    """Beginnings of paths with static content, such as `/static`, of which the edge keeps copies for as long
    as the answer's own `Cache-Control` says. Default: nothing is kept."""
    answer_seconds: Annotated[int, Field(ge=16, le=240)] = 60
    """Maximum time in seconds that the edge waits for an answer. Default: 60."""
    gateway: GatewaySpec = GatewaySpec()
    """Gateway at the border of the network."""

    @model_validator(mode="after")
    def _something_is_not_kept(self) -> Self:
        if "/" in self.cached_paths:
            raise ValueError(
                "cached_paths holds /, by which copies of every answer were kept, also of those for one "
                "person alone; name the paths of static content, such as /static"
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
        names = self.certificate.covers
        origins = {"origin": self.origin, "second_origin": self.second_origin}
        for field, host in origins.items():
            if host is None:
                continue
            if not covered(host, names):
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
