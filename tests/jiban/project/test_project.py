from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jiban.project.config import read_config
from jiban.project.declaration import Declaration
from jiban.project.errors import ConfigFileError, ProjectNotFound, StackNotFound
from jiban.project.project import Project, StackConfig, find_project

ONLY_PYTHON = "only Python programs are supported"


def project(folder: Path, text: str = "name: demo\nruntime: python\n", stack: str | None = None) -> Project:
    """Write a project with an empty program and read it."""
    folder.mkdir(exist_ok=True)
    (folder / "Pulumi.yaml").write_text(text)
    (folder / "__main__.py").touch()
    if stack is not None:
        (folder / "Pulumi.dev.yaml").write_text(stack)
    return find_project(folder)


def config(
    folder: Path, stack: str, text: str = "name: demo\nruntime: python\n", **options: list[str]
) -> StackConfig:
    """Write a project with a stack file and read the configuration."""
    return read_config(project(folder, text, stack), "dev", **options)


def problems(
    folder: Path, stack: str, text: str = "name: demo\nruntime: python\n", **options: list[str]
) -> list[str]:
    """Read a configuration that is faulty and return the faults."""
    with pytest.raises(ConfigFileError) as caught:
        config(folder, stack, text, **options)
    assert caught.value.exit_code == 2
    return [str(problem) for problem in caught.value.problems]


def test_project_is_found_from_below(tmp_path: Path) -> None:
    """A folder inside a project belongs to it."""
    project(tmp_path)
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert find_project(tmp_path / "a" / "b").root == tmp_path.resolve()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "", "Pulumi.yaml:1:1: expected a map with `name` and `runtime`, got nothing", id="empty file"
        ),
        pytest.param(
            "[]", "Pulumi.yaml:1:1: expected a map with `name` and `runtime`, got a list", id="a list"
        ),
        pytest.param(
            "name: x y\nruntime: python\n",
            "Pulumi.yaml:1:1: `name` must be 1 to 100 letters, digits, '-', '_' and '.'",
            id="a space in the name",
        ),
        pytest.param(
            "name: x\nruntime: nodejs\n",
            "Pulumi.yaml:2:1: `runtime` must be python, got 'nodejs'; " + ONLY_PYTHON,
            id="another runtime",
        ),
        pytest.param(
            "name: x\n",
            "Pulumi.yaml:1:1: `runtime` must be python, got nothing; " + ONLY_PYTHON,
            id="no runtime",
        ),
        pytest.param(
            "name: x\nruntime: {name: python}\nmain: gone\n",
            "Pulumi.yaml:3:1: `main` must be a file or a folder that exists, got 'gone'",
            id="a main that does not exist",
        ),
        pytest.param(
            "name: x\nruntime: python\nmain: 5\n",
            "Pulumi.yaml:3:1: `main` must be a path, got a number",
            id="a number as main",
        ),
        pytest.param(
            "name: x\nruntime: python\nconfig: [a]\n",
            "Pulumi.yaml:3:1: `config` must be a map, got a list",
            id="a list as config",
        ),
    ],
)
def test_faulty_project_file(tmp_path: Path, text: str, message: str) -> None:
    """Faults of Pulumi.yaml are told with line and column."""
    with pytest.raises(ConfigFileError) as caught:
        project(tmp_path, text)
    assert str(caught.value) == message


def test_folder_without_a_program_is_a_fault(tmp_path: Path) -> None:
    """A main folder needs a `__main__.py`."""
    (tmp_path / "src").mkdir()
    with pytest.raises(ConfigFileError, match=r"no program: src/__main__\.py does not exist"):
        project(tmp_path, "name: x\nruntime: python\nmain: src/\n")


def test_stacks_are_named_by_their_files(tmp_path: Path) -> None:
    """Each Pulumi.<stack>.yaml is a stack; Pulumi.yaml and other files are not."""
    found = project(tmp_path)
    for name in (
        "Pulumi.prod.yaml",
        "Pulumi.dev.eu.yaml",
        "Pulumi.old.yaml.bak",
        "PulumiPolicy.yaml",
        "Pulumi.x.yml",
    ):
        (tmp_path / name).touch()
    assert found.stacks() == ("dev.eu", "prod")


def test_stack_config_dir(tmp_path: Path) -> None:
    """`stackConfigDir` is where the stack files are."""
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "Pulumi.dev.yaml").write_text("config: {a: 1}\n")
    found = project(tmp_path, "name: x\nruntime: python\nstackConfigDir: stacks\n")
    assert found.stacks() == ("dev",)
    assert read_config(found, "dev").values == {"x:a": "1"}


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".json"])
def test_a_project_file_has_one_of_three_endings(tmp_path: Path, suffix: str) -> None:
    """Which its stack files have too."""
    text = '{"name": "demo", "runtime": "python"}'
    (tmp_path / f"Pulumi{suffix}").write_text(text)
    (tmp_path / "__main__.py").touch()
    (tmp_path / f"Pulumi.dev{suffix}").touch()
    found = find_project(tmp_path)
    assert (found.file.name, found.stacks()) == (f"Pulumi{suffix}", ("dev",))
    assert found.stack_file("prod") == tmp_path.resolve() / f"Pulumi.prod{suffix}"


