"""Documents from outside, as accidents and attackers damage them."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.corpus.mutations import Mutant
from tests.corpus.projects import DEMO
from tests.leaks.canaries import Cage

CAGE = Cage(19)
MARK = b'"password": "'
"""What makes the secret of a plan one."""
URN = "urn:pulumi:dev::demo::"
ROOT = f"{URN}pulumi:pulumi:Stack::demo-dev"
STATE: dict[str, Any] = {
    "urn": f"{URN}aws:s3/bucket:Bucket::logs",
    "type": "aws:s3/bucket:Bucket",
    "custom": True,
    "inputs": {
        "bucket": "logs",
        "password": CAGE.canary("the plan"),
        "tags": {"a": "b"},
        "list": [1, 2.5, None, True],
    },
    "outputs": {"arn": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"},
    "parent": ROOT,
    "dependencies": [ROOT],
    "propertyDependencies": {"bucket": [ROOT]},
    "provider": f"{URN}pulumi:providers:aws::default::id",
    "customTimeouts": {"create": 60},
    "sourcePosition": "project:///__main__.py#3",
    "stackTrace": [{"sourcePosition": "project:///__main__.py#3"}],
    "aliases": [f"{URN}aws:s3/bucket:Bucket::old"],
    "protect": True,
}
STACK: dict[str, Any] = {"urn": ROOT, "type": "pulumi:pulumi:Stack", "custom": False, "outputs": {"a": 1}}
PREVIEW: dict[str, Any] = {
    "config": {"demo:a": "1"},
    "steps": [
        {"op": "create", "urn": ROOT, "newState": STACK},
        {
            "op": "replace",
            "urn": STATE["urn"],
            "oldState": STATE,
            "newState": STATE,
            "replaceReasons": ["bucket"],
        },
        {"op": "delete", "urn": STATE["urn"], "oldState": STATE},
    ],
    "diagnostics": [{"message": "m", "severity": "info"}],
    "changeSummary": {"create": 1},
}
EXPORT: dict[str, Any] = {"version": 3, "deployment": {"resources": [STACK, STATE]}}
EVENT: dict[str, Any] = {"resourcePreEvent": {"metadata": {"op": "create", "old": STATE, "new": STATE}}}
PLANS = {"preview": PREVIEW, "export": EXPORT, "event": EVENT}

READ = ("Pulumi.dev.yaml", "Pulumi.yaml", "__main__.py", "lookups.yaml", "pyproject.toml", "waivers.yaml")
"""Files that a project may have."""

HOSTILE = (
    "\x1b[2J\x1b]0;title\x07",
    "a\n::error file=x::boom",
    "##vso[task.complete result=Succeeded]",
    "\u202eevil\u2066",
    "\r::warning::x",
    "|`<script>@team[x](y)",
    "\x9b31m",
    "x" * 10_000,
    "\0",
)
VALUES: tuple[Any, ...] = (
    *HOSTILE,
    *(None, True, 5, -1, 1e308, 10**400, "", "text"),
    *([], {}, [None], {"": None}, [[[]]], {"a": {"b": []}}),
)


def plans(number: int, seed: int) -> Iterator[Mutant]:
    """Yield so many damaged plans, evenly over the formats and kinds of damage."""
    chance = random.Random(seed)  # noqa: S311 the same draws on every machine are what is wanted
    names = sorted(PLANS)
    kinds = sorted(_PLAN_DAMAGE)
    for position in range(number):
        name, kind = names[position % len(names)], kinds[position // len(names) % len(kinds)]
        yield Mutant(f"{kind}, {name}, {position}", _PLAN_DAMAGE[kind](PLANS[name], chance))


def texts(name: str, number: int, seed: int) -> Iterator[Mutant]:
    """Yield so many damaged versions of a file of a project."""
    chance = random.Random(seed)  # noqa: S311 as above
    for position in range(number):
        content = chance.choice(_TEXT_DAMAGE)(DEMO[name], chance)
        yield Mutant(f"{name}, {position}", content)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, below in items for place in ((*path, key), *_places(below, (*path, key)))]


def _changed(document: Any, chance: random.Random) -> Any:
    changed = copy.deepcopy(document)
    for _ in range(chance.choice((1, 1, 2, 5))):
        *above, last = chance.choice(_places(changed))
        target = changed
        for step in above:
            target = target[step]
        if chance.random() < 0.3:
            del target[last]
        else:
            target[last] = copy.deepcopy(chance.choice(VALUES))
        if not changed:
            break
    return changed


def written(document: Any) -> bytes:
    """Return a plan as a file."""
    return json.dumps(document, default=str).encode()


def _deep(document: Any, chance: random.Random) -> bytes:
    depth = chance.choice((150, 250, 3_000, 100_000))
    kind = chance.choice((("[", "]"), ('{"a":', "}")))
    nested = kind[0] * depth + "1" + kind[1] * depth
    return written(document).replace(b'"logs"', nested.encode(), 1)


def _word(document: Any, chance: random.Random) -> bytes:
    odd = ("NaN", "-Infinity", "1e999", "9" * 5_000, '"\\ud800"', '"a", "b"', "{1: 2}", "tru", "'x'", "\\")
    return written(document).replace(b"true", chance.choice(odd).encode(), 1)


def _twice(document: Any, _chance: random.Random) -> bytes:
    return written(document).replace(b'"custom":', b'"custom": 1, "custom":', 1)


def _encoded(document: Any, chance: random.Random) -> bytes:
    encoding = chance.choice(("utf-16", "utf-8-sig", "utf-16-be", "utf-32", "latin-1"))
    return json.dumps({**document, "값" if encoding != "latin-1" else "\xe9": 1}, ensure_ascii=False).encode(
        encoding
    )


def _other(_document: Any, chance: random.Random) -> bytes:
    odd = (
        b"",
        b"\n",
        b"null",
        b"5",
        b"[]",
        b"{}",
        b'"x"',
        b"Previewing\n",
        b"\0" * 50,
        b"{}\n{}\n",
        b"{" * 900,
    )
    return chance.choice(odd)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _noise(content: bytes, chance: random.Random) -> bytes:
    noisy = bytearray(content)
    for _ in range(chance.choice((1, 3, 20))):
        noisy[chance.randrange(len(noisy))] = chance.randrange(256)
    return bytes(noisy)


def _hostile(content: bytes, chance: random.Random) -> bytes:
    words = [
        word for word in (b"us", b"PG-001", b"logs", b"demo", b"net", b"dev", b"jiban") if word in content
    ]
    word = chance.choice(words)
    return content.replace(word, json.dumps(chance.choice(HOSTILE))[1:-1].encode(), 1)


def _grown(content: bytes, chance: random.Random) -> bytes:
    return content + chance.choice(
        (b"x: " + b"[" * 3_000, b"\t- a", b"\nx: &a [*a]", b"\n? [a]\n: b", b"#" * 70_000_000)
    )


_PLAN_DAMAGE: dict[str, Callable[[Any, random.Random], bytes]] = {
    "shape": lambda document, chance: written(_changed(document, chance)),
    "depth": _deep,
    "word": _word,
    "key twice": _twice,
    "encoding": _encoded,
    "another document": _other,
    "cut": lambda document, chance: _cut(written(document), chance),
    "noise": lambda document, chance: _noise(written(document), chance),
    "hostile": lambda document, chance: _hostile(written(document), chance),
}
_TEXT_DAMAGE: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut,
    _noise,
    _hostile,
    _noise,
    _hostile,
    _grown,
)
