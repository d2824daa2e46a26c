"""Why objects cannot be made here."""

from __future__ import annotations


class ManifestError(Exception):
    """A manifest that the plugin would refuse as well: a phrase, no full stop."""


class NotSeenError(Exception):
    """Objects that the plugin can make and this process cannot.

    The deployment goes on; what is in them is not seen.
    """

    def __init__(self, why: str, remedy: str = "") -> None:
        """Keep why they are not seen, and what would make them visible: phrases."""
        super().__init__(why)
        self.why = why
        self.remedy = remedy
