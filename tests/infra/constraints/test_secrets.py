"""Rules about the vault."""

from infra.constraints.secrets import expiry_reaches_somebody
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
    """The vault itself is refused there; without one nothing expires."""
    on_aws = environment({"cloud": "aws", "secrets": {"rotate_days": 90}})
    assert list(expiry_reaches_somebody(on_aws)) == []
    assert list(expiry_reaches_somebody(environment({"secrets": None}))) == []
