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

STATIC: Final[dict[str, Any]] = {"bucket": "pages", "paths": ["/static"]}

AWS: Final[dict[str, Any]] = {
    "domains": ["api.example.com"],
    "origin": "origin.example.com",
    "zone": {"id": "Z0EXAMPLE0EXAMPLE00", "name": "example.com"},
    "path": "private_link",
}

EXCLUSION: Final[dict[str, Any]] = {
    "rule": "942100",
    "part": "cookie",
    "name": "session",
    "owner": "web",
    "reason": "signed text that looks like SQL",
}

WHOLE_RULE: Final[dict[str, Any]] = {
    "rule": "SizeRestrictions_BODY",
    "owner": "web",
    "reason": "files are uploaded",
}


def _edge(path: str, value: Any, refused: Any = None) -> Case:
    """A field that both clouds have, and that Azure may limit."""
    return Case(
        azure=at(f"edge.{path}", value),
        not_azure=None if refused is None else at(f"edge.{path}", refused),
        aws=at(f"edge.{path}", value),
    )


def _on_azure(path: str, value: Any, refused: Any = None) -> Case:
    """A field of the edge, which only Azure has."""
    return Case(
        azure=at(f"edge.{path}", value),
        not_azure=None if refused is None else at(f"edge.{path}", refused),
        not_aws=at(f"edge.{path}", value),
    )


def _certificate(field: str, value: Any, refused: Any = None) -> Case:
    """A field of the certificate, which AWS makes."""
    return Case(
        azure=at(f"edge.certificate.{field}", value),
        not_azure=None if refused is None else at(f"edge.certificate.{field}", refused),
        not_aws=at("edge.certificate", {"covers": ["*.example.com"], field: value}),
    )


CASES: Final[Mapping[str, Case]] = {
    "edge.domains": _edge("domains", ["api.example.com", "www.example.com"]),
    "edge.zone.id": Case(
        aws=at("edge.zone.id", "Z1EXAMPLE0EXAMPLE00"),
        not_aws=at("edge.zone", None),
        not_azure=at("edge.zone", AWS["zone"]),
    ),
    "edge.zone.name": Case(
        aws=at(
            "edge",
            {
                "domains": ["api.example.org"],
                "origin": "origin.example.org",
                "zone": {"id": "Z0EXAMPLE0EXAMPLE00", "name": "example.org"},
            },
        ),
        not_aws=at("edge.zone", None),
        not_azure=at("edge.zone", AWS["zone"]),
    ),
    "edge.origin": _edge("origin", "way-in.example.com"),
    "edge.second_origin": Case(
        azure=at("edge.second_origin", "way-in-south.example.com"),
        not_aws=at("edge", {"second_origin": "way-in-south.example.com", "path": "service_tag"}),
    ),
    "edge.probe_seconds": Case(
        azure=at("edge", {"second_origin": "way-in-south.example.com", "probe_seconds": 60}),
        not_aws=at("edge.probe_seconds", 60),
    ),
    "edge.certificate.name": _certificate("name", "wildcard"),
    "edge.certificate.in_vault": _certificate("in_vault", OFF),
    "edge.certificate.covers": _certificate(
        "covers",
        ["*.example.com", "*.example.org"],
        ["*.example.com", "*.a.com", "*.b.com", "*.c.com", "*.d.com", "*.e.com"],
    ),
    "edge.path": Case(
        azure=at("edge.path", "private_link"),
        not_aws=at("edge.path", "service_tag"),
    ),
    "edge.firewall.stage": Case(
        azure=at("edge.firewall", {"stage": "detect", "detect_until": "2027-01-31"}),
        aws=at("edge.firewall", {"stage": "detect", "detect_until": "2027-01-31"}),
    ),
    "edge.firewall.detect_until": Case(
        azure=at("edge.firewall", {"stage": "detect", "detect_until": "2027-02-28"}),
        aws=at("edge.firewall", {"stage": "detect", "detect_until": "2027-02-28"}),
    ),
    "edge.firewall.exclusions": Case(
        azure=at("edge.firewall.exclusions", []),
        not_azure=at("edge.firewall.exclusions", [{**EXCLUSION, "rule": "100200"}]),
        aws=at("edge.firewall.exclusions", []),
        not_aws=at("edge.firewall.exclusions", [EXCLUSION]),
    ),
    "edge.firewall.requests_per_minute": _edge("firewall.requests_per_minute", 200),
    "edge.firewall.blocked_countries": _edge("firewall.blocked_countries", ["KP"]),
    "edge.firewall.closed_paths": _edge("firewall.closed_paths", ["/actuator"]),
    "edge.cached_paths": _edge("cached_paths", ["/maps"]),
    "edge.static.bucket": Case(
        aws=at("edge.static.bucket", "pictures"),
        not_azure=at("edge.static", STATIC),
    ),
    "edge.static.paths": Case(
        aws=at("edge.static.paths", ["/static", "/pictures"]),
        not_azure=at("edge.static", STATIC),
    ),
    "edge.answer_seconds": Case(
        azure=at("edge.answer_seconds", 90),
        aws=at("edge.answer_seconds", 90),
        not_aws=at("edge.answer_seconds", 180),
    ),
    "edge.gateway.min_instances": _on_azure("gateway.min_instances", 3, 1),
    "edge.gateway.max_instances": _on_azure("gateway.max_instances", 20),
    "edge.log_days": Case(
        aws=at("edge.log_days", 30),
        not_azure=at("edge.log_days", 30),
    ),
}
