"""Rules about the vault."""

from typing import Any

from infra.constraints.secrets import expiry_reaches_somebody, functions_are_here
from jiban.components.base import Fault
from tests.infra.constraints.environments import environment, found

ALERTS = {"alerts": {"emails": ["a@example.com"]}}


def test_secrets_that_end_need_somebody_who_is_told() -> None:
    """Otherwise a service ends with its secret, to everybody's surprise."""
    assert found({"secrets": {"rotate_days": 90}}) == [
        Fault(
            ("secrets", "rotate_days"),
            "a secret expires after 90 days at most, and nobody would be told before: the environment has no "
            "alerts",
            "set observability.alerts, or remove rotate_days",
        )
    ]


def test_secrets_that_end_are_sound_with_alerts() -> None:
    """Event Grid hands over what expires."""
    assert found({"secrets": {"rotate_days": 90}, "observability": ALERTS}) == []


def test_secrets_that_are_good_for_ever_need_nobody() -> None:
    """As before."""
    assert found({"secrets": {"names": ["key"]}}) == []


def test_on_aws_nothing_is_said_of_what_expires() -> None:
    """Nothing expires there, and the field itself is refused; without a vault nothing expires, either."""
    on_aws = environment({"cloud": "aws", "secrets": {"rotate_days": 90}})
    assert list(expiry_reaches_somebody(on_aws)) == []
    assert list(expiry_reaches_somebody(environment({"secrets": None}))) == []


def rotated(**fields: Any) -> list[Fault]:
    """What is said of a function that rotates, in Seoul and AWS's example account."""
    function = "arn:aws:lambda:ap-northeast-2:111122223333:function:rotate"
    vault = {"names": ["key"], "rotation": {"key": {"function": function}}}
    on_aws = environment({"cloud": "aws", "region": "ap-northeast-2", "secrets": vault, **fields})
    return list(functions_are_here(on_aws))


def test_a_function_of_the_environment_rotates() -> None:
    """Whether the account is named or not."""
    assert rotated() == rotated(account="111122223333") == []


def test_a_function_elsewhere_rotates_nothing() -> None:
    """Secrets Manager would not call it."""
    path = ("secrets", "rotation", "key", "function")
    assert rotated(region="ap-northeast-1", account="444455556666") == [
        Fault(
            path,
            "the function is in ap-northeast-2, and the secret in ap-northeast-1, where none of another "
            "region is called",
            "name a function in ap-northeast-1",
        ),
        Fault(
            path,
            "the function is of account 111122223333, and the environment's is 444455556666",
            "name a function of the environment's account",
        ),
    ]


def test_without_a_vault_nothing_rotates() -> None:
    """And on Azure a rotation is refused itself."""
    assert list(functions_are_here(environment({"cloud": "aws", "secrets": None}))) == []
