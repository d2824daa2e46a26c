"""What a rehearsal prints of a program that fails with a secret in its words."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from jiban.cli import main
from tests.leaks.canaries import Cage

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("cli")]


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_message_of_a_failed_program_has_no_secret(tmp_path: Path, form: str) -> None:
    """The engine hands the message on as the program has raised it."""
    cage = Cage(5)
    (tmp_path / "Pulumi.yaml").write_text("name: demo\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")
    (tmp_path / "__main__.py").write_text(
        f"import pulumi\nsecret = {cage.canary('the program')!r}\n"
        "pulumi.export('key', pulumi.Output.secret(secret))\nraise ValueError(f'cannot use {secret}')\n"
    )
    found = CliRunner().invoke(main, ["rehearse", "-s", "dev", "-C", str(tmp_path), "-o", form])
    assert found.exit_code == 1
    assert "cannot use [secret]" in found.stdout
    assert cage.leaks(found.stdout + found.stderr) == []
