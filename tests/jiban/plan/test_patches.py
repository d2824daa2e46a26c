from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jiban.model.plan import UNKNOWN, Plan, Secret
from jiban.plan.errors import ProgramError
from jiban.plan.run import plan
from jiban.plan.source_lines import SourceLines

Planner = Callable[..., Plan]


def test_nested_outputs_that_azure_fills_in_are_unknown(plan_program: Planner) -> None:
    """A nested property that an azure-native input leaves out is unknown, one that it gives is known."""
    found = plan_program(
        """
        from pulumi_azure_native import containerservice as cs
        kind = cs.ResourceIdentityType.SYSTEM_ASSIGNED
        c = cs.ManagedCluster("c", resource_group_name="rg", identity={"type": kind})
        pulumi.export("o", [c.identity.type, c.identity.principal_id, c.identity.delegated_resources])
        """
    )
    assert found.outputs == {"o": ["SystemAssigned", UNKNOWN, UNKNOWN]}


def test_a_property_named_like_a_method_of_a_map(plan_program: Planner) -> None:
    """`values` and `items` are properties of some objects of Kubernetes, left out or given."""
    found = plan_program(
        """
        import pulumi_kubernetes as k8s
        selector = {"matchExpressions": [{"key": "app", "operator": "Exists"}]}
        volumes = [{"name": "v", "configMap": {"name": "m", "items": [{"key": "k", "path": "p"}]}}]
        pod = {"spec": {"containers": [{"name": "c", "image": "x"}], "volumes": volumes}}
        d = k8s.apps.v1.Deployment("d", spec={"selector": selector, "template": pod})
        k8s.core.v1.Pod("p", spec=d.spec.template.spec)
        pulumi.export("rule", d.spec.selector.match_expressions[0])
        pulumi.export("values", d.spec.selector.match_expressions[0].values)
        pulumi.export("items", d.spec.template.spec.volumes[0].config_map.items)
        """
    )
    assert found.outputs == {
        "rule": {"key": "app", "operator": "Exists"},
        "values": UNKNOWN,
        "items": [{"key": "k", "path": "p"}],
    }
    pod = next(each for each in found.resources if each.name == "p")
    assert pod.inputs["spec"]["volumes"][0]["configMap"]["items"] == [{"key": "k", "path": "p"}]


def test_a_list_that_comes_back_as_a_map_is_unknown_alone(plan_program: Planner) -> None:
    """Azure takes identities by a list and returns them by id; what stands beside them is known."""
    found = plan_program(
        """
        from pulumi_azure_native import containerinstance as ci
        identity = {"type": "UserAssigned", "user_assigned_identities": ["/a"]}
        c = ci.ContainerGroup("c", resource_group_name="g", os_type="Linux", identity=identity, containers=[])
        pulumi.export("o", [c.identity.type, c.identity.user_assigned_identities])
        """
    )
    assert found.outputs == {"o": ["UserAssigned", UNKNOWN]}


def test_nested_outputs_that_aws_fills_in_are_unknown(plan_program: Planner) -> None:
    """A nested property that an AWS input leaves out is unknown, in a list too; a given one is known."""
    found = plan_program(
        """
        import pulumi_aws as aws
        i = aws.ec2.Instance("i", ami="ami-1", root_block_device={"volume_size": 20},
            ebs_block_devices=[{"device_name": "/dev/sdb"}])
        pulumi.export("root", [i.root_block_device.volume_size, i.root_block_device.volume_id])
        pulumi.export("more", [i.ebs_block_devices[0].device_name, i.ebs_block_devices[0].volume_id])
        pulumi.export("text", pulumi.Output.concat("volume/", i.root_block_device.volume_id))
        """
    )
    assert found.outputs == {"root": [20, UNKNOWN], "more": ["/dev/sdb", UNKNOWN], "text": UNKNOWN}


