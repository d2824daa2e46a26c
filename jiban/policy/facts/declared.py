"""What a team declares of a part: by a tag of it, else by a value of the rule.

A tag says it where its name is the value's in any spelling: `rpo-minutes`, `rpo_minutes`, `RpoMinutes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiban.policy.view import NotKnownError

if TYPE_CHECKING:
    from jiban.policy.parameters import Parameter
    from jiban.policy.view import ResourceView, StackView


def declared(stack: StackView, resource: ResourceView, value: Parameter[int]) -> int:
    """Return what is declared of a part, 0 where nothing is.

    Raises:
        NotKnownError: its tag is not known before deployment, or is no number.
    """
    wanted = _plain(value.name)
    tags = resource["tags"]
    if tags.known:
        for key, node in tags.items():
            if _plain(key) == wanted:
                number = node.number()
                if number <= 0:
                    raise NotKnownError(node.path, "is no number above nothing, which it has to be")
                return number
    return value.of(stack)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
