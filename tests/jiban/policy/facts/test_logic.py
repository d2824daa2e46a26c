"""Questions of several parts, of which some may not be known."""

from __future__ import annotations

import pytest

from jiban.policy.facts.logic import every, some
from jiban.policy.view import NotKnownError


def yes() -> bool:
    """A part that is so."""
    return True


def no() -> bool:
    """A part that is not."""
    return False


def open_() -> bool:
    """A part that nobody knows."""
    raise NotKnownError("x")


def test_one_yes_is_enough_for_some() -> None:
    """Whatever the unknown ones turn out to be."""
    assert some([no, open_, yes])
    assert not some([no, no])
    assert not some([])
    with pytest.raises(NotKnownError):
        some([no, open_])


def test_one_no_is_enough_against_every() -> None:
    """Whatever the unknown ones turn out to be."""
    assert not every(yes, open_, no)
    assert every(yes, yes)
    assert every()
    with pytest.raises(NotKnownError):
        every(yes, open_)