def test_of_two_project_files_the_yaml_counts(tmp_path: Path) -> None:
    """In the order in which Pulumi looks; a file that is nearer counts over both."""
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "__main__.py").touch()
    (inner / "__main__.py").touch()
    for name in ("Pulumi.json", "Pulumi.yml", "Pulumi.yaml"):
        (tmp_path / name).write_text('{"name": "x", "runtime": "python"}')
        assert find_project(tmp_path).file.name == name
    (inner / "Pulumi.json").write_text('{"name": "x", "runtime": "python"}')
    assert find_project(inner).root == inner.resolve()


def test_the_very_old_form_of_config_is_the_folder_of_stack_files(tmp_path: Path) -> None:
    """A text, where a map declares values today."""
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "Pulumi.dev.yaml").touch()
    found = project(tmp_path, "name: x\nruntime: python\nconfig: stacks\n")
    assert (found.stacks(), found.declarations) == (("dev",), {})


@pytest.mark.parametrize(
    ("main", "folder", "program"),
    [("", "", "__main__.py"), ("src", "src", "src/__main__.py"), ("src/run.py", "src", "src/run.py")],
)
def test_the_program_is_a_folder_or_a_file(tmp_path: Path, main: str, folder: str, program: str) -> None:
    """It runs in the folder that it is in; the project stays where its file is."""
    (tmp_path / "src").mkdir()
    for name in ("__main__.py", "run.py"):
        (tmp_path / "src" / name).touch()
    found = project(tmp_path, f"name: x\nruntime: python\nmain: {main or '.'}\n")
    root = tmp_path.resolve()
    assert (found.root, found.main_dir, found.program) == (root, root / folder, root / program)


@pytest.mark.parametrize(
    ("text", "options", "backend"),
    [
        ("runtime: python\n", {}, None),
        ("runtime: {name: python}\n", {}, None),
        ("runtime: {name: python, options: {virtualenv: venv}}\n", {"virtualenv": "venv"}, None),
        ("runtime: {name: python, options: 5}\n", {}, None),
        ("runtime: python\nbackend: {url: 'file:///a'}\n", {}, "file:///a"),
        ("runtime: python\nbackend: {url: 5}\n", {}, None),
        ("runtime: python\nbackend: file:///a\n", {}, None),
    ],
)
def test_what_else_a_project_file_says(
    tmp_path: Path, text: str, options: dict[str, str], backend: str | None
) -> None:
    """Options of the runtime, and the backend."""
    found = project(tmp_path, f"name: x\n{text}")
    assert (found.runtime_options, found.backend) == (options, backend)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("from pulumi import automation", True),
        ("from pulumi import automation as auto", True),
        ("from pulumi import Output, automation", True),
        ("import pulumi.automation as auto", True),
        ("    from pulumi.automation import LocalWorkspace", True),
        ("import pulumi", False),
        ("from pulumi import Output  # no automation", True),
        ("x = 'pulumi.automation'", False),
        ("from pulumi_automation import x", False),
    ],
)
def test_a_program_of_the_automation_api_is_named(tmp_path: Path, line: str, *, is_one: bool) -> None:
    """With what it needs beside it; any other folder is told how to name the project's."""
    (tmp_path / "deploy.py").write_text(f"import os\n{line}\n")
    with pytest.raises(ProjectNotFound) as caught:
        find_project(tmp_path)
    told = "deploy.py is a program of the Automation API" if is_one else "name the project's folder with -C"
    assert told in str(caught.value)


def test_the_only_stack_need_not_be_named(tmp_path: Path) -> None:
    """Of several one has to be; and one that is not there is told with those that are."""
    found = project(tmp_path, stack="")
    assert found.choose_stack(None) == "dev"
    (tmp_path / "Pulumi.prod.yaml").touch()
    with pytest.raises(StackNotFound, match=r"several stacks: choose one with -s. Known stacks: dev, prod\."):
        found.choose_stack(None)
    with pytest.raises(StackNotFound, match=r"no stack 'x' \(named by PULUMI_STACK\): .* no Pulumi\.x\.yaml"):
        found.choose_stack("acme/x", "PULUMI_STACK")
    assert found.choose_stack("prod") == "prod"


def test_full_stack_name_means_its_last_part(tmp_path: Path) -> None:
    """A stack may be named with organization and project."""
    assert project(tmp_path, stack="").choose_stack("acme/demo/dev") == "dev"