def test_default_of_a_property_that_a_cloud_fills_in_is_not_taken(plan_program: Planner) -> None:
    """`x or "default"` is unknown where x is, and what is made with it still depends on its resource."""
    found = plan_program(
        """
        import pulumi_aws as aws
        c = aws.eks.Cluster("c", role_arn="arn:aws:iam::1:role/x", vpc_config={"subnet_ids": ["subnet-1"]})
        group = c.vpc_config.cluster_security_group_id.apply(lambda g: g or "sg-none")
        aws.vpc.SecurityGroupIngressRule("r", security_group_id=group, ip_protocol="-1")
        """
    )
    rule = found.resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert rule.inputs == {"ipProtocol": "-1", "securityGroupId": UNKNOWN}
    assert rule.dependency_names == {"c"}


def test_kubernetes_objects_keep_their_known_parts(plan_program: Planner) -> None:
    """Of a Kubernetes object the parts that are given are known to an apply that asks for no other."""
    found = plan_program(
        """
        from pulumi_kubernetes.core.v1 import Namespace
        n = Namespace("n", metadata={"name": "web"})
        pulumi.export("name", n.metadata.apply(lambda m: m.name))
        """
    )
    assert found.outputs == {"name": "web"}


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("n.metadata.uid", id="lifted"),
        pytest.param("n.metadata.apply(lambda m: m.uid)", id="apply"),
        pytest.param("n.metadata.apply(lambda m: m.uid or 'none')", id="with a default"),
        pytest.param("n.metadata.apply(later)", id="asynchronous"),
        pytest.param("pulumi.Output.concat('a', n.metadata.uid)", id="concat"),
    ],
)
def test_part_that_a_kubernetes_object_lacks_is_unknown(plan_program: Planner, asked: str) -> None:
    """The cluster fills in what an object leaves out, so that no callback sees None in its place."""
    found = plan_program(
        f"""
        from pulumi_kubernetes.core.v1 import Namespace
        async def later(metadata):
            return f"{{metadata.uid}}"
        n = Namespace("n", metadata={{"name": "web"}})
        pulumi.export("o", {asked})
        """
    )
    assert found.outputs == {"o": UNKNOWN}


def test_unknown_tells_what_it_comes_from_itself(plan_program: Planner) -> None:
    """Each unknown value in a property names its own resources."""
    found = plan_program(
        """
        import pulumi_aws as aws
        a = aws.ssm.Parameter("a", type="String", value="x")
        b = aws.ssm.Parameter("b", type="String", value="x")
        variables = {"A": a.arn, "AB": pulumi.Output.concat(a.arn, b.arn)}
        aws.lambda_.Function("f", role="r", environment={"variables": variables})
        """
    )
    variables = found.resource("Function").inputs["environment"]["variables"]
    names = {key: [urn.rpartition("::")[2] for urn in each.sources] for key, each in variables.items()}
    assert names == {"A": ["a"], "AB": ["a", "b"]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("aws.ec2.Vpc('v', cidr_block='10.0.0.0/16')", UNKNOWN, id="new"),
        pytest.param("aws.ec2.Vpc.get('v', 'vpc-1')", "vpc-1", id="existing"),
        pytest.param("Group('v')", "urn:pulumi:dev::demo::my:index:Group::v", id="component"),
    ],
)
def test_resource_given_as_input_is_its_id(plan_program: Planner, given: str, expected: object) -> None:
    """A provider receives the id of a resource that is given as an input, and so does who asks for it."""
    found = plan_program(
        f"""
        import pulumi_aws as aws
        class Group(pulumi.ComponentResource):
            def __init__(self, name):
                super().__init__("my:index:Group", name)
        s = aws.ec2.Subnet("s", vpc_id={given}, cidr_block="10.0.0.0/24")
        pulumi.export("o", s.vpc_id)
        """
    )
    subnet = found.resource("aws:ec2/subnet:Subnet").inputs["vpcId"]
    assert [subnet, found.outputs["o"]] == [expected, expected]


