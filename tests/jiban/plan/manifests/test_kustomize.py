"""Kustomize folders that are built in process."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

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


def kinds(*names: str) -> str:
    """Objects of some kinds, each called web and with one container."""
    pods = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "a", "image": "a:1"}]}}
    jobs = {"spec": {"template": pods}}
    return "---\n".join(
        yaml.safe_dump(
            {
                "apiVersion": "v1",
                "kind": name,
                "metadata": {"name": "web"},
                "spec": {"jobTemplate": jobs} if name == "CronJob" else {"template": pods},
            }
        )
        for name in names
    )


ALL_KINDS = (
    *("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job", "CronJob"),
    "Pod",
)


def changed(folder: Path, kustomization: str) -> dict[str, dict[str, Any]]:
    """What is made of an object of each kind."""
    written(folder, kustomization)
    (folder / "web.yaml").write_text(kinds(*ALL_KINDS))
    return {each["kind"]: each for each in build(folder)}


def test_every_kind_with_replicas_gets_their_number(tmp_path: Path) -> None:
    """All that have the name, and nothing else."""
    found = changed(tmp_path, "replicas: [{name: web, count: 5}]")
    assert {kind: each["spec"].get("replicas") for kind, each in found.items()} == {
        "Deployment": 5,
        "ReplicaSet": 5,
        "ReplicationController": 5,
        "StatefulSet": 5,
        "DaemonSet": None,
        "Job": None,
        "CronJob": None,
        "Pod": None,
    }


def test_annotations_stand_on_what_a_kind_makes_too(tmp_path: Path) -> None:
    """On the pods of each workload, and on the jobs and the pods of a CronJob."""
    found = changed(tmp_path, "commonAnnotations: {by: hand}")
    by = {"by": "hand"}
    assert all(each["metadata"]["annotations"] == by for each in found.values())
    cron = found.pop("CronJob")["spec"]["jobTemplate"]
    assert (cron["metadata"], cron["spec"]["template"]["metadata"]["annotations"]) == (
        {"annotations": by},
        by,
    )
    inside = {kind: each["spec"]["template"]["metadata"].get("annotations") for kind, each in found.items()}
    assert inside == {**dict.fromkeys(found, by), "Pod": None}


@pytest.mark.parametrize(
    ("entry", "image"),
    [
        ("{name: a, newTag: '2'}", "a:2"),
        ("{name: a, newName: m/a}", "m/a:1"),
        ("{name: a, digest: 'sha256:d'}", "a@sha256:d"),
        ("{name: a, newTag: '2', digest: 'sha256:d'}", "a:2@sha256:d"),
        ("{name: b, newTag: '2'}", "a:1"),
        ("{name: b, newTag: '3'}, {name: a, newTag: '2'}", "a:2"),
    ],
)
def test_an_image_is_changed_by_its_name(tmp_path: Path, entry: str, image: str) -> None:
    """In every workload, however deep its containers stand."""
    found = changed(tmp_path, f"images: [{entry}]")
    pods = [each["spec"]["template"] for kind, each in found.items() if kind != "CronJob"]
    pods.append(found["CronJob"]["spec"]["jobTemplate"]["spec"]["template"])
    assert [each["spec"]["containers"][0]["image"] for each in pods] == [image] * 8


@pytest.mark.parametrize(
    "kind",
    [
        "APIService",
        "ClusterRoleBinding",
        "CustomResourceDefinition",
        "MutatingWebhookConfiguration",
        "RoleBinding",
        "ValidatingWebhookConfiguration",
    ],
)
def test_a_kind_that_names_a_namespace_inside_is_left_to_kustomize(tmp_path: Path, kind: str) -> None:
    """Where a namespace is to be written; and only there."""
    text = f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: r}}\n"
    written(tmp_path, "namespace: shop")
    (tmp_path / "web.yaml").write_text(text)
    with pytest.raises(NotSeenError, match=f"to write its namespace into a {kind}"):
        build(tmp_path)
    written(tmp_path, "labels: [{pairs: {a: b}}]")
    (tmp_path / "web.yaml").write_text(text)
    assert build(tmp_path)[0]["metadata"] == {"name": "r", "labels": {"a": "b"}}


@pytest.mark.parametrize("name", ["kustomization.yaml", "kustomization.yml", "Kustomization"])
def test_the_names_of_a_kustomization(tmp_path: Path, name: str) -> None:
    """Any of the three that kustomize reads; without one the folder is refused."""
    with pytest.raises(ManifestError, match=r"there is no kustomization\.yaml in "):
        build(tmp_path)
    text = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: a}\n"
    (tmp_path / name).write_text(f"{text}resources: []\n")
    assert build(tmp_path) == []
