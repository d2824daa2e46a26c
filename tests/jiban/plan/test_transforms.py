from __future__ import annotations

from collections.abc import Callable

import pytest

from jiban.model.plan import UNKNOWN, Plan, Resource, Secret
from jiban.plan.errors import ProgramError

Planner = Callable[..., Plan]

CLASSES = """
class Thing(pulumi.CustomResource):
    def __init__(self, name, opts=None, **props):
        super().__init__("test:index:Thing", name, {"result": None, **props}, opts)

class Box(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("test:index:Box", name, None, opts)

Opts = pulumi.ResourceOptions

def adding(letter):
    def add(args):
        if args.type_ != "test:index:Thing":
            return None
        trail = args.props.get("trail", "") + letter
        return pulumi.ResourceTransformResult({**args.props, "trail": trail}, args.opts)
    return add
"""


def named(found: Plan, name: str) -> Resource:
    """Give the one resource of a name."""
    (resource,) = (r for r in found.resources if r.name == name)
    return resource


def test_order_is_own_then_parents_then_stack(plan_program: Planner) -> None:
    """Transforms run in the engine's order: own, those of parents from the nearest, those of the stack."""
    found = plan_program(
        CLASSES,
        """
        pulumi.runtime.register_resource_transform(adding("5"))
        far = Box("far", Opts(transforms=[adding("4")]))
        near = Box("near", Opts(parent=far, transforms=[adding("3")]))
        Thing("t", Opts(parent=near, transforms=[adding("1"), adding("2")]))
        Thing("u")
        """,
    )
    assert named(found, "t").inputs == {"trail": "12345"}
    assert named(found, "u").inputs == {"trail": "5"}


def test_a_transform_of_the_stack_changes_components_and_what_is_in_them(plan_program: Planner) -> None:
    """Components are resources to it: their options change as others' do, and their children stay theirs."""
    found = plan_program(
        CLASSES,
        """
        def protecting(args):
            if args.type_ == "pulumi:pulumi:Stack":
                return None
            return pulumi.ResourceTransformResult(args.props, Opts.merge(args.opts, Opts(protect=True)))
        pulumi.runtime.register_resource_transform(protecting)
        pulumi.runtime.register_resource_transform(adding("5"))
        box = Box("box")
        Thing("t", Opts(parent=box), trail="4")
        """,
    )
    assert {each.name: each.protect for each in found.resources[1:]} == {"box": True, "t": True}
    assert (named(found, "t").inputs, named(found, "t").parent) == ({"trail": "45"}, named(found, "box").urn)
    assert named(found, "box").inputs == {}


def test_transform_sees_secrets_and_unknowns_as_outputs(plan_program: Planner) -> None:
    """Secrets and unknowns reach a transform as outputs, and leave it as they were."""
    found = plan_program(
        CLASSES,
        """
        def spread(args):
            assert all(isinstance(args.props[key], pulumi.Output) for key in args.props if key in ("s", "u"))
            tags = {**args.props.get("tags", {}), "x": "y"}
            return pulumi.ResourceTransformResult({**args.props, "tags": tags}, args.opts)
        pulumi.runtime.register_resource_transform(spread)
        a = Thing("a")
        Thing("t", s=pulumi.Output.secret("pw"), u=a.id, tags={"key": pulumi.Output.secret("k"), "open": 1})
        """,
    )
    assert named(found, "t").inputs == {
        "s": Secret("pw"),
        "tags": {"key": Secret("k"), "open": 1, "x": "y"},
        "u": UNKNOWN,
    }


def test_transform_changes_options(plan_program: Planner) -> None:
    """Options that a transform sets are in the plan, and those it leaves alone stay."""
    found = plan_program(
        CLASSES,
        """
        def change(args):
            opts = Opts.merge(args.opts, Opts(protect=True, ignore_changes=["b"], retain_on_delete=True))
            return pulumi.ResourceTransformResult(args.props, opts)
        a = Thing("a")
        Thing("t", Opts(transforms=[change], ignore_changes=["c"], depends_on=[a],
                        aliases=[pulumi.Alias(name="o")],
                        custom_timeouts=pulumi.CustomTimeouts(create="5m")), x=a.id)
        """,
    )
    resource, a = named(found, "t"), named(found, "a")
    assert (resource.protect, resource.options.retain_on_delete) == (True, True)
    assert resource.options.ignore_changes == ("c", "b")
    assert resource.dependencies == (a.urn,)
    assert resource.property_dependencies == {"x": (a.urn,)}
    assert resource.aliases == ("urn:pulumi:dev::demo::test:index:Thing::o",)
    assert resource.options.custom_timeouts is not None
    assert resource.options.custom_timeouts.create == 300


