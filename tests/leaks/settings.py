"""A project with typed settings that has a secret in every place that `jiban explain` shows or tries out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.leaks.canaries import Cage
from tests.leaks.commands import run

SETTINGS = '''\
from typing import Literal
from pydantic import BaseModel, ConfigDict, SecretStr
from types import SimpleNamespace as Plain
from jiban.settings.root import Root

class Database(BaseModel):
    """A database."""

    model_config = ConfigDict(use_attribute_docstrings=True)
    size: Literal[1, 2, 3] = 1
    """Size of it."""
    admin_password: str = ""
    """Secret by its name."""
    url: str = ""
    """Secret by its form."""
    note: str = ""
    """Holds the text of a secret."""

class Model(BaseModel):
    """Settings."""

    model_config = ConfigDict(use_attribute_docstrings=True)
    database: Database = Database()
    """The database."""
    mode: Literal["good", "bad"] = "good"
    """The program refuses one of them."""
    passwords: dict[str, SecretStr] = {}
    """Secret by its type."""
    tokens: dict[str, dict[str, str]] = {}
    """Each with a secret by its name."""

def pages(model, deployment):
    said = [secret.get_secret_value() for secret in model.passwords.values()]
    doing = Plain(title="sign in", where="here", commands=said, reason=" ".join(said), seen=said[0])
    return [Plain(id="trouble", title="Trouble", when=said[0], actions=[doing], missing=said)]

ROOT = Root(model=Model, namespace="demo", secrets=(("passwords",),), pages=pages)
'''
PROGRAM = """\
import json
import pulumi

S = json.load(open("secrets.json"))
config = pulumi.Config("demo")
database = config.require_object("database")
made = pulumi.Output.secret(S["made"])
print("made", S["made"])
if config.get("mode") == "bad":
    raise ValueError("cannot use " + S["made"])
pulumi.CustomResource("test:index:Database", "a", {
    "size": database["size"],
    "made": made,
    "copied": f"{database['size']} of {S['made']}",
    "password": S["named"] * database["size"],
    "variables": [{"name": "API_KEY", "value": S["variable"] + str(database["size"])}],
    "given": json.dumps(config.get_object("passwords")),
    "all": database,
}, pulumi.ResourceOptions())
pulumi.CustomResource("test:index:T", f"{S['made']}-{database['size']}", {})
"""
PATHS = (
    "database",
    "database.size",
    "database.admin_password",
    "database.url",
    "database.note",
    "mode",
    "passwords",
    "passwords.admin",
    "passwords.stored",
    "tokens",
    "tokens.mail",
    "tokens.mail.token",
    "nothing",
)
"""What is explained."""


def write(folder: Path, cage: Cage) -> list[str]:
    """Write the project; return the flags that give it further secrets."""
    database = {
        "size": 2,
        "admin_password": cage.canary("by name"),
        "url": f"postgres://admin:{cage.canary('url')}@db.example.com/shop",
        "note": f"as {cage.canary('by name')} and {cage.canary('made')}",
    }
    config = {
        "demo:database": database,
        "demo:passwords": {"stored": {"secure": "v1:AAAA:BBBB"}},
        "demo:tokens": {"mail": {"token": cage.canary("token")}},
    }
    in_program = {place: cage.canary(place) for place in ("made", "named", "variable")}
    files = {
        "Pulumi.yaml": "name: demo\nruntime: python\n",
        "Pulumi.dev.yaml": yaml.safe_dump({"config": config}, allow_unicode=True),
        "pyproject.toml": '[tool.jiban]\nsettings = "leaky_settings:ROOT"\n',
        "leaky_settings.py": SETTINGS,
        "__main__.py": PROGRAM,
        "secrets.json": json.dumps(in_program),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return ["--config-path", "-c", f"demo:passwords.admin={cage.canary('-c')}"]


def outputs(folder: Path, cage: Cage) -> Iterator[tuple[str, int, str]]:
    """Yield each explanation that is asked for, its exit code, and all that it has printed."""
    given = write(folder, cage)
    for path in PATHS:
        for flags in ((), ("-j",), ("--color", "always")):
            for more in (given, [*given, "-c", f"demo:mode={cage.canary('-c')}"]):
                code, text = run(["explain", path, *flags, *more, "-C", str(folder)])
                yield " ".join((path, *flags, *more[3:4])), code, text
    pages = folder / "pages"
    for flags in ((), ("-j",), ("-o", str(pages))):
        code, text = run(["runbook", *flags, *given, "-C", str(folder)])
        yield " ".join(("runbook", *flags)), code, text
    yield "pages", 0, "".join(each.read_text() for each in sorted(pages.iterdir()))