@pytest.mark.parametrize(
    "name", ["", "a b", "../x", "x" * 101], ids=["empty", "space", "path", "101 letters"]
)
def test_impossible_stack_name(tmp_path: Path, name: str) -> None:
    """A name that no stack can have is refused."""
    with pytest.raises(StackNotFound):
        project(tmp_path, stack="").choose_stack(name)


def test_project_without_stack_files_has_a_stack(tmp_path: Path) -> None:
    """A project that needs no configuration can be planned without a stack file."""
    found = project(tmp_path)
    assert found.choose_stack(None) == "dev"
    assert found.choose_stack("any") == "any"


def test_values_are_texts_as_go_makes_them(tmp_path: Path) -> None:
    """Scalars become text, structures compact JSON with sorted keys, keys get the project's name."""
    values = config(
        tmp_path,
        "config:\n  a: true\n  b: 1\n  c: 1.0\n  d: on\n  e: 22:30\n  f: '007'\n"
        "  g: {y: [1, 2.5], x: null}\n  h: \n"
        "  aws:region: eu\n  old:config:k: v\n  i: 2012-10-17\n  j: 010\n  k: 1_000\n",
    ).values
    assert values == {
        "aws:region": "eu",
        "demo:a": "true",
        "demo:b": "1",
        "demo:c": "1",
        "demo:d": "on",
        "demo:e": "22:30",
        "demo:f": "007",
        "demo:g": '{"x":null,"y":[1,2.5]}',
        "demo:h": "null",
        "demo:i": "2012-10-17 00:00:00 +0000 UTC",
        "demo:j": "8",
        "demo:k": "1000",
        "old:k": "v",
    }


def test_declared_defaults_and_checks(tmp_path: Path) -> None:
    """Defaults of the short, default and value forms are filled in; stack values win."""
    text = (
        "name: demo\nruntime: python\nconfig:\n  short: 5\n  given: {default: 1}\n"
        "  typed: {type: integer, default: 3}\n"
        "  aws:region: {value: eu}\n  list: {default: [1, b]}\n  other:needed: {type: string}\n"
    )
    assert config(tmp_path, "config: {given: 2}\n", text).values == {
        "aws:region": "eu",
        "demo:given": "2",
        "demo:list": '[1,"b"]',
        "demo:short": "5",
        "demo:typed": "3",
    }


def test_missing_and_mistyped_declared_values(tmp_path: Path) -> None:
    """Declared values that are missing, of another type, or plain though secret, are told at once."""
    text = "name: demo\nruntime: python\nconfig:\n  a: {type: string}\n  b: {type: integer}\n"
    text += "  c: {type: string, secret: true}\n"
    found = problems(tmp_path, "config: {b: x, c: y}\n", text)
    assert found == [
        (
            "Pulumi.yaml:4:3: stack 'dev' has no value for a, which Pulumi.yaml declares; "
            "set it with: pulumi config set a VALUE"
        ),
        "Pulumi.dev.yaml: b must be of type integer, as Pulumi.yaml declares",
        (
            "Pulumi.yaml:6:3: c must be a secret, as Pulumi.yaml declares; "
            "set it with: pulumi config set --secret c"
        ),
    ]


@pytest.mark.parametrize(
    ("stack", "message"),
    [
        pytest.param("[]\n", "Pulumi.dev.yaml:1:1: expected a map with `config`, got a list", id="a list"),
        pytest.param(
            "config: []\n", "Pulumi.dev.yaml:1:1: `config` must be a map, got a list", id="a list as config"
        ),
        pytest.param(
            "config:\n  a:b:c: 1\n",
            "Pulumi.dev.yaml:2:3: invalid configuration key 'a:b:c'; expected NAMESPACE:NAME",
            id="a key of three parts",
        ),
        pytest.param(
            "config:\n  a: 1\n  demo:a: 2\n",
            "Pulumi.dev.yaml:3:3: duplicate key demo:a: with its namespace and without",
            id="a key with and without namespace",
        ),
        pytest.param(
            "config:\n  a: 1\n  demo:a: 1\n",
            "Pulumi.dev.yaml:3:3: duplicate key demo:a: with its namespace and without",
            id="a key with and without namespace, of one value",
        ),
        pytest.param(
            "config:\n  a: 1\n  a: 2\n",
            "Pulumi.dev.yaml:3:3: duplicate key 'a', first in line 2",
            id="a key twice",
        ),
    ],
)
def test_faulty_stack_file(tmp_path: Path, stack: str, message: str) -> None:
    """Faults of a stack file are told with line and column."""
    assert problems(tmp_path, stack) == [message]


