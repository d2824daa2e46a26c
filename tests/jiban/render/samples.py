"""A project with objects of Kubernetes, for the tests of what is written of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner, Result

from jiban.cli import main
from jiban.model.plan import Plan, Resource

ROOT_URN = "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod"
PROGRAM = """\
import pulumi
import pulumi_kubernetes as k8s

platform = pulumi.StackReference("acme/platform/prod")


class App(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("shop:index:App", name)
        child = pulumi.ResourceOptions(parent=self)
        settings = k8s.core.v1.ConfigMap(
            f"{name}-settings", immutable=True, data={"GREETING": "hello"}, opts=child
        )
        k8s.core.v1.Service(
            f"{name}-service",
            metadata={"name": name, "namespace": "shop", "annotations": {"pulumi.com/skipAwait": "true"}},
            spec={"ports": [{"port": 80}], "selector": {"app": name}},
            opts=child,
        )
        k8s.apps.v1.Deployment(
            f"{name}-deployment",
            metadata={"name": name, "namespace": "shop"},
            spec={
                "selector": {"match_labels": {"app": name}},
                "template": {
                    "metadata": {"labels": {"app": name}},
                    "spec": {
                        "containers": [
                            {
                                "name": name,
                                "image": "registry.example/web:1.0.0",
                                "env": [{"name": "HOST", "value": platform.require_output("host")}],
                                "env_from": [{"config_map_ref": {"name": settings.metadata.name}}],
                            }
                        ]
                    },
                },
            },
            opts=child,
        )


App("web")
"""


def write(folder: Path, program: str = PROGRAM) -> Path:
    """Write a project; return its folder."""
    project = folder / "shop"
    project.mkdir(parents=True)
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (project / "Pulumi.prod.yaml").write_text("config: {}\n")
    (project / "__main__.py").write_text(program)
    # No rule: what the rules say is told by a test of its own.
    (project / "pyproject.toml").write_text('[tool.jiban]\npack = "no_rules:PACK"\n')
    (project / "no_rules.py").write_text(
        'from jiban.policy.pack import Pack\n\nPACK = Pack(name="none", rules=())\n'
    )
    return project


def render(project: Path, *arguments: str) -> Result:
    """Run `jiban render` on a project in this process."""
    command = ["render", "-C", str(project), "-s", "prod", "--today", "2026-11-27", *arguments]
    return CliRunner().invoke(main, command, prog_name="jiban")


def files(folder: Path) -> dict[str, str]:
    """Every file below a folder with its text, by path."""
    return {
        each.relative_to(folder).as_posix(): each.read_text("utf-8")
        for each in sorted(folder.rglob("*"))
        if each.is_file()
    }


def parsed(text: str) -> Any:
    """The object of a file."""
    return yaml.safe_load(text)


def an_object(name: str, inputs: dict[str, Any], type_: str = "core/v1:ConfigMap", **fields: Any) -> Resource:
    """An object of Kubernetes in a plan; without `kind` its type's."""
    token = f"kubernetes:{type_}"
    kind = type_.rpartition(":")[2].removesuffix("Patch")
    found = Resource(
        urn=f"urn:pulumi:prod::shop::{token}::{name}",
        type=token,
        name=name,
        custom=True,
        parent=ROOT_URN,
        inputs={"apiVersion": "v1", "kind": kind, **inputs},
    )
    return replace(found, **fields)


def plan(*resources: Resource, **fields: Any) -> Plan:
    """A plan of some resources below the root stack."""
    root = Resource(urn=ROOT_URN, type="pulumi:pulumi:Stack", name="shop-prod", custom=False)
    return Plan("shop", "prod", (root, *resources), **fields)
