"""What the command is tried with: a few rules of each kind, so that what it prints can be written out."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from jiban.check import request
from jiban.policies.packs import PACK
from jiban.policy.pack import Pack, pack_of

FEW: Final = frozenset(
    {
        *("NET-001", "NET-023", "NET-024", "K8C-001", "K8C-003", "K8C-006", "K8C-013", "PG-001", "PG-002"),
        *("EDG-002", "EDG-018", "SEC-003", "LOG-004", "WKL-001", "WKL-019", "DSG-001", "DSG-004", "DSG-017"),
        *("DSG-018", "DSG-021"),
    }
)


def _few(pack: Pack) -> Pack:
    rules = tuple(rule for rule in pack.rules if rule.id in FEW)
    return Pack(pack.name, rules, tuple(map(_few, pack.parts)))


@pytest.fixture(autouse=True)
def _few_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the pack that is installed, a few rules; a pack that a project declares is whole."""
    few = _few(PACK)

    def found(folder: Path) -> Pack:
        whole = pack_of(folder)
        return few if whole is PACK else whole

    monkeypatch.setattr(request, "pack_of", found)