@pytest.mark.parametrize("shape", ["value=before.name", "opts=pulumi.ResourceOptions(depends_on=[before])"])
def test_long_chain_is_planned(plan_program: Planner, shape: str) -> None:
    """A chain of more resources than Python's recursion allows is planned, with an edge for each."""
    found = plan_program(
        f"""
        import pulumi_aws as aws
        before = aws.ssm.Parameter("p0", type="String")
        for number in range(1, 1200):
            before = aws.ssm.Parameter(f"p{{number}}", type="String", {shape})
        """
    )
    assert sum(len(each.dependencies) for each in found.resources) == 1199


def test_cycle_of_an_older_and_a_newer_resource_is_refused(plan_program: Planner) -> None:
    """Two resources that wait for each other are refused, also where the older waits for the newer."""
    program = """
        import pulumi_aws as aws
        holder = []
        async def newer():
            return [holder[0]]
        waits = pulumi.ResourceOptions(depends_on=pulumi.Output.from_input(newer()))
        older = aws.ssm.Parameter("a", type="String", opts=waits)
        holder.append(aws.ssm.Parameter("b", type="String", opts=pulumi.ResourceOptions(depends_on=[older])))
        """
    with pytest.raises(ProgramError, match="circular dependency"):
        plan_program(program)


def test_cycle_that_the_newer_resource_closes_is_refused(plan_program: Planner) -> None:
    """Where the older one waits for the newer already, the newer must not wait for it."""
    program = """
        import asyncio
        import pulumi_aws as aws
        holder = []
        async def newer():
            return [holder[0]]
        async def later():
            await asyncio.sleep(0.2)
            return [older]
        def after(waited):
            return pulumi.ResourceOptions(depends_on=pulumi.Output.from_input(waited))
        older = aws.ssm.Parameter("a", type="String", opts=after(newer()))
        holder.append(aws.ssm.Parameter("b", type="String", opts=after(later())))
        """
    with pytest.raises(ProgramError, match="circular dependency"):
        plan_program(program)


def test_input_of_another_form_makes_the_output_unknown(plan_program: Planner) -> None:
    """A policy given as a map goes out as a map; the output of that name, which is a text, is unknown."""
    found = plan_program(
        """
        import pulumi_aws as aws
        p = aws.s3.BucketPolicy("p", bucket="b", policy={"Version": "2012-10-17"})
        pulumi.export("o", p.policy)
        """
    )
    assert found.resources[1].inputs["policy"] == {"Version": "2012-10-17"}
    assert found.outputs == {"o": UNKNOWN}


def test_a_resource_that_is_read_by_an_unknown_id_has_an_unknown_id(plan_program: Planner) -> None:
    """Nothing is computed from the text by which the SDK marks an unknown; a known id is known."""
    found = plan_program(
        """
        class Thing(pulumi.CustomResource):
            def __init__(self, name, opts=None):
                super().__init__("test:index:Thing", name, {"size": None}, opts)
        made = Thing("made")
        read = Thing("read", pulumi.ResourceOptions(id=made.id))
        there = Thing("there", pulumi.ResourceOptions(id="thing-1"))
        pulumi.export("ids", [read.id, pulumi.Output.concat("x/", read.id), there.id])
        pulumi.export("size", read.size)
        """
    )
    assert found.outputs == {"ids": [UNKNOWN, UNKNOWN, "thing-1"], "size": UNKNOWN}
    assert [(each.name, each.op, each.id) for each in found.resources[1:]] == [
        ("made", "create", None),
        ("read", "read", None),
        ("there", "read", "thing-1"),
    ]


def test_secret_input_gives_a_secret_output(plan_program: Planner) -> None:
    """The output of a secret input is secret, inside typed structures too."""
    found = plan_program(
        """
        from pulumi_kubernetes.core.v1 import Secret
        s = Secret("s", string_data={"k": pulumi.Output.secret("v")})
        pulumi.export("o", s.string_data["k"])
        """
    )
    assert found.outputs == {"o": Secret("v")}


