"""Logs of a cluster's control plane: which kinds nobody collects. Kinds: `control_logs.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jiban.policy.facts.clusters.pools import AKS
from jiban.policy.facts.logs import sent
from jiban.policy.view import NotKnownError, ResourceView, StackView
from jiban.tables import table

_TABLE: Final[Mapping[str, Any]] = table("jiban.policy.facts.clusters", "control_logs.yaml")


@dataclass(frozen=True, slots=True)
class Collected:
    """What is collected of a control plane's logs."""

    missing: tuple[str, ...]
    """Kinds that are not, by the cloud's names."""
    said: str = ""
    """Where some are not: why."""
    path: str = ""


def collected(stack: StackView, cluster: ResourceView) -> Collected:
    """Return which logs of a cluster of AKS or EKS nobody collects.

    Raises:
        NotKnownError: those that are missing may be collected, as what is not known before deployment says.
    """
    return _aks(stack, cluster) if cluster.token == AKS else _eks(cluster)


def _eks(cluster: ResourceView) -> Collected:
    node = cluster["enabledClusterLogTypes"]
    entries = node.each()
    named = {each.text() for each in entries if each.known}
    unsure = [each for each in entries if not each.known]
    missing = tuple(each for each in _TABLE["aws"]["types"] if each not in named)
    if missing and len(missing) <= len(unsure):
        raise NotKnownError(unsure[0].path)
    if not entries:
        stated = "is empty" if node.given else "is not set"
        return Collected(missing, f"{node.path} {stated}, and EKS collects no logs of its own", node.path)
    return Collected(missing, f"{node.path} does not hold {', '.join(missing)}", node.path)


def _aks(stack: StackView, cluster: ResourceView) -> Collected:
    own, logs = _TABLE["azure"], sent(stack, cluster)
    rows: list[list[str]] = own["categories"]
    missing: list[str] = []
    doubt: NotKnownError | None = None
    for row in rows:
        try:
            if not logs.any_of([own["group"]], row):
                missing.append(row[0])
        except NotKnownError as error:
            doubt = error
    if missing:
        named = sorted(logs.groups | logs.categories)
        said = f"its diagnostic settings send {', '.join(named)} and not {', '.join(missing)}"
        nothing = "no diagnostic setting sends its logs anywhere"
        return Collected(tuple(missing), said if named else nothing)
    if doubt is not None:
        raise NotKnownError(doubt.path, doubt.why)
    return Collected(())
