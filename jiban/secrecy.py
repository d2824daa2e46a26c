"""The one place that decides what may be printed: no text leaves a command but through its gate.

A command, or a plan that is made without one, has a `Gate`. Whatever finds a secret tells the gate: the
configuration, `pulumi.Output.secret`, `lookups.yaml`, the properties that are secret by name. Whatever prints
asks it: documents, errors, messages of the program, what the program prints by itself. The gate finds a
secret in any text, as it is, escaped as JSON, Python, HTML or a URL escape it, and inside of base64.

What stands at the place of a secret (`jiban.model.plan.Secret`) is hidden whatever it is. Anywhere else a
text of fewer than `SHORTEST` characters, or one of `ORDINARY`, is shown: to hide every `3`, `true` or `prod`
of a plan would hide the plan, and would tell what the secret is besides. Stands on the standard library
alone.
"""

from __future__ import annotations

import base64
import functools
import html
import json
import re
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TextIO, cast
from urllib.parse import quote, quote_plus

MARK: Final = "[secret]"
"""What is printed in place of a secret; Pulumi's own word."""
MASK: Final = re.compile(r"\[secret(?: \d+|:[0-9a-f]{64})?\]")
"""What stands for a secret in a name: with a number where another name would look the same without it, with
a fingerprint in a plan that one process makes for another (`jiban.plan.fingerprints`)."""
_NUMBERED: Final = "[secret {}]"
SHORTEST: Final = 6
"""Characters from which a secret is also hidden where only its text tells that it is there."""
ORDINARY: Final = frozenset(
    """
    account accounts admin-user administrator adminuser anonymous application backend changeme cluster
    database default default_value development disabled dummy enabled example false frontend internal
    localhost mongodb namespace password placeholder postgres postgresql private production project
    public rabbitmq readonly region registry require required resource sample secret secrets service
    sqladmin staging string system test-user testing unknown username verify-full
    """.split()  # noqa: SIM905 - a list of words reads better as text
)
"""Words that say nothing of who keeps them secret: as values they are hidden where they stand, no further."""
_PATIENCE: Final = 1.0
"""Seconds to wait for another thread to have written its line."""
_DIGITS: Final = 8
"""Digits below which a number is an ordinary one."""
_WORD: Final = 4
"""Bytes that are looked at in one step."""
_JSON_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*')
_SAME_EVERYWHERE: Final = re.compile(r"[A-Za-z0-9_.~-]*")
"""A text that no language and no format escapes."""
_LONG_WORD: Final = re.compile(r"[A-Za-z0-9+/=_.-]{20,}")
"""A word of a longer secret that is telling by itself, as a line of a private key is."""


