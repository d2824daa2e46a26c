"""What the repositories of an environment are called on AWS, where one account may hold several of them."""

from typing import Final

from jiban.components.naming import Naming

_LONGEST: Final = 256
"""Characters of a repository's name (ECR's API, CreateRepository)."""


def registry_host(account: str, region: str) -> str:
    """Return the host of an account's registry in a region."""
    return f"{account}.dkr.ecr.{region}.amazonaws.com"


def repository_space(naming: Naming) -> str:
    """Return what the names of all repositories of an environment begin with: `pms-prod`."""
    return naming.physical("ecr.Repository")


def repository_name(naming: Naming, image: str) -> str:
    """Return the name of the repository of an image without tag: `pms-prod/api`.

    Raises:
        ValueError: the name is longer than ECR takes.
    """
    name = f"{repository_space(naming)}/{image}"
    if len(name) > _LONGEST:
        raise ValueError(f"{name} has {len(name)} characters; a repository of ECR takes {_LONGEST}")
    return name
