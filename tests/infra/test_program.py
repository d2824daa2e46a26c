"""What the program says of its project before it declares anything."""

import json
from pathlib import Path

import pytest

from infra.environment import Environment
from infra.program import _warn_of_an_old_state, naming_of
from jiban.components.base import Cloud
from jiban.testing import plan_program
from tests.infra.capability_cases import BASE

REFRESHED = "name: shop\noptions:\n  refresh: always\n"


def warnings(folder: Path, text: str, **changes: str) -> list[str]:
    """What the program warns of with a project file of this text."""
    (folder / "Pulumi.yaml").write_text(text)
    cloud: Cloud = "azure" if changes.get("cloud") == "azure" else "aws"
    whole = Environment.model_validate_json(json.dumps({**BASE[cloud], **changes}))
    planned = plan_program(lambda: _warn_of_an_old_state(whole, folder / "Pulumi.yaml"))
    return [each.message for each in planned.diagnostics if each.severity == "warning"]


@pytest.mark.parametrize(
    "text", ["name: shop\n", "name: shop\noptions: {}\n", "options:\n  refresh: never\n", "[]\n"]
)
@pytest.mark.parametrize(
    ("cloud", "whose"), [("aws", "sends EKS the count"), ("azure", "sends AKS the pools")]
)
def test_a_project_is_told_to_look_first(tmp_path: Path, text: str, cloud: str, whose: str) -> None:
    """Otherwise a deployment could end nodes that an autoscaler has added."""
    (said,) = warnings(tmp_path, text, cloud=cloud)
    assert said.startswith("Pulumi.yaml does not say `options: { refresh: always }`")
    assert whose in said


def test_a_project_that_looks_first_is_told_nothing(tmp_path: Path) -> None:
    """Nor is the stack of the services alone, which has no nodes."""
    assert warnings(tmp_path, REFRESHED) == []
    alone = {"scope": "workloads", "platform_stack": "acme/shop/prod"}
    assert warnings(tmp_path, "name: shop\n", **alone) == []


@pytest.mark.parametrize(
    ("scope", "extends", "expected"),
    [("all", None, "here"), ("workloads", "prod", "prod"), ("recovery", "prod", "here")],
)
def test_which_stack_names_are_made_of(scope: str, extends: str | None, expected: str) -> None:
    """Services are called after their platform's stack; a second region's names are its own, or they would be
    those of the first.
    """
    environment = Environment.model_construct(scope=scope, extends=extends, name_salt="x")
    found = plan_program(lambda: naming_of(environment), project="shop", stack="here")
    assert found.result == {"project": "shop", "stack": expected, "salt": "x"}


@pytest.mark.parametrize("folder", ["", "examples/pms-aws"])
def test_our_own_projects_look_first(folder: str) -> None:
    """Both of them."""
    root = Path(__file__).parents[2] / folder
    assert "refresh: always" in (root / "Pulumi.yaml").read_text()
