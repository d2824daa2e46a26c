"""Imports run one way, and components are closed over their arguments."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.repository import ROOT, files

SOURCES = ("components", "infra", "policies")
SDK = r"pulumi(_azure_native|_aws|_kubernetes)?(\..*)?"


@dataclass(frozen=True, slots=True)
class Edge:
    """Modules that may import other modules; its group `tier` stands for `{tier}` in the imported."""

    importer: str
    imported: str
    reason: str


TIER = r"components\.(?P<tier>\w+)"
CLOUD_FILE = r"(azure|aws|kubernetes)"
PURE = rf"(?!{CLOUD_FILE}$)(?!spec$|contract$)\w+"
LEAF = r"components\.(base|catalogue|iam|naming|regions|tags|units)"
SETTINGS = r"infra\.(?!(stacks|report|plan|program|cli|checking|diffing|rehearsal|__main__)(\.|$))\w+(\..*)?"
"""The model of an environment and what reads, checks and explains it."""

EDGES = (
    # The leaves: what everything else of the library is written in.
    Edge(LEAF, LEAF, "value types and tables are written in each other"),
    Edge(LEAF, r"pydantic(\..*)?", "specifications and value types are pydantic's"),
    Edge(LEAF, r"yaml", "figures from outside are data"),
    Edge(r"components\.site", rf"{LEAF}|pulumi", "where a component is put, given by the stack"),
    # A tier.
    Edge(rf"{TIER}\.spec", r"pydantic(\..*)?", "a specification is a pydantic model"),
    Edge(rf"{TIER}\.spec", r"components\.(base|units)", "a specification is written in value types"),
    Edge(r"components\.identity\.spec", r"components\.(postgres|queue|secrets)\.spec", "names what it uses"),
    Edge(r"components\.workload\.spec", r"components\.(cluster|identity|queue)\.spec", "names what it uses"),
    Edge(rf"{TIER}\.contract", r"pulumi", "a contract is made of Outputs"),
    Edge(rf"{TIER}\.contract", r"components\.({tier}\.spec|units)", "a contract speaks its tier's words"),
    Edge(rf"{TIER}\.contract", r"components\.network\.spec", "the role of a subnet is the network's word"),
    Edge(rf"{TIER}\.{PURE}", r"components\.{tier}\.(?!{cloud_file}$)\w+", "arithmetic beside its tier"),
    Edge(rf"{TIER}\.{PURE}", rf"{LEAF}|yaml|pydantic", "arithmetic and data, apart from resources"),
    Edge(rf"{TIER}\.{CLOUD_FILE}", r"components\.{tier}\.\w+", "a cloud file provides its own tier"),
    Edge(rf"{TIER}\.{CLOUD_FILE}", r"components\.\w+\.contract", "tiers meet by contract"),
    Edge(rf"{TIER}\.{CLOUD_FILE}", rf"{LEAF}|components\.site", "the leaves"),
    Edge(rf"{TIER}\.azure", r"components\.identity\.roles", "the ids of built-in roles stand in one table"),
    Edge(rf"{TIER}\.azure", r"pulumi(_azure_native)?(\..*)?", "declares resources of its cloud"),
    Edge(rf"{TIER}\.aws", r"pulumi(_aws)?(\..*)?", "declares resources of its cloud"),
    Edge(rf"{TIER}\.kubernetes", r"pulumi(_kubernetes)?(\..*)?", "declares resources of its cloud"),
    # An environment: read and checked before Pulumi is imported.
    Edge(SETTINGS, LEAF, "an environment is made of value types and checked against tables"),
    Edge(SETTINGS, rf"components\.\w+\.{PURE}|components\.\w+\.spec", "specifications and their arithmetic"),
    Edge(SETTINGS, SETTINGS, "one model, its layers, its rules and their wording"),
    Edge(
        SETTINGS,
        r"infra\.plan\.(config|yaml_source|errors)",
        "the lines of a stack file are read in one place",
    ),
    Edge(SETTINGS, r"pydantic(_core)?(\..*)?|yaml", "models from YAML"),
    Edge(r"infra\.explain", r"infra\.plan\.model", "what a value changes is read from two plans"),
    # Reports of any plan.
    Edge(r"infra\.report(\..*)?", r"infra\.(report|plan)(\..*)?", "a report is made from a plan alone"),
    Edge(
        r"infra\.report\.explained", SETTINGS, "the page of `jiban explain` shows an environment, not a plan"
    ),
    Edge(r"infra\.report\..*", r"components\.catalogue|yaml", "tables are read in one place"),
    # The rehearsal: the real engine on a simulated cloud.
    Edge(r"infra\.rehearsal(\..*)?", r"infra\.rehearsal(\..*)?", "its parts"),
    Edge(
        r"infra\.rehearsal\..*",
        r"infra\.plan\..*",
        "reads the project and answers functions as the planner does",
    ),
    Edge(
        r"infra\.rehearsal\.(language_host|provider)",
        r"grpc|google\.protobuf|pulumi\.runtime\.proto",
        "stands in for a plugin, in the engine's own protocol",
    ),
    Edge(r"infra\.rehearsal\.habits", r"yaml", "the habits of providers are data"),
    # Stacks, the program, the command line.
    Edge(r"infra\.stacks\..*", r"components\..*", "a stack composes components"),
    Edge(r"infra\.stacks\..*", r"infra\.(stacks\..*|environment)", "a stack follows its environment"),
    Edge(r"infra\.stacks\..*", SDK, "a stack declares providers and groups"),
    Edge(r"infra\.program", rf"infra\.stacks(\..*)?|{SETTINGS}", "the program turns config into a stack"),
    Edge(r"infra\.program", rf"{LEAF}|components\.site", "the program says who owns a stack"),
    Edge(
        r"infra\.program",
        r"pulumi(\.runtime)?",
        "the only reader of Pulumi's config, and of the keys there are",
    ),
    Edge(r"infra\.__main__", r"infra\.program", "the entry of `pulumi up`: one import, one call"),
    Edge(r"infra\.cli", r"infra\.(?!cli$).*", "the command line offers everything of infra"),
    Edge(r"infra\.cli", r"click(\..*)?", "the command line is click's"),
    # Tools that serve any Pulumi program, so they know nothing of ours.
    Edge(r"infra\.plan(\..*)?", r"infra\.plan(\..*)?", "the planner plans any Pulumi program"),
    Edge(r"infra\.plan\..*", r"pulumi(\..*)?|google\.protobuf(\..*)?|grpc|yaml", "on Pulumi's own SDK"),
    Edge(r"policies(\..*)?", r"policies(\..*)?", "the rules judge any Pulumi program"),
    Edge(r"policies\.waivers", r"yaml", "exceptions stand in a file of the project"),
    Edge(r"policies\.(crossguard|__main__)", r"pulumi_policy(\..*)?", "the engine's own host of rules"),
    # A plan judged by the policies.
    Edge(r"infra\.checking(\..*)?", r"infra\.(checking|plan|report)(\..*)?", "judges a plan, and reports it"),
    Edge(r"infra\.checking(\..*)?", r"policies(\..*)?", "hands plans to the rules"),
    # Two plans compared, and the change judged by the policies.
    Edge(
        r"infra\.diffing(\..*)?",
        r"infra\.(diffing|plan|checking)(\..*)?",
        "compares plans and judges the change",
    ),
    Edge(r"infra\.diffing\.guard", r"infra\.report\.values", "paths are written in one way"),
    Edge(r"infra\.diffing(\..*)?", r"policies(\..*)?", "the guard is made of the rules"),
    Edge(
        r"infra\.report\.diff_\w+", r"infra\.diffing\.model|policies\.inprocess", "a diff with its judgement"
    ),
    Edge(r"infra\.report\.findings(\..*)?", r"policies\.(rule|view|inprocess|waivers)", "verdicts"),
)
"""Every allowed edge, to our own modules and to libraries; the standard library is open to all."""

FORBIDDEN_IN_COMPONENTS = {
    "pulumi.Config": "the program reads the config and passes values on",
    "pulumi.get_stack": "the stack's name comes as an argument",
    "pulumi.get_project": "the project's name comes as an argument",
    "pulumi.get_organization": "the organisation's name comes as an argument",
    "pulumi.runtime": "what a component declares must not depend on how it is run",
    "os.environ": "a plan is the same in every shell",
    "os.getenv": "a plan is the same in every shell",
    "datetime.datetime.now": "a plan is the same on every day",
    "datetime.datetime.utcnow": "a plan is the same on every day",
    "datetime.datetime.today": "a plan is the same on every day",
    "datetime.date.today": "a plan is the same on every day",
    "time": "a plan is the same at any time",
    "random": "a plan is the same twice",
    "secrets": "a plan is the same twice",
    "uuid.uuid1": "a plan is the same twice",
    "uuid.uuid4": "a plan is the same twice",
    "socket": "a component calls nothing",
    "urllib.request": "a component calls nothing",
    "http.client": "a component calls nothing",
    "subprocess": "a component calls nothing",
}


def modules(root: Path) -> dict[str, Path]:
    """The modules of the project under a root, by dotted name."""
    found: dict[str, Path] = {}
    for name in files(root):
        if name.suffix == ".py" and name.parts[0] in SOURCES:
            parts = name.with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = root / name
    return found


def imports(module: str, path: Path, known: Mapping[str, Path]) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, at its top or inside a function, with the line."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield node.lineno, inner if inner in known else base
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from (
                (node.lineno, str(name.value)) for name in node.args if isinstance(name, ast.Constant)
            )


def allowed(importer: str, imported: str) -> bool:
    """Whether a row of the table allows the edge."""
    for edge in EDGES:
        match = re.fullmatch(edge.importer, importer)
        if match is None:
            continue
        tier = match.groupdict().get("tier") or ""
        target = edge.imported.replace("{tier}", tier).replace("{cloud_file}", CLOUD_FILE)
        if re.fullmatch(target, imported):
            return True
    return False


def bad_edges(root: Path) -> list[str]:
    """Imports that no row of the table allows."""
    known = modules(root)
    return sorted(
        {
            f"{path.relative_to(root)}:{line}: {module} may not import {imported}"
            for module, path in known.items()
            for line, imported in imports(module, path, known)
            if imported.split(".")[0] not in sys.stdlib_module_names and not allowed(module, imported)
        }
    )


def cycles(root: Path) -> list[str]:
    """Modules that import themselves by way of others."""
    known = modules(root)
    graph = {
        name: {to for _, to in imports(name, path, known) if to in known} for name, path in known.items()
    }

    def reach(start: str) -> set[str]:
        reached: set[str] = set()
        todo = [start]
        while todo:
            new = graph[todo.pop()] - reached
            reached |= new
            todo.extend(new)
        return reached

    return [name for name in graph if name in reach(name)]


def uses(path: Path) -> Iterator[tuple[int, str]]:
    """Every dotted name that a file reads, its imports resolved: `from os import environ` is `os.environ`."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.split(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                yield node.lineno, f"{node.module}.{alias.name}"
    for node in nodes:
        if isinstance(node, ast.Attribute):
            head, *rest = ast.unparse(node).split(".")
            if head in names:
                yield node.lineno, ".".join([names[head], *rest])


