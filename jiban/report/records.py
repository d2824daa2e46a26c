"""Lists of small records in words, each record on one line: rules, containers, peers, metrics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, cast

from jiban.report.values import is_plain
from jiban.tables import table

Show = Callable[[Any], str]
"""Returns one value on one line."""
Shape = Callable[[Any, Show], Iterator[str]]
"""Yields the lines of a property: a label, a colon, a text."""

_ANYWHERE: Final[Mapping[str, Any]] = {}
"""A peer of a NetworkPolicy that names nobody in particular."""


def lines(shape: str, value: Any, show: Show) -> list[str] | None:
    """Return a property in a shape, or None where it does not have the form that the shape is for.

    Raises:
        KeyError: there is no such shape.
    """
    form = SHAPES[shape]
    try:
        return list(form(value, show))
    except (AttributeError, KeyError, TypeError, ValueError):
        # An unknown or a secret in place of a record, or a record of another API version.
        return None


def _records(value: Any) -> list[Mapping[str, Any]]:
    if not isinstance(value, list | tuple):
        raise TypeError("not a list")
    found = list(cast("Iterable[Any]", value))
    if not all(isinstance(each, Mapping) for each in found):
        raise TypeError("not a list of records")
    return cast("list[Mapping[str, Any]]", found)


def _security_rules(value: Any, show: Show) -> Iterator[str]:
    """Azure's security rules in the order in which they are asked, as a table."""
    rules = sorted(_records(value), key=lambda rule: (rule["direction"], rule["priority"]))
    for rule in rules:
        direction = "in" if rule["direction"] == "Inbound" else "out"
        source = _ends(rule, "source", show)
        target = _ends(rule, "destination", show)
        ports = _one_or_many(rule, "destinationPortRange", show)
        access = show(rule["access"]).lower()
        yield (
            f"{direction:<3} {rule['priority']:>4} {access:<5} {show(rule['protocol']):<3} "
            f"{source} -> {target} : {ports}  {show(rule['name'])}"
        )


def _ends(rule: Mapping[str, Any], end: str, show: Show) -> str:
    return _one_or_many(rule, f"{end}AddressPrefix", show)


def _one_or_many(rule: Mapping[str, Any], single: str, show: Show) -> str:
    many = "Prefixes" if single.endswith("Prefix") else "Ranges"
    stem = single.removesuffix("Prefix").removesuffix("Range")
    found = rule.get(f"{stem}{many}") or [rule[single]]
    return ",".join(show(each) for each in found)


def _containers(value: Any, show: Show) -> Iterator[str]:
    """Containers of a pod: what runs, what it may use, where it listens, how it is asked for its health."""
    for container in _records(value):
        label = f"container {show(container['name'])}"
        yield f"{label}: image {show(container['image'])}"
        resources: Mapping[str, Any] = container.get("resources") or {}
        requests: Mapping[str, Any] = resources.get("requests") or {}
        limits: Mapping[str, Any] = resources.get("limits") or {}
        for kind in sorted({*requests, *limits}):
            request = f"request {show(requests[kind])}" if kind in requests else "no request"
            limit = f"limit {show(limits[kind])}" if kind in limits else "no limit"
            yield f"{label}: {kind} {request}, {limit}"
        if not requests and not limits:
            yield f"{label}: no requests and no limits"
        for port in container.get("ports") or ():
            yield f"{label}: port {_port(port, show, 'containerPort')}"
        for probe in ("startup", "liveness", "readiness"):
            if f"{probe}Probe" in container:
                yield f"{label}: {probe} {_probe(container[f'{probe}Probe'], show)}"


_TOLD: Final = frozenset(
    {"name", "image", "resources", "ports", "startupProbe", "livenessProbe", "readinessProbe", "env"}
)
"""Fields of a container that `_containers` tells, or that `_whole_containers` tells by themselves."""


def _whole_containers(value: Any, show: Show) -> Iterator[str]:
    """Containers of a pod with everything else that is set of them, a field on each line."""
    for container in _records(value):
        yield from _containers([container], show)
        label = f"container {show(container['name'])}"
        for variable in container.get("env") or ():
            given = variable["value"] if "value" in variable else variable.get("valueFrom", "")
            yield f"{label}: env {show(variable['name'])}={show(given)}"
        for field in sorted(set(container) - _TOLD):
            yield f"{label}: {field} {show(container[field])}"


