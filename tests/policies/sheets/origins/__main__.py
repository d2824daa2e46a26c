"""Load balancers, gateways and sites behind an edge, whose openness has a known right verdict.

The verdicts are in verdicts.yaml. Names say what an origin has, not how it is judged.
"""

import importlib

for part in ("amazon", "azure"):
    importlib.import_module(part)
