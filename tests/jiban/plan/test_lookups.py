from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jiban import secrecy
from jiban.model.plan import UNKNOWN, Placeholder, Plan, Secret
from jiban.plan.answers import arguments_match
from jiban.plan.elsewhere import Outputs
from jiban.plan.errors import LookupsError, PlanError, ReferenceCycle
from jiban.plan.lookups import LookupResolver, LookupsFile, read_lookups
from jiban.plan.run import plan
from jiban.project.project import StackConfig, find_project

Planner = Callable[..., Plan]


def test_first_entry_whose_arguments_agree_answers(plan_program: Planner) -> None:
    """An entry is used when its arguments are a subset of those given; the first one in the file wins."""
    found = plan_program(
        """
        def ask(**args):
            return pulumi.runtime.invoke("test:index:get", args).value["x"]
        pulumi.export("all", [ask(a={"b": 1, "c": 2}), ask(a={"b": 1}), ask(a={})])
        """,
        files={
            "lookups.yaml": """
                invokes:
                  - {token: "test:index:get", args: {a: {c: 2}}, result: {x: first}}
                  - {token: "test:index:get", args: {a: {b: 1}}, result: {x: second}}
                  - {token: "test:index:get", result: {x: third}}
                """
        },
    )
    assert found.outputs == {"all": ["first", "second", "third"]}
    assert [(entry.token, entry.line, str(entry.source)) for entry in found.lookups] == [
        ("test:index:get", 3, "__main__.py:4"),
        ("test:index:get", 4, "__main__.py:4"),
        ("test:index:get", 5, "__main__.py:4"),
    ]
    assert found.placeholders == ()


def test_secret_answer_is_secret(plan_program: Planner) -> None:
    """A result marked `secret` makes the function's output secret."""
    found = plan_program(
        'pulumi.export("x", pulumi.runtime.invoke_output("test:index:get", {}).apply(lambda r: r["pw"]))\n',
        files={"lookups.yaml": "invokes: [{token: 'test:index:get', result: {pw: {secret: s}}}]\n"},
    )
    assert found.outputs == {"x": Secret("s")}


def test_unknown_argument_gives_unknown(plan_program: Planner) -> None:
    """A function that depends on a resource is unknown, as in the engine, whatever the lookups say."""
    found = plan_program(
        """
        t = pulumi.CustomResource("test:index:T", "t", {"name": "n"})
        by_id = pulumi.runtime.invoke_output("test:index:get", {"id": t.id})
        waits = pulumi.runtime.invoke_output("test:index:get", {}, pulumi.InvokeOutputOptions(depends_on=[t]))
        pulumi.export("x", [by_id, waits])
        """,
        files={"lookups.yaml": "invokes: [{token: 'test:index:get', result: {a: 1}}]\n"},
    )
    assert found.outputs == {"x": [UNKNOWN, UNKNOWN]}


def test_placeholder_follows_the_types_of_the_sdk(plan_program: Planner) -> None:
    """Without a lookup a function of a typed SDK gets a well-formed placeholder, listed with its line."""
    found = plan_program(
        """
        import pulumi_aws as aws
        role = aws.iam.get_role(name="admin")
        pulumi.export("x", [role.name, role.arn, role.max_session_duration])
        """
    )
    assert found.outputs == {"x": ["admin", "arn:aws:service:us-east-1:123456789012:placeholder", 1]}
    (placeholder,) = found.placeholders
    assert (placeholder.token, placeholder.origin) == ("aws:iam/getRole:getRole", "types of the SDK")
    assert str(placeholder.source) == "__main__.py:4"


def test_json_that_stands_in_can_be_parsed(plan_program: Planner) -> None:
    """The placeholder of a property that holds JSON is JSON, so that programs that parse it go on."""
    found = plan_program(
        """
        import json
        import pulumi_aws as aws
        found = aws.networkmanager.get_core_network_policy_document(core_network_configurations=[])
        pulumi.export("x", json.loads(found.json))
        """
    )
    assert found.outputs == {"x": {}}


