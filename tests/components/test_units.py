"""Value types refuse what no provider takes, and say what to write instead."""

from decimal import Decimal
from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from jiban.components.units import Cidr, Cpu, Memory, quantity

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
    ],
)
def test_a_quantity_is_its_number(text: str, number: Decimal) -> None:
    """Cores and bytes are counted as Kubernetes counts them."""
    assert quantity(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1 Gi", "1GiB", "1e3", "Gi", ".5", "500m\n", "٣", "9" * 19])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    """Signs, spaces, exponents, line ends and other scripts' digits are no plain quantity."""
    with pytest.raises(ValueError, match="is not a quantity such as 500m, 2, 512Mi or 1Gi"):
        quantity(text)


@given(st.integers(min_value=1, max_value=10**6))
def test_thousandths_and_cores_agree(thousandths: int) -> None:
    """A thousand thousandths are one."""
    assert quantity(f"{thousandths}m") * 1000 == quantity(str(thousandths))


@given(st.integers(0, 2**32 - 1), st.integers(0, 32))
def test_a_network_keeps_its_text(address: int, prefix: int) -> None:
    """A network written as Python writes it is taken as it stands."""
    text = str(IPv4Network((address, prefix), strict=False))
    assert CIDR.validate_python(text) == text


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
