"""Questions of several parts: an answer holds where the parts that are not known decide nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jiban.policy.view import NotKnownError


def some(questions: Iterable[Callable[[], bool]]) -> bool:
    """Tell whether one of some questions is answered with yes.

    Raises:
        NotKnownError: none surely is, and one may be.
    """
    doubt: NotKnownError | None = None
    for question in questions:
        try:
            if question():
                return True
        except NotKnownError as error:
            doubt = doubt or error
    if doubt is not None:
        raise doubt
    return False


def every(*questions: Callable[[], bool]) -> bool:
    """Tell whether all of some questions are answered with yes.

    Raises:
        NotKnownError: none is surely answered with no, and one may be.
    """
    doubt: NotKnownError | None = None
    for question in questions:
        try:
            if not question():
                return False
        except NotKnownError as error:
            doubt = doubt or error
    if doubt is not None:
        raise doubt
    return True
