"""SEC-003: what is deleted from a vault can be had back."""

from typing import Any

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.secrets.sec_003_vault_recovery import RULE
from jiban.policy.rule import Outcome
from tests.policies.verdicts import FAIL, NONE, OPEN, PASS, each_case, verdict_of

SERVER = "azure-native:dbforpostgresql:Server"
VAULT = "azure-native:keyvault:Vault"


CASES = [
    (VAULT, {"properties": {"enablePurgeProtection": True}}, PASS, ""),
    (
        VAULT,
        {"properties": {}},
        FAIL,
        "enablePurgeProtection is not true, so what is deleted can be wiped out at once",
    ),
    (
        VAULT,
        {"properties": {"enablePurgeProtection": True, "enableSoftDelete": False}},
        FAIL,
        "enableSoftDelete is false",
    ),
    (
        VAULT,
        {"properties": {"enablePurgeProtection": UNKNOWN}},
        OPEN,
        "properties.enablePurgeProtection is not known before deployment",
    ),
    (VAULT, {"properties": {"enablePurgeProtection": True, "enableSoftDelete": True}}, PASS, ""),
    (
        VAULT,
        {"properties": {"enablePurgeProtection": False}},
        FAIL,
        "enablePurgeProtection is not true, so what is deleted can be wiped out at once",
    ),
    (
        VAULT,
        {"properties": {"enablePurgeProtection": True, "enableSoftDelete": UNKNOWN}},
        OPEN,
        "properties.enableSoftDelete is not known before deployment",
    ),
    (SERVER, {}, NONE, "dbforpostgresql:Server is not what the rule is about"),
]


@each_case(CASES)
def test_a_verdict(token: str, inputs: dict[str, Any], outcome: Outcome, reason: str) -> None:
    """The rule says of the inputs what its table says, and why."""
    assert verdict_of(RULE, token, inputs) == (outcome, reason)


def test_every_kind_of_verdict_is_in_the_table() -> None:
    """The table holds a pass, a failure, an unknown and something that the rule is not about."""
    assert {case[2] for case in CASES} == set(Outcome) - {Outcome.ERROR}
