"""Resources whose region, and whose use, have a known right verdict.

The verdicts are in verdicts.yaml. Names say what a resource has, not how it is judged.
"""

import importlib

for part in ("regions", "waste"):
    importlib.import_module(part)
