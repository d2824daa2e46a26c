"""A provider plugin for AWS, Azure and Kubernetes at once, in front of a simulated cloud.

The engine attaches to it by PULUMI_DEBUG_PROVIDERS, so one process on one port serves every package.
`python -m jiban.rehearse.provider FOLDER` prints its port and serves until its standard input ends: a
rehearsal that dies leaves no server behind.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent import futures
from pathlib import Path
from typing import Any, Final

import grpc
from google.protobuf import any_pb2, empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from jiban.lazy_sdk import finder
from jiban.model.plan import urn_parts
from jiban.plan.convert import Reader, to_struct, wire
from jiban.plan.functions.call import ArgumentError
from jiban.plan.lookups import DEFAULT_REGION
from jiban.rehearse import agent_pools, moves, provider_behaviour, reach, readiness
from jiban.rehearse.busy import BusyError, Changes
from jiban.rehearse.cloud import AlreadyExistsError, Cloud, CloudObject, NotFoundError
from jiban.rehearse.conditions import FILE, read_conditions
from jiban.rehearse.differ import Difference, differences
from jiban.rehearse.faults import Fault, FaultPlan, FaultsError
from jiban.rehearse.kept_file import KeptFile
from jiban.rehearse.lookups import NoResultError, look_up
from jiban.rehearse.moves import ShrinkError
from jiban.rehearse.quiet import Others
from jiban.rehearse.simulated_outputs import PACKAGES, SimulatedOutputs, version_of

THREADS: Final = 64
"""Calls at a time: the engine's default is four for each core, and a fault may hold some for ever."""
_UNLIMITED: Final = (("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1))
_KINDS: Final = {
    ("add", False): provider_pb2.PropertyDiff.ADD,
    ("add", True): provider_pb2.PropertyDiff.ADD_REPLACE,
    ("delete", False): provider_pb2.PropertyDiff.DELETE,
    ("delete", True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    ("update", False): provider_pb2.PropertyDiff.UPDATE,
    ("update", True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


_REFUSALS: Final[Mapping[type[Exception], tuple[grpc.StatusCode, str]]] = {
    AlreadyExistsError: (grpc.StatusCode.ALREADY_EXISTS, "already exists"),
    BusyError: (grpc.StatusCode.ABORTED, "busy"),
    NotFoundError: (grpc.StatusCode.NOT_FOUND, "not found"),
    ShrinkError: (grpc.StatusCode.INVALID_ARGUMENT, "cannot shrink"),
}
"""Code and word of the log for what the cloud refuses."""


_EDIT: Final = "tags"
"""What stands for the change of an object that a rehearsal says was edited."""
_CALLS_OF_CLUSTERS: Final = frozenset({"create", "read", "update", "delete"})
"""Calls that need the API of a cluster; Kubernetes' provider compares without it where it has to."""


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """Serves the engine."""

    def __init__(
        self,
        folder: Path,
        project: Path | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Open the simulated cloud of a folder.

        Args:
            folder: holds `cloud.json`, `calls.ndjson` and `faults.json`.
            project: folder of the project whose `lookups.yaml` is read first.
            pause: waits while a change goes on that is made one at a time, for at most as many seconds.
        """
        self._cloud = Cloud(folder)
        self._changes = Changes(pause)
        self._configured: dict[str, Mapping[str, Any]] = {}
        self._conditions = KeptFile(folder / FILE, lambda _: read_conditions(folder))
        self._faults = FaultPlan(folder / "faults.json")
        self._project = project
        self._reader = Reader()
        self._stopped = threading.Event()
        self._told: dict[tuple[str, str, str], tuple[CloudObject, Any]] = {}
        self._region = DEFAULT_REGION

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Take secrets as they are; a resource comes as its id, as it does to the providers played here."""
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Agree."""
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Return a version that is new enough for every package, or each command would warn."""
        newest = max((version_of(package) for package in PACKAGES), key=_numbers)
        return plugin_pb2.PluginInfo(version=newest)

    def GetSchema(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Return an empty schema: no command of a rehearsal needs it."""
        return provider_pb2.GetSchemaResponse(schema="{}")

    def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Take a provider's configuration as it is."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Return what of a provider's configuration changed, and what replaces all that it made."""
        kind = urn_parts(request.urn).type
        olds, news = self._reader.struct(request.old_inputs), self._reader.struct(request.news)
        replacing = provider_behaviour.replacing_inputs(kind, olds, news)
        return _diff_response(differences(olds, news, replacing), delete_first=False)

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802 the name of the RPC
        """Need no credentials."""
        # The last engine told this process to stop when it ended.
        self._stopped.clear()
        self._cloud.reload()
        self._region = request.variables.get("aws:config:region", self._region)
        # Each provider of a program has a connection of its own, and nothing else tells their calls apart.
        self._configured[context.peer()] = reach.configuration(
            provider_behaviour.plain(self._reader.struct(request.args))
        )
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Let go of the calls that hang."""
        self._stopped.set()
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802 the name of the RPC
        """Return the result of a function, from lookups."""
        args = self._reader.struct(request.args)
        try:
            found = look_up(request.tok, provider_behaviour.plain(args), self._project, self._region)
        except NoResultError as error:
            self._cloud.log("invoke", request.tok, "", "", "no result")
            raise _aborted(context, grpc.StatusCode.UNIMPLEMENTED, str(error)) from error
        except ArgumentError as error:
            self._cloud.log("invoke", request.tok, "", "", "refused")
            raise _aborted(context, grpc.StatusCode.INVALID_ARGUMENT, f"{request.tok}: {error}") from error
        self._cloud.log("invoke", request.tok, "", "", "ok")
        response: Any = provider_pb2.InvokeResponse()
        # `return` is a word of Python.
        getattr(response, "return").CopyFrom(to_struct(found))
        return response

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802 the name of the RPC
        """Fill in the name of an object that the program leaves unnamed."""
        parts = urn_parts(request.urn)
        self._before("check", request.urn, "", context)
        inputs = provider_behaviour.autonamed(
            parts.type,
            parts.name,
            self._reader.struct(request.news),
            self._reader.struct(request.olds),
            request.randomSeed,
        )
        return provider_pb2.CheckResponse(inputs=to_struct(inputs))

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802 the name of the RPC
        """Return what changed, and what of it replaces the object."""
        kind = urn_parts(request.urn).type
        self._before("diff", request.urn, request.id, context)
        edited = f"{kind} {request.id}" in self._conditions.get().edited
        if request.old_inputs == request.news and not edited:
            # Most of a stack stays as it is, most of the time.
            return _diff_response((), delete_first=False)
        olds, news = self._reader.struct(request.old_inputs), self._reader.struct(request.news)
        found = tuple(
            each
            for each in differences(olds, news, provider_behaviour.replacing_paths(kind, olds, news))
            if not moves.tolerated(kind, each.path, olds, news)
        )
        if edited:
            found = (*found, Difference(_EDIT, "update", replaces=False))
        address = provider_behaviour.address_of(kind, news)
        # The address is taken as long as the old object is there.
        taken = address is not None and address == provider_behaviour.address_of(kind, olds)
        return _diff_response(found, delete_first=taken)

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802 the name of the RPC
        """Make an object."""
        kind = urn_parts(request.urn).type
        inputs = self._reader.struct(request.properties)
        address = provider_behaviour.address_of(kind, inputs)
        if request.preview:
            return provider_pb2.CreateResponse(properties=to_struct(_expected(kind, inputs)))
        fault = self._before("create", request.urn, "", context)
        self._refuse("create", request.urn, "", inputs, context)
        id_ = provider_behaviour.new_id(kind, address, inputs, next(self._cloud.numbers))
        outputs = SimulatedOutputs(kind, id_).outputs(inputs)
        try:
            with self._changes.of(kind, urn_parts(request.urn).name, inputs):
                self._cloud.create(
                    CloudObject(kind, id_, address, wire(inputs), wire(outputs), self._cluster(kind, context))
                )
        except (AlreadyExistsError, BusyError) as error:
            raise self._refused(error, "create", request.urn, id_, context) from error
        self._cloud.log("create", kind, request.urn, id_, "ok")
        if fault is not None and fault.do == "partial":
            raise _not_ready(id_, inputs, outputs, ["simulated fault: not ready"], context)
        self._await(request.urn, id_, inputs, outputs, context)
        self._after(fault, "create", request.urn, id_, context)
        return provider_pb2.CreateResponse(id=id_, properties=to_struct(outputs))

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802 the name of the RPC
        """Return an object; nothing for one that is gone; made-up outputs for one never made here."""
        kind = urn_parts(request.urn).type
        self._before("read", request.urn, request.id, context)
        found = self._cloud.get(kind, request.id, self._cluster(kind, context))
        if found is not None:
            found = agent_pools.listed(found, self._cloud)
            self._cloud.log("read", kind, request.urn, request.id, "ok")
            return self._read(found)
        known = bool(request.inputs.fields) or self._cloud.was_deleted(kind, request.id)
        self._cloud.log("read", kind, request.urn, request.id, "gone" if known else "simulated")
        if known:
            return provider_pb2.ReadResponse()
        outputs = SimulatedOutputs(kind, request.id).outputs(self._reader.struct(request.properties))
        return provider_pb2.ReadResponse(id=request.id, properties=to_struct(outputs))

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802 the name of the RPC
        """Change an object."""
        kind = urn_parts(request.urn).type
        inputs = self._reader.struct(request.news)
        outputs = SimulatedOutputs(kind, request.id, preview=request.preview).outputs(inputs)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=to_struct(outputs))
        fault = self._before("update", request.urn, request.id, context)
        self._refuse("update", request.urn, request.id, inputs, context)
        try:
            stays = self._kept(request, kind, inputs, context)
            inputs = moves.with_kept(inputs, stays, add=False)
            outputs = SimulatedOutputs(kind, request.id).outputs(inputs)
            outputs = moves.with_kept(outputs, stays, add=True)
            with self._changes.of(kind, urn_parts(request.urn).name, inputs):
                self._write(kind, request.id, wire(inputs), wire(outputs), context)
        except (NotFoundError, BusyError, ShrinkError) as error:
            raise self._refused(error, "update", request.urn, request.id, context) from error
        self._cloud.log("update", kind, request.urn, request.id, "ok")
        self._await(request.urn, request.id, inputs, outputs, context)
        self._after(fault, "update", request.urn, request.id, context)
        return provider_pb2.UpdateResponse(properties=to_struct(outputs))

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802 the name of the RPC
        """Remove an object."""
        kind = urn_parts(request.urn).type
        fault = self._before("delete", request.urn, request.id, context)
        try:
            with self._changes.of(kind, urn_parts(request.urn).name, self._reader.struct(request.old_inputs)):
                self._cloud.delete(kind, request.id, self._cluster(kind, context))
                for other in self._cloud:
                    if provider_behaviour.goes_with(kind, request.id, other.id):
                        self._cloud.delete(other.type, other.id)
        except BusyError as error:
            raise self._refused(error, "delete", request.urn, request.id, context) from error
        self._cloud.log("delete", kind, request.urn, request.id, "ok")
        self._after(fault, "delete", request.urn, request.id, context)
        return empty_pb2.Empty()

    def _write(
        self, kind: str, id_: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any], context: Any
    ) -> None:
        """Change an object, and what the cloud changes with it.

        Raises:
            NotFoundError: there is none of this id.
        """
        cluster = self._cluster(kind, context)
        live = self._cloud.get(kind, id_, cluster)
        for pool in list(agent_pools.resized(kind, inputs, live, self._cloud)):
            self._cloud.update(pool.type, pool.id, pool.inputs, pool.outputs)
        self._cloud.update(
            kind,
            id_,
            agent_pools.stored(kind, inputs, live, self._cloud),
            agent_pools.stored(kind, outputs, live, self._cloud),
            cluster,
        )

    def _before(self, op: str, urn: str, id_: str, context: Any) -> Fault | None:
        """Count a call; a fault before the cloud does anything happens here, and a cluster out of reach."""
        try:
            fault = self._faults.of(op, urn_parts(urn).type, urn)
        except FaultsError as error:
            raise _aborted(context, grpc.StatusCode.INVALID_ARGUMENT, str(error)) from error
        if fault is not None and fault.when == "before":
            self._happen(fault, op, urn, id_, context)
            return None
        if op in _CALLS_OF_CLUSTERS:
            self._reach(op, urn, id_, context)
        return fault

    def _refuse(self, op: str, urn: str, id_: str, inputs: Mapping[str, Any], context: Any) -> None:
        """Refuse what the cloud refuses of an object by itself."""
        kind = urn_parts(urn).type
        live = self._cloud.get(kind, id_) if id_ else None
        said = provider_behaviour.refusal(kind, inputs) or agent_pools.refusal(
            kind, inputs, live, self._cloud
        )
        if said is not None:
            self._cloud.log(op, kind, urn, id_, "refused")
            raise _aborted(context, grpc.StatusCode.INVALID_ARGUMENT, said)

    def _read(self, found: CloudObject) -> Any:
        """Return an object as it was read last, if it is still that."""
        key = (found.type, found.id, found.cluster)
        known = self._told.get(key)
        if known is None or known[0] is not found:
            response = provider_pb2.ReadResponse(
                id=found.id, properties=to_struct(found.outputs), inputs=to_struct(found.inputs)
            )
            known = self._told[key] = (found, response)
        return known[1]

    def _reach(self, op: str, urn: str, id_: str, context: Any) -> None:
        """Refuse a call of a cluster that cannot be reached from where the deployer stands."""
        kind = urn_parts(urn).type
        if provider_behaviour.package_of(kind) != provider_behaviour.KUBERNETES:
            return
        config = self._configured.get(context.peer(), {})
        said = reach.refusal(config, self._cloud, self._conditions.get())
        if said is not None:
            self._cloud.log(op, kind, urn, id_, "unreachable")
            raise _aborted(context, grpc.StatusCode.UNAVAILABLE, said)

    def _cluster(self, kind: str, context: Any) -> str:
        """Return what tells the cluster of a call from others; empty for what is in none."""
        if provider_behaviour.package_of(kind) != provider_behaviour.KUBERNETES:
            return ""
        return reach.name_of(self._configured.get(context.peer(), {}))

    def _after(self, fault: Fault | None, op: str, urn: str, id_: str, context: Any) -> None:
        if fault is not None:
            self._happen(fault, op, urn, id_, context)

    def _happen(self, fault: Fault, op: str, urn: str, id_: str, context: Any) -> None:
        self._cloud.log(op, urn_parts(urn).type, urn, id_, f"fault: {fault.do} {fault.when}")
        if fault.do == "exit":
            os._exit(1)
        if fault.do == "hang":
            self._stopped.wait()
        raise _aborted(context, grpc.StatusCode.INTERNAL, f"simulated fault: {fault.do} {fault.when} {op}")

    def _kept(
        self, request: Any, kind: str, inputs: Mapping[str, Any], context: Any
    ) -> Mapping[moves.Place, Any]:
        """Return what outlives an update of what the cloud has changed by itself."""
        live = self._cloud.get(kind, request.id, self._cluster(kind, context))
        if live is None:
            return {}
        return moves.kept(
            live,
            self._reader.struct(request.old_inputs),
            inputs,
            request.ignoreChanges,
            edited=f"{kind} {request.id}" in self._conditions.get().edited,
        )

    def _refused(self, error: Exception, op: str, urn: str, id_: str, context: Any) -> Exception:
        """End a call that the cloud refuses."""
        code, said = _REFUSALS[type(error)]
        self._cloud.log(op, urn_parts(urn).type, urn, id_, said)
        return _aborted(context, code, str(error))

    def _await(
        self, urn: str, id_: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any], context: Any
    ) -> None:
        """Wait for an object of Kubernetes as its provider does, without the time that this takes."""
        parts = urn_parts(urn)
        if not readiness.waits(parts.type, inputs):
            return
        missing = readiness.lacks(parts.type, inputs, self._cloud, self._conditions.get())
        if missing:
            self._cloud.log("await", parts.type, urn, id_, "not ready")
            said = f"'{id_.rsplit('/', 1)[-1]}' timed out waiting to be Ready"
            raise _not_ready(id_, inputs, outputs, [said, *map(str, missing)], context)


def _diff_response(found: Sequence[Difference], *, delete_first: bool) -> Any:
    """Return differences as the engine takes them.

    Args:
        found: the differences.
        delete_first: whether a replacement has to wait until the old object is gone.
    """
    if not found:
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)
    replaces = [each.path for each in found if each.replaces]
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME,
        diffs=sorted({each.path.split(".")[0].split("[")[0] for each in found}),
        replaces=replaces,
        deleteBeforeReplace=bool(replaces) and delete_first,
        detailedDiff={
            each.path: provider_pb2.PropertyDiff(kind=_KINDS[each.kind, each.replaces], inputDiff=True)
            for each in found
        },
        hasDetailedDiff=True,
    )


def _not_ready(
    id_: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any], reasons: Sequence[str], context: Any
) -> Exception:
    """End a call as a provider does whose object is there and not ready."""
    detail = provider_pb2.ErrorResourceInitFailed(
        id=id_, properties=to_struct(outputs), inputs=to_struct(inputs), reasons=reasons
    )
    packed = any_pb2.Any()
    packed.Pack(detail)
    code = grpc.StatusCode.UNKNOWN
    status = status_pb2.Status(code=code.value[0], message=reasons[0], details=[packed])
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    return _aborted(context, code, status.message)


def _aborted(context: Any, code: grpc.StatusCode, said: str) -> Exception:
    """End a call with an error; gRPC raises, so that nothing is returned."""
    context.abort(code, said)
    return AssertionError("a call that was aborted went on")


def _expected(kind: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a preview says that an object will be; the engine takes what is left out for unknown."""
    if provider_behaviour.package_of(kind) == provider_behaviour.DYNAMIC:
        # A provider that is written in the program is not asked before it has something to make.
        return {}
    return SimulatedOutputs(kind, "", preview=True).outputs(inputs)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def main(arguments: list[str]) -> int:
    """Serve the cloud of a folder until standard input ends."""
    if len(arguments) not in {1, 2}:
        sys.stderr.write("usage: python -m jiban.rehearse.provider FOLDER [PROJECT]\n")
        return 2
    # Every call leaves structs behind, and none of them in a cycle.
    gc.set_threshold(200_000, 50, 100)
    # The types of outputs are of the few classes that a stack uses.
    finder.install()
    folder, *project = (Path(argument) for argument in arguments)
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=THREADS), options=_UNLIMITED)
    # Engine and programs have been started by the process that has started this one.
    pause = Others(os.getppid()).await_quiet
    provider = Provider(folder, project[0] if project else None, pause)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
