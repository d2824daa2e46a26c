"""Accounts of Azure Storage: what holds for their blobs and file shares, whichever resource says it.

Sources, read on 2026-11-28: pulumi-azure-native 3.29, `storage.StorageAccount`, `BlobServiceProperties`,
`FileServiceProperties`, `ManagementPolicy`; Azure Storage documentation, "Blob versioning", "Soft delete for
blobs", "Soft delete for containers", "Prevent accidental deletion of Azure file shares".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from jiban.policy.facts.beside import Beside, Said, said, some_say
from jiban.policy.facts.logic import every, some
from jiban.policy.facts.once import once
from jiban.policy.facts.values import at, effective
from jiban.policy.view import Node, ResourceView, StackView

ACCOUNT: Final = "azure-native:storage:StorageAccount"


def _apart(name: str) -> Beside:
    return Beside((f"azure-native:storage:{name}",), "accountName", (ACCOUNT,), called=("accountName",))


_BLOBS: Final = _apart("BlobServiceProperties")
_FILES: Final = _apart("FileServiceProperties")
_LIFECYCLE: Final = _apart("ManagementPolicy")
_FILES_ALONE: Final = "FileStorage"
_BLOBS_ALONE: Final = ("BlobStorage", "BlockBlobStorage")


def has_blobs(account: ResourceView) -> bool:
    """Tell whether blobs can be in an account.

    Raises:
        NotKnownError: its kind is not known before deployment.
    """
    return not account["kind"].says(_FILES_ALONE)


def has_shares(account: ResourceView) -> bool:
    """Tell whether file shares can be in an account.

    Raises:
        NotKnownError: its kind is not known before deployment.
    """
    return not account["kind"].says(*_BLOBS_ALONE)


def has_versions(account: ResourceView) -> bool:
    """Tell whether Azure can keep versions of what is in an account: of no files, nor with directories.

    Raises:
        NotKnownError: its kind, or whether it has directories, is not known before deployment.
    """
    return every(lambda: has_blobs(account), lambda: not account["isHnsEnabled"].is_true())


def own_key(account: ResourceView) -> bool:
    """Tell whether an account is encrypted with a key of a vault.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return effective(account, "encryption.keySource").says("Microsoft.Keyvault")


@once
def keeps_versions(stack: StackView, account: ResourceView) -> bool:
    """Tell whether old versions of blobs are kept.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return every(
        lambda: has_versions(account),
        lambda: some_say(said(stack, account, _BLOBS, "isVersioningEnabled"), Node.is_true),
    )


@once
def has_rule(stack: StackView, account: ResourceView) -> bool:
    """Tell whether a rule of its lifecycle is on.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return some_say(_rules(stack, account), lambda rules: _one_of(rules, _is_on))


@once
def forgets_versions(stack: StackView, account: ResourceView) -> bool:
    """Tell whether a rule of its lifecycle deletes old versions of all blobs.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return some_say(_rules(stack, account), lambda rules: _one_of(rules, _deletes))


def _rules(stack: StackView, account: ResourceView) -> tuple[Said, ...]:
    return said(stack, account, _LIFECYCLE, "policy.rules")


def _one_of(rules: Node, question: Callable[[Node], bool]) -> bool:
    return some([lambda rule=rule: question(rule) for rule in rules.each()])


def _deletes(rule: Node) -> bool:
    deletes = at(rule, "definition.actions.version.delete")
    return every(lambda: deletes.given, lambda: not _is_of_a_part(rule), lambda: _is_on(rule))


def _is_of_a_part(rule: Node) -> bool:
    """Tell whether a rule is about some blobs alone, by the beginning of their names or by tags."""
    filters = at(rule, "definition.filters")
    return bool(filters["prefixMatch"].each()) or bool(filters["blobIndexMatch"].each())


def _is_on(rule: Node) -> bool:
    return rule["enabled"].value is not False


@once
def keeps_deleted_blobs(stack: StackView, account: ResourceView) -> bool:
    """Tell whether deleted blobs can be had back.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return some_say(said(stack, account, _BLOBS, "deleteRetentionPolicy.enabled"), Node.is_true)


@once
def keeps_deleted_containers(stack: StackView, account: ResourceView) -> bool:
    """Tell whether deleted containers can be had back.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return some_say(said(stack, account, _BLOBS, "containerDeleteRetentionPolicy.enabled"), Node.is_true)


@once
def keeps_deleted_shares(stack: StackView, account: ResourceView) -> bool:
    """Tell whether deleted file shares can be had back: as Azure has it, unless something says no.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    switches = said(stack, account, _FILES, "shareDeleteRetentionPolicy.enabled")
    return not some_say(switches, lambda switch: switch.value is False)
