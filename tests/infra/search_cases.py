"""A value of each field of search that AWS takes, and one that it refuses; Azure refuses them all."""

from collections.abc import Mapping
from typing import Any, Final

from tests.infra.capability_case import Case, Change, at


def _case(field: str, value: Any, refused: Change | None = None) -> Case:
    asked = at(f"search.{field}", value)
    return Case(aws=asked, not_aws=None if refused is None else {"search": refused}, not_azure=asked)


CASES: Final[Mapping[str, Case]] = {
    "search.version": _case("version", "3.3", {"version": "2.9"}),
    "search.machine": _case("machine", "r7g.large.search", {"machine": "x1.odd"}),
    "search.nodes": _case("nodes", 3, {"nodes": 4, "standby": True}),
    "search.disk_gb": _case("disk_gb", 100, {"disk_gb": 101, "machine": "small"}),
    "search.dedicated_masters": _case("dedicated_masters", 3, {"dedicated_masters": 0, "standby": True}),
    "search.standby": _case("standby", True, {"standby": True, "machine": "small"}),  # noqa: FBT003 a value of the field
    "search.maintenance.start": _case("maintenance", {"start": "01:00"}),
    "search.maintenance.utc_offset": _case("maintenance", {"utc_offset": "+00:00"}),
}
