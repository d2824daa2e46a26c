"""What comes from placeholders is marked where it stands: the program is planned once more with others."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from jiban.model.digest import dumps
from jiban.model.plan import Plan
from jiban.plan import placeholder_marks
from jiban.plan.lookups import listed_placeholder
from jiban.plan.placeholders import other_than
from jiban.plan.text import plan_text
from jiban.policy.plan_views import views
from jiban.policy.view import NotKnownError
from jiban.tables import table

Planner = Callable[..., Plan]

MACHINE = """
import pulumi_aws as aws
machine = aws.ec2.get_instance_type(instance_type="t3.micro")
size = machine.default_vcpus
pulumi.CustomResource("test:index:T", "t", {"size": size, "kind": "t3", "tags": {"n": f"cores-{size}"}})
"""


def lines(plan: Plan) -> list[str]:
    """Return the text of a plan."""
    return plan_text(plan).splitlines()


def test_a_made_up_value_is_marked_where_it_stands(plan_program: Planner) -> None:
    """And what is computed from it, and nothing else."""
    found = plan_program(MACHINE)
    assert found.resource("test:index:T").placeholder_paths == (("size",), ("tags", "n"))
    assert [line.strip() for line in lines(found) if "kind:" in line or "size:" in line] == [
        "kind: t3",
        "size: 1 (placeholder)",
    ]


def test_a_made_up_value_is_unknown_to_rules(plan_program: Planner) -> None:
    """A rule that needs it is told that it comes from a placeholder."""
    view = next(each for each in views(plan_program(MACHINE)) if each.name == "t")
    with pytest.raises(NotKnownError) as caught:
        _ = view["size"].value
    assert caught.value.path == "size"
    assert caught.value.why == "comes from a placeholder, which an answer in lookups.yaml replaces"
    assert view["kind"].value == "t3"


def test_an_answer_from_lookups_is_a_fact(plan_program: Planner) -> None:
    """Nothing is marked, and the program runs once."""
    lookups = """
        invokes:
          - {token: "aws:ec2/getInstanceType:getInstanceType", result: {defaultVcpus: 4}}
        """
    count = "open('runs', 'a').write('x')\n"
    found = plan_program(count, MACHINE, files={"lookups.yaml": lookups})
    assert found.resource("test:index:T").placeholder_paths == ()
    assert found.resource("test:index:T").inputs["size"] == 4


def test_a_program_without_placeholders_runs_once(plan_program: Planner, tmp_path: Any) -> None:
    """The second run is paid by who has something to be told."""
    plan_program("open('runs', 'a').write('x')\n")
    assert (tmp_path / "runs").read_text() == "x"


def test_what_is_unknown_anyway_asks_for_no_second_run(plan_program: Planner, tmp_path: Any) -> None:
    """Nothing is computed with it, so nothing can come from it."""
    plan_program("""
        open("runs", "a").write("x")
        pulumi.runtime.invoke("other:index:getThing", {})
        """)
    assert (tmp_path / "runs").read_text() == "x"


def test_the_second_run_says_nothing(plan_program: Planner, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither what the program prints nor what its subprocesses do, nor a message of it, comes twice."""
    found = plan_program(
        MACHINE,
        """
        import os
        print("printed")
        os.system("echo echoed")
        pulumi.log.info("logged")
        """,
    )
    captured = capfd.readouterr()
    assert captured.out == ""
    assert (captured.err.count("printed"), captured.err.count("echoed")) == (1, 1)
    assert [each.message for each in found.diagnostics] == ["logged"]


def test_what_a_branch_decides_is_marked(plan_program: Planner) -> None:
    """A resource that is there for a made-up number only is marked as such."""
    found = plan_program(
        MACHINE,
        """
        if size == 1:
            pulumi.CustomResource("test:index:U", "u", {"a": 1})
        """,
    )
    assert found.resource("test:index:U").placeholder_paths == ((),)
    assert "u  test.U  (placeholder)" in lines(found)


def test_a_name_made_of_a_placeholder_is_marked(plan_program: Planner) -> None:
    """The names of zones that no cloud was asked for are examples, each of them."""
    found = plan_program(
        """
        import pulumi_aws as aws
        for zone in aws.get_availability_zones(state="available").names:
            pulumi.CustomResource("test:index:T", f"net-{zone}", {"zone": zone, "a": 1})
        """,
        files={"Pulumi.dev.yaml": "config: {aws:region: eu-west-1}\n"},
    )
    assert [(each.name, each.placeholder_paths) for each in found.resources_of("test:index:T")] == [
        ("net-eu-west-1a", ((), ("zone",))),
        ("net-eu-west-1b", ((), ("zone",))),
        ("net-eu-west-1c", ((), ("zone",))),
    ]


def test_a_region_that_is_configured_is_no_placeholder(plan_program: Planner) -> None:
    """It stands in made-up results, and is known all the same."""
    found = plan_program(
        """
        import pulumi_aws as aws
        pulumi.export("region", aws.get_availability_zones().names[0][:9])
        pulumi.export("zone", aws.get_availability_zones().names[0])
        """,
        files={"Pulumi.dev.yaml": "config: {aws:region: eu-west-1}\n"},
    )
    assert found.root is not None
    assert found.root.placeholder_paths == (("zone",),)


