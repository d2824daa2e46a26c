"""Passwords: whether one is a literal, in the program or in the clear in the stack's file."""

from __future__ import annotations

from jiban.policy.view import Node, NotKnownError, ResourceView


def is_there(node: Node) -> bool:
    """Tell whether a secret is given and not empty; one that is known later counts as not empty."""
    return node.given and (not node.known or node.public_part(bool))


def is_literal(resource: ResourceView, key: str) -> bool:
    """Tell whether an input is a text that whoever reads the program, or the stack's file, has.

    What is known only after deployment is none, nor is what comes from another resource, nor an encrypted
    value of the stack's file: a plan does not know those.

    Raises:
        NotKnownError: it is a secret, and the host does not tell where it comes from: the engine has
            decrypted the stack's file before it asks.
    """
    node = resource[key]
    if not node.known or not is_there(node):
        return False
    if any(resource.property_dependencies.get(key, ())):
        return False
    if node.secret and resource.source is None:
        raise NotKnownError(key, "is a secret, and the engine does not tell where it comes from")
    return True
