"""Takes what Azure's requests may hold from Microsoft's packages: `python -m tools.azure_requests`.

They are read, not imported: each operation's path and body is turned into JSON Schema. What is kept is what
judges a request: no descriptions, and nothing below what is read-only. A release is listed with its checksum.
"""

import ast
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import yaml

from tools.repository import ROOT

JUDGES: Final = ROOT / "tests" / "judges"
FOLDER: Final = JUDGES / "azure"
TABLE: Final = JUDGES / "resource_manager.yaml"
_SHAPES: Final[Mapping[str, Mapping[str, str]]] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "object": {},
    "iso-8601": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "duration": {"type": "string", "format": "duration"},
    "bytearray": {"type": "string"},
    "base64": {"type": "string"},
}
"""What the packages call the shapes of values."""
_BOUNDS: Final = {
    "max_length": "maxLength",
    "min_length": "minLength",
    "maximum": "maximum",
    "minimum": "minimum",
    "maximum_ex": "exclusiveMaximum",
    "minimum_ex": "exclusiveMinimum",
    "pattern": "pattern",
    "max_items": "maxItems",
    "min_items": "minItems",
    "unique": "uniqueItems",
    "multiple": "multipleOf",
}
"""What the packages call the bounds of a value."""
_CLIENTS_OWN: Final = frozenset({"subscriptionId"})
"""Parts of a path that no resource says."""
_AT_GROUP: Final = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/"
"""Where a resource lies if its operation exists for several scopes."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release of a package, with its folder for one version of an API."""

    package: str
    version: str
    digest: str
    """SHA-256 of the wheel."""
    folder: str
    """Below `azure/mgmt`."""

    @property
    def requirement(self) -> str:
        """The release as the package client takes it, which then refuses another file."""
        return f"{self.package}=={self.version} --hash=sha256:{self.digest}\n"


