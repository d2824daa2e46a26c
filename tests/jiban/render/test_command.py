"""`jiban render`: what is written, what is refused, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.infra.kubernetes_objects import validate
from tests.jiban.render.samples import PROGRAM, files, parsed, render, write

HOST = {"host": "db.example"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a component of three objects, which needs an output of another stack."""
    return write(tmp_path)


@pytest.fixture
def outputs(tmp_path: Path) -> str:
    """What the other stack has given."""
    path = tmp_path / "platform.json"
    path.write_text(json.dumps(HOST))
    return str(path)


def test_objects_are_written_one_to_a_file(project: Path, outputs: str, tmp_path: Path) -> None:
    """Valid ones, with the values of the deployed stack; the settings are named after what they hold."""
    out = tmp_path / "out"
    result = render(project, "-o", str(out), "--outputs", outputs)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "shop/prod: 3 manifests; 3 changed\n"
        "  new       web/configmap-web-settings-6ea968455a.yaml\n"
        "  new       web/deployment-web.yaml\n"
        "  new       web/service-web.yaml\n"
    )
    found = {path: parsed(text) for path, text in files(out).items() if path.endswith(".yaml")}
    assert validate(list(found.values()), "1.36") == []
    (container,) = found["web/deployment-web.yaml"]["spec"]["template"]["spec"]["containers"]
    assert container["env"] == [{"name": "HOST", "value": "db.example"}]
    assert container["envFrom"] == [{"configMapRef": {"name": "web-settings-6ea968455a"}}]
    assert "annotations" not in found["web/service-web.yaml"]["metadata"]


def test_a_second_run_changes_nothing(project: Path, outputs: str, tmp_path: Path) -> None:
    """Byte for byte; and a check finds nothing."""
    out = tmp_path / "out"
    render(project, "-o", str(out), "--outputs", outputs)
    before = files(out)
    assert render(project, "-o", str(out), "--outputs", outputs).stdout == (
        "shop/prod: 3 manifests, all current\n"
    )
    assert files(out) == before
    assert render(project, "-o", str(out), "--outputs", outputs, "--check").exit_code == 0


def test_a_check_lists_what_differs_and_writes_nothing(project: Path, outputs: str, tmp_path: Path) -> None:
    """A changed file, one that is missing, one that is left over; code 1."""
    out = tmp_path / "out"
    render(project, "-o", str(out), "--outputs", outputs)
    (out / "web" / "service-web.yaml").write_text("changed: by hand\n")
    (project / "__main__.py").write_text(PROGRAM.replace("hello", "good day"))
    before = files(out)
    result = render(project, "-o", str(out), "--outputs", outputs, "--check")
    assert result.exit_code == 1
    assert result.stdout == (
        "shop/prod: 3 manifests; 4 would change\n"
        "  missing   web/configmap-web-settings-6b5fbba74d.yaml\n"
        "  differs   web/deployment-web.yaml\n"
        "  differs   web/service-web.yaml\n"
        "  left over web/configmap-web-settings-6ea968455a.yaml\n"
    )
    assert files(out) == before


def test_json_says_the_same(project: Path, outputs: str, tmp_path: Path) -> None:
    """For pipelines."""
    result = render(project, "-o", str(tmp_path / "out"), "--outputs", outputs, "-j")
    document = json.loads(result.stdout)
    assert (document["stack"], document["written"], document["current"]) == ("shop/prod", True, False)
    assert document["missing"] == [
        "web/configmap-web-settings-6ea968455a.yaml",
        "web/deployment-web.yaml",
        "web/service-web.yaml",
    ]


def test_a_missing_value_is_named_and_nothing_is_written(project: Path, tmp_path: Path) -> None:
    """With the commands that give it."""
    out = tmp_path / "out"
    result = render(project, "-o", str(out))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        "error: nothing was written: 1 value of the manifests is not known here\n"
        "  Deployment web: spec.template.spec.containers[web].env[HOST].value: is known when "
        "acme/platform/prod is deployed\n"
        "The deployed stack has them: `pulumi stack output --json -s prod > prod.json` and then `jiban "
        "render -s prod --outputs prod=prod.json`; or lookups.yaml says them.\n"
    )
    assert not out.exists()


def test_lookups_give_values_too(project: Path, tmp_path: Path) -> None:
    """As they do for a plan."""
    (project / "lookups.yaml").write_text("stackReferences:\n  acme/platform/prod: { host: db.example }\n")
    assert render(project, "-o", str(tmp_path / "out")).exit_code == 0


