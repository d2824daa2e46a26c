"""`jiban diff` from end to end, on repositories made for it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jiban.cli import main
from jiban.diff.base import read_base
from jiban.diff.errors import BaseError
from jiban.diff.model import Comparison
from jiban.diff.run import DiffRequest, compare_with_base
from jiban.project.errors import StackNotFound
from tests.jiban.diff.repositories import commit, git, repository, stack, write

TODAY = date(2026, 11, 21)


def diff(project: Path, ref: str | None = "main", name: str | None = "prod", **options: Any) -> Comparison:
    """Compare a project with a base."""
    return compare_with_base(DiffRequest(folder=project, stack=name, ref=ref, **options), TODAY)


def kinds(found: Comparison) -> list[tuple[str, str]]:
    """Return what happens to which resource."""
    return [(each.kind, each.resource.name) for each in found.diff.resources]


def run(*arguments: str | Path) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(
        main, ["diff", "--today", "2026-11-21", *map(str, arguments)], prog_name="jiban"
    )


def test_a_project_that_has_not_changed_says_against_what(tmp_path: Path) -> None:
    """No changes, and both sides are named with their commits."""
    project = repository(tmp_path)
    short = git(tmp_path, "rev-parse", "--short=7", "HEAD")
    result = run("-C", project, "-s", "prod", "--base", "main")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[1] == (
        f"No changes: 2 resources are the same in the working tree ({short}), compared with main ({short})."
    )


@pytest.mark.parametrize(
    "trigger", ["0", "False", "''", "[]"], ids=["zero", "false", "empty text", "empty list"]
)
def test_an_empty_replacement_trigger_that_stays_is_no_change(tmp_path: Path, trigger: str) -> None:
    """The base is read from a document, which keeps a trigger of 0, false or nothing."""
    project = repository(tmp_path)
    program = project / "__main__.py"
    option = f"opts=pulumi.ResourceOptions(replacement_trigger={trigger})"
    program.write_text(program.read_text().replace('require("owner")})', f'require("owner")}}, {option})'))
    commit(tmp_path, "a trigger")
    assert option in program.read_text()
    assert kinds(diff(project)) == []


@pytest.mark.parametrize("given", ['pulumi.Output.secret("{}")', '"{}"'], ids=["marked", "by its name"])
def test_a_secret_that_changes_is_seen_and_not_shown(tmp_path: Path, given: str) -> None:
    """Against a commit too, whose plan comes as a document; in every format without either value."""
    project = repository(tmp_path)
    old = f'pulumi.CustomResource("test:index:T", "t", {{"password": {given.format("hunter2-old")}}})\n'
    (project / "__main__.py").write_text(f"import pulumi\n{old}")
    commit(tmp_path, "a password")
    (project / "__main__.py").write_text(f"import pulumi\n{old.replace('hunter2-old', 'hunter2-new')}")
    result = run("-C", project, "-s", "prod", "--base", "main")
    assert "password: [secret]   (changes)" in result.output
    assert "hunter2" not in result.output
    document = run("-C", project, "-s", "prod", "--base", "main", "-o", "json").output
    (changed,) = json.loads(document)["resources"]
    assert changed["changes"][0]["after"] == "[secret]"
    assert "hunter2" not in document


def test_a_secret_that_stays_is_no_change(tmp_path: Path) -> None:
    """It is compared, and so not counted among those that were not."""
    project = repository(tmp_path)
    program = (
        'import pulumi\npulumi.CustomResource("test:index:T", "t", {"x": pulumi.Output.secret("hunter2")})\n'
    )
    (project / "__main__.py").write_text(program)
    commit(tmp_path, "a password")
    found = diff(project)
    assert (kinds(found), found.diff.hidden_secrets) == ([], 0)


def test_the_base_is_planned_by_its_own_program(tmp_path: Path) -> None:
    """The program, the stack file and the modules of the commit count, those of the working tree do not."""
    project = repository(tmp_path)
    (project / "names.py").write_text('PREFIX = "shop"\n')
    program = (project / "__main__.py").read_text()
    program = program.replace('f"shop-', 'f"{PREFIX}-')
    (project / "__main__.py").write_text(f"from names import PREFIX\n{program}")
    commit(tmp_path, "a module")
    (project / "names.py").write_text('PREFIX = "store"\n')
    found = diff(project, "HEAD")
    assert kinds(found) == [("replace", "invoices"), ("replace", "pictures")]
    assert [(each.before, each.after) for each in found.diff.resources[0].changes] == [
        ("shop-invoices", "store-invoices")
    ]


def test_the_base_is_planned_with_the_packages_of_its_own_repository(tmp_path: Path) -> None:
    """A program beside the project that puts the repository's root on the path gets the commit's packages."""
    write(
        tmp_path / "stacks" / "shop",
        **{"Pulumi.yaml": "name: shop\nruntime: python\nmain: ../../program/\n", "Pulumi.prod.yaml": stack()},
    )
    program = (
        "import sys\nfrom pathlib import Path\nsys.path.insert(0, str(Path(__file__).resolve().parents[1]))\n"
    )
    program += (
        "import pulumi\nfrom jiban.sizes import SIZE\npulumi.CustomResource('a:b:C', 'c', {'size': SIZE})\n"
    )
    write(tmp_path / "program", **{"__main__.py": program})
    write(tmp_path / "jiban", **{"__init__.py": "", "sizes.py": "SIZE = 1\n"})
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path, "begin")
    (tmp_path / "jiban" / "sizes.py").write_text("SIZE = 2\n")
    (found,) = diff(tmp_path / "stacks" / "shop").diff.resources
    assert [(each.before, each.after) for each in found.changes] == [(1, 2)]


def test_the_change_of_a_stack_file_is_seen(tmp_path: Path) -> None:
    """A bucket less and a bucket more, with the guard's word on the one that goes."""
    project = repository(tmp_path)
    (project / "Pulumi.prod.yaml").write_text(stack("invoices", "letters"))
    result = run("-C", project, "-s", "prod", "--base", "main", "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 5
    assert [(each["op"], each["name"]) for each in document["resources"]] == [
        ("create", "letters"),
        ("delete", "pictures"),
    ]
    assert [(each["rule"], each["name"]) for each in document["guard"]["stopped"]] == [
        ("DSG-018", "pictures")
    ]
    assert document["head"].endswith("with uncommitted changes)")


def test_a_waiver_lets_a_loss_through(tmp_path: Path) -> None:
    """The loss is told with its waiver, and the command succeeds until the waiver has expired."""
    project = repository(tmp_path)
    (project / "Pulumi.prod.yaml").write_text(stack("invoices"))
    (project / "waivers.yaml").write_text(
        "waivers:\n- {rule: DSG-018, resource: pictures, owner: shop, reason: moved away, "
        "expires: 2026-11-30}\n"
    )
    result = run("-C", project, "-s", "prod", "--base", "main")
    assert result.exit_code == 0
    assert "until 2026-11-30, shop: moved away" in result.output
    late = CliRunner().invoke(
        main, ["diff", "--today", "2026-12-01", "-C", str(project), "-s", "prod", "--base", "main"]
    )
    assert late.exit_code == 5
    assert "it expired on 2026-11-30, 1 day ago" in late.output


def test_bad_waivers_are_told_before_anything_is_planned(tmp_path: Path) -> None:
    """The message names file, line and column, and the command exits with 2."""
    project = repository(tmp_path)
    (project / "waivers.yaml").write_text("waivers:\n- rule: DSG-018\n")
    result = run("-C", project, "-s", "prod", "--base", "nowhere")
    assert result.exit_code == 2
    assert result.output.startswith("waivers.yaml:2:")


def test_a_project_in_a_folder_is_compared_with_the_same_folder(tmp_path: Path) -> None:
    """The base is planned where the project stands in its repository."""
    project = repository(tmp_path, "deploy/shop")
    (project / "Pulumi.prod.yaml").write_text(stack("invoices", "pictures", owner="shop"))
    assert kinds(diff(project)) == [("update", "invoices"), ("update", "pictures")]


def test_an_override_counts_on_both_sides(tmp_path: Path) -> None:
    """A value from the command line hides what the stack files say."""
    project = repository(tmp_path)
    (project / "Pulumi.prod.yaml").write_text(stack("invoices", "pictures", owner="shop"))
    assert diff(project, overrides=("shop:owner=both",)).diff.empty
    assert diff(project, path_overrides=("shop:owner=both",)).diff.empty


def test_a_stack_that_the_base_lacks_is_all_new(tmp_path: Path) -> None:
    """And the note says why."""
    project = repository(tmp_path)
    (project / "Pulumi.dev.yaml").write_text(stack("letters"))
    found = diff(project, name="dev")
    assert kinds(found) == [("create", "letters")]
    assert found.note.endswith("has no stack 'dev', so every resource is created")


def test_a_project_that_the_base_lacks_is_all_new(tmp_path: Path) -> None:
    """The same where the whole project is new."""
    repository(tmp_path, "one")
    git(tmp_path, "checkout", "--quiet", "-b", "other")
    git(tmp_path, "mv", "one", "two")
    found = diff(tmp_path / "two")
    assert [kind for kind, _ in kinds(found)] == ["create", "create"]
    assert found.note.endswith("has no project here, so every resource is created")


def test_a_stack_that_is_taken_away_loses_everything(tmp_path: Path) -> None:
    """Its file is gone, but the base has it; the guard speaks of each loss."""
    project = repository(tmp_path)
    (project / "Pulumi.dev.yaml").write_text(stack("letters"))
    (project / "Pulumi.prod.yaml").unlink()
    found = diff(project)
    assert kinds(found) == [("delete", "pictures"), ("delete", "invoices")]
    assert len(found.stopped) == 2
    assert found.note.endswith("has no stack 'prod', so every resource is deleted")


def test_a_stack_that_neither_side_has_is_an_error(tmp_path: Path) -> None:
    """A name that is misspelt is no empty stack."""
    project = repository(tmp_path)
    with pytest.raises(StackNotFound, match="no stack 'porduction'"):
        diff(project, name="porduction")


def test_a_base_that_does_not_plan_says_why(tmp_path: Path) -> None:
    """The traceback of the base's program, without the folder that it was laid out in, and the way around."""
    project = repository(tmp_path)
    program = (project / "__main__.py").read_text()
    (project / "__main__.py").write_text("raise ValueError('broken then')\n")
    commit(tmp_path, "break")
    (project / "__main__.py").write_text(program)
    result = run("-C", project, "-s", "prod", "--base", "main")
    assert result.exit_code == 1
    assert "cannot be planned:" in result.output
    assert "ValueError: broken then" in result.output
    assert "jiban-base-" not in result.output
    assert result.output.rstrip().endswith("--base-plan FILE")


def test_a_head_that_does_not_plan_ends_the_other_side_too(tmp_path: Path) -> None:
    """The error is the head's own, and nothing is left behind."""
    project = repository(tmp_path)
    (project / "__main__.py").write_text("raise ValueError('broken now')\n")
    result = run("-C", project, "-s", "prod", "--base", "main")
    assert result.exit_code == 1
    assert "ValueError: broken now" in result.output
    assert git(tmp_path, "worktree", "list").count("\n") == 0


def test_the_two_ways_to_name_a_base_exclude_each_other(tmp_path: Path) -> None:
    """Neither, or both, is a fault of the flags."""
    project = repository(tmp_path)
    assert run("-C", project).exit_code == 2
    assert run("-C", project, "--base", "main", "--base-plan", "x").exit_code == 2


def test_expected_silence_is_held_to(tmp_path: Path) -> None:
    """With --expect-no-changes a change exits with 7, and none with 0."""
    project = repository(tmp_path)
    assert run("-C", project, "--base", "main", "--expect-no-changes").exit_code == 0
    (project / "Pulumi.prod.yaml").write_text(stack("invoices", "pictures", owner="shop"))
    assert run("-C", project, "--base", "main", "--expect-no-changes").exit_code == 7
    assert run("-C", project, "--base", "main").exit_code == 0


def test_the_guard_counts_over_expected_silence(tmp_path: Path) -> None:
    """A loss is worse than a change."""
    project = repository(tmp_path)
    (project / "Pulumi.prod.yaml").write_text(stack("invoices"))
    assert run("-C", project, "--base", "main", "--expect-no-changes").exit_code == 5


def saved(project: Path, path: Path) -> Path:
    """Save the plan of a project as `jiban plan --json` prints it."""
    result = CliRunner().invoke(main, ["plan", "-C", str(project), "-s", "prod", "-o", f"json={path}"])
    assert result.exit_code == 0, result.output
    return path


def test_a_saved_plan_serves_as_base(tmp_path: Path) -> None:
    """No repository is needed for it."""
    (tmp_path / "project").mkdir()
    project = repository(tmp_path / "project")
    file = saved(project, tmp_path / "plan.json")
    (project / "Pulumi.prod.yaml").write_text(stack("invoices", "pictures", owner="shop"))
    found = diff(project, None, file=file)
    assert kinds(found) == [("update", "invoices"), ("update", "pictures")]
    assert found.diff.base == str(file)


def test_a_saved_plan_of_another_stack_is_refused(tmp_path: Path) -> None:
    """Comparing it would show everything as new and as gone."""
    (tmp_path / "project").mkdir()
    project = repository(tmp_path / "project")
    file = saved(project, tmp_path / "plan.json")
    (project / "Pulumi.dev.yaml").write_text(stack("letters"))
    with pytest.raises(BaseError, match="the plan of shop/prod, and not of shop/dev"):
        diff(project, None, "dev", file=file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("{", "it ends in the middle of the document, in line 1: it is truncated"),
        ("[]", "not a plan"),
        ('{"deployment": {"resources": [{"urn": "x"}]}}', "not a URN"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """The message names the file and what is wrong with it."""
    file = tmp_path / "base.json"
    file.write_text(text)
    with pytest.raises(BaseError, match=rf"--base-plan .*base.json: .*{said}"):
        read_base(file, "shop", "prod")


@pytest.mark.parametrize(
    "text", ['{"steps": []}', '{"deployment": {}}', '{"deployment": null, "version": 3}']
)
def test_a_plan_without_resources_says_so(tmp_path: Path, text: str) -> None:
    """An empty state is one; that everything is new against it is told with its reason."""
    file = tmp_path / "base.json"
    file.write_text(text)
    assert read_base(file, "shop", "prod").note == f"{file} holds no resources, so every resource is created"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A path that does not exist is an error, never an empty base."""
    with pytest.raises(BaseError, match="No such file"):
        read_base(tmp_path / "nowhere.json", "shop", "prod")


def exported(*resources: dict[str, Any]) -> dict[str, Any]:
    """Write a state as `pulumi stack export` does."""
    root = {"urn": "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod", "type": "pulumi:pulumi:Stack"}
    return {"version": 3, "deployment": {"resources": [root, *resources]}}


def bucket(name: str, **inputs: Any) -> dict[str, Any]:
    """Write the state of a bucket."""
    kind = "aws:s3/bucket:Bucket"
    urn = f"urn:pulumi:prod::shop::{kind}::{name}"
    return {"urn": urn, "type": kind, "custom": True, "id": f"shop-{name}", "inputs": inputs}


def test_a_state_is_compared_without_what_the_provider_has_filled_in(tmp_path: Path) -> None:
    """Defaults, names that were made up, default providers and what waits to be deleted are not asked for."""
    project = repository(tmp_path)
    tags = {"owner": "platform", "__defaults": []}
    provider = {
        "urn": "urn:pulumi:prod::shop::pulumi:providers:aws::default_7_51_1",
        "type": "pulumi:providers:aws",
        "custom": True,
    }
    state = exported(
        provider,
        bucket(
            "invoices", bucket="shop-invoices", tags=tags, forceDestroy=False, __defaults=["forceDestroy"]
        ),
        bucket("pictures", bucket="shop-pictures", tags=tags),
        bucket("old", bucket="shop-old") | {"delete": True},
    )
    file = tmp_path / "state.json"
    file.write_text(json.dumps(state))
    assert diff(project, None, file=file).diff.empty


def test_a_name_that_the_provider_has_made_is_not_asked_for(tmp_path: Path) -> None:
    """An object of Kubernetes with the provider's mark of its own naming has no name of the program's."""
    urn = "urn:pulumi:prod::shop::kubernetes:core/v1:ConfigMap::settings"
    metadata = {"name": "settings-1a2b3c", "annotations": {"pulumi.com/autonamed": "true", "owner": "shop"}}
    state = exported({"urn": urn, "custom": True, "inputs": {"metadata": metadata}})
    file = tmp_path / "state.json"
    file.write_text(json.dumps(state))
    assert read_base(file, "shop", "prod").plan.resources[1].inputs == {
        "metadata": {"annotations": {"owner": "shop"}}
    }


def test_a_base_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    """With the exit code of a timeout, and the line of the commit's program where it stood."""
    project = repository(tmp_path)
    program = project / "__main__.py"
    head = program.read_text()
    program.write_text("import time\ntime.sleep(1000)\n")
    commit(tmp_path, "it waits")
    program.write_text(head)
    result = run("-C", project, "-s", "prod", "--base", "main", "--timeout", "8")
    assert result.exit_code == 9
    assert "It stood at __main__.py:2." in result.stderr
    assert "cannot be planned" in result.stderr


NAMED = """\
import pulumi
from pulumi_aws import sns, ssm

for name in ("hunter2", "swordfish"):
    sns.Topic(f"{name}-alarm", tags={name: "x"})
for name in ("hunter2", "swordfish"):
    ssm.Parameter(f"a-{name[0]}", type="SecureString", value=pulumi.Output.secret(name))
"""
"""A program whose secrets are words of names, and of keys, too."""


def document_of(project: Path) -> Path:
    """Write the plan of a project to a file."""
    document = project / "base.json"
    planned = CliRunner().invoke(main, ["plan", "-j", "-C", str(project), "-s", "prod"], prog_name="jiban")
    assert "hunter2" not in planned.stdout
    document.write_text(planned.stdout)
    return document


@pytest.mark.parametrize("by", ["commit", "file"])
def test_names_with_secrets_in_them_are_the_same_in_both_plans(tmp_path: Path, by: str) -> None:
    """A base is a document in which they are hidden; no resource is made of another, and none is new."""
    project = repository(tmp_path)
    (project / "__main__.py").write_text(NAMED)
    commit(tmp_path, "named after secrets")
    asked = ["--base", "main"] if by == "commit" else ["--base-plan", document_of(project)]
    result = run("-C", project, "-s", "prod", *asked, "--expect-no-changes")
    assert "No changes: 4 resources are the same" in result.output
    assert result.exit_code == 0


@pytest.mark.parametrize(("by", "shown"), [("commit", "[secret]-alarm"), ("file", "[secret 3]-alarm")])
def test_a_name_with_a_secret_that_comes_first_moves_no_other(tmp_path: Path, by: str, shown: str) -> None:
    """Though the numbers of the others are new ones."""
    project = repository(tmp_path)
    (project / "__main__.py").write_text(NAMED)
    commit(tmp_path, "named after secrets")
    base = document_of(project)
    (project / "__main__.py").write_text(NAMED.replace('in ("hunter2"', 'in ("correct-horse", "hunter2"'))
    asked = ["--base", "main"] if by == "commit" else ["--base-plan", base]
    found = json.loads(run("-C", project, "-s", "prod", *asked, "-o", "json").output)
    assert [(each["op"], each["name"]) for each in found["resources"]] == [
        ("create", shown),
        ("create", "a-c"),
    ]


def test_a_resource_named_after_an_old_secret_is_a_new_one(tmp_path: Path) -> None:
    """A secret that changes in a name makes another resource, and neither name is shown."""
    project = repository(tmp_path)
    (project / "__main__.py").write_text(NAMED)
    commit(tmp_path, "named after secrets")
    (project / "__main__.py").write_text(NAMED.replace("hunter2", "hunter3"))
    result = run("-C", project, "-s", "prod", "--base", "main", "-o", "json")
    found = json.loads(result.output)
    alarms = [(each["op"], each["type"]) for each in found["resources"] if each["name"] != "a-h"]
    assert sorted(alarms) == [("create", "aws:sns/topic:Topic"), ("delete", "aws:sns/topic:Topic")]
    assert len({each["urn"] for each in found["resources"]}) == 3
    assert "hunter" not in result.output


def test_a_word_that_is_no_secret_any_more_makes_no_new_names(tmp_path: Path) -> None:
    """A value that was secret in the base alone is found in its names, and in those of the head."""
    project = repository(tmp_path)
    (project / "__main__.py").write_text(NAMED)
    commit(tmp_path, "named after secrets")
    (project / "__main__.py").write_text(NAMED.replace("pulumi.Output.secret(name)", '"else"'))
    found = json.loads(run("-C", project, "-s", "prod", "--base", "main", "-o", "json").output)
    assert [(each["op"], each["type"]) for each in found["resources"]] == [
        ("update", "aws:ssm/parameter:Parameter")
    ] * 2
