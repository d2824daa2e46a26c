"""The list of a project that has none."""

from dataclasses import replace

import pytest

from infra.settings import SETTINGS
from jiban.bootstrap.listing import NoStepsError, listing
from jiban.project.project import find_project
from tests.infra.environments import ROOT


def test_a_project_without_steps_is_told_how_to_list_them() -> None:
    """By its settings."""
    with pytest.raises(NoStepsError, match="tripgen lists no steps: set `steps` of its jiban"):
        listing(replace(SETTINGS, steps=None), find_project(ROOT), "prod")