def test_arguments_are_echoed_in_the_type_of_the_result(plan_program: Planner) -> None:
    """A boolean or a number that is given as text, or the reverse, is what the provider makes of it."""
    found = plan_program(
        """
        import pulumi_aws as aws
        image = aws.ec2.get_ami(most_recent="true", owners=["amazon"])
        role = aws.iam.get_role(name=5)
        table = aws.rds.get_snapshot(include_public="F", most_recent="no boolean")
        pulumi.export("x", [image.most_recent, role.name, table.include_public, table.most_recent])
        """
    )
    assert found.outputs == {"x": [True, "5", False, None]}


def test_what_needs_no_cloud_is_computed(plan_program: Planner) -> None:
    """A policy document and the region are facts of the plan: nothing stands in for them."""
    found = plan_program(
        """
        import pulumi_aws as aws
        document = aws.iam.get_policy_document(
            statements=[aws.iam.GetPolicyDocumentStatementArgs(actions=["s3:*"], resources=["*"])]
        )
        pulumi.export("x", [document.minified_json, document.statements[0].effect])
        pulumi.export("region", aws.get_region_output().description)
        """,
        overrides=["aws:region=us-west-2"],
    )
    assert found.outputs == {
        "x": [
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
            "Allow",
        ],
        "region": "US West (Oregon)",
    }
    assert (found.placeholders, found.lookups) == ((), ())


def test_lookup_comes_before_what_is_computed(plan_program: Planner) -> None:
    """An entry of lookups.yaml is the user's word, and counts."""
    found = plan_program(
        "import pulumi_aws as aws\npulumi.export('x', aws.get_partition().partition)\n",
        files={
            "lookups.yaml": """
                invokes: [{token: "aws:index/getPartition:getPartition", result: {partition: mine}}]
                """
        },
        overrides=["aws:region=us-west-2"],
    )
    assert found.outputs == {"x": "mine"}


def test_region_that_no_file_names_is_a_placeholder(plan_program: Planner) -> None:
    """Without a region in the stack file the engine would ask the environment, and the plan makes one up."""
    found = plan_program("import pulumi_aws as aws\npulumi.export('x', aws.get_region().id)\n")
    assert found.outputs == {"x": "us-east-1"}
    assert [each.token for each in found.placeholders] == ["aws:index/getRegion:getRegion"]


def test_function_follows_the_provider_that_it_is_asked_of(plan_program: Planner) -> None:
    """The region of an explicit provider counts, not the stack's, for what is computed and what stands in."""
    found = plan_program(
        """
        import pulumi_aws as aws
        there = pulumi.InvokeOptions(provider=aws.Provider("there", region="us-gov-west-1"))
        pulumi.export("partition", aws.get_partition(opts=there).partition)
        pulumi.export("zone", aws.get_availability_zones(opts=there).names[0])
        """,
        overrides=["aws:region=us-west-2"],
    )
    assert found.outputs == {"partition": "aws-us-gov", "zone": "us-gov-west-1a"}


def test_explicit_provider_without_a_region_takes_none_of_the_stack(plan_program: Planner) -> None:
    """The settings of a stack are those of the default provider alone."""
    found = plan_program(
        """
        import pulumi_aws as aws
        there = pulumi.InvokeOptions(provider=aws.Provider("there", profile="other"))
        pulumi.export("x", aws.get_region(opts=there).id)
        """,
        overrides=["aws:region=us-west-2"],
    )
    assert [each.token for each in found.placeholders] == ["aws:index/getRegion:getRegion"]


def test_provider_whose_region_comes_later_gives_unknown(plan_program: Planner) -> None:
    """What hangs on a resource's output is unknown, and not made up."""
    found = plan_program(
        """
        import pulumi_aws as aws
        region = pulumi.CustomResource("test:index:T", "t").id
        later = pulumi.InvokeOptions(provider=aws.Provider("later", region=region))
        pulumi.export("x", aws.get_region_output(opts=later).id)
        """
    )
    assert found.outputs == {"x": UNKNOWN}
    assert found.placeholders == ()


