"""How each cloud names, addresses and replaces its objects, as far as a rehearsal plays it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.diff.conditions import ALWAYS, older
from jiban.diff.replacement import Tables
from jiban.diff.values import at, parse_path
from jiban.model.plan import Resource, Secret, Unknown
from jiban.tables import table

if TYPE_CHECKING:
    from jiban.diff.forcing import ForcingProperty

AZURE: Final = "azure-native"
KUBERNETES: Final = "kubernetes"
AUTONAMED: Final = "pulumi.com/autonamed"
"""Annotation by which Kubernetes' provider knows a name for its own."""
DYNAMIC: Final = "pulumi-python"
"""Package of the resources whose provider is written in the program; here they become what goes in."""
SUBSCRIPTION: Final = "00000000-0000-0000-0000-000000000003"
_GROUP: Final = f"{AZURE}:resources:ResourceGroup"
_ACCOUNT: Final = "123456789012"
_HEX: Final = 7
"""Digits that AWS's and Azure's providers add to a name (8 in Kubernetes')."""
_SPACE: Final = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
_tables: Final = Tables()


def _table() -> Mapping[str, Any]:
    return table(__package__ or "", "provider_behaviour.yaml")


def package_of(kind: str) -> str:
    """Return the package of a type token."""
    return kind.split(":", 1)[0]


def plain(value: Any) -> Any:
    """Return a value without its secret marks, as a cloud holds it."""
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [plain(item) for item in cast("list[Any]", value)]
    return value


