"""Value types refuse what no provider takes, and say what to write instead."""

from decimal import Decimal
from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from jiban.components.units import Cidr, Cpu, Handle, Memory, Percent, Port, Slug, quantity

CIDR: TypeAdapter[str] = TypeAdapter(Cidr)
CPU: TypeAdapter[str] = TypeAdapter(Cpu)
MEMORY: TypeAdapter[str] = TypeAdapter(Memory)


def refusal(adapter: TypeAdapter[str], text: str) -> str:
    """What is said when a value is refused."""
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(text)
    return caught.value.errors()[0]["msg"].removeprefix("Value error, ")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("200m", Decimal("0.2")),
        ("2", Decimal(2)),
        ("1.5", Decimal("1.5")),
        ("1k", Decimal(1000)),
        ("1Ki", Decimal(1024)),
        ("512Mi", Decimal(536870912)),
        ("1Gi", Decimal(1073741824)),
        ("2G", Decimal(2000000000)),
        ("1e3", Decimal(1000)),
        ("12E6", Decimal(12000000)),
        ("9223372036854775807", Decimal(9223372036854775807)),
        ("7Ei", Decimal(8070450532247928832)),
    ],
)
def test_a_quantity_is_its_number(text: str, number: Decimal) -> None:
    """Cores and bytes are counted as Kubernetes counts them."""
    assert quantity(text) == number


@pytest.mark.parametrize(
    "text", ["", "-1", "1 Gi", "1GiB", "1e-3", "1ei", "Gi", ".5", "500m\n", "٣", "9" * 20]
)
def test_what_is_no_quantity_is_refused(text: str) -> None:
    """Signs, spaces, negative exponents, line ends and other scripts' digits are no plain quantity."""
    with pytest.raises(ValueError, match="is not a quantity such as 500m, 2, 512Mi or 1Gi"):
        quantity(text)


@given(st.integers(min_value=1, max_value=10**6))
def test_thousandths_and_cores_agree(thousandths: int) -> None:
    """A thousand thousandths are one."""
    assert quantity(f"{thousandths}m") * 1000 == quantity(str(thousandths))


@pytest.mark.parametrize("text", ["9223372036854775808", "8Ei", "10E", "1e19", "1e99"])
def test_what_kubernetes_cannot_count_is_refused(text: str) -> None:
    """A quantity is kept in 64 bits with a sign."""
    with pytest.raises(ValueError, match=f"{text} is more than 9223372036854775807"):
        quantity(text)


@given(st.integers(10 * 2**24, 11 * 2**24 - 1), st.integers(8, 32))
def test_a_network_keeps_its_text(address: int, prefix: int) -> None:
    """A network written as Python writes it is taken as it stands."""
    text = str(IPv4Network((address, prefix), strict=False))
    assert CIDR.validate_python(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "10.0.0.0/8",
        "172.16.0.0/12",
        "172.31.255.0/24",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "198.19.0.0/16",
        "10.1.2.4/31",
        "10.1.2.3/32",
    ],
)
def test_private_networks_are_taken(text: str) -> None:
    """What RFC 1918, 6598 and 2544 leave to everybody, to the last address."""
    assert CIDR.validate_python(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0.0.0.0/0", "0.0.0.0/0 overlaps 0.0.0.0/8, which is this network itself"),
        ("0.1.0.0/16", "0.1.0.0/16 is in 0.0.0.0/8, which is this network itself"),
        ("127.0.0.0/8", "127.0.0.0/8 is in 127.0.0.0/8, which is loopback"),
        (
            "169.254.0.0/16",
            "169.254.0.0/16 is in 169.254.0.0/16, which is link-local (where a node finds its metadata)",
        ),
        ("192.0.2.0/24", "192.0.2.0/24 is in 192.0.2.0/24, which is for documents only"),
        ("203.0.113.128/25", "203.0.113.128/25 is in 203.0.113.0/24, which is for documents only"),
        ("239.0.0.0/8", "239.0.0.0/8 is in 224.0.0.0/4, which is multicast"),
        ("240.0.0.0/4", "240.0.0.0/4 is in 240.0.0.0/4, which is kept for the future and for broadcasts"),
        (
            "255.255.255.255/32",
            "255.255.255.255/32 is in 240.0.0.0/4, which is kept for the future and for broadcasts",
        ),
        ("10.0.0.0/7", "10.0.0.0/7 reaches beyond 10.0.0.0/8 into other people's addresses"),
        ("172.0.0.0/8", "172.0.0.0/8 reaches beyond 172.16.0.0/12 into other people's addresses"),
        (
            "172.32.0.0/16",
            "172.32.0.0/16 is in other people's public addresses, which nothing inside could then reach",
        ),
        (
            "8.8.8.0/24",
            "8.8.8.0/24 is in other people's public addresses, which nothing inside could then reach",
        ),
        (
            "168.63.129.16/32",
            "168.63.129.16/32 is in other people's public addresses, which nothing inside could then reach",
        ),
    ],
)
def test_networks_of_other_people_are_refused(text: str, reason: str) -> None:
    """Reserved ranges are named with what they are for, all others are public."""
    assert refusal(CIDR, text) == f"{reason}; set a private network, such as 10.0.0.0/16"


