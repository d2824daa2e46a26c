"""Commands, options, paths and links in the documents are there, and every shown output is current.

Commands in `console` blocks are run. One in an `sh` block needs what a test does not have, and is in `UNRUN`.
"""

import itertools
import posixpath
import re
import shlex
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import click
import pytest

from jiban.cli import main
from jiban.policies.packs import RULES
from jiban.policy.rule import ChangeRule
from tools import documents
from tools.repository import ROOT, files, texts

DOCUMENTS = texts(".md")
COMMAND_LANGUAGES = ("console", "sh")
FILE_SUFFIXES = (".py", ".md", ".yaml", ".json", ".toml", ".txt")

NOT_OURS = {
    "jiban/pool": "the label of a node",
    "baseline.json": "a file that a user's project may keep",
    "base.json": "a plan that the page saves and removes again",
    "main.json": "same",
    "lookups.yaml": "a file that a user's project may keep",
    "waivers.yaml": "a file that a user's project may keep",
    "PulumiPolicy.yaml": "Pulumi's own name for the file of a policy pack",
}
"""Names in backticks that look like files of this repository and are none, each with its reason."""

FOREIGN_OPTIONS: dict[str, str] = {"--policy-pack-config": "the engine's, for its policies"}
"""Options in backticks that belong to another tool, each with its reason."""

