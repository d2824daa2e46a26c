"""What users test their components and stacks with."""

import asyncio
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

from jiban.model.plan import Lookup
from jiban.plan.errors import DuplicateUrn, ProgramError
from jiban.policies.packs import PACK
from jiban.testing import UNKNOWN, Resource, Secret, failures, fixtures, plan_program, plan_stack
from tools.documents import blocks
from tools.repository import ROOT

AWS_WEB = ROOT / "tests" / "fixtures" / "aws-web"
stack_plan = fixtures.stack_plan
SERVER = "acme:index:Server"


class Server(pulumi.CustomResource):
    """A resource with an output that no input gives."""

    host: pulumi.Output[str]
    size: pulumi.Output[int]
    token: pulumi.Output[str]
    name: pulumi.Output[str]

    def __init__(
        self, name: str, opts: pulumi.ResourceOptions | None = None, **inputs: pulumi.Input[Any]
    ) -> None:
        """Take any inputs."""
        outputs: dict[str, Any] = {"host": None, "token": None, "name": None}
        super().__init__(SERVER, name, {**outputs, **inputs}, opts)


class Site(pulumi.ComponentResource):
    """A component with one child."""

    def __init__(self, name: str) -> None:
        """Declare the server."""
        super().__init__("acme:index:Site", name)
        self.server = Server(f"{name}-server", pulumi.ResourceOptions(parent=self), size=3)
        self.register_outputs({"host": self.server.host})


@dataclass(frozen=True)
class Contract:
    """What a component hands on."""

    host: pulumi.Output[str]
    sizes: Mapping[str, pulumi.Output[int]]


def test_a_plan_holds_what_the_function_declares() -> None:
    """The root stack, the component and its child, with names, parents and inputs."""
    plan = plan_program(lambda: Site("shop"))
    assert [(each.type, each.name, each.parent_name) for each in plan.resources] == [
        ("pulumi:pulumi:Stack", "test-test", None),
        ("acme:index:Site", "shop", "test-test"),
        ("acme:index:Server", "shop-server", "shop"),
    ]
    assert plan.resource("Server").inputs == {"size": 3}


def test_a_resource_names_the_line_that_declares_it() -> None:
    """Relative to the folder that the test runs in."""
    source = plan_program(lambda: Server("a")).resource("Server").source
    assert source is not None
    assert source.file == "tests/jiban/test_testing.py"


def test_outputs_are_those_of_a_preview() -> None:
    """Inputs are known, all else is not, and an apply on what is not known does not run."""

    def program() -> Any:
        server = Server("a", size=3)
        return [server.size, server.host, server.id, server.host.apply(lambda _: 1 / 0)]

    assert plan_program(program).result == [3, UNKNOWN, UNKNOWN, UNKNOWN]


def test_a_result_keeps_what_is_known_of_it() -> None:
    """One unknown part leaves the others as they are."""

    def program() -> Any:
        server = Server("a", size=3)
        return pulumi.Output.all(size=server.size, host=server.host)

    assert plan_program(program).result == {"size": 3, "host": UNKNOWN}


def test_a_contract_is_read_as_a_map() -> None:
    """A dataclass of Outputs, with maps of Outputs in it, is a dict of values."""

    def program() -> Contract:
        server = Server("a", size=3)
        return Contract(host=server.host, sizes={"a": server.size})

    plan = plan_program(program, outputs={SERVER: {"host": "h"}})
    assert plan.result == {"host": "h", "sizes": {"a": 3}}


def test_a_failing_assertion_shows_a_plan_in_a_line() -> None:
    """A plan and a resource are shown by what they are, not by all that they hold."""
    plan = plan_program(lambda: Site("shop"))
    assert repr(plan) == "<ProgramPlan test/test: 3 resources>"
    assert repr(plan.resource("Server")) == "<Resource acme:index:Server 'shop-server'>"


