"""The image registry on AWS: a repository for each image, in which a tag never moves."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pulumi
from pulumi_aws import ecr

from jiban.components.base import refuse_beyond
from jiban.components.registry.contract import RegistryContract
from jiban.components.registry.limits import LIMITS
from jiban.components.registry.names import registry_host, repository_name, repository_space
from jiban.components.registry.spec import RegistrySpec
from jiban.components.site import Site

_IMMUTABLE: Final = "IMMUTABLE"


@dataclass(frozen=True, kw_only=True)
class RegistryArgs:
    """What a registry is made from."""

    spec: RegistrySpec
    site: Site
    repositories: Sequence[str]
    """The images that it holds, without tag: `trip`. Nothing can be pushed to any other. At least one."""
    account: str | None = None
    """The account's number, from which the registry's host is known before deployment."""


class Registry(pulumi.ComponentResource):
    """Repositories of ECR that are encrypted, looked through for known faults on each push, and private."""

    contract: RegistryContract

    def __init__(self, name: str, args: RegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the repositories.

        Raises:
            SpecRefusedError: when the specification asks for what AWS cannot do.
            ValueError: when there is no image, or the name of one is too long for a repository.
        """
        refuse_beyond(LIMITS, "aws", name, args.spec)
        if not args.repositories:
            raise ValueError(f"{name}: no image; ECR has a registry in every account, and makes repositories")
        names = {each: repository_name(args.site.naming, each) for each in sorted(set(args.repositories))}
        super().__init__("jiban:registry:Registry", name, None, opts)
        made = {each: self._repository(name, args, each, full) for each, full in names.items()}
        first = next(iter(made.values()))
        account = first.registry_id if args.account is None else pulumi.Output.from_input(args.account)
        if args.spec.replica_regions:
            self._copies(name, args, account)
        self.contract = RegistryContract(registry_id=account, host=account.apply(partial(_place, args.site)))
        self.register_outputs({"registry_id": account, "host": self.contract.host})

    def _repository(self, name: str, args: RegistryArgs, image: str, full: str) -> ecr.Repository:
        spec, site = args.spec, args.site
        logical = f"{name}-{image.replace('/', '-')}"
        repository = ecr.Repository(
            logical,
            name=full,
            image_tag_mutability=_IMMUTABLE,
            image_scanning_configuration=ecr.RepositoryImageScanningConfigurationArgs(scan_on_push=True),
            # By the account's own key for ECR, which costs nothing. It cannot be changed later.
            encryption_configurations=[ecr.RepositoryEncryptionConfigurationArgs(encryption_type="KMS")],
            # Without it a repository that holds an image cannot be deleted; an environment that may be, may.
            force_delete=not site.protect,
            tags=site.ownership.tags("registry", logical),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )
        rules = list(_rules(spec))
        if rules:
            ecr.LifecyclePolicy(
                f"{logical}-clean-up",
                repository=repository.name,
                policy=json.dumps({"rules": rules}),
                opts=pulumi.ResourceOptions(parent=self),
            )
        return repository

    def _copies(self, name: str, args: RegistryArgs, account: pulumi.Output[str]) -> None:
        """Copy what is pushed from now on; the other regions' repositories come with the first image."""
        space, regions = repository_space(args.site.naming), sorted(set(args.spec.replica_regions))
        templates = [
            ecr.RepositoryCreationTemplate(
                f"{name}-template-{region}",
                region=region,
                prefix=space,
                applied_fors=["REPLICATION"],
                image_tag_mutability=_IMMUTABLE,
                # Any other encryption, and tags too, would take a role for ECR to make repositories with.
                encryption_configurations=[
                    ecr.RepositoryCreationTemplateEncryptionConfigurationArgs(encryption_type="AES256")
                ],
                opts=pulumi.ResourceOptions(parent=self),
            )
            for region in regions
        ]
        ecr.ReplicationConfiguration(
            f"{name}-replication",
            replication_configuration=ecr.ReplicationConfigurationReplicationConfigurationArgs(
                rules=[
                    ecr.ReplicationConfigurationReplicationConfigurationRuleArgs(
                        destinations=[
                            ecr.ReplicationConfigurationReplicationConfigurationRuleDestinationArgs(
                                region=region, registry_id=account
                            )
                            for region in regions
                        ],
                        repository_filters=[
                            ecr.ReplicationConfigurationReplicationConfigurationRuleRepositoryFilterArgs(
                                filter=f"{space}/", filter_type="PREFIX_MATCH"
                            )
                        ],
                    )
                ]
            ),
            # A repository takes its template's settings when it is made, and never again.
            opts=pulumi.ResourceOptions(parent=self, depends_on=templates),
        )


def _place(site: Site, account: str) -> str:
    return f"{registry_host(account, site.region)}/{repository_space(site.naming)}"


def _rules(spec: RegistrySpec) -> list[dict[str, Any]]:
    """Return the rules of a repository's clean-up; the one for all images has to be the last."""
    found: list[dict[str, Any]] = []
    if spec.untagged_days is not None:
        found.append(
            {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": spec.untagged_days,
            }
        )
    if spec.keep_images is not None:
        found.append(
            {
                "tagStatus": "any",
                "countType": "imageCountMoreThan",
                "countNumber": spec.keep_images,
            }
        )
    return [
        {"rulePriority": place, "selection": selection, "action": {"type": "expire"}}
        for place, selection in enumerate(found, start=1)
    ]
