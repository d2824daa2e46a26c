from __future__ import annotations

import pytest

from jiban.components.naming import Naming
from jiban.components.registry.names import repository_name, repository_space

NAMING = Naming(project="pms", stack="prod")


def test_an_environment_has_a_space_of_its_own() -> None:
    """Project and stack."""
    assert repository_space(NAMING) == "pms-prod"


def test_an_image_stands_in_its_environments_space() -> None:
    """Slashes of its own are kept."""
    assert repository_name(NAMING, "team/api") == "pms-prod/team/api"


def test_a_name_of_256_characters_is_the_longest() -> None:
    """Of which nine are the space's and its slash."""
    assert len(repository_name(NAMING, "a" * 247)) == 256
    with pytest.raises(ValueError, match=r"has 257 characters; a repository of ECR takes 256"):
        repository_name(NAMING, "a" * 248)
