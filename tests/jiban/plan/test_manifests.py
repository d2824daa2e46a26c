"""Programs whose resources a plugin of pulumi-kubernetes takes apart.

The expected URNs and inputs follow the plugin's source (94977969d641): no plugin runs here.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from jiban.model.plan import UNKNOWN, Parts, Plan, Resource, Secret
from jiban.plan.errors import PlanError

Planner = Callable[..., Plan]
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {replicas: 2}
"""
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
needs_kustomize = pytest.mark.skipif(
    not (shutil.which("kustomize") or shutil.which("kubectl")), reason="kustomize builds a folder"
)


def child(found: Plan) -> Resource:
    """The only resource that is no component and no provider."""
    [only] = [each for each in found.resources if each.custom and not each.is_provider]
    return only


def test_a_group_of_text_is_made_here(plan_program: Planner) -> None:
    """URN, parent, type, inputs and line of a child are those that the plugin's registration has."""
    found = plan_program(
        f"""
        import pulumi_kubernetes as k8s
        k8s.yaml.v2.ConfigGroup("web", yaml={DEPLOYMENT!r})
        """
    )
    made = child(found)
    parent = "urn:pulumi:dev::demo::kubernetes:yaml/v2:ConfigGroup::web"
    assert made.urn == (
        "urn:pulumi:dev::demo::kubernetes:yaml/v2:ConfigGroup$kubernetes:apps/v1:Deployment::web:shop/web"
    )
    assert made.parent == parent
    assert made.inputs == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"replicas": 2},
    }
    assert str(made.source) == "__main__.py:4"
    assert found.parts == (Parts(parent, seen=True, how="from its YAML by jiban"),)


def test_files_and_patterns_of_a_group(plan_program: Planner) -> None:
    """Paths start from the program's folder; a pattern gives its files in the order of their names."""
    found = plan_program(
        """
        import pulumi_kubernetes as k8s
        k8s.yaml.v2.ConfigGroup("g", files=["k8s/*.yaml", "more.yaml"], resource_prefix="p")
        """,
        files={"k8s/b.yaml": SERVICE, "k8s/a.yaml": DEPLOYMENT, "more.yaml": SERVICE.replace("web", "api")},
    )
    names = [each.name for each in found.resources if each.custom]
    assert sorted(names) == ["p:default/api", "p:default/web", "p:shop/web"]


def test_objects_of_a_group_may_be_unknown_in_part(plan_program: Planner) -> None:
    """What names an object is known, and what another resource gives is not; the child depends on that."""
    found = plan_program(
        """
        import pulumi_kubernetes as k8s
        key = k8s.core.v1.Secret("key")
        k8s.yaml.v2.ConfigGroup("g", objs=[{
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"},
            "data": {"key": key.id, "fixed": "v"},
        }])
        """
    )
    made = found.resource("kubernetes:core/v1:ConfigMap")
    assert made.inputs["data"] == {"fixed": "v", "key": UNKNOWN}
    assert made.dependency_names == {"key"}
    assert [urn.rpartition("::")[2] for urn in made.property_dependencies["data"]] == ["key"]


def test_a_file(plan_program: Planner) -> None:
    """The prefix is the name of the resource."""
    found = plan_program(
        """
        import pulumi_kubernetes as k8s
        k8s.yaml.v2.ConfigFile("f", file="web.yaml", skip_await=True)
        """,
        files={"web.yaml": SERVICE},
    )
    made = child(found)
    assert made.name == "f:default/web"
    assert made.inputs["metadata"]["annotations"] == {"pulumi.com/skipAwait": "true"}


def test_the_providers_namespace_and_options_are_taken_over(plan_program: Planner) -> None:
    """A child stands in the namespace of its provider, is made by it, and is protected with its parent."""
    found = plan_program(
        """
        import pulumi_kubernetes as k8s
        p = k8s.Provider("p", namespace="team")
        k8s.yaml.v2.ConfigFile("f", file="web.yaml", opts=pulumi.ResourceOptions(provider=p, protect=True))
        """,
        files={"web.yaml": SERVICE},
    )
    made = child(found)
    assert made.name == "f:team/web"
    assert made.protect
    assert str(made.provider).startswith("urn:pulumi:dev::demo::pulumi:providers:kubernetes::p::")


