"""Default providers of a plan: what configures them, and what a document holds of that."""

from __future__ import annotations

from jiban.diff.default_providers import default_providers
from jiban.model.digest import digest, read_digest
from jiban.model.plan import UNKNOWN, Secret
from jiban.model.provider_environment import given
from tests.jiban.report.samples import plan_of, resource

QUEUE = resource("aws:sqs/queue:Queue", "jobs")


def test_a_stack_file_counts_over_the_environment() -> None:
    """What it leaves out, the environment gives; the first variable that is set."""
    around = {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"}
    named = plan_of(QUEUE, config={"aws:region": "eu-west-3"}, environment=around)
    assert default_providers(named)["aws"].inputs == {"region": "eu-west-3"}
    assert default_providers(plan_of(QUEUE, environment=around))["aws"].inputs == {"region": "eu-west-1"}


def test_an_input_that_is_no_text_is_read_as_what_it_is() -> None:
    """The engine gives it as JSON in a text; a secret stays one."""
    config = {
        "aws:defaultTags": '{"tags": {"a": "b"}}',
        "aws:skipRegionValidation": "true",
        "aws:token": "[secret]",
        "aws:profile": "{not json",
    }
    assert default_providers(plan_of(QUEUE, config=config))["aws"].inputs == {
        "defaultTags": {"tags": {"a": "b"}},
        "skipRegionValidation": True,
        "token": Secret(UNKNOWN),
        "profile": "{not json",
    }


def test_a_package_whose_resources_name_their_provider_needs_none() -> None:
    """Nor does a component, or Pulumi's own resources."""
    own = resource("pulumi:providers:aws", "own")
    made = resource("aws:sqs/queue:Queue", "jobs", provider=f"{own.urn}::id")
    assert default_providers(plan_of(own, made, resource("my:Part", "part", custom=False))) == {}


def test_a_deployment_holds_its_own() -> None:
    """Which plugin it is says nothing of what it does; without inputs it says nothing at all."""
    inputs = {"region": "eu-west-1", "version": "7.51.1"}
    found = default_providers(
        plan_of(resource("pulumi:providers:aws", "default_7_51_1", inputs=inputs)), deployed=True
    )
    assert found["aws"].inputs == {"region": "eu-west-1"}
    assert default_providers(plan_of(resource("pulumi:providers:aws", "default")), deployed=True) == {}
    assert default_providers(plan_of(QUEUE), deployed=True) == {}


def test_a_document_holds_the_environment() -> None:
    """A plan that is read back has it; what stands in its place otherwise is nobody's."""
    around = {"AWS_REGION": "eu-west-1"}
    document = digest(plan_of(QUEUE, environment=around))
    assert read_digest(document).environment == around
    assert read_digest({**document, "providerEnvironment": ["x", 1]}).environment == {}
    assert "providerEnvironment" not in digest(plan_of(QUEUE))


def test_only_variables_of_packages_in_use_are_kept() -> None:
    """Nothing of who signs in."""
    environment = {
        "AWS_REGION": "a",
        "AWS_PROFILE": "b",
        "ARM_TENANT_ID": "c",
        "HOME": "d",
        "AWS_DEFAULT_REGION": "",
    }
    assert given({"aws"}, environment) == {"AWS_REGION": "a"}
