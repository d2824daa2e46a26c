"""Rules about who deploys from a pipeline."""

from collections.abc import Callable, Iterator
from typing import Final

from infra.environment import Environment
from jiban.components.base import Fault
from jiban.components.pipelines.roles import LONGEST, RoleNames


def pipelines_are_a_stack_of_their_own(environment: Environment) -> Iterator[Fault]:
    """No pipeline deploys the stack that says what it may do."""
    spec, scope = environment.pipelines, environment.scope
    if spec is not None and scope != "pipelines":
        yield Fault(
            ("pipelines",),
            f"scope {scope} is deployed by the pipeline, which would then write what it may do itself",
            "move it into a stack with scope pipelines that extends this one, and deploy that by hand",
        )
    if scope != "pipelines":
        return
    if spec is None:
        yield Fault(
            ("scope",),
            "scope pipelines makes who deploys from a pipeline, and nothing says which pipeline",
            "set pipelines.repository and pipelines.state.bucket",
        )
    if environment.extends is None:
        yield Fault(
            ("scope",),
            "scope pipelines makes who deploys another stack, and none is named",
            "set extends to the stack of this project with the platform",
        )


def deploys_as_the_environment_says(environment: Environment) -> Iterator[Fault]:
    """The role that is made is the one that the environment is deployed as; its name gives the others'."""
    spec, role = environment.pipelines, environment.deploy_role
    if spec is None or environment.cloud != "aws" or environment.scope != "pipelines":
        return
    if role is None:
        yield Fault(
            ("deploy_role",),
            "it names the role that pipelines deploy as, and that is made here",
            "set it in the file of the stack with the platform: arn:aws:iam::<account>:role/"
            "<project>-<environment>-deploy",
        )
        return
    if RoleNames.of(role) is None:
        yield Fault(
            ("deploy_role",),
            f"{role.rpartition('/')[2]} gives no names to the other role and the boundary: they end in "
            f"-preview and -boundary instead of -deploy, and have {LONGEST} characters at most",
            "let its name end in -deploy, and be shorter",
        )
    if spec.provider is not None and spec.provider.split(":")[4] != role.split(":")[4]:
        yield Fault(
            ("pipelines", "provider"),
            f"it is of account {spec.provider.split(':')[4]}, and the roles are made in {role.split(':')[4]}",
            "name that account's own, or leave it out and it is made",
        )
    for position, person in enumerate(spec.people):
        if person == role:
            yield Fault(
                ("pipelines", "people", position),
                f"{person} is the role itself, which needs no leave to be what it is",
                "remove it",
            )


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    pipelines_are_a_stack_of_their_own,
    deploys_as_the_environment_says,
)
