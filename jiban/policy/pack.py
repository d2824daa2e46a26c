"""A pack of rules, and which one a project is judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from jiban.policy.fields import checked, checked_items, type_of
from jiban.policy.rule import Rule
from jiban.project.declaration import declaration, installed_pack
from jiban.project.errors import JibanError


@dataclass(frozen=True, slots=True)
class Pack:
    """Rules under one name."""

    name: str
    """As Pulumi shows it."""
    rules: tuple[Rule, ...]
    parts: tuple[Pack, ...] = ()
    """Choices of its rules, by which a stack can be judged in place of all of them."""

    def __post_init__(self) -> None:
        """Refuse a pack that cannot be asked.

        Raises:
            TypeError: the name is no text, or a rule is none.
            ValueError: two rules have the same id.
        """
        checked(self, "a pack", name=str)
        checked_items(self, "a pack", "rules", Rule)
        seen: set[str] = set()
        for rule in self.rules:
            if rule.id in seen:
                raise ValueError(f"two rules of the pack have the id {rule.id}")
            seen.add(rule.id)

    def choice(self, names: Sequence[str]) -> Pack:
        """Return the rules of some parts together, in their own order; without a name, the whole pack.

        Raises:
            NoPackError: there is no part of a name, or nothing in those that there are.
        """
        if not names:
            return self
        known = {part.name: part for part in self.parts}
        for name in names:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                there = f"there are {', '.join(known)}" if known else "it is whole; leave --pack out"
                hint = f"did you mean {near[0]}? {there}" if near else there
                raise NoPackError(f"{self.name} has no pack {name!a}: {hint}")
        taken = {rule.id for name in names for rule in known[name].rules}
        found = tuple(rule for rule in self.rules if rule.id in taken)
        if not found:
            raise NoPackError(f"there is no rule in {', '.join(names)}, so nothing would be judged")
        return Pack(self.name, found, self.parts)


class NoPackError(JibanError):
    """There are no rules to judge by."""

    exit_code = 2


def pack_of(folder: Path) -> Pack:
    """Return the pack that a project declares, else the one that is installed with jiban.

    Args:
        folder: of Pulumi.yaml.

    Raises:
        NoPackError: there is none, or what is declared is no pack.
        ConfigFileError: what is declared cannot be imported.
    """
    found = declaration(folder).load("pack") or installed_pack()
    if not isinstance(found, Pack):
        what = (
            "no pack of rules is installed"
            if found is None
            else f"what is declared ({type_of(found)}) is no jiban.policy.pack.Pack"
        )
        raise NoPackError(
            f'{what}: install jiban, or set `pack = "MODULE:NAME"` under [tool.jiban] in pyproject.toml'
        )
    return found
