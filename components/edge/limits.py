"""What a cloud cannot do that an edge specification can ask for."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.edge import firewall, web_acl
from jiban.components.edge.spec import EdgeSpec, GatewaySpec

_HOSTS_OF_A_LISTENER: Final = 5
"""Host names of one listener of an Application Gateway (Azure `multiple-site-overview`, unverified)."""

_FEWEST_INSTANCES: Final = 2
"""Instances from which on Azure promises a service level (Application Gateway v2)."""

_LONGEST_ANSWER: Final = 120
"""Seconds that CloudFront waits for an answer at most (its API, `VpcOriginConfig.OriginReadTimeout`)."""


def _certificate(spec: EdgeSpec) -> Iterator[Fault]:
    if spec.certificate is None:
        yield Fault(
            ("certificate",),
            "Azure makes no certificate for the gateway, and reads one in the vault",
            "set edge.certificate with the names that it covers",
        )


def _no_zone(spec: EdgeSpec) -> Iterator[Fault]:
    if spec.zone is not None:
        yield Fault(
            ("zone",),
            "on Azure the edge writes no records: whoever has the domain adds those that `jiban bootstrap` "
            "lists",
            "leave edge.zone out",
        )


def _no_log_days(spec: EdgeSpec) -> Iterator[Fault]:
    if spec.log_days is not None:
        yield Fault(
            ("log_days",),
            "what Azure's edge records goes to the workspace of the environment's logs",
            "leave edge.log_days out, and set observability.logs",
        )


def _no_static(spec: EdgeSpec) -> Iterator[Fault]:
    if spec.static is not None:
        yield Fault(
            ("static",),
            "on Azure there are no buckets yet that the edge could read",
            "leave edge.static out; a service answers with the files, and edge.cached_paths keeps copies",
        )


def _parts(spec: EdgeSpec) -> Iterator[Fault]:
    for position, each in enumerate(spec.firewall.exclusions):
        if each.part is None:
            yield Fault(
                ("firewall", "exclusions", position, "part"),
                f"on Azure {each.rule} goes on looking at everything but one part of a request, and none is "
                "named",
                "set part and name, such as cookie and session",
            )


def _known_rules(spec: EdgeSpec) -> Iterator[Fault]:
    attacks = firewall.attacks()
    for position, each in enumerate(spec.firewall.exclusions):
        if firewall.group(each.rule) is None:
            yield Fault(
                ("firewall", "exclusions", position, "rule"),
                f"{each.rule} is no number of a rule of {attacks.type} {attacks.version}, by "
                "components/edge/rulesets.yaml",
                "set the number that the firewall's log has as ruleName, such as 942100",
            )


def _few_names(spec: EdgeSpec) -> Iterator[Fault]:
    names = spec.certificate.covers if spec.certificate else ()
    if len(names) > _HOSTS_OF_A_LISTENER:
        yield Fault(
            ("certificate", "covers"),
            f"{len(names)} names; a listener of an Application Gateway takes {_HOSTS_OF_A_LISTENER}",
            "use a certificate with a star, such as *.example.com",
        )


def _one_can_be_lost(spec: EdgeSpec) -> Iterator[Fault]:
    if spec.gateway.min_instances < _FEWEST_INSTANCES:
        yield Fault(
            ("gateway", "min_instances"),
            "with one instance nothing is left while Azure moves it, and Azure promises no service level",
            f"set min_instances to {_FEWEST_INSTANCES} or more",
        )


def _asks_for_a_zone(spec: EdgeSpec) -> Iterator[Fault]:
    if spec.zone is None:
        yield Fault(
            ("zone",),
            "AWS issues a certificate when its record is in the domain's zone, and no zone is named",
            "set edge.zone to the id and the name of a hosted zone that is delegated",
        )


def _no_certificate(spec: EdgeSpec) -> Iterator[Fault]:
    if spec.certificate is not None:
        yield Fault(
            ("certificate",),
            "AWS makes the certificates of the edge and of the load balancer, and renews them",
            "leave edge.certificate out",
        )


def _by_link_alone(spec: EdgeSpec) -> Iterator[Fault]:
    if spec.path != "private_link":
        yield Fault(
            ("path",),
            "CloudFront's addresses are every customer's, and nothing in a request says whose it is, so a "
            "public load balancer would answer everybody's CloudFront",
            "set edge.path to private_link, by which no public load balancer is there; it costs nothing",
        )


def _one_region(spec: EdgeSpec) -> Iterator[Fault]:
    if spec.second_origin is not None:
        yield Fault(
            ("second_origin",),
            "a second region is not built on AWS yet, so there is no second gateway to lead requests to",
            "leave edge.second_origin out",
        )


def _no_probes(spec: EdgeSpec) -> Iterator[Fault]:
    if spec.probe_seconds != EdgeSpec.model_fields["probe_seconds"].default:
        yield Fault(
            ("probe_seconds",),
            "CloudFront probes no origin: it asks the other one when an answer fails",
            "leave edge.probe_seconds out",
        )


def _whole_rules(spec: EdgeSpec) -> Iterator[Fault]:
    for position, each in enumerate(spec.firewall.exclusions):
        path = ("firewall", "exclusions", position)
        if each.part is not None:
            yield Fault(
                (*path, "part"),
                f"AWS's {each.rule} looks at all of a request or at nothing of it, so {each.part} "
                f"{each.name} cannot be left out alone",
                "leave part and name out; the rule then only counts what it matches",
            )
        if web_acl.group(each.rule) is None:
            yield Fault(
                (*path, "rule"),
                f"{each.rule} is no rule of AWS's groups, by components/edge/rulesets.yaml",
                "set the name that the firewall's log has as terminatingRuleId's rule, such as "
                "SizeRestrictions_BODY",
            )
        odd = web_acl.odd_letters(each.reason)
        if odd:
            yield Fault(
                (*path, "reason"),
                f"it becomes a tag, and AWS's tags take no {' '.join(odd)}",
                "write it with letters, digits, spaces and _ . : / = + - @",
            )


def _scales_by_itself(spec: EdgeSpec) -> Iterator[Fault]:
    usual = GatewaySpec()
    for field in ("min_instances", "max_instances"):
        if getattr(spec.gateway, field) != getattr(usual, field):
            yield Fault(
                ("gateway", field),
                "AWS's load balancer has no instances that anybody counts: it grows with what it gets",
                f"leave edge.gateway.{field} out",
            )


def _answers_in_time(spec: EdgeSpec) -> Iterator[Fault]:
    if spec.answer_seconds > _LONGEST_ANSWER:
        yield Fault(
            ("answer_seconds",),
            f"{spec.answer_seconds} seconds are more than the {_LONGEST_ANSWER} that CloudFront waits",
            f"set edge.answer_seconds to {_LONGEST_ANSWER} at most; what takes longer belongs in a queue",
        )


_MAKES_ITS_OWN: Final = "none: AWS makes one and renews it"

LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit(
        "azure",
        "firewall.exclusions",
        "numbers of rules by `components/edge/rulesets.yaml`",
        _known_rules,
    ),
    Limit("azure", "firewall.exclusions", "a part of requests, by its name", _parts),
    Limit("azure", "certificate.covers", "asked for", _certificate),
    Limit("azure", "zone.id", "none: the records are of whoever has the domain", _no_zone),
    Limit("azure", "zone.name", "none: the records are of whoever has the domain", _no_zone),
    Limit("azure", "log_days", "none: `observability.logs` keeps them", _no_log_days),
    Limit("azure", "static.bucket", "not yet: no buckets", _no_static),
    Limit("azure", "static.paths", "not yet: no buckets", _no_static),
    Limit("azure", "certificate.covers", f"{_HOSTS_OF_A_LISTENER} names at most", _few_names),
    Limit("azure", "gateway.min_instances", "two or more", _one_can_be_lost),
    Limit("aws", "zone.id", "asked for", _asks_for_a_zone),
    Limit("aws", "zone.name", "asked for", _asks_for_a_zone),
    Limit("aws", "certificate.name", _MAKES_ITS_OWN, _no_certificate),
    Limit("aws", "certificate.in_vault", _MAKES_ITS_OWN, _no_certificate),
    Limit("aws", "certificate.covers", _MAKES_ITS_OWN, _no_certificate),
    Limit("aws", "path", "`private_link` only: there is no public load balancer", _by_link_alone),
    Limit("aws", "second_origin", "not yet: no second region", _one_region),
    Limit("aws", "probe_seconds", "not yet: no second region", _no_probes),
    Limit("aws", "firewall.exclusions", "whole rules, by their names in `rulesets.yaml`", _whole_rules),
    Limit("aws", "gateway.min_instances", "none: the load balancer grows by itself", _scales_by_itself),
    Limit("aws", "gateway.max_instances", "none: the load balancer grows by itself", _scales_by_itself),
    Limit("aws", "answer_seconds", f"{_LONGEST_ANSWER} at most", _answers_in_time),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
