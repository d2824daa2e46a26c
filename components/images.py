"""Names of container images, by the grammar that registries and container runtimes read them with.

Transcribed from github.com/distribution/reference, `regexp.go` and `reference.go` (v0.6, read 2026-11-26);
the lengths of digests are those of github.com/opencontainers/go-digest. The library docker-image-py reads the
same grammar, but says only that a name is no reference, lets any port pass, and brings a compiled library
along.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AfterValidator, Field

_COMPONENT: Final = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST: Final = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[A-Fa-f0-9:]+\])(?::[0-9]+)?"
_PATH: Final = rf"{_COMPONENT}(?:/{_COMPONENT})*"
_TAG: Final = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_HEX: Final[Mapping[str, int]] = {"sha256": 64, "sha384": 96, "sha512": 128}
"""Hexadecimal digits of a digest, by its algorithm."""
_LONGEST_PATH: Final = 255
_LAST_PORT: Final = 65535


def names_host(image: str) -> bool:
    """Whether an image's name begins with a registry: its part before a slash holds a dot or a colon."""
    first, slash, _ = image.partition("/")
    return bool(slash) and ("." in first or ":" in first or first == "localhost")


def image(text: str) -> str:
    """Return the name of an image as it stands.

    Raises:
        ValueError: no registry has an image of such a name, or it has neither a tag nor a digest.
    """
    if "://" in text:
        bare = text.partition("://")[2]
        raise ValueError(
            f"{text!r} is an address on the web; write the image without {text[: -len(bare) or None]}"
        )
    rest, at, digest = text.partition("@")
    if at:
        _digest(digest)
    host, slash, path = rest.partition("/") if names_host(rest) else ("", "", rest)
    if slash:
        _host(host)
    path, colon, tag = path.partition(":")
    if colon and not re.fullmatch(_TAG, tag):
        reason = "it has more than one tag" if ":" in tag else f"{tag!r} is no tag"
        raise ValueError(
            f"{reason}; write one tag of at most 128 letters, digits, dots, underscores and hyphens, such as "
            "trip:1.4.2"
        )
    _path(path)
    if not colon and not at:
        raise ValueError("it has neither a tag nor a digest; write which image it is, such as trip:1.4.2")
    return text


def repository(image: str) -> str:
    """Return an image's name without its tag and its digest: `team/trip` of `team/trip:1.4.2`."""
    path = image.partition("@")[0]
    head, slash, last = path.rpartition("/")
    return head + slash + last.partition(":")[0]


def _host(host: str) -> None:
    if not re.fullmatch(_HOST, host):
        raise ValueError(
            f"{host!r} is no host of a registry; write it like registry.example.com or "
            "registry.example.com:5000"
        )
    port = "" if host.endswith("]") else host.rpartition(":")[2] if ":" in host else ""
    if port and not 1 <= int(port[:9]) <= _LAST_PORT:
        raise ValueError(f"{port} is no port of a registry; ports are 1 to {_LAST_PORT}")


def _path(path: str) -> None:
    if re.fullmatch(_PATH, path) and len(path) <= _LONGEST_PATH:
        return
    if path != path.lower() and re.fullmatch(_PATH, path.lower()):
        raise ValueError(f"{path!r} has capitals, and a repository has none; write {path.lower()}")
    if len(path) > _LONGEST_PATH:
        raise ValueError(f"the repository has {len(path)} characters; a registry takes {_LONGEST_PATH}")
    raise ValueError(
        f"{path!r} is no repository; write lower-case letters and digits, with a dot, an underscore or "
        "hyphens between them, such as team/trip"
    )


def _digest(digest: str) -> None:
    algorithm, _, hexadecimal = digest.partition(":")
    due = _HEX.get(algorithm)
    if due is None:
        raise ValueError(f"{digest[:40]!r} is no digest; write it like sha256: and 64 hexadecimal digits")
    if len(hexadecimal) != due or not re.fullmatch(r"[0-9a-f]*", hexadecimal):
        raise ValueError(
            f"after {algorithm}: stand {len(hexadecimal)} characters; write {due} hexadecimal digits in "
            "lower case"
        )


Image = Annotated[
    str,
    AfterValidator(image),
    Field(
        json_schema_extra={
            "pattern": r"^[A-Za-z0-9\[][A-Za-z0-9._:/\[\]-]*"
            r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha(256|384|512):[0-9a-f]{64,128})$"
        }
    ),
]
"""An image with a tag or a digest. Without a host it is in the stack's registry: `trip:1.4.2`."""
