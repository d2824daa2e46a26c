"""Value types of the specifications, with their units: addresses, quantities, names, shares, times."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from jiban.components.schedules import cron, time_zone
from jiban.tables import table

_QUANTITY = re.compile(
    r"(\d{1,19}(?:\.\d{1,9})?)(?:(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)|[eE](\d{1,2}))?", re.ASCII
)
_FACTORS = {
    None: Decimal(1),
    "m": Decimal("0.001"),
    **{unit: Decimal(1000) ** power for power, unit in enumerate("kMGTPE", start=1)},
    **{f"{unit}i": Decimal(1024) ** power for power, unit in enumerate("KMGTPE", start=1)},
}
_SMALLEST_CPU = Decimal("0.001")
"""What Kubernetes tells apart, in cores (API conventions, "Quantities" of cpu)."""
_LARGEST = 2**63 - 1
"""Kubernetes keeps a quantity as 64 bits with a sign, and takes a larger one for this
(k8s.io/apimachinery `pkg/api/resource`, `Quantity`)."""
_MEBIBYTE = 1024 * 1024
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_LONGEST_NAME = 253
_FEWEST_LABELS = 2
"""A label and a name in letters (RFC 1123, 2.1, and RFC 1035, 2.3.4); Kubernetes takes small ones alone."""


def quantity(text: str) -> Decimal:
    """Turn a Kubernetes quantity into its number, cores or bytes: `200m` is 0.2, `1Ki` is 1024, `1e3` is
    1000.

    Raises:
        ValueError: when the text is not a quantity, or one that Kubernetes cannot hold.
    """
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a quantity such as 500m, 2, 512Mi or 1Gi")
    number = Decimal(match[1]) * (Decimal(10) ** int(match[3]) if match[3] else _FACTORS[match[2]])
    if number > _LARGEST:
        raise ValueError(
            f"{text} is more than {_LARGEST}, the most that Kubernetes can count; write it like 512Mi or 1Gi"
        )
    return number


def _cidr(text: str) -> str:
    try:
        network = IPv4Network(text)
    except ValueError as error:
        suggestion = ""
        try:
            suggestion = f"; the network that holds it is {IPv4Network(text, strict=False)}"
        except ValueError:
            suggestion = "; an IPv4 network looks like 10.0.0.0/16"
        raise ValueError(f"{error}{suggestion}") from None
    if "/" not in text:
        raise ValueError(f"{text} is one address; say how large the network is, for example {text}/16")
    _refuse_others_addresses(network)
    return str(network)


def _refuse_others_addresses(network: IPv4Network) -> None:
    """Refuse a network that does not lie in addresses that are free for anybody's own use.

    Raises:
        ValueError: it holds reserved addresses, or somebody else's.
    """
    remedy = "set a private network, such as 10.0.0.0/16"
    for reserved, whose in _ranges("reserved"):
        if network.overlaps(reserved):
            inside = "is in" if network.subnet_of(reserved) else "overlaps"
            raise ValueError(f"{network} {inside} {reserved}, which is {whose}; {remedy}")
    for private, _ in _ranges("private"):
        if network.subnet_of(private):
            return
        if network.overlaps(private):
            raise ValueError(f"{network} reaches beyond {private} into other people's addresses; {remedy}")
    raise ValueError(
        f"{network} is in other people's public addresses, which nothing inside could then reach; {remedy}"
    )


@cache
def _ranges(kind: str) -> Sequence[tuple[IPv4Network, str]]:
    """Return the ranges of a kind and whose they are, by `special_ranges.yaml`."""
    rows = table("jiban.components", "special_ranges.yaml")[kind]
    return [(IPv4Network(row["range"]), row["whose"]) for row in rows]


def _address(text: str) -> str:
    try:
        return str(IPv4Address(text))
    except ValueError as error:
        raise ValueError(f"{error}; an IPv4 address looks like 10.0.1.254") from None


def _host_name(text: str) -> str:
    labels = text.split(".")
    if (
        len(text) > _LONGEST_NAME
        or len(labels) < _FEWEST_LABELS
        or not all(_LABEL.fullmatch(label) for label in labels)
        or labels[-1].isdecimal()
    ):
        raise ValueError(
            f"{text} is no DNS name: labels of small letters, digits and hyphens, with dots between them; "
            "write it like api.example.com"
        )
    return text


def _route_path(path: str) -> str:
    if path != "/" and path.endswith("/"):
        raise ValueError(f"{path} ends with a slash, which changes nothing; write {path.rstrip('/') or '/'}")
    if any(part in ("", ".", "..") for part in path.split("/")[1:] if path != "/"):
        raise ValueError(f"{path} has a part that is empty or of dots, which no gateway takes; leave it out")
    return path


def _positive_quantity(text: str) -> str:
    if quantity(text) <= 0:
        raise ValueError(f"{text} is nothing; a container needs more than zero")
    return text


def _cpu(text: str) -> str:
    if text.endswith(("Ki", "Mi", "Gi", "Ti", "Pi", "Ei")):
        raise ValueError(f"{text} is a memory size; cpu is in cores or thousandths of one, such as 2 or 500m")
    if quantity(_positive_quantity(text)) % _SMALLEST_CPU:
        raise ValueError(
            f"{text} is finer than a thousandth of a core, which Kubernetes refuses; write it like 500m"
        )
    return text


def _memory(text: str) -> str:
    value = quantity(_positive_quantity(text))
    if text.endswith("m") or value < _MEBIBYTE:
        raise ValueError(f"{text} is less than one mebibyte of memory; write it like 512Mi or 1Gi")
    return text


Cidr = Annotated[
    str,
    AfterValidator(_cidr),
    Field(json_schema_extra={"pattern": r"^\d{1,3}(\.\d{1,3}){3}/\d{1,2}$"}),
]
"""An IPv4 network in CIDR notation whose host bits are zero, of addresses that anybody may use inside:
`10.0.0.0/16`."""

Cpu = Annotated[
    str,
    AfterValidator(_cpu),
    Field(json_schema_extra={"pattern": r"^\d+(\.\d+)?([mkMGTPE]|[eE]\d{1,2})?$"}),
]
"""Processor time in cores, or thousandths with an `m`: `2`, `500m`."""

Memory = Annotated[
    str,
    AfterValidator(_memory),
    Field(json_schema_extra={"pattern": r"^\d+(\.\d+)?([kMGTPE]i?|Ki|[eE]\d{1,2})?$"}),
]
"""Memory in bytes with a binary suffix: `512Mi`, `1Gi`."""

Cron = Annotated[str, AfterValidator(cron)]
"""A cron expression of five fields, minute to day of the week, as KEDA reads it: `0 9 * * 1-5`. Sunday is 0,
never 7."""

TimeZone = Annotated[str, AfterValidator(time_zone)]
"""A name of the IANA time zone database: `Asia/Seoul`."""

Port = Annotated[int, Field(ge=1, le=65535)]
"""A TCP port."""

Address = Annotated[
    str,
    AfterValidator(_address),
    Field(json_schema_extra={"pattern": r"^\d{1,3}(\.\d{1,3}){3}$"}),
]
"""An IPv4 address: `10.0.1.254`."""

EmailAddress = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,63}$")
]
"""An e-mail address in ASCII."""

HostName = Annotated[
    str,
    AfterValidator(_host_name),
    Field(json_schema_extra={"pattern": r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"}),
]
"""A DNS name of two labels or more in small letters: `api.example.com`."""

HttpPath = Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9._~/-]{0,127}$")]
"""A path of a URL: `/health/live`."""

RoutePath = Annotated[HttpPath, AfterValidator(_route_path)]
"""The beginning of a URL's path, part by part: `/api/trips` begins `/api/trips/7`, and not `/api/trips7`."""

