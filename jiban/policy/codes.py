"""Codes that a command exits with because of policies."""

from typing import Final

VIOLATION: Final = 5
"""A violation stops a deployment; Pulumi's own code of one."""
RULE_ERROR: Final = 10
"""A rule could not be run; Pulumi, whose codes end at 9, has none for it."""
