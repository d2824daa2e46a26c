"""Names of the namespace and of services: what is legal, what is taken."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

RESERVED: Final = frozenset({"default", "default-deny", "deployer", "name-lookups"})
"""Names that objects of every namespace already have: its accounts and its own policies."""

ROLES_ACCOUNT: Final = "database-roles"
"""Service account, in its own namespace, of the run that makes the databases' roles."""


def namespace_name(project: str) -> str:
    """Return the namespace of a project: its own name if Kubernetes takes it, else a legal one of it."""
    legal = re.sub(r"[^a-z0-9]+", "-", project.lower()).strip("-")[:63].rstrip("-")
    if legal == project and legal != "default" and not legal.startswith("kube-"):
        return legal
    return f"{legal[:54].rstrip('-')}-{sha256(project.encode()).hexdigest()[:8]}".lstrip("-")


def ingress_namespace(project: str) -> str:
    """Return the namespace of the gateway in front of a project's services, beside its own."""
    return namespace_name(f"{namespace_name(project)}-ingress")


def rollouts_namespace(project: str) -> str:
    """Return the namespace of what carries rollouts out, beside that of the services."""
    return namespace_name(f"{namespace_name(project)}-rollouts")


def scaling_namespace(project: str) -> str:
    """Return the namespace of what scales services by queues and schedules, beside that of the services."""
    return namespace_name(f"{namespace_name(project)}-scaling")


def delivery_namespace(project: str) -> str:
    """Return the namespace of Argo CD, which deploys a project's services, beside its own."""
    return namespace_name(f"{namespace_name(project)}-delivery")


def roles_namespace(project: str) -> str:
    """Return the namespace in which the roles of a project's databases are made, beside its own."""
    return namespace_name(f"{namespace_name(project)}-database-roles")


def content_name(name: str, data: Mapping[str, str]) -> str:
    """Return the name of a config map that never changes: another one for other data."""
    return f"{name}-{sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:10]}"
