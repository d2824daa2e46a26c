"""Policy documents of AWS: whom they let in, and what they give."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jiban.model.plan import Secret
from jiban.policy.facts.documents import gives_everything, is_public, statements
from jiban.policy.testing import UNKNOWN
from jiban.policy.view import Node, NotKnownError

ALLOW: dict[str, Any] = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}


def document(**own: Any) -> Node:
    """A document of one statement that lets anybody in, but for what is said."""
    return Node({"Statement": [{**ALLOW, **own}]}, "policy")


def test_a_document_is_a_text_a_map_or_nothing() -> None:
    """A statement needs no list; an empty text has none."""
    assert len(statements(Node(json.dumps({"Statement": ALLOW}), "policy"))) == 1
    assert len(statements(document())) == 1
    assert statements(Node("  ", "policy")) == ()
    assert statements(Node(None, "policy")) == ()


def test_a_document_that_is_marked_as_secret_is_read() -> None:
    """Whom it lets in is none."""
    assert is_public(Node(Secret(json.dumps({"Statement": ALLOW})), "policy"))
    assert not is_public(Node(Secret({"Statement": {**ALLOW, "Effect": "Deny"}}), "policy"))


@pytest.mark.parametrize("text", ["{", "everything", "[" * 100_000])
def test_what_is_no_json_is_not_known(text: str) -> None:
    """The path is that of the input, whatever is wrong inside."""
    with pytest.raises(NotKnownError) as error:
        statements(Node(text, "policy"))
    assert (error.value.path, error.value.why) == ("policy", "is no JSON, which it has to be")


@pytest.mark.parametrize(
    ("own", "public"),
    [
        ({}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Principal": {"AWS": [UNKNOWN, "*"]}}, True),
        ({"Principal": {"Service": "*.amazonaws.com"}}, False),
        ({"Principal": {"Federated": "*"}}, False),
        ({"Principal": UNKNOWN, "Effect": "Deny"}, False),
        ({"Principal": UNKNOWN, "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}}, False),
        ({"Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}, "Bool": UNKNOWN}}, False),
        ({"Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}}, False),
        ({"Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app"}}}, True),
        ({"Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}}, True),
        ({"Condition": {"Null": {"aws:SourceArn": "false"}}}, True),
        ({"Condition": {"StringEquals": {"aws:SourceVpc": []}}}, True),
        ({"Condition": {"StringEquals": {"aws:RequestTag/team": "shop"}}}, True),
    ],
)
def test_who_is_let_in(own: dict[str, Any], public: bool) -> None:  # noqa: FBT001 - a table
    """Anybody, unless a condition that has to hold says who or from where."""
    assert is_public(document(**own)) is public


@pytest.mark.parametrize(
    "own",
    [
        {"Principal": UNKNOWN},
        {"Effect": UNKNOWN},
        {"Condition": {"ArnEquals": {"aws:SourceArn": UNKNOWN}}},
        {"Condition": UNKNOWN},
    ],
)
def test_who_is_let_in_may_not_be_known(own: dict[str, Any]) -> None:
    """Where what is not known decides."""
    with pytest.raises(NotKnownError, match=r"policy\.Statement"):
        is_public(document(**own))


@pytest.mark.parametrize(
    ("own", "what"),
    [
        ({"Action": "*"}, "every action on every resource"),
        ({"Action": "*:*"}, "every action on every resource"),
        ({"Action": ["S3:*", "s3:*", UNKNOWN]}, "every action of s3 on every resource"),
        ({"Action": "s3:Get*"}, ""),
        ({"Action": "*", "Resource": ["arn:aws:s3:::data"]}, ""),
        ({"Action": "*", "Resource": UNKNOWN, "Effect": "Deny"}, ""),
        ({"Action": None, "NotAction": ["iam:*"]}, "every action but some on every resource"),
        (
            {"Action": "*", "Resource": None, "NotResource": "arn:aws:s3:::data"},
            "every action on every resource",
        ),
    ],
)
def test_what_is_given(own: dict[str, Any], what: str) -> None:
    """Every action, of all services or of one, where the resource is any."""
    assert gives_everything(statements(document(**own))[0]) == what