RELEASES: Final[Mapping[str, Release]] = {
    "Microsoft.AlertsManagement@2021-07-22-preview": Release(
        "azure-mgmt-alertsmanagement",
        "2.0.0b2",
        "e213d95a456873c287d802bb0661f4c41f1d7e2cc02d6d09e158a8de2446436b",
        "alertsmanagement",
    ),
    "Microsoft.Authorization@2020-05-01": Release(
        "azure-mgmt-resource-locks",
        "1.0.0",
        "c8283a34c0fccb11b7ce9548dcba06588405604ca78d9eecc9c0d5832703aca3",
        "resource/locks",
    ),
    "Microsoft.Authorization@2022-04-01": Release(
        "azure-mgmt-authorization",
        "4.0.0",
        "d8feeb3842e6ddf1a370963ca4f61fb6edc124e8997b807dd025bc9b2379cd1a",
        "authorization/v2022_04_01",
    ),
    "Microsoft.Authorization@2023-04-01": Release(
        "azure-mgmt-resource",
        "24.0.0",
        "27b32cd223e2784269f5a0db3c282042886ee4072d79cedc638438ece7cd0df4",
        "resource/policy/v2023_04_01",
    ),
    "Microsoft.Cache@2025-07-01": Release(
        "azure-mgmt-redisenterprise",
        "3.1.0",
        "8af01cb7929ab9ebc2d47bca104dbb6b0110e276932ec7a9f1f3d91449d4c617",
        "redisenterprise",
    ),
    "Microsoft.Cdn@2024-02-01": Release(
        "azure-mgmt-cdn",
        "13.1.1",
        "6d2fae58baa9d7f60cc0894d7c8a3e068b4bdc510c640248f35e0dc6079e6aca",
        "cdn",
    ),
    "Microsoft.Consumption@2021-10-01": Release(
        "azure-mgmt-consumption",
        "10.0.0",
        "507059238cba2dcafc19866c24c53c5e145cafd721a39ab8c605590a3f169e81",
        "consumption",
    ),
    "Microsoft.ContainerRegistry@2023-01-01-preview": Release(
        "azure-mgmt-containerregistry",
        "14.0.0",
        "224e823beffe317c59ca4b482df5ee0b2977c3f44cdae59b165513fb47b32b8e",
        "containerregistry/v2023_01_01_preview",
    ),
    "Microsoft.ContainerRegistry@2024-11-01-preview": Release(
        "azure-mgmt-containerregistry",
        "14.1.0b1",
        "d0ed4d7742090b7ebb0d40d565cc2b8fc7480a59db64d234b27aed00a057527f",
        "containerregistry/v2024_11_01_preview",
    ),
    "Microsoft.ContainerService@2025-09-01": Release(
        "azure-mgmt-containerservice",
        "40.1.0",
        "c09a6237624505a121af1ef5a939466b410d47f1d4987c95187651aca15522a7",
        "containerservice",
    ),
    "Microsoft.DBforPostgreSQL@2025-08-01": Release(
        "azure-mgmt-postgresqlflexibleservers",
        "2.0.0",
        "4503ca37b8c396728ae62631ded35f7565e677221ac94232230dd928bf90620d",
        "postgresqlflexibleservers",
    ),
    "Microsoft.Dashboard@2023-09-01": Release(
        "azure-mgmt-dashboard",
        "1.1.0",
        "5a8656e69df47f49ab98cca10faf27c6a946ad3b5453ddd5d7aec1f30662b5d0",
        "dashboard",
    ),
    "Microsoft.EventGrid@2025-02-15": Release(
        "azure-mgmt-eventgrid",
        "10.4.0",
        "5e4637245bbff33298d5f427971b870dbb03d873a3ef68f328190a7b7a38c56f",
        "eventgrid",
    ),
    "Microsoft.Insights@2018-03-01": Release(
        "azure-mgmt-monitor",
        "6.0.2",
        "fe4cf41e6680b74a228f81451dc5522656d599c6f343ecf702fc790fda9a357b",
        "monitor/v2018_03_01",
    ),
    "Microsoft.Insights@2020-02-02": Release(
        "azure-mgmt-applicationinsights",
        "4.0.0",
        "2b1ffd9a0114974455795c73a3a5d17c849e32b961d707d2db393b99254b576f",
        "applicationinsights/v2020_02_02",
    ),
    "Microsoft.Insights@2021-05-01-preview": Release(
        "azure-mgmt-monitor",
        "6.0.2",
        "fe4cf41e6680b74a228f81451dc5522656d599c6f343ecf702fc790fda9a357b",
        "monitor/v2021_05_01_preview",
    ),
    "Microsoft.Insights@2021-07-01-preview": Release(
        "azure-mgmt-monitor",
        "6.0.2",
        "fe4cf41e6680b74a228f81451dc5522656d599c6f343ecf702fc790fda9a357b",
        "monitor/v2021_07_01_preview",
    ),
    "Microsoft.Insights@2022-06-01": Release(
        "azure-mgmt-monitor",
        "6.0.2",
        "fe4cf41e6680b74a228f81451dc5522656d599c6f343ecf702fc790fda9a357b",
        "monitor/v2022_06_01",
    ),
    "Microsoft.Insights@2023-01-01": Release(
        "azure-mgmt-monitor",
        "6.0.2",
        "fe4cf41e6680b74a228f81451dc5522656d599c6f343ecf702fc790fda9a357b",
        "monitor/v2023_01_01",
    ),
    "Microsoft.KeyVault@2024-11-01": Release(
        "azure-mgmt-keyvault",
        "12.0.0",
        "621435752f236797752984773a330044a575268f8fb6a74c612e727b4742ee32",
        "keyvault",
    ),
    "Microsoft.ManagedIdentity@2023-01-31": Release(
        "azure-mgmt-msi",
        "7.0.0",
        "bbec45bbaa021cb935a1b84f94e160841722a8073d193783e7f458ba476fbc56",
        "msi/v2023_01_31",
    ),
    "Microsoft.Monitor@2023-04-03": Release(
        "azure-mgmt-monitor",
        "7.0.0",
        "ad63b5d187e21d2d34366271ade6abbeea1fcf76e313ff0f83d394d9c124aa1b",
        "monitor",
    ),
    "Microsoft.Network@2024-02-01": Release(
        "azure-mgmt-frontdoor",
        "1.2.0",
        "22f1f60a0c875d8a4e71cebcf6557a3c67249b86431a7954fc1fa3fb9fedd2be",
        "frontdoor",
    ),
    "Microsoft.Network@2024-05-01": Release(
        "azure-mgmt-network",
        "28.1.0",
        "8ddb0e9ec8f10c9c152d60fc945908d113e4591f397ea3e40b92290ec2b01658",
        "network",
    ),
    "Microsoft.Network@2024-06-01": Release(
        "azure-mgmt-privatedns",
        "1.2.0",
        "1bf9d978de4d74fc683d9af42f8135dcd565075f851c7227197924dd72b0b539",
        "privatedns",
    ),
    "Microsoft.OperationalInsights@2022-10-01": Release(
        "azure-mgmt-loganalytics",
        "13.0.0b7",
        "185ae5075825008a9814203089718eed0403bc99fc20ed935fbc9f3bc963a6c1",
        "loganalytics",
    ),
    "Microsoft.Resources@2024-07-01": Release(
        "azure-mgmt-resource",
        "24.0.0",
        "27b32cd223e2784269f5a0db3c282042886ee4072d79cedc638438ece7cd0df4",
        "resource/resources/v2024_07_01",
    ),
    "Microsoft.ServiceBus@2022-10-01-preview": Release(
        "azure-mgmt-servicebus",
        "9.0.0",
        "45c6832c68c197dcaa38dab9d58e1ca9f0f0b36a94d9d95e62520fb3eea7f003",
        "servicebus/v2022_10_01_preview",
    ),
    "Microsoft.Storage@2024-01-01": Release(
        "azure-mgmt-storage",
        "22.2.0",
        "7ae98fd6850487d1f7dc88b8922b5a50e223b49586addb65410ed46ad829d501",
        "storage/v2024_01_01",
    ),
}
"""Version of an API to a release with it. Only releases from before TypeSpec say bounds and patterns."""


