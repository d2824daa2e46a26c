"""Imports run one way, and components are closed over their arguments."""

import ast
import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.repository import ROOT, files

SOURCES = ("components", "infra", "jiban", "policies")
INSIDE = ("components", "policies")
"""Folders at the root that are packages inside of `jiban`, and have no other import name."""
PROGRAMS = {"jiban.components.rollouts.metrics_reader"}
"""Programs that run in a pod: their text is given to it, and no component imports them."""
SDK = r"pulumi(_azure_native|_aws|_kubernetes)?(\..*)?"


@dataclass(frozen=True, slots=True)
class Edge:
    """Modules that may import other modules; its group `tier` stands for `{tier}` in the imported."""

    importer: str
    imported: str
    reason: str


LIBRARY = r"jiban\.components"
TIER = rf"{LIBRARY}\.(?P<tier>\w+)"
CLOUD_FILE = r"(azure|aws|kubernetes)(_\w+)?"
PURE = rf"(?!{CLOUD_FILE}$)(?!spec$|contract$)\w+"
_VALUES = "git|images|labels|principals|promql|queue_variables|schedules|sql|units|variables|weeks|windows"
VALUES = rf"{LIBRARY}\.({_VALUES})"
_LEAVES = "azure_roles|base|catalogue|field_docs|iam|machines|naming|regions|tags|versions"
LEAF = rf"({LIBRARY}\.({_LEAVES})|{VALUES})"
SLICE = r"jiban\.(plan|check|diff|rehearse|render|settings|bootstrap|runbook|watch)"

