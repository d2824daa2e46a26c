"""Which of the stacks that make one environment does what."""

from __future__ import annotations

from typing import Any, Final

from infra.environment import Environment
from infra.together import second_of, services_of
from jiban.settings.root import Deployment
from tests.infra.constraints.environments import environment


def stack(scope: str, extends: str | None) -> Environment:
    """A stack's settings."""
    changes: dict[str, Any] = {"scope": scope, "extends": extends}
    return environment(changes)


SETTINGS: Final = {
    "prod": stack("platform", None),
    "prod-web": stack("workloads", "prod"),
    "prod-jobs": stack("workloads", "prod"),
    "prod-south": stack("recovery", "prod"),
    "prod-east": stack("recovery", "prod"),
    "prod-south-web": stack("workloads", "prod-south"),
    "test-south": stack("recovery", "test"),
}


def of(name: str, *extending: str) -> Deployment:
    """A deployment of one of the platforms, with the stacks that extend it in turn."""
    return Deployment("shop", name, extending, SETTINGS)


def test_services_are_those_on_the_platform_itself() -> None:
    """Neither another region's platform, nor the services on that."""
    every = ("prod-web", "prod-jobs", "prod-south", "prod-south-web")
    assert services_of(of("prod", *every)) == ("prod-web", "prod-jobs")
    assert services_of(of("prod-south", *every)) == ("prod-south-web",)


def test_a_stack_of_which_nothing_is_known_has_services() -> None:
    """It extends the platform, and what its file says was not read."""
    assert services_of(Deployment("shop", "prod", ("prod-new",))) == ("prod-new",)


def test_the_second_region_is_the_first_of_the_names() -> None:
    """Of those that extend this stack; another environment's is none."""
    assert second_of(of("prod")) == "prod-east"
    assert second_of(of("test")) == "test-south"
    assert second_of(of("prod-south")) is None
