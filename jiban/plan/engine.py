"""The engine's other service: messages, and the version that a program requires."""

from __future__ import annotations

import re
from typing import Any, Final

from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2

from jiban.model.plan import Diagnostic
from jiban.plan.errors import PlanError

_SEVERITIES: Final = {
    engine_pb2.DEBUG: "debug",
    engine_pb2.INFO: "info",
    engine_pb2.WARNING: "warning",
    engine_pb2.ERROR: "error",
}
_CLAUSE: Final = re.compile(r"(>=|<=|!=|==|>|<|=|!)?\s*v?(\d+)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?(?:-[\w.]+)?")


class Engine:
    """Keeps `pulumi.log` messages, and checks `pulumi.require_pulumi_version` against the SDK's version."""

    def __init__(self, version: str) -> None:
        """Begin without messages."""
        self._version = version
        self.diagnostics: list[Diagnostic] = []

    def Log(self, request: Any) -> Any:  # noqa: N802 - the name of the RPC
        """Keep a message; ephemeral ones are for terminals only."""
        if not request.ephemeral:
            severity = _SEVERITIES[request.severity]
            self.diagnostics.append(Diagnostic(severity, request.message, request.urn or None))
        return empty_pb2.Empty()

    def RequirePulumiVersion(self, request: Any) -> Any:  # noqa: N802 - the name of the RPC
        """Refuse a program that requires another version.

        Raises:
            PlanError: the version is outside the range.
        """
        wanted = request.pulumi_version_range
        if not satisfies(self._version, wanted):
            raise PlanError(f"the program requires Pulumi {wanted}, got {self._version}")
        return empty_pb2.Empty()


def satisfies(version: str, wanted: str) -> bool:
    """Return whether a version lies in a range in the syntax of `github.com/blang/semver`.

    Clauses side by side must all hold; `||` separates alternatives.
    """
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    return any(_all_hold(numbers, alternative) for alternative in wanted.split("||"))


def _all_hold(version: tuple[int, ...], clauses: str) -> bool:
    return all(_holds(version, match) for match in _CLAUSE.finditer(clauses))


def _holds(version: tuple[int, ...], match: re.Match[str]) -> bool:
    parts = [int(part) for part in match.groups()[1:] if part and part.isdigit()]
    exact = len(parts) == len(version)
    here = version if exact else version[: len(parts)]
    there = tuple(parts)
    results = {
        ">=": here >= there,
        "<=": here <= there,
        ">": here > there,
        "<": here < there,
        "!=": here != there,
        "!": here != there,
    }
    return results.get(match.group(1) or "=", here == there)
