"""SEC-008: a secret gets another value by itself."""

from typing import Final

from jiban.policy.facts.beside import Beside, said, some_say
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed
from jiban.policy.view import ResourceView, StackView

_SECRET: Final = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
_ROTATION: Final = Beside(
    ("aws:secretsmanager/secretRotation:SecretRotation",), "secretId", (_SECRET,), called=("name",)
)


def check(stack: StackView, secret: ResourceView) -> Verdict:
    """Judge a secret by the rotations that name it."""
    switches = said(stack, secret, _ROTATION, "rotationEnabled")
    if some_say(switches, lambda switch: switch.value is not False):
        return PASS
    names = ", ".join(each.by.name for each in switches)
    return failed(f"{names} is switched off" if names else "no secretsmanager.SecretRotation names it")


RULE: Final = StackRule(
    id="SEC-008",
    text="A secret of Secrets Manager rotates on a schedule.",
    severity=Severity.HIGH,
    level=Level.ADVISORY,
    reason="What has leaked opens its door until somebody changes it, and nobody changes it by hand.",
    remedy=(
        "Make a secretsmanager.SecretRotation with rotationRules for it; waive it where its owner gives it "
        "another value, as a third party's key."
    ),
    link="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
    types=(_SECRET,),
    compliance={
        "isms_p": ("2.7.2",),
        "checkov": ("CKV2_AWS_57",),
        "cdk_nag": ("AwsSolutions-SMG4",),
        "prowler": ("aws:secretsmanager_automatic_rotation_enabled",),
    },
    setting=("jiban:secrets.rotation",),
    check=each_of((_SECRET,), check),
)
