"""Which rule a name means that is none."""

import pytest

from jiban.policy.names import near_rule

IDS = ("NET-001", "PG-001", "PG-004", "PG-014", "K8C-009")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("PG-04", "PG-004"),
        ("pg4", "PG-004"),
        ("PG_004", "PG-004"),
        ("PG-0014", "PG-014"),
        ("k8c-9", "K8C-009"),
        ("NTE-001", "NET-001"),
        ("zebra", None),
        ("", None),
    ],
)
def test_what_somebody_may_have_meant(name: str, near: str | None) -> None:
    """The number counts before the letters' likeness."""
    assert near_rule(name, IDS) == near
