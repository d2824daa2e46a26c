"""Pulumi's SDK, imported quietly, and the internals of it that a plan uses.

With TRACEPARENT set the SDK starts an OpenTelemetry exporter when it is imported, which would open
connections. A plan has no network, so those variables are out of sight during the import. Import this module
before any other that needs `pulumi`.

The internals are named here, once, as `Any`: they are not part of the SDK's interface, and have been read in
the version that the project locks; the planner's tests run on the oldest version that it accepts, too.
"""

from __future__ import annotations

import importlib
import os
from importlib import metadata
from typing import Any

_TRACING = ("TRACEPARENT", "PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT")
_hidden = {name: os.environ.pop(name) for name in _TRACING if name in os.environ}
try:
    pulumi: Any = importlib.import_module("pulumi")
finally:
    os.environ.update(_hidden)

# WHY import_module: `pulumi.runtime` has functions of the same names as its modules.
runtime: Any = importlib.import_module("pulumi.runtime")
callbacks: Any = importlib.import_module("pulumi.runtime._callbacks")
depends_on: Any = importlib.import_module("pulumi.runtime._depends_on")
invoke: Any = importlib.import_module("pulumi.runtime.invoke")
log: Any = importlib.import_module("pulumi.log")
output: Any = importlib.import_module("pulumi.output")
resource: Any = importlib.import_module("pulumi.runtime.resource")
rpc: Any = importlib.import_module("pulumi.runtime.rpc")
settings: Any = importlib.import_module("pulumi.runtime.settings")
stack: Any = importlib.import_module("pulumi.runtime.stack")
types: Any = importlib.import_module("pulumi._types")

RPC_MODULE: str = settings.wrap_with_context.__module__
"""Module of the wrapper that the SDK puts around every call to the engine, and around nothing else."""
VERSION: str = metadata.version("pulumi")
"""Version of the SDK that plans."""
