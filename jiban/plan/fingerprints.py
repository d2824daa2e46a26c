"""What stands for secrets when a plan is compared with that of another process, which must not see them."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from jiban.model.plan import UNKNOWN, Fingerprint, Unknown, has_unknown, opened
from jiban.project.project import PLACEHOLDER_PATTERN

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        return Fingerprint(hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest())
