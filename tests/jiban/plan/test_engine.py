"""Messages of a program, and the version that it requires."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.runtime.proto import engine_pb2

from jiban.model.plan import Diagnostic
from jiban.plan.engine import Engine, satisfies
from jiban.plan.errors import PlanError


@pytest.mark.parametrize(
    ("severity", "name"),
    [
        (engine_pb2.DEBUG, "debug"),
        (engine_pb2.INFO, "info"),
        (engine_pb2.WARNING, "warning"),
        (engine_pb2.ERROR, "error"),
    ],
)
def test_a_message_keeps_its_severity(severity: Any, name: str) -> None:
    """And the resource that it is about, where there is one."""
    engine = Engine("3.0.0")
    engine.Log(engine_pb2.LogRequest(severity=severity, message="a", urn="urn:a"))
    engine.Log(engine_pb2.LogRequest(severity=severity, message="b"))
    assert engine.diagnostics == [Diagnostic(name, "a", "urn:a"), Diagnostic(name, "b", None)]


def test_a_message_for_terminals_alone_is_left_out() -> None:
    """It says how far something is."""
    engine = Engine("3.0.0")
    engine.Log(engine_pb2.LogRequest(severity=engine_pb2.INFO, message="a", ephemeral=True))
    assert engine.diagnostics == []


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ("3.100.5", True),
        ("=3.100.5", True),
        ("==3.100.5", True),
        ("3.100.4", False),
        (">=3.100.5", True),
        (">=3.100.6", False),
        ("<=3.100.5", True),
        ("<=3.100.4", False),
        (">3.100.4", True),
        (">3.100.5", False),
        ("<3.100.6", True),
        ("<3.100.5", False),
        ("!=3.100.4", True),
        ("!=3.100.5", False),
        ("!3.100.4", True),
        ("!3.100.5", False),
        (">=3.20.0", True),
        (">= v3.100.5", True),
        ("3.x", True),
        ("3.100.*", True),
        ("2.x", False),
        (">=3.0.0 <4.0.0", True),
        (">=3.0.0 <3.100.0", False),
        ("<3.0.0 || >3.100.0", True),
        ("<3.0.0 || >4.0.0", False),
    ],
)
def test_which_versions_a_range_holds(wanted: str, *, fits: bool) -> None:
    """All clauses side by side, or one of the alternatives; numbers are compared as numbers."""
    assert satisfies("3.100.5", wanted) is fits
    assert satisfies("v3.100.5-alpha", wanted) is fits


def test_a_program_that_requires_another_version_is_refused() -> None:
    """With both versions."""
    engine = Engine("3.100.5")
    engine.RequirePulumiVersion(engine_pb2.RequirePulumiVersionRequest(pulumi_version_range=">=3.0.0"))
    with pytest.raises(PlanError, match=r"^the program requires Pulumi <3\.0\.0, got 3\.100\.5$"):
        engine.RequirePulumiVersion(engine_pb2.RequirePulumiVersionRequest(pulumi_version_range="<3.0.0"))
