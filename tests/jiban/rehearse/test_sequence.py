"""An environment that is brought up by its steps: what each does, what it lacks. No engine is started."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jiban.project.project import Project, find_project
from jiban.rehearse import sequence
from jiban.rehearse.cloud import CloudObject, write_cloud
from jiban.rehearse.conditions import Conditions, read_conditions
from jiban.rehearse.pulumi_cli import CommandResult
from jiban.rehearse.run import Rehearsal, Step
from jiban.rehearse.sequence import rehearse_steps

REGISTRY = CloudObject("azure-native:containerregistry:Registry", "r", None, {"registryName": "own"})
VAULT = CloudObject(
    "azure-native:keyvault:Vault",
    "v",
    None,
    {"vaultName": "kv", "properties": {"publicNetworkAccess": "Disabled"}},
)
CONTAINER = {"name": "main", "image": "own.azurecr.io/shop:1"}
SHOP = CloudObject(
    "kubernetes:apps/v1:Deployment",
    "web/shop",
    "web/shop",
    {"spec": {"template": {"spec": {"containers": [CONTAINER]}}}},
)
GATEWAY = CloudObject(
    "kubernetes:gateway.networking.k8s.io/v1:Gateway",
    "web/gateway",
    "web/gateway",
    {
        "metadata": {"name": "gateway", "namespace": "web"},
        "spec": {"listeners": [{"name": "https", "tls": {"certificateRefs": [{"name": "site"}]}}]},
    },
)
ROUTES = CloudObject("kubernetes:core/v1:ConfigMap", "web/routes", "web/routes", {})


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
IMAGE = Listed("image", "Push the image", ("az acr login --name own", "docker push own.azurecr.io/shop:1"))
SECRET = Listed(
    "secret",
    "Fill the secret",
    ("az keyvault secret set --vault-name kv --name pin --file pin.txt",),
    where="inside the network",
)
MAPPING = 'curl --request PUT "https://$HOST/_plugins/_security/api/rolesmapping/services"'
SERVICES = Listed("services", "Deploy the services", ("pulumi up --stack prod-apps",))


class Engine:
    """Stands in for a stack's engine: an `up` puts objects into the cloud and the state."""

    def __init__(self, name: str, folder: Path, made: Sequence[CloudObject]) -> None:
        self.stack, self.folder, self.port = name, folder, 0
        self.made, self.refers = made, ""
        self.asked: list[tuple[str, ...]] = []
        self.places: list[str] = []
        self.broken, self.pending = "", list[Any]()
        self._resources: list[dict[str, Any]] = []

    def stack_flags(self) -> tuple[str, ...]:
        """Name the stack."""
        return ("--stack", self.stack)

    def run(self, *arguments: str, log: bool = False) -> CommandResult:
        """Deploy."""
        assert log
        self.asked.append(arguments)
        self.places.append(read_conditions(self.folder).place)
        if self.refers:
            id_ = f"organization/shop/{self.refers}"
            self._resources = [
                {"urn": "urn:ref", "type": "pulumi:pulumi:StackReference", "id": id_, "custom": True}
            ]
        if not self.broken:
            write_cloud(self.folder, [*sequence.read_cloud(self.folder), *self.made])
            self._resources += [
                {"urn": f"urn:{each.id}", "type": each.type, "id": each.id, "custom": True}
                for each in self.made
            ]
        return CommandResult(arguments, int(bool(self.broken)), "", self.broken, 0.1, ())

    def deployment(self) -> Mapping[str, Any]:
        """Return the state."""
        return {"resources": self._resources, "pending_operations": self.pending}


class Environment:
    """Two stacks, and what was asked of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engines = {
            "prod": Engine("prod", folder, (REGISTRY, VAULT)),
            "prod-apps": Engine("prod-apps", folder, (SHOP, ROUTES)),
        }
        self.configured: list[tuple[str, str, bool]] = []
        self.begun: Conditions | None = None

    def play(self, *steps: Listed, **options: Any) -> Rehearsal:
        """Take some steps."""
        return rehearse_steps(find_project(self.folder), "prod", self.folder, steps, **options)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """An environment of a small project."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "__main__.py").touch()
    found = Environment(tmp_path)

    @contextmanager
    def cloud(folder: Path, root: Path) -> Generator[Callable[[], int]]:
        assert (folder, root) == (tmp_path, tmp_path)
        yield lambda: 4711

    def opened(folder: Path, cli: Path, project: Project, stack: str, **options: Any) -> Engine:
        assert (folder, cli, project.name, stack) == (tmp_path, Path("pulumi"), "shop", "prod")
        assert options == {"overrides": (), "seconds": 0}
        return found.engines[stack]

    def another(first: Engine, project: Project, name: str) -> Engine:
        assert (first.stack, project.name) == ("prod", "shop")
        return found.engines[name]

    def configured(scratch: Engine, setting: str, *, path: bool) -> None:
        found.configured.append((scratch.stack, setting, path))

    monkeypatch.setattr(sequence, "find_cli", lambda: Path("pulumi"))
    monkeypatch.setattr(sequence, "cloud_process", cloud)
    monkeypatch.setattr(sequence, "warm_host", lambda *_: nullcontext(lambda: 4712))
    monkeypatch.setattr(sequence, "open_scratch", opened)
    monkeypatch.setattr(sequence, "open_stack", another)
    monkeypatch.setattr(sequence, "set_config", configured)
    return found


