"""What a plan is: the resources a program asks for, as plain frozen values.

Stands on the standard library alone, so that reports, policies and diffs read a plan without importing
Pulumi. The file format of a plan is in `jiban.model.digest`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, cast

Operation = Literal["create", "read", "import", "same", "update", "replace", "delete", "refresh"]
"""What happens to a resource, in the engine's words. The planner itself gives create, read and import; the
others come from digests and event logs of the real engine."""

ROOT_TYPE: Final = "pulumi:pulumi:Stack"
SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
"""The key by which Pulumi marks a map as a secret, an asset, an archive or a resource reference."""
SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker of the format
ASSET_SIGNATURE: Final = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE_SIGNATURE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
RESOURCE_SIGNATURE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
PLAIN: Final = frozenset({str, int, float, bool, type(None)})
"""Types of nearly all leaves. They are asked for first, as to ask whether something is a map takes long."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is not known before deployment.

    All unknowns are equal, whatever their note and sources, so that two plans compare equal when they differ
    only in those.
    """

    note: str = field(default="", compare=False)
    """Why it is unknown, as what is said of it, `comes from a placeholder`; empty where nothing is."""
    sources: tuple[str, ...] = field(default=(), compare=False)
    """URNs of the resources that it comes from, sorted; empty where that is not known of the value itself."""

    def __bool__(self) -> bool:
        """Refuse a truth value: an unknown is neither true nor false."""
        raise TypeError("an unknown value is neither true nor false")


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is never shown. `value` is the value itself, or `Unknown` where it could not be read."""

    value: Any = field(repr=False)
    found: bool = False
    """True where the program has not marked it, so that a state holds it in plain text: it is secret by its
    name, its type or its form, or because it repeats another secret."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Stands in a `Secret` for its value where two plans are compared: equal for equal values, no more.

    Its key is made for one comparison, so that nobody can try out values against it later.
    """

    text: str


@dataclass(frozen=True, slots=True, order=True)
class SourceLine:
    """A line of user code. `file` is relative to the project's folder, with forward slashes."""

    file: str
    line: int

    def __str__(self) -> str:
        """Return `file:line`, the form that editors and terminals link."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class CustomTimeouts:
    """How long an operation may take, in seconds; None is the provider's own default."""

    create: float | None = None
    update: float | None = None
    delete: float | None = None
    read: float | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """The resource options that do not have a field of their own in `Resource`, under the engine's names."""

    ignore_changes: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    additional_secret_outputs: tuple[str, ...] = ()
    hide_diffs: tuple[str, ...] = ()
    delete_before_replace: bool | None = None
    """None where the program does not say, which leaves it to the provider."""
    retain_on_delete: bool = False
    deleted_with: str | None = None
    """URN of the resource whose deletion takes this one with it."""
    replace_with: tuple[str, ...] = ()
    replacement_trigger: Any = None
    custom_timeouts: CustomTimeouts | None = None
    import_id: str | None = None
    version: str | None = None
    """The provider plugin's version that the SDK asks for."""
    plugin_download_url: str | None = None
    providers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of a component: package name to provider reference (`urn::id`)."""
    hooks: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Hook kind (`before_create`, ...) to names of the hooks."""


NO_OPTIONS: Final = Options()


