"""What another process that plans a stack tells this one."""

from __future__ import annotations

from pathlib import Path

from jiban import secrecy
from jiban.plan.elsewhere import learn_secrets
from jiban.project.project import find_project
from tests.jiban.plan.conftest import write_project

PROGRAM = """
secret = pulumi.Output.secret("certain-4711")
pulumi.export("joined", pulumi.Output.all(secret, "x").apply(lambda _: "suspect-4712"))
"""


def test_secrets_and_suspects_of_another_process_are_kept_here(tmp_path: Path) -> None:
    """Both; a word that is neither stays."""
    project = find_project(write_project(tmp_path, PROGRAM))
    with secrecy.gate() as gate:
        learn_secrets(project, "dev", seconds=60)
        assert gate.known() == (["certain-4711"], ["suspect-4712"])
        assert gate.text("certain-4711, suspect-4712, open-4713") == "[secret], [secret], open-4713"