@dataclass(frozen=True, slots=True)
class Models:
    """Reads the models of one API as JSON Schema, those that a request reaches."""

    classes: Mapping[str, ast.ClassDef]
    enums: Mapping[str, tuple[str, ...]]
    definitions: dict[str, Any] = field(default_factory=dict[str, Any])

    def definition(self, name: str) -> Mapping[str, Any]:
        """Return the schema of a model, which refuses what the model does not name."""
        if name not in self.definitions:
            self.definitions[name] = {}  # a model may hold itself
            self.definitions[name] = self._schema(self.classes[name])
        return cast("Mapping[str, Any]", self.definitions[name])

    def _schema(self, model: ast.ClassDef) -> dict[str, Any]:
        said = dict(_literals(model))
        if "_subtype_map" in said:
            return {"anyOf": list(self._kinds(said["_subtype_map"]))}
        validation, annotations = said.get("_validation", {}), _annotations(model)
        found = _empty()
        for attribute, place in said["_attribute_map"].items():
            if not place["key"]:
                found["additionalProperties"] = True
                continue
            *containers, name = re.split(r"(?<!\\)\.", place["key"])
            holder = found
            rules = validation.get(attribute, {})
            for container in containers:
                if rules.get("required"):
                    _require(holder, container)
                holder = holder["properties"].setdefault(container, _empty())
            name = name.replace("\\.", ".")
            if rules.get("readonly"):
                holder["properties"][name] = {"readOnly": True}
                continue
            schema = self.shape(place["type"], annotations.get(attribute), rules)
            if rules.get("constant"):
                schema["enum"] = [said[attribute]]
            holder["properties"][name] = schema
            if rules.get("required") and not rules.get("constant"):
                _require(holder, name)
        return found

    def _kinds(self, subtypes: Mapping[str, Mapping[str, str]]) -> Iterator[dict[str, Any]]:
        """Yield the models that a property tells apart, each with the one word that it has there."""
        for attribute, names in subtypes.items():
            for word, name in names.items():
                kind = self.definition(name)
                if "properties" in kind:
                    key = dict(_literals(self.classes[name]))["_attribute_map"][attribute]["key"]
                    kind["properties"][key.replace("\\.", ".")]["enum"] = [word]
                yield {"$ref": f"#/definitions/{name}"}

    def shape(self, name: str, annotation: ast.expr | None, rules: Mapping[str, Any]) -> dict[str, Any]:
        """Return the schema of a value.

        Args:
            name: as the packages write it: `str`, `[str]` for a list, `{str}` for a map, or a model.
            annotation: its type in Python, which names the enum.
            rules: its bounds.
        """
        bounds = {_BOUNDS[rule]: value for rule, value in rules.items() if rule in _BOUNDS}
        if name.startswith("["):
            return {"type": "array", "items": self.shape(name[1:-1], annotation, {}), **bounds}
        if name.startswith("{"):
            inner = self.shape(name[1:-1], annotation, {})
            return {"type": "object", "additionalProperties": inner, **bounds}
        if name not in _SHAPES:
            self.definition(name)
            return {"$ref": f"#/definitions/{name}"}
        words = next((self.enums[each] for each in _names(annotation) if each in self.enums), None)
        return {**_SHAPES[name], **({"enum": list(words)} if words else {}), **bounds}


