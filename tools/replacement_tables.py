"""Writes the tables of replacement that can be derived mechanically: AWS and the path parameters of Azure.

Beside them what names an object (`jiban/model/object_names_aws.json` and `object_names_azure.json`).

    python -m tools.replacement_tables aws MEASURED.json BINDINGS.tgz
    python -m tools.replacement_tables azure

AWS: MEASURED.json says for each Terraform resource type which properties its provider replaces on, asked of
the provider itself. Neither of the SDKs holds Terraform's names, so a type is found by its properties (the
SDK's Python names are Terraform's, but for the plural of lists) and, among equals, by its name. What is not
certain is left out and counted. BINDINGS.tgz is what `npm pack @cdktf/provider-aws` writes: it says which
lists are sets (`tools/unordered_lists.py`).

Azure: a path parameter of the API is an input that the resource does not give back, is text, and is either
required or the resource's own name.

The SDKs are read as text, never imported: importing all of their classes takes gigabytes.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tools import object_names, unordered_lists

ROOT = Path(__file__).resolve().parent.parent / "jiban"
TARGET = ROOT / "diff" / "replacement"
NAMES = ROOT / "model"
AS_OF = "2026-11-28"
LEAST_OVERLAP = 0.6
"""Share of the properties of both sides that a pair must have in common."""
LEAST_LIKENESS = 0.6
"""Likeness of the names that a pair must have, unless its properties leave no doubt."""
SURE_OVERLAP = 0.85
SURE_NUMBER = 4
"""Overlap, and number of properties in common, that leave no doubt."""
CLEAR_LEAD = 0.01
"""Lead of the best candidate's score over the next one, below which a pair is not certain."""
NAMED: dict[str, str | None] = {
    "aws:lb/loadBalancer:LoadBalancer": "aws_lb",
    "aws:lambda/resourcePolicy:ResourcePolicy": None,
    "aws:opensearchingest/resourcePolicy:ResourcePolicy": None,
    "aws:organizations/tag:Tag": None,
    "aws:rds/instanceDesiredState:InstanceDesiredState": None,
}
"""Pairs that the search gets wrong, seen by reading those whose names are least alike; None has no
partner."""
LOCATION = "location"
"""Input that the provider's own location stands in for."""
TAGS_WITH_DEFAULTS = "tags_all"
"""Output of a type to whose own tags the default ones of the provider are added."""
NOT_TELLING = frozenset({"region", "tags"})
"""Properties that nearly every type has."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a class."""

    name: str
    """As the provider calls it, `subnetIds`."""
    annotation: str
    required: bool


@dataclass(slots=True)
class Shape:
    """What the SDK says of a resource type."""

    token: str
    package: Path
    inputs: dict[str, Input] = field(default_factory=dict[str, Input])
    """By Python name."""
    outputs: frozenset[str] = frozenset()


def shapes(package: str) -> list[Shape]:
    """Read every resource class of an SDK."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed")
    root = Path(spec.origin).parent
    text = (root / "__init__.py").read_text()
    opening = 'resource_modules="""'
    start = text.index(opening) + len(opening)
    found: list[Shape] = []
    for module in json.loads(text[start : text.index('"""', start)]):
        folder = root.joinpath(*module["fqn"].split(".")[1:])
        for token, name in module["classes"].items():
            tree = _tree_with(folder, name)
            if tree is not None:
                found.append(_shape(token, folder, name, tree))
    return found


def _tree_with(folder: Path, name: str) -> dict[str, ast.ClassDef] | None:
    """Return the classes of the file that holds a resource class."""
    for guess in (snake(name), snake(name).replace("_", ""), snake(name) + "_"):
        classes = _classes(folder / f"{guess}.py")
        if name in classes:
            return classes
    for path in sorted(folder.glob("*.py")):
        if f"class {name}(pulumi.CustomResource)" in path.read_text():
            return _classes(path)
    return None


@cache
def _classes(path: Path) -> dict[str, ast.ClassDef]:
    if not path.exists():
        return {}
    return {node.name: node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)}


def _shape(token: str, folder: Path, name: str, classes: dict[str, ast.ClassDef]) -> Shape:
    arguments = classes.get(f"{name}Args") or classes.get(f"{name}InitArgs")
    shape = Shape(token, folder, outputs=frozenset(getters(classes[name])))
    if arguments is not None:
        shape.inputs = inputs_of(arguments)
    return shape


def inputs_of(node: ast.ClassDef) -> dict[str, Input]:
    """Return the inputs of an `Args` class by Python name."""
    names = getters(node)
    found: dict[str, Input] = {}
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__":
            for argument, default in zip(method.args.kwonlyargs, method.args.kw_defaults, strict=True):
                annotation = ast.unparse(argument.annotation) if argument.annotation else ""
                name = names.get(argument.arg)
                if name is not None:
                    found[argument.arg] = Input(name, annotation, default is None)
    return found


