"""The least version of TLS that each listener before a platform speaks, from `tls_policies.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jiban.policy.facts import links
from jiban.policy.facts.edges import CLASSIC
from jiban.policy.facts.once import of
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

_TABLE: Final[Mapping[str, Any]] = table("jiban.policy.facts", "tls_policies.yaml")
_PARTS: Final = re.compile(r"(?:TLS13-|TLS-|FS-)(\d)-(\d)-", re.IGNORECASE)
_POLICY: Final = "aws:elb/loadBalancerPolicy:LoadBalancerPolicy"
_LISTENER_POLICY: Final = "aws:elb/listenerPolicy:ListenerPolicy"
CLASSIC_POLICIES: Final = (_POLICY, _LISTENER_POLICY)
"""Types of resource that say what a Classic Load Balancer speaks."""
_REFERENCE: Final = "Reference-Security-Policy"
CLOUDFRONT: Final[tuple[str, ...]] = tuple(_TABLE["cloudfront"]["order"])
"""Policies of CloudFront, oldest first."""
CLOUDFRONT_DEFAULT: Final[str] = _TABLE["cloudfront"]["default"]


@dataclass(frozen=True, slots=True)
class Speaks:
    """What one listener speaks at least."""

    least: str
    """`1.0` to `1.3`; empty where the policy is one that nobody here knows."""
    said: str
    path: str

    @property
    def old(self) -> bool:
        """Whether it speaks something below TLS 1.2."""
        return self.least in ("1.0", "1.1")


def of_elb(policy: str) -> str:
    """Return the least version that a policy of Elastic Load Balancing speaks; empty for an unknown one."""
    known: Mapping[str, str] = _TABLE["elb"]["least"]
    for name, least in known.items():
        if name.casefold() == policy.casefold():
            return least
    found = _PARTS.search(policy)
    return f"{found[1]}.{found[2]}" if found else ""


def listener(resource: ResourceView) -> Speaks:
    """Return what a TLS listener of a load balancer speaks.

    Raises:
        NotKnownError: it is not known before deployment, or its policy is one that nobody here knows.
    """
    return _elb(resource["sslPolicy"])


def _elb(node: Node) -> Speaks:
    default: str = _TABLE["elb"]["default"]
    name = node.text() or default
    said = f"{node.path} is {name}" if node.text() else f"{node.path} is not set, and AWS takes {name}"
    least = of_elb(name)
    if not least:
        raise NotKnownError(node.path, f"is {name}, and what that speaks is not known here")
    return Speaks(least, said, node.path)


def classic(stack: StackView, balancer: ResourceView) -> Iterator[Speaks]:
    """Yield what each TLS listener of a Classic Load Balancer speaks; none where it has none.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    for each in balancer["listeners"].each():
        if each["lbProtocol"].says("https", "ssl"):
            yield _of_port(stack, balancer, each)


def _of_port(stack: StackView, balancer: ResourceView, place: Node) -> Speaks:
    port = place["lbPort"].number()
    found = links.naming(stack, balancer, _LISTENER_POLICY, "loadBalancerName", *CLASSIC)
    for each in found.sure:
        with of(each):
            if each["loadBalancerPort"].number() != port:
                continue
            for node in each["policyNames"].each():
                for policy in _policies(stack, each, node):
                    for attribute in policy["policyAttributes"].each():
                        if attribute["name"].text() == _REFERENCE:
                            return Speaks(
                                of_elb(attribute["value"].text()),
                                f"{policy.name} names {attribute['value'].text()}",
                                place.path,
                            )
    if found.doubt is not None:
        raise found.doubt
    default: str = _TABLE["elb"]["default"]
    return Speaks(of_elb(default), f"no policy is set, and AWS takes {default}", place.path)


def _policies(stack: StackView, owner: ResourceView, node: Node) -> tuple[ResourceView, ...]:
    found = links.named(stack, owner, node, _POLICY)
    if found or not node.known:
        return found
    return tuple(
        each
        for each in stack.of(_POLICY)
        if each["policyName"].known and each["policyName"].text() == node.text()
    )


def gateway(resource: ResourceView) -> Iterator[Speaks]:
    """Yield what the TLS listeners of an Application Gateway speak, by its policy and by their profiles.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    profiles = {each["name"].text().casefold(): each["sslPolicy"] for each in resource["sslProfiles"].each()}
    policies: dict[str, Node] = {}
    unsure: list[tuple[Node, Node]] = []
    for each in resource["httpListeners"].each():
        protocol, node = each["protocol"], each["sslProfile"]["id"]
        own = profiles.get(node.text().rpartition("/")[2].casefold() if node.given else "")
        policy = own if own is not None and own.given else resource["sslPolicy"]
        if not protocol.known:
            unsure.append((protocol, policy))
        elif protocol.says("Https", "Tls"):
            policies[policy.path] = policy
    for policy in policies.values():
        yield from _gateway(policy)
    for protocol, policy in unsure:
        if any(each.old for each in _gateway(policy)):
            protocol.text()


def _gateway(policy: Node) -> Iterator[Speaks]:
    name, least = policy["policyName"], policy["minProtocolVersion"]
    if least.given:
        version = least.text().casefold().removeprefix("tlsv").replace("_", ".")
        yield Speaks(version, f"{least.path} is {least.text()}", least.path)
    else:
        entry: Mapping[str, Any] = _TABLE["gateway"]
        chosen = name.text() or entry["default"]
        known = {each.casefold(): least for each, least in entry["least"].items()}
        version = known.get(chosen.casefold(), "")
        if not version:
            raise NotKnownError(name.path, f"is {chosen}, and what that speaks is not known here")
        yield Speaks(version, f"{name.path} is {chosen}", name.path)
    parts: list[str] = _TABLE["broken"]["parts"]
    for cipher in policy["cipherSuites"].each():
        if any(part in cipher.text() for part in parts):
            yield Speaks("1.0", f"{cipher.path} is {cipher.text()}, which is broken", cipher.path)


def domain(resource: ResourceView) -> Speaks:
    """Return what a custom domain of Front Door speaks; TLS 1.2 unless it says otherwise.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    least = resource["tlsSettings"]["minimumTlsVersion"]
    chosen = resource["tlsSettings"]["cipherSuiteSetType"]
    for node in (least, chosen):
        version = node.text().casefold()
        if version.startswith("tls1"):
            said = f"{node.path} is {node.text()}"
            return Speaks(f"1.{version.removeprefix('tls1')[:1]}", said, node.path)
    return Speaks("1.2", "", least.path)