def test_transform_may_be_asynchronous(plan_program: Planner) -> None:
    """An asynchronous transform is awaited, also one that waits for another resource."""
    found = plan_program(
        CLASSES,
        """
        import asyncio
        async def slow(args):
            await asyncio.sleep(0.01)
            urn = await other.urn.future()
            return pulumi.ResourceTransformResult({**args.props, "urn": urn}, args.opts)
        t = Thing("t", Opts(transforms=[slow]))
        other = Thing("other")
        """,
    )
    assert named(found, "t").inputs == {"urn": "urn:pulumi:dev::demo::test:index:Thing::other"}


def test_what_a_transform_sets_is_what_the_program_sees(plan_program: Planner) -> None:
    """A resource's outputs follow the transformed inputs."""
    found = plan_program(
        CLASSES,
        't = Thing("t", Opts(transforms=[adding("1")]), trail="0"); pulumi.export("trail", t.trail)\n',
    )
    assert found.outputs == {"trail": "01"}


def test_old_transformations_run(plan_program: Planner) -> None:
    """The SDK's older transformations run as well, of the stack and of a resource."""
    found = plan_program(
        CLASSES,
        """
        def old(args):
            return pulumi.ResourceTransformationResult({**args.props, "old": True}, args.opts)
        pulumi.runtime.register_stack_transformation(old)
        Thing("t")
        """,
    )
    assert named(found, "t").inputs == {"old": True}


def test_failing_transform_shows_the_users_line(plan_program: Planner) -> None:
    """A transform that raises fails the plan with its own line."""
    with pytest.raises(ProgramError) as caught:
        plan_program(CLASSES, "def bad(args):\n    return 1 / 0\nThing('t', Opts(transforms=[bad]))\n")
    assert caught.value.summary == (
        "ZeroDivisionError: division by zero\n"
        "It came up while the resource 't' (test:index:Thing) was registered, which __main__.py:5 makes."
    )
    assert caught.value.lines[-1] == "    return 1 / 0"


def test_invoke_transforms_run(plan_program: Planner) -> None:
    """A transform of functions changes the arguments before the answer is looked up."""
    found = plan_program(
        """
        def east(args):
            return pulumi.InvokeTransformResult({**args.args, "region": "east"}, args.opts)
        pulumi.runtime.register_invoke_transform(east)
        pulumi.export("x", pulumi.runtime.invoke_output("test:index:get", {"a": 1}))
        """,
        files={
            "lookups.yaml": "invokes: [{token: 'test:index:get', args: {region: east}, result: {x: 42}}]\n",
        },
    )
    assert found.outputs == {"x": {"x": 42}}


EVERY_OPTION = """
    depends_on=[one], ignore_changes=["a", "b"], replace_on_changes=["c"], version="1.2.3",
    aliases=[pulumi.Alias(name="older"), pulumi.Alias(name="oldest")], provider=cloud, plugin_download_url="https://x.example",
    deleted_with=one, additional_secret_outputs=["result"],
    protect=False, retain_on_delete=True, delete_before_replace=True, import_="i-1",
    custom_timeouts=pulumi.CustomTimeouts(create="5m", delete="1h"),
"""


def test_a_transform_that_changes_nothing_loses_nothing(plan_program: Planner) -> None:
    """What the SDK hands to a transform and takes back arrives as it was, also protection that is off."""

    def planned(transform: str) -> Resource:
        setup = """
class Cloud(pulumi.ProviderResource):
    def __init__(self, name, opts=None, **props):
        super().__init__("test", name, props, opts)

cloud = Cloud("cloud", region="r")
one = Thing("one")
"""
        made = f'Thing("t", Opts(parent=Box("b", Opts(protect=True)), {EVERY_OPTION}), a=one.result, b=2)\n'
        return named(plan_program(CLASSES + setup, transform + made), "t")

    same = "pulumi.runtime.register_resource_transform(\n"
    same += "    lambda args: pulumi.ResourceTransformResult(args.props, args.opts))\n"
    plain, transformed = planned("# none\n\n"), planned(same)
    assert transformed.options == plain.options
    assert (transformed.protect, transformed.op, transformed.id) == (False, "import", "i-1")
    assert transformed.aliases == plain.aliases
    assert transformed.provider == plain.provider
    assert transformed.dependencies == plain.dependencies
    assert transformed.property_dependencies == plain.property_dependencies


def test_a_transform_knows_components_from_others(plan_program: Planner) -> None:
    """And the parent, the type and the name of what it is asked about."""
    found = plan_program(
        CLASSES,
        """
        seen = []
        def watching(args):
            seen.append((args.name, args.type_, args.custom))
        pulumi.runtime.register_resource_transform(watching)
        b = Box("b")
        t = Thing("t", Opts(parent=b))
        pulumi.export("seen", t.urn.apply(lambda _: seen))
        """,
    )
    assert ["b", "test:index:Box", False] in found.outputs["seen"]
    assert ["t", "test:index:Thing", True] in found.outputs["seen"]
