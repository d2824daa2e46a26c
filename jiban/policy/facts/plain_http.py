"""Plain HTTP: what a listener does with it, and whether all of that is to send on to HTTPS.

Sources, read on 2026-11-28: pulumi-aws 7.51 (`lb.Listener`: HTTP by default for an Application Load
Balancer, a redirect keeps protocol and port); pulumi-azure-native 3.29 (`cdn.Route`: httpsRedirect is
Disabled by default). Unverified: that a Classic Load Balancer cannot redirect, which was not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from jiban.policy.facts import links
from jiban.policy.facts.edges import BALANCERS, LISTENERS
from jiban.policy.facts.once import of
from jiban.policy.rule import PASS, Verdict, failed, judged, not_applicable, together
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

LISTENER_RULES: Final = ("aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule")
_PLAIN: Final = not_applicable("it speaks no plain HTTP")


def listener(stack: StackView, resource: ResourceView) -> Verdict:
    """Judge a listener of a load balancer, with its rules, by what becomes of plain HTTP.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    protocol = resource["protocol"]
    if protocol.known:
        if not protocol.says("HTTP") and not (not protocol.text() and _is_application(stack, resource)):
            return _PLAIN
        return _sent_on(stack, resource)
    verdict = _sent_on(stack, resource)
    if verdict == PASS:
        return PASS
    raise NotKnownError(protocol.path)


def _is_application(stack: StackView, resource: ResourceView) -> bool:
    """Tell whether a listener that names no protocol is of an Application Load Balancer: others need one."""
    node = resource["loadBalancerArn"]
    balancer = links.named(stack, resource, node, *BALANCERS)
    if node.known or len(balancer) != 1:
        return not node.known or "/app/" in node.text()
    with of(balancer[0]):
        return balancer[0]["loadBalancerType"].says("application", "")


def _sent_on(stack: StackView, resource: ResourceView) -> Verdict:
    rules = [
        (rule, node)
        for token in LISTENER_RULES
        for rule in links.naming(stack, resource, token, "listenerArn", *LISTENERS).sure
        for node in (rule["actions"],)
    ]
    return together(
        (
            judged(_actions, resource, resource["defaultActions"], ""),
            *(judged(_actions, rule, node, f"by its rule {rule.name} ") for rule, node in rules),
        )
    )


def _actions(owner: ResourceView, actions: Node, lead: str) -> Verdict:
    if lead:
        with of(owner):
            return together(_action(each, lead) for each in actions.each())
    return together(_action(each, lead) for each in actions.each())


def _action(action: Node, lead: str) -> Verdict:
    kind = action["type"].text()
    if kind.startswith("authenticate"):
        return PASS
    if kind != "redirect":
        return failed(f"{lead}it takes plain HTTP and does {kind}", action.path)
    protocol = action["redirect"]["protocol"]
    if protocol.says("HTTPS"):
        return PASS
    to = protocol.text() or "the same protocol"
    return failed(f"{lead}it sends plain HTTP on to {to}", action.path)


def classic(resource: ResourceView) -> Verdict:
    """Judge a Classic Load Balancer: it can send nothing on.

    Raises:
        NotKnownError: what its listeners speak is not known before deployment.
    """
    plain = [each for each in resource["listeners"].each() if each["lbProtocol"].says("http")]
    if not plain:
        return _PLAIN
    return failed("it has a listener of plain HTTP, which it cannot send on", plain[0].path)


def route(resource: ResourceView) -> Verdict:
    """Judge a route of Front Door.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    redirect, spoken = resource["httpsRedirect"], resource["supportedProtocols"]
    if redirect.known and redirect.says("Enabled"):
        return PASS
    protocols = spoken.each()
    if not any(each.known and each.says("Http") for each in protocols) and protocols:
        for each in protocols:
            each.text()
        return PASS
    said = f"{redirect.path} is {redirect.text()}" if redirect.text() else f"{redirect.path} is not set"
    return failed(f"it takes plain HTTP, and {said}", redirect.path)


def gateway(resource: ResourceView) -> Verdict:
    """Judge an Application Gateway by what its rules do with what comes to plain listeners.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    plain: dict[str, Node | None] = {}
    secure: set[str] = set()
    for each in resource["httpListeners"].each():
        name = each["name"].text().casefold()
        if not each["protocol"].known:
            plain[name] = each["protocol"]
        elif each["protocol"].says("Http"):
            plain[name] = None
        else:
            secure.add(name)
    if not plain:
        return _PLAIN
    verdicts: list[Verdict] = []
    for rule in resource["requestRoutingRules"].each():
        name = _last(rule["httpListener"]["id"])
        if name in plain:
            doubt = plain[name]
            verdict = together(judged(_target, resource, each, secure) for each in _targets(resource, rule))
            if doubt is not None and verdict != PASS:
                raise NotKnownError(doubt.path)
            verdicts.append(verdict)
    return together(verdicts)


def _targets(resource: ResourceView, rule: Node) -> Iterator[tuple[Node, Node]]:
    """Yield what a rule does by default and for each path: the place, and the redirect that it names."""
    if not rule["urlPathMap"]["id"].given:
        yield rule, rule["redirectConfiguration"]["id"]
        return
    wanted = _last(rule["urlPathMap"]["id"])
    for paths in resource["urlPathMaps"].each():
        if paths["name"].text().casefold() == wanted:
            yield paths, paths["defaultRedirectConfiguration"]["id"]
            yield from ((each, each["redirectConfiguration"]["id"]) for each in paths["pathRules"].each())


def _target(resource: ResourceView, target: tuple[Node, Node], secure: Iterable[str]) -> Verdict:
    place, node = target
    if not node.given:
        return failed("what comes over plain HTTP gets to the backend", place.path)
    wanted = _last(node)
    for each in resource["redirectConfigurations"].each():
        if each["name"].text().casefold() != wanted:
            continue
        listener = each["targetListener"]["id"]
        if listener.given:
            good = _last(listener) in secure
        else:
            good = each["targetUrl"].text().casefold().startswith("https://")
        return PASS if good else failed("plain HTTP is sent on to plain HTTP", each.path)
    raise NotKnownError(node.path, "names a redirect that is no part of the gateway")


def _last(node: Node) -> str:
    return node.text().rpartition("/")[2].casefold()
