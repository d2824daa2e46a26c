"""How soon the edge notices that a region no longer answers."""

from typing import Final

SAMPLES: Final = 4
"""Latest probes by which each place of the edge judges an origin."""
NEEDED: Final = 3
"""Probes of them that must have been answered."""


def detection_seconds(probe_seconds: int) -> int:
    """Return the seconds until requests go to the other origin: as many probes as must fail, one interval
    each (Front Door "Health probes": fewer than `NEEDED` good ones of `SAMPLES`).

    Args:
        probe_seconds: interval of the probes.
    """
    return (SAMPLES - NEEDED + 1) * probe_seconds