def test_overrides(tmp_path: Path) -> None:
    """`-c` gives texts, with the project's name where no namespace is given, also empty and with `=`."""
    found = config(tmp_path, "config: {a: 1}\n", overrides=["a=2", "aws:region=eu", "b=x=y", "c", "d.e=f"])
    assert found.values == {"aws:region": "eu", "demo:a": "2", "demo:b": "x=y", "demo:c": "", "demo:d.e": "f"}


def test_path_overrides(tmp_path: Path) -> None:
    """With `--config-path` a key leads into structures, and true, false and numbers are typed."""
    found = config(
        tmp_path,
        "config: {a: {b: [1, 2]}, s: text}\n",
        path_overrides=["a.b[0]=5", "a.b[2]=true", "a.c.d=007", 'n["x.y"]=z', "s.t=1", "p=9"],
    )
    assert found.values == {
        "demo:a": '{"b":[5,2,true],"c":{"d":"007"}}',
        "demo:n": '{"x.y":"z"}',
        "demo:p": "9",
        "demo:s": '{"t":1}',
    }


def test_impossible_overrides(tmp_path: Path) -> None:
    """Overrides that cannot be are told, naming the key."""
    found = problems(
        tmp_path,
        "config: {a: {b: [1]}}\n",
        overrides=["x:y:z=1"],
        path_overrides=["a.b[7]=1", "a.b.c=1", "a[=1"],
    )
    assert found == [
        "-c: invalid configuration key 'x:y:z'; expected NAMESPACE:NAME",
        "-c: a.b[7]: index 7 is out of range; the list has 1 items",
        "-c: a.b.c: demo:a.b is not a map",
        "-c: invalid property path 'a['",
    ]


def test_secure_values_get_placeholders(tmp_path: Path) -> None:
    """A `secure:` value at the top and inside is replaced by a text that is the same on every run."""
    found = config(tmp_path, "config:\n  a: {secure: X}\n  b: {c: [{secure: Y}], secure: plain}\n")
    assert [(s.key, s.path, s.line) for s in found.placeholders] == [
        ("demo:a", (), 2),
        ("demo:b", ("c", 0), 3),
    ]
    assert found.secret_keys == ("demo:a", "demo:b")
    assert found.values["demo:a"] == found.placeholders[0].text
    assert found == config(tmp_path, "config:\n  a: {secure: Z}\n  b: {c: [{secure: Y}], secure: plain}\n")


def test_environments_are_warned_about(tmp_path: Path) -> None:
    """Values of Pulumi ESC environments are missing, and the plan says so."""
    assert config(tmp_path, "environment: [shared]\n").warnings == (
        (
            "Pulumi.dev.yaml:1: Pulumi ESC environments (`environment`) are not supported; "
            "their values are missing from this plan"
        ),
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a\n::error::b", "a\\n::error::b: no such folder"),
        ("a\0b", "a\\x00b: the path holds a NUL character, which no name of a file can"),
        (
            "~nobody-of-that-name/x",
            "~nobody-of-that-name/x: no such folder (Could not determine home directory.)",
        ),
    ],
)
def test_a_folder_that_cannot_be(name: str, said: str) -> None:
    """It is said on one line, without a character that a terminal would obey."""
    with pytest.raises(ProjectNotFound) as caught:
        find_project(Path(name))
    assert str(caught.value) == said


def test_a_stack_file_that_is_no_file(tmp_path: Path) -> None:
    """A folder of its name must not pass for a stack without values."""
    (tmp_path / "Pulumi.yaml").write_text("name: demo\nruntime: python\n")
    (tmp_path / "__main__.py").write_text("")
    (tmp_path / "Pulumi.dev.yaml").mkdir()
    with pytest.raises(ConfigFileError, match=r"^Pulumi\.dev\.yaml: it is a folder, not a file$"):
        read_config(find_project(tmp_path), "dev")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('X = {}["nowhere"]', "KeyError: 'nowhere' (conf.py:1)"),
        ("import sys; sys.exit(0)", "SystemExit: 0 (conf.py:1)"),
    ],
)
def test_a_declared_module_that_raises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    """The exception is the user's, and is said with the line of it; it ends no command as if it were done."""
    (tmp_path / "conf.py").write_text(code)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "conf", raising=False)
    with pytest.raises(ConfigFileError) as caught:
        Declaration(tmp_path / "pyproject.toml", pack="conf:PACK").load("pack")
    assert str(caught.value).endswith(f"cannot load tool.jiban.pack = 'conf:PACK': {said}")


def test_an_encrypted_value_that_is_no_text(tmp_path: Path) -> None:
    """It is said what stands there, and how to set it."""
    (tmp_path / "Pulumi.yaml").write_text("name: demo\nruntime: python\n")
    (tmp_path / "__main__.py").write_text("")
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  demo:a:\n    secure: 5\n")
    with pytest.raises(ConfigFileError, match="pulumi config set --secret demo:a"):
        read_config(find_project(tmp_path), "dev")
