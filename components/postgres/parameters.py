"""Parameters of a PostgreSQL server: which there are, what each takes, and what must not be turned off."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

from jiban.components.base import Cloud
from jiban.components.catalogue import near_matches
from jiban.tables import table

_FILE: Final = "components/postgres/parameters.yaml"
_NAMES: Final[Mapping[Cloud, str]] = {"azure": "Azure", "aws": "RDS"}
_ON: Final = frozenset({"on", "true", "yes", "1"})
_OFF: Final = frozenset({"off", "false", "no", "0"})
_NUMBER: Final = re.compile(
    r"\s*([+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})(?:[eE][+-]?[0-9]{1,2})?)\s*(\w*)\s*"
)
_BYTES: Final = {
    "B": Decimal(1),
    **{unit: Decimal(1024) ** power for power, unit in enumerate(("kB", "MB", "GB", "TB"), start=1)},
    "8kB": Decimal(8192),
}
_MILLISECONDS: Final = {
    "us": Decimal("0.001"),
    "ms": Decimal(1),
    "s": Decimal(1000),
    "min": Decimal(60_000),
    "h": Decimal(3_600_000),
    "d": Decimal(86_400_000),
}
_FORMULA: Final = re.compile(r"\{.*\}|[A-Za-z]+\(.*\)", re.DOTALL)
"""What RDS works out itself: `{DBInstanceClassMemory/9531392}`, `LEAST(...)`."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a parameter cannot stand, and what to set instead."""

    reason: str
    remedy: str


def refusal(cloud: Cloud, version: str, name: str, value: str) -> Refusal | None:
    """Return why a server of a cloud refuses a parameter; None where it takes it, or where no table knows.

    Args:
        cloud: whose server it is.
        version: major version, `17`.
        name: of the parameter, in any case.
        value: as PostgreSQL shows it.
    """
    name = name.lower()
    return _unknown(cloud, version, name) or _unsafe(name, value) or _bad_value(cloud, name, value)


def needs_restart(name: str) -> bool:
    """Whether a parameter may take effect at the next start of the server only: what no table knows may."""
    row = _rows().get(name.lower())
    return row is None or bool(row.get("restart"))


def _unknown(cloud: Cloud, version: str, name: str) -> Refusal | None:
    document = _document()
    if "." in name:
        for other, facts in document["clouds"].items():
            if other != cloud and name.partition(".")[0] in facts["own"]:
                return Refusal(
                    f"{name} is a parameter of {_NAMES[other]}, not of {_NAMES[cloud]}", "leave it out"
                )
        return None
    if name in document["clouds"][cloud]["extra"]:
        return None
    row = _rows().get(name)
    if row is None:
        near = near_matches(name, [each for each, facts in _rows().items() if not facts.get("fixed")])
        remedy = f"set {' or '.join(near)}" if near else "leave it out"
        return Refusal(f"PostgreSQL has no parameter {name}, by {_FILE}", remedy)
    if row.get("fixed") or name in document["managed"]:
        return Refusal(f"{name} is kept by {_NAMES[cloud]}, and nobody else can set it", "leave it out")
    measured = document["measured"]
    if int(version) in measured:
        since, until = row.get("since", measured[0]), row.get("until", measured[-1])
        if int(version) < since:
            return Refusal(f"PostgreSQL has {name} since {since}, and version is {version}", "leave it out")
        if int(version) > until:
            return Refusal(
                f"PostgreSQL has no {name} since {until + 1}, and version is {version}", "leave it out"
            )
    return None


def _unsafe(name: str, value: str) -> Refusal | None:
    unsafe = _document()["unsafe"].get(name, ())
    plain = value.strip().lower()
    if "off" in unsafe and plain in _OFF:
        return Refusal(
            f"{name} {value} lets connections in that are not encrypted, over which services sign in with "
            "their tokens",
            "leave it out",
        )
    if any(plain == each.lower() for each in unsafe):
        return Refusal(
            f"{name} {value or 'empty'} lets in protocols that have been given up for their weakness "
            "(RFC 8996)",
            "set TLSv1.2 or TLSv1.3",
        )
    return None


def _bad_value(cloud: Cloud, name: str, value: str) -> Refusal | None:
    row = _rows().get(name)
    if row is None or (cloud == "aws" and _FORMULA.fullmatch(value)):
        return None
    match row["type"]:
        case "bool" if value.strip().lower() not in _ON | _OFF:
            return Refusal(f"{name} is on or off, and {value!r} is neither", "set on or off")
        case "enum" if not _is_one_of(value, row["values"]):
            return Refusal(f"{value!r} is no value of {name}", f"set {', '.join(map(repr, row['values']))}")
        case "integer" | "real":
            return _bad_number(cloud, name, value, row)
        case _:
            return None


def _is_one_of(value: str, values: list[str]) -> bool:
    plain = value.strip().lower()
    # Where on and off are values, their other spellings are taken too.
    words = (_ON if "on" in values else frozenset[str]()) | (_OFF if "off" in values else frozenset[str]())
    return plain in words or plain in {each.lower() for each in values}


def _bad_number(cloud: Cloud, name: str, value: str, row: Mapping[str, Any]) -> Refusal | None:
    unit: str | None = row.get("unit")
    least, most = row["min"], row["max"]
    in_units = f" in units of {unit}" if unit else ""
    remedy = f"set a number of {least} to {most}{in_units}"
    found = _NUMBER.fullmatch(value)
    scale = next((each for each in (_BYTES, _MILLISECONDS) if unit in each), dict[str, Decimal]())
    if found is None or (found[2] and found[2] not in scale) or found[2] == "8kB":
        return Refusal(f"{value!r} is no value of {name}, which is a number{in_units}", remedy)
    number = Decimal(found[1])
    if found[2]:
        number = number * scale[found[2]] / scale[str(unit)]
        if cloud == "aws":
            return Refusal(
                f"RDS takes numbers without a unit, and {name} is {value}", f"set {round(number)}{in_units}"
            )
    if not Decimal(str(least)) <= number <= Decimal(str(most)):
        return Refusal(f"{name} is {least} to {most}{in_units}, and {value} is not", remedy)
    return None


def _document() -> Mapping[str, Any]:
    return table("jiban.components.postgres", "parameters.yaml")


@cache
def _rows() -> Mapping[str, Mapping[str, Any]]:
    return _document()["parameters"]
