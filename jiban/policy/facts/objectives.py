"""Objectives of services, as Sloth, Pyrra and OpenSLO write them: what measures, what alerts, whose they are.

Sources: the custom resources of slok/sloth (`pkg/kubernetes/gen/crd`) and pyrra-dev/pyrra
(`config/crd/bases`), OpenSLO's README of v1. None of the three has a field for an owner, so it is a label or
an annotation that says it: `owner` or `team`, with or without a prefix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts import kubernetes
from jiban.policy.facts.once import of, once
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

SLOTH: Final = "kubernetes:sloth.slok.dev/v1:PrometheusServiceLevel"
PYRRA: Final = "kubernetes:pyrra.dev/v1alpha1:ServiceLevelObjective"
OPENSLO: Final = "kubernetes:openslo.com/v1:SLO"
_SLI: Final = "kubernetes:openslo.com/v1:SLI"
_POLICY: Final = "kubernetes:openslo.com/v1:AlertPolicy"
_CONDITION: Final = "kubernetes:openslo.com/v1:AlertCondition"
_OWNERS: Final = ("owner", "team")
_BURNS: Final = "burnrate"
OBJECTIVES: Final = (SLOTH, PYRRA, OPENSLO)


@dataclass(frozen=True, slots=True)
class Lack:
    """What an objective does not have."""

    said: str
    path: str


Asked = Callable[[], Lack | None]
"""Finds out one thing of an objective; raises NotKnownError where it is not known."""


def asked(stack: StackView, objective: ResourceView) -> Iterator[Asked]:
    """Yield what there is to ask of an objective: what measures it, what alerts, whose it is.

    Raises:
        NotKnownError: which objectives there are is not known before deployment.
    """
    if objective.token == SLOTH:
        yield from _sloth(objective)
    elif objective.token == PYRRA:
        yield from _pyrra(objective)
    else:
        yield from _openslo(stack, objective)


def _sloth(document: ResourceView) -> Iterator[Asked]:
    spec = document["spec"]
    slos = spec["slos"].each()
    if not slos:
        yield lambda: Lack("it lists no objective", spec["slos"].path)
    for slo in slos:
        yield lambda slo=slo: _sloth_measure(slo)
        yield lambda slo=slo: _sloth_alert(slo["alerting"])
        places = (document["metadata"], spec, slo, slo["alerting"])
        yield lambda places=places: _owner(places, "spec.labels")


def _sloth_measure(slo: Node) -> Lack | None:
    sli = slo["sli"]
    events = sli["events"]
    texts = (sli["raw"]["errorRatioQuery"], sli["plugin"]["id"])
    if any(each.text() for each in texts) or (events["errorQuery"].text() and events["totalQuery"].text()):
        return None
    return Lack(
        "nothing measures it: its sli has neither events with both queries, nor raw, nor plugin", sli.path
    )


def _sloth_alert(alerting: Node) -> Lack | None:
    places = [alerting[key]["disable"] for key in ("pageAlert", "ticketAlert")]
    known = [each for each in places if each.known]
    if any(not each.is_true() for each in known):
        return None
    for each in places:
        each.is_true()
    return Lack("no burn-rate alert is left: pageAlert and ticketAlert are disabled", alerting.path)


def _pyrra(objective: ResourceView) -> Iterator[Asked]:
    spec = objective["spec"]
    yield lambda: _pyrra_measure(spec["indicator"])
    yield lambda: _pyrra_alert(spec["alerting"])
    yield lambda: _owner((objective["metadata"],), "metadata.labels")


def _pyrra_measure(indicator: Node) -> Lack | None:
    pairs = {"ratio": ("errors", "total"), "latency": ("success", "total"), "latencyNative": ("total",)}
    for kind, keys in pairs.items():
        if all(indicator[kind][key]["metric"].text() for key in keys):
            return None
    if indicator["bool_gauge"]["metric"].text():
        return None
    return Lack("nothing measures it: its indicator is none, or lacks a metric", indicator.path)


def _pyrra_alert(alerting: Node) -> Lack | None:
    if alerting["disabled"].is_true():
        return Lack("no burn-rate alert is left: alerting is disabled", alerting["disabled"].path)
    if alerting["burnrates"].given and not alerting["burnrates"].is_true():
        return Lack("no burn-rate alert is left: burnrates is false", alerting["burnrates"].path)
    return None


def _openslo(stack: StackView, objective: ResourceView) -> Iterator[Asked]:
    spec = objective["spec"]
    yield lambda: _openslo_measure(stack, spec)
    yield lambda: _openslo_alert(stack, spec["alertPolicies"])
    yield lambda: _owner((objective["metadata"],), "metadata.labels")


def _openslo_measure(stack: StackView, spec: Node) -> Lack | None:
    if spec["indicator"]["spec"].given:
        return None
    node = spec["indicatorRef"]
    name = node.text()
    if not name:
        return Lack("nothing measures it: it has neither indicator nor indicatorRef", node.path)
    if name in _named(stack, _SLI):
        return None
    return Lack(f"nothing measures it: the stack has no SLI {name}", node.path)


def _openslo_alert(stack: StackView, listed: Node) -> Lack | None:
    reasons: list[str] = []
    for each in listed.each():
        found = _policy(stack, each)
        if isinstance(found, str):
            reasons.append(found)
        elif _burns(stack, found):
            return None
        else:
            reasons.append("none of its conditions is a burn rate")
    return Lack(f"no burn-rate alert: {'; '.join(reasons) or 'alertPolicies is empty'}", listed.path)


def _policy(stack: StackView, entry: Node) -> Node | str:
    """Return the specification of a policy that stands inline or is named; why not, where it is not there."""
    is_name = isinstance(entry.value, str)
    if not is_name and entry["spec"].given:
        return entry["spec"]
    name = entry.text() if is_name else entry["alertPolicyRef"].text()
    found = _named(stack, _POLICY).get(name)
    return f"the stack has no AlertPolicy {name}" if found is None else found["spec"]


def _burns(stack: StackView, policy: Node) -> bool:
    for each in policy["conditions"].each():
        spec: Node | None = each["spec"] if each["spec"].given else None
        if spec is None:
            found = _named(stack, _CONDITION).get(each["conditionRef"].text())
            spec = found["spec"] if found is not None else None
        if spec is not None and spec["condition"]["kind"].says(_BURNS):
            return True
    return False


@once
def _named(stack: StackView, token: str) -> Mapping[str, ResourceView]:
    """Return the objects of a type by their own name, as many as are known."""
    found: dict[str, ResourceView] = {}
    for each in stack.of(token):
        try:
            with of(each):
                found[kubernetes.object_name(each)] = each
        except NotKnownError:
            continue
    return found


def _owner(places: tuple[Node, ...], path: str) -> Lack | None:
    """Return that nobody is named as the owner; None where somebody is."""
    doubts: list[NotKnownError] = []
    for place in places:
        for key in ("labels", "annotations"):
            try:
                for name, each in place[key].items():
                    if name.rpartition("/")[2].casefold() in _OWNERS and each.text().strip():
                        return None
            except NotKnownError as error:
                doubts.append(error)
    if doubts:
        raise doubts[0]
    return Lack("nobody owns it: there is no label owner or team", path)
