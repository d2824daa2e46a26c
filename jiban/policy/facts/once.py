"""How a fact is asked: once for a view of a stack, with the place of what it hangs on."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def once(
    fact: Callable[Concatenate[StackView, _Asked], _Answer],
) -> Callable[Concatenate[StackView, _Asked], _Answer]:
    """Keep the answers of a fact with the stack that they are about, those that it does not know among them.

    Args:
        fact: asked with a stack, and with what can be a key of a map. What it returns is not to be changed,
            so a generator has to be a tuple.
    """

    @wraps(fact)
    def asked(stack: StackView, *args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        key = (fact, args, tuple(sorted(kwargs.items())))
        found = stack.answers.get(key)
        if found is None:
            try:
                found = (True, fact(stack, *args, **kwargs))
            except NotKnownError as error:
                found = (False, (error.path, error.why))
            stack.answers[key] = found
        known, answer = cast("tuple[bool, Any]", found)
        if not known:
            raise NotKnownError(*answer)
        return answer

    return asked


@contextmanager
def of(other: ResourceView) -> Generator[None]:
    """Say whose property it is, where a fact about one resource hangs on a property of another.

    Raises:
        NotKnownError: what is done inside hangs on a value that is not known.
    """
    try:
        yield
    except NotKnownError as error:
        if " of " in error.path:  # it says already whose it is
            raise
        raise NotKnownError(f"{error.path} of {other.name}", error.why) from error


def origins(stack: StackView, resource: ResourceView, node: Node, *tokens: str) -> tuple[ResourceView, ...]:
    """Return the resources that an input comes from: exactly, where the value itself tells, as a plan's does.

    Args:
        stack: all resources.
        resource: whose input it is.
        node: the input, at any depth.
        tokens: types to look for; none for all.
    """
    told = [found for urn in node.sources if (found := stack.get(urn)) is not None]
    if told:
        return stack.first_of([found for found in told if not tokens or found.token in tokens])
    return stack.behind(resource, _first_step(node.path), *tokens)


def _first_step(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]