def test_a_resource_that_is_returned_is_the_planned_one() -> None:
    """In a tuple too, which stays a tuple."""
    plan = plan_program(lambda: (Site("shop"), "text", None))
    assert plan.result == (plan.resource("Site"), "text", None)


def test_a_component_has_the_outputs_that_it_registers() -> None:
    """With the values that they have in this plan."""
    plan = plan_program(lambda: Site("shop"), outputs={SERVER: {"host": "h"}})
    assert plan.resource("Site").outputs == {"host": "h"}


def test_a_secret_is_one_wherever_it_goes() -> None:
    """In inputs, in what is computed from it, in exports and in the result."""

    def program() -> Any:
        secret = pulumi.Output.secret("pw")
        server: Any = Server("a", password=secret, url=secret.apply(lambda text: f"x:{text}"))
        pulumi.export("password", secret)
        return server.url

    plan = plan_program(program)
    assert plan.resource("Server").inputs == {"password": Secret("pw"), "url": Secret("x:pw")}
    assert plan.outputs == {"password": Secret("pw")}
    assert plan.result == Secret("x:pw")


def test_everything_can_exist_already() -> None:
    """Ids and names are made up, the inputs' name comes first, and what nobody gives is not known."""

    def program() -> Any:
        first = Server("a", size=3)
        second: Any = pulumi.CustomResource(SERVER, "b", {"name": "given"})
        return [first.id, first.name, first.size, first.host, second.name]

    plan = plan_program(program, resolve=True)
    assert plan.result == ["id:a", "name:a", 3, UNKNOWN, "given"]
    assert plan.resource("Server", "a").id == "id:a"
    assert plan.resource("Server", "a").outputs == {"name": "name:a", "size": 3}


def test_given_outputs_are_known() -> None:
    """The id among them; an input of the same name is replaced, and everything else is as in a preview."""

    def program() -> Any:
        server = Server("a", size=3)
        return [server.id, server.host, server.size, server.token]

    outputs = {SERVER: {"id": "i-1", "host": "h", "size": 4}}
    assert plan_program(program, outputs=outputs).result == ["i-1", "h", 4, UNKNOWN]


def test_an_input_called_id_is_not_the_resources_id() -> None:
    """It is a property like others."""
    plan = plan_program(lambda: pulumi.CustomResource(SERVER, "a", {"id": "given"}).id, resolve=True)
    assert plan.resource("Server").outputs == {"id": "given", "name": "name:a"}
    assert plan.result == "id:a"


def test_outputs_of_one_type_leave_the_others_unknown() -> None:
    """Nothing is known of a type that is not named."""
    plan = plan_program(lambda: Server("a").id, outputs={"acme:index:Disk": {"id": "d-1"}})
    assert plan.result == UNKNOWN
    assert plan.resource("Server").outputs == {}


def test_outputs_may_be_computed_from_the_resource() -> None:
    """So that two resources of a type differ."""

    def host(resource: Resource) -> Mapping[str, Any]:
        return {"host": f"{resource.name}.example.com"}

    plan = plan_program(lambda: [Server("a").host, Server("b").host], outputs={"Server": host})
    assert plan.result == ["a.example.com", "b.example.com"]


def test_the_longer_name_of_a_type_wins() -> None:
    """Outputs for a short form hold where those for the whole token say nothing."""
    outputs = {SERVER: {"host": "whole"}, "Server": {"host": "short", "zone": "t"}}
    plan = plan_program(lambda: pulumi.Output.all(Server("a")).apply(lambda _: None), outputs=outputs)
    assert plan.resource("Server").outputs == {"host": "whole", "zone": "t"}


def test_an_output_that_the_program_calls_secret_is_one() -> None:
    """`additional_secret_outputs` holds for outputs that are given too."""
    options = pulumi.ResourceOptions(additional_secret_outputs=["token"])
    plan = plan_program(lambda: Server("a", options).token, outputs={SERVER: {"token": "t"}})
    assert plan.result == Secret("t")