def test_the_namespace_of_a_kubeconfigs_context(plan_program: Planner) -> None:
    """Where the provider names none, that of the current context counts."""
    config = (
        "current-context: b\\ncontexts:\\n- {name: a, context: {namespace: x}}\\n"
        "- {name: b, context: {namespace: y}}\\n"
    )
    found = plan_program(
        f"""
        import pulumi_kubernetes as k8s
        p = k8s.Provider("p", kubeconfig="{config}")
        k8s.yaml.v2.ConfigFile("f", file="web.yaml", opts=pulumi.ResourceOptions(provider=p))
        """,
        files={"web.yaml": SERVICE},
    )
    assert child(found).name == "f:y/web"


def test_the_namespace_of_the_stack_file(plan_program: Planner) -> None:
    """The default provider has its settings from the configuration."""
    found = plan_program(
        'import pulumi_kubernetes as k8s\nk8s.yaml.v2.ConfigFile("f", file="web.yaml")',
        files={"web.yaml": SERVICE, "Pulumi.dev.yaml": "config: {kubernetes:namespace: team}\n"},
    )
    assert child(found).name == "f:team/web"


def test_transforms_of_the_stack_change_the_children(plan_program: Planner) -> None:
    """They run on what a plugin registers too, also where they are asynchronous."""
    found = plan_program(
        """
        import pulumi_kubernetes as k8s
        async def scale(args):
            if args.type_ == "kubernetes:apps/v1:Deployment":
                return pulumi.ResourceTransformResult({**args.props, "spec": {"replicas": 5}}, args.opts)
        pulumi.runtime.register_resource_transform(scale)
        k8s.yaml.v2.ConfigFile("f", file="web.yaml")
        """,
        files={"web.yaml": DEPLOYMENT},
    )
    assert child(found).inputs["spec"] == {"replicas": 5}


def test_what_is_made_of_a_secret_is_secret(plan_program: Planner) -> None:
    """Only what names an object is shown."""
    found = plan_program(
        f"""
        import pulumi_kubernetes as k8s
        k8s.yaml.v2.ConfigGroup("g", yaml=pulumi.Output.secret({DEPLOYMENT!r}))
        """
    )
    made = child(found)
    assert made.inputs["spec"] == Secret({"replicas": 2})
    assert made.inputs["metadata"] == {"name": "web", "namespace": "shop"}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (
            '"g", files=["https://example.com/a.yaml"]',
            "https://example.com/a.yaml would be fetched from the network",
        ),
        ('"g", yaml=unknown', "its yaml is only known after the deployment"),
        ('"g", objs=[unknown]', "one of its objs is only known after the deployment"),
    ],
)
def test_what_cannot_be_made_here_is_not_seen(plan_program: Planner, arguments: str, why: str) -> None:
    """The plan goes on without the children, and says why they are not in it."""
    found = plan_program(
        f"""
        import pulumi_kubernetes as k8s
        unknown = k8s.core.v1.Secret("key").id
        k8s.yaml.v2.ConfigGroup({arguments})
        """
    )
    assert [(each.seen, each.how) for each in found.parts] == [(False, why)]
    assert found.resources_of("kubernetes:apps/v1:Deployment") == ()


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("none.yaml", "", "__main__.py:3: ConfigFile 'f': none.yaml is not there"),
        (".", "", "ConfigFile 'f': . is no regular file"),
        ("web.yaml", "a: [\n", "ConfigFile 'f': web.yaml: line 2: it is no YAML"),
        ("web.yaml", "kind: Pod\nmetadata: {name: a}\n", "ConfigFile 'f': Pod a has no apiVersion"),
    ],
)
def test_what_the_plugin_would_refuse_is_refused(
    plan_program: Planner, file: str, text: str, said: str
) -> None:
    """With the line of the program, the resource, and what is wrong."""
    with pytest.raises(PlanError, match=said):
        plan_program(
            f'import pulumi_kubernetes as k8s\nk8s.yaml.v2.ConfigFile("f", file="{file}")',
            files={"web.yaml": text},
        )


