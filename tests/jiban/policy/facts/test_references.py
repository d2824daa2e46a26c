"""Which resources an input names."""

from __future__ import annotations

import pytest

from jiban.model.plan import UNKNOWN, Unknown
from jiban.policy.facts.references import named, pointing, short
from jiban.policy.testing import resource, urn
from jiban.policy.view import NotKnownError, StackView

INSTANCE = "aws:rds/instance:Instance"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
SERVER = "azure-native:dbforpostgresql:Server"
BASE = resource(INSTANCE, "base", {"identifier": "orders"})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("orders", "orders"),
        ("Orders", "orders"),
        ("arn:aws:rds:ap-northeast-2:111122223333:db:orders", "orders"),
        ("/subscriptions/0/resourceGroups/rg/providers/P/flexibleServers/Orders/", "orders"),
        ("https://sqs.ap-northeast-2.amazonaws.com/111122223333/orders", "orders"),
        ("", ""),
    ],
)
def test_the_name_at_the_end(text: str, name: str) -> None:
    """It is what follows the last slash, and then the last colon, in small letters."""
    assert short(text) == name


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("orders", ["base"]),
        ("ORDERS", ["base"]),
        ("arn:aws:rds:ap-northeast-2:111122223333:db:orders", ["base"]),
        ("theirs", []),
        ("", []),
        (None, []),
        (Unknown(sources=(BASE.urn,)), ["base"]),
        (Unknown(sources=(urn(ALARM, "other"),)), []),
    ],
)
def test_what_an_input_names(value: object, found: list[str]) -> None:
    """By name or ARN where it is known, else by the resource that it comes from."""
    replica = resource(INSTANCE, "replica", {"replicateSourceDb": value})
    stack = StackView([BASE, replica])
    assert [each.name for each in named(stack, replica, "replicateSourceDb", INSTANCE)] == found


def test_a_known_name_that_the_program_has_taken_from_a_resource() -> None:
    """The resource's own name is made up, so that no text could tell."""
    base = resource(INSTANCE, "base")
    replica = resource(
        INSTANCE, "replica", {"replicateSourceDb": "x"}, comes_from={"replicateSourceDb": [base.urn]}
    )
    stack = StackView([base, replica])
    assert named(stack, replica, "replicateSourceDb", INSTANCE) == (base,)


def test_what_nobody_knows() -> None:
    """A value that is not known, and does not tell where it comes from, may name anything."""
    replica = resource(INSTANCE, "replica", {"replicateSourceDb": UNKNOWN})
    with pytest.raises(NotKnownError, match="replicateSourceDb"):
        named(StackView([BASE, replica]), replica, "replicateSourceDb", INSTANCE)


def test_who_names_a_resource() -> None:
    """Several may, and those of whom nobody knows are kept apart."""
    copies = [resource(INSTANCE, name, {"replicateSourceDb": "orders"}) for name in ("first", "second")]
    doubtful = resource(INSTANCE, "doubtful", {"replicateSourceDb": UNKNOWN})
    found = pointing(StackView([BASE, *copies, doubtful]), INSTANCE, "replicateSourceDb", INSTANCE)
    assert (found.at(BASE), found.doubtful) == (tuple(copies), (doubtful,))
    assert found.at(copies[0]) == ()


def test_a_name_that_is_of_another_type() -> None:
    """A server is no instance, whatever it is called."""
    server = resource(SERVER, "server", {"serverName": "orders"})
    replica = resource(INSTANCE, "replica", {"replicateSourceDb": "orders"})
    assert named(StackView([server, replica]), replica, "replicateSourceDb", INSTANCE) == ()
