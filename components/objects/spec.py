"""What can be asked for of buckets of objects, on any cloud."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from jiban.components.base import Spec

BucketName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$")]
"""1 to 30 lower-case letters, digits and hyphens."""
RegionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,29}$")]
"""The cloud's own name of a region: ap-northeast-1."""
Origin = Annotated[
    str, StringConstraints(pattern=r"^https://[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:[0-9]{1,5})?$")
]
"""Scheme, host and port of a web page, without a path: https://app.example.com."""
Purpose = Literal["files", "logs", "archive", "static"]
"""What a bucket is for, which decides where its objects are kept (`components/objects/storage.yaml`)."""

_DAYS = Field(ge=1, le=36_500)


class OneBucketSpec(Spec):
    """A bucket that nobody reads or writes without a permission of its own; nothing in it is ever public."""

    purpose: Purpose = "files"
    """What it holds. `files`: what users store, in a class that follows how often each object is read.
    `logs`: records, cheaper after a month and gone after a year. `archive`: what is seldom read, at once in
    the cheapest class that still answers at once. `static`: pages and pictures, which stay where they are.
    Default: files."""
    keep_days: Annotated[int, _DAYS] | None = None
    """Days after which an object is deleted; what was deleted stays for `previous_version_days` more where
    there are versions. Default: 365 for logs, otherwise never."""
    deep_archive_days: Annotated[int, Field(ge=90, le=36_500)] | None = None
    """Days after which an object of an archive moves to where it costs least, and comes back within hours
    only: nothing that a recovery waits for. Default: never."""
    versioning: bool = True
    """Whether what is overwritten or deleted stays for a while as a previous version. Turned off later, the
    versions that are there stay. Default: true."""
    previous_version_days: Annotated[int, _DAYS] = 30
    """Days for which a previous version can be brought back. Default: 30."""
    lock_days: Annotated[int, _DAYS] | None = None
    """Days for which no version of a new object can be deleted or overwritten. A bucket that had it once can
    do without days, but never without versions; on Azure it holds for what is there already, too, and no
    object is ever overwritten while there are days. Default: none."""
    lock_mode: Literal["governance", "compliance"] = "governance"
    """Who can end a lock early. `governance`: whoever has the permission to. `compliance`: nobody, the owner
    of the account and the cloud's support included, so a mistake is paid for until its last day. Default:
    governance."""
    replicate_to: RegionName | None = None
    """Another region, in which a bucket gets a copy of every object from then on, mostly within minutes;
    deletions are copied as deletions, and the previous version stays there as here. Default: none."""
    replicate_within_minutes: Literal[15] | None = None
    """Minutes within which the cloud promises a copy (`components/objects/storage.yaml`), for which each GB
    that is copied costs more. Default: none, and copies come without a promise."""
    browser_origins: Annotated[tuple[Origin, ...], Field(max_length=20)] = ()
    """Web pages whose programs may upload and download by addresses that a service has signed. Default:
    none."""

    @model_validator(mode="after")
    def _versions(self) -> Self:
        for field in ("lock_days", "replicate_to"):
            if not self.versioning and getattr(self, field) is not None:
                raise ValueError(f"{field} works on versions only; set versioning to true, or remove {field}")
        if self.replicate_within_minutes is not None and self.replicate_to is None:
            raise ValueError("replicate_within_minutes is about copies, and there is none; set replicate_to")
        if self.lock_mode == "compliance" and self.lock_days is None:
            raise ValueError("lock_mode says how a lock is kept, and there is none; set lock_days")
        return self


class ObjectsSpec(Spec):
    """Buckets, and the record of who read and wrote them."""

    buckets: Annotated[dict[BucketName, OneBucketSpec], Field(min_length=1, max_length=50)]
    """Buckets by name; the name is the bucket's identity. One that asks for nothing is `files: {}`."""
    access_log_days: Annotated[int, _DAYS] | None = 90
    """Days for which each request to the buckets is on record, in a bucket beside them, on Azure in the
    environment's logs; null for no record. Default: 90."""
