"""How the images of services come into the registry on AWS; those on Azure stand in `test_bootstrap.py`."""

from typing import Any

from infra.bootstrap import steps
from infra.bootstrap.step import Step
from infra.environment import Environment
from jiban.settings.root import Deployment


def on_aws(image: str, **settings: Any) -> dict[str, Step]:
    """The steps of an environment on AWS with one service."""
    found = Environment.model_validate(
        {
            "cloud": "aws",
            "region": "ap-northeast-2",
            "owner": "platform",
            "secrets": None,
            "cluster": {"admins": ("arn:aws:iam::111122223333:role/deployer",)},
            "workloads": {
                "api": {"image": image, "resources": {"cpu": "1", "memory": "1Gi", "memory_limit": "1Gi"}}
            },
            **settings,
        }
    )
    return {step.id: step for step in steps(found, Deployment("pms", "prod"))}


def test_an_image_is_pushed_to_the_environments_repository() -> None:
    """Whoever pushes signs in at ECR first, which is reached from anywhere."""
    step = on_aws("team/api:1.0.0", account="111122223333")["image-api"]
    host = "111122223333.dkr.ecr.ap-northeast-2.amazonaws.com"
    sign_in = f"docker login --username AWS --password-stdin {host}"
    assert (step.where, *step.commands) == (
        "",
        f"aws ecr get-login-password --region ap-northeast-2 | {sign_in}",
        f"docker tag team/api:1.0.0 {host}/pms-prod/team/api:1.0.0",
        f"docker push {host}/pms-prod/team/api:1.0.0",
    )
    assert step.done_when == (
        "`aws ecr describe-images --region ap-northeast-2 --repository-name pms-prod/team/api --image-ids "
        "imageTag=1.0.0` prints it"
    )


def test_without_an_account_the_push_asks_which_it_is() -> None:
    """The registry's host begins with it."""
    (_, _, push) = on_aws("api:1.0.0")["image-api"].commands
    assert push == (
        "docker push $(aws sts get-caller-identity --query Account --output text)"
        ".dkr.ecr.ap-northeast-2.amazonaws.com/pms-prod/api:1.0.0"
    )


def test_a_pushed_digest_is_looked_for_as_one() -> None:
    """It has no tag of the stack file's."""
    step = on_aws(f"api@sha256:{'0a' * 32}")["image-api"]
    assert step.done_when.endswith(
        f"--repository-name pms-prod/api --image-ids imageDigest=sha256:{'0a' * 32}` prints it"
    )


def test_nobody_has_to_be_inside_for_a_push_to_ecr() -> None:
    """It answers from anywhere, and the cluster's API does so here too."""
    cluster = {
        "admins": ("arn:aws:iam::111122223333:role/deployer",),
        "private": False,
        "api_clients": ("203.0.113.0/24",),
    }
    assert list(on_aws("api:1.0.0", cluster=cluster)) == [
        "stacks",
        "administrators",
        "platform",
        "image-api",
        "workloads",
    ]
