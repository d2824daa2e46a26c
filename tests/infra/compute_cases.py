"""The fields of servers in the capability table, with what is tried of each."""

from collections.abc import Mapping
from typing import Any, Final

from tests.infra.capability_case import Case, at

ON: Final = True

COMPUTE: Final[dict[str, Any]] = {
    "balancer": {
        "certificate": "arn:aws:acm:ap-northeast-2:111122223333:certificate/1",
        "clients": ["203.0.113.0/24"],
    },
    "servers": {
        "front": {"image": "registry.example.com/front:1.0.0", "order": 200},
        "back": {
            "image": "registry.example.com/back:1.0.0",
            "order": 100,
            "path": "/api",
            "scale": {"schedules": {"day": {"start": "0 8 * * 1-5", "end": "0 20 * * 1-5", "servers": 3}}},
        },
    },
}


def _compute(path: str, value: Any, refused: Any = None) -> Case:
    """A field of servers, which only AWS has."""
    return Case(
        aws=at(f"compute.{path}", value),
        not_aws=None if refused is None else at(f"compute.{path}", refused),
        not_azure={"compute": COMPUTE},
    )


def _group(field: str, value: Any, refused: Any = None) -> tuple[str, Case]:
    """A field of a group."""
    return f"compute.servers.*.{field}", _compute(f"servers.back.{field}", value, refused)


def _schedule(field: str, value: Any) -> tuple[str, Case]:
    """A field of recurring hours."""
    case = _compute(f"servers.back.scale.schedules.day.{field}", value)
    return f"compute.servers.*.scale.schedules.*.{field}", case


CASES: Final[Mapping[str, Case]] = {
    "compute.balancer.certificate": _compute(
        "balancer.certificate", "arn:aws:acm:ap-northeast-2:111122223333:certificate/2"
    ),
    "compute.balancer.clients": _compute("balancer.clients", ["pl-0a1b2c3d"], ["0.0.0.0/0"]),
    "compute.balancer.firewall": _compute("balancer.firewall", "count"),
    "compute.balancer.requests_per_client": _compute("balancer.requests_per_client", 500),
    "compute.servers": _compute("servers.side", {"image": "side:1.0.0", "order": 1, "path": "/side"}),
    **dict(
        [
            _group(
                "image",
                "registry.example.com/back:1.0.1",
                "111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/back:1",
            ),
            _group("machine", "t4g.medium", "t9.huge"),
            _group("min", 3),
            _group("max", 6),
            _group("spot", ON),
            _group("disk_gb", 50),
            _group("port", 9000, 80),
            _group("path", "/v2"),
            _group("hosts", ["api.example.com"]),
            _group("order", 50, 300),
            _group("health_path", "/ready"),
            _group("warm_seconds", 300),
            _group("drain_seconds", 60),
            _group("slow_seconds", 2.0),
            _group("log_days", 90),
            _group("env", {"LEVEL": "debug"}, {"LEVEL": "x" * 8193}),
            _group("uses.databases", ["trips"]),
            _group("uses.cache", ON),
            _group("scale.cpu_percent", 50),
            _group("scale.requests_per_minute", 900),
            _group("scale.schedules", {"night": {"start": "0 22 * * *", "end": "0 23 * * *", "servers": 2}}),
            _schedule("start", "0 7 * * 1-5"),
            _schedule("end", "0 21 * * 1-5"),
            _schedule("time_zone", "UTC"),
            _schedule("servers", 4),
        ]
    ),
}
"""What is tried, by the table's line: tier and field."""