def test_a_value_of_this_very_stack_is_asked_for(project: Path, tmp_path: Path) -> None:
    """No file can give what a resource of the same stack would."""
    (project / "__main__.py").write_text(
        PROGRAM.replace('platform.require_output("host")', "settings.metadata.uid")
    )
    result = render(project, "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "They come from resources of this very stack." in result.stderr


def test_a_secret_is_never_written(project: Path, tmp_path: Path) -> None:
    """One that the program marks, and its text anywhere else; neither is in what is said."""
    (project / "Pulumi.prod.yaml").write_text("config: {}\n")
    marked = PROGRAM.replace('platform.require_output("host")', 'pulumi.Output.secret("hunter2-and-more")')
    (project / "__main__.py").write_text(marked)
    result = render(project, "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "env[HOST].value is a secret, and a repository is no place for one" in result.stderr
    assert "hunter2" not in result.stderr
    assert not (tmp_path / "out").exists()


def test_the_text_of_a_secret_is_never_written(project: Path, tmp_path: Path) -> None:
    """Also where the program uses it in the open."""
    secret = "hunter2-and-more"  # noqa: S105 no secret of anybody's
    program = PROGRAM.replace('"GREETING": "hello"', f'"GREETING": "to {secret}"').replace(
        'platform.require_output("host")', '"db"'
    )
    (project / "__main__.py").write_text(f'{program}\npulumi.export("s", pulumi.Output.secret("{secret}"))\n')
    result = render(project, "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "hunter2" not in result.stdout + result.stderr
    assert not (tmp_path / "out").exists()


def test_a_secret_of_kubernetes_is_refused(project: Path, tmp_path: Path) -> None:
    """Whatever it holds."""
    (project / "__main__.py").write_text(
        "import pulumi_kubernetes as k8s\n"
        'k8s.core.v1.Secret("login", metadata={"name": "login"}, string_data={"password": "x"})\n'
    )
    result = render(project, "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "Secret login: a repository is no place for a secret" in result.stderr


def test_a_stack_without_objects_is_an_error(project: Path, tmp_path: Path) -> None:
    """No empty success."""
    (project / "__main__.py").write_text("")
    result = render(project, "-o", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "shop/prod declares no Kubernetes object" in result.stderr


def test_the_policies_stop_it(project: Path, outputs: str, tmp_path: Path) -> None:
    """As they stop a deployment, with their findings and code 5."""
    (project / "pyproject.toml").unlink()
    (project / "__main__.py").write_text(
        PROGRAM.replace('"image": "registry', '"security_context": {"privileged": True}, "image": "registry')
    )
    result = render(project, "-o", str(tmp_path / "out"), "--outputs", outputs)
    assert result.exit_code == 5
    assert "nothing was written, as the policies stop these objects" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_is_asked_for(project: Path) -> None:
    """There is no default that could be right."""
    result = render(project)
    assert result.exit_code == 2
    assert "Missing option '-o' / '--output'" in result.stderr


def test_a_folder_of_another_stack_is_refused(project: Path, outputs: str, tmp_path: Path) -> None:
    """Its manifests would be taken away."""
    out = tmp_path / "out"
    render(project, "-o", str(out), "--outputs", outputs)
    (project / "Pulumi.dev.yaml").write_text("config: {}\n")
    before = files(out)
    result = render(project, "-s", "dev", "-o", str(out), "--outputs", outputs)
    assert result.exit_code == 1
    assert "the folder is another stack's" in result.stderr
    assert files(out) == before


def test_another_program_of_a_repository_with_settings_is_written_whole(outputs: str, tmp_path: Path) -> None:
    """What the settings say of their own stacks is no matter of it."""
    project = write(tmp_path / "repository")
    (tmp_path / "repository" / ".git").mkdir()
    (project / "pyproject.toml").unlink()
    (tmp_path / "repository" / "pyproject.toml").write_text(
        '[tool.jiban]\nsettings = "infra.settings:SETTINGS"\npack = "no_rules:PACK"\n'
    )
    (project / "no_rules.py").rename(tmp_path / "repository" / "no_rules.py")
    result = render(project, "-o", str(tmp_path / "out"), "--outputs", outputs)
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(files(tmp_path / "out")) == 4