def test_two_objects_of_one_name_are_two_of_one_urn(plan_program: Planner) -> None:
    """The engine would refuse the second one, and the line is that of the group."""
    with pytest.raises(PlanError, match=r"duplicate resource URN .*web:shop/web.*__main__.py:3"):
        plan_program(
            'import pulumi_kubernetes as k8s\nk8s.yaml.v2.ConfigGroup("web", files=["a.yaml", "b.yaml"])',
            files={"a.yaml": DEPLOYMENT, "b.yaml": DEPLOYMENT},
        )


def test_the_older_file_reads_yaml_as_kubernetes_does(plan_program: Planner) -> None:
    """What the SDK has decoded by the plugin's function is decoded by the same reader."""
    found = plan_program(
        """
        import pulumi_kubernetes as k8s
        k8s.yaml.ConfigFile("f", "cm.yaml")
        """,
        files={"cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {x: 1:30}}\n"},
    )
    assert child(found).inputs["metadata"]["annotations"] == {"x": "1:30"}


KUSTOMIZATION = {
    "k/kustomization.yaml": "resources: [web.yaml]\nnamePrefix: prod-\nnamespace: shop\n"
    "configMapGenerator: [{name: settings, literals: [a=b]}]\n",
    "k/web.yaml": SERVICE,
}


@needs_kustomize
def test_a_kustomize_folder_is_built(plan_program: Planner) -> None:
    """By the program on PATH; the names are those of the objects that it builds."""
    found = plan_program(
        'import pulumi_kubernetes as k8s\nk8s.kustomize.v2.Directory("d", directory="./k")',
        files=KUSTOMIZATION,
    )
    names = sorted(each.name for each in found.resources if each.custom)
    assert names == ["d:shop/prod-settings-4h2mbtbbt6", "d:shop/prod-web"]
    assert [each.seen for each in found.parts] == [True]


@needs_kustomize
def test_the_older_kustomize_folder_is_built(plan_program: Planner) -> None:
    """Through the function that the SDK calls."""
    found = plan_program(
        'import pulumi_kubernetes as k8s\nk8s.kustomize.Directory("d", "k")', files=KUSTOMIZATION
    )
    names = sorted(each.name for each in found.resources if each.custom)
    assert names == ["shop/prod-settings-4h2mbtbbt6", "shop/prod-web"]


@pytest.mark.parametrize(
    ("kustomization", "why"),
    [
        (
            "resources: [https://example.com/a.yaml]",
            "https://example.com/a.yaml would be fetched from the network",
        ),
        (
            "resources: [github.com/acme/base?ref=v1]",
            "github.com/acme/base.* would be fetched from the network",
        ),
        (
            "resources: [git.example.com/acme/base]",
            "git.example.com/acme/base would be fetched from the network",
        ),
        ("helmCharts: [{name: nginx}]", "it renders Helm charts"),
        ("generators: [g.yaml]", "it runs generators"),
        ("resources: [base]", "https://example.com/b.yaml would be fetched from the network"),
    ],
)
def test_a_kustomize_folder_that_needs_more_is_not_seen(
    plan_program: Planner, kustomization: str, why: str
) -> None:
    """Nothing is fetched and nothing foreign is run, in the folders that it takes in neither."""
    found = plan_program(
        'import pulumi_kubernetes as k8s\nk8s.kustomize.v2.Directory("d", directory="k")',
        files={
            "k/kustomization.yaml": kustomization,
            "k/base/kustomization.yaml": "resources: [https://example.com/b.yaml]",
        },
    )
    [part] = found.parts
    assert not part.seen
    assert re.match(why, part.how)


