"""Kustomize folders that are built in process."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from jiban.plan.manifests.errors import ManifestError, NotSeenError
from jiban.plan.manifests.kustomize import build
from jiban.plan.manifests.text import objects_of

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: old, labels: {a: b}}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers: [{name: init, image: "acme/app@sha256:abc"}]
      containers:
      - {name: app, image: "acme/app:1"}
      - {name: side, image: "acme/app-side:1"}
      - {name: p, image: "proxy:2"}
---
apiVersion: v1
kind: Namespace
metadata: {name: old}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: x
---
apiVersion: acme.example/v1
kind: Widget
metadata: {name: w}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: night}
spec:
  schedule: "0 3 * * *"
  jobTemplate: {spec: {template: {spec: {containers: [{name: app, image: acme/app}], restartPolicy: Never}}}}
"""


def written(folder: Path, kustomization: str, **files: str) -> Path:
    """A folder with a kustomization over `web.yaml`."""
    (folder / "web.yaml").write_text(WEB)
    (folder / "kustomization.yaml").write_text(f"resources: [web.yaml]\n{kustomization}\n")
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def by_name(objects: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Objects by kind and name."""
    return {f"{each['kind']} {each['metadata']['name']}": each for each in objects}


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is what it is held against")
@pytest.mark.parametrize(
    "kustomization",
    [
        "",
        "namespace: shop",
        "commonAnnotations: {team: web}",
        "labels: [{pairs: {team: web, a: c}}]",
        "replicas: [{name: web, count: 5}]",
        "images: [{name: acme/app, newTag: '2'}]",
        "images: [{name: acme/app, newName: mirror/app}]",
        "images: [{name: acme/app, newName: mirror/app, digest: 'sha256:def'}]",
        "images: [{name: proxy, newTag: '3', newName: p}, {name: acme/app-side, newTag: '9'}]",
        (
            "namespace: shop\nlabels: [{pairs: {team: web}}]\nimages: [{name: proxy, newTag: '3'}]\n"
            "replicas: [{name: web, count: 0}]\ncommonAnnotations: {by: hand}"
        ),
    ],
)
def test_a_folder_is_built_as_by_kustomize(tmp_path: Path, kustomization: str) -> None:
    """The objects are the same, whatever their order."""
    written(tmp_path, kustomization)
    done = subprocess.run(["kubectl", "kustomize", str(tmp_path)], capture_output=True, text=True, check=True)
    assert by_name(build(tmp_path)) == by_name(objects_of(done.stdout))


def test_a_folder_in_a_folder(tmp_path: Path) -> None:
    """The inner one is built first, and the outer one changes what it gives."""
    inner = tmp_path / "base"
    inner.mkdir()
    written(inner, "namespace: inner\nreplicas: [{name: web, count: 3}]")
    (tmp_path / "kustomization.yaml").write_text("resources: [base]\nnamespace: outer\n")
    web = by_name(build(tmp_path))["Deployment web"]
    assert (web["metadata"]["namespace"], web["spec"]["replicas"]) == ("outer", 3)


@pytest.mark.parametrize(
    ("kustomization", "said"),
    [
        ("namePrefix: x-", "has namePrefix"),
        ("patches: [{path: p.yaml}]", "has patches"),
        ("configMapGenerator: [{name: c}]", "has configMapGenerator"),
        ("labels: [{pairs: {a: b}, includeSelectors: true}]", "selectors and templates"),
        ("images: [{name: a, tagSuffix: -x}]", "change its images"),
        ("components: [c]", "has components"),
    ],
)
def test_what_is_not_done_here_is_not_seen(tmp_path: Path, kustomization: str, said: str) -> None:
    """The field is named; nothing is made of the rest."""
    with pytest.raises(NotSeenError, match=said):
        build(written(tmp_path, kustomization))


def test_a_namespace_inside_of_an_object_is_not_written_here(tmp_path: Path) -> None:
    """The subjects of a binding name namespaces too."""
    written(tmp_path, "namespace: shop")
    (tmp_path / "web.yaml").write_text(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: r}\n"
    )
    with pytest.raises(NotSeenError, match="to write its namespace into a RoleBinding"):
        build(tmp_path)


@pytest.mark.parametrize(
    ("kustomization", "said"),
    [
        ("replicas: [{name: api, count: 2}]", "replicas are given for api"),
        ("labels: [{pairs: {a: yes}}]", "labels.a is no text"),
        ("commonAnnotations: {a: 1}", "commonAnnotations.a is no text"),
        ("resources: [none.yaml]", "none.yaml cannot be read"),
    ],
)
def test_what_kustomize_would_refuse_is_refused(tmp_path: Path, kustomization: str, said: str) -> None:
    """With the field at fault."""
    with pytest.raises(ManifestError, match=re.escape(said)):
        build(written(tmp_path, kustomization))
