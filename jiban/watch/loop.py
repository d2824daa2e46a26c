"""The loop of a watch: plan, show, wait for a save."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jiban import flags, supervisor
from jiban.lazy_sdk import finder
from jiban.policy import configuration, waivers
from jiban.project.streams import document_stream
from jiban.report.terminal import say, write_document
from jiban.watch.notice import Notice
from jiban.watch.picture import Answer, Details, Question, answer
from jiban.watch.processes import Definition, Warm
from jiban.watch.saved import Seen, shown
from jiban.watch.warmth import Loaded, load_libraries

if TYPE_CHECKING:
    from datetime import date
    from types import FrameType

    from jiban.project.project import Project
    from jiban.report.terminal import Look
    from jiban.watch.processes import Job

_LOOK: Final = 0.05
"""Seconds between two looks at the files, where the kernel tells nothing of them."""
_GLANCE: Final = 0.1
"""Seconds between two looks at the files during a plan, which needs the processors."""
_CALM: Final = 0.01
"""Seconds without a further change after which a save is planned. What is changed later begins the plan anew,
and what was planned of half a save is not shown."""
_PATIENCE: Final = 2.0
"""Seconds after which a save that goes on and on is planned all the same."""
_FAULT: Final = 0.05
"""Seconds from a save before which no fault is shown: half of a file is faulty more often than not."""
_HIDDEN: Final = 2
"""Answers in a row that are not shown because something has changed meanwhile."""
_GRACE: Final = 3.0
"""Seconds over its time after which a program that does not stop is ended."""
_CLEAR: Final = "\x1b[H\x1b[2J\x1b[3J"
_FILES: Final = (
    "Pulumi.yaml",
    "Pulumi.yml",
    "lookups.yaml",
    "pyproject.toml",
    waivers.FILE,
    configuration.FILE,
)
_NAMES: Final = 3
"""Files that are named; of more, how many there are."""
_SAID: Final = 20
"""Lines that are shown of what a program has printed."""


@dataclass(slots=True)
class Watch:
    """One watch of one stack."""

    project: Project
    stack: str
    today: date
    overrides: tuple[str, ...] = ()
    path_overrides: tuple[str, ...] = ()
    timeout: int = 0
    command: tuple[str, ...] = ()
    """What runs after each plan that is whole; empty for nothing."""
    cwd: Path = field(default_factory=Path)
    """The folder that it runs in."""
    _warm: Warm | None = None
    _next: Job | None = None
    """Is ready for the next plan."""
    _loaded: Loaded = field(default_factory=Loaded)
    _libraries: frozenset[str] = frozenset()
    _before: tuple[bytes, str] | None = None
    """The last plan that was whole, and when that was."""
    _first: tuple[bytes, str] | None = None
    _hidden: int = 0
    """How many answers in a row were not shown, as something had changed meanwhile."""
    _picture: str = ""
    _shown_at: str = ""
    """When the last picture of a whole plan was shown."""
    _seen: Seen = field(default_factory=lambda: Seen({}))
    _notice: Notice = field(default_factory=Notice)
    _is_over: bool = False
    """Whether Ctrl-C was pressed."""

    def run(self) -> None:
        """Go on until Ctrl-C."""
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as in the background of a script
            signal.signal(signal.SIGINT, self.interrupt)
        finder.install()
        changed: frozenset[str] = frozenset()
        with contextlib.suppress(KeyboardInterrupt):
            try:
                while True:
                    self._plan(changed)
                    changed = self._wait()
            finally:
                if self._warm is not None:
                    self._warm.stop()

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        """End it.

        Raises:
            KeyboardInterrupt: always. What is raised while a module is loaded may get lost there, so it is
                raised again by whoever waits next.
        """
        self._is_over = True
        signal.default_int_handler(number, frame)

    def _go_on(self) -> None:
        if self._is_over:
            raise KeyboardInterrupt

    def _plan(self, changed: frozenset[str]) -> None:
        """Plan once and show it; a file that is saved meanwhile ends it."""
        since = time.monotonic()
        job = self._job(changed)
        job.begin()
        seen = self._seen
        found: Answer | None = None
        while not (found is None and seen.changed()):
            self._go_on()
            try:
                part = job.answer(_GLANCE)
            except EOFError:
                if found is None:
                    self._cut_short(supervisor.cut_off("without an answer"), changed, since)
                return
            if isinstance(part, Answer):
                if self._is_of_half_a_save(part, seen, since):
                    break
                found = part
                self._show(found, changed, time.monotonic() - since)
            elif isinstance(part, Details):
                if part.kept is not None:
                    self._keep(part.kept)
                self._seen = self._files_of(part, seen, is_whole=part.kept is not None)
                self._tell_files(part.since)
                if part.kept is not None and self.command:
                    self._run_command()
                self._warm_up(part)
                return
            elif self._is_late(job):
                job.stop()
                self._cut_short(supervisor.message(self.timeout, ""), changed, since)
                return
        job.stop()

    def _is_of_half_a_save(self, found: Answer, seen: Seen, since: float) -> bool:
        """Return whether what was read has changed meanwhile; a fault waits for a while before."""
        if not found.is_whole:
            time.sleep(max(since + _FAULT - time.monotonic(), 0.0))
        # A program that writes itself what it reads is shown in the end.
        is_half = self._hidden < _HIDDEN and bool(seen.changed())
        self._hidden = self._hidden + 1 if is_half else 0
        return is_half

    def _job(self, changed: frozenset[str]) -> Job:
        """Return what plans: what is ready for it, if it is for what is asked now."""
        self._process(changed)
        question = self._question()
        job, self._next = self._next, None
        if job is not None:
            if job.question == question and job.is_there():
                return job
            job.stop()
        return self._asked(question)

    def _asked(self, question: Question) -> Job:
        """Have a process get ready for a plan."""
        try:
            return self._process(frozenset()).ask(question)
        except OSError:
            # Somebody has ended the warm process, or a module of the program that it has loaded.
            self._renew()
            self._loaded = Loaded()
            return self._process(frozenset()).ask(question)

    def _keep(self, plan: bytes) -> None:
        self._before = (plan, self._shown_at)
        self._first = self._first or self._before

    def _cut_short(self, why: str, changed: frozenset[str], since: float) -> None:
        """Say that there is no answer. What the warm process has loaded is doubtful then."""
        self._show(Answer(f"error: {why}\n"), changed, time.monotonic() - since)
        self._tell_files()
        self._renew()

    def _is_late(self, job: Job) -> bool:
        return bool(self.timeout) and job.seconds > self.timeout + _GRACE

    def _question(self) -> Question:
        before, before_at = self._before or (None, "")
        first, first_at = self._first or (None, "")
        return Question(
            self.project.root,
            self.stack,
            self.today,
            flags.look(),
            self.overrides,
            self.path_overrides,
            self.timeout,
            before,
            before_at,
            first,
            first_at,
            self._libraries,
        )

    def _process(self, changed: frozenset[str]) -> Warm:
        """Return the warm process; another one where what it has loaded has changed."""
        if self._warm is not None and changed:
            definition = self._warm.definition()
            if changed & (definition.files | definition.folders):
                self._renew()
        if self._warm is None:
            self._warm = Warm(self.project, self._loaded, answer)
        return self._warm

    def _renew(self) -> None:
        if self._next is not None:
            self._next.stop()
        self._next = None
        if self._warm is not None:
            self._warm.stop()
        self._warm = None

    def _warm_up(self, found: Details) -> None:
        """Load what the plan has loaded, for the next one, as long as nobody waits."""
        news = found.loaded
        load_libraries(news)
        known = self._loaded.and_of_program(news)
        if news.libraries or known != self._loaded:
            self._loaded = known
            self._libraries = frozenset(sys.modules)
            self._renew()
        self._next = self._asked(self._question())

    def _files_of(self, found: Details, seen: Seen, *, is_whole: bool) -> Seen:
        """Return what to look at from now on, as it stood before the plan began."""
        root = self.project.root
        always = {str(root / name) for name in (*_FILES, self.project.stack_file(self.stack))}
        loaded = self._warm.definition() if self._warm is not None else Definition()
        files = {*always, *found.files, *loaded.files}
        if not is_whole:  # what a broken program would have read is not known
            files |= {path for path, stamp in seen.stamps.items() if not isinstance(stamp, frozenset)}
        now = Seen.of(files, found.folders | loaded.folders)
        return Seen({path: seen.stamps.get(path, stamp) for path, stamp in now.stamps.items()})

    def _wait(self) -> frozenset[str]:
        """Wait for a save, to its end; return the files and folders that have changed."""
        was_told = False
        self._notice.about(*self._seen.places())
        while True:
            self._go_on()
            before = self._seen.again()
            changed = self._seen.to(before)
            if changed:
                break
            if was_told:  # something else goes on in these folders
                time.sleep(_LOOK)
            was_told = self._notice.wait(_LOOK)
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            time.sleep(_CALM)
            now = before.again()
            if now == before:
                break
            changed |= before.to(now)
            before = now
        self._seen = before
        return changed

    def _show(self, found: Answer, changed: frozenset[str], seconds: float) -> None:
        look = flags.look()
        now = datetime.now().astimezone().strftime("%H:%M:%S")
        parts: list[str] = []
        head = f"{now}  planned in {seconds:.1f} s"
        if changed:
            head = f"{now}  {self._named(changed)}, planned in {seconds:.1f} s"
        parts.append(look.paint(head, "dim") + "\n")
        if found.said.strip():
            lines = found.said.rstrip("\n").split("\n")
            left = len(lines) - _SAID
            parts.append("\n".join(lines[-_SAID:]) + "\n")
            if left > 0:
                parts.append(f"({left} lines before that were left out)\n")
        parts.append(found.text)
        if found.is_whole:
            self._picture, self._shown_at = found.text, now
        elif self._before is not None and look.width is not None:
            # Below it, as the end of what is longer than the screen is what is seen.
            parts.insert(
                0, look.paint(f"The last whole plan, of {self._before[1]}:\n", "bold") + self._picture
            )
        _clear(look)
        write_document("".join(parts), colour=look.colour)

    def _tell_files(self, since: str = "") -> None:
        """Say that the files are looked at now: what is saved from here on is planned."""
        look = flags.look()
        if since:
            write_document(f"\n{since}", colour=look.colour)
        text = f"\nWatching {len(self._seen.stamps)} files; Ctrl-C ends.\n"
        write_document(look.paint(text, "dim"), colour=look.colour)

    def _named(self, changed: frozenset[str]) -> str:
        # A folder changes with each file that comes into it.
        folders = {os.path.dirname(each) for each in changed}  # noqa: PTH120 - a text
        names = shown(changed - folders or changed, self.project.root)
        if len(names) > _NAMES:
            return f"{len(names)} files saved"
        return f"{', '.join(names)} saved"

    def _run_command(self) -> None:
        try:
            code = subprocess.run(self.command, cwd=self.cwd, check=False).returncode
        except OSError as error:
            say(f"{self.command[0]}: {error.strerror}", "red", prefix="error: ")
            return
        if code:
            say(f"{self.command[0]}: exit code {code}")


def _clear(look: Look) -> None:
    """Begin at the top of an empty screen, where there is one."""
    stream = document_stream()
    if stream is not None and look.width is not None and look.colour:
        stream.write(_CLEAR)
        stream.flush()
