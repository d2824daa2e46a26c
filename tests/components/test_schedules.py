"""Time zones are those of the IANA database, and two expressions are one when their times are."""

import pytest
from pydantic import TypeAdapter, ValidationError

from jiban.components.schedules import same_times
from jiban.components.units import TimeZone

ZONE: TypeAdapter[str] = TypeAdapter(TimeZone)


@pytest.mark.parametrize(
    "name", ["Asia/Seoul", "UTC", "EST5EDT", "Etc/GMT-9", "America/Argentina/Ushuaia", "ROK"]
)
def test_zones_of_the_database_are_taken(name: str) -> None:
    """Places, offsets and the old names."""
    assert ZONE.validate_python(name) == name


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("asia/seoul", "set Asia/Seoul"),
        ("Asia/Soul", "set Asia/Seoul"),
        ("KST", "name one of its zones, such as Asia/Seoul"),
        ("+09:00", "name one of its zones, such as Asia/Seoul"),
        ("", "name one of its zones, such as Asia/Seoul"),
        ("../../etc/passwd", "name one of its zones, such as Asia/Seoul"),
    ],
)
def test_other_zones_are_refused(name: str, remedy: str) -> None:
    """Capitals count, and abbreviations and offsets are no zones."""
    with pytest.raises(ValidationError) as caught:
        ZONE.validate_python(name)
    said = caught.value.errors()[0]["msg"]
    assert said.startswith(f"Value error, the IANA time zone database has no zone {name!r}; ")
    assert said.partition("; ")[2].startswith(remedy)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0 9 * * 1-5", "0 9 * * MON-FRI"),
        ("0 9 * * *", "0  9 ? * ?"),
        ("*/15 * * * *", "0,15,30,45 * * * *"),
        ("0 9 */1 * *", "0 9 * * *"),
    ],
)
def test_two_spellings_of_one_time_are_the_same(one: str, other: str) -> None:
    """Names, steps and lists stand for numbers."""
    assert same_times(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("0 9 * * 1-5", "0 9 * * 1-6"), ("0 9 * * 1", "0 9 1-31 * 1"), ("0 9 * * *", "1 9 * * *")],
)
def test_other_times_are_not(one: str, other: str) -> None:
    """A day of the month that is written out counts beside the day of the week."""
    assert not same_times(one, other)