def test_another_stack_on_placeholders_hands_them_on(plan_program: Planner) -> None:
    """What comes from its outputs is marked where they come from placeholders, and only there."""
    found = plan_program(
        """
        import pulumi_aws as aws
        if pulumi.get_stack() == "other":
            pulumi.export("account", aws.get_caller_identity().account_id)
            pulumi.export("kind", "t3")
        else:
            other = pulumi.StackReference("other")
            fields = {"a": other.get_output("account"), "b": other.get_output("kind")}
            pulumi.CustomResource("test:index:T", "t", fields)
        """,
        files={"Pulumi.other.yaml": "config: {}\n"},
    )
    assert found.resource("test:index:T").placeholder_paths == (("a",),)


def test_a_secret_number_that_is_made_up_is_marked(plan_program: Planner) -> None:
    """Without a passphrase a number is 1, and what hangs on it may be otherwise."""
    found = plan_program(
        """
        count = pulumi.Config().require_int("count")
        for number in range(count + 1):
            pulumi.CustomResource("test:index:T", f"t{number}", {"of": count})
        """,
        files={"Pulumi.dev.yaml": "config: {demo:count: {secure: AAABAA==}}\n"},
    )
    assert [each.placeholder_paths for each in found.resources_of("test:index:T")] == [(("of",),)] * 2


@pytest.mark.parametrize(
    ("reader", "made_up"),
    [
        ("require_int", 1),
        ("require_float", 1.0),
        ("require_bool", False),
        ("get_int", 1),
        ("get_float", 1.0),
        ("get_bool", False),
    ],
)
def test_what_every_reader_of_a_secret_makes_up_is_marked(
    plan_program: Planner, reader: str, made_up: object
) -> None:
    """A number and a truth value are others in the second run; what does not hang on them is the same."""
    found = plan_program(
        f"""
        value = pulumi.Config().{reader}("made_up")
        pulumi.CustomResource("test:index:T", "t", {{"of": repr(value), "kind": "t3"}})
        """,
        files={"Pulumi.dev.yaml": "config: {demo:made_up: {secure: AAABAA==}}\n"},
    )
    assert found.resource("test:index:T").inputs["of"] == repr(made_up)
    assert found.resource("test:index:T").placeholder_paths == (("of",),)


def test_a_program_that_fails_with_other_placeholders_is_planned(plan_program: Planner) -> None:
    """The plan says that nothing is marked, and why."""
    found = plan_program(MACHINE, "assert size == 1, 'one core'\n")
    [message] = found.diagnostics
    assert message.severity == "warning"
    assert message.message == (
        "what is computed from placeholders is not marked, and is judged as if it were known: "
        "with others the program fails: AssertionError: one core"
    )
    assert found.resource("test:index:T").placeholder_paths == ()


def test_a_program_that_takes_long_runs_once(plan_program: Planner, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the plan says so."""
    monkeypatch.setattr(placeholder_marks, "LONGEST", -1.0)
    found = plan_program(MACHINE)
    assert "too long to run it with others" in found.diagnostics[0].message


def leaves(value: Any) -> list[Any]:
    """Return the leaves of a value."""
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


@pytest.mark.parametrize("token", sorted(table("jiban.plan", "placeholders.yaml")["invokes"]))
def test_every_placeholder_of_the_table_has_another(token: str) -> None:
    """Each leaf that is made up differs; what is empty, or follows from the region, stays."""
    ours, other = (listed_placeholder(token, "eu-west-1", other=flag) for flag in (False, True))
    pairs = zip(leaves(ours), leaves(other), strict=True)
    same = {one for one, another in pairs if one == another}
    assert same <= {"", "eu-west-1"}


@pytest.mark.parametrize(
    ("value", "another"),
    [
        (True, False),
        (1, 2),
        (2.5, 3.5),
        ("123456789012", "678901234567"),
        ("placeholder-Name-1", "another-placeholder-Name-1"),
        ("172.31.0.0/16", "172.30.0.0/16"),
        ("x86_64", "arm64"),
        ("${region}a", "${region}n"),
        (["a", {"b": 1}], ["n", {"b": 2}]),
        ("", ""),
        (None, None),
    ],
)
def test_another_value_has_the_same_form(value: Any, another: Any) -> None:
    """An account is an account, a network a network, a list as long as before."""
    assert other_than(value) == another


def test_items_of_a_made_up_list_differ_from_each_other() -> None:
    """A program that keeps one of each keeps as many."""
    assert len({other_than(text) for text in ("a", "b", "c", "subnet-1", "subnet-2")}) == 5


def test_a_document_holds_no_mark_in_a_value(plan_program: Planner) -> None:
    """JSON has the value as the program computed it, and the places beside it."""
    step = json.loads(dumps(plan_program(MACHINE)))["steps"][1]["newState"]
    assert (step["inputs"]["size"], step["placeholderPaths"]) == (1, [["size"], ["tags", "n"]])
