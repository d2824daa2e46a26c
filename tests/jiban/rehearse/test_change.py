"""The change that a rehearsal makes where nobody has chosen one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jiban.rehearse.change import Change, default_change

SERVICES: dict[str, Any] = {"user": {"image": "user:1"}, "ai": {"image": "ai:2"}}


def test_the_image_of_the_first_workload_changes() -> None:
    """First by the alphabet, so that it is the same each time."""
    assert default_change({"jiban:workloads": json.dumps(SERVICES)}) == Change(
        "jiban:workloads.ai.image=ai:2-rehearsed", before="ai:2"
    )


def test_the_first_key_with_an_image_counts() -> None:
    """By the alphabet too, past texts, lists, and maps of something else."""
    values = {
        "shop:z": json.dumps({"web": {"image": "web:1"}}),
        "shop:a": "koreacentral",
        "shop:b": json.dumps(["x"]),
        "shop:c": json.dumps({"size": 3, "pool": {"machine": "small"}, "odd": {"image": 3}}),
        "shop:d": json.dumps({"api": {"image": "api:1"}}),
    }
    assert default_change(values) == Change("shop:d.api.image=api:1-rehearsed", before="api:1")


@pytest.mark.parametrize("values", [{}, {"a": "text"}, {"a": "[]"}, {"a": json.dumps({"x": {"y": 1}})}])
def test_a_stack_without_images_has_no_such_change(values: dict[str, str]) -> None:
    """Somebody has to choose one."""
    assert default_change(values) is None
