"""What of a managed service on Azure answers to the internet, from `exposure.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from jiban.policy.facts.network.ranges import (
    EVERYTHING,
    Range,
    Reach,
    cover,
    covers_internet,
    parse,
    parse_any,
)
from jiban.policy.rule import PASS, Outcome, Verdict, failed, judged, passed, together, unknown
from jiban.policy.view import Node, OpenInputs, ResourceView, StackView
from jiban.tables import table

_Table = Mapping[str, Any]
_DOORS: Final[Mapping[str, list[_Table]]] = table("jiban.policy.facts.network", "exposure.yaml")["doors"]
_BESIDE: Final = ("rule_set", "rules")
_ENDPOINT: Final = "azure-native:network:PrivateEndpoint"
_NAMED_ALL: Final = "its firewall names every address"

SERVICES: Final[tuple[str, ...]] = tuple(_DOORS)
"""Type tokens of the services that the table knows."""
BESIDE: Final[tuple[str, ...]] = (
    *sorted(
        {door[key]["type"] for doors in _DOORS.values() for door in doors for key in _BESIDE if key in door}
    ),
    _ENDPOINT,
)
"""Type tokens of what closes a service's door from beside it."""


def verdict(stack: StackView, service: ResourceView) -> Verdict:
    """Judge every door of a service."""
    if isinstance(service.inputs, OpenInputs):
        return unknown("it is read, and whoever has made it decides who reaches it")
    return together(_door(stack, service, door) for door in _DOORS[service.token])


def closed(stack: StackView, service: ResourceView) -> Verdict:
    """Judge every door of a service, also those that `verdict` takes for open on purpose."""
    doors = ({**door, "meant": None} for door in _DOORS[service.token])
    return together(_door(stack, service, door) for door in doors)


def names_everything(nodes: Iterable[Node]) -> bool:
    """Tell whether ranges hold every address, in one piece or together.

    Raises:
        NotKnownError: one of them is not known before deployment, and the others do not hold every address.
    """
    every = list(nodes)
    known = [span for node in every if node.known and (span := parse_any(node.text()))]
    if covers_internet(known):
        return True
    for node in every:
        node.text()
    return False


def _door(stack: StackView, service: ResourceView, door: _Table) -> Verdict:
    """Judge one door: whatever closes it for most of the internet is enough, and so is a reason."""
    ways = (
        judged(_switch, service.node, door),
        *(judged(way, stack, service, door) for way in (_firewall, _rule_set, _rules, _unset, _meant)),
    )
    for outcome in (Outcome.PASS, Outcome.ERROR, Outcome.UNKNOWN):
        found = [way for way in ways if way.outcome is outcome]
        if found:
            return found[0] if outcome is not Outcome.UNKNOWN else together(found)
    return together(way for way in ways if way.reason)


def _at(node: Node, path: str) -> Node:
    for step in path.split("."):
        node = node[step]
    return node


def _says(node: Node, *words: str) -> bool:
    return node.text().lower() in {word.lower() for word in words}


def _switch(place: Node, door: _Table) -> Verdict:
    switch = _at(place, door["switch"])
    if _says(switch, *door.get("closed", ("Disabled",))):
        return PASS
    stated = f"is {switch.text()}" if switch.text() else "is not set, and Azure leaves it on"
    return failed(f"{door['switch']} {stated}", switch.path)


def _nothing() -> Verdict:
    return failed("")


def _named(place: Node, door: _Table, *, alone: bool = False) -> Verdict:
    """Judge a firewall; `alone` where its ranges close the door without a property that says so."""
    nodes = [each[door["range"]] for path in door.get("ranges", ()) for each in _at(place, path).each()]
    networks = place[door["networks"]].each() if "networks" in door else ()
    if not nodes and not networks and (alone or "networks" in door):
        return _nothing()
    if names_everything(nodes):
        return failed(_NAMED_ALL, *door["ranges"])
    return passed("only addresses that are named get in" if nodes else "no address of the internet gets in")


def _firewall(stack: StackView, service: ResourceView, door: _Table) -> Verdict:
    del stack
    inside = door.get("instead")
    if inside and service[inside].raw is not None:
        return passed("it stands in a network")
    by_networks = door.get("filter")
    if by_networks and service[by_networks].is_true():
        return passed("only networks and addresses that are named get in")
    if "default" in door:
        return _named(service.node, door) if _says(_at(service.node, door["default"]), "Deny") else _nothing()
    return _named(service.node, door, alone=True) if "ranges" in door else _nothing()


def _rule_set(stack: StackView, service: ResourceView, door: _Table) -> Verdict:
    """Judge what another resource says of the door."""
    if "rule_set" not in door:
        return _nothing()
    said: _Table = door["rule_set"]
    return _best(judged(_set, each.node, said) for each in _of(stack, service, said))


def _set(place: Node, said: _Table) -> Verdict:
    closed = judged(_switch, place, said)
    if closed.outcome is Outcome.PASS:
        return PASS
    return _named(place, said) if _says(place[said["default"]], "Deny") else closed


def _rules(stack: StackView, service: ResourceView, door: _Table) -> Verdict:
    """Judge ranges that are resources of their own."""
    if "rules" not in door:
        return _nothing()
    said: _Table = door["rules"]
    own = list(_of(stack, service, said))
    if not own:
        return passed("no address is let in") if said["none"] == "closed" else _nothing()
    spans: list[Range] = []
    for rule in own:
        first, last = parse(rule[said["first"]].text()), parse(rule[said["last"]].text())
        spans += [(first[0], last[1])] if first and last else []
    if cover(EVERYTHING, spans) is Reach.OPEN:
        return failed(_NAMED_ALL)
    return passed("only addresses that are named get in")


def _of(stack: StackView, service: ResourceView, said: _Table) -> Iterator[ResourceView]:
    """Yield the resources of a type that are of a service.

    Raises:
        NotKnownError: of one it is not known whose it is.
    """
    key: str = said["of"]
    for each in stack.of(said["type"]):
        behind = stack.behind(each, key, *SERVICES)
        if behind:
            if service in behind:
                yield each
        elif each[key].text() == _name(service, key):
            yield each


def _name(service: ResourceView, key: str) -> str | None:
    """Return the name of a service by which others refer to it, if it says one that is known."""
    node = service["name" if key == "cacheName" else key]
    return node.text() if node.known else None


def _best(verdicts: Iterable[Verdict]) -> Verdict:
    found = list(verdicts)
    for outcome in (Outcome.PASS, Outcome.UNKNOWN):
        for each in found:
            if each.outcome is outcome:
                return each
    return together(found) if found else _nothing()


def _unset(stack: StackView, service: ResourceView, door: _Table) -> Verdict:
    """Judge a switch that nobody has set, where a private endpoint then decides."""
    if door.get("unset") != "endpoint" or _at(service.node, door["switch"]).text():
        return _nothing()
    if any(
        service in stack.behind(each, "privateLinkServiceConnections", service.token)
        for each in stack.of(_ENDPOINT)
    ):
        return passed("it has a private endpoint, which closes what is not set")
    return _nothing()


def _meant(stack: StackView, service: ResourceView, door: _Table) -> Verdict:
    """Judge whether the door is one of those that stay open, and why."""
    del stack
    meant: _Table | None = door.get("meant")
    if meant is None:
        return _nothing()
    for path, values in meant.get("if", {}).items():
        found = _at(service.node, path).value
        if str(found).lower() not in {str(value).lower() for value in values}:
            return _nothing()
    return passed(f"open on purpose: {meant['why']}")
