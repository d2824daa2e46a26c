"""How Service Bus writes the sizes and the times of a specification."""

from typing import Final

from jiban.components.queue.spec import OneQueueSpec, TopicSpec

REMEMBERED_MINUTES: Final = 10
"""How long an id is remembered where duplicates are dropped and nothing else is said, as Azure has it."""
LAG_MINUTES: Final = 5
"""How far a copy may be behind where nothing else is said: the least that is not none."""
NOTHING: Final = "1=0"
"""A condition that no message meets: what the filter that Azure makes lets in when there are others."""


def megabytes(gigabytes: int) -> int:
    """Return a size in MiB: an entity's size is a multiple of 1024."""
    return gigabytes * 1024


def days(number: int) -> str:
    """Return a number of days as an ISO 8601 duration: `P14D`."""
    return f"P{number}D"


def duration(seconds: int) -> str:
    """Return a number of seconds as an ISO 8601 duration, as Azure writes it: `PT1M30S`, `P1DT2H`."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    whole, hours = divmod(hours, 24)
    time = "".join(
        f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if number
    )
    return (
        f"P{f'{whole}D' if whole else ''}{f'T{time}' if time or not whole else ''}"
        if time or whole
        else "PT0S"
    )


def remembered(entity: OneQueueSpec | TopicSpec) -> str | None:
    """Return how long ids are remembered; None where duplicates are not dropped."""
    if not entity.duplicate_detection:
        return None
    return duration(60 * (entity.duplicate_window_minutes or REMEMBERED_MINUTES))
