"""Small git repositories with a project of Pulumi in them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

PROGRAM = """\
import pulumi
from pulumi_aws import s3

config = pulumi.Config()
for name in config.require_object("buckets"):
    s3.Bucket(name, bucket=f"shop-{name}", tags={"owner": config.require("owner")})
"""


def git(folder: Path, *arguments: str) -> str:
    """Run git as somebody who has set nothing up."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@example.invalid", *arguments],
        cwd=folder,
        env={**environment, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def stack(*buckets: str, owner: str = "platform") -> str:
    """Write a stack file."""
    listed = ", ".join(buckets)
    return f"config:\n  aws:region: ap-northeast-2\n  shop:owner: {owner}\n  shop:buckets: [{listed}]\n"


def write(folder: Path, **files: str) -> None:
    """Write the files of a project."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)


def repository(folder: Path, inside: str = ".") -> Path:
    """Make a repository with a project of one stack, committed on the branch main, and return the project."""
    project = folder / inside
    files = {
        "Pulumi.yaml": "name: shop\nruntime: python\n",
        "Pulumi.prod.yaml": stack("invoices", "pictures"),
        "__main__.py": PROGRAM,
    }
    write(project, **files)
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "begin")
    return project


def commit(folder: Path, message: str) -> str:
    """Commit everything and return the commit."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")
