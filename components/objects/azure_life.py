"""The rules by which objects of a Storage account move between its tiers and go."""

from __future__ import annotations  # the SDK's module is only loaded where a bucket is made

from typing import TYPE_CHECKING, Final

from pulumi_azure_native import storage

from jiban.components.objects.lifecycle import life

if TYPE_CHECKING:
    from jiban.components.objects.lifecycle import Life, Move
    from jiban.components.objects.spec import OneBucketSpec

_BLOCKS: Final = "blockBlob"
"""What a program that stores a file makes; a tier can be set of no other kind."""


def tracks_reads(spec: OneBucketSpec) -> bool:
    """Whether a rule asks when an object was read last, which the account must note then."""
    return any(move.since == "read" for move in life(spec, "azure").moves)


def rules_of(spec: OneBucketSpec) -> list[storage.ManagementPolicyRuleArgs]:
    """Return the rules by which a bucket's objects live; none where they stay as they are."""
    found = life(spec, "azure")
    objects = _objects(found)
    versions = (
        [
            _rule(
                "previous-versions",
                storage.ManagementPolicyActionArgs(
                    version=storage.ManagementPolicyVersionArgs(
                        delete=storage.DateAfterCreationArgs(
                            days_after_creation_greater_than=spec.previous_version_days
                        )
                    )
                ),
            )
        ]
        if spec.versioning
        else []
    )
    return [*objects, *versions]


def _objects(found: Life) -> list[storage.ManagementPolicyRuleArgs]:
    if not found.moves and found.keep_days is None:
        return []
    moves = {move.storage_class: move for move in found.moves}
    cool, cold = moves.get("Cool"), moves.get("Cold")
    return [
        _rule(
            "objects",
            storage.ManagementPolicyActionArgs(
                base_blob=storage.ManagementPolicyBaseBlobArgs(
                    tier_to_cool=_after(cool),
                    tier_to_cold=_after(cold),
                    # What is read again goes back to where reading costs nothing.
                    enable_auto_tier_to_hot_from_cool=True if cool and cool.since == "read" else None,
                    delete=None
                    if found.keep_days is None
                    else storage.DateAfterModificationArgs(
                        days_after_modification_greater_than=found.keep_days
                    ),
                )
            ),
        )
    ]


def _after(move: Move | None) -> storage.DateAfterModificationArgs | None:
    if move is None:
        return None
    if move.since == "read":
        return storage.DateAfterModificationArgs(days_after_last_access_time_greater_than=move.after_days)
    return storage.DateAfterModificationArgs(days_after_modification_greater_than=move.after_days)


def _rule(name: str, actions: storage.ManagementPolicyActionArgs) -> storage.ManagementPolicyRuleArgs:
    """Return a rule about every object of an account."""
    return storage.ManagementPolicyRuleArgs(
        name=name,
        type=storage.RuleType.LIFECYCLE,
        enabled=True,
        definition=storage.ManagementPolicyDefinitionArgs(
            actions=actions, filters=storage.ManagementPolicyFilterArgs(blob_types=[_BLOCKS])
        ),
    )
