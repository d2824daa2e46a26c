"""The steps by which people bring a new environment up, played on a simulated cloud.

A step is what its commands do: `pulumi up` is the engine's, `docker push` puts an image into a simulated
registry, `az keyvault secret set` and `aws secretsmanager put-secret-value` give a secret its value, and
`kubectl create secret` puts one into the cluster; `curl` tells a search domain which services it lets in.
Each is refused where a cloud would refuse it: what is not there yet, or not within reach of the place where
the step runs. Whatever a pod needs and no step has done is missing, and the message names the step that does
it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from jiban.rehearse.cloud import CloudObject
from jiban.rehearse.readiness import Lack
from jiban.settings.root import Step
from jiban.tables import table

Kind = Literal["init", "configure", "up", "login", "push", "fill", "keep", "map", "other"]
_NAMESPACE: Final = "kubernetes:core/v1:Namespace"
_SUBSTITUTED: Final = re.compile(r"\$\([^()]*(?:\([^()]*\)[^()]*)*\)")
_MAPPING: Final = "/_plugins/_security/api/rolesmapping/"
"""Where OpenSearch is told which identities have a role (OpenSearch, "Access control API")."""
_DOMAIN: Final = "aws:opensearch/domain:Domain"
_ANSWER: Final = "00000000-0000-0000-0000-00000000000a"
"""What a command prints whose output another one takes: an id, but where a secret is looked for by what its
name begins with."""
_LOOKED_FOR: Final = re.compile(r"aws secretsmanager list-secrets .*Key=name,Values=([A-Za-z0-9/_+=.@-]+)")


@dataclass(frozen=True, slots=True)
class Action:
    """What one command does to the simulated cloud or to a stack."""

    kind: Kind
    target: str = ""
    """The stack, the image with its registry, or the secret, one of a cluster with its namespace."""
    inside: str = ""
    """The vault of the secret."""
    key: str = ""
    value: str = ""
    is_path: bool = False


def actions_of(step: Step) -> tuple[Action, ...]:
    """Return what the commands of a step do, in order."""
    return tuple(_action(command) for command in step.commands)


def _answer(substituted: re.Match[str]) -> str:
    secret = _LOOKED_FOR.search(substituted.group())
    return secret.group(1) if secret else _ANSWER


def _action(command: str) -> Action:
    try:
        words = shlex.split(_SUBSTITUTED.sub(_answer, command))
    except ValueError:
        return Action("other")
    flags, plain = _read(words)
    match plain:
        case ["pulumi", "stack", "init", stack]:
            return Action("init", stack)
        case ["pulumi", "config", "set", key, value]:
            return Action("configure", flags.get("stack", ""), key=key, value=value, is_path="path" in flags)
        case ["pulumi", "up"]:
            return Action("up", flags.get("stack", ""))
        case ["az", "acr", "login"]:
            return Action("login", f"{flags.get('name', '')}.azurecr.io")
        case ["docker", "push", image]:
            return Action("push", image)
        case ["docker", "buildx", "imagetools", "create", *_]:
            return Action("push", flags.get("tag", ""))
        case ["az", "keyvault", "secret", "set"] | ["aws", "secretsmanager", "put-secret-value"]:
            secret = flags.get("name") or flags.get("secret-id", "")
            return Action("fill", secret, inside=flags.get("vault-name", ""))
        case ["kubectl", "create", "secret", _, name]:
            return Action("keep", f"{flags.get('namespace', 'default')}/{name}")
        case _:
            return _request(flags, plain)


def _request(flags: Mapping[str, str], plain: Sequence[str]) -> Action:
    """Return what a command does that asks a service itself."""
    match plain:
        case ["curl", url] if _MAPPING in url and flags.get("request") == "PUT":
            return Action("map", url.partition(_MAPPING)[2])
        case _:
            return Action("other")


_BARE: Final = frozenset(
    {"path", "yes", "plaintext", "secret", "skip-preview", "fail-with-body", "silent", "show-error"}
)
"""Flags without a value."""


def _read(words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return the flags of a command line, and the words that are none."""
    flags: dict[str, str] = {}
    plain: list[str] = []
    waiting = ""
    for word in words:
        name, given, value = word.partition("=")
        if waiting:
            flags[waiting], waiting = word, ""
        elif not word.startswith("--"):
            plain.append(word)
        elif given or name[2:] in _BARE:
            flags[name[2:]] = value
        else:
            waiting = name[2:]
    return flags, plain


def refusal(action: Action, *, inside: bool, objects: Iterable[CloudObject]) -> str | None:
    """Return why a cloud would refuse to take an image, a secret or a role; None where it takes it.

    Args:
        action: of kind `login`, `push`, `fill`, `keep` or `map`.
        inside: whether the step runs inside of the private networks.
        objects: everything in the simulated cloud.
    """
    if action.kind == "keep":
        namespace = action.target.partition("/")[0]
        known = {_at(each.manifest, ("metadata", "name")) for each in objects if each.type == _NAMESPACE}
        return None if namespace in known else f"namespace {namespace} does not exist yet"
    if action.kind == "map":
        domains = [each for each in objects if each.type == _DOMAIN]
        if not domains:
            return "there is no search domain yet"
        private = any(_at(each.manifest, ("vpcOptions",)) for each in domains)
        return (
            "the search domain has private addresses alone, and this step runs outside of its network"
            if private and not inside
            else None
        )
    stores = cast("Mapping[str, Mapping[str, Any]]", table(__package__ or "", "readiness.yaml")["stores"])
    wanted = (action.inside or action.target).partition("/")[0]
    for each in objects:
        facts = stores.get(each.type)
        if facts is None or _name(each, facts) != wanted:
            continue
        if not inside and _at(each.manifest, facts.get("public", [])) == "Disabled":
            return f"{wanted} has a private address alone, and this step runs outside of its network"
        return None
    # A registry that nobody signs in to by its name may be of another account.
    return None if action.kind == "push" else f"{wanted} does not exist yet"


def does(step: Step, lack: Lack) -> bool:
    """Return whether a step brings what a pod lacks."""
    kinds = {"image": ("push",), "secret": ("fill", "keep"), "mapping": ("map",)}.get(lack.kind, ())
    return any(
        action.kind in kinds
        and (lack.kind == "mapping" or lack.name == action.target or action.target.endswith(f"/{lack.name}"))
        for action in actions_of(step)
    )


def _name(each: CloudObject, facts: Mapping[str, Any]) -> str:
    own = str(each.manifest.get(facts["name"]) or each.manifest.get(facts.get("prefix", ""), ""))
    return str(facts.get("form", "${name}")).replace("${name}", own)


def _at(value: Any, path: Sequence[str]) -> Any:
    for step in path:
        value = cast("Mapping[str, Any]", value).get(step) if isinstance(value, Mapping) else None
    return value