def test_a_kustomize_folder_without_a_program_is_not_seen(
    plan_program: Planner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The plan says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    found = plan_program(
        'import pulumi_kubernetes as k8s\nk8s.kustomize.v2.Directory("d", directory="k")', files=KUSTOMIZATION
    )
    [part] = found.parts
    assert part.how == (
        "neither kustomize nor kubectl is on PATH to build its folder, which has configMapGenerator"
    )
    assert part.remedy == "install kustomize or kubectl"


CHART = {"chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n"}
HELM = """\
#!/bin/sh
echo "$@" > helm.log
while [ $# -gt 0 ]; do [ "$1" = --values ] && cat "$2" >> values.log; shift; done
cat <<'END'
---
apiVersion: v1
kind: Service
metadata: {name: web, annotations: {helm.sh/resource-policy: keep}}
END
"""


@pytest.fixture
def helm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for `helm` that keeps its arguments and prints one object."""
    program = tmp_path / "bin" / "helm"
    program.parent.mkdir()
    program.write_text(HELM)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    return tmp_path


def test_a_local_chart_is_rendered(plan_program: Planner, helm: Path) -> None:
    """With the release's name, namespace and values; helm's own policy keeps an object at its deletion."""
    found = plan_program(
        """
        import pulumi_kubernetes as k8s
        k8s.helm.v4.Chart("c", chart="./chart", namespace="shop", values={"replicas": 3})
        """,
        files=CHART,
    )
    made = child(found)
    assert made.name == "c:shop/web"
    assert made.options.retain_on_delete
    chart = (helm / "chart").resolve()
    assert (
        (helm / "helm.log")
        .read_text()
        .startswith(f"template c {chart} --include-crds --no-hooks --namespace shop --values ")
    )
    assert (helm / "values.log").read_text() == '{"replicas": 3}'
    assert found.parts[0].how == "from ./chart by `helm template`"


def test_an_older_local_chart_is_rendered(plan_program: Planner, helm: Path) -> None:
    """Through the function that the SDK calls: hooks are among its objects, tests are not."""
    found = plan_program(
        """
        from pulumi_kubernetes.helm.v3 import Chart, LocalChartOpts
        Chart("c", LocalChartOpts(path="./chart", namespace="shop"))
        """,
        files=CHART,
    )
    assert child(found).name == "shop/web"
    assert " --skip-tests --namespace shop " in (helm / "helm.log").read_text()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ('chart="nginx"', "its chart 'nginx' is no folder here and would be fetched from the network"),
        ('chart="oci://example.com/nginx"', "its chart 'oci://example.com/nginx' is no folder here"),
        ('chart="./chart", dependency_update=True', "its dependencies would be fetched from the network"),
        ('chart="./chart"', "helm is not on PATH to render its chart"),
    ],
)
def test_a_chart_that_cannot_be_rendered_is_not_seen(
    plan_program: Planner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: str, why: str
) -> None:
    """It is elsewhere, wants the network, or there is no helm."""
    monkeypatch.setenv("PATH", str(tmp_path))
    found = plan_program(f'import pulumi_kubernetes as k8s\nk8s.helm.v4.Chart("c", {arguments})', files=CHART)
    [part] = found.parts
    assert (part.seen, part.how[: len(why)]) == (False, why)


def test_a_components_providers_reach_the_children(plan_program: Planner) -> None:
    """A group inside of a component of the program's own is made by the provider that this was given."""
    found = plan_program(
        """
        import pulumi_kubernetes as k8s
        class Shop(pulumi.ComponentResource):
            def __init__(self, name, opts):
                super().__init__("my:index:Shop", name, None, opts)
                k8s.yaml.v2.ConfigFile("f", file="web.yaml", opts=pulumi.ResourceOptions(parent=self))
        p = k8s.Provider("p", namespace="team")
        Shop("shop", pulumi.ResourceOptions(providers=[p]))
        """,
        files={"web.yaml": SERVICE},
    )
    made = child(found)
    assert made.urn == (
        "urn:pulumi:dev::demo::my:index:Shop$kubernetes:yaml/v2:ConfigFile$kubernetes:core/v1:Service"
        "::f:team/web"
    )
    assert str(made.provider).startswith("urn:pulumi:dev::demo::pulumi:providers:kubernetes::p::")


def test_a_component_of_another_language_is_not_seen(plan_program: Planner) -> None:
    """What its plugin makes of it is not in the plan, and the plan says so."""
    found = plan_program(
        """
        class Cluster(pulumi.ComponentResource):
            def __init__(self, name):
                super().__init__("acme:index:Cluster", name, {}, None, remote=True)
        Cluster("c")
        """
    )
    assert [(each.seen, each.how) for each in found.parts] == [(False, "a plugin makes its resources")]
