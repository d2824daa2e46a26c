"""Value types of the specifications, with their units: addresses, quantities, names, shares, times."""

import re
from dataclasses import dataclass
from decimal import Decimal
from ipaddress import IPv4Network
from typing import Annotated

from pydantic import AfterValidator, Field

_QUANTITY = re.compile(r"(\d{1,18}(?:\.\d{1,9})?)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?", re.ASCII)
_FACTORS = {
    None: Decimal(1),
    "m": Decimal("0.001"),
    **{unit: Decimal(1000) ** power for power, unit in enumerate("kMGTPE", start=1)},
    **{f"{unit}i": Decimal(1024) ** power for power, unit in enumerate("KMGTPE", start=1)},
}
_SMALLEST_CPU = Decimal("0.001")
"""What Kubernetes tells apart, in cores (API conventions, "Quantities" of cpu)."""


def quantity(text: str) -> Decimal:
    """Turn a Kubernetes quantity into its number, cores or bytes: `200m` is 0.2, `1Ki` is 1024.

    Raises:
        ValueError: when the text is not a plain quantity.
    """
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a quantity such as 500m, 2, 512Mi or 1Gi")
    return Decimal(match[1]) * _FACTORS[match[2]]


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
    return str(network)


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
    if text.endswith("m") or value < 1024 * 1024:
        raise ValueError(f"{text} is less than one mebibyte of memory; write it like 512Mi or 1Gi")
    return text


_TWO_DIGITS = re.compile(r"[0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class _CronField:
    """One of the five fields of a cron expression: what it counts, its range, and the names it takes."""

    name: str
    first: int
    last: int
    names: tuple[str, ...] = ()
    """Names of the values, from the first value on."""

    def value(self, text: str) -> int:
        """Turn a number or a name into a value of the field."""
        lower = text.lower()
        if lower in self.names:
            return self.first + self.names.index(lower)
        if not _TWO_DIGITS.fullmatch(text) or not self.first <= int(text) <= self.last:
            raise ValueError(f"{text!r} is no {self.name}; it is {self.first} to {self.last}")
        return int(text)

    def check(self, text: str) -> None:
        """Refuse a field that is no comma-separated list of values, ranges and steps."""
        for part in text.split(","):
            values, slash, step = part.partition("/")
            if slash and (not _TWO_DIGITS.fullmatch(step) or int(step) == 0):
                raise ValueError(f"{part!r} has no step after the slash; write it like */15")
            if values in ("*", "?"):
                continue
            first, dash, last = values.partition("-")
            if dash and self.value(first) > self.value(last):
                raise ValueError(f"{values!r} ends before it begins; write the smaller {self.name} first")
            self.value(first)


_CRON_FIELDS = (
    _CronField("minute", 0, 59),
    _CronField("hour", 0, 23),
    _CronField("day of the month", 1, 31),
    _CronField(
        "month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    ),
    _CronField("day of the week", 0, 6, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)


def _cron(text: str) -> str:
    fields = text.split()
    if len(fields) != len(_CRON_FIELDS):
        raise ValueError(
            f"{text!r} has {len(fields)} fields; a cron expression has five: "
            "minute, hour, day of the month, month, day of the week, such as 0 9 * * 1-5"
        )
    for field, part in zip(_CRON_FIELDS, fields, strict=True):
        field.check(part)
    return text


Cidr = Annotated[
    str,
    AfterValidator(_cidr),
    Field(json_schema_extra={"pattern": r"^\d{1,3}(\.\d{1,3}){3}/\d{1,2}$"}),
]
"""An IPv4 network in CIDR notation whose host bits are zero: `10.0.0.0/16`."""

Cpu = Annotated[str, AfterValidator(_cpu), Field(json_schema_extra={"pattern": r"^\d+(\.\d+)?[mkMGTPE]?$"})]
"""Processor time in cores, or thousandths with an `m`: `2`, `500m`."""

Memory = Annotated[
    str, AfterValidator(_memory), Field(json_schema_extra={"pattern": r"^\d+(\.\d+)?([kMGTPE]i?|Ki)?$"})
]
"""Memory in bytes with a binary suffix: `512Mi`, `1Gi`."""

Cron = Annotated[str, AfterValidator(_cron)]
"""A cron expression of five fields, minute to day of the week, as KEDA reads it (github.com/robfig/cron v3,
standard parser): `0 9 * * 1-5`. Sunday is 0, never 7."""

Port = Annotated[int, Field(ge=1, le=65535)]
"""A TCP port."""

Percent = Annotated[int, Field(ge=1, le=100)]
"""A share in whole percent, 1 to 100."""

Slug = Annotated[str, Field(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$")]
"""A name of lower-case letters, digits and hyphens, 1 to 40 characters, that starts with a letter: safe as a
Kubernetes object name and as a part of any cloud's names."""

Handle = Annotated[str, Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$")]
"""A short ASCII handle that is legal as a tag and as a Kubernetes label value, 1 to 63 characters."""

PortRange = int | tuple[int, int]
"""A TCP port, or the first and the last of a range."""
