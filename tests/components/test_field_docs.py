"""The texts below the fields of a model."""

from jiban.components.base import Spec
from jiban.components.field_docs import described_fields


class Above(Spec):
    """A model that another derives from."""

    first: int = 1
    """What stands above."""
    second: int = 2
    """What is said otherwise below."""


class Below(Above):
    """The other."""

    second: int = 3
    """Text of two lines,
    of which the second is indented.
    """
    silent: int = 4
    third: int = 5


def test_fields_are_described_by_the_text_below_them() -> None:
    """The nearest class counts, indentation does not, and a field without a text has none."""
    assert described_fields(Below) == {
        "first": "What stands above.",
        "second": "Text of two lines,\nof which the second is indented.",
    }
