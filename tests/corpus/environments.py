"""Environment variables, and the files of the Pulumi CLI, that nobody means."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from tests.corpus.documents import HOSTILE
from tests.corpus.inputs import Input
from tests.corpus.projects import DEMO, cage

NAMES: Final = (
    *(
        "PULUMI_STACK",
        "PULUMI_OPTION_STACK",
        "PULUMI_OPTION_CWD",
        "PULUMI_OPTION_CONFIG",
        "PULUMI_OPTION_COLOR",
    ),
    *("PULUMI_OPTION_JSON", "PULUMI_HOME", "HOME", "PWD", "PULUMI_BACKEND_URL", "COLUMNS", "LANG", "TERM"),
    *("VIRTUAL_ENV", "NO_COLOR", "TMPDIR", "PATH", "TZ", "GITHUB_ACTIONS", "SOURCE_DATE_EPOCH"),
)
WORDS: Final = tuple(
    word for word in (*HOSTILE, "", "-1", "/dev/null", "no/such", "1e9", '"', 'a,"b') if "\0" not in word
)
WORKSPACES: Final = (
    b"",
    b"null",
    b"5",
    b"[]",
    b'{"stack": 5}',
    b'{"stack": "\\u001b[2J"}',
    b'{"stacks": []}',
    b'{"stacks": {"a": null}}',
    b'{"stacks": {"a": ["dev"]}}',
    b'{"stack": "acme/demo/dev/x/y"}',
    b"{" * 100_000,
    b"[" * 100_000,
    b"\xff\xfe",
    b'{"stack": "\\ud800"}',
    b'{"stack": ' + b"9" * 10_000 + b"}",
)


def inputs() -> Iterator[Input]:
    """Yield every word in some variables, and every file."""
    commands = (("plan",), ("check", "-o", "json"), ("graph",))
    for at, name in enumerate(NAMES):
        for number, word in enumerate(WORDS):
            if (at + number) % 3 == 0:
                yield Input(
                    name=f"{name}={word[:40]!a}",
                    arguments=commands[number % len(commands)],
                    files=DEMO,
                    environment={name: word},
                    cage=cage(DEMO),
                )
    for content in WORKSPACES:
        yield Input(
            name=f"workspace {content[:40]!a}",
            arguments=("plan",),
            files={**DEMO, f"home/workspaces/demo-{KEY}-workspace.json": content},
            environment={"PULUMI_HOME": "home", "PWD": "."},
            cage=cage(DEMO),
        )


KEY: Final = hashlib.sha1(b"Pulumi.yaml", usedforsecurity=False).hexdigest()
