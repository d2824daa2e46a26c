"""What cannot be asked for of a domain at all."""

from typing import Any

import pytest
from pydantic import ValidationError

from jiban.components.search.spec import SearchSpec


@pytest.mark.parametrize("count", [1, 2, 4, 7])
def test_masters_come_in_none_three_or_five(count: int) -> None:
    """One is no help, two agree on nothing, four are worth no more than three."""
    with pytest.raises(ValidationError, match="0, 3 or 5"):
        SearchSpec.model_validate({"dedicated_masters": count})


@pytest.mark.parametrize(
    "fields",
    [
        {"nodes": 0},
        {"nodes": 81},
        {"disk_gb": 9},
        {"version": "OpenSearch_3.5"},
        {"version": "3"},
        {"machine": "m7g medium"},
        {"maintenance": {"start": "24:00"}},
        {"maintenance": {"day": "Sunday"}},
        {"shards": 1},
    ],
)
def test_values_out_of_bounds_are_refused(fields: dict[str, Any]) -> None:
    """Before a cloud is asked."""
    with pytest.raises(ValidationError):
        SearchSpec.model_validate(fields)
