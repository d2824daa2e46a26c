"""Services, Ingresses, network policies and roles that have a known right verdict.

The verdicts are in verdicts.yaml. Names say what a resource has, not how it is judged.
"""

import importlib

for part in ("services", "roles"):
    importlib.import_module(part)
