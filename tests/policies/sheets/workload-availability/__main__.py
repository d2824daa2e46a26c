"""Workloads whose replicas, budgets, spread, autoscalers and updates have a known right verdict.

The verdicts are in verdicts.yaml. Names say what a workload has, not how it is judged.
"""

import importlib

for part in ("kinds", "replicas", "updates"):
    importlib.import_module(part)