Percent = Annotated[int, Field(ge=1, le=100)]
"""A share in whole percent, 1 to 100."""

Slug = Annotated[str, Field(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$")]
"""A name of lower-case letters, digits and hyphens, 1 to 40 characters, that starts with a letter: safe as a
Kubernetes object name and as a part of any cloud's names."""

Handle = Annotated[str, Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$")]
"""A short ASCII handle that is legal as a tag and as a Kubernetes label value, 1 to 63 characters."""

PortRange = int | tuple[int, int]
"""A TCP port, or the first and the last of a range."""

_TIME = r"([01]\d|2[0-3]):[0-5]\d"
_OFFSET = r"(\+(0[0-9]|1[0-3]):[0-5][0-9]|\+14:00|-(0[0-9]|1[01]):[0-5][0-9]|-12:00)"
"""Offsets that some place has: twelve hours behind to fourteen ahead (IANA time zone database)."""

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"{text} is no day of the calendar; write it like 2027-01-31") from None


Day = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"),
    AfterValidator(_day),
]
"""A day of the calendar, quoted: `"2027-01-31"`."""

TimeOfDay = Annotated[str, StringConstraints(pattern=rf"^{_TIME}$")]
"""Hours and minutes: `02:00`."""
UtcOffset = Annotated[str, StringConstraints(pattern=rf"^{_OFFSET}$")]
"""Time zone as its distance from UTC: `+09:00`."""
TimeWithOffset = Annotated[str, StringConstraints(pattern=rf"^{_TIME}{_OFFSET}$")]
"""Hours and minutes of a time zone: `03:00+09:00`."""
