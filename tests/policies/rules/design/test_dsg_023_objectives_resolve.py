"""DSG-023: every objective of a service is measured, alerted on and owned."""

from typing import Any

import pytest

from jiban.policies.rules.design.dsg_023_objectives_resolve import RULE
from jiban.policy.facts.objectives import OPENSLO, PYRRA, SLOTH
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

EVENTS = {"events": {"errorQuery": "errors", "totalQuery": "all"}}
OFF = {"disable": True}


def sloth(**slo: Any) -> ResourceView:
    """A document with one objective, owned by a label."""
    spec = {"labels": {"owner": "payments"}, "slos": [{"name": "requests", "sli": EVENTS, **slo}]}
    return resource(SLOTH, "slo", {"metadata": {}, "spec": spec})


def openslo(**spec: Any) -> ResourceView:
    """An objective of OpenSLO with an indicator of its own."""
    given = {"indicator": {"spec": {}}, **spec}
    return resource(OPENSLO, "slo", {"metadata": {"annotations": {"example.com/team": "pay"}}, "spec": given})


POLICY = "kubernetes:openslo.com/v1:AlertPolicy"
CASES = (
    passes(sloth()),
    fails(
        "nothing measures it: its sli has neither events with both queries, nor raw, nor plugin",
        sloth(sli={"events": {"errorQuery": "errors"}}),
    ),
    fails(
        "no burn-rate alert is left: pageAlert and ticketAlert are disabled",
        sloth(alerting={"pageAlert": OFF, "ticketAlert": OFF}),
    ),
    # One alert is left, whatever becomes of the other.
    passes(sloth(alerting={"pageAlert": {"disable": UNKNOWN}})),
    fails(
        "no burn-rate alert is left: burnrates is false; nobody owns it: there is no label owner or team",
        resource(
            PYRRA,
            "slo",
            {
                "spec": {
                    "indicator": {"bool_gauge": {"metric": "up"}},
                    "alerting": {"burnrates": False},
                }
            },
        ),
    ),
    passes(
        openslo(alertPolicies=[{"alertPolicyRef": "fast"}]),
        resource(
            POLICY,
            "fast",
            {
                "metadata": {"name": "fast"},
                "spec": {"conditions": [{"spec": {"condition": {"kind": "burnrate"}}}]},
            },
        ),
    ),
    fails("no burn-rate alert: the stack has no AlertPolicy slow", openslo(alertPolicies=["slow"])),
    unknown("spec.slos is not known before deployment", resource(SLOTH, "slo", {"spec": {"slos": UNKNOWN}})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
