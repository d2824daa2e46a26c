"""Services go from Pulumi to Argo CD while they run, by the real engine on a simulated cluster."""

from collections.abc import Mapping

import pytest

from jiban.model.digest import read_digest
from jiban.rehearse.cloud import read_calls, read_cloud
from jiban.rehearse.pulumi_cli import Scratch, refuse, set_config
from tests.engine.conftest import Opener

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("cli")]

REPOSITORY = "https://github.com/tripgen/k8s-manifests"
KINDS = (
    "kubernetes:apps/v1:Deployment",
    "kubernetes:core/v1:Service",
    "kubernetes:core/v1:ServiceAccount",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
)
SERVICES = {"user", "trip", "ai", "location"}


def deploy(scratch: Scratch, settings: Mapping[str, str]) -> None:
    """Deploy the stack with settings over its own."""
    for key, value in settings.items():
        set_config(scratch, f"jiban:{key}={value}", path=True)
    refuse(scratch.run("up", "--yes", "--skip-preview", *scratch.stack_flags(), log=True), "up")


def of_services(scratch: Scratch) -> set[tuple[str, str, str]]:
    """The objects of the services that are in the cluster: their type, id and what makes two of them one."""
    return {
        (each.type, each.id, each.cluster)
        for each in read_cloud(scratch.folder)
        if each.type in KINDS and each.manifest["metadata"].get("name") in SERVICES
    }


def test_a_change_of_the_owner_deletes_nothing(opened: Opener) -> None:
    """Argo CD first, then its ownership: the objects stay in the cluster and leave the state."""
    with opened(".", "dev") as scratch:
        deploy(scratch, {})
        running = of_services(scratch)
        assert len(running) == 4 * 4 + 3  # three of the four are reached from outside
        deploy(scratch, {"delivery.repository.url": REPOSITORY})
        assert of_services(scratch) == running
        before = len(read_calls(scratch.folder))
        deploy(scratch, {"delivery.owner": "argo"})
        assert of_services(scratch) == running
        calls = [call for call in read_calls(scratch.folder)[before:] if call.op == "delete"]
        assert calls == []
        state = read_digest(scratch.export())
        left = {each.inputs["metadata"].get("name") for each in state.resources if each.type in KINDS}
        assert left & SERVICES == set()
        assert [each.name for each in state.resources if each.type.endswith(":Application")] == [
            "delivery-application"
        ]
