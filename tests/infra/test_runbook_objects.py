"""Pages of buckets on AWS: a file that was deleted or overwritten, and buckets of a lost region."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any, Final

import pytest

from tests.infra.test_runbook import action, lines, made

PURPOSES: Final[dict[str, Any]] = {
    "pages": {"purpose": "static"},
    "pictures": {"purpose": "static"},
}
"""The other buckets of the environment, which its services and its edge use."""
needs_jq = pytest.mark.skipif(not shutil.which("jq"), reason="the page's own command is run")


def objects(**files: Any) -> dict[str, Any]:
    """Buckets of which one has such settings."""
    return {"objects": {"buckets": {**PURPOSES, "files": files}}}


def test_a_file_comes_back_from_its_versions() -> None:
    """Of the bucket that its person names; the mark goes, or the version is copied over the latest."""
    page = made("aws", objects())["restore-file"]
    buckets = action(page, "Name the bucket").commands
    assert [line.split(" # ")[1] for line in buckets[:-1]] == ["files", "pages", "pictures"]
    assert buckets[0].startswith("BUCKET=bucket-shop-files-test-")
    assert action(page, "Bring back one").commands[1] == (
        'aws s3api delete-object --bucket "$BUCKET" --key "$KEY" --version-id "$MARK"'
    )
    assert (
        action(page, "Or bring back an earlier")
        .commands[1]
        .startswith('aws s3api copy-object --bucket "$BUCKET" --key "$KEY" --copy-source "$BUCKET/$(jq ')
    )


def test_the_days_of_versions_are_told() -> None:
    """Of each bucket that keeps any."""
    page = made("aws", objects(previous_version_days=90))["restore-file"]
    assert "as a version for 30 and 90 days" in page.when
    one = made("aws", {"objects": {"buckets": {**PURPOSES, "files": {"versioning": False}}}})["restore-file"]
    assert "as a version for 30 days" in one.when
    assert [line.split(" # ")[1] for line in lines(one) if line.startswith("BUCKET=")] == [
        "pages",
        "pictures",
    ]


@needs_jq
@pytest.mark.parametrize(
    ("key", "source"),
    [("a b/c+d.txt", "bucket/a%20b/c%2Bd.txt?versionId=1"), ("한.txt", "bucket/%ED%95%9C.txt?versionId=1")],
)
def test_the_name_of_a_version_is_encoded_as_s3_asks(key: str, source: str) -> None:
    """Slashes stay."""
    (_, command) = action(made("aws", objects())["restore-file"], "Or bring back an earlier").commands
    shown = "set -f; " + command.replace("aws s3api copy-object", "printf '%s\\n'")
    done = subprocess.run(
        ["bash", "-c", shown],
        capture_output=True,
        check=True,
        text=True,
        env={"BUCKET": "bucket", "KEY": key, "VERSION": "1", "PATH": "/usr/bin:/bin:/usr/local/bin"},
    )
    assert done.stdout.splitlines()[-1] == source


@needs_jq
def test_marks_since_a_moment_are_those_that_hide_a_file_now() -> None:
    """Neither older ones, nor those below a version that came later."""
    (_, command, _, _) = action(made("aws", objects())["restore-file"], "Or bring back all").commands
    listed = {
        "DeleteMarkers": [
            {"Key": "a", "VersionId": "1", "IsLatest": True, "LastModified": "2026-12-01T03:00:00+00:00"},
            {"Key": "b", "VersionId": "2", "IsLatest": False, "LastModified": "2026-12-01T03:00:00+00:00"},
            {"Key": "c", "VersionId": "3", "IsLatest": True, "LastModified": "2026-12-01T02:58:59+00:00"},
        ]
    }
    assert _filtered(command, listed) == {"Objects": [{"Key": "a", "VersionId": "1"}], "Quiet": True}
    assert _filtered(command, {}) == {"Objects": [], "Quiet": True}


def _filtered(command: str, listed: dict[str, Any]) -> Any:
    """What the command keeps of an answer of S3."""
    _, _, rest = command.partition(" | ")
    done = subprocess.run(
        ["bash", "-c", rest.replace(" > marks.json", "")],
        input=json.dumps(listed),
        capture_output=True,
        check=True,
        text=True,
        env={"SINCE": "2026-12-01T02:59", "PATH": "/usr/bin:/bin:/usr/local/bin"},
    )
    return json.loads(done.stdout)


def test_a_bucket_with_backups_comes_back_from_the_vault() -> None:
    """By the role of its drill, with the metadata that AWS Backup makes up itself."""
    page = made("aws", objects())["restore-file"]
    (_, metadata, restore, *_) = action(page, "Or bring back a whole bucket").commands
    assert "--backup-vault-name backup-shop-test " in metadata
    assert "--role-name role-shop-drill-files-restore-test " in restore
    assert restore.endswith("--metadata file://metadata.json")
    by_hand = made("aws", {**objects(), "backup": {"drill": "none"}})["restore-file"]
    assert '--iam-role-arn "$ROLE"' in action(by_hand, "Or bring back a whole bucket").commands[2]


@needs_jq
def test_what_comes_from_the_vault_overwrites_nothing() -> None:
    """What is there may be newer: the missing alone is copied, by names with spaces too."""
    page = made("aws", objects())["restore-file"]
    copies = action(page, "Or bring back a whole bucket").commands[-1]
    cloud = (
        'aws() { case "$*" in '
        '*\'--bucket new \'*) echo \'["a b", "c", "d/e"]\';; *\'--bucket old \'*) echo \'["c", "z"]\';; '
        '*) printf "%s|" "$@"; echo;; esac; }; NEW=new; BUCKET=old; '
    )
    done = subprocess.run(["bash", "-c", cloud + copies], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines() == [
        "s3|cp|s3://new/a b|s3://old/a b|",
        "s3|cp|s3://new/d/e|s3://old/d/e|",
    ]
    empty = cloud.replace('["c", "z"]', "null")
    done = subprocess.run(["bash", "-c", empty + copies], capture_output=True, check=True, text=True)
    assert len(done.stdout.splitlines()) == 3


@pytest.mark.parametrize("change", [{"backup": None}, objects(versioning=False)])
def test_without_a_backup_there_is_no_vault_to_ask(change: dict[str, Any]) -> None:
    """Versions stay."""
    page = made("aws", change)["restore-file"]
    assert [each.title for each in page.actions if "vault" in each.title] == []


def test_without_versions_there_is_no_such_page() -> None:
    """Nor on Azure, whose commands stand beside the tier."""
    plain = {name: {**each, "versioning": False} for name, each in PURPOSES.items()}
    assert "restore-file" not in made(
        "aws", {"objects": {"buckets": {**plain, "files": {"versioning": False}}}}
    )
    assert "restore-file" not in made("azure", {})


def test_buckets_of_a_lost_region_are_filled_from_their_copies() -> None:
    """From the region of each copy, into the new stack's."""
    page = made("aws", objects(replicate_to="ap-northeast-1"))["region-loss"]
    (line,) = action(page, "Fill the new buckets").commands
    assert line.startswith(
        'aws s3 sync --source-region ap-northeast-1 --region ap-northeast-1 "s3://bucket-shop-files-copy-test-'
    )
    assert line.endswith('"s3://$NAME" # files')
    assert not [each for each in page.actions if each.title.startswith("Restore files")]


def test_buckets_without_copies_are_restored_from_the_vault_there() -> None:
    """Those that it holds."""
    page = made("aws", objects())["region-loss"]
    (line,) = action(page, "Restore files from the copied backup").commands
    assert "--region ap-northeast-1 --backup-vault-name backup-shop-test --by-resource-type S3" in line
    lost = made("aws", objects(versioning=False))["region-loss"]
    assert "what else is not copied: objects, queue, cache" in action(lost, "Decide").reason
