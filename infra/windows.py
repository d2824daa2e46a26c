"""Hours of the week in which clouds may change what runs. Pure arithmetic."""

from typing import Final

from jiban.components.cluster.spec import MaintenanceSpec
from jiban.components.postgres.spec import WindowSpec
from jiban.components.postgres.windows import PATCH_MINUTES, patch_start

_WEEK: Final = 7 * 24 * 60


def at_once(upgrades: MaintenanceSpec, patches: WindowSpec) -> bool:
    """Whether the cluster's nodes may go in the hour in which the database may be patched.

    Args:
        upgrades: when the cloud may upgrade the cluster, for hours.
        patches: when it may patch the database, for an hour.
    """
    opens = WindowSpec(day=upgrades.day, start=upgrades.start, utc_offset=upgrades.utc_offset)
    first, second = patch_start(opens).minute, patch_start(patches).minute
    # The one begins while the other lasts, also over the end of the week.
    return (second - first) % _WEEK < 60 * upgrades.hours or (first - second) % _WEEK < PATCH_MINUTES
