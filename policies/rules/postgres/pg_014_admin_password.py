"""PG-014: whoever reads the program does not know how to sign in as the administrator of a database."""

from typing import Final

from jiban.policy.facts.credentials import is_literal
from jiban.policy.facts.databases import CLUSTER, INSTANCE, SERVER, takes_over
from jiban.policy.facts.values import effective
from jiban.policy.parameters import Parameter
from jiban.policy.rule import (
    PASS,
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    not_applicable,
    passed,
    together,
)
from jiban.policy.view import ResourceView, StackView

NAMES: Final = Parameter(
    "default_names", ("postgres", "admin"), "Names of an administrator that everybody tries first."
)
_DATABASES: Final = (SERVER, INSTANCE, CLUSTER)
_PASSWORDS: Final = {
    SERVER: ("administratorLoginPassword",),
    INSTANCE: ("password", "passwordWo"),
    CLUSTER: ("masterPassword", "masterPasswordWo"),
}
_NAME: Final = {SERVER: "administratorLogin", INSTANCE: "username", CLUSTER: "masterUsername"}


def check(stack: StackView, database: ResourceView) -> Verdict:
    """Judge a flexible server, an instance or a cluster that has accounts of its own."""
    said = (*_PASSWORDS[database.token], _NAME[database.token])
    if not any(database[key].given for key in said) and takes_over(database):
        return not_applicable("its accounts are those of what it is made of")
    found = together(
        (
            judged(_name, stack, database),
            *(judged(_password, database, key) for key in _PASSWORDS[database.token]),
        )
    )
    if found == PASS or database.token != SERVER:
        return found
    if effective(database, "authConfig.passwordAuth").says("Disabled"):
        return passed("nobody signs in with a password")
    return found


def _name(stack: StackView, database: ResourceView) -> Verdict:
    name = database[_NAME[database.token]]
    if not name.says(*NAMES.of(stack)):
        return PASS
    return failed(f"{name.path} is {name.text()}, which everybody tries first", name.path)


def _password(database: ResourceView, key: str) -> Verdict:
    if not is_literal(database, key):
        return PASS
    return failed(f"{key} stands in the program, or in the clear in the stack's file", key)


RULE: Final = StackRule(
    id="PG-014",
    text="The administrator of a database has a password that is no literal, and a name of their own.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "A password in a program is known to everybody who ever sees a copy of it, and stays valid when "
        "they leave; with a default name only the password is left to guess."
    ),
    remedy=(
        "Let RDS keep the password (manageMasterUserPassword), or take it from a secret store or an "
        "encrypted value of the stack's file, and choose another name; on Azure turn passwords off "
        "(authConfig.passwordAuth)."
    ),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
    types=_DATABASES,
    parameters=(NAMES,),
    compliance={
        "isms_p": ("2.5.1",),
        "psrule": ("Azure.Deployment.SecureValue",),
        "prowler": ("aws:rds_instance_default_admin",),
    },
    check=each_of(_DATABASES, check),
)
