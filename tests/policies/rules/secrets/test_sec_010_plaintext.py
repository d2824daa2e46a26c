"""SEC-010: secrets among the inputs, marked, plain and not known yet."""

from __future__ import annotations

import pytest

from jiban.model.plan import Secret
from jiban.policies.rules.secrets.sec_010_plaintext import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

SERVER = "azure-native:dbforpostgresql:Server"
VAULT_SECRET = "azure-native:keyvault:Secret"  # noqa: S105 - a type
MAP = "kubernetes:core/v1:ConfigMap"
WORD = "correct-horse-battery-9"
UNMARKED = "and is not marked as one"


def config(**data: object) -> ResourceView:
    """A map of configuration."""
    return resource(MAP, inputs={"data": data})


CASES = (
    passes(resource(SERVER, inputs={"administratorLoginPassword": Secret(WORD)})),
    fails(
        f"administratorLoginPassword is a secret by its name, {UNMARKED}",
        resource(SERVER, inputs={"administratorLoginPassword": WORD}),
    ),
    fails(
        f"administratorLoginPassword is a secret by its name, {UNMARKED}",
        resource(SERVER, inputs={"administratorLoginPassword": Secret(WORD, found=True)}),
    ),
    unknown(
        "administratorLoginPassword is a secret by its name, "
        "and whether it is marked is known with deployment",
        resource(SERVER, inputs={"administratorLoginPassword": UNKNOWN}),
    ),
    passes(resource(SERVER, inputs={"administratorLoginPassword": Secret(UNKNOWN)})),
    fails(
        f"properties.value is a secret by its type, {UNMARKED}",
        resource(VAULT_SECRET, inputs={"properties": {"value": WORD}}),
    ),
    fails(
        f"data.URL holds an address with a password, {UNMARKED}", config(URL=f"postgres://app:{WORD}@db/app")
    ),
    fails(
        f'data["app.yaml"] holds password, a secret by its name, {UNMARKED}',
        resource(MAP, inputs={"data": {"app.yaml": f"database:\n  8080: x\n  password: {WORD}\n"}}),
    ),
    fails(
        f"data.env sets a variable that is a secret by its name, {UNMARKED}",
        config(env=f"LOG_LEVEL=info\nexport DB_PASSWORD='{WORD}'\n"),
    ),
    fails(
        f"env[1].value is the value of API_TOKEN, a secret by its name, {UNMARKED}",
        resource(
            "example:index:Service",
            inputs={"env": [{"name": "LOG_LEVEL", "value": "info"}, {"name": "API_TOKEN", "value": WORD}]},
        ),
    ),
    not_applicable(config(LOG_LEVEL="info")),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_verdict_holds_the_secret(case: Case) -> None:
    """Neither the reason nor a path has a word of it."""
    assert WORD not in str(case.judged_by(RULE))
