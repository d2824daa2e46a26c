"""What can be asked for of the identities of pipelines, on any cloud."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from jiban.components.base import Spec

_NAME = r"[A-Za-z0-9_.-]{1,100}"

Repository = Annotated[
    str, StringConstraints(pattern=rf"^[A-Za-z0-9]([A-Za-z0-9-]{{0,37}}[A-Za-z0-9])?/{_NAME}$")
]
"""A repository by owner and name: `example/pms`."""
ProtectedName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]
"""Name of a protected environment. A colon or a slash in it would be written otherwise in a token."""
Branch = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_./-]{0,199}$")]
"""Name of one branch, no pattern: `main`."""
Bucket = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
RoleArn = Annotated[str, StringConstraints(pattern=r"^arn:aws:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$")]
ProviderArn = Annotated[
    str,
    StringConstraints(
        pattern=r"^arn:aws:iam::[0-9]{12}:oidc-provider/token\.actions\.githubusercontent\.com$"
    ),
]
KeyArn = Annotated[
    str,
    StringConstraints(pattern=r"^arn:aws:kms:[a-z0-9-]{4,30}:[0-9]{12}:key/[A-Za-z0-9-]{1,64}$"),
]


class StateSpec(Spec):
    """Where Pulumi keeps the stacks' state: a bucket, which a person has made before."""

    bucket: Bucket
    """Name of the bucket of `pulumi login s3://...`."""
    key: KeyArn | None = None
    """ARN of the KMS key of `--secrets-provider=awskms://...`, which opens the secrets in the state. Default:
    none, and the pipeline has to be told a passphrase."""


class RepositoryIds(Spec):
    """What GitHub calls the repository for good: names can be given to somebody else, ids cannot."""

    owner: Annotated[int, Field(ge=1)]
    """Id of the owner: `gh api repos/OWNER/NAME --jq .owner.id`."""
    repository: Annotated[int, Field(ge=1)]
    """Id of the repository: `gh api repos/OWNER/NAME --jq .id`."""


class PipelinesSpec(Spec):
    """Who may preview and deploy an environment from a pipeline: one identity for each, with no key of its
    own.
    """

    host: Literal["github"] = "github"
    """Where the pipelines run, whose tokens are believed. Default: github, GitHub Actions."""
    repository: Repository
    """Repository whose pipelines are let in: `example/pms`."""
    ids: RepositoryIds | None = None
    """Ids of owner and repository, where its tokens hold them: those of a repository made or renamed since
    2026-07-15 do, and any other can be told to. Default: none, and the names alone are believed.
    """
    environment: ProtectedName | None = None
    """Protected environment of the repository whose jobs deploy: who approves them, and from which branches,
    is set there. Default: the environment's own name, such as prod."""
    branch: Branch = "main"
    """Branch whose jobs may preview: they read the state, and every setting of what is deployed. Jobs of a
    pull request never may. Default: main."""
    provider: ProviderArn | None = None
    """ARN of the account's OpenID Connect provider for the host, where another stack or a person has made
    it: an account has one for each host. Default: none, and it is made here."""
    state: StateSpec
    """Where Pulumi keeps the state."""
    people: Annotated[tuple[RoleArn, ...], Field(max_length=10)] = ()
    """Roles of people who may deploy by hand as the pipeline does, for the day on which it does not run.
    Default: nobody."""
    session_minutes: Annotated[int, Field(ge=60, le=720)] = 60
    """Minutes after which what a job was given is worth nothing: as long as the longest deployment. Default:
    60."""
