from __future__ import annotations

import pytest

from jiban.components.registry.limits import LIMITS
from jiban.components.registry.spec import RegistrySpec


def refused(cloud: str, spec: RegistrySpec) -> set[str]:
    """Which fields a cloud refuses."""
    return {
        ".".join(map(str, fault.path))
        for limit in LIMITS
        if limit.cloud == cloud
        for fault in limit.faults(spec)
    }


@pytest.mark.parametrize(
    ("cloud", "spec", "expected"),
    [
        ("azure", RegistrySpec(), set[str]()),
        ("aws", RegistrySpec(), set[str]()),
        ("azure", RegistrySpec(zone_redundant=False, replica_regions=("koreasouth",)), set[str]()),
        ("azure", RegistrySpec(untagged_days=1), {"untagged_days"}),
        ("azure", RegistrySpec(keep_images=10), {"keep_images"}),
        ("azure", RegistrySpec(untagged_days=1, keep_images=10), {"untagged_days", "keep_images"}),
        ("aws", RegistrySpec(untagged_days=1, keep_images=10), set[str]()),
        ("aws", RegistrySpec(zone_redundant=False), {"zone_redundant"}),
    ],
)
def test_what_a_cloud_cannot_do_is_refused(cloud: str, spec: RegistrySpec, expected: set[str]) -> None:
    """Azure cleans up by nothing that can be described here, and ECR is in several zones in any case."""
    assert refused(cloud, spec) == expected
