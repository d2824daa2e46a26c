"""What a pipeline's roles may do on AWS, as policies: worked out from the tiers that an environment has, by
the table `services.yaml`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jiban.components.iam import Statement, account_of, allow, document
from jiban.components.pipelines.spec import PipelinesSpec, StateSpec
from jiban.tables import table

ISSUER: Final = "token.actions.githubusercontent.com"
"""Who signs the tokens of GitHub Actions: GitHub's documentation, "OpenID Connect"."""
AUDIENCE: Final = "sts.amazonaws.com"
"""For whom a token must have been made out."""

_ROLE_WRITES: Final = (
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePolicy",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
)
_PROFILE_WRITES: Final = (
    "iam:AddRoleToInstanceProfile",
    "iam:CreateInstanceProfile",
    "iam:DeleteInstanceProfile",
    "iam:RemoveRoleFromInstanceProfile",
    "iam:TagInstanceProfile",
    "iam:UntagInstanceProfile",
)
_SYSTEMS: Final = "arn:aws:ssm:*::parameter/aws/service/ami-amazon-linux-latest/*"
"""Parameters of AWS that say the newest image of a server's system: whoever makes a group of servers reads
the one that its template names (EC2 user guide, `create-launch-template`)."""
_IAM_READS: Final = ("iam:Get*", "iam:List*")
_STATE_READS: Final = ("s3:GetObject", "s3:GetObjectVersion")
_STATE_WRITES: Final = (*_STATE_READS, "s3:PutObject", "s3:DeleteObject")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Whose roles they are."""

    account: str
    """Id of the account."""
    project: str
    """Name of the project: names of the roles that its stacks make begin with it."""
    regions: tuple[str, ...]
    """Regions in which the environment has anything."""
    state: StateSpec
    """Where the state is kept."""


def services(tiers: Sequence[str]) -> tuple[str, ...]:
    """Return the services of AWS that some tiers are made of, sorted."""
    rows: Mapping[str, Sequence[str]] = _table()["tiers"]
    return tuple(sorted({service for tier in tiers for service in rows.get(tier, ())}))


def may_deploy(place: Place, tiers: Sequence[str], own_role: str) -> str:
    """Return what whoever deploys some tiers is allowed.

    Args:
        place: whose roles they are.
        tiers: the tiers that the environment has.
        own_role: ARN of the role itself, which its provider takes once more.
    """
    made = f"arn:aws:iam::{place.account}:role/role-{place.project}-*"
    table_ = _table()
    return document(
        allow([f"{service}:*" for service in services(tiers)], ["*"]),
        allow(_IAM_READS, ["*"]),
        allow(_ROLE_WRITES, [made]),
        {
            **allow(["iam:AttachRolePolicy"], [made]),
            "Condition": {
                "ArnLike": {
                    "iam:PolicyARN": [f"arn:aws:iam::aws:policy/{name}" for name in table_["attached"]]
                }
            },
        },
        {
            **allow(["iam:PassRole"], [made]),
            "Condition": {"StringEquals": {"iam:PassedToService": list(table_["passed_to"])}},
        },
        allow(["iam:CreateServiceLinkedRole"], [f"arn:aws:iam::{place.account}:role/aws-service-role/*"]),
        allow(["sts:AssumeRole"], [own_role]),
        *(_servers(place) if "compute" in tiers else ()),
        *_state(place.state, _STATE_WRITES, ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey")),
    )


def _servers(place: Place) -> Sequence[Statement]:
    """Return what servers take beside the services of their tier."""
    profiles = f"arn:aws:iam::{place.account}:instance-profile/profile-{place.project}-*"
    return allow(_PROFILE_WRITES, [profiles]), allow(["ssm:GetParameters"], [_SYSTEMS])


def may_preview(place: Place, tiers: Sequence[str]) -> str:
    """Return what whoever previews some tiers is allowed: their settings and the state, and no contents."""
    verbs: Sequence[str] = _table()["reads"]
    lacks: Mapping[str, Sequence[str]] = _table()["lacks"]
    found = [
        f"{service}:{verb}*"
        for service in services(tiers)
        for verb in verbs
        if verb not in lacks.get(service, ())
    ]
    return document(
        allow(found, ["*"]),
        allow(_IAM_READS, ["*"]),
        {
            "Effect": "Deny",
            "Action": list(_table()["contents"]),
            "NotResource": [_objects(place.state)],
        },
        *_state(place.state, _STATE_READS, ("kms:Decrypt",)),
    )


def boundary(place: Place, protected: Sequence[str]) -> str:
    """Return what keeps both roles out of what no pipeline does, whatever else they are ever allowed.

    Args:
        place: whose roles they are.
        protected: ARNs of the roles themselves and of this policy: neither changes them.
    """
    return document(
        allow(["*"], ["*"]),
        {"Effect": "Deny", "Action": list(_table()["never"]), "Resource": ["*"]},
        {
            "Effect": "Deny",
            "NotAction": [*_IAM_READS, "iam:SimulatePrincipalPolicy", "sts:AssumeRole"],
            "Resource": list(protected),
        },
        {
            "Effect": "Deny",
            "Action": list(_table()["state"]),
            "Resource": [
                _bucket(place.state),
                _objects(place.state),
                *([place.state.key] if place.state.key else []),
            ],
        },
        {
            "Effect": "Deny",
            "NotAction": [f"{service}:*" for service in _table()["global"]],
            "Resource": ["*"],
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": list(place.regions)}},
        },
    )


def trust_jobs(provider: str, subject: str) -> Statement:
    """Return a statement that lets in jobs whose token says exactly this of them.

    Args:
        provider: ARN of the account's provider for the host.
        subject: the token's `sub`: `repo:example/pms:environment:prod`.
    """
    return {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": subject}},
    }


def trust_roles(account: str, roles: Sequence[str]) -> Statement:
    """Return a statement that lets in roles by their ARNs, of which none has to exist yet."""
    # A principal that is not there is refused when the policy is written; the role itself is not there then.
    return {
        "Effect": "Allow",
        "Principal": {
            "AWS": sorted({f"arn:aws:iam::{each}:root" for each in (account, *map(account_of, roles))})
        },
        "Action": "sts:AssumeRole",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": list(roles)}},
    }


def subject(spec: PipelinesSpec, *, environment: str | None = None, branch: str | None = None) -> str:
    """Return what a token says of a job: GitHub's documentation, "OpenID Connect reference", `sub`, and
    "Immutable subject claims" (2026-04-23) for the ids.

    A job that names a protected environment is known by that, any other by its branch. A job of a pull
    request says `pull_request` there, which is neither.
    """
    owner, _, repository = spec.repository.partition("/")
    if spec.ids is not None:
        owner, repository = f"{owner}@{spec.ids.owner}", f"{repository}@{spec.ids.repository}"
    of = f"environment:{environment}" if environment is not None else f"ref:refs/heads/{branch}"
    return f"repo:{owner}/{repository}:{of}"


def _state(state: StateSpec, objects: Sequence[str], key: Sequence[str]) -> list[Statement]:
    found = [
        allow(objects, [_objects(state)]),
        allow(["s3:ListBucket", "s3:GetBucketLocation"], [_bucket(state)]),
    ]
    return [*found, allow(key, [state.key])] if state.key else found


def _bucket(state: StateSpec) -> str:
    return f"arn:aws:s3:::{state.bucket}"


def _objects(state: StateSpec) -> str:
    return f"{_bucket(state)}/*"


def _table() -> dict[str, Any]:
    return table("jiban.components.pipelines", "services.yaml")