def problems(found: Rehearsal) -> dict[str, tuple[str, ...]]:
    """What went wrong, by the id of the step."""
    return {step.name: step.problems for step in found.steps if step.problems}


WHOLE = (STACKS, PLATFORM, IMAGE, SECRET, SERVICES)


def test_an_environment_comes_up_by_its_steps(environment: Environment) -> None:
    """Each is told when it is done, and in the end every pod is ready."""
    told: list[Step] = []
    found = environment.play(*WHOLE, on_step=told.append)
    assert problems(found) == {}
    assert told == list(found.steps)
    assert [(step.name, step.note) for step in found.steps] == [
        *((each.id, each.title) for each in WHOLE),
        ("ready", "1 workloads ready"),
    ]
    assert (found.project, found.stack, found.objects) == ("shop", "prod", 4)
    assert environment.engines["prod"].port == 4711
    assert environment.engines["prod-apps"].asked == [
        ("up", "--yes", "--skip-preview", "--stack", "prod-apps")
    ]
    left = read_conditions(environment.folder)
    assert (left.listed, left.images, left.secrets) == (True, ("own.azurecr.io/shop:1",), {"pin": True})


@pytest.mark.parametrize(
    ("where", "place"),
    [("", "outside"), ("inside the network", "inside"), ("a machine inside the network", "outside")],
)
def test_a_step_is_taken_where_it_says(environment: Environment, where: str, place: str) -> None:
    """Outside of the networks where it says nothing."""
    step = Listed("platform", "Deploy", PLATFORM.commands, where=where)
    environment.play(STACKS, step)
    assert environment.engines["prod"].places == [place]


def test_a_step_configures_its_stack(environment: Environment) -> None:
    """By keys and by paths."""
    commands = (
        "pulumi config set --stack prod-apps shop:scope all",
        "pulumi config set --stack prod --path 'shop:admins[0]' me",
    )
    environment.play(STACKS, Listed("settings", "Configure", commands))
    assert environment.configured == [
        ("prod-apps", "shop:scope=all", False),
        ("prod", "shop:admins[0]=me", True),
    ]


@pytest.mark.parametrize("command", ["pulumi up --stack prod", "pulumi config set --stack prod a:b c"])
def test_a_stack_that_was_not_made(environment: Environment, command: str) -> None:
    """The step that makes it is named, and nothing comes after."""
    found = environment.play(Listed("it", "Do it", (command,)), SECRET, listed=WHOLE)
    assert problems(found) == {
        "it": ("no stack named 'prod' found", "missing step: Make the stacks [stacks]"),
    }
    assert len(found.steps) == 1


def test_a_stack_that_another_step_makes_is_not_this_one(environment: Environment) -> None:
    """The step that makes the other one is not named."""
    other = Listed("other", "Make the other", ("pulumi stack init prod",))
    apps = Listed("apps", "Make the services' own", ("pulumi stack init prod-apps",))
    found = environment.play(SERVICES, listed=(other, apps))
    assert problems(found)["services"][1] == "missing step: Make the services' own [apps]"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (IMAGE, "own.azurecr.io does not exist yet"),
        (SECRET, "kv does not exist yet"),
        (
            Listed("kept", "Keep it", ("kubectl --namespace web create secret tls site",)),
            "namespace web does not exist yet",
        ),
        (
            Listed("map", "Let them in", (MAPPING,)),
            "there is no search domain yet",
        ),
    ],
)
def test_what_has_no_store_yet(environment: Environment, step: Listed, said: str) -> None:
    """The next step that deploys something is named."""
    found = environment.play(STACKS, step, listed=WHOLE)
    assert problems(found) == {step.id: (said, "missing step: Deploy the platform [platform]")}


def test_a_store_of_a_private_network_is_filled_inside(environment: Environment) -> None:
    """Where every deployment was done there is no step to name."""
    outside = Listed("secret", "Fill it", SECRET.commands)
    assert problems(environment.play(STACKS, PLATFORM, SERVICES, outside)) == {
        "secret": ("kv has a private address alone, and this step runs outside of its network",)
    }


