"""Addresses of Git repositories: which ones are taken, and what they lead to."""

import re
from dataclasses import dataclass
from typing import Final

_HOST: Final = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
_PATH: Final = r"[A-Za-z0-9._~%/+-]*[A-Za-z0-9._~%+-]"
_HTTPS: Final = re.compile(rf"https://(?P<host>{_HOST})(?::(?P<port>[0-9]{{1,5}}))?/{_PATH}")
_SSH: Final = re.compile(
    rf"ssh://(?P<user>[A-Za-z0-9_.-]+)@(?P<host>{_HOST})(?::(?P<port>[0-9]{{1,5}}))?/{_PATH}"
)
_SCP: Final = re.compile(rf"(?P<user>[A-Za-z0-9_.-]+)@(?P<host>{_HOST}):{_PATH}")
_CREDENTIALS: Final = re.compile(r"https?://[^/]*@|ssh://[^/@]*:[^/@]*@|[?#]")
_MOST: Final = 65535


@dataclass(frozen=True, slots=True)
class Place:
    """Where a repository answers."""

    host: str
    port: int


def address(url: str) -> str:
    """Return the address of a repository as it stands.

    Raises:
        ValueError: it is none that Argo CD reads over an encrypted connection, or it has credentials in it.
            The text of the error holds nothing of the address.
    """
    if _CREDENTIALS.search(url):
        raise ValueError(
            "the address has a user, a token or a query in it, and whoever reads the stack file would have "
            "it; leave it out, and give Argo CD the credentials as a secret (`jiban bootstrap` lists it)"
        )
    place(url)
    return url


def place(url: str) -> Place:
    """Return where a repository answers.

    Raises:
        ValueError: the address is of no form that is known here.
    """
    for form, usual in ((_HTTPS, 443), (_SSH, 22), (_SCP, 22)):
        match = form.fullmatch(url)
        if match is None:
            continue
        port = int(match.groupdict().get("port") or usual)
        if not 0 < port <= _MOST:
            raise ValueError(f"{port} is no TCP port; it is 1 to {_MOST}")
        return Place(match["host"], port)
    raise ValueError(
        "Argo CD reads https://host/path, ssh://user@host/path or user@host:path; http and file are not "
        "taken, as nothing would vouch for what they bring"
    )