@dataclass(frozen=True, slots=True, repr=False)
class Resource:
    """One resource that the program asks for."""

    urn: str
    type: str
    """Type token, `package:module:Name`."""
    name: str
    """Logical name, the last part of the URN."""
    custom: bool
    """True when a provider plugin manages it, False for a component."""
    parent: str | None = None
    """URN of the parent. Only the root stack, and what is read from files without parents, has None."""
    inputs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Inputs under the provider's property names (camelCase), with `Unknown` and `Secret` inside."""
    outputs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What a component registered as its outputs; for a resource read from a deployment, its state."""
    dependencies: tuple[str, ...] = ()
    """URNs that it waits for, sorted: explicit ones and those that come from its inputs."""
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Input property to the URNs that its value comes from, sorted. Properties with none are present."""
    protect: bool = False
    provider: str | None = None
    """Reference (`urn::id`) of the explicit provider; None stands for the package's default provider."""
    op: Operation = "create"
    id: str | None = None
    """Physical id where it is known: of a resource that is read or imported, or of an existing state."""
    remote: bool = False
    """True for a component whose children a plugin makes; they are not in the plan."""
    aliases: tuple[str, ...] = ()
    """URNs that the resource may have had before, own ones and those that follow from its parent's."""
    options: Options = NO_OPTIONS
    source: SourceLine | None = None
    """The innermost line of user code that made it."""
    trace: tuple[SourceLine, ...] = ()
    """All lines of user code on the way to it, innermost first."""
    placeholder_paths: tuple[tuple[str | int, ...], ...] = ()
    """Where its inputs, or of the root stack the stack's outputs, hold a placeholder or what the program has
    computed from one. The empty path stands for the resource itself: its name, or that there is one."""
    told: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of a Kubernetes provider: digests that tell its cluster from others where its kubeconfig is secret."""

    def __repr__(self) -> str:
        """Return type and name; a failing assertion would otherwise print pages."""
        return f"<Resource {self.type} {self.name!r}>"

    @property
    def package(self) -> str:
        """Provider package, the first part of the type token (`aws`, `azure-native`, `pulumi`)."""
        return self.type.split(":", 1)[0]

    @property
    def qualified_type(self) -> str:
        """The type with its component parents, `my:Parent$aws:s3/bucket:Bucket`."""
        return urn_parts(self.urn).qualified_type

    @property
    def is_provider(self) -> bool:
        """True for an explicit provider resource."""
        return self.type.startswith("pulumi:providers:")

    @property
    def parent_name(self) -> str | None:
        """Logical name of the parent; of the root stack it is `PROJECT-STACK`."""
        return None if self.parent is None else urn_parts(self.parent).name

    @property
    def dependency_names(self) -> frozenset[str]:
        """Logical names of the resources in `dependencies`."""
        return frozenset(urn_parts(urn).name for urn in self.dependencies)


@dataclass(frozen=True, slots=True)
class UrnParts:
    """The parts of a URN, `urn:pulumi:STACK::PROJECT::QUALIFIED$TYPE::NAME`."""

    stack: str
    project: str
    qualified_type: str
    name: str

    @property
    def type(self) -> str:
        """The type token without the component parents."""
        return self.qualified_type.rsplit("$", 1)[-1]


def urn_parts(urn: str) -> UrnParts:
    """Split a URN. A name may itself hold `::`.

    Raises:
        ValueError: the text is not a URN.
    """
    parts = urn.removeprefix("urn:pulumi:").split("::", 3)
    if len(parts) != 4 or not urn.startswith("urn:pulumi:"):  # noqa: PLR2004 - a URN has four parts
        raise ValueError(f"not a URN: {urn!r}")
    return UrnParts(*parts)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A value used in place of one that only a cloud, a state or a passphrase could give."""

    kind: Literal["invoke", "stack", "secret", "call"]
    token: str
    """Function token, name of the referenced stack, or configuration key."""
    args: Mapping[str, Any] = field(default_factory=dict[str, Any])
    origin: str = ""
    """Where it is from, in words: `table of DATE`, `types of the SDK`, `plan of STACK`, `unknown`, ..."""
    note: str = ""
    source: SourceLine | None = None
    computed_with: bool = False
    """True where the program has got a value that is made up, or made of such values; False where it has got
    an unknown, or a text that stays a secret wherever it goes."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A result from the project's `lookups.yaml`."""

    kind: Literal["invoke", "stack"]
    token: str
    args: Mapping[str, Any] = field(default_factory=dict[str, Any])
    line: int = 0
    """Line of `lookups.yaml` that holds it."""
    source: SourceLine | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What a plan holds of the resources that someone else makes of one resource: a plugin, a cluster."""

    urn: str
    """The resource; of what an ESC environment gives, the root stack."""
    seen: bool
    """True where the parts were made here and are in the plan, False where they are not."""
    how: str
    """Of parts that are seen: what they were made from, and by what; else why they are not. A phrase."""
    remedy: str = ""
    """What makes them visible: an imperative phrase."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A message of the program (`pulumi.log`) or of the planner. `severity` is info, warning or error."""

    severity: str
    message: str
    urn: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """Everything that a program asks for in one stack.

    `resources` begins with the root stack and follows the order of construction in the program, with every
    parent, provider and dependency before what needs it.
    """

    project: str
    stack: str
    resources: tuple[Resource, ...]
    outputs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Stack outputs, with `Unknown` and `Secret` inside."""
    config: Mapping[str, str] = field(default_factory=dict[str, str])
    """The stack's configuration as the program sees it; a secret value is `[secret]`."""
    placeholders: tuple[Placeholder, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    parts: tuple[Parts, ...] = ()
    """Of each resource that a plugin takes apart: whether its parts are among the resources."""
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    """The variables that its default providers are configured by (`jiban.model.provider_environment`)."""

    def __repr__(self) -> str:
        """Return whose plan it is; a failing assertion would otherwise print pages."""
        return f"<{type(self).__name__} {self.project}/{self.stack}: {len(self.resources)} resources>"

    @property
    def root(self) -> Resource | None:
        """The root stack resource."""
        return next((r for r in self.resources if r.type == ROOT_TYPE), None)

    @property
    def by_urn(self) -> Mapping[str, Resource]:
        """Resources by URN."""
        return {r.urn: r for r in self.resources}

    def children(self, urn: str | None = None) -> tuple[Resource, ...]:
        """Direct children of a resource in plan order; without argument, those of the root stack."""
        if urn is None:
            root = self.root
            if root is None:
                return tuple(r for r in self.resources if r.parent is None)
            urn = root.urn
        return tuple(r for r in self.resources if r.parent == urn)

    def tree(self) -> Mapping[str | None, tuple[Resource, ...]]:
        """Parent URN to children for the whole plan in one pass; None holds the roots."""
        found: dict[str | None, list[Resource]] = {}
        for resource in self.resources:
            found.setdefault(resource.parent, []).append(resource)
        return {parent: tuple(children) for parent, children in found.items()}

    def resources_of(self, type_: str | type) -> tuple[Resource, ...]:
        """Return the resources of one type, in plan order; none where the plan has none.

        Args:
            type_: A type token (`azure-native:keyvault:Vault`), a short form of one (`keyvault:Vault`; see
                `matches_token`), or the class of a provider's SDK.

        Raises:
            ValueError: the short form matches several types of the plan.
            TypeError: the class has no type token, as a component's.
        """
        token = type_ if isinstance(type_, str) else _token_of(type_)
        exact = tuple(r for r in self.resources if r.type == token)
        if exact:
            return exact
        found = tuple(r for r in self.resources if matches_token(r.type, token))
        types = sorted({r.type for r in found})
        if len(types) > 1:
            raise ValueError(f"{token!r} matches several types: {', '.join(types)}")
        return found

    def resource(self, type_: str | type, name: str | None = None) -> Resource:
        """Return the only resource of a type and logical name; without a name, the only one of the type.

        Args:
            type_: As for `resources_of`.
            name: The logical name.

        Raises:
            LookupError: there is none, or more than one; the message lists what there is.
            ValueError: the short form of the type matches several types of the plan.
            TypeError: the class has no type token, as a component's.
        """
        of_type = self.resources_of(type_)
        found = [r for r in of_type if name is None or r.name == name]
        if len(found) == 1:
            return found[0]
        shown = type_ if isinstance(type_, str) else _token_of(type_)
        named = "" if name is None else f" named {name!r}"
        if len(found) > 1:
            raise LookupError(f"{len(found)} resources of type {shown}{named}:{_lines(r.urn for r in found)}")
        if of_type:
            raise LookupError(f"no {shown}{named}; its type has:{_lines(r.name for r in of_type)}")
        types = [f"{token} ({number})" for token, number in self.counts().items()]
        raise LookupError(f"no resource of type {shown}; the plan has:{_lines(types or ['none'])}")

    def counts(self) -> Mapping[str, int]:
        """Number of resources by type token, sorted by token, without the root stack."""
        found = Counter(r.type for r in self.resources if r.type != ROOT_TYPE)
        return dict(sorted(found.items()))


def matches_token(token: str, wanted: str) -> bool:
    """Return whether a type or function token is the wanted one, or the wanted one is a short form of it.

    A short form leaves out the package, or package and module, or what follows the slash in a module:
    `aws:ec2/subnet:Subnet` is also `aws:ec2:Subnet`, `ec2:Subnet` and `Subnet`.
    """
    parts = token.split(":")
    asked = wanted.split(":")
    last = parts[-len(asked) :]
    return asked in (last, [part.partition("/")[0] for part in last])


def _token_of(class_: type) -> str:
    token = getattr(class_, "pulumi_type", None)
    if not isinstance(token, str):
        raise TypeError(f"{class_.__qualname__} has no type token of its own: pass the token as a text")
    return token


def _lines(entries: Iterable[str]) -> str:
    return "".join(f"\n  {entry}" for entry in entries)


def walk(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield every leaf of a value with its path. Markers are leaves; the inside of a secret is not walked."""
    if type(value) in PLAIN:
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in cast("Mapping[str, Any]", value).items():
            if type(item) in PLAIN:
                yield (*path, key), item
            else:
                yield from walk(item, (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(cast("Sequence[Any]", value)):
            yield from walk(item, (*path, index))
    else:
        yield path, value


def has_unknown(value: Any) -> bool:
    """Return whether any part of a value is unknown, inside secrets too."""
    if type(value) in PLAIN:
        return False
    if isinstance(value, Unknown):
        return True
    if isinstance(value, Secret):
        return has_unknown(value.value)
    if isinstance(value, Mapping):
        return any(has_unknown(item) for item in cast("Mapping[str, Any]", value).values())
    if isinstance(value, list | tuple):
        return any(has_unknown(item) for item in cast("Sequence[Any]", value))
    return False


def secret_values(value: Any) -> Iterator[Any]:
    """Yield what is in the secrets of a value."""
    return (leaf.value for _, leaf in walk(value) if isinstance(leaf, Secret))


def opened(value: Any) -> Any:
    """Return a value with what is in its secrets in their place: for who works with it, never to show it."""
    if isinstance(value, Secret):
        return opened(value.value)
    if isinstance(value, Mapping):
        return {key: opened(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [opened(item) for item in cast("Sequence[Any]", value)]
    return value
