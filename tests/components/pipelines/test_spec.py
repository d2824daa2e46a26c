"""What can be said of pipelines, and what cannot."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from jiban.components.pipelines.spec import PipelinesSpec

LEAST: dict[str, Any] = {"repository": "example/pms", "state": {"bucket": "example-state"}}


def test_the_least_that_has_to_be_said() -> None:
    """Which repository, and where the state is; the rest is what most have."""
    spec = PipelinesSpec.model_validate(LEAST)
    assert (spec.host, spec.branch, spec.environment, spec.provider) == ("github", "main", None, None)
    assert (spec.ids, spec.people, spec.session_minutes) == (None, (), 60)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("repository", "pms"),
        ("repository", "example/*"),
        ("repository", "*/pms"),
        ("repository", "example/pms:pull_request"),
        ("repository", "example/pms\n"),
        ("environment", "prod:ref"),
        ("environment", "*"),
        ("environment", "a b"),
        ("branch", "*"),
        ("branch", "release/*"),
        ("branch", "main:x"),
        ("host", "gitlab"),
        ("session_minutes", 59),
        ("session_minutes", 721),
        ("state", {"bucket": "s3://state"}),
        ("state", {"bucket": "state/*"}),
        ("state", {"bucket": "example-state", "key": "alias/state"}),
        ("ids", {"owner": 1}),
        ("ids", {"owner": 0, "repository": 1}),
        ("people", ("arn:aws:iam::111122223333:user/somebody",)),
        ("people", ("arn:aws:iam::111122223333:root",)),
        ("people", ("arn:aws:iam::111122223333:role/*",)),
        ("provider", "arn:aws:iam::111122223333:oidc-provider/example.com"),
    ],
)
def test_what_would_let_in_more_than_it_says_is_refused(field: str, value: object) -> None:
    """No pattern, no user, no other host, and nothing that ends a part of a token's subject early."""
    with pytest.raises(ValidationError):
        PipelinesSpec.model_validate(LEAST | {field: value})


def test_without_a_state_nobody_previews() -> None:
    """Where the state is has no default: both roles read it, and no other bucket."""
    with pytest.raises(ValidationError):
        PipelinesSpec.model_validate({"repository": "example/pms"})
