"""When OpenSearch Service may change a domain."""

import pytest

from jiban.components.search.spec import SearchWindowSpec
from jiban.components.search.windows import off_peak_start


@pytest.mark.parametrize(
    ("start", "offset", "found"),
    [
        ("22:00", "+09:00", (13, 0)),
        ("04:30", "+09:00", (19, 30)),
        ("22:15", "-05:00", (3, 15)),
        ("00:00", "+00:00", (0, 0)),
    ],
)
def test_the_window_begins_in_utc(start: str, offset: str, found: tuple[int, int]) -> None:
    """On the day before or after where the zone is far."""
    spec = SearchWindowSpec.model_validate({"start": start, "utc_offset": offset})
    assert off_peak_start(spec) == found


def test_the_window_is_at_night_in_korea() -> None:
    """Ten hours from ten in the evening."""
    assert off_peak_start(SearchWindowSpec()) == (13, 0)
