"""Takes from Azure's command line which options its commands have: `python -m tools.azure_commands AZ`.

Asked are the commands that `jiban runbook` prints for production, with a second region and without one, and
those of `jiban bootstrap`. AZ is the path of an `az`, such as that of a virtual environment with the package
`azure-cli`; its help needs no network. A command of an extension is not known to it, such as those of
`az afd` to 2.91.0, and is printed nowhere.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import yaml

from infra.bootstrap import steps
from infra.environment import Environment
from infra.runbook import pages
from infra.settings import SETTINGS
from jiban.project.project import find_project
from jiban.settings.deployments import deployment_of
from jiban.settings.root import Deployment
from tools.repository import ROOT

TABLE: Final = ROOT / "tests" / "infra" / "azure_commands.yaml"
_OPTION: Final = re.compile(r"^    (--[\w-]+(?:,? -{1,2}[\w-]+)*)\s*(\[Required\])?", re.MULTILINE)
_AZ: Final = re.compile(r"(?<![\w.-])az((?: [a-z][a-z0-9-]*)+)")
_NAME: Final = re.compile(r"(?<!\S)--[a-z][a-z-]*")
_QUOTED: Final = re.compile(r"'[^']*'")


def used(command: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each call of `az` in a line of Bash: the command, and the options that it is given.

    What a `$( )` runs is a call of its own.
    """
    for inner in calls(command):
        for part in re.split(r"\|\||&&|[|;]", inner):
            found = _AZ.search(part)
            if found:
                yield found[1].strip(), _NAME.findall(part[found.end() :])


def calls(command: str) -> Iterator[str]:
    """Yield the bodies of all `$( )`, the innermost first, then what is around them; quotes are emptied."""
    command = _QUOTED.sub("''", command)
    while (start := command.rfind("$(")) >= 0:
        depth, end = 1, start + 2
        while depth:
            depth += {"(": 1, ")": -1}.get(command[end], 0)
            end += 1
        yield command[start + 2 : end - 1]
        command = f"{command[:start]}X{command[end:]}"
    yield command


def printed() -> Sequence[str]:
    """Return the commands of all pages of production on Azure, with a second region and without one, and of
    the steps that made it.
    """
    environment, deployment = deployment_of(SETTINGS, find_project(ROOT), "prod")
    alone = Deployment(deployment.project, deployment.stack)
    found = (
        *pages(environment, deployment),
        *pages(environment.model_copy(update={"recovery": None}), alone),
    )
    actions = (
        *(action for page in found for action in page.actions),
        *steps(environment, deployment),
        *steps(_linked(environment), alone),
    )
    return list(dict.fromkeys(command for action in actions for command in action.commands))


def _linked(environment: Environment) -> Environment:
    """Return the environment with an edge that comes in by a private link, and nobody to fill its vault."""
    edge, secrets = environment.edge, environment.secrets
    if edge is None or secrets is None:
        return environment
    return environment.model_copy(
        update={
            "edge": edge.model_copy(update={"path": "private_link"}),
            "secrets": secrets.model_copy(update={"administrators": ()}),
        }
    )


def _asked(az: str, command: str) -> dict[str, Any] | None:
    """Return the options of a command by the help of `az`; None where it does not know the command."""
    done = subprocess.run([az, *command.split(), "--help"], capture_output=True, text=True, check=False)
    if done.returncode or "\nArguments\n" not in done.stdout:
        return None
    found = [(re.findall(r"--[\w-]+", match[1]), bool(match[2])) for match in _OPTION.finditer(done.stdout)]
    return {
        "required": sorted(names[0] for names, required in found if required),
        "options": sorted(name for names, _ in found for name in names),
    }


def main(az: str) -> int:
    """Write the table; return 1 where a command is not known."""
    names = sorted({name for command in printed() for name, _ in used(command)})
    table = {name: _asked(az, name) for name in names}
    version = subprocess.run([az, "version", "--output", "yaml"], capture_output=True, text=True, check=True)
    document = {
        "as_of": datetime.now(UTC).date(),
        "source": f"azure-cli {yaml.safe_load(version.stdout)['azure-cli']}, its help",
        "commands": {name: row for name, row in table.items() if row},
    }
    text = yaml.safe_dump(document, sort_keys=False, width=118)
    TABLE.write_text(
        f"# Options of az, by command: `python -m tools.azure_commands AZ` writes it.\n{text}", "utf-8"
    )
    unknown = [name for name, row in table.items() if not row]
    if unknown:
        sys.stderr.write(f"not known to {Path(az).name}: {', '.join(unknown)}\n")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
