"""The plans of TripGen's environments."""

from pathlib import Path

import pytest

from jiban.model.plan import Plan
from tests.infra.environments import whole
from tests.stacks import planned

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def prod() -> Plan:
    """The plan of production, both stacks of it."""
    return whole(ROOT, "prod")


@pytest.fixture(scope="module")
def dev() -> Plan:
    """The plan of development."""
    return planned(ROOT, "dev")
