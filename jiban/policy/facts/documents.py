"""Policy documents of AWS: whom a statement lets in, and what it gives.

Sources: AWS IAM user guide, `reference_policies_elements` (Principal, NotPrincipal, Action, Resource,
Condition) and `reference_policies_elements_condition_operators`; Amazon S3 user guide,
`access-control-block-public-access`, "The meaning of public", read on 2026-11-28. What S3 calls public is
taken for every service, as IAM reads all documents alike.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from jiban.policy.facts.logic import every, some
from jiban.policy.facts.network.ranges import covers_internet, parse_any
from jiban.policy.facts.values import name_in
from jiban.policy.view import Node, NotKnownError

ANYTHING: Final = "*"
_NARROWING: Final = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "aws:username",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
"""Keys of conditions that say who it is, or where a request comes from, in small letters."""
_ADDRESS: Final = "aws:sourceip"
_NEGATED: Final = "not"
_TRUTH: Final = ("bool", "boolifexists")
_OBJECTS: Final = "/"
"""Stands in an ARN of objects, and in none of a bucket."""
_ACCOUNT: Final = 4
"""Which part of an ARN is the account."""


def statements(document: Node) -> tuple[Node, ...]:
    """Return the statements of a document, as JSON or as a map; none where there is no document.

    Raises:
        NotKnownError: it is not known before deployment, or no JSON.
    """
    read = opened(document)
    if read.value is None:
        return ()
    found = read["Statement"]
    return found.each() if isinstance(found.value, list | tuple) else (found,)


def opened(document: Node) -> Node:
    """Return what a text in JSON holds, as a place to walk from; a map as it is, an empty text as nothing.

    Raises:
        NotKnownError: it is not known before deployment, or no JSON.
    """
    # Whom it lets in, and to what, is no secret, also where the whole text is marked as one.
    value = document.public_part(_itself) if document.secret else document.value
    if not isinstance(value, str):
        return Node(value, document.path)
    if not value.strip():
        return Node(None, document.path)
    try:
        found: Any = json.loads(value)
    except (ValueError, RecursionError):
        raise NotKnownError(document.path, "is no JSON, which it has to be") from None
    return Node(found, document.path)


def _itself(value: Any) -> Any:
    return value


def allows(statement: Node) -> bool:
    """Tell whether a statement lets somebody in, or gives something: else it refuses.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return statement["Effect"].says("Allow")


def is_public(document: Node) -> bool:
    """Tell whether a statement of a document lets in who is not known.

    Raises:
        NotKnownError: none surely does, and one may.
    """
    return some([lambda each=each: lets_anybody_in(each) for each in statements(document)])


def lets_anybody_in(statement: Node) -> bool:
    """Tell whether a statement lets in who is not known: any principal, and no condition that says who.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    if not allows(statement):
        return False
    who: NotKnownError | None = None
    try:
        if not _any_principal(statement):
            return False
    except NotKnownError as error:
        who = error
    if _is_narrowed(statement):
        return False
    if who is not None:
        raise who
    return True


def _any_principal(statement: Node) -> bool:
    """Tell whether any principal is meant: by a star, or as everybody but some."""
    if statement["NotPrincipal"].given:
        return True
    return holds(_principals(statement["Principal"]), ANYTHING)


def _principals(node: Node) -> tuple[Node, ...]:
    """Return the names of accounts and roles; services and identity providers are none of the public."""
    if node.known and isinstance(node.value, dict):
        return values(node["AWS"])
    return values(node)


def holds(nodes: tuple[Node, ...], wanted: str) -> bool:
    """Tell whether one of some texts is this one.

    Raises:
        NotKnownError: none that is known is, and one is not known before deployment.
    """
    if wanted in _known(nodes):
        return True
    for node in nodes:
        node.text()
    return False


def _known(nodes: tuple[Node, ...]) -> list[str]:
    return [name for node in nodes if (name := name_in(node))]


def values(node: Node) -> tuple[Node, ...]:
    """Return one value, or those of a list.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    if not node.known:
        return (node,)
    if node.value is None:
        return ()
    return node.each() if isinstance(node.value, list | tuple) else (node,)