def test_host_bits_are_refused_with_the_network() -> None:
    """A range with host bits is refused, and the network that holds it is named."""
    assert (
        refusal(CIDR, "10.0.1.5/24")
        == "10.0.1.5/24 has host bits set; the network that holds it is 10.0.1.0/24"
    )


def test_a_single_address_is_refused() -> None:
    """An address without a size is no range."""
    assert refusal(CIDR, "10.0.0.1") == (
        "10.0.0.1 is one address; say how large the network is, for example 10.0.0.1/16"
    )


@pytest.mark.parametrize("text", ["10.0.0.0/33", "300.0.0.0/8", "서울", "", "fd00::/8"])
def test_what_is_no_network_is_refused_with_an_example(text: str) -> None:
    """What is no IPv4 network at all is refused with what one looks like."""
    assert refusal(CIDR, text).endswith("; an IPv4 network looks like 10.0.0.0/16")


@pytest.mark.parametrize("text", ["500m", "2", "0.5", "0.001", "1.250"])
def test_processor_time_is_cores_or_thousandths(text: str) -> None:
    """Cores, parts of one, and thousandths are taken as they stand."""
    assert CPU.validate_python(text) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0", "0 is nothing; a container needs more than zero"),
        ("512Mi", "512Mi is a memory size; cpu is in cores or thousandths of one, such as 2 or 500m"),
        (
            "0.0005",
            "0.0005 is finer than a thousandth of a core, which Kubernetes refuses; write it like 500m",
        ),
        ("0.5m", "0.5m is finer than a thousandth of a core, which Kubernetes refuses; write it like 500m"),
    ],
)
def test_other_processor_times_are_refused(text: str, message: str) -> None:
    """Nothing, memory, and less than Kubernetes can tell apart are refused."""
    assert refusal(CPU, text) == message


@pytest.mark.parametrize("text", ["512Mi", "1Gi", "1.5Gi", "1G", "1048576"])
def test_memory_is_bytes(text: str) -> None:
    """A mebibyte or more is taken as it stands."""
    assert MEMORY.validate_python(text) == text


@pytest.mark.parametrize("text", ["512", "512m", "1Ki", "1048575"])
def test_memory_of_less_than_a_mebibyte_is_refused(text: str) -> None:
    """A forgotten suffix is found, as no container runs in that little."""
    assert refusal(MEMORY, text) == f"{text} is less than one mebibyte of memory; write it like 512Mi or 1Gi"


