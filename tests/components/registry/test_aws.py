from __future__ import annotations

import json
from typing import Any

import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.registry.aws import Registry, RegistryArgs
from jiban.components.registry.spec import RegistrySpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE

REPOSITORY = "ecr/repository:Repository"
ACCOUNT = "111122223333"


def plan(spec: RegistrySpec, *repositories: str, account: str | None = ACCOUNT) -> ProgramPlan:
    """What a registry asks for; the plan's result is the host."""
    args = RegistryArgs(
        spec=spec, site=AWS_SITE, repositories=repositories or ("trip", "team/user"), account=account
    )
    return plan_program(lambda: Registry("registry", args).contract.host, resolve=True)


@pytest.fixture(scope="module")
def planned() -> ProgramPlan:
    """Two repositories as they come."""
    return plan(RegistrySpec())


def clean_up(spec: RegistrySpec) -> Any:
    """The rules of a repository's clean-up: what each selects, in order."""
    policy = plan(spec, "trip").resource("ecr/lifecyclePolicy:LifecyclePolicy", "registry-trip-clean-up")
    assert policy.inputs["repository"] == "trip-test/trip"
    rules = json.loads(policy.inputs["policy"])["rules"]
    assert [(rule["rulePriority"], rule["action"]) for rule in rules] == [
        (place, {"type": "expire"}) for place in range(1, len(rules) + 1)
    ]
    return [rule["selection"] for rule in rules]


def test_each_image_has_a_repository(planned: ProgramPlan) -> None:
    """Behind the environment's own name, as an account may hold several environments."""
    assert {each.name: each.inputs["name"] for each in planned.resources_of(REPOSITORY)} == {
        "registry-trip": "trip-test/trip",
        "registry-team-user": "trip-test/team/user",
    }


def test_an_image_of_two_services_has_one_repository() -> None:
    """A name is given once."""
    assert len(plan(RegistrySpec(), "trip", "trip").resources_of(REPOSITORY)) == 1


def test_a_tag_never_moves(planned: ProgramPlan) -> None:
    """In any repository."""
    assert {each.inputs["imageTagMutability"] for each in planned.resources_of(REPOSITORY)} == {"IMMUTABLE"}


def test_images_are_looked_through_on_push(planned: ProgramPlan) -> None:
    """For known faults."""
    for each in planned.resources_of(REPOSITORY):
        assert each.inputs["imageScanningConfiguration"] == {"scanOnPush": True}


def test_images_are_encrypted_by_a_key(planned: ProgramPlan) -> None:
    """The account's own for ECR: no key is named."""
    for each in planned.resources_of(REPOSITORY):
        assert each.inputs["encryptionConfigurations"] == [{"encryptionType": "KMS"}]


def test_repositories_are_protected(planned: ProgramPlan) -> None:
    """Where the environment says so, and then they are not deleted with images in them either."""
    assert [(each.protect, each.inputs["forceDelete"]) for each in planned.resources_of(REPOSITORY)] == [
        (True, False),
        (True, False),
    ]


def test_the_host_is_known_before_deployment(planned: ProgramPlan) -> None:
    """With the account, so a plan shows whole image names."""
    assert planned.result == "111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/trip-test"


def test_without_the_account_the_host_is_known_after_deployment() -> None:
    """AWS then says which account it is."""
    outputs = {"ecr/repository:Repository": {"registryId": "444455556666"}}
    args = RegistryArgs(spec=RegistrySpec(), site=AWS_SITE, repositories=("trip",))
    found = plan_program(lambda: Registry("registry", args).contract.host, outputs=outputs, resolve=True)
    assert found.result == "444455556666.dkr.ecr.ap-northeast-2.amazonaws.com/trip-test"


def test_nothing_is_cleaned_up_unless_asked(planned: ProgramPlan) -> None:
    """An image that runs could be deleted."""
    assert planned.resources_of("ecr/lifecyclePolicy:LifecyclePolicy") == ()


def test_images_without_a_tag_go_by_age() -> None:
    """Days since the push."""
    assert clean_up(RegistrySpec(untagged_days=14)) == [
        {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14}
    ]


def test_old_images_go_by_number() -> None:
    """Whatever their tags; the rule for all comes last, or ECR refuses the policy."""
    assert clean_up(RegistrySpec(untagged_days=1, keep_images=50))[1:] == [
        {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 50}
    ]


def test_copies_go_to_every_region_asked_for() -> None:
    """Of this environment's repositories alone; copied by the same account."""
    made = plan(RegistrySpec(replica_regions=("us-east-1", "ap-northeast-1"))).resource(
        "ecr/replicationConfiguration:ReplicationConfiguration", "registry-replication"
    )
    assert made.inputs["replicationConfiguration"] == {
        "rules": [
            {
                "destinations": [
                    {"region": "ap-northeast-1", "registryId": ACCOUNT},
                    {"region": "us-east-1", "registryId": ACCOUNT},
                ],
                "repositoryFilters": [{"filter": "trip-test/", "filterType": "PREFIX_MATCH"}],
            }
        ]
    }


def test_copies_have_tags_that_never_move() -> None:
    """ECR makes the repositories of another region by a template, which has to be there before."""
    found = plan(RegistrySpec(replica_regions=("ap-northeast-1",)))
    template = found.resource(
        "ecr/repositoryCreationTemplate:RepositoryCreationTemplate", "registry-template-ap-northeast-1"
    )
    assert template.inputs == {
        "region": "ap-northeast-1",
        "prefix": "trip-test",
        "appliedFors": ["REPLICATION"],
        "imageTagMutability": "IMMUTABLE",
        "encryptionConfigurations": [{"encryptionType": "AES256"}],
    }
    replication = found.resource(
        "ecr/replicationConfiguration:ReplicationConfiguration", "registry-replication"
    )
    assert template.urn in replication.dependencies


def test_there_are_no_copies_unless_asked(planned: ProgramPlan) -> None:
    """Replication is one setting of an account and a region."""
    assert planned.resources_of("ecr/replicationConfiguration:ReplicationConfiguration") == ()


def test_one_zone_is_refused() -> None:
    """ECR has no such thing."""
    with pytest.raises(SpecRefusedError, match="zone_redundant: ECR keeps images in several zones"):
        plan(RegistrySpec(zone_redundant=False))


def test_a_registry_without_images_is_refused() -> None:
    """There would be nothing to make."""
    args = RegistryArgs(spec=RegistrySpec(), site=AWS_SITE, repositories=())
    with pytest.raises(ValueError, match="registry: no image"):
        plan_program(lambda: Registry("registry", args) and None)
