"""Caches on both clouds, and the networks that they stand in.

The verdicts are in verdicts.yaml; names say what a resource is.
"""

import importlib

for part in ("amazon", "azure"):
    importlib.import_module(part)
