"""Holds the failures of a run against a baseline, and writes one."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jiban import secrecy
from jiban.model.json_text import MAX_BYTES
from jiban.policy.baseline import Baseline, BaselineError, Entry, parse
from jiban.policy.rule import ChangeRule
from jiban.project.files import NotReadable, is_there, read_file
from jiban.report.terminal import printable, say, write_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.policy.inprocess import Finding, Report

_DIGITS: Final = 32


def entry_of(finding: Finding) -> Entry:
    """Return a failure as a baseline holds it: without the name of the stack."""
    resource = finding.urn.partition("::")[2]
    paths = tuple(sorted(finding.judgement.verdict.paths))
    parts = "\n".join((finding.rule.id, resource, *paths)).encode("utf-8", "surrogatepass")
    return Entry(hashlib.sha256(parts).hexdigest()[:_DIGITS], finding.rule.id, resource, paths)


@dataclass(frozen=True, slots=True)
class BaselineFile:
    """A baseline with its file."""

    path: Path
    writes: bool
    """Whether the run writes it."""
    known: Baseline | None
    """What it holds; None where it is not there yet."""

    @classmethod
    def read(cls, name: str, *, writes: bool) -> BaselineFile:
        """Read a file; one that is not there yet is none, where the run is to write it.

        Raises:
            BaselineError: it cannot be read, is no baseline, or is not there.
        """
        path, shown = Path(name), printable(name)
        try:
            if not is_there(path):
                if writes:
                    return cls(path, writes, None)
                raise BaselineError(
                    f"there is no baseline {shown}; add --write-baseline to write it from the failures of "
                    "this run"
                )
            return cls(path, writes, parse(read_file(path, MAX_BYTES), shown))
        except NotReadable as error:
            raise BaselineError(f"cannot read the baseline {shown}: {error.reason}") from error

    def applied(self, reports: Sequence[Report]) -> list[Report]:
        """Return reports with their old failures apart from the new ones.

        In a run that writes the baseline for the first time all of them are old.

        Raises:
            BaselineError: the run is to write the baseline of other stacks than it judges.
        """
        stacks = {report.stack for report in reports}
        if self.known is None:
            return [replace(each, findings=(), accepted=each.findings, cured=()) for each in reports]
        same = stacks == set(self.known.stacks)
        if self.writes and not same:
            raise BaselineError(
                f"{printable(str(self.path))} is the baseline of {', '.join(self.known.stacks)}, and this "
                f"run judges {', '.join(sorted(stacks))}; give each its own file, or judge the same stacks"
            )
        known = self.known
        split = [_split(each, known) for each in reports]
        if not same:
            return split
        cured = {each.fingerprint for each in _cured(split, known)}
        first, *others = split
        entries = tuple(each for each in known.failures if each.fingerprint in cured)
        return [replace(first, cured=entries), *(replace(each, cured=()) for each in others)]

    def write(self, reports: Sequence[Report]) -> None:
        """Write the baseline from reports that it was applied to: what is cured goes, nothing comes.

        Raises:
            OSError: it cannot be written.
        """
        cured = {each.fingerprint for report in reports for each in report.cured or ()}
        held = {each.fingerprint: each for each in self.known.failures} if self.known else None
        counts: Counter[str] = Counter()
        entries: dict[str, Entry] = {}
        for report in reports:
            here = Counter(entry_of(each).fingerprint for each in report.accepted)
            counts |= here  # of the stacks, the one that has most of them
            for each in report.accepted:
                entry = entry_of(each)
                entries[entry.fingerprint] = entry
        if held is None:
            found = [replace(each, count=counts[key]) for key, each in entries.items()]
        else:
            found = [
                replace(each, count=min(each.count, counts[key])) if key in counts else each
                for key, each in held.items()
                if key not in cured
            ]
        gate = secrecy.current()
        stacks = tuple(report.stack for report in reports)
        write_file(self.path, gate.json(Baseline(stacks, tuple(found)).dumps()), is_json=True)
        gone = f", {_number(len(cured), 'cured one')} left it" if held is not None else ""
        say(f"{printable(str(self.path))}: holds {_number(len(found), 'failure')}{gone}")


def _split(report: Report, known: Baseline) -> Report:
    left = {each.fingerprint: each.count for each in known.failures}
    new: list[Finding] = []
    old: list[Finding] = []
    for finding in report.findings:
        key = entry_of(finding).fingerprint
        if left.get(key, 0) > 0:
            left[key] -= 1
            old.append(finding)
        else:
            new.append(finding)
    return replace(report, findings=tuple(new), accepted=tuple(old))


def _cured(reports: Sequence[Report], known: Baseline) -> list[Entry]:
    """Return what is no failure in any stack, of rules that were asked and could say so."""
    failing = {
        entry_of(each).fingerprint
        for report in reports
        for each in (*report.findings, *report.accepted, *report.waived)
    }
    open_ = {
        (each.rule.id, each.urn.partition("::")[2])
        for report in reports
        for each in (*report.unknown, *report.errors)
    }
    whole = {rule for rule, resource in open_ if not resource}
    asked = {
        rule.id
        for report in reports
        for rule in report.rules
        if report.compared or not isinstance(rule, ChangeRule)
    }
    return [
        each
        for each in known.failures
        if each.fingerprint not in failing
        and each.rule in asked - whole
        and (each.rule, each.resource) not in open_
    ]


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
