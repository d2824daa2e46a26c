"""What the roles of pipelines are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.pipelines.roles import RoleNames

ACCOUNT = "arn:aws:iam::111122223333"


def test_the_names_follow_the_role_that_deploys() -> None:
    """Environment and verb are in each; the path is the same."""
    names = RoleNames.of(f"{ACCOUNT}:role/ci/pms-prod-deploy")
    assert names is not None
    assert names.role_arns == (
        f"{ACCOUNT}:role/ci/pms-prod-deploy",
        f"{ACCOUNT}:role/ci/pms-prod-preview",
    )
    assert (names.boundary_arn, names.path) == (f"{ACCOUNT}:policy/ci/pms-prod-boundary", "/ci/")


@pytest.mark.parametrize("name", ["deployer", "deploy", "-deploy", f"{'a' * 57}-deploy", "pms-deploy/x"])
def test_a_name_that_gives_no_others_gives_none(name: str) -> None:
    """It ends in -deploy, something stands before that, and the longest of the names fits into 64 letters."""
    assert RoleNames.of(f"{ACCOUNT}:role/{name}") is None


@given(st.from_regex(r"[A-Za-z0-9_+=,.@-]{1,56}", fullmatch=True))
def test_the_three_names_are_never_one(base: str) -> None:
    """Whatever stands before, the roles and the boundary are three, of 64 characters at most."""
    names = RoleNames.of(f"{ACCOUNT}:role/{base}-deploy")
    assert names is not None
    found = {names.name("deploy"), names.name("preview"), names.boundary}
    assert (len(found), max(map(len, found)) <= 64) == (3, True)