def requests(folder: Path, wanted: frozenset[str]) -> dict[str, Any]:
    """Return the requests that make types of resource, with the definitions they share.

    Args:
        folder: of one API in an unpacked package.
        wanted: types, such as `Microsoft.Network/natGateways`.

    Raises:
        LookupError: no operation makes one of them.
    """
    models = Models(
        {each.name: each for each in _classes(folder / "models" / "_models_py3.py")},
        {
            each.name: tuple(str(word) for _, word in _literals(each))
            for file in sorted((folder / "models").glob("_*enums.py"))
            for each in _classes(file)
        },
    )
    # One package writes the same namespace in two ways.
    called = {kind.lower(): kind for kind in wanted}
    found: dict[str, Any] = {}
    for file in sorted((folder / "operations").glob("_*operations.py")):
        tree = ast.parse(file.read_text("utf-8"))
        bodies = dict(_bodies(tree))
        for builder in (each for each in tree.body if isinstance(each, ast.FunctionDef)):
            url = _url(builder)
            if url is None or not _puts(builder) or builder.name not in bodies:
                continue
            kind = called.get(type_of(url).lower())
            if kind is not None and (kind not in found or url.startswith(_AT_GROUP)):
                found[kind] = _request(builder, bodies[builder.name], models)
    if missing := wanted - found.keys():
        raise LookupError(f"no operation in {folder} makes {', '.join(sorted(missing))}")
    return {"requests": found, "definitions": models.definitions}


def type_of(url: str) -> str:
    """Return the type of resource at a path, such as `Microsoft.Network/natGateways`."""
    _, provider, rest = url.rpartition("/providers/")
    if not provider:
        return "Microsoft.Resources/resourceGroups" if "resourcegroups" in url.lower() else ""
    namespace, *segments = rest.split("/")
    return "/".join([namespace, *segments[::2]])


def _request(builder: ast.FunctionDef, body: str, models: Models) -> dict[str, Any]:
    """Return path and body as one object, as Pulumi's inputs are."""
    whole = models.definition(body)
    properties = dict(whole["properties"])
    found = {**whole, "properties": properties, "required": list(whole.get("required", ()))}
    annotations = {each.arg: each.annotation for each in builder.args.args}
    for name, call in _path(builder):
        if name in _CLIENTS_OWN:
            continue
        # What Azure says of it in the body of its answer only repeats the path.
        if properties.get(name, {"readOnly": True}) != {"readOnly": True}:
            raise ValueError(f"{builder.name}: {name} is in the path and in the body")
        attribute, _, kind = (_word(each) for each in call.args)
        rules = {
            each.arg: ast.literal_eval(each.value)
            for each in call.keywords
            if each.arg and each.arg in _BOUNDS
        }
        properties[name] = models.shape(kind, annotations.get(attribute), rules)
        _require(found, name)
    return found