UNRUN = {
    "git clone <this repository> jiban && cd jiban": "the reader's own address",
    "make": "tests/test_docs.py",
    "make plan": "tests/tools/test_setup_venv.py",
    "make test": "tests/test_project.py",
    'jiban check -s prod -o github -o md="$GITHUB_STEP_SUMMARY" -o sarif=jiban.sarif': (
        "tests/jiban/check/test_hosts.py"
    ),
    "jiban check -s prod --baseline baseline.json --write-baseline": "tests/jiban/check/test_baseline.py",
    "jiban check -s prod --baseline baseline.json": "tests/jiban/check/test_baseline.py",
    (
        "az storage container restore --account-name ACCOUNT --name CONTAINER --deleted-version VERSION "
        "--auth-mode login"
    ): "an account",
    (
        "az storage blob undelete --account-name ACCOUNT --container-name CONTAINER --name NAME "
        "--auth-mode login"
    ): "an account",
    (
        "az storage blob list --account-name ACCOUNT --container-name CONTAINER --prefix NAME --include vd "
        "--auth-mode login"
    ): "an account",
    "aws s3api list-object-versions --bucket BUCKET --prefix KEY": "an account",
    "aws s3api delete-object --bucket BUCKET --key KEY --version-id ID_OF_THE_DELETE_MARKER": "an account",
    (
        "aws s3api copy-object --bucket BUCKET --key KEY "
        "--copy-source 'BUCKET/KEY?versionId=ID_OF_THE_VERSION'"
    ): "an account",
    'pip install "./jiban[aws,kubernetes]"': "tests/test_wheel.py",
    "jiban rehearse -s dev": "tests/engine/test_rehearse.py",
    "jiban rehearse --steps -s prod": "tests/engine/test_sequence.py",
    "jiban diff -s prod --base main": "tests/jiban/diff/test_run.py",
    "jiban watch -s dev": "tests/jiban/watch/test_watch.py",
    "jiban watch -s dev -- make lint": "tests/jiban/watch/test_watch.py",
    "jiban diff --all --base main --skip tests -o markdown=comment.md -o html=changes.html": (
        "tests/jiban/diff/test_all.py"
    ),
    "jiban plan -C examples/pms-aws-servers -s prod": "tests/examples/test_pms_aws_servers.py",
    "jiban bootstrap -C examples/pms-aws-servers -s prod": "tests/examples/test_pms_aws_servers.py",
    "pulumi preview -s prod --policy-pack policies": "tests/engine/test_rehearse.py",
    "pulumi login": "an account",
    "pulumi install": "an account's project",
    "pulumi stack init prod": "an account",
    "pulumi stack init prod-pipelines --secrets-provider='awskms://alias/pulumi?region=ap-northeast-2'": (
        "an account"
    ),
    "pulumi up -s prod-pipelines": "an account",
    "pulumi config set --secret --path 'jiban:secrets.values.jwt-signing-key'": "an account",
    "pulumi config set --secret --path 'jiban:observability.alerts.webhooks.pagerduty'": "an account",
    "pulumi config set --secret --path 'jiban:observability.alerts.webhooks.teams'": "an account",
    "az login": "an account",
    "pulumi stack output --json -s prod > ~/prod.json": "an account",
    "jiban render -s prod --outputs ~/prod.json -o k8s-manifests/environments/production": (
        "tests/infra/test_delivery.py"
    ),
    "jiban render -s prod --outputs ~/prod.json -o environments/production --check": (
        "tests/jiban/render/test_command.py"
    ),
    "pulumi up -s prod": "an account",
    "pulumi up": "an account",
    "kubectl scale deployment/trip --replicas=3 && kubectl rollout status deployment/trip": "a cluster",
    "kubectl delete rollout trip --cascade=orphan": "a cluster",
    (
        'kubectl patch service trip --type=json -p \'[{"op": "remove", '
        '"path": "/spec/selector/rollouts-pod-template-hash"}]\''
    ): "a cluster",
    "kubectl delete replicaset -l app.kubernetes.io/name=trip,rollouts-pod-template-hash": "a cluster",
    (
        'TOKEN=$(curl -s "https://login.microsoftonline.com/$ARM_TENANT_ID/oauth2/v2.0/to'
        'ken" -d grant_type=client_credentials -d client_id="$ARM_CLIENT_ID" --data-urlen'
        'code client_secret="$ARM_CLIENT_SECRET" -d scope=https://management.azure.com/.d'
        "efault | jq -r .access_token)"
    ): "an account",
    (
        "SERVER=$(pulumi stack output --stack prod --json for_second_region | jq -r .postgres.ids.south)"
    ): "an account",
    (
        'curl -X PATCH "https://management.azure.com$SERVER?api-version=2025-08-01" -H "A'
        "uthorization: Bearer $TOKEN\" -H 'Content-Type: application/json' -d '{\"propertie"
        's": {"replica": {"role": "Primary", "promoteMode": "Switchover", "promoteOption"'
        ': "Forced"}}}\''
    ): "an account",
    ("BROKER=$(pulumi stack output --stack prod --json for_second_region | jq -r .queue.id)"): "an account",
    (
        'curl -X POST "https://management.azure.com$BROKER/failover?api-version=2024-01-0'
        '1" -H "Authorization: Bearer $TOKEN" -H \'Content-Type: application/json\' -d \'{"p'
        'roperties": {"primaryLocation": "koreasouth", "force": true}}\''
    ): "an account",
    "pulumi config set --stack prod --path 'jiban:recovery.active' second": "tests/engine/test_recovery.py",
    "pulumi config set --stack prod --path 'jiban:recovery.promotion' forced": (
        "tests/engine/test_recovery.py"
    ),
    "pulumi up --stack prod --refresh=false --target '**postgres-replica-south'": (
        "tests/engine/test_recovery.py"
    ),
}
"""Commands that a page shows and does not run, each with the test that does, or with what it needs."""


def each_document() -> pytest.MarkDecorator:
    """Run a test once for every Markdown file."""
    return pytest.mark.parametrize("name", DOCUMENTS, ids=str)


def each_promise() -> list[object]:
    """Every shown command with its output, as a case of its own."""
    return [
        pytest.param(name, promise, id=f"{name}:{promise.line}")
        for name, text in DOCUMENTS.items()
        for promise in documents.promises(text)
    ]


