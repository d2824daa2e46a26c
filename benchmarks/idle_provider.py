"""A provider that does nothing: what goes in comes out, and no change is ever seen but that of a number.

`python -m benchmarks.idle_provider` prints its port and serves until its standard input ends.
"""

from __future__ import annotations

import sys
from concurrent import futures
from typing import Any, Final

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

THREADS: Final = 16
VERSION: Final = "1000.0.0"
"""New enough for whatever asks, or each command would warn."""


class IdleProvider(provider_pb2_grpc.ResourceProviderServicer):
    """Serves the engine."""

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Take secrets as they are."""
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Agree."""
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Be new enough."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Take what there is."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """See no change."""
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Need nothing."""
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Hold nothing."""
        return empty_pb2.Empty()

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Take what there is."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """See a change where the inputs are no longer the same."""
        same = request.old_inputs == request.news
        kinds = provider_pb2.DiffResponse
        return kinds(changes=kinds.DIFF_NONE if same else kinds.DIFF_SOME)

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Give an id."""
        id_ = "" if request.preview else request.urn
        return provider_pb2.CreateResponse(id=id_, properties=request.properties)

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Find what the state says."""
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Take what there is."""
        return provider_pb2.UpdateResponse(properties=request.news)

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Agree."""
        return empty_pb2.Empty()


def main() -> int:
    """Serve until standard input ends."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=THREADS))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(IdleProvider(), server)
    sys.stdout.write(f"{server.add_insecure_port('127.0.0.1:0')}\n")
    server.start()
    sys.stdout.flush()
    sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
