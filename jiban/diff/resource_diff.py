"""What happens to one resource."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from jiban.diff.values import Cause, PropertyChange
    from jiban.model.plan import Resource

Kind = Literal["create", "update", "replace", "delete", "rename"]
"""What happens to a resource. A rename keeps the object in the cloud: only its name or place in the state
moves, because an alias says so."""
KINDS: Final[tuple[Kind, ...]] = ("delete", "replace", "create", "update", "rename")
"""Most consequential first."""


@dataclass(frozen=True, slots=True)
class ResourceDiff:
    """What happens to one resource."""

    kind: Kind
    before: Resource | None
    after: Resource | None
    changes: tuple[PropertyChange, ...] = ()
    causes: tuple[Cause, ...] = ()
    """Of a replacement, why; what is certain first."""
    delete_first: bool = False
    """Of a replacement: the old one goes before the new one is there."""
    follows: tuple[str, ...] = ()
    """URNs of the replaced resources that this one changes because of."""
    lookalike: str | None = None
    """Of a creation: URN of a deleted resource of the same type and inputs, which an alias would keep."""
    same_object: str | None = None
    """Of a creation or a deletion: URN of the resource on the other side that is the same object."""
    object_name: str = ""
    """What that object is called in the cloud."""
    judged: bool = True
    """False of an update where nothing is known of what replaces the type."""

    @property
    def resource(self) -> Resource:
        """The resource to speak of: as it will be, or as it was where it goes."""
        found = self.after or self.before
        if found is None:  # pragma: no cover - compare_plans() gives every difference a side
            raise ValueError("a difference without a resource")
        return found

    @property
    def urn(self) -> str:
        """URN of `resource`."""
        return self.resource.urn

    @property
    def renamed_from(self) -> str | None:
        """URN that it had before, where an alias has matched it."""
        if self.before is None or self.after is None or self.before.urn == self.after.urn:
            return None
        return self.before.urn

    @property
    def certain(self) -> bool:
        """Return whether the kind is certain: of a replacement, that one of its causes is."""
        return self.kind != "replace" or any(cause.certain for cause in self.causes)

    @property
    def protected(self) -> bool:
        """Return whether either side is protected, which stops Pulumi from deleting it."""
        return any(side is not None and side.protect for side in (self.before, self.after))