def _empty() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "additionalProperties": False}


def _word(node: ast.expr) -> str:
    """Return a text, or the name of a variable."""
    return node.id if isinstance(node, ast.Name) else str(ast.literal_eval(node))


def _require(schema: dict[str, Any], name: str) -> None:
    names = schema.setdefault("required", [])
    if name not in names:
        names.append(name)


def _classes(file: Path) -> Iterator[ast.ClassDef]:
    yield from (each for each in ast.parse(file.read_text("utf-8")).body if isinstance(each, ast.ClassDef))


def _literals(model: ast.ClassDef) -> Iterator[tuple[str, Any]]:
    """Yield what a class says of itself."""
    for each in model.body:
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            yield each.targets[0].id, ast.literal_eval(each.value)


def _annotations(model: ast.ClassDef) -> Mapping[str, ast.expr | None]:
    """Return the types of a constructor's arguments."""
    made = next(
        (each for each in model.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"), None
    )
    return {each.arg: each.annotation for each in made.args.kwonlyargs} if made else {}


def _names(annotation: ast.expr | None) -> Iterator[str]:
    """Yield the models that a type names, as text or not."""
    for node in ast.walk(annotation) if annotation else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.rpartition(".")[2]
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _url(builder: ast.FunctionDef) -> str | None:
    """Return the path that a function asks, with its parameters in braces."""
    return next(
        (
            node.value
            for node in ast.walk(builder)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("/")
        ),
        None,
    )


def _puts(builder: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.keyword) and node.arg == "method" and ast.literal_eval(node.value) == "PUT"
        for node in ast.walk(builder)
    )


def _path(builder: ast.FunctionDef) -> Iterator[tuple[str, ast.Call]]:
    """Yield each parameter of a path with the call that writes it, which has its bounds."""
    for node in ast.walk(builder):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Call):
                    yield str(key.value), value


def _bodies(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the function that builds each request, with the model of its body."""
    for method in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        models = [
            name
            for argument in method.args.args
            if argument.annotation and "_models" in ast.dump(argument.annotation)
            for name in _names(argument.annotation)
            if name not in {"str", "bytes"}
        ]
        for node in ast.walk(method):
            if models and isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield node.func.id, models[-1]


def targets() -> Mapping[str, frozenset[str]]:
    """Return the types that the judge's table names, by version of their API."""
    found: dict[str, set[str]] = {}
    for row in yaml.safe_load(TABLE.read_text("utf-8"))["types"].values():
        kind, _, version = row["target"].partition("@")
        found.setdefault(f"{kind.partition('/')[0]}@{version}", set()).add(kind)
    return {api: frozenset(kinds) for api, kinds in sorted(found.items())}


def _unpacked(release: Release, parent: Path) -> Path:
    """Return the folder of a release, downloaded and held to its checksum by the package client."""
    folder = parent / f"{release.package}-{release.version}"
    if not folder.exists():
        asked = parent / "requirements.txt"
        asked.write_text(release.requirement, "utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        subprocess.run([*command, "-d", str(folder), "-r", str(asked)], check=True)
        (wheel,) = folder.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
    return folder / "azure" / "mgmt" / release.folder


def main() -> int:
    """Write a file for each version of an API that the table of the judge names, and remove the others."""
    FOLDER.mkdir(exist_ok=True)
    stale = set(FOLDER.glob("*.json"))
    with tempfile.TemporaryDirectory() as parent:
        for api, kinds in targets().items():
            release = RELEASES[api]
            document = {
                "source": f"{release.package} {release.version}",
                "sha256": release.digest,
                **requests(_unpacked(release, Path(parent)), kinds),
            }
            path = FOLDER / f"{api.lower()}.json"
            path.write_text(json.dumps(document, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")
            stale.discard(path)
    for path in stale:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
