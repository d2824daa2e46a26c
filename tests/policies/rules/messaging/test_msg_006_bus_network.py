"""MSG-006: namespaces of Service Bus, their networks and their TLS."""

from __future__ import annotations

import pytest

from jiban.policies.rules.messaging.msg_006_bus_network import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown

NAMESPACE = "azure-native:servicebus:Namespace"
SHUT = {"publicNetworkAccess": "Disabled"}
STANDARD = {"sku": {"name": "Standard"}, "disableLocalAuth": True}
CASES = (
    passes(resource(NAMESPACE, inputs=SHUT)),
    passes(resource(NAMESPACE, inputs={"publicNetworkAccess": "SecuredByPerimeter"})),
    fails("publicNetworkAccess is not set, and Azure leaves it on", resource(NAMESPACE)),
    fails("publicNetworkAccess is not set, and Azure leaves it on", resource(NAMESPACE, inputs=STANDARD)),
    fails("minimumTlsVersion is 1.1", resource(NAMESPACE, inputs={**SHUT, "minimumTlsVersion": "1.1"})),
    passes(resource(NAMESPACE, inputs={**SHUT, "minimumTlsVersion": "1.3"})),
    unknown(
        "minimumTlsVersion is not known before deployment",
        resource(NAMESPACE, inputs={**SHUT, "minimumTlsVersion": UNKNOWN}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
