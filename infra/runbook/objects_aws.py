"""Pages of buckets on AWS: a file that was deleted or overwritten, and a bucket in a lost region."""

from collections.abc import Iterator
from typing import Final

from infra.promises import backed_up
from infra.runbook.page import Action, Names, Page, listed

_BUCKETS: Final = "s3.Bucket.objects"
_MOST: Final = 1000
"""Versions that one request deletes (S3 API, `DeleteObjects`)."""


def pages(names: Names) -> Iterator[Page]:
    """Yield the page of a file, where a bucket keeps versions."""
    spec = names.environment.objects
    kept = {name: each for name, each in spec.buckets.items() if each.versioning} if spec else {}
    if not kept:
        return
    days = sorted({each.previous_version_days for each in kept.values()})
    yield Page(
        id="restore-file",
        title="Bring back a file that was deleted or overwritten",
        when="Somebody or a program has deleted or overwritten files. What was there stays as a version for "
        f"{listed([str(each) for each in days])} days, by the bucket; nothing of it is lost meanwhile, and "
        "one file takes minutes",
        actions=(
            Action(
                title="Name the bucket and the file",
                commands=(
                    *(f"BUCKET={names.physical(_BUCKETS, name)} # {name}" for name in sorted(kept)),
                    "read -r -p 'Key of the file, or the beginning of several keys: ' KEY",
                ),
                reason="run the line of the one bucket. No service may touch versions: this is done by "
                "whoever may read and delete versions of the account's buckets",
            ),
            Action(
                title="See its versions",
                commands=(
                    (
                        'aws s3api list-object-versions --bucket "$BUCKET" --prefix "$KEY" --query '
                        "'{Versions: Versions[].[Key, VersionId, LastModified, IsLatest], "
                        "Deleted: DeleteMarkers[].[Key, VersionId, LastModified, IsLatest]}' --output json"
                    ),
                ),
                seen="for a file that was deleted a mark that is the latest; for one that was overwritten "
                "its earlier versions by their time",
            ),
            Action(
                title="Bring back one that was deleted, by taking its mark away",
                commands=(
                    "read -r -p 'Version id of the latest mark: ' MARK",
                    'aws s3api delete-object --bucket "$BUCKET" --key "$KEY" --version-id "$MARK"',
                ),
                reason="the mark alone hides it. With the id of a version this would delete that for good",
            ),
            Action(
                title="Or bring back an earlier version, by copying it over the latest",
                commands=(
                    "read -r -p 'Version id: ' VERSION",
                    (
                        'aws s3api copy-object --bucket "$BUCKET" --key "$KEY" --copy-source '
                        '"$BUCKET/$(jq -rn --arg key "$KEY" \'$key | split("/") | map(@uri) | '
                        'join("/")\')?versionId=$VERSION"'
                    ),
                ),
                reason="what is there now becomes a version itself, so there is a way back",
            ),
            Action(
                title="Or bring back all that were deleted since a moment",
                commands=(
                    "read -r -p 'Since when, in UTC, such as 2026-12-01T02:59: ' SINCE",
                    (
                        'aws s3api list-object-versions --bucket "$BUCKET" --prefix "$KEY" --output json | '
                        'jq --arg since "$SINCE" \'{Objects: [(.DeleteMarkers // [])[] | '
                        "select(.IsLatest and .LastModified >= $since) | {Key, VersionId}]"
                        f"[:{_MOST}], Quiet: true}}' > marks.json"
                    ),
                    "jq '.Objects | length' marks.json",
                    'aws s3api delete-objects --bucket "$BUCKET" --delete file://marks.json',
                ),
                reason=f"look into marks.json before the last line. It takes {_MOST} at once: repeat these "
                "until there is none",
                seen="as many as were deleted, and no error",
            ),
            *_from_vault(names),
            Action(
                title="See that it is there",
                commands=(
                    (
                        'aws s3api head-object --bucket "$BUCKET" --key "$KEY" '
                        "--query '[VersionId, LastModified, ContentLength]' --output json"
                    ),
                ),
                seen="the size and a time of now or of before",
            ),
        ),
        missing=(
            (
                "A file above 5 GB is copied by no single request: read the version with `aws s3api "
                "get-object --version-id`, and write it anew"
            ),
            "No command was run against an account",
        ),
    )