def _port(port: Mapping[str, Any], show: Show, key: str) -> str:
    """One port; TCP goes without saying."""
    if key not in port:
        return f"any/{show(port.get('protocol', 'TCP'))}"
    end = f"-{show(port['endPort'])}" if "endPort" in port else ""
    protocol = port.get("protocol", "TCP")
    return f"{show(port[key])}{end}" + (f"/{show(protocol)}" if protocol != "TCP" else "")


def _probe(probe: Mapping[str, Any], show: Show) -> str:
    if "httpGet" in probe:
        what = f"GET {show(probe['httpGet'].get('path', '/'))}"
    else:
        what = next((key for key in ("tcpSocket", "grpc", "exec") if key in probe), "check")
    seconds, failures = show(probe.get("periodSeconds", 10)), show(probe.get("failureThreshold", 3))
    return f"{what} every {seconds} s, fails after {failures}"


def _service_ports(value: Any, show: Show) -> Iterator[str]:
    """Ports of a Service and where they lead."""
    for port in _records(value):
        yield f"port {_port(port, show, 'port')} -> {show(port.get('targetPort', port['port']))}"


def selector_words(value: Mapping[str, Any], show: Show, everything: str) -> str:
    """Return a label selector: `app=user,tier in (a,b)`."""
    labels = cast("Mapping[str, Any]", value.get("matchLabels") or {})
    parts = [f"{key}={show(labels[key])}" for key in sorted(labels)]
    for each in _records(value.get("matchExpressions") or []):
        values = each.get("values")
        words = f"({', '.join(show(one) for one in values)})" if values else ""
        parts.append(f"{each['key']} {each['operator']}{f' {words}' if words else ''}")
    return ", ".join(parts) or everything


def _pods(value: Any, show: Show) -> Iterator[str]:
    """The pods that a selector means; an empty one means all of the namespace."""
    yield f"pods: {selector_words(value, show, 'all')}"


def _traffic(value: Any, show: Show) -> Iterator[str]:
    """A NetworkPolicy's rules in words; a direction that it rules without letting anything in is closed."""
    types = value.get("policyTypes") or (["Ingress", "Egress"] if "egress" in value else ["Ingress"])
    for kind, key, ends, word in (("Ingress", "ingress", "from", "from"), ("Egress", "egress", "to", "to")):
        if kind not in types:
            continue
        rules = _records(value.get(key) or [])
        label = "in" if kind == "Ingress" else "out"
        if not rules:
            yield f"{label}: nothing allowed"
        for rule in rules:
            ports = ", ".join(_port(port, show, "port") for port in rule.get("ports") or ())
            for peer in _records(rule.get(ends) or [_ANYWHERE]):
                on = f" on {ports}" if ports else ", any port"
                yield f"{label}: {word} {_peer(peer, show)}{on}"


def _peer(peer: Mapping[str, Any], show: Show) -> str:
    if "ipBlock" in peer:
        block = peer["ipBlock"]
        but = f" except {', '.join(show(each) for each in block['except'])}" if block.get("except") else ""
        return f"{show(block['cidr'])}{but}"
    words: list[str] = []
    if "podSelector" in peer or "namespaceSelector" in peer:
        pods = selector_words(peer.get("podSelector") or {}, show, "")
        words.append(f"pods {pods}" if pods else "all pods")
    if "namespaceSelector" in peer:
        spaces = selector_words(peer["namespaceSelector"], show, "")
        words.append(f"of namespaces {spaces}" if spaces else "of all namespaces")
    return " ".join(words) or "anywhere"


def _metrics(value: Any, show: Show) -> Iterator[str]:
    """What a HorizontalPodAutoscaler follows, and the figure it holds."""
    for metric in _records(value):
        kind = str(metric["type"])
        part = metric[kind[0].lower() + kind[1:]]
        name = part["name"] if "name" in part else part["metric"]["name"]
        target = part["target"]
        if "averageUtilization" in target:
            aim = f"{show(target['averageUtilization'])} % of the request"
        elif "averageValue" in target:
            aim = f"{show(target['averageValue'])} a pod"
        else:
            aim = show(target["value"])
        yield f"scales on: {show(name)} at {aim}"