def forbidden_uses(root: Path) -> list[str]:
    """Places where a component reaches for something that it must be given."""
    return sorted(
        {
            f"{path.relative_to(root)}:{line}: {name}: {reason}"
            for module, path in modules(root).items()
            if module.split(".")[0] == "components"
            for line, used in uses(path)
            for name, reason in FORBIDDEN_IN_COMPONENTS.items()
            if used == name or used.startswith(f"{name}.")
        }
    )


def tree(root: Path, sources: Mapping[str, str]) -> Path:
    """Write a small project for the checker to judge."""
    for name, text in sources.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_the_project_has_modules_to_check() -> None:
    """The checker reads the sources of components and infra, so an empty answer means something."""
    names = {name.split(".")[0] for name in modules(ROOT)}
    assert {"components", "infra"} <= names


def test_every_import_follows_the_table() -> None:
    """No module imports another one, or a library, that no row of the table allows."""
    assert bad_edges(ROOT) == []


def test_every_row_of_the_table_says_why() -> None:
    """A row without a reason is not reviewed."""
    assert [edge for edge in EDGES if not edge.reason.strip()] == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    """The import graph has no cycle."""
    assert cycles(ROOT) == []


def test_components_reach_for_nothing_outside_their_arguments() -> None:
    """No component reads the config, the stack's name, the environment, the clock, chance or the network."""
    assert forbidden_uses(ROOT) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("components/postgres/spec.py", "import pulumi"),
        ("components/postgres/spec.py", "from components.queue.spec import QueueSpec"),
        ("components/postgres/spec.py", "from components.postgres.contract import PostgresContract"),
        ("components/postgres/contract.py", "from components.postgres.azure import Postgres"),
        ("components/postgres/sizes.py", "import pulumi"),
        ("components/postgres/sizes.py", "from components.postgres.azure import Postgres"),
        ("components/postgres/azure.py", "from components.network.azure import Network"),
        ("components/postgres/azure.py", "from components.network.spec import NetworkSpec"),
        ("components/postgres/azure.py", "import pulumi_aws"),
        ("components/postgres/azure.py", "def late():\n    from infra.environment import Environment"),
        ("components/postgres/azure.py", "import importlib\nimportlib.import_module('infra.program')"),
        ("components/postgres/azure.py", "from ..network import azure"),
        ("components/units.py", "from components.postgres.spec import PostgresSpec"),
        ("infra/environment.py", "import pulumi"),
        ("infra/environment.py", "from components.postgres.azure import Postgres"),
        ("infra/stacks/azure.py", "from infra.program import main"),
        ("infra/stacks/azure.py", "from infra.cli import main"),
        ("infra/program.py", "import infra.cli"),
        ("infra/plan/run.py", "from infra.environment import Environment"),
        ("infra/plan/run.py", "from components.units import Cidr"),
        ("infra/plan/run.py", "import pulumi_azure_native"),
        ("policies/rule.py", "from infra.plan.model import Plan"),
    ],
)
def test_the_checker_finds_a_bad_edge(tmp_path: Path, path: str, source: str) -> None:
    """Each edge against the direction is found, wherever in the file it stands."""
    root = tree(tmp_path, {"components/network/azure.py": "", "infra/cli.py": "", path: source})
    assert len(bad_edges(root)) == 1


