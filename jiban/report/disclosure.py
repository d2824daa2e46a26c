"""A plan as it may be shown: what is secret by its name or form is marked, and so is what repeats a secret.

The planner marks what the SDK marks. Everything that shows, compares or judges a plan gets it from here, so
none of it has to know what else is a secret. Rules still see every value (`jiban.policy.view`).

What identifies a resource or a property stays as it is, also where it holds the text of a secret: two names
that differ in nothing else would become one. The gate hides that text when a document goes out, and is told
here which names it has to keep apart, and which words are a provider's own.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from jiban import secrecy, secret_names
from jiban.model import texts
from jiban.model.plan import PLAIN, ROOT_TYPE, SIGNATURE, Secret, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from jiban.model.plan import Plan, Resource

_T = TypeVar("_T")
_STEP: Final = "*"
_BRIDGED: Final = re.compile(r"[\w-]+:[\w-]+/(\w+):(\w+)")
"""A type of a provider that Pulumi makes from one of Terraform's: `aws:rds/instance:Instance`."""


_ENCODED: Final = frozenset({"kubernetes:core/v1:Secret", "kubernetes:core/v1:SecretPatch"})
"""Types whose `data` is in base64: what it says is as secret as how it is written."""


def provider_types(types: Iterable[str]) -> Iterable[str]:
    """Return the types whose form tells that a provider publishes them."""
    found = ((each, _BRIDGED.fullmatch(each)) for each in types)
    return [each for each, match in found if match and match[1] == match[2][:1].lower() + match[2][1:]]


def disclosed(
    plan: Plan,
    gate: secrecy.Gate | None = None,
    published: Callable[[Iterable[str]], Iterable[str]] = provider_types,
) -> Plan:
    """Return a plan in which every secret is a `Secret`, and no message holds the text of one.

    Args:
        plan: a plan as a program, a preview or a state gives it.
        gate: the secrets that are known; it learns those that are found. None stands for the current one.
        published: returns the words that the providers of some types publish: types, names of properties.
    """
    gate = gate or secrecy.current()
    found = _Marking(gate)
    resources = [found.resource(each) for each in plan.resources]
    marked = replace(
        plan,
        resources=tuple(resources),
        outputs=found.values(plan.outputs),
        placeholders=tuple(found.with_args(each) for each in plan.placeholders),
        lookups=tuple(found.with_args(each) for each in plan.lookups),
    )
    gate.acquit(found.plain)
    if gate.empty:
        return marked
    _tell_names(marked, gate, published)
    return _without_texts(marked, gate)


