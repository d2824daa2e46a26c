"""Code of the methods that dataclasses are given, kept between runs as Python keeps that of modules.

`dataclasses` writes the text of each method of each class, and compiles it, every time that a module is
imported: for a program of many small classes a tenth of its plan's time. The texts are the same from run to
run, so their code is looked up by the text.
"""

from __future__ import annotations

import builtins
import dataclasses
import marshal
import os
import sys
from typing import Any, Final, cast

from jiban import user_cache

_NAME: Final = "exec"
"""Function by which `dataclasses` compiles a text and runs it."""
_MOST: Final = 6_000
"""Texts that are kept; of more, those of the last run alone. A thousand take a megabyte."""

_code: _Code | None = None


class _Code:
    """Code by its text."""

    def __init__(self) -> None:
        self.kept = _read()
        self.used: dict[str, bytes] = {}
        self.has_new = False

    def run(self, source: Any, *names: Any) -> None:
        """Run a text as `exec` does."""
        run = cast("Any", builtins).exec
        if not isinstance(source, str):
            run(source, *names)
            return
        known = self.used.get(source) or self.kept.get(source)
        if known is None:
            # As in `dataclasses` itself, which imports nothing of `__future__`.
            compiled = compile(source, "<string>", "exec", dont_inherit=True)
            known = marshal.dumps(compiled)
            self.has_new = True
        self.used[source] = known
        run(marshal.loads(known), *names)  # noqa: S302 - this user wrote it

    def write(self) -> None:
        """Keep what this run has compiled."""
        if not self.has_new:
            return
        self.has_new = False
        together = {**self.kept, **self.used}
        user_cache.write(_file(), marshal.dumps(together if len(together) <= _MOST else self.used))


def install() -> None:
    """Look up, from now on, what dataclasses compile; not where `JIBAN_LAZY_SDK` is 0."""
    global _code  # noqa: PLW0603 - a process has one module `dataclasses`
    if _code is None and os.environ.get(user_cache.SWITCH) != "0":
        _code = _Code()
        setattr(dataclasses, _NAME, _code.run)


def keep() -> None:
    """Write what this process has compiled, for the next one."""
    if _code is not None:
        _code.write()


def _file() -> Any:
    code = f"{sys.implementation.cache_tag}-{sys.flags.optimize}-{sys.hexversion:x}"
    return user_cache.folder() / f"dataclasses-{code}"


def _read() -> dict[str, bytes]:
    data = user_cache.read(_file())
    try:
        found: Any = marshal.loads(data) if data else {}  # noqa: S302 - this user wrote it
    except (EOFError, ValueError, TypeError):
        return {}
    return cast("dict[str, bytes]", found) if isinstance(found, dict) else {}
