"""Runs jiban with the packages of a project that has a virtual environment of its own.

`jiban.handover` starts this file as a script, by the project's Python where that can be, with a JSON text
that says what is found where. The project's packages come first. The tool lends it, after everything else,
the few packages that the tool itself stands on and the packs of rules that are installed beside it, and
nothing more: a package that the project lacks is missing here too, as it will be in `pulumi preview`.
"""

from __future__ import annotations

import json
import re
import site
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder
from importlib.metadata import Distribution, DistributionFinder, MetadataPathFinder
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from importlib.machinery import ModuleSpec

TOOL: Final = "jiban"
NEEDS: Final = ("click", "pydantic", "pyyaml", "tzdata")
"""Packages that the tool depends on, Pulumi apart; a test holds them to pyproject.toml."""
_PACKS: Final = "jiban.packs"


class Packages:
    """The packages in a few folders, and what they require of each other."""

    def __init__(self, folders: Sequence[str]) -> None:
        """Take the folders."""
        self._folders = list(folders)

    def with_requirements(self, *names: str) -> list[Distribution]:
        """Return packages with all that they require, as far as it is there."""
        found: dict[str, Distribution] = {}
        todo = [_normal(name) for name in names]
        while todo:
            name = todo.pop()
            each = None if name in found else next(iter(self._find(name=name)), None)
            if each is not None:
                found[name] = each
                todo += _requirements(each)
        return list(found.values())

    def with_packs(self) -> list[Distribution]:
        """Return the packages that bring a pack of rules."""
        return [each for each in self._find() if any(_packs(each))]

    def _find(self, **wanted: str) -> Iterable[Distribution]:
        return MetadataPathFinder.find_distributions(DistributionFinder.Context(path=self._folders, **wanted))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _requirements(distribution: Distribution) -> list[str]:
    wanted = [each for each in distribution.requires or () if "extra ==" not in each]
    return [_normal(re.split(r"[^A-Za-z0-9._-]", each, maxsplit=1)[0]) for each in wanted]


def _packs(distribution: Distribution) -> Iterator[str]:
    return (each.module.partition(".")[0] for each in distribution.entry_points if each.group == _PACKS)


def modules_of(distribution: Distribution) -> set[str]:
    """Return the names of the modules at the top of a package."""
    tops = {file.parts[0] for file in distribution.files or () if file.suffix in {".py", ".so", ".pyd"}}
    return {top.partition(".")[0] for top in tops} | set(_packs(distribution))


class Lent(MetaPathFinder):
    """Finds a few packages in folders that are not on the import path."""

    def __init__(
        self, folders: Sequence[str], distributions: Sequence[Distribution], modules: Iterable[str] = ()
    ) -> None:
        """Take the folders, the packages that are lent from them, and modules of no package."""
        self._folders = list(folders)
        self._distributions = list(distributions)
        self._modules = {*modules, *(name for each in distributions for name in modules_of(each))}

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Find a module that is lent; those inside of it are found by its own `__path__`."""
        del target
        if path is not None or fullname not in self._modules:
            return None
        # The folders of a namespace package, such as `google`, are found in the project's packages too.
        return PathFinder.find_spec(fullname, [*self._folders, *sys.path])

    def find_distributions(self, context: DistributionFinder.Context | None = None) -> Iterable[Distribution]:
        """Return what is known of the packages that are lent, where nobody asks about certain folders."""
        if context is not None and context.path is not sys.path:
            return []
        name = _normal(context.name) if context is not None and context.name else None
        return [each for each in self._distributions if name in (None, _normal(each.metadata["Name"]))]


def main(arguments: Sequence[str]) -> None:
    """Run a command line. The first argument is a JSON object.

    `lent` are folders of the tool's own packages, `first` packages that come from them with what they require
    whatever the project has, `packages` folders to put on the import path, `note` a line to say, `pipe` that
    of the supervisor, or null, `parent` the process that this one must not outlive, or null. What else it
    holds is for `jiban.handover`.
    """
    spec, rest = json.loads(arguments[0]), arguments[1:]
    folders: list[str] = spec["lent"]
    for folder in spec["packages"]:
        site.addsitedir(folder)
    known = Packages(folders)
    if spec["first"]:
        sys.meta_path.insert(0, Lent(folders, known.with_requirements(*spec["first"])))
    last = Lent(folders, [*known.with_requirements(*NEEDS), *known.with_packs()], [TOOL])
    sys.meta_path.append(last)
    # The tool that was asked for runs, and no other one that the project may have installed.
    tool = Lent(folders, [], [TOOL])
    sys.meta_path.insert(0, tool)
    import jiban.cli  # noqa: PLC0415 - only now can it be found
    from jiban import handover, supervisor  # noqa: PLC0415 - same

    sys.meta_path.remove(tool)
    if spec["note"]:
        sys.stderr.write(f"note: {spec['note']}\n")
        sys.stderr.flush()
    if spec["parent"]:
        supervisor.die_with(spec["parent"])
    handover.started(spec)
    supervisor.report_to(spec["pipe"])
    jiban.cli.main(rest, prog_name=TOOL)


if __name__ == "__main__":
    main(sys.argv[1:])
