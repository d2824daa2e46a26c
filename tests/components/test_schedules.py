"""Time zones are those of the IANA database, and two expressions are one when their times are."""

import pytest
from pydantic import TypeAdapter, ValidationError

from jiban.components.schedules import cron, same_times
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


@pytest.mark.parametrize(
    "text",
    [
        "0 0 1 1 0",
        "59 23 31 12 6",
        "0 9 5-5 * *",
        "0 9 * * 1-1",
        "0-59 0-23 1-31 1-12 0-6",
        "10/5 * * * *",
        "10-20/59 * * * *",
        "0 0 29 2 *",
        "0 0 31 1,2 *",
        "0 0 30 2 1",
        "0 9 * JAN-dec SUN-sat",
    ],
)
def test_what_keda_can_read_is_taken(text: str) -> None:
    """Both ends of every field, a range of one value, and days that some month has."""
    assert cron(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("60 0 * * *", "'60' is no minute; it is 0 to 59"),
        ("0 24 * * *", "'24' is no hour; it is 0 to 23"),
        ("0 0 0 * *", "'0' is no day of the month; it is 1 to 31"),
        ("0 0 32 * *", "'32' is no day of the month; it is 1 to 31"),
        ("0 0 1 0 *", "'0' is no month; it is 1 to 12"),
        ("0 0 1 13 *", "'13' is no month; it is 1 to 12"),
        ("0 0 * * 7", "'7' is no day of the week; it is 0 to 6"),
        ("0 0 * * 5-1", "'5-1' ends before it begins; write the smaller day of the week first"),
        ("0 0 6-5 * *", "'6-5' ends before it begins; write the smaller day of the month first"),
        ("*/0 * * * *", "'*/0' has no step after the slash; write it like */15"),
        ("*/ * * * *", "'*/' has no step after the slash; write it like */15"),
        ("0 0 * *", "'0 0 * *' has 4 fields; a cron expression has five"),
        ("@daily", "'@daily' has 1 field; a cron expression has five"),
        ("0 0 30 2 *", "'0 0 30 2 *' names a day that no such month has"),
        ("0 0 31 4,6,9,11 *", "'0 0 31 4,6,9,11 *' names a day that no such month has"),
    ],
)
def test_what_keda_cannot_read_is_refused(text: str, reason: str) -> None:
    """One beyond either end of a field, a range that runs backwards, and days that never come."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared
        cron(text)
    assert str(caught.value).startswith(reason)


def test_every_month_and_every_day_of_the_week_has_its_name() -> None:
    """January is 1, and Sunday is 0."""
    months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    for number, name in enumerate(months, start=1):
        assert same_times(f"0 0 1 {name} *", f"0 0 1 {number} *")
    for number, name in enumerate(days):
        assert same_times(f"0 0 * * {name}", f"0 0 * * {number}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0-20/10 * * * *", "0,10,20 * * * *"),
        ("10/20 * * * *", "10,30,50 * * * *"),
        ("*/25 * * * *", "0,25,50 * * * *"),
        ("0 0 10-12,20 * *", "0 0 10,11,12,20 * *"),
        ("0 0 ? * 1", "0 0 * * 1"),
    ],
)
def test_steps_begin_where_they_are_told_to(one: str, other: str) -> None:
    """A step without an end goes to the field's last value; lists hold ranges and values alike."""
    assert same_times(one, other)
