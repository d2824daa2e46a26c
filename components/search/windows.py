"""When a domain may be changed by AWS, as OpenSearch Service asks for it. Pure arithmetic."""

from jiban.components.search.spec import SearchWindowSpec
from jiban.components.weeks import DAY, minutes, offset


def off_peak_start(window: SearchWindowSpec) -> tuple[int, int]:
    """Return hour and minute at which the ten hours begin, in UTC."""
    return divmod((minutes(window.start) - offset(window.utc_offset)) % DAY, 60)
