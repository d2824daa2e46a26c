"""References to images of containers: the registry, the tag and the digest in one text.

Source: distribution/reference (the grammar of references) and Kubernetes `concepts/containers/images`, read
on 2026-11-28: no registry is Docker Hub, no tag is `latest`, and beside a digest the tag says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_HUB: Final = "docker.io"
_HUB_NAMES: Final = ("index.docker.io", "registry-1.docker.io")


@dataclass(frozen=True, slots=True)
class Image:
    """What a reference says."""

    repository: str
    """With its registry: `docker.io/library/nginx`."""
    tag: str
    """Empty where there is none."""
    digest: str
    """Empty where there is none."""

    @property
    def is_pinned(self) -> bool:
        """Whether it stands for one image, or for a version that is not simply the newest."""
        return bool(self.digest) or self.tag not in ("", "latest")

    def is_of(self, prefix: str) -> bool:
        """Tell whether it is in a registry, or in a part of one: `registry.example.com/shop`."""
        wanted = _with_registry(prefix.strip("/"), is_prefix=True)
        return self.repository == wanted or self.repository.startswith(f"{wanted}/")


def image(text: str) -> Image:
    """Read a reference. One without a registry is of Docker Hub."""
    name, _, digest = text.partition("@")
    path, colon, tag = name.rpartition(":")
    # What stands behind a colon is a registry's port where a slash follows.
    if not colon or "/" in tag:
        path, tag = name, ""
    return Image(_with_registry(path), tag, digest)


def _with_registry(path: str, *, is_prefix: bool = False) -> str:
    first, slash, rest = path.partition("/")
    if (slash or is_prefix) and (any(mark in first for mark in ".:") or first == "localhost"):
        registry = _HUB if first in _HUB_NAMES else first
        return f"{registry}/{rest}" if rest else registry
    return f"{_HUB}/{path}" if slash or is_prefix else f"{_HUB}/library/{path}"