EDGES = (
    # The library's leaves: what everything else of it is written in.
    Edge(LEAF, rf"{LEAF}|jiban\.tables", "value types and tables are written in each other"),
    Edge(LEAF, r"pydantic(_core)?(\..*)?", "specifications and value types are pydantic's"),
    Edge(rf"{LIBRARY}\.promql", r"promql_parser", "reads queries as Prometheus does"),
    Edge(rf"{LIBRARY}\.site", rf"{LEAF}|pulumi", "where a component is put, given by the stack"),
    Edge(rf"{LIBRARY}\.turns", r"pulumi", "which resource waits for which"),
    Edge(
        rf"{LIBRARY}\.aws_keys",
        rf"{LIBRARY}\.(iam|site)|pulumi(_aws)?",
        "the key that a tier's data is encrypted with",
    ),
    Edge(
        rf"{LIBRARY}\.aws_log_bucket",
        rf"{LIBRARY}\.site|pulumi(_aws)?",
        "the bucket that a tier's records are written into",
    ),
    # A tier. A specification may name what it uses of another tier; a circle between two is found below.
    Edge(rf"{TIER}\.spec", r"pydantic(\..*)?", "a specification is a pydantic model"),
    Edge(rf"{TIER}\.spec", rf"{LIBRARY}\.base|{VALUES}", "a specification is written in value types"),
    Edge(rf"{LIBRARY}\.(identity|workload)\.spec", rf"{LIBRARY}\.\w+\.spec", "names what services use"),
    Edge(
        rf"{LIBRARY}\.(ingress|rollouts|delivery)\.spec",
        rf"{LIBRARY}\.cluster\.spec",
        "names the pool of its pods",
    ),
    Edge(
        rf"{LIBRARY}\.workload\.\w+", rf"{LIBRARY}\.rollouts\.spec", "how a new version of a service comes in"
    ),
    Edge(rf"{TIER}\.contract", r"pulumi", "a contract is made of Outputs"),
    Edge(rf"{TIER}\.contract", rf"{LIBRARY}\.{{tier}}\.spec|{VALUES}", "a contract speaks its tier's words"),
    Edge(rf"{TIER}\.contract", rf"{LIBRARY}\.network\.spec", "the role of a subnet is the network's word"),
    Edge(rf"{TIER}\.{PURE}", rf"{LIBRARY}\.{{tier}}\.(?!{{cloud_file}}$)\w+", "arithmetic beside its tier"),
    Edge(rf"{TIER}\.{PURE}", rf"{LEAF}|jiban\.tables|pydantic", "arithmetic and data, apart from resources"),
    Edge(rf"{TIER}\.{CLOUD_FILE}", rf"{LIBRARY}\.{{tier}}\.\w+", "a cloud file provides its own tier"),
    Edge(rf"{TIER}\.{CLOUD_FILE}", rf"{LIBRARY}\.\w+\.contract", "tiers meet by contract"),
    Edge(rf"{TIER}\.{CLOUD_FILE}", rf"{LEAF}|{LIBRARY}\.(site|turns)", "the leaves"),
    Edge(rf"{TIER}\.azure(_\w+)?", r"pulumi(_azure_native)?(\..*)?", "declares resources of its cloud"),
    Edge(rf"{TIER}\.aws(_\w+)?", r"pulumi(_aws)?(\..*)?", "declares resources of its cloud"),
    Edge(rf"{TIER}\.aws(_\w+)?", rf"{LIBRARY}\.aws_keys", "a key of its own"),
    Edge(rf"{TIER}\.aws(_\w+)?", rf"{LIBRARY}\.aws_log_bucket", "a bucket of its own for records"),
    Edge(rf"{TIER}\.kubernetes(_\w+)?", r"pulumi(_kubernetes)?(\..*)?", "declares resources of its cloud"),
    # The program of this repository.
    Edge(r"infra(\..*)?", rf"{LIBRARY}(\..*)?", "an environment is made of tiers"),
    Edge(r"infra(\..*)?", r"infra(\..*)?", "the program's own parts; circles are found below"),
    Edge(
        r"infra(\..*)?", r"jiban\.(settings|project)\.\w+", "typed settings are read and checked by the tool"
    ),
    Edge(r"infra\.(environment|objectives|constraints\.\w+|capabilities)", r"pydantic(\..*)?", "models"),
    Edge(r"infra\.promises", r"jiban\.tables", "figures from outside are data"),
    Edge(r"infra\.(stacks\.\w+|program)", SDK, "a stack declares providers and groups"),
    # The rules, for any Pulumi program.
    Edge(r"jiban\.policies(\..*)?", r"jiban\.policies(\..*)?", "what rules share"),
    Edge(r"jiban\.policies(\..*)?", r"jiban\.(policy|model)(\..*)?", "a rule is written for the hosts"),
    Edge(r"jiban\.policies\.packs", r"jiban\.tables", "which rules belong together is data"),
    Edge(r"jiban\.policies\.__main__", r"pulumi_policy", "the engine's own host of rules"),
    # The tool, for any Pulumi program: from its leaves up to the command line.
    Edge(r"jiban\..*", r"jiban\.secrecy", "whatever finds a secret or prints a text asks the one gate"),
    Edge(r"jiban\.secret_names", r"jiban\.tables", "names of secrets are data"),
    Edge(
        r"jiban\.(project|plan|report|policy\.facts)(\..*)?",
        r"jiban\.secret_names",
        "finds secrets that nobody has marked",
    ),
    Edge(r"jiban\.policy\.facts(\..*)?", r"jiban\.secret_names", "tells rules what is a secret by its name"),
    Edge(r"jiban\.model(\..*)?", r"jiban\.model(\..*)?", "what a plan is: the standard library alone"),
    Edge(r"jiban\.tables", r"yaml", "figures from outside are data"),
    Edge(r"jiban\.project(\..*)?", r"jiban\.project(\..*)?|yaml", "a project's files"),
    Edge(
        r"jiban\.policy(\..*)?", r"jiban\.(policy|project|model)(\..*)?|jiban\.tables|yaml", "hosts of rules"
    ),
    Edge(r"jiban\.policy\.crossguard", r"pulumi_policy(\..*)?", "the engine's own host of rules"),
    Edge(r"jiban\.report(\..*)?", r"jiban\.(report|model|project)(\..*)?|jiban\.tables", "text of values"),
    Edge(r"jiban\.flags", r"jiban\.(project|report)(\..*)?|click(\..*)?", "flags, and how documents go out"),
    Edge(r"jiban\.(flags|cli)", r"jiban\.(surroundings|supervisor|handover)", "where a command goes on"),
    Edge(
        r"jiban\.cli",
        r"jiban\.project\.streams",
        "what a program says at the end of the process is masked too",
    ),
    Edge(r"jiban\.handover", r"jiban\.project\.(project|virtualenv)", "a project says what runs it"),
    Edge(r"jiban\.start", r"jiban\.(cli|handover|supervisor)", "goes on in another Python"),
    Edge(
        r"jiban\.forked",
        r"jiban\.(cli|handover|scratch|supervisor|start|project\.(streams|descriptors))",
        "is in a fork what a new process would be",
    ),
    Edge(r"jiban\.diff\.(ahead|base|every_base)", r"jiban\.forked", "a base may be a fork of the head"),
    Edge(
        r"jiban\.diff\.ahead", r"jiban\.lazy_sdk\.\w+", "loads before a program runs, and keeps names of it"
    ),
    Edge(r"jiban\.plan\.deadline", r"jiban\.supervisor", "a program has a time to end in"),
    Edge(r"jiban\.plan\.other_run", r"jiban\.supervisor", "a fork is not told of, and ends with its parent"),
    Edge(r"jiban\.plan\.(elsewhere|answer)", r"jiban\.(surroundings|handover)", "runs a plan as a command"),
    Edge(
        r"jiban\.diff\.(base|every_base|all_projects)",
        r"jiban\.(surroundings|supervisor|handover|scratch)",
        "runs a base, and the diff of another project, as a command",
    ),
    Edge(r"jiban\.rehearse\.pulumi_cli", r"jiban\.supervisor", "a timeout has one exit code"),
    Edge(r"jiban\.(diff\.git|rehearse\.pulumi_cli)", r"jiban\.scratch", "a folder while a run lives"),
    Edge(rf"{SLICE}\.command", r"click(\..*)?|jiban\.flags", "a slice's own command"),
    Edge(rf"{SLICE}(\..*)?", r"jiban\.(model|project|policy|report)(\..*)?", "what slices share"),
    Edge(r"jiban\.plan\.sandbox", r"jiban\.process", "collects garbage as seldom as the command line does"),
    Edge(r"jiban\.diff\.git", r"jiban\.process", "a signal must not leave a worktree behind"),
    Edge(r"jiban\.lazy_sdk(\..*)?", r"jiban\.lazy_sdk(\..*)?", "how an SDK is loaded, for any program"),
    Edge(
        r"jiban\.plan\.(patches|run|command|automation|libraries)",
        r"jiban\.lazy_sdk\.\w+",
        "loads what a program uses",
    ),
    Edge(r"jiban\.flags", r"jiban\.lazy_sdk\.(dataclass_code|finder)", "loads quicker what a process needs"),
    Edge(r"jiban\.plan(\..*)?", r"jiban\.plan(\..*)?", "the planner's parts"),
    Edge(r"jiban\.plan\.functions\.\w+", r"jiban\.tables", "a provider's own tables are data"),
    Edge(r"jiban\.plan\..*", r"pulumi(\..*)?|google\.protobuf(\..*)?|grpc|yaml", "on Pulumi's own SDK"),
    Edge(r"jiban\.plan\.placeholders", r"jiban\.tables", "what is made up is data"),
    Edge(r"jiban\.plan\.manifests\.objects", r"jiban\.tables", "which kinds stand in a namespace is data"),
    Edge(r"jiban\.check(\..*)?", r"jiban\.(check|plan)(\..*)?", "judges a plan"),
    Edge(r"jiban\.diff(\..*)?", r"jiban\.(diff|plan)(\..*)?|yaml", "compares two plans"),
    Edge(
        r"jiban\.diff\.figures\.\w+",
        r"jiban\.policy\.facts(\..*)?",
        "what a change does to a stack as a whole is told by the facts that the rules judge by",
    ),
    Edge(r"jiban\.diff\.hosts", r"jiban\.tables", "what hosts take is data"),
    Edge(r"jiban\.watch(\..*)?", r"jiban\.(watch|plan|check|diff)(\..*)?", "plans, judges and compares"),
    Edge(r"jiban\.watch\.(loop|processes)", r"jiban\.(supervisor|flags)", "watches forks of its own"),
    Edge(r"jiban\.watch\.(loop|warmth)", r"jiban\.lazy_sdk\.\w+", "loads before a program runs"),
    Edge(r"jiban\.watch\.warmth", r"jiban\.tables", "loads before a program runs"),
    Edge(r"jiban\.diff\.order_rules", r"jiban\.tables", "which changes need an order is data"),
    Edge(r"jiban\.rehearse(\..*)?", r"jiban\.(rehearse|plan|diff)(\..*)?|yaml", "replaces as a diff says"),
    Edge(
        r"jiban\.rehearse\.(sequence|steps|command)",
        r"jiban\.settings\.root",
        "steps of a list",
    ),
    Edge(r"jiban\.rehearse\.command", r"jiban\.bootstrap\.listing", "plays what `jiban bootstrap` lists"),
    Edge(r"jiban\.rehearse\.\w+", r"jiban\.tables", "how clouds behave is data"),
    Edge(r"jiban\.rehearse\.(provider|warm_program)", r"jiban\.lazy_sdk\.finder", "loads what a stack uses"),
    Edge(
        r"jiban\.(lazy_sdk\.\w+|rehearse\.warm|tables|diff\.(ahead|kept_bases)|watch\.opened)",
        r"jiban\.user_cache",
        "can be made again",
    ),
    Edge(r"jiban\.check\.beside", r"jiban\.supervisor", "a fork that the supervisor does not hear of"),
    Edge(
        r"jiban\.rehearse\.(language_host|attached_host|provider)",
        r"grpc|google\.protobuf|pulumi\.runtime\.proto",
        "stands in for a plugin, in the engine's own protocol",
    ),
    Edge(r"jiban\.settings(\..*)?", r"jiban\.(settings|plan|diff)(\..*)?", "explains by comparing plans"),
    Edge(r"jiban\.settings(\..*)?", r"pydantic(_core)?(\..*)?|yaml", "models from YAML"),
    Edge(
        r"jiban\.render(\..*)?",
        r"jiban\.(render|plan|check|settings)(\..*)?|jiban\.flags|yaml",
        "writes what a plan declares and the rules let through",
    ),
    Edge(r"jiban\.bootstrap(\..*)?", r"jiban\.(bootstrap|settings)(\..*)?", "lists what settings need"),
    Edge(r"jiban\.runbook(\..*)?", r"jiban\.(runbook|settings)(\..*)?", "shows pages of what settings say"),
    Edge(r"jiban\.testing(\..*)?", r"jiban\.(testing|plan|policy|project|model)(\..*)?", "for users' tests"),
    Edge(r"jiban\.testing\.fixtures", r"pytest", "imported by a user's conftest alone"),
    Edge(
        r"jiban\.(cli|__main__)",
        r"jiban\.(cli|flags|process|report\.\w+)|click(\..*)?",
        "the command line is click's",
    ),
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
            parts = (*(("jiban",) if name.parts[0] in INSIDE else ()), *name.with_suffix("").parts)
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

    return [name for name in graph if name in _reach(graph, name)]


def package_of(module: str) -> str:
    """The package whose circles are looked for: a folder of the tool, of the library, or another one."""
    parts = module.split(".")
    if parts[0] == "jiban" and len(parts) > 2 and parts[1] not in INSIDE:
        return ".".join(parts[:2])
    return ".".join(parts[:3] if parts[:2] == ["jiban", "components"] and len(parts) > 3 else parts[:2])


def package_cycles(root: Path) -> list[str]:
    """Packages that import each other by way of different modules, which no module does by itself.

    An import for the type checker alone counts too: who reads one package would have to read the other.
    """
    known = modules(root)
    graph: dict[str, set[str]] = {}
    for name, path in known.items():
        start = graph.setdefault(package_of(name), set())
        start |= {package_of(to) for _, to in imports(name, path, known) if to in known} - {package_of(name)}
    reached = {name: _reach(graph, name) for name in graph}
    return sorted(name for name in graph if name in reached[name])


def _reach(graph: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        new = graph[todo.pop()] - found
        found |= new
        todo.extend(new)
    return found


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
            if module.startswith("jiban.components") and module not in PROGRAMS
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
    """The checker reads the sources of every folder, so an empty answer means something."""
    assert {".".join(name.split(".")[:2]) for name in modules(ROOT)} >= {
        "jiban.components",
        "jiban.policies",
        "jiban.plan",
        "infra.stacks",
    }


def test_every_import_follows_the_table() -> None:
    """No module imports another one, or a library, that no row of the table allows."""
    assert bad_edges(ROOT) == []


def test_every_row_of_the_table_says_why() -> None:
    """A row without a reason is not reviewed."""
    assert [edge for edge in EDGES if not edge.reason.strip()] == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    """The import graph has no cycle."""
    assert cycles(ROOT) == []


def test_no_package_imports_itself_by_way_of_others() -> None:
    """The graph of packages has no cycle either, imports for the type checker among them."""
    assert package_cycles(ROOT) == []


def test_the_tool_imports_neither_the_program_nor_the_library_nor_a_rule() -> None:
    """What is in `jiban/` itself knows nothing of what it is run on."""
    known = modules(ROOT)
    found = [
        f"{module} imports {imported}"
        for module, path in known.items()
        if module.startswith("jiban.") and not module.startswith(("jiban.components", "jiban.policies"))
        for _, imported in imports(module, path, known)
        if imported.startswith(("infra", "jiban.components", "jiban.policies"))
    ]
    assert found == []


@pytest.mark.parametrize("folder", INSIDE)
def test_a_package_inside_of_jiban_has_one_import_name(folder: str) -> None:
    """With the repository's root on the path, `import components` is refused with the name to use."""
    code = f"import sys; sys.path.insert(0, '.'); import {folder}"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 1
    assert f"import jiban.{folder}" in found.stderr.splitlines()[-1]


def test_every_module_has_one_import_name() -> None:
    """With the root on the path, no file of ours is found under two names, links among the folders or not."""
    names = [
        ".".join(name.with_suffix("").parts)
        for name in files()
        if name.suffix == ".py"
        and name.parts[0] in SOURCES
        and name.name not in {"__init__.py", "__main__.py"}
    ]
    names += [f"jiban.{name}" for name in names if name.split(".")[0] in INSIDE]
    code = textwrap.dedent(
        """\
        import importlib.util, json, os, sys
        sys.path.insert(0, ".")
        found = {}
        for name in json.load(sys.stdin):
            try:
                spec = importlib.util.find_spec(name)
            except ImportError:
                continue
            if spec is not None:
                found.setdefault(os.path.realpath(spec.origin), []).append(name)
        json.dump(list(found.values()), sys.stdout)
        """
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(names),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[list[str]] = json.loads(answer.stdout)
    assert [each for each in found if len(each) > 1] == []
    assert {each[0].split(".")[0] for each in found} == {"infra", "jiban"}


@pytest.mark.parametrize("folder", INSIDE)
def test_a_package_inside_of_jiban_is_the_folder_at_the_root(folder: str) -> None:
    """The package and the folder are the same files, so that one cannot drift from the other."""
    assert (ROOT / "jiban" / folder).resolve() == ROOT / folder


def test_no_module_imports_a_program_of_a_pod() -> None:
    """Such a program may use the network and the clock, as it runs elsewhere."""
    known = modules(ROOT)
    assert {
        imported for module, path in known.items() for _, imported in imports(module, path, known)
    }.isdisjoint(PROGRAMS)


def test_components_reach_for_nothing_outside_their_arguments() -> None:
    """No component reads the config, the stack's name, the environment, the clock, chance or the network."""
    assert forbidden_uses(ROOT) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("components/postgres/spec.py", "import pulumi"),
        ("components/postgres/spec.py", "from jiban.components.queue.spec import QueueSpec"),
        ("components/postgres/spec.py", "from jiban.components.postgres.contract import PostgresContract"),
        ("components/postgres/contract.py", "from jiban.components.postgres.azure import Postgres"),
        ("components/postgres/sizes.py", "import pulumi"),
        ("components/postgres/sizes.py", "from jiban.components.postgres.azure import Postgres"),
        ("components/postgres/azure.py", "from jiban.components.network.azure import Network"),
        ("components/postgres/azure.py", "from jiban.components.network.spec import NetworkSpec"),
        ("components/postgres/azure.py", "import pulumi_aws"),
        ("components/postgres/azure.py", "def late():\n    from infra.environment import Environment"),
        ("components/postgres/azure.py", "import importlib\nimportlib.import_module('infra.program')"),
        ("components/postgres/azure.py", "from ..network import azure"),
        ("components/postgres/azure.py", "from jiban.plan.run import plan"),
        ("components/postgres/azure.py", "from components.naming import Naming"),
        ("components/units.py", "from jiban.components.postgres.spec import PostgresSpec"),
        ("infra/environment.py", "import pulumi"),
        ("infra/environment.py", "from jiban.plan.run import plan"),
        ("infra/program.py", "import jiban.cli"),
        ("jiban/plan/run.py", "from infra.environment import Environment"),
        ("jiban/plan/run.py", "from jiban.components.units import Cidr"),
        ("jiban/plan/run.py", "import pulumi_azure_native"),
        ("jiban/plan/run.py", "from jiban.diff.compare import compare"),
        ("jiban/model/plan.py", "import pulumi"),
        ("jiban/policy/rule.py", "from jiban.plan.run import plan"),
        ("jiban/check/request.py", "from jiban.policies import packs"),
        ("policies/rules/network/net_900_x.py", "from jiban.check.request import request"),
    ],
)
def test_the_checker_finds_a_bad_edge(tmp_path: Path, path: str, source: str) -> None:
    """Each edge against the direction is found, wherever in the file it stands."""
    root = tree(tmp_path, {"components/network/azure.py": "", "jiban/cli.py": "", path: source})
    assert len(bad_edges(root)) == 1


def test_the_checker_accepts_a_good_tree(tmp_path: Path) -> None:
    """A new tier, a new family of rules, the program and the tool need no new row."""
    root = tree(
        tmp_path,
        {
            "components/ledger/spec.py": (
                "import re\nfrom pydantic import Field\nfrom jiban.components.base import Spec"
            ),
            "components/ledger/contract.py": "import pulumi",
            "components/ledger/sizes.py": (
                "from jiban.tables import table\nfrom jiban.components.ledger.spec import LedgerSpec"
            ),
            "components/ledger/azure.py": (
                "import pulumi\n"
                "from pulumi_azure_native import sql\n"
                "from jiban.components.ledger import sizes\n"
                "from jiban.components.network.contract import NetworkContract\n"
                "from jiban.components.naming import Naming"
            ),
            "policies/rules/ledger/led_001_x.py": "from jiban.policy.rule import ResourceRule",
            "infra/environment.py": "from jiban.components.ledger.spec import LedgerSpec",
            "infra/stacks/azure.py": "from jiban.components.ledger.azure import Ledger",
            "infra/program.py": "import pulumi\nfrom infra.stacks import azure",
            "jiban/plan/command.py": "import click\ndef plan():\n    from jiban.plan import run",
            "jiban/plan/run.py": "from pulumi.runtime import mocks\nfrom jiban.model.plan import Plan",
        },
    )
    assert bad_edges(root) == []


def test_the_checker_finds_a_cycle(tmp_path: Path) -> None:
    """Two modules that import each other are both named."""
    root = tree(
        tmp_path, {"jiban/plan/a.py": "import jiban.plan.b", "jiban/plan/b.py": "from jiban.plan import a"}
    )
    assert cycles(root) == ["jiban.plan.a", "jiban.plan.b"]


def test_the_checker_finds_a_cycle_of_packages(tmp_path: Path) -> None:
    """Two packages whose modules import each other are named, though no module is in a circle."""
    root = tree(
        tmp_path,
        {
            "jiban/plan/a.py": "import jiban.diff.b",
            "jiban/plan/c.py": "",
            "jiban/diff/b.py": "",
            "jiban/diff/d.py": "from jiban.plan import c",
        },
    )
    assert (cycles(root), package_cycles(root)) == ([], ["jiban.diff", "jiban.plan"])


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
    source = "from datetime import date\nimport jiban.components.secrets.contract\ndate(2026, 11, 21)"
    assert forbidden_uses(tree(tmp_path, {"components/postgres/azure.py": source})) == []
