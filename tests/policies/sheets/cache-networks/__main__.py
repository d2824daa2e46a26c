"""Caches on both clouds, and the networks that they stand in.

The verdicts are in verdicts.yaml; names say what a resource is.
"""

import amazon  # noqa: F401 - its resources are the program
import azure  # noqa: F401
