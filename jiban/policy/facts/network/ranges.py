"""Ranges of addresses as pairs of whole numbers, and how much of one is covered by others. Pure arithmetic.

IPv4 and IPv6 stand on one line of numbers, IPv6 behind IPv4, so that all of the arithmetic serves both.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from enum import Enum
from typing import Final, TypeAlias

Range: TypeAlias = tuple[int, int]
"""First and last address, both inside."""

EVERYTHING: Final[Range] = (0, 2**32 - 1)
"""All of IPv4."""
_BEHIND: Final = 2**32
EVERYTHING_IPV6: Final[Range] = (_BEHIND, _BEHIND + 2**128 - 1)
ALL: Final = (EVERYTHING, EVERYTHING_IPV6)


class Reach(Enum):
    """How much of the traffic in question gets through."""

    OPEN = "open"
    CLOSED = "closed"
    PARTLY = "partly open"


def parse(text: str) -> Range | None:
    """Return the range of a CIDR block or of one address; None for whatever else, IPv6 among it."""
    try:
        network = ipaddress.IPv4Network(text.strip(), strict=False)
    except ValueError:
        return None
    return int(network.network_address), int(network.broadcast_address)


def parse_any(text: str) -> Range | None:
    """Return the range of a CIDR block or of one address, IPv4 or IPv6 in any spelling; None for the rest."""
    found = parse(text)
    if found is not None:
        return found
    try:
        network = ipaddress.IPv6Network(text.strip(), strict=False)
    except ValueError:
        return None
    return int(network.network_address) + _BEHIND, int(network.broadcast_address) + _BEHIND


def covers_internet(spans: Iterable[Range]) -> bool:
    """Tell whether ranges hold, in one piece or together, every public address of IPv4 or of IPv6."""
    known = list(spans)
    return not remove(INTERNET, known) or not remove([_GLOBAL_IPV6], known)


def public(spans: Iterable[Range]) -> list[Range]:
    """Return what of some ranges is on the internet."""
    known = list(spans)
    return [part for place in (*INTERNET, _GLOBAL_IPV6) for span in known if (part := meet(place, span))]


def show(span: Range) -> str:
    """Return a range as CIDR block where it is one, else as first and last address."""
    if span[0] < _BEHIND:
        first, last = map(ipaddress.IPv4Address, span)
        blocks = [*map(str, ipaddress.summarize_address_range(first, last))]
    else:
        first, last = (ipaddress.IPv6Address(number - _BEHIND) for number in span)
        blocks = [*map(str, ipaddress.summarize_address_range(first, last))]
    return blocks[0] if len(blocks) == 1 else f"{first}-{last}"


def meet(one: Range, other: Range) -> Range | None:
    """Return what two ranges have in common."""
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low <= high else None


def without(span: Range, taken: Range) -> list[Range]:
    """Return what is left of a range when another one is taken out."""
    common = meet(span, taken)
    if common is None:
        return [span]
    left = (span[0], common[0] - 1)
    right = (common[1] + 1, span[1])
    return [part for part in (left, right) if part[0] <= part[1]]


def remove(spans: Iterable[Range], taken: Iterable[Range]) -> list[Range]:
    """Return what is left of some ranges when others are taken out."""
    left = list(spans)
    for each in taken:
        left = [part for span in left for part in without(span, each)]
    return left


def cover(target: Range, spans: Iterable[Range]) -> Reach:
    """Tell how much of a range is covered by others, which may overlap."""
    left = remove([target], spans)
    if not left:
        return Reach.OPEN
    return (
        Reach.CLOSED
        if sum(high - low + 1 for low, high in left) == target[1] - target[0] + 1
        else Reach.PARTLY
    )


def _block(text: str) -> Range:
    found = parse(text)
    if found is None:
        raise ValueError(text)
    return found


PRIVATE: Final = tuple(
    _block(text) for text in ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")
)
"""Addresses for private use and shared ones (RFC 1918, RFC 6598), in order."""
_SPECIAL: Final = (
    *PRIVATE,
    *(
        _block(text)
        for text in (
            "0.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "224.0.0.0/3",
        )
    ),
)
"""Addresses that nobody on the internet has (IANA, special-purpose address registry, 2026-11-28); those for
examples are left in, as programs of examples take them for others."""
INTERNET: Final = tuple(remove([EVERYTHING], _SPECIAL))
"""The public addresses of IPv4."""
_GLOBAL_IPV6: Final[Range] = (_BEHIND + (0x2000 << 112), _BEHIND + (0x4000 << 112) - 1)
"""2000::/3, what of IPv6 is given out (IANA, IPv6 address space)."""