def _from_vault(names: Names) -> Iterator[Action]:
    """Yield what brings back a whole bucket, or a file whose versions are over."""
    environment = names.environment
    held = backed_up(environment)
    if not held or environment.backup is None:
        return
    vault = names.physical("backup.Vault")
    role = (
        f'"$(aws iam get-role --role-name {names.physical("iam.Role", "drill-files-restore")} '
        '--query Role.Arn --output text)"'
        if environment.backup.drill != "none"
        else '"$ROLE"'
    )
    yield Action(
        title="Or bring back a whole bucket from the vault, beside it",
        commands=(
            (
                'POINT="$(aws backup list-recovery-points-by-resource --resource-arn "arn:aws:s3:::$BUCKET" '
                '--query "sort_by(RecoveryPoints, &CreationDate)[-1].RecoveryPointArn" --output text)"'
            ),
            (
                f"aws backup get-restore-testing-inferred-metadata --backup-vault-name {vault} "
                '--recovery-point-arn "$POINT" --query InferredMetadata --output json > metadata.json'
            ),
            (
                'aws backup start-restore-job --recovery-point-arn "$POINT" --resource-type S3 '
                f"--iam-role-arn {role} --metadata file://metadata.json"
            ),
            "read -r -p 'New bucket, as metadata.json has it, once the job is COMPLETED: ' NEW",
            (
                f"comm -23 <({_keys('NEW')}) <({_keys('BUCKET')}) | while IFS= read -r key; do "
                'aws s3 cp "s3://$NEW/$key" "s3://$BUCKET/$key"; done'
            ),
        ),
        reason=f"for {listed(held)} alone, of which there is a backup each day for "
        f"{environment.backup.keep_days} days; it takes hours, by the size, and the new bucket is deleted "
        "by hand afterwards"
        ". The last line copies what is missing alone: what is there may be newer than the backup"
        + ("" if environment.backup.drill != "none" else ". ROLE is the ARN of a role that may restore"),
        seen="a line for each file that was missing, and none when it is run again",
    )


def _keys(bucket: str) -> str:
    """Return what lists the keys of a bucket that a variable names, one a line and in order."""
    return (
        f"aws s3api list-objects-v2 --bucket \"${bucket}\" --query 'Contents[].Key' --output json | "
        "jq -r '.[]?' | LC_ALL=C sort"
    )


def in_lost_region(names: Names, there: str) -> Iterator[Action]:
    """Yield what brings the buckets' objects into a new platform in another region."""
    spec = names.environment.objects
    copied = sorted(name for name, each in spec.buckets.items() if each.replicate_to) if spec else []
    held = [name for name in backed_up(names.environment) if name not in copied]
    if copied:
        yield Action(
            title="Fill the new buckets from the copies",
            commands=tuple(_filled(names, name, there) for name in copied),
            reason="NAME is the new stack's, which its outputs show (`buckets`). The copies are there at "
            "once and can be read meanwhile; what was written in the last minutes may be missing",
            seen="no file that is missing",
        )
    if held:
        yield Action(
            title=f"Restore {listed(held)} from the copied backup",
            commands=(
                (
                    f"aws backup list-recovery-points-by-backup-vault --region {there} --backup-vault-name "
                    f"{names.physical('backup.Vault')} --by-resource-type S3 --query "
                    '"sort_by(RecoveryPoints, &CreationDate)[].[CreationDate, ResourceArn, '
                    'RecoveryPointArn, Status]" --output table'
                ),
            ),
            reason="each into a bucket of its own (`jiban runbook --scenario restore-file`), in that region",
            seen="for each a backup of yesterday or today that is COMPLETED",
        )


def _filled(names: Names, name: str, there: str) -> str:
    copy = names.physical(_BUCKETS, f"{name}.copy")
    spec = names.environment.objects
    source = spec.buckets[name].replicate_to if spec else there
    return f'aws s3 sync --source-region {source} --region {there} "s3://{copy}" "s3://$NAME" # {name}'
