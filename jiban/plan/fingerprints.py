"""What stands for secrets when a plan is compared with that of another process, which must not see them."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from jiban import secrecy
from jiban.model.digest import dumps
from jiban.model.plan import UNKNOWN, Fingerprint, Unknown, has_unknown, opened
from jiban.model.texts import name_parts
from jiban.project.project import PLACEHOLDER_PATTERN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jiban.model.plan import Plan

VARIABLE: Final = "JIBAN_FINGERPRINT_KEY"
"""Environment variable by which one process gives another the key of a comparison."""
_BYTES: Final = 32


def _new_key() -> bytes:
    return secrets.token_bytes(_BYTES)


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Makes fingerprints for one comparison. A hash without a key would give short secrets away."""

    key: bytes = field(default_factory=_new_key, repr=False)

    @classmethod
    def asked_for(cls) -> Fingerprints | None:
        """Return those that the process which has started this one asks for, or None."""
        text = os.environ.get(VARIABLE)
        return cls(bytes.fromhex(text)) if text else None

    def environment(self) -> Mapping[str, str]:
        """Return the variable that asks another process for the same fingerprints."""
        return {VARIABLE: self.key.hex()}

    def of(self, value: Any) -> Fingerprint | Unknown:
        """Return the fingerprint of what is in a secret; unknown where that is, or is a placeholder."""
        if has_unknown(value):
            return UNKNOWN
        text = json.dumps(opened(value), sort_keys=True, default=str)
        if PLACEHOLDER_PATTERN.search(text):
            return UNKNOWN
        return Fingerprint(self._digest(text))

    def document(self, plan: Plan) -> str:
        """Return a plan as the document that the other process reads."""
        return secrecy.current().json(dumps(plan, self.of, indent=None), self._sealed)

    def of_name(self, name: str) -> str:
        """Return what stands for a name, or a part of a URN, that a secret stands in."""
        return f"[secret:{self._digest(name)}]"

    def _sealed(self, text: str) -> str:
        touches = secrecy.current().touches
        return "::".join(self.of_name(part) if touches(part) else part for part in name_parts(text))

    def _digest(self, text: str) -> str:
        return hmac.new(self.key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
