"""Queries of Prometheus, read by the parser that promql-parser ports from Prometheus itself.

The parser is compiled (wheels for Linux, macOS and Windows on x86-64, for Linux and macOS on ARM, as of
0.12.0), so it comes with the extra `kubernetes`; where it is not installed, a query is taken as it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import AfterValidator, StringConstraints

_KINDS: Final = {
    "MatrixSelector": "a range of samples for each series",
    "SubqueryExpr": "a range of samples for each series",
    "StringLiteral": "a text",
}
"""Results that are no number, by the parser's class."""
_OLD_FUNCTIONS: Final = ("holt_winters",)
"""Functions of Prometheus 2 that the parser no longer has (Prometheus 3.0, "Migration guide")."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """What a query asks of one label."""

    label: str
    value: str
    exact: bool
    """Whether the label must be this value; else it must be some value that fits a pattern."""


@dataclass(frozen=True, slots=True)
class Selector:
    """The series that a part of a query asks for."""

    metric: str
    needs: Sequence[Matcher]
    """What they must have. A matcher that a series without the label meets as well is left out."""


def selectors(text: str) -> Sequence[Selector]:
    """Return what a query that Prometheus can read asks for; parts that name no metric are left out.

    Nothing is told without the parser, nor of a query that only an older Prometheus can read.
    """
    parser = _parser()
    if parser is None:
        return ()
    try:
        return tuple(_selectors(parser.parse(text)))
    except ValueError:
        return ()


def query(text: str) -> str:
    """Return a query as it stands.

    Raises:
        ValueError: Prometheus cannot read it, or its result is no number.
    """
    parser = _parser()
    if parser is None:
        return text
    try:
        found: Any = parser.parse(text)
    except ValueError as error:
        said = str(error)
        if any(f"'{name}'" in said for name in _OLD_FUNCTIONS):
            return text
        raise ValueError(
            f"Prometheus cannot read the query: {said}; write PromQL, such as sum(rate(requests_total[5m]))"
        ) from None
    while type(found).__name__ == "ParenExpr":
        found = found.expr
    kind = _KINDS.get(type(found).__name__)
    if kind is not None:
        raise ValueError(
            f"the query's result is {kind} and no number; make it one, such as sum(rate(requests_total[5m]))"
        )
    return text


def _selectors(found: Any) -> Iterator[Selector]:
    if type(found).__name__ == "VectorSelector":
        matchers: list[Any] = list(found.matchers.matchers)
        names = [each.value for each in matchers if each.name == "__name__" and _operator(each) == "Equal"]
        # Alternatives (`or`) are no demands, and a name by pattern may be anything.
        if found.name or names:
            needs = (_need(each) for each in matchers if each.name != "__name__")
            yield Selector(found.name or names[0], tuple(each for each in needs if each))
        return
    for part in ("lhs", "rhs", "expr", "param", "vector_selector"):
        below: Any = getattr(found, part, None)
        if below is not None:
            yield from _selectors(below)
    for argument in getattr(found, "args", ()):
        yield from _selectors(argument)


def _need(matcher: Any) -> Matcher | None:
    """Return a matcher that no series without its label meets, else None."""
    operator, value = _operator(matcher), str(matcher.value)
    fits_nothing = value == "" if operator in ("Equal", "NotEqual") else _fits_nothing(value)
    if fits_nothing != operator.startswith("Not"):
        return None
    return Matcher(matcher.name, value, exact=operator == "Equal")


def _operator(matcher: Any) -> str:
    return str(matcher.op).rpartition(".")[2]


def _fits_nothing(pattern: str) -> bool:
    """Whether a pattern fits a label that is not there; one that only Prometheus can read may."""
    try:
        return re.fullmatch(pattern, "") is not None
    except re.error:
        return True


def _parser() -> Any:
    try:
        import promql_parser  # noqa: PLC0415 of an extra, which a platform's stack need not install
    except ModuleNotFoundError:
        return None
    return promql_parser


Query = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(query)]
"""A PromQL query."""
