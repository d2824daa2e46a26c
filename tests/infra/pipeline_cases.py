"""What is tried of each line of the capability table that is about pipelines."""

from typing import Any, Final

from tests.infra.capability_case import Case, Change, at

_ACCOUNT: Final = "arn:aws:iam::111122223333"
_ROLE: Final = f"{_ACCOUNT}:role/shop-test-deploy"
_SPEC: Final[dict[str, Any]] = {
    "repository": "example/shop",
    "ids": {"owner": 1, "repository": 2},
    "state": {"bucket": "example-state"},
}

BASE: Final[Change] = {
    "scope": "pipelines",
    "extends": "test",
    "deploy_role": _ROLE,
    "cluster": {"admins": [_ROLE]},
    "pipelines": _SPEC,
}
"""A stack on AWS with pipelines that nothing is wrong with, beside what its environment has."""


def _case(path: str, value: Any) -> Case:
    """A value that works on AWS; on Azure nothing does."""
    spec, parts = at(path, value), path.split(".")
    over = {**_SPEC, **spec}
    if len(parts) > 1:
        over[parts[0]] = {**_SPEC[parts[0]], **spec[parts[0]]}
    return Case(aws={**BASE, "pipelines": over}, not_azure={"pipelines": over})


CASES: Final[dict[str, Case]] = {
    f"pipelines.{path}": _case(path, value)
    for path, value in {
        "host": "github",
        "repository": "example/other",
        "ids.owner": 3,
        "ids.repository": 3,
        "environment": "live",
        "branch": "trunk",
        "provider": f"{_ACCOUNT}:oidc-provider/token.actions.githubusercontent.com",
        "state.bucket": "other-state",
        "state.key": "arn:aws:kms:ap-northeast-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "people": [f"{_ACCOUNT}:role/operators"],
        "session_minutes": 120,
    }.items()
}
"""By tier and field, as in the capability table."""
