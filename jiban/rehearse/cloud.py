"""A simulated cloud: objects in a JSON file, and a log of every call that was made of it.

It behaves as real clouds do where the life of a stack depends on it: an object has an address (its ARM id,
its API path) where its cloud gives it one, a second object at an address is refused, ids are the cloud's own,
and nothing in the cloud knows the URN of a resource.
"""

from __future__ import annotations

import itertools
import json
import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, cast

from jiban.model.plan import SECRET_SIGNATURE, SIGNATURE
from jiban.rehearse.kept_file import Stamp, stamp_of

_GAP: Final = 1000


def _unsealed(value: Any) -> Any:
    if isinstance(value, Mapping):
        given = cast("Mapping[str, Any]", value)
        if given.get(SIGNATURE) == SECRET_SIGNATURE:
            return _unsealed(given.get("value"))
        return {key: _unsealed(item) for key, item in given.items()}
    if isinstance(value, list):
        return [_unsealed(item) for item in cast("list[Any]", value)]
    return value


class AlreadyExistsError(Exception):
    """There is an object at this address."""


class NotFoundError(Exception):
    """There is no object of this id."""


@dataclass(frozen=True, slots=True)
class CloudObject:
    """An object that exists."""

    type: str
    id: str
    address: str | None
    """What no second object may have; None where the cloud tells objects apart by ids alone."""
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    cluster: str = ""
    """What tells the cluster of an object of Kubernetes from others, which have the same ids."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """The inputs without secret marks, as the cloud holds them."""
        return cast("Mapping[str, Any]", _unsealed(self.inputs))


@dataclass(frozen=True, slots=True)
class Call:
    """A line of the log."""

    op: str
    type: str
    urn: str
    id: str
    result: str
    """`ok`, or what went wrong."""
    at: float
    """Seconds since the epoch."""


class Cloud:
    """The objects of one simulated cloud, safe to use by several threads of one process."""

    def __init__(self, folder: Path) -> None:
        """Open the cloud of a folder: `cloud.json` and `calls.ndjson`, made when they are first needed."""
        self._state = folder / "cloud.json"
        self._log = folder / "calls.ndjson"
        self._lock = threading.RLock()
        self._objects = {_key(each): each for each in _read_objects(self._state)}
        calls = read_calls(folder)
        # A process that starts again after some calls must not give their numbers twice.
        self.numbers = itertools.count(len(calls) * _GAP)
        """Numbers that no other call of this cloud has had."""
        self._texts: dict[tuple[str, str, str], tuple[CloudObject, str]] = {}
        """Of the objects as they were written last: a call changes one of them, and writes them all."""
        self._written: Stamp | None = None
        """Which file this process wrote last; None before it has."""
        self._gone = {(call.type, call.id) for call in calls if call.op == "delete" and call.result == "ok"}

    def __iter__(self) -> Iterator[CloudObject]:
        """Return the objects, oldest first."""
        with self._lock:
            return iter(list(self._objects.values()))

    def reload(self) -> None:
        """Read the objects again if a rehearsal has changed some between two commands."""
        with self._lock:
            if self._written is not None and self._written == stamp_of(self._state):
                return
            self._objects = {_key(each): each for each in _read_objects(self._state)}

    def get(self, type_: str, id_: str, cluster: str = "") -> CloudObject | None:
        """Return an object by its id.

        One of Kubernetes is also found where its cluster is called otherwise by now, if no other has the id.
        """
        with self._lock:
            found = self._objects.get((type_, id_, cluster))
            if found is not None or not cluster:
                return found
            others = [each for each in self._objects.values() if (each.type, each.id) == (type_, id_)]
            return others[0] if len(others) == 1 else None

    def was_deleted(self, type_: str, id_: str) -> bool:
        """Return whether there was an object of this id."""
        with self._lock:
            return (type_, id_) in self._gone and (type_, id_, "") not in self._objects

    def at(self, type_: str, address: str, cluster: str = "") -> CloudObject | None:
        """Return the object at an address."""
        with self._lock:
            places = (
                each for each in self._objects.values() if each.type == type_ and each.cluster == cluster
            )
            return next((each for each in places if each.address == address), None)

    def create(self, made: CloudObject) -> CloudObject:
        """Add an object.

        Raises:
            AlreadyExistsError: its address or its id is taken.
        """
        with self._lock:
            taken = made.address is not None and self.at(made.type, made.address, made.cluster)
            if taken or _key(made) in self._objects:
                raise AlreadyExistsError(f"{made.type} {made.address or made.id} already exists")
            self._objects[_key(made)] = made
            self._save()
            return made

    def update(
        self,
        type_: str,
        id_: str,
        inputs: Mapping[str, Any],
        outputs: Mapping[str, Any],
        cluster: str = "",
    ) -> CloudObject:
        """Change an object.

        Raises:
            NotFoundError: there is none of this id.
        """
        with self._lock:
            found = self.get(type_, id_, cluster)
            if found is None:
                raise NotFoundError(f"{type_} {id_} does not exist")
            changed = replace(found, inputs=inputs, outputs=outputs, cluster=cluster)
            if _key(changed) != _key(found):
                del self._objects[_key(found)]
            self._objects[_key(changed)] = changed
            self._save()
            return changed

    def delete(self, type_: str, id_: str, cluster: str = "") -> None:
        """Remove an object; one that is gone already stays gone."""
        with self._lock:
            found = self.get(type_, id_, cluster)
            if found is not None:
                del self._objects[_key(found)]
            self._gone.add((type_, id_))
            self._save()

    def log(self, op: str, type_: str, urn: str, id_: str, result: str) -> None:
        """Write a line into the log, and have it on disk before anything else happens."""
        line = f"{_text(Call(op, type_, urn, id_, result, round(time.time(), 3)))}\n".encode()
        with self._lock:
            # As quick as it can be: each call of the engine has a line.
            log = os.open(self._log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
            try:
                os.write(log, line)
            finally:
                os.close(log)

    def _save(self) -> None:
        before, self._texts = self._texts, {}
        for key, each in self._objects.items():
            known = before.get(key)
            self._texts[key] = known if known and known[0] is each else (each, _text(each))
        _write(self._state, (text for _, text in self._texts.values()))
        self._written = stamp_of(self._state)


def _key(each: CloudObject) -> tuple[str, str, str]:
    return each.type, each.id, each.cluster


def read_cloud(folder: Path) -> tuple[CloudObject, ...]:
    """Return the objects of a simulated cloud, from another process than its own."""
    return tuple(_read_objects(folder / "cloud.json"))


def write_cloud(folder: Path, objects: Iterable[CloudObject]) -> None:
    """Set the objects of a simulated cloud, between two commands of an engine."""
    _write(folder / "cloud.json", map(_text, objects))


def read_calls(folder: Path) -> tuple[Call, ...]:
    """Return the log of a simulated cloud; a line that is being written is left out."""
    path = folder / "calls.ndjson"
    if not path.exists():
        return ()
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return tuple(Call(**json.loads(line)) for line in lines if line.endswith("\n"))


def _read_objects(path: Path) -> Iterable[CloudObject]:
    if not path.exists():
        return ()
    return (CloudObject(**entry) for entry in json.loads(path.read_text(encoding="utf-8")))


def _text(each: Any) -> str:
    """Write a dataclass of plain values; `asdict` would copy all of them first."""
    return json.dumps({name: getattr(each, name) for name in each.__dataclass_fields__})


def _write(path: Path, objects: Iterable[str]) -> None:
    new = path.with_name(f".{path.name}.new")
    new.write_text(f"[{','.join(objects)}]", encoding="utf-8")
    new.replace(path)
