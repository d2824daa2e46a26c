"""The projects that inputs are made of: a small one with secrets in it, and the one of this repository."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tests.infra.environments import ROOT
from tests.leaks.canaries import Cage

SEED: Final = 17
_CAGE: Final = Cage(SEED)

STACK_FILES: Final = {name: (ROOT / f"Pulumi.{name}.yaml").read_text() for name in ("dev", "prod")}
EXAMPLE: Final[Mapping[str, bytes]] = {
    "Pulumi.yaml": (f"name: tripgen\nruntime: python\nmain: {ROOT / 'infra'}/\n".encode()),
    "pyproject.toml": (ROOT / "pyproject.toml").read_bytes(),
    "Pulumi.dev.yaml": STACK_FILES["dev"].encode(),
}
"""A project with the program and the settings of this one."""
PROGRAM: Final = (
    "infra.program",
    "infra.bootstrap",
    "infra.runbook",
    *(f"infra.stacks.{cloud}" for cloud in ("aws", "azure")),
)
"""Modules of that program."""

DEMO: Final[Mapping[str, bytes]] = {
    "waivers.yaml": (
        b"waivers:\n  - rule: PG-001\n    resource: '*'\n    stacks: [dev]\n    owner: us\n    reason: r\n"
        b"    expires: 2026-12-31\n"
    ),
    "lookups.yaml": (
        "invokes:\n  - token: aws:ec2/getAmi:getAmi\n    args: {owners: [amazon]}\n    result: {id: ami-0}\n"
        f"stackReferences:\n  acme/net/prod: {{vpc: v, pw: {{secret: {_CAGE.canary('lookups.yaml')}}}}}\n"
        "projects:\n  net: .\n"
    ).encode(),
    "pyproject.toml": b'[tool.jiban]\npack = "jiban.policies.packs:PACK"\n',
    "Pulumi.yaml": (
        b"name: demo\nruntime:\n  name: python\n  options:\n    virtualenv: v\n"
        b"config:\n  a:\n    default: 1\n"
    ),
    "Pulumi.dev.yaml": (
        f"config:\n  demo:a: 1\n  demo:password: {_CAGE.canary('Pulumi.dev.yaml')}\n"
        "  demo:b:\n    c: [1, {secure: v1:x:y}]\nenvironment: []\n"
    ).encode(),
    "__main__.py": (
        b"import pulumi\n\nconfig = pulumi.Config()\n"
        b"net = pulumi.StackReference('acme/net/prod')\n"
        b"props = {'password': config.get('password'), 'pw': net.get_output('pw'),\n"
        b"         'vpc': net.outputs['vpc'],\n"
        b"         'made': pulumi.Output.secret(open('key').read()), 'b': config.get('b')}\n"
        b"pulumi.CustomResource('test:index:Thing', 'thing', props)\npulumi.export('a', 1)\n"
    ),
    "key": _CAGE.canary("the program").encode(),
}
"""A project that plans at once, with each file that a project may have."""
SECRET: Final[Mapping[str, tuple[str, bytes]]] = {
    "lookups.yaml": ("lookups.yaml", b"{secret: "),
    "Pulumi.dev.yaml": ("Pulumi.dev.yaml", b"demo:password: "),
    "__main__.py": ("the program", b"Output.secret(open('key').read())"),
}
"""By file, the place of its secret, and what makes it one: damaged, it may be anything."""


def cage(files: Mapping[str, bytes]) -> Cage:
    """Return the secrets of a project of these files, of those that damage has left to be secrets."""
    found = Cage(SEED)
    found.places = {place: _CAGE.places[place] for place in _secret(files)}
    return found


def _secret(files: Mapping[str, bytes]) -> Iterator[str]:
    for name, (place, mark) in SECRET.items():
        if mark in files.get(name, b""):
            yield place
