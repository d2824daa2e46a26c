"""The fields of the edge in the capability table, with what is tried of each."""

from collections.abc import Mapping
from typing import Any, Final

from tests.infra.capability_case import Case, at

OFF: Final = False

EDGE: Final[dict[str, Any]] = {
    "domains": ["api.example.com"],
    "origin": "origin.example.com",
    "certificate": {"covers": ["*.example.com"]},
}

EXCLUSION: Final[dict[str, Any]] = {
    "rule": "942100",
    "part": "cookie",
    "name": "session",
    "owner": "web",
    "reason": "signed text that looks like SQL",
}


def _edge(path: str, value: Any, refused: Any = None) -> Case:
    """A field of the edge, which only Azure has."""
    return Case(
        azure=at(f"edge.{path}", value),
        not_azure=None if refused is None else at(f"edge.{path}", refused),
        not_aws={"edge": EDGE},
    )


CASES: Final[Mapping[str, Case]] = {
    "edge.domains": _edge("domains", ["api.example.com", "www.example.com"]),
    "edge.origin": _edge("origin", "way-in.example.com"),
    "edge.second_origin": _edge("second_origin", "way-in-south.example.com"),
    "edge.probe_seconds": Case(
        azure=at("edge", {"second_origin": "way-in-south.example.com", "probe_seconds": 60}),
        not_aws={"edge": EDGE},
    ),
    "edge.certificate.name": _edge("certificate.name", "wildcard"),
    "edge.certificate.in_vault": _edge("certificate.in_vault", OFF),
    "edge.certificate.covers": _edge(
        "certificate.covers",
        ["*.example.com", "*.example.org"],
        ["*.example.com", "*.a.com", "*.b.com", "*.c.com", "*.d.com", "*.e.com"],
    ),
    "edge.path": _edge("path", "private_link"),
    "edge.firewall.stage": Case(
        azure=at("edge.firewall", {"stage": "detect", "detect_until": "2027-01-31"}),
        not_aws={"edge": EDGE},
    ),
    "edge.firewall.detect_until": Case(
        azure=at("edge.firewall", {"stage": "detect", "detect_until": "2027-02-28"}),
        not_aws={"edge": EDGE},
    ),
    "edge.firewall.exclusions": _edge("firewall.exclusions", [], [{**EXCLUSION, "rule": "100200"}]),
    "edge.firewall.requests_per_minute": _edge("firewall.requests_per_minute", 200),
    "edge.firewall.blocked_countries": _edge("firewall.blocked_countries", ["KP"]),
    "edge.firewall.closed_paths": _edge("firewall.closed_paths", ["/actuator"]),
    "edge.cached_paths": _edge("cached_paths", ["/static"]),
    "edge.answer_seconds": _edge("answer_seconds", 90),
    "edge.gateway.min_instances": _edge("gateway.min_instances", 3, 1),
    "edge.gateway.max_instances": _edge("gateway.max_instances", 20),
}
