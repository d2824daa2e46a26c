import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.cluster.services import api_ip, dns_ip


@pytest.mark.parametrize(
    ("service_cidr", "expected"),
    [("10.2.0.0/16", "10.2.0.10"), ("172.16.0.16/28", "172.16.0.26"), ("10.255.255.0/24", "10.255.255.10")],
)
def test_dns_has_the_tenth_address(service_cidr: str, expected: str) -> None:
    """The network's own address counts as number nought."""
    assert dns_ip(service_cidr) == expected


def test_the_api_server_has_the_first_address() -> None:
    """Kubernetes gives its own Service the first address of the range that a pod can call."""
    assert api_ip("172.20.0.0/16") == "172.20.0.1"


@given(st.integers(29, 32))
def test_a_range_without_room_is_refused(prefix: int) -> None:
    """A range of eight addresses or fewer has no tenth one."""
    with pytest.raises(ValueError, match="smallest service range is a /28"):
        dns_ip(f"10.2.0.0/{prefix}")
