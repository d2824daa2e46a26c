"""DSG-020: a change brings no failure of a policy that was not there before."""

import pytest

from jiban.policies.rules.design.dsg_020_no_regression import RULE
from jiban.policy.rule import Change, Outcome
from jiban.policy.testing import Case, of_change, resource

NEVER_UNKNOWN = "what could not be told before and fails now is new"
DB = resource("aws:rds/instance:Instance", "db")


def change(*regressions: str) -> Change:
    """A change with failures that are new."""
    return Change("update", DB, DB, regressions=regressions)


CASES = (
    of_change(Outcome.PASS, "", change()),
    of_change(
        Outcome.FAIL,
        "it is new with this change that PG-002: storageEncrypted is False; PG-008: multiAz is False",
        change("PG-002: storageEncrypted is False", "PG-008: multiAz is False"),
    ),
    of_change(
        Outcome.NOT_APPLICABLE,
        "nobody has judged what was there before: compare with it by jiban diff",
        Change("update", DB, DB),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
