"""Ports of several flows as spans that do not overlap. Pure arithmetic, on every cloud."""

from collections.abc import Iterable

from jiban.components.units import PortRange

Span = tuple[int, int]
"""First and last port."""


def joined(ports: Iterable[PortRange]) -> tuple[Span, ...]:
    """Return ports and ranges as spans, lowest first; those that share a port are one."""
    spans = sorted((port, port) if isinstance(port, int) else port for port in ports)
    found: list[Span] = []
    for first, last in spans:
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def text(span: Span) -> str:
    """Return a span as people and Azure write it: `443`, `8500-8599`."""
    first, last = span
    return str(first) if first == last else f"{first}-{last}"