def test_circle_of_dependencies_is_still_found(plan_program: Planner) -> None:
    """Resources that wait for each other are refused rather than waited for."""
    with pytest.raises(ProgramError, match="circular dependency"):
        plan_program(
            """
            box = pulumi.ComponentResource("a:b:Box", "box")
            pulumi.CustomResource("a:b:C", "c", {}, pulumi.ResourceOptions(parent=box, depends_on=[box]))
            """
        )


def test_failure_of_a_registration_reaches_its_outputs(plan_program: Planner) -> None:
    """A resource that cannot be registered fails the plan, and does not leave its outputs waiting."""
    with pytest.raises(ProgramError, match="unexpected input of type object"):
        plan_program(
            """
            t = pulumi.CustomResource("a:b:C", "c", {"x": object(), "y": None})
            pulumi.export("o", t.y)
            """
        )


def test_long_chain_of_dependencies_is_planned(plan_program: Planner) -> None:
    """A chain of 1,500 resources, each made from the one before, is planned in order."""
    found = plan_program(
        """
        last = pulumi.CustomResource("a:b:C", "c0")
        for n in range(1, 1500):
            last = pulumi.CustomResource("a:b:C", f"c{n}", {"x": last.id})
        """
    )
    assert [r.name for r in found.resources[1:]] == [f"c{n}" for n in range(1500)]


def test_line_of_a_deferred_function(plan_program: Planner) -> None:
    """A function whose output is asked for has the line that asked, though it is called later."""
    found = plan_program(
        """
        def ask():
            return pulumi.runtime.invoke_output("test:index:get", {})
        ask()
        """
    )
    assert [str(entry.source) for entry in found.placeholders] == ["__main__.py:4"]


def test_deep_recursion_keeps_a_short_trace(plan_program: Planner) -> None:
    """A resource made 400 calls deep has its line, and a trace of at most 50."""
    found = plan_program(
        """
        def down(n):
            if n:
                return down(n - 1)
            return pulumi.CustomResource("a:b:C", "c")
        down(400)
        """
    )
    assert str(found.resources[1].source) == "__main__.py:6"
    assert len(found.resources[1].trace) == 50


def test_aliases_of_a_kind_that_waits(plan_program: Planner) -> None:
    """An alias that is an output, and one whose parent is a resource, are resolved."""
    found = plan_program(
        """
        box = pulumi.ComponentResource("a:b:Box", "box")
        given = pulumi.Output.from_input(pulumi.Alias(name="old"))
        aliases = [given, pulumi.Alias(parent=box)]
        pulumi.CustomResource("a:b:C", "c", {}, pulumi.ResourceOptions(aliases=aliases))
        """
    )
    assert found.resources[2].aliases == (
        "urn:pulumi:dev::demo::a:b:C::old",
        "urn:pulumi:dev::demo::a:b:Box$a:b:C::c",
    )


def test_planners_own_lines_are_never_the_users(tmp_path: Path) -> None:
    """In a project that holds the planner itself, the planner's lines and its callers' are in no trace."""
    root = Path(__file__).parents[3]
    source_lines = SourceLines(root, (root,))
    assert source_lines.shown(str(root / "jiban" / "plan" / "run.py")) is None
    assert source_lines.shown(str(root / "infra" / "stacks" / "azure.py")) == "infra/stacks/azure.py"
    assert source_lines.shown(str(root / "jiban" / "components" / "tags.py")) == "components/tags.py"
    program = tmp_path / "Pulumi.yaml"
    program.write_text(f"name: here\nruntime: python\nmain: {tmp_path}\n")
    (tmp_path / "__main__.py").write_text("import pulumi\npulumi.CustomResource('a:b:C', 'c')\n")
    assert [str(line) for line in plan(tmp_path).resources[1].trace] == ["__main__.py:2"]