def test_what_a_transform_changes_is_what_exists() -> None:
    """The outputs follow from the inputs after all transforms."""

    def larger(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
        return pulumi.ResourceTransformResult({**args.props, "size": 5}, args.opts)

    def program() -> Any:
        return Server("a", pulumi.ResourceOptions(transforms=[larger]), size=3).size

    plan = plan_program(program, resolve=True)
    assert (plan.result, plan.resource("Server").inputs) == (5, {"size": 5})


def image(owner: str) -> Any:
    """Ask a cloud for an image."""
    return pulumi.runtime.invoke_output("acme:images/getImage:getImage", {"owner": owner})


def test_a_function_has_the_result_that_is_given() -> None:
    """By a short form of its token; the plan lists that it was called."""
    plan = plan_program(lambda: image("me"), functions={"images:getImage": {"id": "ami-1"}})
    assert plan.result == {"id": "ami-1"}
    (call,) = plan.lookups
    assert (call.token, call.args) == ("acme:images/getImage:getImage", {"owner": "me"})
    assert isinstance(call, Lookup)


def test_a_result_may_be_computed_from_the_arguments() -> None:
    """As a cloud would."""
    functions = {"getImage": lambda args: {"id": f"image of {args['owner']}"}}
    assert plan_program(lambda: image("me"), functions=functions).result == {"id": "image of me"}


def test_a_function_without_a_result_is_unknown() -> None:
    """The plan says what to do about it."""
    plan = plan_program(lambda: image("me"))
    assert plan.result == UNKNOWN
    assert plan.placeholders[0].note == "its result is unknown; a test can give it as `functions`"


def test_another_stack_has_the_outputs_that_are_given() -> None:
    """Plain and secret ones; a stack that is not given has unknown ones."""

    def program() -> Any:
        network, other = (pulumi.StackReference(f"acme/{each}/prod") for each in ("network", "other"))
        return [
            network.get_output("vpc"),
            network.get_output("key"),
            network.get_output("none"),
            other.get_output("vpc"),
        ]

    stacks = {"acme/network/prod": {"vpc": "vpc-1", "key": Secret("k")}}
    plan = plan_program(program, stacks=stacks)
    assert plan.result == ["vpc-1", Secret("k"), None, UNKNOWN]
    assert [each.note for each in plan.placeholders] == ["give its outputs as `stacks`"]


def test_the_program_is_told_whose_it_is() -> None:
    """Project, stack and organization are the arguments."""

    def program() -> Any:
        return pulumi.get_project(), pulumi.get_stack(), pulumi.get_organization()

    plan = plan_program(program, project="shop", stack="prod", organization="acme")
    assert plan.result == ("shop", "prod", "acme")
    assert (plan.project, plan.stack) == ("shop", "prod")


def test_the_configuration_is_read_as_from_a_stack_file() -> None:
    """A text, a number, a truth value and a list, with and without a namespace."""

    def program() -> Any:
        own, aws = pulumi.Config(), pulumi.Config("aws")
        return (
            own.require("text"),
            own.require_int("number"),
            own.get_bool("on"),
            own.require_object("zones"),
            aws.get("region"),
        )

    config = {"text": "01", "number": 2, "on": True, "zones": [1, 2], "aws:region": "eu-west-1"}
    assert plan_program(program, config=config).result == ("01", 2, True, [1, 2], "eu-west-1")


def test_a_secret_of_the_configuration_is_not_shown() -> None:
    """The program gets the value, the plan's list of the configuration does not."""
    plan = plan_program(lambda: pulumi.Config().require_secret("pw"), config={"pw": Secret("hunter2")})
    assert plan.result == Secret("hunter2")
    assert plan.config == {"test:pw": "[secret]"}


def test_a_malformed_key_of_the_configuration_is_refused() -> None:
    """Before anything runs."""
    with pytest.raises(ValueError, match="a:b:c:d"):
        plan_program(lambda: None, config={"a:b:c:d": 1})


def test_a_missing_value_of_the_configuration_is_pulumis_error() -> None:
    """As the program would see it in a deployment."""
    with pytest.raises(pulumi.ConfigMissingError):
        plan_program(lambda: pulumi.Config().require("region"))


def failing() -> None:
    """Fail at once."""
    raise ZeroDivisionError("at once")


def failing_late() -> None:
    """Fail in an apply."""
    Server("a", size=0).size.apply(lambda size: 1 / size)


@pytest.mark.parametrize(
    ("program", "function"),
    [(failing, "failing"), (failing_late, "<lambda>")],
    ids=["at once", "in an apply"],
)
def test_the_programs_own_exception_comes_through(program: Any, function: str) -> None:
    """The same exception, whose traceback ends in the program."""
    with pytest.raises(ZeroDivisionError) as found:
        plan_program(program)
    assert found.traceback[-1].name == function
    assert found.value.__context__ is None


def test_a_program_that_ends_the_process_is_an_error() -> None:
    """A test does not end with it."""
    with pytest.raises(ProgramError, match=r"sys\.exit\(3\)"):
        plan_program(lambda: sys.exit(3))


def test_the_same_resource_twice_is_an_error() -> None:
    """The message names both lines."""
    with pytest.raises(DuplicateUrn, match="two resources of type acme:index:Server are named 'a'"):
        plan_program(lambda: [Server("a"), Server("a")])


def test_a_failure_leaves_nothing_to_the_next_plan() -> None:
    """The plan after it is as if there had been none, and so is every other one."""
    before = plan_program(lambda: Site("shop"), project="shop", config={"a": 1})
    with pytest.raises(ZeroDivisionError):
        plan_program(failing_late)
    assert plan_program(lambda: pulumi.Config("shop").get("a")).result is None
    assert plan_program(lambda: Site("shop"), project="shop", config={"a": 1}).by_urn.keys() == (
        before.by_urn.keys()
    )


class Echo(Mocks):
    """Pulumi's own way to test, as a project may have used it so far."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[Any, Any]]:
        """Answer with the inputs."""
        return "mocked", args.inputs

    def call(self, args: MockCallArgs) -> tuple[dict[Any, Any], None]:  # noqa: ARG002 - the SDK's signature
        """Answer nothing."""
        return {}, None


def test_tests_with_pulumis_mocks_work_beside_it() -> None:
    """Neither way disturbs the other."""
    found: list[str] = []

    async def mocked() -> None:
        pulumi.runtime.set_mocks(Echo(), project="mocked", stack="mocked", preview=False)
        plan_program(lambda: Server("a"))
        found.append(pulumi.get_stack())

    asyncio.run(mocked())
    assert found == ["mocked"]
    assert plan_program(lambda: (pulumi.get_stack(), Server("a").id)).result == ("test", UNKNOWN)


def test_a_program_may_be_asynchronous() -> None:
    """What it declares after it waited is in the plan."""

    async def program() -> Any:
        await asyncio.sleep(0)
        return Server("a", size=3).size

    plan = plan_program(program)
    assert plan.result == 3
    assert plan.resource("Server").name == "a"


def test_an_asynchronous_test_may_plan() -> None:
    """A loop that runs already is no obstacle, and goes on afterwards."""

    async def test() -> Any:
        plan = plan_program(lambda: Server("a", size=3).size)
        await asyncio.sleep(0)
        return plan.result

    assert asyncio.run(test()) == 3


def test_nothing_of_the_process_changes() -> None:
    """Folder, environment, import path and modules are what they were."""
    before = Path.cwd(), dict(os.environ), list(sys.path), set(sys.modules)
    plan_program(lambda: Site("shop"))
    assert (Path.cwd(), dict(os.environ), list(sys.path), set(sys.modules)) == before


def test_a_warning_of_the_program_is_the_tests() -> None:
    """It is filtered as in any test, and raised where warnings are errors."""

    def program() -> None:
        warnings.warn("old", DeprecationWarning, stacklevel=1)

    with pytest.warns(DeprecationWarning, match="old"):
        plan_program(program)
    with pytest.raises(DeprecationWarning, match="old"):
        plan_program(program)


def test_a_message_of_the_program_is_in_the_plan() -> None:
    """`pulumi.log` prints nothing, and can be tested."""
    plan = plan_program(lambda: pulumi.log.warn("careful"))
    assert [(each.severity, each.message) for each in plan.diagnostics] == [("warning", "careful")]


def test_a_stack_is_planned_as_by_the_command() -> None:
    """A bucket's copy, a server and two subnets, with the outputs of a preview."""
    plan = plan_stack(AWS_WEB, "dev")
    assert (plan.project, plan.stack) == ("aws-web", "dev")
    assert len(plan.resources_of("ec2:Subnet")) == 2
    assert plan.resource("ec2:Vpc").outputs == {}


def test_a_stack_can_have_another_configuration() -> None:
    """One value differs from the stack file; the others are its own."""
    plan = plan_stack(AWS_WEB, "dev", config={"zones": 1, "instanceType": "m7g.large"})
    assert len(plan.resources_of("ec2:Subnet")) == 1
    assert plan.resource("ec2:Instance").inputs["instanceType"] == "m7g.large"


def test_a_stack_can_exist_already() -> None:
    """Ids, outputs and results of functions are given as to a function."""
    plan = plan_stack(
        AWS_WEB,
        "dev",
        resolve=True,
        outputs={"ec2:Vpc": {"id": "vpc-1"}},
        functions={"ec2:getAmi": {"id": "ami-1"}},
    )
    assert {each.inputs["vpcId"] for each in plan.resources_of("ec2:Subnet")} == {"vpc-1"}
    assert plan.resource("ec2:Instance").inputs["ami"] == "ami-1"
    assert plan.resource("ec2:Instance").inputs["subnetId"] == "id:site-0"


def test_the_error_of_a_stack_has_its_cause() -> None:
    """The message is the program's own traceback, and the exception is kept."""
    with pytest.raises(ProgramError, match=r'File "__main__\.py", line') as found:
        plan_stack(ROOT / "tests" / "fixtures" / "raising", "dev", config={"way": "no such way"})
    assert isinstance(found.value.cause, Exception)


def test_the_fixture_plans_a_stack_once(stack_plan: fixtures.StackPlans) -> None:
    """The same stack and configuration give the same plan, another configuration another one."""
    first = stack_plan("tests/fixtures/aws-web", "dev")
    assert stack_plan(AWS_WEB, "dev") is first
    other = stack_plan(AWS_WEB, "dev", config={"zones": 1})
    assert len(other.resources_of("ec2:Subnet")) == 1


def test_rules_judge_a_plan(stack_plan: fixtures.StackPlans) -> None:
    """A line for each failure; a plan that breaks no rule has none."""
    rules = [rule for rule in PACK.rules if rule.id in ("PG-002", "K8C-013", "K8C-003")]
    found = failures(stack_plan(AWS_WEB, "dev"), rules)
    assert found[0] == "PG-002 db storageEncrypted is not set, and AWS takes false"
    assert [each.split()[:2] for each in found] == [["PG-002", "db"], ["K8C-013", "web"]]
    assert failures(plan_program(lambda: Server("a")), rules) == []


def test_the_page_on_testing_works(tmp_path: Path) -> None:
    """Its files, each named in its first line, are a project whose tests pass with warnings as errors."""
    for block in blocks((ROOT / "docs" / "testing.md").read_text()):
        name = re.fullmatch(r"# ([\w.]+)", block.lines[0])
        assert name is not None, block.lines[0]
        (tmp_path / name[1]).write_text("\n".join(block.lines[1:]) + "\n")
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert re.search(r"^11 passed", found.stdout, re.MULTILINE), found.stdout + found.stderr
