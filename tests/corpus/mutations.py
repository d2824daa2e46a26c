"""Stack files as people and accidents damage them: thousands from two good ones, the same everywhere."""

import copy
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

Tree = dict[str, Any]
Place = tuple[str | int, ...]

WORDS = (
    "값",
    "여행 일정 서비스",
    "\U0001f600",
    "caf\u00e9",
    "",
    " ",
    "a" * 400,
    "A-B_C",
    "-x-",
    "../../etc/passwd",
    "x; rm -rf /",
    "${region}",
    "{{ x }}",
    "%s",
    "\x1b[31mred",
    "two\nlines",
    "null",
    "1e400",
)
NUMBERS = (0, -1, -(2**31), 2**31, 2**63, 10**30, 0.5, 1e308, float("nan"), float("inf"), float("-inf"))
SCALARS: tuple[Any, ...] = (
    *WORDS[:4],
    *NUMBERS,
    True,
    False,
    None,
    [],
    {},
    [1],
    {"a": 1},
    [[]],
    {"secure": "v1:x:y"},
)
CIDRS = (
    "10.0.0.0/33",
    "10.0.0.1/16",
    "300.1.1.1/8",
    "10.0.0.0",
    "fd00::/8",
    "0.0.0.0/0",
    "10.0.0.0/31",
    "/",
    "10.0.1.0/24",
)
REGIONS = ("koreacentrl", "us-east-1", "Korea Central", "mars", "koreasouth", "koreacentral ", "서울")
TRUTHS = ("yes", "on", "off", "No", "TRUE", "tru", "1", "0")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One damaged stack file."""

    name: str
    """What was done to which file, for the message of a failing test."""
    content: bytes


def mutants(sources: Mapping[str, str], kind: str, number: int, seed: int) -> Iterator[Mutant]:
    """Yield so many mutants of one kind, evenly over the sources."""
    chance = random.Random(seed)  # noqa: S311 the same draws on every machine are what is wanted
    names = sorted(sources)
    damage = dict(KINDS)[kind]
    for position in range(number):
        source = names[position % len(names)]
        content = damage(sources[source], chance)
        name = f"{kind}, {source}, {position}"
        yield Mutant(name, content if isinstance(content, bytes) else content.encode(errors="surrogatepass"))


def _on_tree(damage: Callable[[Tree, random.Random], None]) -> Callable[[str, random.Random], str]:
    def damaged(text: str, chance: random.Random) -> str:
        tree: Tree = copy.deepcopy(_tree(text))
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            damage(tree, chance)
        return yaml.dump(
            tree, Dumper=_DUMPER, sort_keys=False, allow_unicode=chance.random() < 0.5, width=100
        )

    return damaged


@cache
def _tree(text: str) -> Tree:
    return yaml.safe_load(text)


def _places(value: Any, path: Place = ()) -> list[Place]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found: list[Place] = []
    for key, below in items:
        found.extend([(*path, key), *_places(below, (*path, key))])
    return found


def _at(tree: Tree, path: Place) -> Any:
    value: Any = tree
    for step in path:
        value = value[step]
    return value


def _some(tree: Tree, chance: random.Random, wanted: Callable[[Place, Any], bool]) -> Place | None:
    found = [path for path in _places(tree) if wanted(path, _at(tree, path))]
    return chance.choice(found) if found else None


def _set(tree: Tree, path: Place | None, value: Any) -> None:
    if path is not None:
        _at(tree, path[:-1])[path[-1]] = copy.deepcopy(value)


def _any(path: Place, _value: Any) -> bool:
    return len(path) > 1


def _wrong_type(tree: Tree, chance: random.Random) -> None:
    _set(tree, _some(tree, chance, _any), chance.choice(SCALARS))


def _near_key(tree: Tree, chance: random.Random) -> None:
    path = _some(tree, chance, lambda path, _: isinstance(path[-1], str) and len(path[-1]) > 3)
    if path is None:
        return
    above, key = _at(tree, path[:-1]), str(path[-1])
    spot = chance.randrange(len(key) - 1)
    wrong = chance.choice(
        (key[:spot] + key[spot + 1 :], key[:spot] + key[spot + 1] + key[spot] + key[spot + 2 :], key + "s")
    )
    above[wrong] = above.pop(key)


def _far_key(tree: Tree, chance: random.Random) -> None:
    path = _some(tree, chance, lambda _, value: isinstance(value, dict))
    if path is not None:
        _at(tree, path)[chance.choice(("zzz", *WORDS))] = chance.choice((1, "x", None, {}))


def _dropped(tree: Tree, chance: random.Random) -> None:
    path = _some(tree, chance, lambda *_: True)
    if path is not None:
        del _at(tree, path[:-1])[path[-1]]


def _region(tree: Tree, chance: random.Random) -> None:
    _set(tree, ("config", "jiban:region"), chance.choice(REGIONS))


def _cidr(tree: Tree, chance: random.Random) -> None:
    path = _some(tree, chance, lambda _, value: isinstance(value, str) and value.count(".") == 3)
    _set(tree, path, chance.choice(CIDRS))


def _number(tree: Tree, chance: random.Random) -> None:
    path = _some(tree, chance, lambda _, value: isinstance(value, int) and not isinstance(value, bool))
    _set(tree, path, chance.choice(NUMBERS))


def _truth(tree: Tree, chance: random.Random) -> None:
    _set(tree, _some(tree, chance, lambda _, value: isinstance(value, bool)), chance.choice(TRUTHS))


def _other_shape(tree: Tree, chance: random.Random) -> None:
    path = _some(tree, chance, lambda path, _: len(path) > 1)
    if path is not None:
        value = _at(tree, path)
        _set(tree, path, list(value) if isinstance(value, dict) else {"value": value})


def _words(tree: Tree, chance: random.Random) -> None:
    path = _some(tree, chance, lambda path, value: isinstance(value, str) and len(path) > 1)
    _set(tree, path, chance.choice(WORDS))


def _names(tree: Tree, chance: random.Random) -> None:
    path = _some(tree, chance, lambda path, _: len(path) > 2 and isinstance(path[-1], str))
    if path is not None:
        above = _at(tree, path[:-1])
        above[chance.choice(WORDS)] = above.pop(path[-1])


def _null(tree: Tree, chance: random.Random) -> None:
    _set(tree, _some(tree, chance, _any), None)


def _secure(tree: Tree, chance: random.Random) -> None:
    _set(tree, _some(tree, chance, _any), {"secure": "v1:abc:def"})


def _between_tiers(tree: Tree, chance: random.Random) -> None:
    config = tree["config"]
    services = [("config", "jiban:workloads", name) for name in config["jiban:workloads"]]
    chosen = chance.choice(services)
    changes: tuple[tuple[Place, Any], ...] = (
        (("config", "jiban:cluster", "version"), "1.29"),
        (("config", "jiban:cluster", "networking"), "node_subnet"),
        (("config", "jiban:cluster", "service_cidr"), "10.0.0.0/16"),
        ((*chosen, "pool"), "nowhere"),
        ((*chosen, "replicas"), 500),
        ((*chosen, "disruption"), {"min_available": 900}),
        ((*chosen, "calls"), ["nobody"]),
        ((*chosen, "uses"), {"databases": ["none"], "sends": ["none"], "secrets": ["none"]}),
        (("config", "jiban:postgres", "machine"), "Standard_D999"),
        (("config", "jiban:cache", "machine"), "medum"),
        (("config", "jiban:scope"), "workloads"),
    )
    _set(tree, *chance.choice(changes))


def _lines(damage: Callable[[list[str], random.Random], None]) -> Callable[[str, random.Random], str]:
    def damaged(text: str, chance: random.Random) -> str:
        lines = text.splitlines()
        damage(lines, chance)
        return "\n".join(lines) + "\n"

    return damaged


def _line(lines: list[str], chance: random.Random) -> int:
    return chance.choice(
        [number for number, line in enumerate(lines) if ":" in line and not line.startswith("#")]
    )


def _twice(lines: list[str], chance: random.Random) -> None:
    number = _line(lines, chance)
    lines.insert(number, lines[number])


def _tab(lines: list[str], chance: random.Random) -> None:
    number = _line(lines, chance)
    lines[number] = "\t" + lines[number].lstrip()


def _indent(lines: list[str], chance: random.Random) -> None:
    number = _line(lines, chance)
    lines[number] = chance.choice((" ", "   ", "          ")) + lines[number].lstrip()


def _unbalanced(lines: list[str], chance: random.Random) -> None:
    number = _line(lines, chance)
    lines[number] += chance.choice(
        (" [", " {", " }", " ]", ' "', " '", " : :", " &a", " *a", " !!x", " |", " >", " @", " %")
    )


def _anchor(lines: list[str], chance: random.Random) -> None:
    number = _line(lines, chance)
    key, _, value = lines[number].partition(":")
    lines[number] = f"{key}: &anchor{value}"
    other = _line(lines, chance)
    lines[other] = lines[other].partition(":")[0] + chance.choice(
        (": *anchor", ": { <<: *anchor }", ": *nowhere")
    )


def _value(lines: list[str], chance: random.Random) -> None:
    number = _line(lines, chance)
    key = lines[number].partition(":")[0]
    odd = (
        "1.30",
        "0777",
        "0x1F",
        "1_000",
        "2026-11-20",
        "12:30",
        "~",
        ".inf",
        "9" * 5000,
        "[" * 200,
        "!!python/name:os.system x",
    )
    lines[number] = f"{key}: {chance.choice(odd)}"


def _truncated(text: str, chance: random.Random) -> bytes:
    return text.encode()[: chance.randrange(len(text.encode()))]


def _bytes(text: str, chance: random.Random) -> bytes:
    content = bytearray(text.encode())
    for _ in range(chance.choice((1, 3, 20))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def _whole(text: str, chance: random.Random) -> bytes:
    odd = (
        b"",
        b"\n",
        b"config:\n",
        b"config: []\n",
        b"config: text\n",
        b"[]\n",
        b"text\n",
        b"null\n",
        b"---\n---\n",
        b"\xff\xfe\x00",
        b"\x00",
        b"config: {}\n",
        b"confg: {}\n",
        b"{" * 500,
    )
    whole: tuple[bytes, ...] = (
        "\ufeff".encode() + text.encode(),
        text.replace("\n", "\r\n").encode(),
        text.replace("config:", "Config:").encode(),
        text.replace("jiban:", "jibn:").encode(),
        text.replace("jiban:", "").encode(),
        text.encode("utf-16"),
        text.encode() + b"---\n" + text.encode(),
    )
    return chance.choice((*odd, *whole))


def _quotes(lines: list[str], chance: random.Random) -> None:
    number = chance.choice(
        [number for number, line in enumerate(lines) if ": " in line and not line.startswith("#")]
    )
    key, _, value = lines[number].partition(": ")
    lines[number] = f"{key}: {value[1:-1]}" if value.startswith('"') else f'{key}: "{value}"'


KINDS: tuple[tuple[str, Callable[[str, random.Random], str | bytes]], ...] = (
    ("wrong type", _on_tree(_wrong_type)),
    ("key like a known one", _on_tree(_near_key)),
    ("key like none", _on_tree(_far_key)),
    ("entry dropped", _on_tree(_dropped)),
    ("unknown region", _on_tree(_region)),
    ("impossible range", _on_tree(_cidr)),
    ("number", _on_tree(_number)),
    ("truth value", _on_tree(_truth)),
    ("list for map, map for scalar", _on_tree(_other_shape)),
    ("text", _on_tree(_words)),
    ("name", _on_tree(_names)),
    ("null", _on_tree(_null)),
    ("encrypted", _on_tree(_secure)),
    ("between tiers", _on_tree(_between_tiers)),
    ("line twice", _lines(_twice)),
    ("tab", _lines(_tab)),
    ("indentation", _lines(_indent)),
    ("unbalanced", _lines(_unbalanced)),
    ("anchor", _lines(_anchor)),
    ("odd value", _lines(_value)),
    ("truncated", _truncated),
    ("bytes", _bytes),
    ("whole file", _whole),
    ("quotes", _lines(_quotes)),
)
"""Every kind of damage; each counts for the same share."""