def getters(node: ast.ClassDef) -> dict[str, str]:
    """Return the properties of a class: Python name to the provider's name."""
    found: dict[str, str] = {}
    for method in node.body:
        if not isinstance(method, ast.FunctionDef):
            continue
        for decorator in method.decorator_list:
            text = ast.unparse(decorator)
            if text == "pulumi.getter":
                found[method.name] = method.name
            elif text.startswith("pulumi.getter(") and isinstance(decorator, ast.Call):
                found[method.name] = ast.literal_eval(decorator.keywords[0].value)
    return found


def snake(name: str) -> str:
    """Return `DBInstance` as `db_instance`."""
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()


def stem(name: str) -> str:
    """Return a property name without the plural that Pulumi gives to lists."""
    for ending, other in (("ies", "y"), ("sses", "ss"), ("ses", "se"), ("s", "")):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending) + other
    return name


def top(path: str) -> str:
    """Return the first step of a measured path, `access_config` of `access_config.mode` and
    `access_config(+)`.
    """
    return path.split(".", 1)[0].removesuffix("(+)")


def measured_names(entry: dict[str, Any]) -> frozenset[str]:
    """Return the stems of the properties that were measured on a Terraform type."""
    paths = [*entry["replace"], *entry["in_place"], *entry["error"]]
    return frozenset(stem(top(path)) for path in paths) - NOT_TELLING


def pairs(measured: dict[str, dict[str, Any]], found: list[Shape]) -> dict[str, str]:
    """Return token to Terraform type where the pair is certain; one type may serve several tokens."""
    names = {kind: measured_names(entry) for kind, entry in measured.items()}
    by_property: dict[str, set[str]] = defaultdict(set)
    for kind, properties in names.items():
        for each in properties:
            by_property[each].add(kind)
    matched: dict[str, tuple[str, float]] = {}
    for shape in found:
        if shape.token in NAMED:
            continue
        own = frozenset(stem(each) for each in shape.inputs) - NOT_TELLING
        candidates = {kind for each in own for kind in by_property.get(each, ())}
        scored = sorted(
            ((_score(shape.token, own, kind, names[kind]), kind) for kind in candidates), reverse=True
        )
        if not scored or scored[0][0] < LEAST_OVERLAP:
            continue
        lead = scored[0][0] - scored[1][0] if len(scored) > 1 else 1.0
        same = len(scored) > 1 and _replaced(measured, scored[0][1]) == _replaced(measured, scored[1][1])
        if lead >= CLEAR_LEAD or same:
            matched[shape.token] = (scored[0][1], scored[0][0])
    best: dict[str, str] = {}
    for token, (kind, score) in matched.items():
        if kind not in best or score > matched[best[kind]][1]:
            best[kind] = token
    pairs = {token: kind for token, (kind, _) in matched.items() if _base(token) == _base(best[kind])}
    return pairs | {token: kind for token, kind in NAMED.items() if kind}


def _replaced(measured: dict[str, dict[str, Any]], kind: str) -> set[str]:
    return set(measured[kind]["replace"])


def _base(token: str) -> str:
    """Return a class name without the marks of an older or newer version of the same thing."""
    return re.sub(r"(?i)v2$|legacy", "", token.rsplit(":", 1)[1]).lower()


def _score(token: str, own: frozenset[str], kind: str, names: frozenset[str]) -> float:
    overlap = len(own & names) / len(own | names)
    name = snake(token.rsplit(":", 1)[1])
    module = token.split(":", 2)[1].split("/", maxsplit=1)[0]
    bare = kind.removeprefix("aws_")
    alike = max(SequenceMatcher(None, bare, each).ratio() for each in (name, f"{module}_{name}"))
    sure = overlap >= SURE_OVERLAP and len(own & names) >= SURE_NUMBER
    if overlap < LEAST_OVERLAP or (alike < LEAST_LIKENESS and not sure):
        return 0.0
    return 0.5 * overlap + 0.5 * alike


