"""What a cloud cannot do that an edge specification can ask for."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.edge import firewall
from jiban.components.edge.spec import EdgeSpec

_HOSTS_OF_A_LISTENER: Final = 5
"""Host names of one listener of an Application Gateway (Azure `multiple-site-overview`, unverified)."""

_FEWEST_INSTANCES: Final = 2
"""Instances from which on Azure promises a service level (Application Gateway v2)."""


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
    names = spec.certificate.covers
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


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit(
        "azure",
        "firewall.exclusions",
        "numbers of rules by `components/edge/rulesets.yaml`",
        _known_rules,
    ),
    Limit("azure", "certificate.covers", f"{_HOSTS_OF_A_LISTENER} names at most", _few_names),
    Limit("azure", "gateway.min_instances", "two or more", _one_can_be_lost),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