def _map(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def naming_property(kind: str) -> str | None:
    """Name the input that holds an object's own name; None where there is none."""
    listed = cast("Mapping[str, str]", _table()["naming"]).get(kind)
    if listed is not None:
        return listed
    named = _tables.names(kind)
    return str(named[-1][0]) if named else None


def autonamed(
    kind: str,
    name: str,
    inputs: Mapping[str, Any],
    olds: Mapping[str, Any],
    seed: bytes,
) -> dict[str, Any]:
    """Fill in the physical name that a program leaves out; one made before is kept.

    Args:
        kind: type token.
        name: logical name.
        inputs: what the program gives.
        olds: inputs of the last deployment, empty for a new object.
        seed: what makes a new name differ from others.
    """
    found = dict(inputs)
    if package_of(kind) == KUBERNETES:
        given = inputs.get("metadata")
        if isinstance(given, Secret):
            named = autonamed(kind, name, {"metadata": given.value}, olds, seed)
            return found | {"metadata": Secret(named["metadata"])}
        metadata = dict(_map(given))
        if isinstance(given, Unknown) or "name" in metadata or "generateName" in metadata:
            return found
        old = _map(plain(olds.get("metadata"))).get("name")
        metadata |= {
            "annotations": _marked(metadata.get("annotations")),
            "name": old or f"{name}-{_hex(seed, _HEX + 1)}",
        }
        return found | {"metadata": metadata}
    key = naming_property(kind)
    if key is None or key in found or f"{key}Prefix" in found:
        return found
    if kind == "azure-native:authorization:RoleAssignment":
        made = str(uuid.uuid5(_SPACE, seed.hex() + name))
    elif package_of(kind) == AZURE:
        made = f"{name}{_hex(seed, _HEX + 1)}"
    else:
        made = f"{name}-{_hex(seed, _HEX)}"
    return found | {key: olds.get(key) or made}


def _marked(annotations: Any) -> Any:
    """Return annotations of an object of Kubernetes that say that its name was made up."""
    if isinstance(annotations, Secret):
        return Secret(_marked(annotations.value))
    if isinstance(annotations, Unknown):
        return annotations
    return {**_map(annotations), AUTONAMED: "true"}


def _hex(seed: bytes, digits: int) -> str:
    return hashlib.sha256(seed).hexdigest()[:digits]


def goes_with(kind: str, id_: str, other: str) -> bool:
    """Tell whether the object of an id goes when one of this type and id is deleted.

    A resource group of Azure takes all that is in it, also what no state knows any more.
    """
    return kind == _GROUP and other.startswith(f"{id_}/")


def address_of(kind: str, inputs: Mapping[str, Any]) -> str | None:
    """Return what no second object of a type may have; None where the cloud goes by its own ids.

    None too where a part of it is not known yet.
    """
    given = cast("Mapping[str, Any]", plain(inputs))
    if any(isinstance(value, Unknown) for value in given.values()):
        return None
    package = package_of(kind)
    if package == KUBERNETES:
        metadata = cast("Mapping[str, Any]", given.get("metadata") or {})
        name = metadata.get("name")
        namespace = metadata.get("namespace", "default")
        known = isinstance(name, str) and isinstance(namespace, str)
        return f"{namespace}/{name}" if known else None
    if package == AZURE:
        return _arm_id(kind, given, naming_property(kind))
    unique = cast("Mapping[str, Sequence[str]]", _table()["unique"])
    key = naming_property(kind)
    if kind not in unique or key is None or key not in given:
        return None
    parts = [each for each in ("region", *unique[kind]) if each in given]
    return "/".join(str(given[each]) for each in (*parts, key))


def _arm_id(kind: str, inputs: Mapping[str, Any], key: str | None) -> str:
    """Return an id of Azure's form, made of the inputs that address the object."""
    module, name = kind.split(":")[1:3]
    skipped = {key, "resourceGroupName"}
    parents = [str(inputs[each]) for each in _path_names(kind) if each in inputs and each not in skipped]
    own = str(inputs.get(key, "default")) if key else "default"
    below = str(inputs.get("scope") or inputs.get("resourceUri") or "")
    if not below:
        below = f"/subscriptions/{SUBSCRIPTION}"
        if kind == _GROUP:
            return f"{below}/resourceGroups/{own}"
        if inputs.get("resourceGroupName"):
            below += f"/resourceGroups/{inputs['resourceGroupName']}"
    return "/".join([below, "providers", f"Microsoft.{module}", *parents, name, own])


@cache
def _path_names(kind: str) -> tuple[str, ...]:
    """Name the inputs that are names of what an object lies in: a change of them replaces it."""
    return tuple(
        sorted(path for path in replacing_paths(kind, {}) if path.endswith("Name") and "." not in path)
    )


def new_id(kind: str, address: str | None, inputs: Mapping[str, Any], number: int) -> str:
    """Return the id that a cloud would give to a new object.

    Args:
        kind: type token.
        address: as `address_of`.
        inputs: what it is made of.
        number: for ids that differ each time.
    """
    package = package_of(kind)
    if package == AZURE and address is not None:
        return address
    if package == KUBERNETES and address is not None:
        metadata = cast("Mapping[str, Any]", plain(inputs).get("metadata") or {})
        return address if "namespace" in metadata else str(metadata["name"])
    if address is not None and "/" not in address:
        return address
    name = kind.rsplit(":", 1)[-1].lower()
    return f"{name}-{hashlib.sha256(f'{kind} {number}'.encode()).hexdigest()[:17]}"


def arn_of(kind: str, id_: str) -> str:
    """Return an ARN of AWS's form."""
    service = kind.split(":")[1].split("/", maxsplit=1)[0]
    return f"arn:aws:{service}:us-east-1:{_ACCOUNT}:{kind.rsplit(':', 1)[-1].lower()}/{id_}"


def extra_outputs(kind: str) -> Mapping[str, Any]:
    """Return outputs that the SDK calls optional and the cloud always fills in, as templates."""
    return cast("Mapping[str, Mapping[str, Any]]", _table()["outputs"]).get(kind, {})


def refusal(kind: str, inputs: Mapping[str, Any]) -> str | None:
    """Return why a cloud refuses an object of these inputs, new or changed; None where it does not."""
    for paths in cast("Mapping[str, Sequence[Sequence[str]]]", _table()["ascending"]).get(kind, ()):
        given = [(path, plain(at(inputs, parse_path(path)))) for path in paths]
        numbers = [(path, value) for path, value in given if isinstance(value, int | float)]
        for (lower, least), (upper, most) in pairwise(numbers):
            if least > most:
                return f"{lower} {least:g} is more than {upper} {most:g}"
    return None


def replacing_paths(
    kind: str, inputs: Mapping[str, Any], news: Mapping[str, Any] | None = None
) -> tuple[str, ...]:
    """Return the paths whose change replaces an object, without indexes of lists.

    Args:
        kind: type token.
        inputs: what it was made of.
        news: what it is to be made of; a version replaces only where it is older by that.
    """
    resource = Resource(urn="", type=kind, name="", custom=True, parent=None, inputs=inputs)
    found = _tables.of(resource, None)
    in_place = {rule.path for rule in found if rule.in_place and _holds(rule, inputs, news)}
    rules = (
        rule
        for rule in found
        if not rule.added_only
        and not rule.in_place
        and (rule.when is not None or rule.path not in in_place)
        and _holds(rule, inputs, news)
        and not (
            rule.lower_only and not older(plain(at(inputs, rule.path)), plain(at(news or {}, rule.path)))
        )
    )
    return tuple(dict.fromkeys(".".join(str(step) for step in rule.path if step != "*") for rule in rules))


def _holds(rule: ForcingProperty, inputs: Mapping[str, Any], news: Mapping[str, Any] | None) -> bool:
    """Return whether a rule's condition holds; without what is to come, only one that asks for nothing."""
    if rule.when is None or rule.when == ALWAYS:
        return True
    return news is not None and rule.when.holds(rule.path, inputs, news)[0] is True


def replacing_inputs(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the inputs of a provider whose change replaces it, and with it all that it made.

    Args:
        kind: type token of the provider.
        before: its inputs as they were.
        after: its inputs as they will be.
    """
    was, will = (
        Resource(urn="", type=kind, name="", custom=True, parent=None, inputs=inputs)
        for inputs in (before, after)
    )
    return tuple(str(rule.path[0]) for rule in _tables.of(will, None, was) if rule.certain)
