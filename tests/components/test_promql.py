"""Queries are read as Prometheus reads them."""

import sys

import pytest
from pydantic import TypeAdapter, ValidationError

from jiban.components.promql import Query, selectors

QUERY: TypeAdapter[str] = TypeAdapter(Query)


@pytest.mark.parametrize(
    "text",
    [
        "sum(rate(http_requests_total[5m]))",
        'avg(hikari:current_connections{pod=~"trip-.*"})',
        "histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))",
        "sum(up) > 5 or vector(0)",
        "(1)",
        "time()",
        "max_over_time(rate(x[5m])[1h:5m])",
        "up offset 5m",
        "holt_winters(x[5m], 0.1, 0.1)",
    ],
)
def test_what_gives_a_number_is_taken(text: str) -> None:
    """Vectors and plain numbers, with functions of old and new versions."""
    assert QUERY.validate_python(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sum(", "Prometheus cannot read the query: unclosed left parenthesis"),
        ("sum(rate(up))", "expected type matrix in call to function 'rate', got vector"),
        ("rats(up[5m])", "unknown function with name 'rats'"),
        ('up{job=~"("}', "illegal regex"),
        ("select count(*) from up", "Prometheus cannot read the query"),
        ("up[5m]", "the query's result is a range of samples for each series and no number"),
        ("(rate(up[5m])[1h:5m])", "the query's result is a range of samples for each series and no number"),
        ('"up"', "the query's result is a text and no number"),
    ],
)
def test_what_gives_none_is_refused(text: str, reason: str) -> None:
    """What the parser says, or what the result is."""
    with pytest.raises(ValidationError) as caught:
        QUERY.validate_python(text)
    assert reason in caught.value.errors()[0]["msg"]


def test_without_the_parser_a_query_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform's stack need not install the extra."""
    monkeypatch.setitem(sys.modules, "promql_parser", None)
    assert QUERY.validate_python("sum(") == "sum("


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ('x{a="b"}', [("x", [("a", "b", True)])]),
        ('x{a=~"b.*"}', [("x", [("a", "b.*", False)])]),
        ('x{a=~"b|"}', [("x", [])]),
        ('x{a!="b"}', [("x", [])]),
        ('x{a!=""}', [("x", [("a", "", False)])]),
        ('x{a!~"b?"}', [("x", [("a", "b?", False)])]),
        ('x{a="b" or a="c"}', [("x", [])]),
        ('sum by (z) (rate(x{a="b"}[2m])) / max_over_time(y[1h:5m])', [("x", [("a", "b", True)]), ("y", [])]),
        ('topk(2, -{__name__="x", a="b"})', [("x", [("a", "b", True)])]),
        ('{__name__=~"x.*", a="b"}', []),
        ("holt_winters(x[5m], 0.1, 0.1)", []),
        ("vector(0)", []),
    ],
)
def test_what_a_query_asks_of_labels(text: str, needs: list[tuple[str, list[tuple[str, str, bool]]]]) -> None:
    """A matcher that a series without the label meets as well asks for nothing."""
    found = [
        (each.metric, [(need.label, need.value, need.exact) for need in each.needs])
        for each in selectors(text)
    ]
    assert found == needs
