"""Takes the schemas of custom resources from their projects: `python -m tools.custom_resources`.

They come as Go modules, whose registry checks what it gives. What is no module there comes from a file, with
where it is from and its day: `python -m tools.custom_resources crd.yaml PROJECT@VERSION:PATH 2026-08-01`.
What is kept is what judges an object: no descriptions, and no field that the definition does not name.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, cast

import yaml

from tools.repository import ROOT

FOLDER: Final = ROOT / "tests" / "infra" / "custom_resources"
_GATEWAY: Final[str] = yaml.safe_load((ROOT / "components" / "ingress" / "chart.yaml").read_text("utf-8"))[
    "version"
]
_ROLLOUTS: Final[str] = yaml.safe_load((ROOT / "components" / "rollouts" / "chart.yaml").read_text("utf-8"))[
    "definitions_version"
]
_ARGO_CD: Final[str] = yaml.safe_load((ROOT / "components" / "delivery" / "chart.yaml").read_text("utf-8"))[
    "argo_cd"
]
SOURCES: Final = (
    (
        "github.com/cilium/cilium@v1.18.4",
        "pkg/k8s/apis/cilium.io/client/crds/v2/ciliumnetworkpolicies.yaml",
    ),
    ("github.com/kedacore/keda/v2@v2.17.2", "config/crd/bases/keda.sh_scaledobjects.yaml"),
    ("github.com/kedacore/keda/v2@v2.17.2", "config/crd/bases/keda.sh_triggerauthentications.yaml"),
    (f"github.com/argoproj/argo-rollouts@{_ROLLOUTS}", "manifests/crds/analysis-template-crd.yaml"),
    (f"github.com/argoproj/argo-rollouts@{_ROLLOUTS}", "manifests/crds/rollout-crd.yaml"),
    *(
        (f"github.com/argoproj/argo-cd/v3@{_ARGO_CD}", f"manifests/crds/{file}-crd.yaml")
        for file in ("application", "appproject")
    ),
    (
        "sigs.k8s.io/secrets-store-csi-driver@v1.5.3",
        "config/crd/bases/secrets-store.csi.x-k8s.io_secretproviderclasses.yaml",
    ),
    # What the chart of Envoy Gateway installs, those of the Gateway API among them.
    *(
        (f"github.com/envoyproxy/gateway@{_GATEWAY}", f"charts/gateway-helm/charts/crds/crds/{file}")
        for file in (
            "gatewayapi-crds.yaml",
            "generated/gateway.envoyproxy.io_backendtrafficpolicies.yaml",
            "generated/gateway.envoyproxy.io_clienttrafficpolicies.yaml",
            "generated/gateway.envoyproxy.io_envoyproxies.yaml",
        )
    ),
)
"""Module with its version, and the file in it, which may hold several definitions."""
_WANTED: Final = ("GatewayClass", "Gateway", "HTTPRoute")
"""Kinds of the Gateway API that the library makes; of a file with one definition that one is taken."""
_DROPPED: Final = ("description", "format", "default", "title")
_GO_ALONE: Final = "\\p"
"""Classes of Unicode, which Go's expressions have and Python's have not: such a pattern is left out."""
_OPEN: Final = ("x-kubernetes-preserve-unknown-fields", "additionalProperties")


def closed(schema: Any) -> Any:
    """Return a structural schema as one of JSON that refuses unnamed fields, as a strict server does."""
    if isinstance(schema, list):
        return [closed(each) for each in cast("list[Any]", schema)]
    if not isinstance(schema, dict):
        return schema
    fields = cast("dict[str, Any]", schema)
    if fields.get("x-kubernetes-int-or-string"):
        return {"type": ["integer", "string"]}
    found = {
        key: closed(value)
        for key, value in fields.items()
        if key not in {*_DROPPED, "properties"}
        and not key.startswith("x-")
        and not (key == "pattern" and _GO_ALONE in value.lower())
    }
    names = fields.get("properties")
    if isinstance(names, dict):
        found["properties"] = {name: closed(each) for name, each in cast("dict[str, Any]", names).items()}
        if fields.get("type") == "object" and not any(fields.get(each) for each in _OPEN):
            found["additionalProperties"] = False
    return found


def of_definition(definition: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the schemas of a definition by API version and kind, such as `keda.sh/v1alpha1/ScaledObject`."""
    spec = definition["spec"]
    found: dict[str, dict[str, Any]] = {}
    for version in spec["versions"]:
        schema = closed(version["schema"]["openAPIV3Schema"])
        schema["properties"]["metadata"] = {"type": "object"}  # is the server's own
        found[f"{spec['group']}/{version['name']}/{spec['names']['kind']}"] = schema
    return found


def _schemas(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the schema in which each kind that is wanted is stored, by API version and kind."""
    definitions = [each for each in yaml.safe_load_all(text) if each and "names" in each["spec"]]
    for definition in definitions:
        if len(definitions) > 1 and definition["spec"]["names"]["kind"] not in _WANTED:
            continue
        # Most definitions list the version first in which objects are stored.
        versions = sorted(definition["spec"]["versions"], key=lambda each: not each.get("storage"))
        spec = {**definition["spec"], "versions": versions}
        yield next(iter(of_definition({**definition, "spec": spec}).items()))


def _module(name: str) -> tuple[Path, str]:
    """Return the folder of a module, and the day of its release."""
    said = subprocess.run(["go", "mod", "download", "-json", name], capture_output=True, check=True).stdout
    found = json.loads(said)
    return Path(found["Dir"]), json.loads(Path(found["Info"]).read_text("utf-8"))["Time"][:10]


def _write(text: str, source: str, released: str) -> None:
    """Write a file for each kind that a text defines."""
    for name, schema in _schemas(text):
        document = {"source": source, "released": released, "kind": name, "schema": schema}
        path = FOLDER / f"{name.rpartition('/')[2].lower()}.json"
        path.write_text(json.dumps(document, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")


def main(arguments: Sequence[str]) -> int:
    """Write a file for each kind."""
    FOLDER.mkdir(exist_ok=True)
    if arguments:
        file, source, released = arguments
        _write(Path(file).read_text("utf-8"), source, released)
        return 0
    for module, file in SOURCES:
        folder, released = _module(module)
        _write((folder / file).read_text("utf-8"), f"{module}: {file}", released)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
