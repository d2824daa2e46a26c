"""Figures as JSON, by `diff.schema.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jiban.diff.figures.model import Figure, Figures, Measure, Number


def figures_document(found: Figures) -> dict[str, Any]:
    """Return the figures that differ as JSON data, and what could not be told of others."""
    return {
        "changed": [_figure(each) for each in found.changed],
        "unknown": [{**_names(each), "why": each.why} for each in found.unknown],
        "failed": list(found.failed),
    }


def _figure(each: Figure) -> dict[str, Any]:
    return {
        **_names(each.subject),
        "before": _side(each.before),
        "after": _side(each.after),
        "notes": list(each.notes),
    }


def _names(each: Measure) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "what": each.what,
        "unit": each.unit,
        "urn": each.urn or None,
        "name": each.name or None,
    }


def _side(each: Measure | None) -> dict[str, Any] | None:
    if each is None:
        return None
    return {
        "text": each.text or None,
        "least": _number(each.least),
        "most": _number(each.most),
        "of": _number(each.of),
        "why": each.why or None,
        "notCounted": {
            why: {name: _number(number) for name, number in some.items()}
            for why, some in each.missing.items()
        },
    }


def _number(number: Number | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number.denominator == 1 else round(float(number), 6)
