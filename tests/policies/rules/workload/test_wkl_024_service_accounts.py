"""WKL-024: pods are somebody to the API server only where they have to be."""

from collections.abc import Mapping
from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_024_service_accounts import RULE
from jiban.policy.facts.kubernetes import DEPLOYMENT
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

SPEC = "spec.template.spec"


def pods(*containers: Mapping[str, Any], **spec: Any) -> ResourceView:
    """A Deployment of some containers."""
    listed = [{"name": "web", **each} for each in containers]
    return resource(DEPLOYMENT, inputs={"spec": {"template": {"spec": {"containers": listed, **spec}}}})


ACCOUNT = "kubernetes:core/v1:ServiceAccount"


def account(**more: Any) -> ResourceView:
    """The account web."""
    return resource(ACCOUNT, "account", {"metadata": {"name": "web"}, **more})


CASES = (
    passes(pods({}, serviceAccountName="web", automountServiceAccountToken=False)),
    passes(pods({}, serviceAccountName="web"), account(automountServiceAccountToken=False)),
    fails(
        "its pods have the account default of their namespace; the token of the account is put into its pods",
        pods({}),
    ),
    fails("the token of the account is put into its pods", pods({}, serviceAccountName="web"), account()),
    fails(
        "the token of the account is put into its pods",
        pods({}, serviceAccountName="web", automountServiceAccountToken=True),
        account(automountServiceAccountToken=False),
    ),
    passes(
        pods({}, serviceAccountName="web"),
        account(),
        resource(
            f"{ACCOUNT}Patch", "patch", {"metadata": {"name": "web"}, "automountServiceAccountToken": False}
        ),
        reason="",
    ),
    unknown(
        f"{SPEC}.automountServiceAccountToken is not set, and what the account says is no part of the stack",
        pods({}, serviceAccountName="theirs"),
        account(),
    ),
    unknown(
        f"{SPEC}.serviceAccountName is not known before deployment",
        pods({}, serviceAccountName=UNKNOWN, automountServiceAccountToken=False),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
