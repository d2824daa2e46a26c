"""Dated tables of facts that stand beside the code of a package.

To parse YAML takes ten times as long as to read what came of it the last time, so that is kept in the user's
cache, by what the file says.
"""

import os
import pickle
import sys
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, cast

from jiban import user_cache

_OWN = __name__.partition(".")[0]
_HERE = Path(__file__).parent
_MOST: Final = 400
"""Tables that are kept; of more, those of the last run alone."""
_DIGEST_BYTES: Final = 16
_FOLDER = "/"
"""End of the names of folders."""
_asked: list[tuple[str, str]] = []


def asked() -> tuple[tuple[str, str], ...]:
    """Return the packages and files of the tables that this process has read; of whole folders, `NAME/`."""
    return tuple(_asked)


def ask(package: str, name: str) -> None:
    """Read what another process has read, as `asked` names it."""
    if name.endswith(_FOLDER):
        folder(package, name.removesuffix(_FOLDER))
    else:
        table(package, name)


@cache
def table(package: str, file: str) -> dict[str, Any]:
    """Return a YAML table of a package: one object, not to be changed."""
    _asked.append((package, file))
    return _parsed().document((_folder_of(package) / file).read_bytes())


class _Parsed:
    """What has come of tables, by the digest of their bytes."""

    def __init__(self) -> None:
        self._kept = _read()
        self._used: dict[bytes, bytes] = {}
        self._has_new = False

    def document(self, text: bytes) -> dict[str, Any]:
        """Return what a table says."""
        digest = blake2b(text, digest_size=_DIGEST_BYTES).digest()
        known = self._kept.get(digest)
        if known is None:
            import yaml  # noqa: PLC0415 - of no use where all is kept

            document: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
            self._used[digest] = pickle.dumps(document, pickle.HIGHEST_PROTOCOL)
            self._has_new = True
            return document
        self._used[digest] = known
        found: dict[str, Any] = pickle.loads(known)  # noqa: S301 - this user wrote it
        return found

    def keep(self) -> None:
        """Write what is new, for the next process."""
        if self._has_new and os.environ.get(user_cache.SWITCH) != "0":
            self._has_new = False
            together = {**self._kept, **self._used}
            user_cache.write(_file(), pickle.dumps(together if len(together) <= _MOST else self._used))


@cache
def _parsed() -> _Parsed:
    return _Parsed()


def keep() -> None:
    """Keep what this process has parsed, for the next one."""
    if _parsed.cache_info().currsize:
        _parsed().keep()


def _file() -> Path:
    return user_cache.folder() / f"tables-{sys.implementation.cache_tag}"


def _read() -> dict[bytes, bytes]:
    if os.environ.get(user_cache.SWITCH) == "0":
        return {}
    kept = user_cache.read(_file())
    try:
        return cast("dict[bytes, bytes]", pickle.loads(kept)) if kept else {}  # noqa: S301 - as above
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is made again
        return {}


def _folder_of(package: str) -> Traversable:
    """Return where the files of a package are; of our own by its place: a program may have its name."""
    top, _, below = package.partition(".")
    return _HERE.joinpath(*below.split(".")) if top == _OWN else files(package)


@cache
def folder(package: str, name: str) -> dict[str, dict[str, Any]]:
    """Return the YAML tables in a folder of a package, by name without `.yaml`, in the order of names."""
    _asked.append((package, name + _FOLDER))
    found = sorted(
        each.name for each in (_folder_of(package) / name).iterdir() if each.name.endswith(".yaml")
    )
    return {each.removesuffix(".yaml"): table(package, f"{name}/{each}") for each in found}