def test_the_checker_accepts_a_good_tree(tmp_path: Path) -> None:
    """A tier, its environment, its stack, the program and the command line, each importing what is below."""
    root = tree(
        tmp_path,
        {
            "components/postgres/spec.py": (
                "import re\nfrom pydantic import Field\nfrom components.base import Spec"
            ),
            "components/postgres/contract.py": "import pulumi",
            "components/postgres/sizes.py": "import yaml\nfrom components.postgres.spec import PostgresSpec",
            "components/postgres/azure.py": (
                "import pulumi\n"
                "from pulumi_azure_native import dbforpostgresql\n"
                "from components.postgres import sizes\n"
                "from components.network.contract import NetworkContract\n"
                "from components.naming import Naming"
            ),
            "infra/environment.py": "from components.postgres.spec import PostgresSpec",
            "infra/stacks/azure.py": "from components.postgres.azure import Postgres",
            "infra/program.py": "import pulumi\nfrom infra.stacks import azure",
            "infra/cli.py": "import click\ndef plan():\n    from infra.plan import run",
            "infra/plan/run.py": "from pulumi.runtime import mocks\nfrom infra.plan.model import Plan",
        },
    )
    assert bad_edges(root) == []


def test_the_checker_finds_a_cycle(tmp_path: Path) -> None:
    """Two modules that import each other are both named."""
    root = tree(
        tmp_path, {"infra/plan/a.py": "import infra.plan.b", "infra/plan/b.py": "from infra.plan import a"}
    )
    assert cycles(root) == ["infra.plan.a", "infra.plan.b"]


@pytest.mark.parametrize(
    "source",
    [
        "import pulumi\npulumi.Config('jiban')",
        "from pulumi import Config",
        "import pulumi as p\np.get_stack()",
        "import os\nos.environ['HOME']",
        "from os import environ as env",
        "import datetime\ndatetime.datetime.now()",
        "from datetime import date\ndate.today()",
        "import time",
        "from time import time",
        "def f():\n    import secrets",
    ],
)
def test_the_checker_finds_a_component_that_reaches_out(tmp_path: Path, source: str) -> None:
    """Each way to read the surroundings is found, under whatever name it is imported."""
    assert forbidden_uses(tree(tmp_path, {"components/postgres/azure.py": source})) != []


def test_the_checker_lets_a_component_take_dates_and_its_own_secrets(tmp_path: Path) -> None:
    """A date made from given figures and a tier called secrets are no surroundings."""
    source = "from datetime import date\nimport components.secrets.contract\ndate(2026, 11, 21)"
    assert forbidden_uses(tree(tmp_path, {"components/postgres/azure.py": source})) == []
