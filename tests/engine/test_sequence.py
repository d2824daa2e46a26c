"""Environments of several stacks, brought up by the steps that people take."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from jiban.bootstrap.listing import listing
from jiban.project.project import find_project
from jiban.rehearse.run import Rehearsal
from jiban.rehearse.sequence import rehearse_steps
from jiban.settings.root import declared_root
from tests.engine.conftest import ROOT

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("cli")]

PROGRAM = """\
import json
import pulumi
import pulumi_azure_native as azure
import pulumi_kubernetes as kubernetes

def platform():
    azure.containerregistry.Registry(
        "images", resource_group_name="rg", registry_name="own", sku={"name": "Premium"},
        public_network_access="Disabled",
    )
    azure.keyvault.Vault(
        "vault", resource_group_name="rg", vault_name="kv",
        properties={"tenantId": "t", "sku": {"family": "A", "name": "standard"}},
    )
    cluster = azure.containerservice.ManagedCluster(
        "it", resource_group_name="rg", resource_name_="it",
        agent_pool_profiles=[{"name": "first", "mode": "System", "count": 1}],
        api_server_access_profile={"enable_private_cluster": True},
    )
    pulumi.export("cluster", cluster.id)

def services():
    reference = pulumi.StackReference("organization/shop/prod")
    cluster = reference.require_output("cluster")
    there = kubernetes.Provider("there", cluster_identifier=cluster, kubeconfig="{}")
    kubernetes.apps.v1.Deployment("shop", metadata={"name": "shop", "namespace": "web"}, spec={
        "selector": {"matchLabels": {"app": "shop"}},
        "template": {"spec": {"containers": [
            {"name": "main", "image": "own.azurecr.io/shop:1", "env": [{"name": "SECRETS", "value": "pin"}]},
        ]}},
    }, opts=pulumi.ResourceOptions(provider=there))

