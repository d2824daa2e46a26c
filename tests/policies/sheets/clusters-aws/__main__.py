"""EKS clusters, node groups and registries whose settings have a known right verdict.

The verdicts are in verdicts.yaml. Names say what a resource has, not how it is judged.
"""

import importlib

for part in ("control", "nodes", "registries"):
    importlib.import_module(part)
