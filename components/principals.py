"""Whom a cloud lets in: groups of its directory, or roles and users of its accounts."""

from typing import Annotated, Final

from pydantic import StringConstraints

Principal = Annotated[
    str,
    StringConstraints(
        pattern=r"^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|arn:aws:iam::[0-9]{12}:(role|user)/[A-Za-z0-9_+=,.@/-]+)$"
    ),
]
"""Whom the cloud lets in: the object id of a directory group on Azure, the ARN of an IAM role or user on
AWS."""

ARN: Final = "arn:"
"""What AWS's principals begin with, and Azure's never do."""
