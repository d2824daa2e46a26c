"""A project that has a secret in every place where one can stand."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import yaml

from tests.leaks.canaries import Cage

FIXTURES = Path(__file__).parents[1] / "fixtures"

FAILURES = {
    "raised": 'raise ValueError("cannot use " + S["raised"])',
    "in apply": "own.apply(lambda s: {}[s])",
    "cause": "try:\n    int(S['cause'])\nexcept ValueError as e:\n    raise RuntimeError('no number') from e",
    "duplicate": 'for _ in range(2):\n    pulumi.CustomResource("test:index:T", "a-" + S["duplicate"], {})',
    "exit": "import sys\nsys.exit('gave up on ' + S['exit'])",
    "function": (
        'pulumi.runtime.invoke("aws:iam/getPolicyDocument:getPolicyDocument", '
        '{"sourcePolicyDocuments": [S["function"]]})'
    ),
    "yaml": 'pulumi.runtime.invoke("kubernetes:yaml:decode", {"text": "a: [" + S["yaml"]})',
}
"""Ways in which a program fails with a secret at hand, by the place of the secret."""


RENDERED = {
    "marked": '"data": {"key": own}',
    "in a text": '"data": {"key": "password=" + S + ";"}',
    "in lines": '"data": {"key.yaml": "a: 1\\nb: " + S + "\\nc: 2\\n"}',
    "encoded": '"binary_data": {"key": base64.b64encode(S.encode()).decode()}',
    "annotation": '"metadata": {"name": "keys", "annotations": {"example/key": S}}',
    "label key": '"metadata": {"name": "keys", "labels": {S: "x"}}',
    "secret": '"kind": "Secret", "string_data": {"key": S}',
}
"""Objects of Kubernetes with a secret in them, by the place of the secret."""


def write_rendered(folder: Path, cage: Cage, place: str) -> None:
    """Write a project with one object that holds a secret."""
    text = (
        "import base64, json, pulumi\nimport pulumi_kubernetes as k8s\n"
        f"S = json.load(open('secrets.json'))[{place!r}]\nown = pulumi.Output.secret(S)\n"
        f"fields = {{'metadata': {{'name': 'keys'}}, {RENDERED[place]}}}\n"
        "kind = getattr(k8s.core.v1, fields.pop('kind', 'ConfigMap'))\nkind('keys', **fields)\n"
    )
    _project(folder, cage, place, text)


LATE = """\
import atexit, json, os, subprocess, sys, threading, time
import pulumi

S = json.load(open("secrets.json"))["late"]
pulumi.Output.secret(S)


def thread():
    time.sleep(0.2)
    os.write(2, S.encode() + b" of a thread\\n")


class Kept:
    def __del__(self):
        sys.stderr.write(S + " of an object\\n")


atexit.register(print, S, "printed")
atexit.register(lambda: os.write(2, S.encode() + b" of a descriptor\\n"))
atexit.register(subprocess.run, ["echo", S, "of a process"])
atexit.register(lambda: {}[S])
threading.Thread(target=thread).start()
pulumi.kept = Kept()
"""
"""A program that says its secret when the plan is made."""

AFTERWARDS = '''\
import atexit, base64, html, itertools, json, os, subprocess, sys, threading, time
from urllib.parse import quote
import pulumi

S = json.load(open("secrets.json"))["afterwards"]
pulumi.Output.secret(S)
FORMS = [S, json.dumps(S), repr(S), quote(S), html.escape(S), base64.b64encode(S.encode()).decode()]
LOOP = """import os, sys, time
for _ in range(2000):
    os.write(int(sys.argv[1]), sys.argv[2].encode())
    time.sleep(0.002)