def conditions(statement: Node) -> Iterator[tuple[str, str, tuple[Node, ...]]]:
    """Yield the conditions of a statement, all of which have to hold: operator, key in small letters, values.

    Raises:
        NotKnownError: they are not known before deployment.
    """
    for operator, keys in statement["Condition"].items():
        for key, given in keys.items():
            yield operator, key.casefold(), values(given)


def _is_narrowed(statement: Node) -> bool:
    """Tell whether a condition lets in only who is named, or from where.

    Raises:
        NotKnownError: none surely does, and one may.
    """
    return some(
        [
            lambda operator=operator, keys=keys: _narrows(operator, keys)
            for operator, keys in statement["Condition"].items()
        ]
    )


def _narrows(operator: str, keys: Node) -> bool:
    """Tell whether an operator narrows: not one that also holds where its key is missing."""
    name = operator.casefold()
    if _NEGATED in name or name.startswith(("null", "forallvalues")) or name.endswith("ifexists"):
        return False
    named = [(key.casefold(), values(given)) for key, given in keys.items() if key.casefold() in _NARROWING]
    return some([lambda key=key, given=given: _are_fixed(key, given) for key, given in named])


def _are_fixed(key: str, given: tuple[Node, ...]) -> bool:
    """Tell whether values of a condition name something: accounts, networks, some addresses."""
    texts = [value.text() for value in given]
    if key == _ADDRESS:
        spans = [parse_any(text) for text in texts]
        return bool(spans) and None not in spans and not covers_internet(span for span in spans if span)
    return bool(texts) and all(_is_fixed(text) for text in texts)


def _is_fixed(value: str) -> bool:
    parts = value.split(":", 5)
    if parts[0] == "arn" and len(parts) > _ACCOUNT and parts[_ACCOUNT].isdigit():
        return True
    return ANYTHING not in value


def gives_everything(statement: Node) -> str:
    """Return how a statement allows every action, of AWS or of a service, on every resource; else nothing.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    if not allows(statement):
        return ""
    what = _every_action(statement)
    if not what:
        return ""
    everywhere = statement["NotResource"].given or holds(values(statement["Resource"]), ANYTHING)
    return f"{what} on every resource" if everywhere else ""


def _every_action(statement: Node) -> str:
    if statement["NotAction"].given:
        return "every action but some"
    given = values(statement["Action"])
    known = _known(given)
    if ANYTHING in known or f"{ANYTHING}:{ANYTHING}" in known:
        return "every action"
    services = sorted({text.partition(":")[0].lower() for text in known if text.endswith(f":{ANYTHING}")})
    if services:
        return f"every action of {', '.join(services)}"
    for node in given:
        node.text()
    return ""


def refuses_plain_http(document: Node) -> bool:
    """Tell whether a bucket's policy refuses every request to it and its objects that comes without TLS.

    One statement may be about the bucket, and another one about its objects. What a policy names is always of
    its own bucket.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    found = statements(document)
    return every(
        lambda: some([lambda each=each: _refuses(each, _is_bucket) for each in found]),
        lambda: some([lambda each=each: _refuses(each, _are_objects) for each in found]),
    )


def _refuses(statement: Node, is_meant: Callable[[str], bool]) -> bool:
    """Tell whether a statement refuses everybody everything without TLS, on what is meant."""
    return every(
        lambda: statement["Effect"].says("Deny"),
        lambda: holds(_principals(statement["Principal"]), ANYTHING),
        lambda: some([lambda each=each: each.says("s3:*", ANYTHING) for each in values(statement["Action"])]),
        lambda: some([lambda each=each: is_meant(each.text()) for each in values(statement["Resource"])]),
        lambda: _is_without_tls(statement),
    )


def _is_bucket(resource: str) -> bool:
    return _OBJECTS not in resource


def _are_objects(resource: str) -> bool:
    return resource.endswith(ANYTHING)


def _is_without_tls(statement: Node) -> bool:
    found = tuple(conditions(statement))
    if len(found) != 1:
        return False
    operator, key, given = found[0]
    is_asked = operator.casefold() in _TRUTH and key == "aws:securetransport" and bool(given)
    return is_asked and every(*(lambda each=each: each.says("false") for each in given))