@pytest.mark.parametrize(
    ("kind", "value", "taken"),
    [
        (Port, 0, False),
        (Port, 1, True),
        (Port, 65535, True),
        (Port, 65536, False),
        (Percent, 0, False),
        (Percent, 1, True),
        (Percent, 100, True),
        (Percent, 101, False),
        (Slug, "a", True),
        (Slug, "", False),
        (Slug, "a" * 40, True),
        (Slug, "a" * 41, False),
        (Slug, "1a", False),
        (Slug, "a-", False),
        (Slug, "A", False),
        (Handle, "A", True),
        (Handle, "a" * 63, True),
        (Handle, "a" * 64, False),
        (Handle, "a.b_c-d", True),
        (Handle, "-a", False),
        (Cpu, "1m", True),
        (Cpu, "0.001", True),
        (Cpu, "0.5m", False),
        (Cpu, "0", False),
        (Memory, "1Mi", True),
        (Memory, "1048576", True),
        (Memory, "1048575", False),
        (Memory, "1023Ki", False),
        (Memory, "1048576000m", False),
    ],
)
def test_the_ends_of_what_a_type_takes(kind: Any, value: object, *, taken: bool) -> None:
    """The smallest and the largest are taken, and what lies beyond them is not."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    try:
        found = adapter.validate_python(value) == value
    except ValidationError:
        found = False
    assert found is taken


@pytest.mark.parametrize(
    ("network", "last"),
    [
        ("10.0.0.0/8", "10.255.255.255/32"),
        ("172.16.0.0/12", "172.31.255.255/32"),
        ("192.168.0.0/16", "192.168.255.255/32"),
        ("100.64.0.0/10", "100.127.255.255/32"),
        ("198.18.0.0/15", "198.19.255.255/32"),
    ],
)
def test_every_private_range_is_taken_whole(network: str, last: str) -> None:
    """To its last address, and no further: what is twice as large is no network of one's own."""
    assert (CIDR.validate_python(network), CIDR.validate_python(last)) == (network, last)
    wider = str(IPv4Network(network).supernet())
    assert "into other people's addresses" in refusal(CIDR, wider)


@pytest.mark.parametrize(
    ("network", "last", "whose"),
    [
        ("0.0.0.0/8", "0.255.255.255/32", "this network itself"),
        ("127.0.0.0/8", "127.255.255.255/32", "loopback"),
        ("169.254.0.0/16", "169.254.255.255/32", "link-local (where a node finds its metadata)"),
        ("192.0.0.0/24", "192.0.0.255/32", "kept for protocols"),
        ("192.0.2.0/24", "192.0.2.255/32", "for documents only"),
        ("192.88.99.0/24", "192.88.99.255/32", "kept for an old relay of IPv6"),
        ("198.51.100.0/24", "198.51.100.255/32", "for documents only"),
        ("203.0.113.0/24", "203.0.113.255/32", "for documents only"),
        ("224.0.0.0/4", "239.255.255.255/32", "multicast"),
        ("240.0.0.0/4", "255.255.255.255/32", "kept for the future and for broadcasts"),
    ],
)
def test_every_reserved_range_is_refused_by_its_name(network: str, last: str, whose: str) -> None:
    """Whole, and its last address."""
    for text in (network, last):
        assert refusal(CIDR, text).startswith(f"{text} is in {network}, which is {whose};")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", "1"),
        ("1m", "0.001"),
        ("1k", "1000"),
        ("1M", "1000000"),
        ("1G", "1000000000"),
        ("1T", "1000000000000"),
        ("1P", "1000000000000000"),
        ("1E", "1000000000000000000"),
        ("1Ki", "1024"),
        ("1Mi", "1048576"),
        ("1Gi", "1073741824"),
        ("1Ti", "1099511627776"),
        ("1Pi", "1125899906842624"),
        ("1Ei", "1152921504606846976"),
    ],
)
def test_every_suffix_of_a_quantity(text: str, number: str) -> None:
    """By thousands, and by 1024 with an i."""
    assert quantity(text) == Decimal(number)


@pytest.mark.parametrize(
    ("unit", "times"),
    [
        ("k", 1000),
        ("M", 1000**2),
        ("G", 1000**3),
        ("T", 1000**4),
        ("P", 1000**5),
        ("E", 1000**6),
        ("Ki", 1024),
        ("Mi", 1024**2),
        ("Gi", 1024**3),
        ("Ti", 1024**4),
        ("Pi", 1024**5),
        ("Ei", 1024**6),
        ("m", Decimal("0.001")),
    ],
)
def test_every_unit_is_a_power(unit: str, times: Decimal) -> None:
    """Of a thousand, of 1024 with an i, or a thousandth."""
    assert quantity(f"3{unit}") == 3 * times
