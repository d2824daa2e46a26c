"""Queues of SQS and topics of SNS. The verdicts are in verdicts.yaml; names say what a resource is."""

import importlib

for part in ("keys", "policies", "dead_letters"):
    importlib.import_module(part)
