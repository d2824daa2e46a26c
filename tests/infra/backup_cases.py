"""A value of each field of backups that AWS takes, and one that it refuses."""

from collections.abc import Mapping
from typing import Any, Final

from tests.infra.capability_case import Case, at

ON: Final = True


def _backup(field: str, value: Any, refused: Any = None, **beside: Any) -> Case:
    """A value that AWS takes, beside what it needs there, and one that it refuses; Azure has no such tier."""
    fields = {field: value, **beside}
    return Case(
        aws=at("backup", fields),
        not_aws=None if refused is None else at("backup", {field: refused}),
        not_azure=at("backup", fields),
    )


_FINAL: Final[Mapping[str, Any]] = {"lock": "compliance", "changeable_for_days": 3, "lock_is_final": ON}

CASES: Final[Mapping[str, Case]] = {
    "backup.daily": _backup("daily", "02:00+09:00"),
    "backup.keep_days": _backup("keep_days", 90),
    "backup.hourly": _backup("hourly", ON),
    "backup.hourly_keep_days": _backup("hourly_keep_days", 3, 5, hourly=ON),
    "backup.copy_region": _backup("copy_region", "none", "ap-northeast-9"),
    "backup.copy_keep_days": _backup("copy_keep_days", 90),
    "backup.lock": _backup("lock", "none"),
    "backup.changeable_for_days": Case(
        aws=at("backup", {**_FINAL, "changeable_for_days": 7}), not_azure=at("backup", _FINAL)
    ),
    "backup.lock_is_final": Case(aws=at("backup", _FINAL), not_azure=at("backup", _FINAL)),
    "backup.drill": _backup("drill", "none"),
}
"""What is tried, by the table's line: tier and field."""
