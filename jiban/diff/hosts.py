"""What the hosts of repositories take as a comment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

HOSTS: Final = ("github", "gitlab", "azure", "bitbucket")
"""Their names on the command line."""
STEP_SUMMARY: Final = "github-step-summary"
"""What a step of GitHub Actions shows of itself."""


@dataclass(frozen=True, slots=True)
class Host:
    """What a host takes."""

    name: str
    room: int
    """UTF-16 units that a comment may have."""
    plain: bool = False
    """Whether it shows HTML as it is written, so that no part can be folded or hidden by it."""

    def marker(self, *names: str) -> str:
        """Return a line that no reader sees, by which a comment is found and written anew."""
        text = f"jiban diff {'/'.join(map(_plain, names))}"
        return f"[//]: # ({text})" if self.plain else f"<!-- {text} -->"

    def part(self, title: str, body: str) -> str:
        """Return a part with a title: folded, where the host folds."""
        if self.plain:
            return f"\n#### {title}\n\n{body}\n"
        return f"\n<details><summary>{title}</summary>\n\n{body}\n\n</details>"


def host(name: str) -> Host:
    """Return a host by its name, one of `HOSTS` or `STEP_SUMMARY`."""
    from jiban.tables import table  # noqa: PLC0415 - the help of a command names hosts, and loads no YAML

    entry = table("jiban.diff", "hosts.yaml")["hosts"][name]
    return Host(name, entry["room"], plain=entry.get("plain", False))


def _plain(name: str) -> str:
    """Return a name without what could end the marker; names of projects and stacks hold none of it."""
    return re.sub(r"[^A-Za-z0-9_.]+", "-", name)
