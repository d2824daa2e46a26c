"""Names of objects that the program leaves to Pulumi, which would make them with random letters."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.model.plan import Secret, has_unknown, walk
from jiban.plan.assumptions import Assumptions

if TYPE_CHECKING:
    from jiban.model.plan import Resource

_KUBERNETES: Final = "kubernetes:"
_BY_CONTENT: Final = frozenset({"ConfigMap", "Job"})
"""Kinds that another content makes another object of: pods take settings when they start, and a Job's
template never changes."""
_CONTENT: Final = ("data", "binaryData", "spec")
_LONGEST: Final = 63
"""Characters of a name that every kind takes (RFC 1123, one label)."""
_DIGITS: Final = 10
"""Hexadecimal digits of the hash of a content."""


class StableNames(Assumptions):
    """Assumes that an object without a name has the one that it is written under, and nothing else of it."""

    def of(self, resource: Resource) -> Resource | None:
        """Return an object with its name among its outputs; None where the program names it."""
        metadata = metadata_of(resource.inputs)
        if not resource.type.startswith(_KUBERNETES) or metadata is None or "name" in metadata:
            return None
        name = name_of(resource)
        if name is None:
            return None
        return replace(resource, outputs={**resource.inputs, "metadata": {**metadata, "name": name}})

    def gives(self, type_: str, key: str) -> bool:
        """Return False: nothing else of an object is known for it."""
        del type_, key
        return False


def metadata_of(inputs: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the metadata of an object, an empty map where it has none; None where it is not known."""
    found = inputs.get("metadata", {})
    return cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else None


def name_of(resource: Resource) -> str | None:
    """Return the name of an object that the program gives none: its logical one, and for some kinds a hash.

    None where what it holds is not known, so that no hash of it is.
    """
    content = [resource.inputs.get(key) for key in _CONTENT]
    if resource.inputs.get("kind") not in _BY_CONTENT:
        return _legal(resource.name, _LONGEST)
    if has_unknown(content) or any(isinstance(leaf, Secret) for _, leaf in walk(content)):
        return None
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:_DIGITS]
    return f"{_legal(resource.name, _LONGEST - _DIGITS - 1)}-{digest}"


def _legal(name: str, longest: int) -> str:
    """Return a logical name as Kubernetes takes it; where that is another one, a hash keeps it apart."""
    found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if found and found == name and len(found) <= longest:
        return found
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{found[: longest - 9].rstrip('-')}-{digest}".lstrip("-")
