"""Every physical name is made here: predictable, legal for its kind, and without collisions.

A name is predictable so that an object whose creation was lost half-way can be found and adopted again. A
name that is too long, or holds letters its kind does not take, is shortened with a digest of the whole
request, so that two different requests of one stack never give one name.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from jiban.tables import table

_DIGEST: Final = 8
"""Hex digits that stand for what was lost: 4.3 thousand million values; a stack has some hundreds of
names."""
_GLOBAL_DIGEST: Final = 4
"""Hex digits that keep a globally unique name apart from other customers'; `Naming.salt` gives another
draw."""


class NameRefusedError(ValueError):
    """A name of which nothing legal can be made."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a provider accepts as a name of one kind of resource."""

    kind: str
    """The provider's type: `keyvault.Vault`."""
    prefix: str
    """Short word the name begins with, so that a list of names can be read: `kv`. Empty for the user's own
    names."""
    shortest: int
    longest: int
    pattern: re.Pattern[str]
    """What the whole name must match."""
    separator: str
    """Between the words: a hyphen, or nothing where the kind takes none."""
    is_global: bool
    """Whether the name is a public DNS name, shared with every other customer."""
    reserved: tuple[str, ...]
    """Words that the name may not hold anywhere."""

    def accepts(self, name: str) -> bool:
        """Whether the provider takes the name as it stands."""
        return (
            self.shortest <= len(name) <= self.longest
            and self.pattern.fullmatch(name) is not None
            and not any(word in name.lower() for word in self.reserved)
        )


@cache
def rules() -> Mapping[str, Rule]:
    """Return the naming rules by kind, from `names.yaml`, which says their source and date."""
    document = table("jiban.components", "names.yaml")
    reserved = tuple(document["reserved"]["words"])
    return {
        kind: Rule(
            kind=kind,
            prefix=row["prefix"],
            shortest=row["shortest"],
            longest=row["longest"],
            pattern=re.compile(row["pattern"]),
            separator=row.get("separator", "-"),
            is_global=row.get("global", False),
            reserved=reserved if row.get("global", False) else (),
        )
        for kind, row in document["kinds"].items()
    }


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of one stack."""

    project: str
    stack: str
    salt: str = ""
    """Text mixed into globally unique names: change it when another customer already has the name."""

    def physical(self, kind: str, name: str = "") -> str:
        """Return the physical name of one resource: `nsg-tripgen-gateway-prod`.

        It is made of prefix, project, name and stack. A kind whose names are globally unique also gets a
        digest of project, stack and salt.

        Args:
            kind: the provider's type, such as `network.VirtualNetwork`.
            name: what tells this resource from others of its kind in the stack; empty where there is only
                one.

        Raises:
            KeyError: when there is no rule for the kind.
            NameRefusedError: when nothing legal can be made of the request.
        """
        rule = rules()[kind]
        words = [self.project, *([name] if name else []), self.stack]
        suffix = _digest(self.project, self.stack, self.salt)[:_GLOBAL_DIGEST] if rule.is_global else ""
        return fit(rule, words, suffix)


def fit(rule: Rule, words: Sequence[str], suffix: str = "") -> str:
    """Join the rule's prefix, the words and the suffix into a legal name.

    What is lost or doubtful becomes a digest. The last word is the stack: a hyphen in it could be read as the
    end of the word before it, so it counts as doubtful.

    Raises:
        NameRefusedError: when nothing legal can be made of the words.
    """
    clean = [re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-") for word in words]
    if not any(clean):
        raise NameRefusedError(
            f"no {rule.kind} can be named after {_shown(words)}: it holds no ASCII letter or digit; use some"
        )
    parts = [part for part in (rule.prefix, *clean, suffix) if part]
    name = rule.separator.join(parts).replace("-", rule.separator)
    doubtful = (
        clean != list(words)
        or "-" in words[-1]
        or (rule.separator != "-" and any("-" in word for word in words))
    )
    if doubtful or len(name) > rule.longest:
        tail = rule.separator + _digest(*words, suffix)[:_DIGEST]
        name = name[: rule.longest - len(tail)].rstrip("-_") + tail
    for word in rule.reserved:
        if word in name:
            raise NameRefusedError(
                f"{name!r} is no legal name for a {rule.kind}: it holds the reserved word {word!r}; "
                "choose another name for the project or the stack"
            )
    if not rule.accepts(name):
        raise NameRefusedError(
            f"{name!r}, made of {_shown(words)}, is no legal name for a {rule.kind}: "
            f"{rule.shortest} to {rule.longest} characters that match {rule.pattern.pattern}"
        )
    return name


def stable_uuid(*texts: str) -> str:
    """Return the UUID that these texts always give: the name of a role assignment must be one."""
    return str(uuid5(NAMESPACE_URL, "jiban:" + _joined(texts)))


def fingerprint(*texts: str) -> str:
    """Return eight hex digits that change with any of these texts, for a name that must change with them."""
    return _digest(*texts)[:_DIGEST]


def _digest(*texts: str) -> str:
    return hashlib.sha256(_joined(texts).encode()).hexdigest()


def _joined(texts: Sequence[str]) -> str:
    """Join texts so that no other texts give the same: each one's length stands before it."""
    return "".join(f"{len(text)}:{text}" for text in texts)


def _shown(words: Sequence[str]) -> str:
    text = " ".join(words)
    return repr(text if len(text) <= 60 else f"{text[:57]}...")  # noqa: PLR2004 - a line of a message
