"""Command lines that nobody means."""

from __future__ import annotations

from collections.abc import Iterator

from tests.corpus.documents import HOSTILE

WORDS = (
    *HOSTILE,
    "",
    "-",
    "--",
    "/dev/zero",
    "/dev/null",
    ".",
    "~nobody/x",
    "a" * 5_000,
    "\ud800",
    "a=b=c",
    "http://[::1",
    "HEAD~1",
    "--upload-pack=x",
)
NUMBERS = ("", "-1", "0.5", "1e3", "nan", "inf", "99999999999999999999", "\u0663", "0x10", " 1 ", "1_0")
PATHS = (
    *("a[", "a[]", "a[-1]", "a[99999999999]", "a[1e9]", "a..b", ".a", 'a["', 'a["b"', "a[0][0][0]", "[0]"),
    *(
        "a[0",
        "a]",
        "'",
        '"',
        "a:b:c:d",
        "a." * 2_000 + "a",
        "a" + "[0]" * 2_000,
        "__proto__",
        "demo:password.x",
    ),
)
VALUES = ("1", "", "{", "null", "NaN", "[" * 3_000, '{"secure": "v1:x"}', '"\\ud800"', "9" * 6_000, "\n", "=")


def command_lines() -> Iterator[tuple[str, ...]]:
    """Yield every word in every place for one, and every number and path where those are asked for."""
    for word in WORDS:
        yield from (
            ("plan", "-C", word),
            ("plan", "-s", word),
            ("plan", "-c", word),
            ("plan", "--config-path", "-c", f"{word}.a[0]=1"),
            ("plan", "-o", word),
            ("plan", "-o", f"json={word}/x"),
            ("plan", "-j", "-o", f"text={word}"),
            ("graph", "-o", f"dot={word}"),
            ("diff", "--base", word),
            ("diff", "--base-plan", word),
            ("diff", "--against-state", word),
            ("diff", "--all", "--base", word),
            ("diff", "--all", "--base", "HEAD", "--skip", word),
            ("check", "--plan", word or "."),
            ("check", "--today", word),
            ("check", "--fail-on", word),
            ("check", "-o", f"sarif={word}"),
            ("explain", word),
            ("bootstrap", "-s", word),
            ("render", "-o", word, "--check"),
            ("render", "-o", "out", "--check", "--outputs", word),
            ("render", "-o", "out", "--check", "--today", word),
            ("runbook", "-s", word),
            ("runbook", "--scenario", word),
            ("rehearse", "-s", word),
            ("schema", word),
            ("--color", word, "plan"),
            (word,),
        )
    for number in NUMBERS:
        yield ("plan", "--timeout", number)
        yield ("check", "--today", f"2026-01-{number}")
    for number, path in enumerate(PATHS):
        for value in (VALUES[number % len(VALUES)], VALUES[-number % len(VALUES)]):
            yield ("plan", "-j", "--config-path", "-c", f"{path}={value}")
            yield ("plan", "-c", f"{path}={value}")