class Gate:
    """The secrets of one command, and the texts that they are taken out of.

    The time that a text takes grows with its length, not with the number of secrets.
    """

    def __init__(self) -> None:
        """Begin without a secret."""
        self._certain: set[str] = set()
        self._suspects: set[str] = set()
        self._spared: set[str] = set()
        self._numbers: dict[bytes, int] = {}
        self._taken: dict[str, str] = {}
        self._clear()

    def _clear(self) -> None:
        self._forms: set[bytes] = set()
        self._lengths: dict[bytes, tuple[int, ...]] = {}
        self._words: set[int] = set()
        self._escaped = False

    @property
    def empty(self) -> bool:
        """Whether nothing is known to be secret."""
        return not self._forms

    def known(self) -> tuple[list[str], list[str]]:
        """Return the secrets, and the suspects that nothing has cleared: for the gate of another process."""
        return sorted(self._certain), sorted(self._suspects)

    def learn(self, value: Any) -> None:
        """Keep a value secret, of a map or list every text and number in it."""
        for text in texts(value):
            if text not in self._certain:
                self._certain.add(text)
                self._add(text)

    def suspect(self, value: Any) -> None:
        """Keep a value secret that was made of a secret or stands beside one, unless `acquit` clears it.

        Pulumi marks all that a secret takes part in: of `Output.all(host, password)` the host, too.
        """
        for text in texts(value):
            if text not in self._suspects and text not in self._certain:
                self._suspects.add(text)
                self._add(text)

    def acquit(self, plain: Iterable[str]) -> None:
        """Clear suspects that the program also gives openly, as the whole value of a property."""
        cleared = self._suspects.intersection(plain)
        if cleared:
            self._suspects -= cleared
            self._begin_again()

    def spare(self, words: Iterable[str]) -> None:
        """Show the secrets that are words, or parts of words, of what everybody can read, as a schema is.

        Like any ordinary word they are still hidden where they stand as a secret.

        Args:
            words: names of types and properties that a provider publishes.
        """
        public = "\0".join(words)
        spared = {text for text in (*self._certain, *self._suspects) if text and text in public}
        if not spared <= self._spared:
            self._spared |= spared
            self._begin_again()

    def keep_apart(self, names: Iterable[str]) -> None:
        """Number the secrets in names that would look the same without them: `a-[secret]`, `a-[secret 2]`.

        A number is the same in everything that is printed from now on. Which names come first decides it, so
        that the same plan gives the same document.
        """
        for name in names:
            found = _encoded(name)
            spans = self._spans(found)
            if self._taken.setdefault(_shown(found, spans, self._numbers), name) == name:
                continue
            for start, end in spans:
                self._number(found[start:end])
            self._taken[_shown(found, spans, self._numbers)] = name

    def _number(self, secret: bytes) -> None:
        if secret not in self._numbers:
            number = max(self._numbers.values(), default=1) + 1
            for form in _forms(secret.decode("utf-8", "surrogatepass")):
                self._numbers.setdefault(form, number)

    def _begin_again(self) -> None:
        self._clear()
        for text in (*self._certain, *self._suspects):
            self._add(text)

    def knows(self, text: str) -> bool:
        """Return whether a text as a whole is a secret."""
        return text in self._certain or text in self._suspects

    def touches(self, text: str) -> bool:
        """Return whether a secret stands in a text."""
        return bool(self._forms) and self._spans(_encoded(text)) != []

    def text(self, text: str) -> str:
        """Return a text with `[secret]` in the place of every secret; of one inside of another, once."""
        if not self._forms:
            return text
        data = _encoded(text)
        spans = self._spans(data)
        return _shown(data, spans, self._numbers) if spans else text

    def json(self, text: str, show: Callable[[str], str] | None = None) -> str:
        """Return a document in JSON, still one, with `[secret]` in the place of every secret.

        Args:
            text: the document.
            show: what a text in it becomes; by default what `text` returns.
        """
        if not self._forms or not (self._escaped or self.touches(text)):
            return text
        return _JSON_TOKEN.sub(functools.partial(self._token, show or self.text), text)

    def _token(self, show: Callable[[str], str], match: re.Match[str]) -> str:
        token = match[0]
        if token[0] != '"':
            return json.dumps(MARK) if self.touches(token) else token
        inner = cast("str", json.loads(token)) if "\\" in token else token[1:-1]
        shown = show(inner)
        if shown == inner:
            return token
        return json.dumps(shown, ensure_ascii=token.isascii())

    def _add(self, text: str) -> None:
        if is_ordinary(text) or text in self._spared:
            return
        self._escaped |= _SAME_EVERYWHERE.fullmatch(text) is None
        pieces = [text, *(_LONG_WORD.findall(text) if "\n" in text else ())]
        for form in {form for piece in pieces for form in _forms(piece) if len(form) >= SHORTEST}:
            if form in self._forms:
                continue
            self._forms.add(form)
            head = form[:SHORTEST]
            known = {*self._lengths.get(head, ()), len(form)}
            self._lengths[head] = tuple(sorted(known, reverse=True))
            self._words.update(int.from_bytes(form[at : at + _WORD], sys.byteorder) for at in (0, 1))

    def _spans(self, data: bytes) -> list[tuple[int, int]]:
        """Return where secrets stand in a text, in order and without overlaps."""
        found: list[tuple[int, int]] = []
        # Of every secret one of the first two bytes stands at an even place, where a word is looked at.
        for shift in (0, 2):
            words = _words(data, shift)
            if self._words.isdisjoint(words):
                continue
            for number, word in enumerate(words):
                if word in self._words:
                    place = shift + number * _WORD
                    found += [span for start in (place, place - 1) for span in self._at(data, start)]
        return _merged(found)

    def _at(self, data: bytes, start: int) -> Iterator[tuple[int, int]]:
        if start < 0:
            return
        for length in self._lengths.get(data[start : start + SHORTEST], ()):
            if data[start : start + length] in self._forms:
                yield start, start + length
                return


