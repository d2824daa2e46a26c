"""When ElastiCache may patch."""

import pytest

from jiban.components.cache.spec import CacheWindowSpec
from jiban.components.cache.windows import patch_window


@pytest.mark.parametrize(
    ("day", "start", "offset", "window"),
    [
        ("Sunday", "04:00", "+09:00", "sat:19:00-sat:20:00"),
        ("Sunday", "04:00", "+00:00", "sun:04:00-sun:05:00"),
        ("Monday", "23:30", "+00:00", "mon:23:30-tue:00:30"),
        ("Saturday", "23:30", "+00:00", "sat:23:30-sun:00:30"),
        ("Saturday", "22:00", "-05:00", "sun:03:00-sun:04:00"),
    ],
)
def test_patches_have_an_hour(day: str, start: str, offset: str, window: str) -> None:
    """On the day that it is in UTC, over midnight and over the end of the week."""
    spec = CacheWindowSpec.model_validate({"day": day, "start": start, "utc_offset": offset})
    assert patch_window(spec) == window
