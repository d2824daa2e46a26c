"""The fields of the delivery in the capability table, with what is tried of each; alike on both clouds."""

from collections.abc import Mapping
from typing import Any, Final

from tests.infra.capability_case import Case, at

DELIVERY: Final[Mapping[str, Any]] = {
    "repository": {"url": "https://github.com/tripgen/k8s-manifests"},
    "windows": {"night": {"start": "0 2 * * 1-5", "hours": 2}},
}
"""One with everything but the services, which the environment keeps for its other cases."""


def _delivery(field: str, value: Any) -> Case:
    change = at(f"delivery.{field}", value)
    return Case(azure=change, aws=change)


def _followed(changes: Mapping[str, Any]) -> Case:
    """What only an Application says, which Argo CD has where it owns the services."""
    change = {"delivery": {"owner": "argo", **changes}}
    return Case(azure=change, aws=change)


def _window(changes: Mapping[str, Any]) -> Case:
    return _delivery("windows.night", changes)


CASES: Final[Mapping[str, Case]] = {
    "delivery.owner": _followed({}),
    "delivery.repository.url": _delivery("repository.url", "git@github.com:tripgen/k8s-manifests.git"),
    "delivery.repository.path": _followed({"repository": {"path": "environments/production"}}),
    "delivery.repository.revision": _followed({"repository": {"revision": "release"}}),
    "delivery.application": _delivery("application", "trip"),
    "delivery.sync": _followed({"sync": "manual"}),
    "delivery.windows": _delivery("windows", {"day": {"start": "0 12 * * *", "hours": 1}}),
    "delivery.windows.*.kind": _window({"kind": "deny"}),
    "delivery.windows.*.start": _window({"start": "30 3 * * *"}),
    "delivery.windows.*.hours": _window({"hours": 3}),
    "delivery.windows.*.time_zone": _window({"time_zone": "UTC"}),
    "delivery.windows.*.manual_sync": _window({"kind": "deny", "manual_sync": False}),
    "delivery.reader.replicas": _delivery("reader.replicas", 3),
    "delivery.controller.cpu": _delivery("controller.cpu", "500m"),
    "delivery.controller.memory": _delivery("controller.memory", "1Gi"),
    "delivery.reader.cpu": _delivery("reader.cpu", "200m"),
    "delivery.reader.memory": _delivery("reader.memory", "512Mi"),
    "delivery.pool": _delivery("pool", "apps"),
}
