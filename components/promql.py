"""Queries of Prometheus, read by the parser that promql-parser ports from Prometheus itself.

The parser is compiled (wheels for Linux, macOS and Windows on x86-64, for Linux and macOS on ARM, as of
0.12.0), so it comes with the extra `kubernetes`; where it is not installed, a query is taken as it stands.
"""

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


def _parser() -> Any:
    try:
        import promql_parser  # noqa: PLC0415 of an extra, which a platform's stack need not install
    except ModuleNotFoundError:
        return None
    return promql_parser


Query = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(query)]
"""A PromQL query."""
