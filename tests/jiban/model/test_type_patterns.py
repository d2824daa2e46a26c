"""Patterns of types fit what `fnmatch` says, however they are asked."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.model.type_patterns import TypePatterns

LETTERS = st.text(alphabet="ab:/*?[]!-A", max_size=6)


@given(st.lists(LETTERS, max_size=5), st.text(alphabet="ab:/A-]", max_size=6))
def test_a_type_fits_as_fnmatch_says(patterns: list[str], token: str) -> None:
    """Stars, question marks and sets anywhere, and letters that differ in size."""
    assert TypePatterns(patterns).fit(token) == any(fnmatchcase(token, each) for each in patterns)


@pytest.mark.parametrize(
    ("pattern", "token", "fits"),
    [
        ("aws:s3/bucket:Bucket", "aws:s3/bucket:Bucket", True),
        ("aws:s3/bucket:Bucket", "aws:s3/bucket:BucketV2", False),
        ("aws:s3/*", "aws:s3/bucket:Bucket", True),
        ("aws:s3/*", "aws:sqs/queue:Queue", False),
        ("azure-native:*:Budget", "azure-native:consumption:Budget", True),
        ("azure-native:*:Budget", "azure-native:consumption:BudgetFilter", False),
        ("azure-native:*:Budget*", "azure-native:consumption:BudgetFilter", True),
        ("*", "", True),
    ],
)
def test_kinds_of_patterns(pattern: str, token: str, *, fits: bool) -> None:
    """A type, a beginning, a star in the middle, and everything."""
    assert TypePatterns([pattern]).fit(token) is fits


def test_no_patterns_fit_nothing() -> None:
    """Not even an empty text."""
    assert not TypePatterns([]).fit("")
