"""Every tag and label is made here, so that whatever a failed deployment leaves behind can be found again."""

import hashlib
import re
from dataclasses import dataclass

_LABEL_PREFIX = "jiban"
_NOT_LABEL = re.compile(r"[^A-Za-z0-9._-]+")
_MAX_LABEL = 63
"""Longest label value that Kubernetes accepts (API conventions, "Labels and Selectors")."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who a resource belongs to: the same five facts on every taggable resource."""

    project: str
    stack: str
    owner: str

    def tags(self, tier: str, name: str) -> dict[str, str]:
        """Tags of a cloud resource: its tier and its logical name beside the project, the stack and the
        owner.
        """
        return {
            "project": self.project,
            "stack": self.stack,
            "tier": tier,
            "owner": self.owner,
            "name": name,
            "managed-by": "jiban",
        }

    def labels(self, tier: str, name: str) -> dict[str, str]:
        """The same facts as Kubernetes labels; a value Kubernetes would refuse is made legal without
        collisions.
        """
        facts = self.tags(tier, name)
        managed_by = facts.pop("managed-by")
        return {
            "app.kubernetes.io/managed-by": managed_by,
            **{f"{_LABEL_PREFIX}/{key}": label_value(value) for key, value in facts.items()},
        }


def label_value(text: str) -> str:
    """Return the text if it is a legal label value, else a legal one that no other text gives."""
    legal = _NOT_LABEL.sub("-", text).strip("-_.")
    if legal == text and len(legal) <= _MAX_LABEL:
        return legal
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{legal[: _MAX_LABEL - 9].rstrip('-_.')}-{digest}".lstrip("-")
