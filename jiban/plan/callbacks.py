"""Transforms, run in process.

The SDK offers transforms to the engine through a server on a local port. Here the recorder calls the
registered functions themselves: the servicer is the SDK's own, without the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi.runtime.proto import resource_pb2

from jiban.plan import sdk
from jiban.plan.convert import as_outputs

if TYPE_CHECKING:
    from collections.abc import Iterable


_Servicer: Any = sdk.callbacks._CallbackServicer  # noqa: SLF001 - there is no public way to run transforms


class Callbacks(_Servicer):
    """The SDK's registry of callbacks without a port: `run` calls them."""

    def __init__(self, monitor: Any) -> None:
        """Register with a monitor. The base class is not initialised, as that would open a port."""
        self._callbacks: dict[str, Any] = {}
        self._transforms: dict[Any, str] = {}
        self._monitor = monitor
        self._target = "in-process"

    async def run(self, token: str, request: Any) -> Any:
        """Call a registered function with a request message and return its response message."""
        function: Any = self._callbacks[token]
        return await function(request.SerializeToString())


async def transform_resource(callbacks: Callbacks, tokens: Iterable[str], request: Any) -> Any:
    """Run transforms over a registration, in the order given, and return the registration that results."""
    changed = resource_pb2.RegisterResourceRequest()
    changed.CopyFrom(request)
    for token in tokens:
        asked = resource_pb2.TransformRequest(
            type=changed.type,
            name=changed.name,
            custom=changed.custom,
            parent=changed.parent,
            properties=as_outputs(changed.object),
            options=_options_of(changed),
        )
        response = await callbacks.run(token, asked)
        changed.object.CopyFrom(response.properties)
        if response.HasField("options"):
            _apply(changed, response.options)
    # The SDK's transforms lose which property comes from which resource. The engine then forgets it; the
    # plan keeps it for the properties that are still there, as readers of a graph need it.
    for key in set(changed.propertyDependencies) - set(changed.object.fields):
        del changed.propertyDependencies[key]
    return changed


def _options_of(request: Any) -> Any:
    options = resource_pb2.TransformResourceOptions(
        depends_on=request.dependencies,
        ignore_changes=request.ignoreChanges,
        replace_on_changes=request.replaceOnChanges,
        version=request.version,
        aliases=request.aliases,
        provider=request.provider,
        providers=dict(request.providers),
        plugin_download_url=request.pluginDownloadURL,
        deleted_with=request.deletedWith,
        replace_with=request.replace_with,
        additional_secret_outputs=request.additionalSecretOutputs,
        hide_diff=request.hideDiffs,
    )
    for name, own in (("protect", "protect"), ("retain_on_delete", "retainOnDelete")):
        if request.HasField(own):
            setattr(options, name, getattr(request, own))
    if request.deleteBeforeReplaceDefined:
        options.delete_before_replace = request.deleteBeforeReplace
    if request.importId:
        setattr(options, "import", request.importId)
    for name, own in (
        ("custom_timeouts", "customTimeouts"),
        ("hooks", "hooks"),
        ("replacement_trigger", "replacement_trigger"),
    ):
        if request.HasField(own):
            getattr(options, name).CopyFrom(getattr(request, own))
    return options


def _apply(request: Any, options: Any) -> None:
    for own, name in (
        ("dependencies", "depends_on"),
        ("ignoreChanges", "ignore_changes"),
        ("replaceOnChanges", "replace_on_changes"),
        ("aliases", "aliases"),
        ("replace_with", "replace_with"),
        ("additionalSecretOutputs", "additional_secret_outputs"),
        ("hideDiffs", "hide_diff"),
    ):
        request.ClearField(own)
        getattr(request, own).extend(getattr(options, name))
    request.version = options.version
    request.pluginDownloadURL = options.plugin_download_url
    request.deletedWith = options.deleted_with
    request.provider = options.provider
    request.importId = getattr(options, "import")
    request.providers.clear()
    request.providers.update(options.providers)
    for own, name in (("protect", "protect"), ("retainOnDelete", "retain_on_delete")):
        if options.HasField(name):
            setattr(request, own, getattr(options, name))
        else:
            request.ClearField(own)
    request.deleteBeforeReplaceDefined = options.HasField("delete_before_replace")
    request.deleteBeforeReplace = options.delete_before_replace
    for own, name in (
        ("customTimeouts", "custom_timeouts"),
        ("hooks", "hooks"),
        ("replacement_trigger", "replacement_trigger"),
    ):
        request.ClearField(own)
        if options.HasField(name):
            getattr(request, own).CopyFrom(getattr(options, name))


async def transform_invoke(callbacks: Callbacks, tokens: Iterable[str], request: Any) -> Any:
    """Run invoke transforms over a call of a function, and return the call that results."""
    changed = resource_pb2.ResourceInvokeRequest()
    changed.CopyFrom(request)
    for token in tokens:
        asked = resource_pb2.TransformInvokeRequest(
            token=changed.tok,
            args=as_outputs(changed.args),
            options=resource_pb2.TransformInvokeOptions(
                provider=changed.provider,
                version=changed.version,
                plugin_download_url=changed.pluginDownloadURL,
            ),
        )
        response = await callbacks.run(token, asked)
        changed.args.CopyFrom(response.args)
        if response.HasField("options"):
            changed.provider = response.options.provider
            changed.version = response.options.version
            changed.pluginDownloadURL = response.options.plugin_download_url
    return changed
