"""PG-014: whoever reads the program does not know how to sign in as administrator."""

from dataclasses import replace

import pytest

from jiban.model.plan import Secret
from jiban.policies.rules.postgres.pg_014_admin_password import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn

SERVER = "azure-native:dbforpostgresql:Server"
INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
WORD = "hunter2-hunter2"
STANDS = "stands in the program, or in the clear in the stack's file"


CASES = (
    fails(f"password {STANDS}", resource(INSTANCE, inputs={"password": WORD})),
    fails(f"password {STANDS}", resource(INSTANCE, inputs={"password": Secret(WORD)})),
    fails(f"masterPasswordWo {STANDS}", resource(CLUSTER, inputs={"masterPasswordWo": WORD})),
    passes(resource(INSTANCE, inputs={"password": UNKNOWN, "username": "owner"})),
    passes(resource(INSTANCE, inputs={"manageMasterUserPassword": True, "username": "owner"})),
    passes(
        resource(
            INSTANCE, inputs={"password": WORD}, comes_from={"password": [urn("random:x:Password", "drawn")]}
        )
    ),
    fails(
        "username is Postgres, which everybody tries first",
        resource(INSTANCE, inputs={"username": "Postgres"}),
    ),
    passes(resource(INSTANCE, inputs={"username": "postgres"}), parameters={"default_names": ("root",)}),
    unknown("username is not known before deployment", resource(INSTANCE, inputs={"username": UNKNOWN})),
    fails(
        f"administratorLoginPassword {STANDS}", resource(SERVER, inputs={"administratorLoginPassword": WORD})
    ),
    passes(
        resource(
            SERVER, inputs={"administratorLogin": "postgres", "authConfig": {"passwordAuth": "disabled"}}
        ),
        reason="nobody signs in with a password",
    ),
    unknown(
        "authConfig.passwordAuth is not known before deployment",
        resource(SERVER, inputs={"administratorLogin": "admin", "authConfig": {"passwordAuth": UNKNOWN}}),
    ),
    not_applicable(
        resource(INSTANCE, inputs={"snapshotIdentifier": "nightly"}),
        reason="its accounts are those of what it is made of",
    ),
    fails(
        f"password {STANDS}", resource(INSTANCE, inputs={"snapshotIdentifier": "nightly", "password": WORD})
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected


def test_a_secret_in_the_engine() -> None:
    """The engine has decrypted the stack's file, and tells no line: the text may come from there."""
    told = resource(INSTANCE, inputs={"password": Secret(WORD)})
    untold = replace(told, resource=replace(told.resource, source=None))
    case = unknown("password is a secret, and the engine does not tell where it comes from", untold)
    assert case.judged_by(RULE) == case.expected
