"""Who may reach an API server: what each cloud takes, and what it refuses."""

import pytest
from pydantic import ValidationError

from jiban.components.base import Cloud
from jiban.components.cluster import api_access
from jiban.components.cluster.spec import ClusterSpec

OFFICE = "203.0.113.0/24"


def public(*clients: str) -> ClusterSpec:
    """A cluster with a public API server."""
    return ClusterSpec(private=False, api_clients=clients)


def private(*clients: str) -> ClusterSpec:
    """A cluster with a private one."""
    return ClusterSpec(api_clients=clients)


def reasons(cloud: Cloud, spec: ClusterSpec) -> list[str]:
    """Why a cloud refuses a list, with the place of each."""
    return [
        f"{'.'.join(map(str, fault.path))}: {fault.reason}"
        for limit in api_access.LIMITS
        if limit.cloud == cloud
        for fault in limit.faults(spec)
    ]


@pytest.mark.parametrize("cloud", ["azure", "aws"])
@pytest.mark.parametrize("spec", [public(OFFICE), public("anywhere"), private(), private("10.9.0.0/16")])
def test_a_list_that_fits_is_taken(cloud: Cloud, spec: ClusterSpec) -> None:
    """An office or everybody on a public API, nobody else or a joined network on a private one."""
    assert reasons(cloud, spec) == []


@pytest.mark.parametrize("cloud", ["azure", "aws"])
@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (
            public(),
            (
                "api_clients: the API server has a public endpoint, and with no list of who may reach it the "
                "whole internet could"
            ),
        ),
        (public("0.0.0.0/0"), "api_clients.0: 0.0.0.0/0 is the whole internet"),
        (public(OFFICE, "anywhere"), "api_clients.1: anywhere lets in the others of the list as well"),
        (
            private("anywhere"),
            "api_clients.0: the API server is private, and nobody on the internet reaches it",
        ),
        (
            public("10.9.0.0/16"),
            (
                "api_clients.0: 10.9.0.0/16 is private, and nobody comes from it to the API server's public "
                "endpoint"
            ),
        ),
    ],
)
def test_a_list_that_says_something_else_than_it_does_is_refused(
    cloud: Cloud, spec: ClusterSpec, reason: str
) -> None:
    """The same on both clouds."""
    assert reasons(cloud, spec) == [reason]


@pytest.mark.parametrize(
    ("cloud", "most", "reason"),
    [
        ("azure", 199, "AKS takes 199 ranges, and one is the nodes' own, and these are 200"),
        ("aws", 40, "EKS takes 40 ranges, and these are 41"),
    ],
)
def test_a_public_endpoint_takes_so_many_ranges(cloud: Cloud, most: int, reason: str) -> None:
    """One more is refused; a private one has no such list."""
    ranges = [f"198.51.{number // 250}.{number % 250}/32" for number in range(most + 1)]
    assert reasons(cloud, public(*ranges[:-1])) == []
    assert reasons(cloud, public(*ranges)) == [f"api_clients: {reason}"]
    assert reasons(cloud, private(*ranges)) == []


def test_a_security_group_is_of_aws() -> None:
    """AKS knows none."""
    assert reasons("azure", private("sg-0a1b2c3d")) == [
        "api_clients.0: sg-0a1b2c3d is a security group of AWS"
    ]


def test_a_security_group_opens_the_private_endpoint_alone() -> None:
    """The list of the public one holds ranges."""
    assert reasons("aws", private("sg-0a1b2c3d")) == []
    assert reasons("aws", public("sg-0a1b2c3d")) == [
        "api_clients.0: a public endpoint of EKS knows ranges only, and sg-0a1b2c3d is a security group"
    ]


@pytest.mark.parametrize("text", ["203.0.113.7/24", "203.0.113.7", "everybody", "sg-xyz", "300.0.0.0/8"])
def test_other_texts_are_no_clients(text: str) -> None:
    """A range begins with its first address and says how large it is."""
    with pytest.raises(ValidationError):
        public(text)


def test_ranges_and_groups_are_told_apart() -> None:
    """Each cloud has a place for either, or none."""
    spec = private("10.9.0.0/16", "sg-0a1b2c3d")
    assert (api_access.ranges(spec), api_access.groups(spec)) == (("10.9.0.0/16",), ("sg-0a1b2c3d",))


def test_anywhere_is_the_whole_internet() -> None:
    """As a range."""
    assert api_access.ranges(public("anywhere")) == ("0.0.0.0/0",)


@pytest.mark.parametrize("cloud", ["azure", "aws"])
@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        (("10.0.0.0/8", "10.255.255.255/32"), ("9.255.255.255/32", "11.0.0.0/32")),
        (("100.64.0.0/10", "100.127.255.255/32"), ("100.63.255.255/32", "100.128.0.0/32")),
        (("127.0.0.0/8", "127.255.255.255/32"), ("126.255.255.255/32", "128.0.0.0/32")),
        (("169.254.0.0/16", "169.254.255.255/32"), ("169.253.255.255/32", "169.255.0.0/32")),
        (("172.16.0.0/12", "172.31.255.255/32"), ("172.15.255.255/32", "172.32.0.0/32")),
        (("192.168.0.0/16", "192.168.255.255/32"), ("192.167.255.255/32", "192.169.0.0/32")),
    ],
)
def test_nobody_comes_over_the_internet_from_these_ranges(
    cloud: Cloud, inside: tuple[str, str], outside: tuple[str, str]
) -> None:
    """Each whole range and its last address are refused; the addresses before and after it are taken."""
    for client in inside:
        (reason,) = reasons(cloud, public(client))
        assert reason.startswith(f"api_clients.0: {client} is private")
    assert reasons(cloud, public(*outside)) == []


def test_an_api_answers_where_https_does() -> None:
    """On both clouds, so rules of the network open that port."""
    assert api_access.PORT == 443
