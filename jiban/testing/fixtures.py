"""Fixtures for pytest, which a project turns on in its top `conftest.py`.

pytest_plugins = ["jiban.testing.fixtures"]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from jiban.testing import Plan, plan_stack

StackPlans = Callable[..., Plan]


@pytest.fixture(scope="session")
def stack_plan(pytestconfig: pytest.Config) -> StackPlans:
    """Return a function that plans a stack, once for all tests that ask for the same.

    Called as `stack_plan("infra", "prod")` or `stack_plan("infra", "prod", config={"data.size": 64})`; the
    folder is relative to pytest's root folder.
    """
    plans: dict[str, Plan] = {}

    def of(folder: str | Path, stack: str | None = None, *, config: Mapping[str, Any] | None = None) -> Plan:
        root = (pytestconfig.rootpath / folder).resolve()
        key = repr((root, stack, sorted((config or {}).items())))
        if key not in plans:
            plans[key] = plan_stack(root, stack, config=config)
        return plans[key]

    return of
