"""Names of the namespace, of services and of images: what is legal, what is taken, what a name says."""

import re
from hashlib import sha256
from typing import Final

RESERVED: Final = frozenset({"default", "default-deny", "deployer", "name-lookups"})
"""Names that objects of every namespace already have: its accounts and its own policies."""


def names_host(image: str) -> bool:
    """Whether an image's name begins with a registry: its part before a slash holds a dot or a colon."""
    first, slash, _ = image.partition("/")
    return bool(slash) and ("." in first or ":" in first or first == "localhost")


def namespace_name(project: str) -> str:
    """Return the namespace of a project: its own name if Kubernetes takes it, else a legal one of it."""
    legal = re.sub(r"[^a-z0-9]+", "-", project.lower()).strip("-")[:63].rstrip("-")
    if legal == project and legal != "default" and not legal.startswith("kube-"):
        return legal
    return f"{legal[:54].rstrip('-')}-{sha256(project.encode()).hexdigest()[:8]}".lstrip("-")