class _Marking:
    """Marks what is secret by its name, type or form, and collects what is not."""

    def __init__(self, gate: secrecy.Gate, package: str = "") -> None:
        self._gate = gate
        self._package = package
        self.plain: set[str] = set()

    def resource(self, resource: Resource) -> Resource:
        self._package = resource.package
        inputs, outputs = self._by_type(resource)
        inputs, outputs = self.values(inputs), self.values(outputs)
        if inputs is resource.inputs and outputs is resource.outputs:
            return resource
        return replace(resource, inputs=inputs, outputs=outputs)

    def _by_type(self, resource: Resource) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Mark what is secret by the type, before what is left is collected: its own place is no open one."""
        inputs, outputs = resource.inputs, resource.outputs
        for path in secret_names.secret_paths(resource.type):
            steps = path.split(".")
            inputs, outputs = self._at(inputs, steps), self._at(outputs, steps)
        if inputs is not resource.inputs or outputs is not resource.outputs:
            # What its name or form gives away too is certain: that it stands openly elsewhere clears nothing.
            certain = _Marking(self._gate, resource.package)
            certain.values(resource.inputs)
            certain.values(resource.outputs)
        if resource.type in _ENCODED:
            for given in (resource.inputs, resource.outputs):
                self._gate.suspect([_decoded(text) for text in secrecy.texts(given.get("data"))])
        return inputs, outputs

    def values(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        return cast("Mapping[str, Any]", self._value(values, is_secret=False))

    def with_args(self, entry: _T) -> _T:
        asked = cast("Any", entry)
        args = self.values(asked.args)
        return entry if args is asked.args else cast("_T", replace(asked, args=args))

    def _value(self, value: Any, *, is_secret: bool) -> Any:
        if isinstance(value, str):
            return self._text(value, is_secret=is_secret)
        is_plain = type(value) in PLAIN
        if not is_plain and isinstance(value, Mapping):
            return self._map(cast("Mapping[str, Any]", value), is_secret=is_secret)
        if not is_plain and isinstance(value, list | tuple):
            items = cast("Sequence[Any]", value)
            return _kept(items, [self._value(item, is_secret=is_secret) for item in items])
        if is_secret and isinstance(value, int | float) and not isinstance(value, bool):
            self._gate.learn(value)
            return Secret(value, found=True)
        return value

    def _text(self, value: str, *, is_secret: bool) -> Any:
        if (is_secret and secret_names.may_be_secret(value)) or secret_names.has_secret_form(value):
            self._gate.learn(value)
            return Secret(value, found=True)
        self.plain.add(value)
        return value

    def _map(self, entries: Mapping[str, Any], *, is_secret: bool) -> Any:
        if SIGNATURE in entries:  # an asset, or a reference to a resource
            is_secret = False
        marked = {key: self._entry(entries, key, is_secret=is_secret) for key in entries}
        return entries if all(marked[key] is entries[key] for key in entries) else marked

    def _entry(self, entries: Mapping[str, Any], key: str, *, is_secret: bool) -> Any:
        value = entries[key]
        if type(value) not in PLAIN and isinstance(value, Mapping) and secret_names.is_kubeconfig(key):
            self._gate.suspect(value)
            return Secret(value, found=True)
        inner = secret_names.is_secret_entry(entries, key, self._package, is_secret=is_secret)
        return self._value(value, is_secret=inner)

    def _at(self, value: Any, path: Sequence[str]) -> Any:
        """Mark what stands at a path; it may well stand elsewhere too, as a host name in a Secret does."""
        if value is None or isinstance(value, Secret | Unknown | bool):
            return value
        if not path:
            self._gate.suspect(value)
            return Secret(value, found=True)
        if isinstance(value, Mapping):
            entries = cast("Mapping[str, Any]", value)
            wanted = entries if path[0] == _STEP else [key for key in (path[0],) if key in entries]
            changed = {key: self._at(entries[key], path[1:]) for key in wanted}
            same = all(changed[key] is entries[key] for key in changed)
            return entries if same else {**entries, **changed}
        if isinstance(value, list | tuple) and path[0] == _STEP:
            items = cast("Sequence[Any]", value)
            return _kept(items, [self._at(item, path[1:]) for item in items])
        return cast("Any", value)


def _decoded(text: str) -> str:
    """Return what a text in base64 says; nothing where it is none, or says no text."""
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return ""


def _kept(before: Sequence[Any], after: Sequence[Any]) -> Sequence[Any]:
    """Return a list as it was where no item of it has changed, so that most of a plan is not copied."""
    return before if all(a is b for a, b in zip(before, after, strict=True)) else after


def _tell_names(plan: Plan, gate: secrecy.Gate, published: Callable[[Iterable[str]], Iterable[str]]) -> None:
    """Tell the gate which names there are, so that it keeps them readable and apart."""
    # A dictionary keeps their order, which numbers depend on.
    types = dict.fromkeys(each.type for each in plan.resources if each.custom)
    values = chain.from_iterable((each.inputs, each.outputs) for each in plan.resources)
    keys = dict.fromkeys(chain.from_iterable(map(texts.keys, (*values, plan.outputs))))
    if gate.touches("\n".join((*types, *keys))):
        gate.spare(published(types))
    names = [*chain.from_iterable((each.urn, each.id or "", *each.aliases) for each in plan.resources), *keys]
    if gate.touches("\n".join(names)):
        gate.keep_apart(names)


def _without_texts(plan: Plan, gate: secrecy.Gate) -> Plan:
    """Mark the values that hold the text of a secret, and take it out of messages."""
    return replace(
        plan,
        resources=tuple(_covered(each, gate) for each in plan.resources),
        outputs=_cover(plan.outputs, gate),
        config={key: gate.text(value) for key, value in plan.config.items()},
        placeholders=tuple(texts.with_texts(each, gate.text) for each in plan.placeholders),
        lookups=tuple(texts.with_texts(each, gate.text) for each in plan.lookups),
        diagnostics=tuple(replace(each, message=gate.text(each.message)) for each in plan.diagnostics),
    )


def _covered(resource: Resource, gate: secrecy.Gate) -> Resource:
    outputs: Mapping[str, Any] = {} if resource.type == ROOT_TYPE else resource.outputs
    trigger = resource.options.replacement_trigger
    if not gate.touches("\n".join(_leaves((resource.inputs, outputs, trigger)))):
        return resource
    return replace(
        resource,
        inputs=_cover(resource.inputs, gate),
        outputs=_cover(resource.outputs, gate),
        options=replace(resource.options, replacement_trigger=_cover(trigger, gate)),
    )


def _leaves(value: Any) -> Iterable[str]:
    """Yield the texts of a value that are shown: not its keys, nor what is secret already."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in cast("Mapping[str, Any]", value).values():
            yield from _leaves(item)
    elif isinstance(value, list | tuple):
        for item in cast("Sequence[Any]", value):
            yield from _leaves(item)
    elif isinstance(value, int | float):
        yield str(value)


def _cover(value: Any, gate: secrecy.Gate) -> Any:
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, Any]", value)
        return {key: _cover(item, gate) for key, item in entries.items()}
    if isinstance(value, list | tuple):
        return [_cover(item, gate) for item in cast("Sequence[Any]", value)]
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return Secret(value, found=True) if plain and gate.touches(str(value)) else value
