"""Machines and roles of nodes that have a known right verdict.

The verdicts are in verdicts.yaml. Names say what a resource has, not how it is judged.
"""

import importlib

for part in ("metadata", "roles"):
    importlib.import_module(part)