"""


def write():
    for turn in itertools.count():
        for form in FORMS:
            os.write(1 + turn % 2, form.encode() + b" of a thread\\n")
        if turn % 100 == 50:
            start()
        time.sleep(0.002)


def start():
    for descriptor in ("1", "2"):
        subprocess.Popen([sys.executable, "-c", LOOP, descriptor, S + " of a process\\n"])


atexit.register(time.sleep, 0.5)
threading.Thread(target=write, daemon=True).start()
start()
time.sleep(0.5)
'''
"""A program whose thread and processes write its secret to descriptors as long as somebody lets them."""


def write_afterwards(folder: Path, cage: Cage) -> None:
    """Write a project whose program goes on to say its secret after the plan."""
    _project(folder, cage, "afterwards", AFTERWARDS)


def write_late(folder: Path, cage: Cage) -> None:
    """Write a project whose program says its secret in the end."""
    _project(folder, cage, "late", LATE)


def write(folder: Path, cage: Cage) -> list[str]:
    """Write the project; return the flags that give it further secrets."""
    other = folder.parent / "other"
    program = (FIXTURES / "secrets" / "__main__.py").read_text()
    other_program = (FIXTURES / "secrets-other" / "__main__.py").read_text()
    lookups = {
        "invokes": [
            {
                "token": "test:index:getThing",
                "args": {"id": "a"},
                "result": {"value": {"secret": cage.canary("lookup")}},
            }
        ],
        "stackReferences": {
            "acme/network/prod": {
                "one": {"secret": cage.canary("reference")},
                "two": {"secret": cage.canary("outputs")},
                "deep": {"three": {"secret": cage.canary("deep output")}},
            }
        },
        "projects": {"other": "../other"},
    }
    config = {
        "demo:overridden": {"secure": "v1:AAAA:BBBB"},
        "demo:map": {"password": cage.canary("config"), "list": [{"secure": "v1:CCCC:DDDD"}, "open"]},
        "demo:declared": cage.canary("declared"),
    }
    declared = {"declared": {"secret": True, "default": "x"}}
    _files(
        folder,
        {
            "Pulumi.yaml": yaml.safe_dump({"name": "demo", "runtime": "python", "config": declared}),
            "Pulumi.dev.yaml": yaml.safe_dump({"config": config}),
            "lookups.yaml": yaml.safe_dump(lookups),
            "__main__.py": program,
            "secrets.json": json.dumps(_all_of(program, cage)),
        },
    )
    _files(
        other,
        {
            "Pulumi.yaml": "name: other\nruntime: python\n",
            "Pulumi.dev.yaml": "config: {}\n",
            "__main__.py": other_program,
            "secrets.json": json.dumps(_all_of(other_program, cage)),
        },
    )
    return [
        *("-c", f"demo:givenSecret={cage.canary('-c')}"),
        *("-c", f"demo:overridden={cage.canary('-c over secure')}"),
        *("-c", f"given={cage.canary('-c over secure')}"),
    ]


def write_failing(folder: Path, cage: Cage, place: str) -> None:
    """Write a project whose program fails with a secret at hand."""
    text = (
        "import json, pulumi\nS = json.load(open('secrets.json'))\n"
        f"own = pulumi.Output.secret(S[{place!r}])\n{FAILURES[place]}\n"
    )
    _project(folder, cage, place, text)


def _project(folder: Path, cage: Cage, place: str, program: str) -> None:
    _files(
        folder,
        {
            "Pulumi.yaml": "name: demo\nruntime: python\n",
            "Pulumi.dev.yaml": "config: {}\n",
            "__main__.py": program,
            "secrets.json": json.dumps({place: cage.canary(place)}),
        },
    )


def preview(cage: Cage) -> str:
    """Return what `pulumi preview --json` says of resources whose secrets nobody has marked."""
    stack = "urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev"
    urn = "urn:pulumi:dev::demo::aws:rds/instance:Instance::db"
    inputs = {
        "password": cage.canary("preview"),
        "tags": {"about": cage.canary("preview")},
        "env": [{"name": "API_KEY", "value": cage.canary("preview variable")}],
        "identifier": "shop",
    }
    state = {"urn": urn, "type": "aws:rds/instance:Instance", "custom": True, "parent": stack}
    secret = {
        "urn": "urn:pulumi:dev::demo::kubernetes:core/v1:Secret::keys",
        "type": "kubernetes:core/v1:Secret",
        "custom": True,
        "parent": stack,
        "inputs": {"data": {"a": base64.b64encode(cage.canary("preview data").encode()).decode()}},
    }
    filled = {
        "urn": "urn:pulumi:dev::demo::azure-native:keyvault:Secret::filled",
        "type": "azure-native:keyvault:Secret",
        "custom": True,
        "parent": stack,
        "inputs": {"secretName": "db"},
        "outputs": {"properties": {"value": cage.canary("preview vault")}},
    }
    user = {
        "urn": "urn:pulumi:dev::demo::test:index:Thing::filled-from",
        "type": "test:index:Thing",
        "custom": True,
        "parent": stack,
        "inputs": {"note": f"connect with {cage.canary('preview vault')} now"},
    }
    root = {"urn": stack, "type": "pulumi:pulumi:Stack", "custom": False}
    of_a_database = {**state, "inputs": inputs, "outputs": {"password": cage.canary("state")}}
    states = [root, of_a_database, secret, filled, user]
    steps = [{"op": "create", "urn": each["urn"], "newState": each} for each in states]
    return json.dumps({"steps": steps, "changeSummary": {"create": len(steps)}})


def export(cage: Cage) -> str:
    """Return what `pulumi stack export` says of the same resources."""
    states = [step["newState"] for step in json.loads(preview(cage))["steps"]]
    return json.dumps({"version": 3, "deployment": {"resources": states}})


def _all_of(program: str, cage: Cage) -> dict[str, str]:
    """Return a secret for every place that a program names."""
    named = re.findall(r'(?:\bS\[|\bsecret\()"([^"]+)"', program)
    return {place: cage.canary(place) for place in sorted(set(named))}


def _files(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
