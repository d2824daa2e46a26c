"""How Service Bus writes the sizes and the times of a specification."""


def megabytes(gigabytes: int) -> int:
    """Return a size in MiB: an entity's size is a multiple of 1024."""
    return gigabytes * 1024


def days(number: int) -> str:
    """Return a number of days as an ISO 8601 duration: `P14D`."""
    return f"P{number}D"
