"""No command prints a value of the library's own vault, whatever has it on its way to Azure and to pods."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

from tests.leaks.canaries import Cage
from tests.leaks.commands import run

PROGRAM = """\
import json
from dataclasses import replace

import pulumi
from pydantic import SecretStr

from jiban.components.secrets.azure import Vault, VaultArgs
from jiban.components.secrets.spec import SecretsSpec
from jiban.components.site import Site
from jiban.components.workload.contract import NamespaceContract
from jiban.components.workload.kubernetes import Workload, WorkloadArgs
from tests.components.workload.examples import OWNERSHIP, platform, spec

S = json.load(open("secrets.json"))
SITE = Site.of("shop", "dev", owner="platform", region="koreacentral", resource_group="rg")
vault = Vault(
    "vault",
    VaultArgs(
        spec=SecretsSpec.model_validate(
            {
                "names": ("api-key",),
                "values": {"api-key": SecretStr(S["value"])},
                "expires": {"api-key": "2027-01-31"} if S["dated"] else {},
                "rotate_days": 90,
                "keys": {"documents": {}},
            }
        ),
        site=SITE,
    ),
).contract
uses = {
    "secrets": ("api-key",),
    "secret_files": ("api-key",),
    "secret_variables": ({"name": "API_KEY", "of": "api-key"},),
    "keys": ("documents",),
}
name = pulumi.Output.from_input("shop")
known = platform()
references = {
    "SECRET_API_KEY_ARN": vault.secret_references["api-key"],
    "KEY_DOCUMENTS_ARN": vault.key_references["documents"],
}
Workload(
    "trip",
    WorkloadArgs(
        spec=spec(uses=uses),
        ownership=OWNERSHIP,
        namespace=NamespaceContract(name=name, reader_role=name, deployer=name),
        platform=replace(known, addresses={**known.addresses, **references}),
        callees={},
    ),
)
pulumi.export("secret", vault.secret_ids["api-key"])
"""
COMMANDS = (
    ("plan",),
    ("plan", "-v"),
    ("plan", "-j"),
    ("graph", "--full"),
    ("check", "-o", "json"),
    ("check", "-o", "sarif"),
)


def _project(folder: Path, value: str, *, dated: bool) -> None:
    importlib.import_module("tests.components.workload.examples")  # what a program brings in goes with it
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n")
    (folder / "__main__.py").write_text(PROGRAM)
    (folder / "secrets.json").write_text(json.dumps({"value": value, "dated": dated}))


@pytest.mark.parametrize("middle", ["", "'\"%é"])
def test_no_command_prints_a_value_of_the_vault(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], middle: str
) -> None:
    """Neither of the secret that is deployed, nor of what tells a node to fetch it."""
    cage = Cage(23, middle)
    _project(tmp_path, cage.canary("value"), dated=True)
    found: dict[str, list[str]] = {}
    for command in COMMANDS:
        code, text = run([*command, "-s", "dev", "-C", str(tmp_path)])
        assert code in (0, 5), text
        if leaks := cage.leaks(text + "".join(capfd.readouterr())):
            found[" ".join(command)] = leaks
    assert found == {}


def test_no_refusal_of_a_vault_prints_a_value(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It names the secret alone."""
    cage = Cage(29)
    _project(tmp_path, cage.canary("value"), dated=False)
    code, text = run(["plan", "-s", "dev", "-C", str(tmp_path)])
    text += "".join(capfd.readouterr())
    assert code == 1
    assert "values.api-key has no day in expires" in text
    assert cage.leaks(text) == []