def _triggers(value: Any, show: Show) -> Iterator[str]:
    """What a KEDA ScaledObject follows, and the figure it holds."""
    for trigger in _records(value):
        metadata = trigger["metadata"]
        if trigger.get("metricType") == "Utilization":
            yield f"scales on: {show(trigger['type'])} at {show(metadata['value'])} % of the request"
            continue
        facts = ", ".join(f"{key} {show(metadata[key])}" for key in sorted(metadata))
        name = f"{show(trigger['name'])} by " if "name" in trigger else ""
        yield f"scales on: {name}{show(trigger['type'])}: {facts}"


def _spread(value: Any, show: Show) -> Iterator[str]:
    """How the pods of a workload are spread, and how strictly."""
    for rule in _records(value):
        strictly = "required" if rule["whenUnsatisfiable"] == "DoNotSchedule" else "preferred"
        yield f"spread: over {show(rule['topologyKey'])}, {strictly}, max skew {show(rule['maxSkew'])}"


def _tolerations(value: Any, show: Show) -> Iterator[str]:
    """Taints of nodes that the pods tolerate."""
    for each in _records(value):
        key = show(each["key"]) if "key" in each else "any taint"
        equals = f"={show(each['value'])}" if "value" in each else ""
        effect = f":{show(each['effect'])}" if "effect" in each else ""
        yield f"tolerates: {key}{equals}{effect}"


def _permissions(value: Any, show: Show) -> Iterator[str]:
    """What a Kubernetes role lets somebody do."""
    for rule in _records(value):
        verbs = ", ".join(show(each) for each in rule["verbs"])
        groups = [str(group) for group in rule.get("apiGroups") or [""]]
        things = [
            f"{each}.{group}" if group else show(each)
            for group in groups
            for each in rule.get("resources") or rule.get("nonResourceURLs") or ()
        ]
        yield f"{', '.join(things)}: {verbs}"


def _subjects(value: Any, show: Show) -> Iterator[str]:
    """Who has a Kubernetes role."""
    for each in _records(value):
        space = f" in {show(each['namespace'])}" if "namespace" in each else ""
        yield f"subject: {show(each['kind'])} {show(each['name'])}{space}"


def _role(value: Any, show: Show) -> Iterator[str]:
    """An Azure role by its title; of a role that is not Azure's own, its id."""
    if not isinstance(value, str):
        raise TypeError("not a role's id")
    titles: Mapping[str, str] = table("jiban.report", "azure_roles.yaml")["titles"]
    tail = value.rsplit("/", 1)[-1]
    yield f"role: {show(titles.get(tail.lower(), value))}"


def _keys(value: Any, show: Show) -> Iterator[str]:
    """What a ConfigMap or Secret holds: its keys in one line each, with plain values that are short."""
    for key in sorted(value):
        inner = value[key]
        if not is_plain(inner):
            raise TypeError("not a plain value")
        yield f"data[{key}]: {show(inner)}"


def _weekly(value: Any, show: Show) -> Iterator[str]:
    """A maintenance window in words."""
    schedule = value["schedule"]["weekly"]
    weeks = schedule["intervalWeeks"]
    every = "every" if weeks == 1 else f"every {show(weeks)} weeks on"
    start = f"{show(schedule['dayOfWeek'])} {show(value['startTime'])} {show(value.get('utcOffset', 'UTC'))}"
    yield f"window: {every} {start} for {show(value['durationHours'])} hours"


SHAPES: Final[Mapping[str, Shape]] = {
    "containers": _containers,
    "keys": _keys,
    "metrics": _metrics,
    "permissions": _permissions,
    "pods": _pods,
    "role": _role,
    "security-rules": _security_rules,
    "service-ports": _service_ports,
    "spread": _spread,
    "subjects": _subjects,
    "tolerations": _tolerations,
    "traffic": _traffic,
    "triggers": _triggers,
    "weekly": _weekly,
    "whole-containers": _whole_containers,
}
"""Shapes that `properties.yaml` may name; a `whole-` one replaces its namesake where little may be lost."""
