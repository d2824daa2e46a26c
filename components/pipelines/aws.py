"""The identities of pipelines on AWS: roles that jobs of GitHub Actions become by their tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pulumi
from pulumi_aws import iam

from jiban.components.base import Fault, SpecRefusedError, refuse_beyond
from jiban.components.iam import Statement, document
from jiban.components.pipelines.contract import PipelinesContract
from jiban.components.pipelines.limits import LIMITS
from jiban.components.pipelines.permissions import (
    AUDIENCE,
    ISSUER,
    Place,
    boundary,
    may_deploy,
    may_preview,
    subject,
    trust_jobs,
    trust_roles,
)
from jiban.components.pipelines.roles import RoleNames
from jiban.components.pipelines.spec import PipelinesSpec
from jiban.components.site import Site, known_after


@dataclass(frozen=True, kw_only=True)
class PipelinesArgs:
    """What the roles of an environment's pipelines are made from."""

    spec: PipelinesSpec
    site: Site
    deploy_role: str
    """ARN that the environment names as whoever deploys it: the role that is made here."""
    tiers: Sequence[str]
    """Tiers that the environment has, by their keys."""
    regions: Sequence[str]
    """Regions in which the environment has anything; its own is the first."""


class Pipelines(pulumi.ComponentResource):
    """One role that deploys and one that previews, both within a boundary that neither can change."""

    contract: PipelinesContract

    def __init__(self, name: str, args: PipelinesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the roles, and the provider that believes the host's tokens, where there is none yet.

        Raises:
            SpecRefusedError: when the specification asks for what AWS cannot do.
        """
        refuse_beyond(LIMITS, "aws", name, args.spec)
        names = RoleNames.of(args.deploy_role)
        if names is None:
            reason = f"{args.deploy_role} is no role of which the others can be named"
            raise SpecRefusedError(name, [Fault(("deploy_role",), reason, "let its name end in -deploy")])
        super().__init__("jiban:pipelines:Pipelines", name, None, opts)
        self._logical, self._args, self._names = name, args, names
        spec, site = args.spec, args.site
        self._child = pulumi.ResourceOptions(parent=self)
        provider = self._believed()
        place = Place(
            account=names.account,
            project=site.naming.project,
            regions=tuple(args.regions),
            state=spec.state,
        )
        limit = iam.Policy(
            f"{name}-boundary",
            name=names.boundary,
            path=names.path,
            description=f"What no pipeline of {site.naming.project} {site.naming.stack} does",
            policy=boundary(place, [*names.role_arns, names.boundary_arn]),
            tags=site.ownership.tags("pipelines", f"{name}-boundary"),
            opts=self._child,
        )
        environment = spec.environment or site.naming.stack
        # Its own provider of Pulumi takes the role once more, as does whoever deploys by hand.
        by_hand = trust_roles(names.account, [args.deploy_role, *spec.people])
        deploy = self._role(
            "deploy",
            limit,
            provider.apply(partial(_trust, subject(spec, environment=environment), by_hand)),
            may_deploy(place, args.tiers, args.deploy_role),
        )
        preview = self._role(
            "preview",
            limit,
            provider.apply(partial(_trust, subject(spec, branch=spec.branch), None)),
            may_preview(place, args.tiers),
        )
        self.contract = PipelinesContract(
            deploy=known_after(deploy, args.deploy_role), preview=known_after(preview, names.preview_arn)
        )
        self.register_outputs({"deploy": self.contract.deploy, "preview": self.contract.preview})

    def _believed(self) -> pulumi.Output[str]:
        """Return the ARN of the account's provider for the host."""
        if self._args.spec.provider is not None:
            return pulumi.Output.from_input(self._args.spec.provider)
        # The host's certificate is signed by an authority that AWS knows, so there is no thumbprint to keep.
        made = iam.OpenIdConnectProvider(
            f"{self._logical}-provider",
            url=f"https://{ISSUER}",
            client_id_lists=[AUDIENCE],
            tags=self._args.site.ownership.tags("pipelines", f"{self._logical}-provider"),
            opts=self._child,
        )
        return known_after(made, f"arn:aws:iam::{self._names.account}:oidc-provider/{ISSUER}")

    def _role(self, verb: str, limit: iam.Policy, trust: pulumi.Input[str], allowed: str) -> iam.Role:
        """Make the role of one verb, with what it is allowed within the boundary."""
        role = iam.Role(
            f"{self._logical}-{verb}",
            name=self._names.name(verb),
            path=self._names.path,
            assume_role_policy=trust,
            max_session_duration=self._args.spec.session_minutes * 60,
            permissions_boundary=known_after(limit, self._names.boundary_arn),
            tags=self._args.site.ownership.tags("pipelines", f"{self._logical}-{verb}"),
            opts=self._child,
        )
        iam.RolePolicy(
            f"{self._logical}-{verb}-allowed",
            name=verb,
            role=known_after(role, self._names.name(verb)),
            policy=allowed,
            opts=self._child,
        )
        return role


def _trust(job: str, others: Statement | None, provider: str) -> str:
    return document(trust_jobs(provider, job), *([others] if others else []))
