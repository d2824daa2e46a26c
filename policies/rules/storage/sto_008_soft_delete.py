"""STO-008: what is deleted can be had back for a while."""

from collections.abc import Callable, Iterator
from typing import Final

from jiban.policy.facts import accounts
from jiban.policy.facts.accounts import ACCOUNT
from jiban.policy.rule import (
    PASS,
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    together,
)
from jiban.policy.view import ResourceView, StackView

_ASK_FOR_BLOBS: Final = "nothing says that deleted {} are kept, and none are by default"


def check(stack: StackView, account: ResourceView) -> Verdict:
    """Judge an account of Azure Storage, by each kind of thing that can be in it."""
    return together(_parts(stack, account))


def _parts(stack: StackView, account: ResourceView) -> Iterator[Verdict]:
    if accounts.has_blobs(account):
        yield judged(_kept, stack, account, accounts.keeps_deleted_blobs, _ASK_FOR_BLOBS.format("blobs"))
        yield judged(
            _kept, stack, account, accounts.keeps_deleted_containers, _ASK_FOR_BLOBS.format("containers")
        )
    if accounts.has_shares(account):
        yield judged(
            _kept,
            stack,
            account,
            accounts.keeps_deleted_shares,
            "shareDeleteRetentionPolicy is off, so deleted shares are not kept",
        )


def _kept(
    stack: StackView, account: ResourceView, fact: Callable[[StackView, ResourceView], bool], otherwise: str
) -> Verdict:
    return PASS if fact(stack, account) else failed(otherwise)


RULE: Final = StackRule(
    id="STO-008",
    text="Deleted blobs, containers and file shares are kept for a while.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason="Versions do not bring back a container that is gone, and a share has none.",
    remedy=(
        "Make BlobServiceProperties with deleteRetentionPolicy and containerDeleteRetentionPolicy enabled, "
        "and leave shareDeleteRetentionPolicy of FileServiceProperties on."
    ),
    link="https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview",
    types=(ACCOUNT,),
    compliance={
        "cis": ("Az4.0:10.2.1,10.3.6", "Az6.0:9.2.1,9.2.2"),
        "iso27001": ("A.8.10",),
        "checkov": ("CKV2_AZURE_38",),
        "psrule": (
            "Azure.Storage.SoftDelete",
            "Azure.Storage.ContainerSoftDelete",
            "Azure.Storage.FileShareSoftDelete",
        ),
        "prowler": ("azure:storage_ensure_soft_delete_is_enabled",),
    },
    check=each_of((ACCOUNT,), check),
)