def aws(source: Path, bindings: Path) -> None:
    """Write aws.json."""
    unordered = unordered_lists.read(bindings)
    measured: dict[str, dict[str, Any]] = json.loads(source.read_text())
    found = shapes("pulumi_aws")
    matched = pairs(measured, found)
    by_token = {shape.token: shape for shape in found}
    types: dict[str, dict[str, Any]] = {}
    names: dict[str, dict[str, Any]] = {}
    paths = lost = sets = 0
    for token, kind in sorted(matched.items()):
        shape = by_token[token]
        replace: list[str] = []
        for path in measured[kind]["replace"]:
            paths += 1
            translated = translate(shape, path)
            if translated is None:
                lost += 1
            else:
                replace.append(translated)
        entry: dict[str, Any] = {"terraform": kind, "replace": sorted(replace)}
        names |= object_names.naming(shape.token, own_names(shape), replace)
        found_sets = [translate(shape, path) for path in unordered.sets.get(kind, ())]
        if any(found_sets):
            entry["sets"] = sorted({each for each in found_sets if each})
            sets += len(entry["sets"])
        if TAGS_WITH_DEFAULTS in shape.outputs:
            entry["tagged"] = True
        types[token] = entry
    write(
        TARGET / "aws.json",
        {
            "source": "terraform-provider-aws",
            "how": "each property asked of the provider's own plan",
            "as_of": AS_OF,
            "sdk": f"pulumi-aws {version('pulumi-aws')}",
            "sets": f"terraform-provider-aws {unordered.version}, its schema as @cdktf/provider-aws has it",
            "certainty": "certain",
            "coverage": {
                "sdk_types": len(found),
                "types": len(types),
                "terraform_types": len(measured),
                "terraform_types_used": len(set(matched.values())),
                "properties": paths - lost,
                "properties_without_a_name_in_the_sdk": lost,
                "sets": sets,
            },
            "tagged_without_a_partner": sorted(
                shape.token
                for shape in found
                if shape.token not in types and TAGS_WITH_DEFAULTS in shape.outputs
            ),
            "types": types,
        },
    )
    write(
        NAMES / "object_names_aws.json",
        object_names.of_aws(f"pulumi-aws {version('pulumi-aws')}", AS_OF, names),
    )


def own_names(shape: Shape) -> list[str]:
    """Return the inputs that name the object in the cloud: those that have a prefix beside them, and
    `name`.
    """
    found = [
        each.name for key, each in shape.inputs.items() if f"{key}_prefix" in shape.inputs or key == "name"
    ]
    return sorted(found)


def translate(shape: Shape, path: str) -> str | None:
    """Return a measured path under the SDK's names, with `*` for the items of a list."""
    added = path.endswith("(+)")
    inputs = shape.inputs
    steps: list[str] = []
    rest = path.removesuffix("(+)").split(".")
    for position, step in enumerate(rest):
        by_stem = {stem(key): each for key, each in inputs.items()}
        each = inputs.get(step) or by_stem.get(stem(step))
        if each is None:
            return None
        steps.append(each.name)
        if position + 1 < len(rest):
            if "Sequence[" in each.annotation:
                steps.append("*")
            inner = re.search(r"'(?:_inputs\.)?(\w+Args)'", each.annotation) or re.search(
                r"(\w+Args)", each.annotation
            )
            node = _classes(shape.package / "_inputs.py").get(inner[1]) if inner else None
            if node is None:
                return None
            inputs = inputs_of(node)
    return ".".join(steps) + ("(+)" if added else "")


def azure() -> None:
    """Write azure.json."""
    found = shapes("pulumi_azure_native")
    types: dict[str, dict[str, Any]] = {}
    names: dict[str, dict[str, Any]] = {}
    for shape in sorted(found, key=lambda each: each.token):
        path = {
            key: each
            for key, each in shape.inputs.items()
            if key not in shape.outputs
            and key != "id"
            and "_builtins.str" in each.annotation
            and "Sequence" not in each.annotation
            and (each.required or key.endswith("_name") or key == "resource_name_")
        }
        if path:
            own = sorted(each.name for each in path.values() if not each.required)
            types[shape.token] = {"replace": sorted(each.name for each in path.values())}
            names |= object_names.naming(shape.token, own, types[shape.token]["replace"])
            if LOCATION in shape.inputs:
                types[shape.token]["located"] = True
    write(
        TARGET / "azure.json",
        {
            "source": "path of the API",
            "how": "required text inputs, and own names, that a resource does not give back",
            "as_of": AS_OF,
            "sdk": f"pulumi-azure-native {version('pulumi-azure-native')}",
            "certainty": "certain",
            "coverage": {"sdk_types": len(found), "types": len(types)},
            "types": types,
        },
    )
    sdk = f"pulumi-azure-native {version('pulumi-azure-native')}"
    write(NAMES / "object_names_azure.json", object_names.of_azure(sdk, AS_OF, names))


def write(path: Path, document: dict[str, Any]) -> None:
    """Write a table, one type a line, so that a change of it can be read."""
    head = {key: value for key, value in document.items() if key != "types"}
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in document["types"].items()]
    text = (
        json.dumps(head, indent=1).removesuffix("\n}") + ',\n "types": {\n' + ",\n".join(lines) + "\n }\n}\n"
    )
    path.write_text(text)
    print(f"{path.name}: {json.dumps(document.get('coverage', {'types': len(document['types'])}))}")


if __name__ == "__main__":
    if sys.argv[1:] == ["azure"]:
        azure()
    elif sys.argv[1:2] == ["aws"] and len(sys.argv) == 4:  # noqa: PLR2004 - the word and two files
        aws(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        raise SystemExit(__doc__)