def test_arguments_that_the_provider_refuses_are_named_with_the_line(plan_program: Planner) -> None:
    """The plan ends where the deployment would, with the line of the program."""
    with pytest.raises(PlanError) as caught:
        plan_program(
            """
            import pulumi_aws as aws
            aws.iam.get_policy_document(statements=[{"effect": "allow"}])
            """
        )
    assert str(caught.value) == (
        "__main__.py:4: aws:iam/getPolicyDocument:getPolicyDocument: "
        "statements[0].effect must be Allow or Deny"
    )


def test_stand_in_is_no_reason_to_refuse(plan_program: Planner) -> None:
    """Where an argument is made up, the provider may well accept the real one: the result is made up, too."""
    found = plan_program(
        """
        import pulumi_aws as aws
        given = aws.iam.get_policy(name="base").policy
        document = aws.iam.get_policy_document(source_policy_documents=[given])
        """
    )
    assert [each.token for each in found.placeholders] == [
        "aws:iam/getPolicy:getPolicy",
        "aws:iam/getPolicyDocument:getPolicyDocument",
    ]


def test_secret_that_nobody_could_decrypt_is_no_reason_to_refuse(plan_program: Planner) -> None:
    """The same holds for a secret of the stack file that a placeholder stands for."""
    found = plan_program(
        """
        import pulumi_aws as aws
        given = pulumi.Config().require("base")
        pulumi.export("x", aws.iam.get_policy_document(source_policy_documents=[given]).version)
        """,
        files={"Pulumi.dev.yaml": "config: {demo:base: {secure: AAABAKu}}\n"},
    )
    assert [each.token for each in found.placeholders if each.kind == "invoke"] == [
        "aws:iam/getPolicyDocument:getPolicyDocument"
    ]


def test_document_made_of_a_secret_is_secret(plan_program: Planner) -> None:
    """The secret goes through the function, in what holds it."""
    found = plan_program(
        """
        import pulumi_aws as aws
        document = aws.iam.get_policy_document_output(
            statements=[{"actions": [pulumi.Output.secret("s3:*")], "resources": ["*"]}]
        )
        pulumi.export("x", document.minified_json)
        """
    )
    assert found.outputs == {
        "x": Secret(
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
        )
    }


def test_zones_follow_the_region(plan_program: Planner) -> None:
    """The placeholder of availability zones is three zones of the stack's region."""
    found = plan_program(
        "import pulumi_aws as aws\npulumi.export('z', aws.get_availability_zones_output().names)\n",
        overrides=["aws:region=ap-northeast-2"],
    )
    assert found.outputs == {"z": ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]}


def test_a_region_that_is_asked_for_counts_over_the_stack_s(plan_program: Planner) -> None:
    """The function's own argument is what the provider goes by."""
    found = plan_program(
        """
        import pulumi_aws as aws
        zones = aws.get_availability_zones_output(region="eu-west-1")
        pulumi.export("z", zones.names)
        """,
        overrides=["aws:region=ap-northeast-2"],
    )
    assert found.outputs == {"z": ["eu-west-1a", "eu-west-1b", "eu-west-1c"]}


def test_kubernetes_yaml_is_decoded_here(plan_program: Planner) -> None:
    """`ConfigGroup` of plain YAML works without the plugin."""
    found = plan_program(
        """
        from pulumi_kubernetes.yaml import ConfigGroup
        ConfigGroup("g", yaml=["{apiVersion: v1, kind: Namespace, metadata: {name: web}}"])
        """
    )
    assert found.counts() == {"kubernetes:core/v1:Namespace": 1, "kubernetes:yaml:ConfigGroup": 1}


def test_a_chart_from_elsewhere_is_unknown_with_the_way_out(plan_program: Planner) -> None:
    """A chart that would be fetched has an unknown result; the plan says why, and what to do."""
    found = plan_program("\npulumi.runtime.invoke('kubernetes:helm:template', {'jsonOpts': '{}'})\n")
    [record] = found.placeholders
    assert record.note == (
        "not seen: its chart would be fetched from the network; keep the chart in a folder of the project, "
        "or add its result to lookups.yaml under `invokes`"
    )


