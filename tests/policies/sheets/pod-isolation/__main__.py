"""Pods that a NetworkPolicy keeps apart or not, with a known right verdict.

The verdicts are in verdicts.yaml. Names say what stands in a namespace, not how it is judged. Each case has a
namespace of its own name, so that no policy of one decides about another.
"""

import importlib

for part in ("kinds", "directions", "selecting", "namespaces", "beside"):
    importlib.import_module(part)