def texts(value: Any) -> Iterator[str]:
    """Yield the texts and numbers in a value; not its keys, truth values or what is of no plain type."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
    elif isinstance(value, Mapping):
        # The SDK has maps with a property `values` in place of the method; each has its keys.
        for key in cast("Mapping[Any, Any]", value):
            yield from texts(value[key])
    elif isinstance(value, list | tuple | set | frozenset):
        for item in cast("Iterable[Any]", value):
            yield from texts(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def is_ordinary(text: str) -> bool:
    """Return whether a text is shown though some secret has the same: it is short, a number or a word."""
    plain = text.strip()
    return (
        len(plain) < SHORTEST
        or plain.lower() in ORDINARY
        or (len(plain) < _DIGITS and plain.replace(".", "", 1).isdigit())
    )


def _forms(text: str) -> Iterator[bytes]:
    """Yield a text as it may stand in other texts."""
    data = _encoded(text)
    yield data
    if not _SAME_EVERYWHERE.fullmatch(text):
        yield from _escaped(text, data)
        stripped = data.strip()
        if stripped != data:
            yield stripped
            yield from _base64(stripped)
    yield from _base64(data)


def _escaped(text: str, data: bytes) -> Iterator[bytes]:
    """Yield a text as the languages and formats escape it that it may be written in."""
    for ascii_only in (True, False):
        yield _encoded(json.dumps(text, ensure_ascii=ascii_only)[1:-1])
    yield _encoded(repr(text)[1:-1])
    yield text.encode("unicode_escape")
    yield _encoded(html.escape(text))
    for quoted in (quote(data, safe=""), quote(data), quote_plus(data)):
        yield quoted.encode()
        yield re.sub("%..", lambda code: code[0].lower(), quoted).encode()


_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")


def _base64(data: bytes) -> Iterator[bytes]:
    """Yield data in base64: by itself, and what of it is the same whatever stands before and after it."""
    found = [base64.b64encode(data)]
    for before in range(3):
        coded = base64.b64encode(bytes(before) + data)
        first = -(-before * 8 // 6)
        found.append(coded[first : (before + len(data)) * 8 // 6])
    yield from found
    if b"+" in found[0] + found[2] + found[3] or b"/" in found[0] + found[2] + found[3]:
        yield from (coded.translate(_URL_SAFE) for coded in found)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _words(data: bytes, shift: int) -> memoryview:
    end = shift + (len(data) - shift) // _WORD * _WORD
    return memoryview(data)[shift : max(end, shift)].cast("I")


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _shown(data: bytes, spans: list[tuple[int, int]], numbers: Mapping[bytes, int]) -> str:
    parts: list[bytes] = []
    last = 0
    for start, end in spans:
        number = numbers.get(data[start:end])
        parts += [data[last:start], (MARK if number is None else _NUMBERED.format(number)).encode()]
        last = end
    return b"".join([*parts, data[last:]]).decode("utf-8", "surrogatepass")


_open: list[Gate] = []


def current() -> Gate:
    """Return the gate of what runs; outside of a command and a plan, a new one that nobody else asks."""
    return _open[-1] if _open else Gate()


@contextmanager
def gate() -> Generator[Gate]:
    """Have a gate for the duration of a command or a plan: the one that there is, else a new one."""
    if _open:
        yield _open[-1]
        return
    _open.append(Gate())
    try:
        yield _open[-1]
    finally:
        _open.pop()


def renew() -> None:
    """Begin without a gate, in a fork that is to be as a new process."""
    _open.clear()


class Lines:
    """Lets go of what is printed line by line, without the secrets in it."""

    def __init__(self, show: Callable[[str], str]) -> None:
        """Take what a text becomes on its way."""
        self._show = show
        self._rest = ""

    @property
    def waits(self) -> bool:
        """Whether something waits for the end of its line."""
        return bool(self._rest)

    def feed(self, text: str) -> str:
        """Take a text, and return what can go on: whole lines, none of them in the middle of a secret."""
        self._rest += text
        lines, newline, rest = self._rest.rpartition("\n")
        if not newline:
            return ""
        shown = self._show(lines + newline)
        if shown + self._show(rest) != self._show(self._rest):
            return ""
        self._rest = rest
        return shown

    def end(self) -> str:
        """Return what waits for the end of its line."""
        rest, self._rest = self._rest, ""
        return self._show(rest)


class Masked:
    """A text stream that shows no secret: whole lines go on when they are there, the rest on a flush.

    One thread writes at a time: a text stream that two write to at once may let out what else is in memory
    (https://github.com/python/cpython/issues/119506).
    """

    def __init__(self, stream: TextIO, show: Callable[[str], str]) -> None:
        """Take the stream, and what a text becomes on its way."""
        self._stream = stream
        self._lines = Lines(show)
        self._lock = threading.RLock()

    def lead_to(self, stream: Any) -> None:
        """Go on to another stream from now on."""
        self._stream = stream

    def write(self, text: str) -> int:
        """Take a text."""
        with self._alone():
            self._go_on(self._lines.feed(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Take several texts."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Let go on what waits for the end of its line."""
        with self._alone():
            self._go_on(self._lines.end())
            self._stream.flush()

    def close(self) -> None:
        """Let go on what waits. The stream stays open: it is not its user's alone."""
        self.flush()

    @contextmanager
    def _alone(self) -> Generator[None]:
        # A thread that the end of the interpreter has stopped, or a fork has left behind, keeps the lock.
        taken = self._lock.acquire(timeout=_PATIENCE)
        try:
            yield
        finally:
            if taken:
                self._lock.release()

    def _go_on(self, text: str) -> None:
        if text:
            self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        """Return whatever else the stream can do."""
        return getattr(self._stream, name)