def test_malformed_lookups_name_every_fault(plan_program: Planner) -> None:
    """A malformed lookups.yaml is an error with exit code 2, each fault with its line."""
    with pytest.raises(LookupsError) as caught:
        plan_program(
            "",
            files={
                "lookups.yaml": "invokes:\n  - token: 5\n    result: []\n    other: 1\nstackReferences: []\n"
                "projects: {a: nowhere}\nmore: 1\n"
            },
        )
    assert caught.value.exit_code == 2
    assert [(p.file, p.line) for p in caught.value.problems] == [
        ("lookups.yaml", 7),
        ("lookups.yaml", 4),
        ("lookups.yaml", 2),
        ("lookups.yaml", 3),
        ("lookups.yaml", 5),
        ("lookups.yaml", 6),
    ]


def test_syntax_fault_in_lookups_is_a_lookups_error(plan_program: Planner) -> None:
    """A lookups.yaml that is not YAML is refused with line and column."""
    with pytest.raises(LookupsError, match=r"^lookups.yaml:2:1: "):
        plan_program("", files={"lookups.yaml": "a: [\n"})


REFERENCE = """
other = pulumi.StackReference("{name}")
pulumi.export("known", other.get_output("known"))
pulumi.export("unknown", other.require_output("unknown"))
pulumi.export("secret", other.get_output("secret"))
pulumi.export("missing", other.get_output("missing"))
"""


def test_stack_reference_from_lookups(plan_program: Planner) -> None:
    """Outputs of another stack come from lookups.yaml where it has them, secrets among them."""
    found = plan_program(
        REFERENCE.format(name="acme/net/prod"),
        files={
            "lookups.yaml": "stackReferences:\n  acme/net/prod: {known: 1, unknown: 2, secret: {secret: s}}\n"
        },
    )
    assert found.outputs == {"known": 1, "unknown": 2, "secret": Secret("s")}
    assert [(entry.kind, entry.token, entry.line) for entry in found.lookups] == [
        ("stack", "acme/net/prod", 2)
    ]


@pytest.mark.parametrize(
    ("listed", "asked"),
    [("prod", "acme/net/prod"), ("net/prod", "acme/net/prod"), ("acme/net/prod", "net/prod")],
)
def test_a_stack_is_found_by_the_short_form_of_its_name(
    plan_program: Planner, listed: str, asked: str
) -> None:
    """Whichever side leaves out what goes without saying."""
    found = plan_program(
        REFERENCE.format(name=asked),
        files={
            "lookups.yaml": f"stackReferences:\n  {listed}: {{known: 1, unknown: 2, secret: {{secret: s}}}}\n"
        },
    )
    assert found.outputs == {"known": 1, "unknown": 2, "secret": Secret("s")}


def test_a_stack_whose_name_ends_alike_is_another_one(plan_program: Planner) -> None:
    """Its outputs are nobody else's."""
    listing = "stackReferences:\n  prod: {known: 1, unknown: 2, secret: {secret: s}}\n"
    found = plan_program(REFERENCE.format(name="acme/net/eu-prod"), files={"lookups.yaml": listing})
    assert found.outputs["known"] == UNKNOWN


BASE = """
if pulumi.get_stack() == "base":
    t = pulumi.CustomResource("test:index:T", "t")
    pulumi.export("known", pulumi.Config().require("n"))
    pulumi.export("unknown", t.id)
    pulumi.export("secret", pulumi.Output.secret("s"))
else:
"""


def test_stack_reference_from_the_other_stacks_plan(plan_program: Planner) -> None:
    """A stack of the same project is planned for its outputs: known ones are known, the others unknown."""
    inner = REFERENCE.format(name="organization/demo/base").strip().replace("\n", "\n    ")
    found = plan_program(BASE + "    " + inner + "\n", files={"Pulumi.base.yaml": "config: {n: 7}\n"})
    assert found.outputs == {"known": "7", "unknown": UNKNOWN, "secret": Secret("s")}
    (placeholder,) = found.placeholders
    assert (placeholder.kind, placeholder.origin) == ("stack", "plan of organization/demo/base")
    assert [r.name for r in found.resources] == ["demo-dev", "organization/demo/base"]


