"""The names of a base in which secrets are hidden, told by the names of the head.

A name is never shown with a secret in it, so a base that comes as a document has `[secret]` there, or a
fingerprint where this command has had it made. The head's names are whole. What one of them looks like when
it is hidden in the same way is that name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from jiban.model.texts import keys, name_parts, with_texts
from jiban.secrecy import MASK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jiban.model.plan import Plan, Resource
    from jiban.secrecy import Gate


_SEALED: Final = "[secret:"


def recognised(base: Plan, head: Plan, hidden: Callable[[str], str], gate: Gate) -> Plan:
    """Return a base with the names that the head has too, where they are hidden in it.

    Args:
        base: a plan read from a document.
        head: the plan that it is compared with.
        hidden: what the base has in the place of a name, or of a part of a URN.
        gate: what hides them again; it is told of those that the head does not have.
    """
    if not is_masked(base):
        return base
    known = {part for each in head.resources for name in _names(each) for part in name_parts(name)}
    meant = {shown: part for part in known if (shown := hidden(part)) != part}
    meant |= _alone(base, head, meant, gate)
    found = with_texts(base, lambda text: "::".join(meant.get(part, part) for part in name_parts(text)))
    left = [text for each in found.resources for text in _names(each) if MASK.search(text)]
    gate.learn([mask[0] for text in left for mask in MASK.finditer(text) if mask[0].startswith(_SEALED)])
    gate.keep_apart(left)
    return found


def is_masked(plan: Plan) -> bool:
    """Return whether names of a plan are hidden in it."""
    # All in one, as there are thousands; no mask goes over the end of one.
    return MASK.search("\0".join(text for each in plan.resources for text in _names(each))) is not None


def _alone(base: Plan, head: Plan, meant: Mapping[str, str], gate: Gate) -> dict[str, str]:
    """Match names that a document hides in another way, where one name of the head alone fits with a secret.

    Numbers depend on what else a plan held when the document was made.
    """
    here = {each.urn for each in base.resources}
    free = [each.urn for each in head.resources if each.urn not in here]
    found: dict[str, list[str]] = defaultdict(list)
    for urn in here:
        shown = "::".join(meant.get(part, part) for part in name_parts(urn))
        if MASK.search(shown) and _SEALED not in shown:
            form = re.compile("(.+)".join(map(re.escape, MASK.split(shown))), re.DOTALL)
            matches = [match for each in free if (match := form.fullmatch(each))]
            fitting = [match[0] for match in matches if all(map(gate.knows, match.groups()))]
            if len(fitting) == 1:
                found[fitting[0]].append(urn)
    pairs = [(of[0], urn) for urn, of in found.items() if len(of) == 1]
    return {
        shown: text
        for before, after in pairs
        for shown, text in zip(name_parts(before), name_parts(after), strict=True)
        if shown != text
    }


def _names(resource: Resource) -> Iterator[str]:
    """Yield the texts that a resource and its properties are known by."""
    yield from (resource.urn, resource.type, resource.name, resource.id or "", *resource.aliases)
    for value in (resource.inputs, resource.outputs):
        yield from keys(value)
