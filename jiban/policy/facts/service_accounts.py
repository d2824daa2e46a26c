"""Service accounts: as whom pods speak to the API server, and whether they have its token.

Sources, read on 2026-11-28: the API's own description of PodSpec and ServiceAccount, as pulumi-kubernetes
4.34.2 has it (`serviceAccount` is the older name of `serviceAccountName`; what the pod says of the token
comes before what the account says), and Kubernetes `configure-service-account` (a pod
that names none is `default`; where neither says anything the token is mounted).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import kubernetes
from jiban.policy.facts.once import of, once, origins
from jiban.policy.view import LEFT_OUT, Node, NotKnownError, ResourceView, StackView

ACCOUNT: Final = "kubernetes:core/v1:ServiceAccount"
_ACCOUNTS: Final = (ACCOUNT, f"{ACCOUNT}Patch")
DEFAULT: Final = "default"
_TOKEN: Final = "automountServiceAccountToken"  # noqa: S105 - a property's name


def name(spec: Node) -> Node:
    """Return the name of the account of a pod; one that is empty or missing is `default`."""
    found = spec["serviceAccountName"]
    if found.raw is LEFT_OUT or (found.known and not found.text()):
        older = spec["serviceAccount"]
        return older if older.raw is not LEFT_OUT and older.raw is not None else found
    return found


def is_default(stack: StackView, workload: ResourceView, spec: Node) -> bool:
    """Tell whether pods are the account `default` of their namespace.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    found = name(spec)
    if found.known:
        return found.text(DEFAULT) in ("", DEFAULT)
    # The provider makes a name of the resource's and a suffix where none is given, which is never `default`.
    accounts = origins(stack, workload, found, ACCOUNT)
    if len(accounts) == 1:
        with of(accounts[0]):
            own = accounts[0]["metadata"]["name"]
            return own.given and own.text() == DEFAULT
    raise NotKnownError(found.path)


def mounts_token(stack: StackView, workload: ResourceView, spec: Node) -> bool:
    """Tell whether the token of their account is put into pods by itself.

    Raises:
        NotKnownError: it is not known before deployment, or the account is no part of the stack.
    """
    own = spec[_TOKEN]
    if own.raw is not LEFT_OUT and own.given:
        return own.value is not False
    found = list(_accounts(stack, workload, spec))
    for account in found:
        with of(account):
            if account[_TOKEN].given:
                return account[_TOKEN].value is not False
    if any(account.token == ACCOUNT for account in found) or is_default(stack, workload, spec):
        return True
    raise NotKnownError(own.path, "is not set, and what the account says is no part of the stack")


def _accounts(stack: StackView, workload: ResourceView, spec: Node) -> Iterator[ResourceView]:
    """Yield the account of pods, and the patches of it."""
    wanted = name(spec)
    if not wanted.known:
        yield from origins(stack, workload, wanted, ACCOUNT)
        return
    inside = kubernetes.namespace(stack, workload)
    for account in _named(stack, wanted.text() or DEFAULT):
        with of(account):
            if kubernetes.namespace(stack, account) == inside:
                yield account


@once
def _named(stack: StackView, wanted: str) -> tuple[ResourceView, ...]:
    """Return the accounts of a name, in any namespace."""
    return tuple(
        account
        for account in stack.of(*_ACCOUNTS)
        if account["metadata"].known
        and account["metadata"]["name"].known
        and account["metadata"]["name"].text() == wanted
    )