def test_unknown_project_leaves_outputs_unknown(plan_program: Planner) -> None:
    """Outputs of a stack of a project nobody knows are unknown, and the placeholder says what to write."""
    found = plan_program(REFERENCE.format(name="acme/net/prod"))
    assert found.outputs == {"known": UNKNOWN, "unknown": UNKNOWN, "secret": UNKNOWN, "missing": UNKNOWN}
    assert "`projects`" in found.placeholders[0].note


def test_circle_of_references_is_an_error(plan_program: Planner) -> None:
    """Stacks that read each other are refused, with the circle."""
    program = """
    other = "b" if pulumi.get_stack() == "a" else "a"
    pulumi.StackReference(f"organization/demo/{other}").get_output("x")
    """
    files = {"Pulumi.a.yaml": "", "Pulumi.b.yaml": ""}
    with pytest.raises(ReferenceCycle, match="a -> b -> a"):
        plan_program(program, files=files, stack="a")


def test_failing_other_stack_is_a_note(plan_program: Planner) -> None:
    """Where the other stack's program fails, its outputs are unknown and the reason is given."""
    program = """
    if pulumi.get_stack() == "base":
        raise ValueError("not today")
    pulumi.export("x", pulumi.StackReference("base").get_output("y"))
    """
    found = plan_program(program, files={"Pulumi.base.yaml": ""})
    assert found.outputs == {"x": UNKNOWN}
    assert found.placeholders[0].note == "it cannot be planned: ValueError: not today"


def test_plan_inside_a_plan_has_modules_of_its_own(plan_program: Planner, tmp_path: Path) -> None:
    """The program of the other stack runs with fresh modules, and the outer program's stay as they were."""
    program = """
    import state
    state.seen.append(pulumi.get_stack())
    if pulumi.get_stack() == "dev":
        inner = pulumi.StackReference("base").get_output("seen")
        pulumi.export("inner", inner)
    pulumi.export("seen", list(state.seen))
    """
    files = {"Pulumi.base.yaml": "", "state.py": "seen = []\n"}
    found = plan_program(program, files=files)
    assert found.outputs == {"inner": ["base"], "seen": ["dev"]}
    assert plan(tmp_path, "dev").outputs == found.outputs


def test_a_list_of_arguments_has_as_many_items_as_that_of_the_entry() -> None:
    """One that only begins alike is another."""
    assert arguments_match(["a", {"b": 1}], ["a", {"b": 1, "c": 2}])
    assert not arguments_match(["a"], ["a", "b"])
    assert not arguments_match(["a", "b"], ["a"])


@pytest.mark.parametrize(
    ("token", "kept"),
    [("azure-native:storage:listStorageAccountKeys", True), ("azure-native:network:getSubnet", False)],
)
def test_the_answer_of_what_hands_out_credentials_is_kept_secret(
    tmp_path: Path, token: str, *, kept: bool
) -> None:
    """All of it, marked or not; that of any other function is not."""
    for name, text in {
        "Pulumi.yaml": "name: shop\nruntime: python\n",
        "__main__.py": "",
        "lookups.yaml": f"invokes: [{{token: '{token}', result: {{value: correct-horse}}}}]\n",
    }.items():
        (tmp_path / name).write_text(text)
    with secrecy.gate() as gate:
        read_lookups(find_project(tmp_path))
        assert (gate.text("correct-horse") == secrecy.MARK) is kept


@pytest.mark.parametrize("name", ["network", "shop/network", "acme/shop/network"])
@pytest.mark.parametrize("computed", [True, False])
def test_what_another_stack_gives_is_made_up_where_its_plan_is(
    tmp_path: Path, name: str, *, computed: bool
) -> None:
    """By whatever name it is asked for."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "__main__.py").touch()
    asked: list[str] = []

    def plan_other(_folder: Path, stack: str) -> Outputs:
        asked.append(stack)
        return Outputs({"id": "vpc"}, computed_with=computed)

    config = StackConfig("shop", "dev", values={}, secret_keys=(), placeholders=())
    resolver = LookupResolver(find_project(tmp_path), config, LookupsFile(), plan_other)
    for _ in range(2):
        found, how = resolver.stack(name, None)
        assert found == {"id": "vpc"}
        assert isinstance(how, Placeholder)
        assert (how.origin, how.computed_with) == (f"plan of {name}", computed)
    assert asked == ["network"]
