"""Pods whose ties to the node, the registry, the account and the environment have a known right verdict.

The verdicts are in verdicts.yaml. Names say what a pod has, not how it is judged.
"""

import importlib

for part in ("workloads", "environments"):
    importlib.import_module(part)