def commands(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every simple command of a document, in fenced blocks and in backticks, as words."""
    lines = [*documents.code_lines(text, *COMMAND_LANGUAGES), *documents.inline_code(text)]
    for number, line in lines:
        for part in re.split(r"&&|\|\||[;|]", re.sub(r"[\[\]()…]", " ", line)):
            try:
                words = shlex.split(part, comments=True)
            except ValueError:
                continue
            while words and re.fullmatch(r"\$|[A-Z_]+=.*", words[0]):
                words = words[1:]
            if words:
                yield number, words


JIBAN = click.Context(main, info_name="jiban")
"""What the group `jiban` is asked for its sub-commands with."""


def options(command: click.Command) -> dict[str, click.Parameter]:
    """The options of a command, by each of their names."""
    return {
        name: option
        for option in command.get_params(JIBAN)
        for name in [*option.opts, *option.secondary_opts]
    }


def all_options() -> set[str]:
    """The option names of jiban and of all its sub-commands."""
    found = [main.get_command(JIBAN, name) for name in main.list_commands(JIBAN)]
    return set(options(main)).union(*(options(command) for command in found if command is not None))


def faults_of_jiban(words: list[str]) -> list[str]:
    """What the command line does not know of a command that starts with `jiban`."""
    command: click.Command = main
    faults: list[str] = []
    rest = iter(words[1:])
    for word in rest:
        if word.startswith("-"):
            name = word.partition("=")[0] if word.startswith("--") else word[:2]
            option = options(command).get(name)
            if option is None:
                faults.append(f"no option {name} of {'jiban' if command is main else command.name}")
            elif word == name and not getattr(option, "is_flag", False):
                next(rest, None)
        elif command is main and re.fullmatch(r"[a-z][a-z-]*", word):
            found = main.get_command(JIBAN, word)
            if found is None:
                return [*faults, f"no sub-command {word}"]
            command = found
    return faults


@cache
def makefile() -> tuple[frozenset[str], frozenset[str]]:
    """The targets and the variables that the Makefile offers."""
    text = (ROOT / "Makefile").read_text()
    return (
        frozenset(re.findall(r"^([a-z-]+):", text, re.MULTILINE)),
        frozenset(re.findall(r"^([A-Z_]+) \?=", text, re.MULTILINE)),
    )


def faults_of_make(words: list[str]) -> list[str]:
    """What the Makefile does not know of a command that starts with `make`."""
    targets, variables = makefile()
    names = [word for word in words[1:] if not word.startswith("-")]
    return [
        f"no {'variable' if '=' in name else 'target'} {name}"
        for name in names
        if (name.split("=")[0] not in variables if "=" in name else name not in targets)
    ]


def looks_like_path(word: str) -> bool:
    """Whether a word names a file or a folder of this repository."""
    if word in NOT_OURS or re.search(r"://|^[-/~$@.]+|[\s:=(){},|\"']", word):
        return False
    tops = {name.parts[0] for name in files()}
    return word.endswith(FILE_SUFFIXES) or ("/" in word and word.partition("/")[0] in tops)


def exists(word: str, document: Path) -> bool:
    """Whether a path exists from the root or from the document's folder; `<x>` and `*` stand for any name."""
    pattern = re.sub(r"<[^<>/]+>", "*", word.rstrip("/"))
    names = [str(name) for name in files()]
    names += {str(parent) for name in files() for parent in name.parents}
    beside = posixpath.normpath(str(document.parent / pattern))
    wanted = [pattern, beside] if "/" in pattern else [pattern, f"*/{pattern}"]
    return (ROOT / pattern).is_symlink() or any(fnmatch(name, each) for name in names for each in wanted)


@each_document()
def test_every_link_leads_somewhere(name: Path) -> None:
    """A relative link names a file of the repository, and its fragment a heading of that file."""
    broken: list[str] = []
    for line, target in documents.links(DOCUMENTS[name]):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        if not file.exists() or not file.resolve().is_relative_to(ROOT):
            broken.append(f"{name}:{line}: {target}")
        elif fragment and fragment not in documents.anchors(file.read_text()):
            broken.append(f"{name}:{line}: {target} has no such heading")
    assert broken == []


@each_document()
def test_every_path_exists(name: Path) -> None:
    """A word in backticks or in a command that looks like a path of this repository is one."""
    text = DOCUMENTS[name]
    words = [*documents.inline_code(text)]
    words += [(line, word) for line, command in commands(text) for word in command]
    missing = {
        f"{name}:{line}: {word}" for line, word in words if looks_like_path(word) and not exists(word, name)
    }
    assert sorted(missing) == []


@each_document()
def test_every_make_command_exists(name: Path) -> None:
    """`make X` names a target of the Makefile, and `make X Y=1` a variable of it."""
    faults = [
        f"{name}:{line}: {fault}"
        for line, words in commands(DOCUMENTS[name])
        if words[0] == "make"
        for fault in faults_of_make(words)
    ]
    assert faults == []


@each_document()
def test_every_jiban_command_exists(name: Path) -> None:
    """Every sub-command and option of `jiban` that a document names is there."""
    faults = [
        f"{name}:{line}: {' '.join(words)}: {fault}"
        for line, words in commands(DOCUMENTS[name])
        if words[0].rpartition("/")[2] == "jiban"
        for fault in faults_of_jiban(list(itertools.takewhile(lambda word: word != "--", words)))
    ]
    assert faults == []


@each_document()
def test_every_option_in_backticks_is_an_option_of_jiban(name: Path) -> None:
    """An option that stands alone in backticks is one of ours, or is listed with the tool it belongs to."""
    alone = [(line, code) for line, code in documents.inline_code(DOCUMENTS[name]) if code.startswith("--")]
    faults = [
        f"{name}:{line}: {code}"
        for line, code in alone
        if code.split()[0].split("=")[0] not in FOREIGN_OPTIONS.keys() | all_options()
    ]
    assert faults == []


@pytest.mark.documents
@pytest.mark.parametrize(("name", "promise"), each_promise())
def test_every_shown_output_is_current(name: Path, promise: documents.Promise) -> None:
    """A command in a document prints what stands under it; `make docs` rewrites it."""
    actual = documents.run(promise.command)
    current = documents.refreshed(promise, actual)
    assert list(current) == list(promise.output), f"{name}:{promise.line}: make docs brings it up to date"


def test_every_command_that_is_not_run_says_why() -> None:
    """A line of an `sh` block names the test that runs it elsewhere, or what no test has."""
    lines = {
        re.sub(r"\s+#.*", "", line).strip()
        for text in DOCUMENTS.values()
        for _, line in documents.code_lines(text, "sh")
    }
    assert lines - {""} == set(UNRUN)
    tests = [reason for reason in UNRUN.values() if reason.endswith(".py")]
    assert [test for test in tests if not (ROOT / test).is_file()] == []


def test_the_list_of_targets_is_printed() -> None:
    """`make` alone names every target that has a description."""
    printed = "\n".join(documents.run("make"))
    assert {
        name for name in ("plan", "check", "diff", "test", "docs") if f"\n  {name} " not in printed
    } == set()


@pytest.mark.parametrize("page", ["docs/check.md", "policies/README.md"])
def test_the_rules_that_the_engine_does_not_run_are_named(page: str) -> None:
    """A page that says where rules run names each one that it does not, and no other."""
    beginning = (ROOT / page).read_text().partition("```")[0]
    assert set(re.findall(r"[A-Z0-9]+-\d{3}", beginning)) == {
        rule.id for rule in RULES if isinstance(rule, ChangeRule) or rule.needs_marks
    }


def test_a_wrong_jiban_command_is_found() -> None:
    """An unknown sub-command and an unknown option are both faults."""
    assert faults_of_jiban(["jiban", "plot"]) == ["no sub-command plot"]
    assert faults_of_jiban(["jiban", "plan", "--colour"]) == ["no option --colour of plan"]
    assert faults_of_jiban(["jiban", "-s", "prod", "-x", "plan", "-s", "prod"]) == ["no option -x of jiban"]


def test_a_wrong_make_command_is_found() -> None:
    """An unknown target and an unknown variable are both faults."""
    assert faults_of_make(["make", "everything", "STAGE=dev"]) == [
        "no target everything",
        "no variable STAGE=dev",
    ]


def test_a_wrong_path_is_found() -> None:
    """A path under a folder of the repository that is not there is a fault; a placeholder needs one match."""
    assert looks_like_path("tools/nothing_here.py")
    assert not exists("tools/nothing_here.py", Path("README.md"))
    assert exists("tests/test_<part>.py", Path("README.md"))
    assert not exists("tests/best_<part>.py", Path("README.md"))


def test_the_table_of_folders_names_every_folder() -> None:
    """CONTRIBUTING.md says of each folder at the root, and of each package of the tool, what it holds."""
    table = DOCUMENTS[Path("CONTRIBUTING.md")]
    folders = {name.parts[0] for name in files() if len(name.parts) > 1 and not name.parts[0].startswith(".")}
    folders |= {
        "/".join(name.parts[:2]) for name in files() if name.parts[0] == "jiban" and len(name.parts) > 2
    }
    folders.discard("jiban/adr")
    assert {folder for folder in folders if f"`{folder}/`" not in table} == set()