platform() if pulumi.get_stack() == "prod" else services()
"""


@dataclass(frozen=True)
class Listed:
    """A step of a list."""

    id: str
    title: str
    commands: tuple[str, ...]
    where: str = ""
    reason: str = ""
    done_when: str = ""


STACKS = Listed("stacks", "Make the stacks", ("pulumi stack init prod", "pulumi stack init prod-apps"))
PLATFORM = Listed("platform", "Deploy the platform", ("pulumi up --stack prod",))
IMAGE = Listed(
    "image-shop",
    "Push image shop:1",
    (
        "az acr login --name own",
        "docker tag shop:1 own.azurecr.io/shop:1",
        "docker push own.azurecr.io/shop:1",
    ),
    where="inside the network",
)
SECRET = Listed(
    "secret-pin",
    "Fill secret pin",
    (
        'az role assignment create --scope "$(az keyvault show --name kv --query id --output tsv)"',
        "az keyvault secret set --vault-name kv --name pin --file pin.txt",
    ),
    where="inside the network",
)
SERVICES = Listed(
    "services", "Deploy the services", ("pulumi up --stack prod-apps",), where="inside the network"
)
ALL = (STACKS, PLATFORM, IMAGE, SECRET, SERVICES)


def brought_up(folder: Path, steps: Sequence[Listed]) -> Rehearsal:
    """Play steps for the program."""
    project, scratch = folder / "project", folder / "scratch"
    project.mkdir()
    scratch.mkdir()
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (project / "__main__.py").write_text(PROGRAM)
    return rehearse_steps(find_project(project), "prod", scratch, steps, listed=ALL)


def test_the_steps_in_their_order_bring_an_environment_up(tmp_path: Path) -> None:
    """Both stacks are deployed, and every pod can run in the end."""
    found = brought_up(tmp_path, ALL)
    assert [step.problems for step in found.steps] == [()] * 6
    assert [step.name for step in found.steps] == [
        "stacks",
        "platform",
        "image-shop",
        "secret-pin",
        "services",
        "ready",
    ]
    assert found.steps[-1].note == "1 workloads ready"


@pytest.mark.parametrize(
    ("steps", "said", "missing"),
    [
        pytest.param(
            (STACKS, PLATFORM, SECRET, SERVICES, IMAGE),
            'Back-off pulling image "own.azurecr.io/shop:1"',
            "missing step: Push image shop:1 [image-shop]",
            id="services before their image",
        ),
        pytest.param(
            (STACKS, PLATFORM, IMAGE, SERVICES, SECRET),
            'secret "pin" not found, or without a value',
            "missing step: Fill secret pin [secret-pin]",
            id="services before their secret",
        ),
        pytest.param(
            (STACKS, IMAGE),
            "own.azurecr.io does not exist yet",
            "missing step: Deploy the platform [platform]",
            id="an image before its registry",
        ),
        pytest.param(
            (STACKS, SERVICES),
            "prod-apps refers to stack prod, which has no resources yet",
            "missing step: Deploy the platform [platform]",
            id="services before the platform",
        ),
        pytest.param(
            (PLATFORM,),
            "no stack named 'prod' found",
            "missing step: Make the stacks [stacks]",
            id="a deployment before its stack",
        ),
    ],
)
def test_a_step_too_early_ends_with_the_step_that_is_missing(
    tmp_path: Path, steps: tuple[Listed, ...], said: str, missing: str
) -> None:
    """What the cloud says comes first, then what was to be done before."""
    *_, last = brought_up(tmp_path, steps).steps
    assert said in "\n".join(last.problems)
    assert missing in last.problems


@pytest.mark.parametrize(
    ("step", "said"),
    [
        pytest.param(
            IMAGE, "own.azurecr.io has a private address alone", id="a push into a private registry"
        ),
        pytest.param(SERVICES, "configured Kubernetes cluster is unreachable", id="a private cluster"),
    ],
)
def test_what_is_private_is_not_reached_from_outside(tmp_path: Path, step: Listed, said: str) -> None:
    """A step whose list forgets to say that it runs inside fails."""
    outside = Listed(step.id, step.title, step.commands)
    before = ALL[: ALL.index(step)]
    *_, last = brought_up(tmp_path, (*before, outside)).steps
    assert last.name == step.id
    assert said in "\n".join(last.problems)


@pytest.mark.parametrize(
    ("project", "stack"),
    [
        (".", "prod"),
        ("examples/pms-aws", "dev"),
        ("examples/pms-aws", "test"),
        ("examples/pms-aws", "staging"),
        ("examples/pms-aws", "prod"),
    ],
)
def test_an_environment_is_brought_up_by_its_own_list(tmp_path: Path, project: str, stack: str) -> None:
    """Every workload is ready in the end, and nothing was done that the list does not name."""
    found = find_project(ROOT / project)
    listed = listing(declared_root(found.root), found, stack)
    result = rehearse_steps(found, listed.deployment.stack, tmp_path, listed.steps)
    assert [step.problems for step in result.steps] == [()] * (len(listed.steps) + 1)
    assert [step.name for step in result.steps] == [*(step.id for step in listed.steps), "ready"]


def test_production_without_an_image_ends_with_the_step_that_is_missing(tmp_path: Path) -> None:
    """Its services are deployed before one of their images is pushed."""
    found = find_project(ROOT)
    listed = listing(declared_root(found.root), found, "prod")
    steps = [step for step in listed.steps if step.id != "image-user"]
    *_, last = rehearse_steps(found, listed.deployment.stack, tmp_path, steps, listed=listed.steps).steps
    assert last.name == "workloads"
    assert "missing step: Push image user:1.0.0 [image-user]" in last.problems


def test_production_without_a_certificate_is_not_ready(tmp_path: Path) -> None:
    """Every deployment ends, and the gateway answers nothing."""
    found = find_project(ROOT)
    listed = listing(declared_root(found.root), found, "prod")
    # The simulated cloud keeps it by namespace and name, which both regions' clusters share.
    steps = [step for step in listed.steps if step.id not in ("certificate", "second-certificate")]
    *_, last = rehearse_steps(found, listed.deployment.stack, tmp_path, steps, listed=listed.steps).steps
    assert (last.name, last.problems) == (
        "ready",
        ("missing step: Give the gateway its certificate [certificate]",),
    )


def test_services_that_the_search_domain_was_not_told_of_do_not_start(tmp_path: Path) -> None:
    """AWS lets them in, and the domain itself does not."""
    found = find_project(ROOT / "examples/pms-aws")
    listed = listing(declared_root(found.root), found, "prod")
    steps = [step for step in listed.steps if step.id != "search-roles"]
    *_, last = rehearse_steps(found, listed.deployment.stack, tmp_path, steps, listed=listed.steps).steps
    assert last.name == "workloads"
    assert "missing step: Let the services into the search domain [search-roles]" in last.problems