def test_the_first_command_that_fails_ends_a_step(environment: Environment) -> None:
    """What comes after it is not done."""
    both = Listed("both", "Do both", ("az acr login --name own", "pulumi stack init prod"))
    found = environment.play(both, PLATFORM)
    assert [step.name for step in found.steps] == ["both"]
    assert environment.engines["prod"].asked == []


def test_a_deployment_whose_pods_lack_something_names_the_step(environment: Environment) -> None:
    """The image that nobody has pushed; the step that pushes it is on the list."""
    environment.engines["prod-apps"].broken = "timed out"
    write_cloud(environment.folder, [SHOP])
    found = environment.play(STACKS, SERVICES, listed=WHOLE)
    assert problems(found) == {"services": ("timed out", "missing step: Push the image [image]")}


def test_a_deployment_that_needs_another_stack_names_the_step(environment: Environment) -> None:
    """The stack that is referred to has no resources, whether it was made or not."""
    apps = environment.engines["prod-apps"]
    apps.broken, apps.refers = "no output", "prod"
    expected = (
        "no output",
        "prod-apps refers to stack prod, which has no resources yet",
        "missing step: Deploy the platform [platform]",
    )
    assert problems(environment.play(STACKS, SERVICES, listed=WHOLE)) == {"services": expected}
    alone = Listed("alone", "Make it alone", ("pulumi stack init prod-apps",))
    assert problems(environment.play(alone, SERVICES, listed=WHOLE)) == {"services": expected}


def test_a_stack_that_is_there_is_not_missed(environment: Environment) -> None:
    """A deployment that fails after it fails for its own reasons."""
    apps = environment.engines["prod-apps"]
    apps.broken, apps.refers = "no output", "prod"
    assert problems(environment.play(STACKS, PLATFORM, SERVICES)) == {"services": ("no output",)}


def unready(environment: Environment, *steps: Listed, **options: Any) -> tuple[str, ...]:
    """What is said in the end, where no pod waits for the deployment."""
    found = environment.play(*steps, **options)
    assert found.steps[-1].name == "ready"
    assert found.steps[-1].note == ""
    return found.steps[-1].problems


def test_a_pod_that_nobody_has_an_image_for(environment: Environment) -> None:
    """Where no step of the list brings it, that is said."""
    steps = (STACKS, PLATFORM, SECRET, SERVICES)
    assert unready(environment, *steps) == ("no step of the list makes image own.azurecr.io/shop:1",)


def test_a_pod_whose_image_a_later_step_pushes(environment: Environment) -> None:
    """That step is named."""
    steps = (STACKS, PLATFORM, SECRET, SERVICES)
    assert unready(environment, *steps, listed=WHOLE) == ("missing step: Push the image [image]",)


def test_what_the_states_and_the_cloud_do_not_share(environment: Environment) -> None:
    """Objects that no stack knows, and operations that no stack has ended."""
    environment.engines["prod"].pending = [{"type": "creating", "resource": {"urn": "urn:late"}}]
    write_cloud(environment.folder, [CloudObject("aws:s3/bucket:Bucket", "stray", "stray", {})])
    assert unready(environment, *WHOLE) == (
        "orphaned: aws:s3/bucket:Bucket stray is in the cloud but not in the state",
        "pending: creating urn:late",
    )


def test_secrets_are_empty_until_they_are_filled(environment: Environment) -> None:
    """All that a step of the list fills, whether or not it is taken."""
    seen: list[Conditions] = []
    environment.play(STACKS, listed=WHOLE, on_step=lambda _: seen.append(read_conditions(environment.folder)))
    assert (seen[0].listed, seen[0].secrets, seen[0].images) == (True, {"pin": False}, ())


def test_what_no_deployment_waits_for_is_no_reason_of_one_that_fails(environment: Environment) -> None:
    """A Gateway answers nothing without its certificate, and its deployment goes on all the same."""
    write_cloud(environment.folder, [GATEWAY])
    environment.engines["prod-apps"].broken = "timed out"
    assert problems(environment.play(STACKS, SERVICES)) == {"services": ("timed out",)}


def test_in_the_end_a_gateway_has_its_certificate(environment: Environment) -> None:
    """Nothing waits for it, and nobody gets through without."""
    environment.engines["prod-apps"].made = (GATEWAY,)
    assert unready(environment, STACKS, PLATFORM, SERVICES) == ("no step of the list makes secret web/site",)


def test_a_mapping_is_remembered(environment: Environment) -> None:
    """Before it nobody is let into the search domain, after it those who were told."""
    domain = CloudObject("aws:opensearch/domain:Domain", "d", "d", {"vpcOptions": {"subnetIds": ["a"]}})
    environment.engines["prod"].made = (REGISTRY, VAULT, domain)
    mapped = Listed("map", "Let them in", (MAPPING,), where="inside the network")
    assert problems(environment.play(STACKS, PLATFORM, mapped)) == {}
    assert read_conditions(environment.folder).mapped
