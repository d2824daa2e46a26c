"""Which ports a client of a cache needs, by the protocol that it speaks."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.components.base import Cloud
from jiban.components.cache.ports import first_port, ports
from jiban.components.cache.spec import CacheSpec


@pytest.mark.parametrize(
    ("cloud", "clustering", "expected"),
    [
        ("azure", "cluster", (10000, (8500, 8599))),
        ("azure", "single_endpoint", (10000,)),
        ("azure", "none", (10000,)),
        ("aws", "cluster", (6379,)),
        ("aws", "single_endpoint", (6379,)),
        ("aws", "none", (6379,)),
    ],
)
def test_which_ports_lead_to_a_cache(cloud: Cloud, clustering: str, expected: tuple[Any, ...]) -> None:
    """The first connection's, and those of the shards where clients go to each by themselves."""
    assert ports(cloud, CacheSpec.model_validate({"clustering": clustering})) == expected
    assert first_port(cloud) == expected[0]
