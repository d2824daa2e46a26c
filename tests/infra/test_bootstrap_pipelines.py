"""How whoever deploys from a pipeline comes to be, before anything is deployed."""

from __future__ import annotations

import json

from infra.bootstrap import steps
from infra.environment import Environment
from jiban.settings.root import Deployment
from tests.infra.capability_cases import BASE
from tests.infra.constraints.environments import changed
from tests.infra.pipeline_cases import BASE as PIPELINES


def environment(changes: object) -> Environment:
    """An environment on AWS."""
    assert isinstance(changes, dict)
    return Environment.model_validate_json(json.dumps(changed(BASE["aws"], changes)))


def test_who_deploys_is_made_before_anything_else() -> None:
    """After the stacks and before the administrators, of whom the role is one; by a person."""
    deployment = Deployment(
        "shop", "test", ("test-pipelines",), {"test-pipelines": environment(dict(PIPELINES))}
    )
    listed = steps(environment({}), deployment)
    assert [step.id for step in listed[:3]] == ["stacks", "pipelines-test-pipelines", "administrators"]
    step = listed[1]
    assert step.commands == ("pulumi up --stack test-pipelines",)
    assert step.done_when == (
        "`pulumi stack output --stack test-pipelines deploy_role` prints "
        "arn:aws:iam::111122223333:role/shop-test-deploy"
    )


def test_without_pipelines_there_is_no_such_step() -> None:
    """A stack of services is none."""
    listed = steps(environment({}), Deployment("shop", "test"))
    assert [step.id for step in listed if step.id.startswith("pipelines")] == []
