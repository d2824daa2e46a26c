from __future__ import annotations

from collections.abc import Callable

import pytest

from jiban.model.plan import UNKNOWN, CustomTimeouts, Plan, Resource, Secret
from jiban.plan.errors import DuplicateUrn, PlanError

Planner = Callable[..., Plan]

CLASSES = """
class Thing(pulumi.CustomResource):
    def __init__(self, name, opts=None, type_="test:index:Thing", **props):
        super().__init__(type_, name, {"result": None, **props}, opts)

class Box(pulumi.ComponentResource):
    def __init__(self, name, opts=None, props=None):
        super().__init__("test:index:Box", name, props, opts)

class Cloud(pulumi.ProviderResource):
    def __init__(self, name, opts=None, **props):
        super().__init__("test", name, props, opts)

Opts = pulumi.ResourceOptions
"""


def named(found: Plan, name: str) -> Resource:
    """Give the one resource of a name."""
    (resource,) = (r for r in found.resources if r.name == name)
    return resource


def test_outputs_that_no_input_gives_are_unknown(plan_program: Planner) -> None:
    """A custom resource's state in a preview is its inputs, with every other output and the id unknown."""
    found = plan_program(CLASSES, 't = Thing("t", size=3); pulumi.export("all", [t.size, t.result, t.id])\n')
    assert found.outputs == {"all": [3, UNKNOWN, UNKNOWN]}


def test_types_survive(plan_program: Planner) -> None:
    """Whole numbers stay ints, fractions floats, and nested structures keep their shape."""
    found = plan_program(
        CLASSES, 'Thing("t", a=1, b=1.5, c=True, d=None, e={"f": [1, {"g": None}]}, h="x")\n'
    )
    inputs = named(found, "t").inputs
    assert inputs == {"a": 1, "b": 1.5, "c": True, "e": {"f": [1, {"g": None}]}, "h": "x"}
    assert isinstance(inputs["a"], int)


def test_secret_stays_secret(plan_program: Planner) -> None:
    """A secret input is marked, alone and inside a map, and what is made of it is secret too."""
    found = plan_program(
        CLASSES,
        """
        s = pulumi.Output.secret("pw")
        Thing("t", a=s, b={"c": s, "d": 1}, e=s.apply(lambda v: v + "!"))
        """,
    )
    assert named(found, "t").inputs == {
        "a": Secret("pw"),
        "b": {"c": Secret("pw"), "d": 1},
        "e": Secret("pw!"),
    }


def test_unknown_makes_what_is_built_from_it_unknown(plan_program: Planner) -> None:
    """An apply on an unknown does not run, and `Output.all` and `concat` with one are unknown."""
    found = plan_program(
        CLASSES,
        """
        t = Thing("t")
        Thing("u", a=t.id.apply(lambda _: 1 / 0), b=pulumi.Output.all(1, t.id),
              c=pulumi.Output.concat("x", t.id))
        """,
    )
    assert named(found, "u").inputs == {"a": UNKNOWN, "b": UNKNOWN, "c": UNKNOWN}


def test_dependencies_are_explicit_and_from_inputs(plan_program: Planner) -> None:
    """Dependencies join `depends_on` and inputs; property dependencies name the property."""
    found = plan_program(
        CLASSES, 'a = Thing("a"); b = Thing("b"); Thing("c", x=a.id, y=1, opts=Opts(depends_on=[b]))\n'
    )
    a, b, c = (named(found, name) for name in "abc")
    assert c.dependencies == (a.urn, b.urn)
    assert c.property_dependencies == {"x": (a.urn,), "y": ()}


def test_urn_names_component_parents(plan_program: Planner) -> None:
    """The type in a URN is preceded by the types of component parents, but not by the stack's."""
    found = plan_program(
        CLASSES, 'b = Box("b"); c = Box("c", Opts(parent=b)); Thing("t", Opts(parent=c)); Thing("u")\n'
    )
    assert named(found, "t").urn == "urn:pulumi:dev::demo::test:index:Box$test:index:Box$test:index:Thing::t"
    assert named(found, "u").urn == "urn:pulumi:dev::demo::test:index:Thing::u"
    assert named(found, "u").parent == "urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev"


def test_children_inherit(plan_program: Planner) -> None:
    """Children inherit protect, retain_on_delete, deleted_with and a matching provider; own values win."""
    found = plan_program(
        CLASSES,
        """
        cloud = Cloud("cloud")
        t = Thing("t")
        b = Box("b", Opts(protect=True, retain_on_delete=True, deleted_with=t, providers=[cloud]))
        Thing("c", Opts(parent=b))
        Thing("d", Opts(parent=b, protect=False))
        Thing("e", Opts(parent=b), type_="other:index:Thing")
        """,
    )
    c, d, e, t = (named(found, name) for name in "cdet")
    assert (c.protect, c.options.retain_on_delete, c.options.deleted_with) == (True, True, t.urn)
    assert d.protect is False
    assert (
        c.provider
        == "urn:pulumi:dev::demo::pulumi:providers:test::cloud::04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    )
    assert e.provider is None


def test_a_component_s_own_providers_count_over_its_parent_s(plan_program: Planner) -> None:
    """Of one package it hands on its own, and of all others those of its parent."""
    found = plan_program(
        CLASSES,
        """
        outer = Box("outer", Opts(providers=[Cloud("one")]))
        Box("inner", Opts(parent=outer, providers=[Cloud("two")]))
        """,
    )
    provider = "urn:pulumi:dev::demo::pulumi:providers:test::two::04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    assert named(found, "inner").options.providers == {"test": provider}


def test_options_are_recorded(plan_program: Planner) -> None:
    """Every resource option is in the plan, timeouts in seconds."""
    found = plan_program(
        CLASSES,
        """
        a = Thing("a")
        Thing("t", x=1, opts=Opts(
            ignore_changes=["x"], replace_on_changes=["y"], additional_secret_outputs=["result"],
            delete_before_replace=True, retain_on_delete=True, deleted_with=a, replace_with=[a],
            custom_timeouts=pulumi.CustomTimeouts(create="1h30m", delete="45s"), version="1.2.3",
            plugin_download_url="https://example.invalid", replacement_trigger="v1", hide_diffs=["x"],
        ))
        """,
    )
    options, a = named(found, "t").options, named(found, "a")
    assert (options.ignore_changes, options.replace_on_changes) == (("x",), ("y",))
    assert (options.additional_secret_outputs, options.hide_diffs) == (("result",), ("x",))
    assert (options.delete_before_replace, options.retain_on_delete) == (True, True)
    assert (options.deleted_with, options.replace_with) == (a.urn, (a.urn,))
    assert options.custom_timeouts == CustomTimeouts(create=5400, delete=45)
    assert (options.version, options.plugin_download_url) == ("1.2.3", "https://example.invalid")
    assert options.replacement_trigger == "v1"


def test_bad_timeout_is_refused(plan_program: Planner) -> None:
    """A timeout that is no duration is an error that names the resource."""
    with pytest.raises(PlanError, match="invalid custom timeout 'soon' of 't': expected a duration"):
        plan_program(CLASSES, 'Thing("t", opts=Opts(custom_timeouts=pulumi.CustomTimeouts(create="soon")))\n')


def test_aliases_become_urns(plan_program: Planner) -> None:
    """Aliases by name, type, parent, project, stack and URN become URNs, and a parent's aliases pass on."""
    found = plan_program(
        CLASSES,
        """
        b = Box("new", Opts(aliases=[pulumi.Alias(name="old")]))
        Thing("new-t", Opts(parent=b,
                                 aliases=[pulumi.Alias(name="was"), pulumi.Alias(parent=None),
                                          "urn:pulumi:dev::demo::x:y:Z::q"]))
        Thing("u", Opts(aliases=[pulumi.Alias(type_="test:index:Former", stack="s", project="p")]))
        """,
    )
    prefix = "urn:pulumi:dev::demo::"
    box = f"{prefix}test:index:Box$test:index:Thing::"
    assert named(found, "new").aliases == (f"{prefix}test:index:Box::old",)
    assert named(found, "new-t").aliases == (
        f"{box}was",
        f"{prefix}test:index:Thing::new-t",
        f"{prefix}x:y:Z::q",
        f"{box}old-t",
        f"{prefix}test:index:Box$x:y:Z::q",
    )
    assert named(found, "u").aliases == ("urn:pulumi:s::p::test:index:Former::u",)


def test_read_has_a_known_id(plan_program: Planner) -> None:
    """A resource that is read has the op `read`, its id is known, and its other outputs are unknown."""
    found = plan_program(
        CLASSES,
        't = Thing("t", Opts(id="i-1")); pulumi.export("o", [t.id, t.result])\n',
    )
    assert (named(found, "t").op, named(found, "t").id) == ("read", "i-1")
    assert found.outputs == {"o": ["i-1", UNKNOWN]}


def test_import_has_op_and_id(plan_program: Planner) -> None:
    """A resource with `import_` has the op `import` and the id."""
    found = plan_program(CLASSES, 't = Thing("t", Opts(import_="i-1")); pulumi.export("id", t.id)\n')
    resource = named(found, "t")
    assert (resource.op, resource.id, resource.options.import_id) == ("import", "i-1", "i-1")
    assert found.outputs == {"id": "i-1"}


def test_component_outputs_are_those_registered(plan_program: Planner) -> None:
    """A component's outputs are what it registers."""
    found = plan_program(
        CLASSES, 'b = Box("b"); b.register_outputs({"x": 1, "s": pulumi.Output.secret("y")})\n'
    )
    assert named(found, "b").outputs == {"x": 1, "s": Secret("y")}


def test_remote_component_has_unknown_outputs(plan_program: Planner) -> None:
    """A component that a plugin makes is marked remote, without children, its outputs unknown."""
    found = plan_program(
        CLASSES,
        """
        class Far(pulumi.ComponentResource):
            def __init__(self, name, props, opts=None):
                super().__init__("test:index:Far", name, {"url": None, **props}, opts, remote=True)
        f = Far("f", {"size": 1, "secret": pulumi.Output.secret("s")})
        pulumi.export("url", f.url)
        """,
    )
    far = named(found, "f")
    assert (far.remote, far.custom, far.inputs) == (True, False, {"secret": Secret("s"), "size": 1})
    assert found.children(far.urn) == ()
    assert found.outputs == {"url": UNKNOWN}


def test_call_of_a_method_is_unknown(plan_program: Planner) -> None:
    """A method of a component gives an unknown, and is listed among the placeholders."""
    found = plan_program(
        CLASSES, 'b = Box("b"); pulumi.export("m", pulumi.runtime.call("test:index:Box/m", {"a": 1}, b))\n'
    )
    assert found.outputs == {"m": UNKNOWN}
    (placeholder,) = found.placeholders
    assert (placeholder.kind, placeholder.token, str(placeholder.source)) == (
        "call",
        "test:index:Box/m",
        "__main__.py:17",
    )


def test_get_resource_gives_the_state(plan_program: Planner) -> None:
    """A resource that is asked for by URN answers with the state of the one in the plan."""
    found = plan_program(
        CLASSES,
        """
        a = Thing("a", size=3)
        b = a.urn.apply(lambda urn: Thing("a", Opts(urn=urn), size=None).size)
        pulumi.export("size", b)
        """,
    )
    assert found.outputs == {"size": 3}
    assert len(found.resources) == 2


def test_same_urn_twice_is_an_error_with_both_lines(plan_program: Planner) -> None:
    """Two resources of one URN are refused as the engine does, naming both lines."""
    with pytest.raises(DuplicateUrn, match=r"in __main__.py:17 and in __main__.py:18"):
        plan_program(CLASSES, 'Thing("t")\nThing("t")\n')


def test_hooks_are_named_and_not_run(plan_program: Planner) -> None:
    """Resource hooks and error hooks are named in the options and never run."""
    found = plan_program(
        CLASSES,
        """
        def fail(args):
            raise RuntimeError("a hook ran")
        hook = pulumi.ResourceHook("before", fail)
        error_hook = pulumi.ErrorHook("retry", fail)
        binding = pulumi.ResourceHookBinding(before_create=[hook], on_error=[error_hook])
        Thing("t", opts=Opts(hooks=binding))
        """,
    )
    assert named(found, "t").options.hooks == {"BeforeCreate": ("before",), "OnError": ("retry",)}


def test_dynamic_provider_hides_its_code(plan_program: Planner) -> None:
    """A dynamic resource is recorded without the pickled provider."""
    found = plan_program(
        """
        from pulumi.dynamic import CreateResult, Resource, ResourceProvider
        class P(ResourceProvider):
            def create(self, props):
                raise RuntimeError("created")
        class D(Resource):
            def __init__(self, name, props):
                super().__init__(P(), name, {"out": None, **props})
        d = D("d", {"size": 1})
        pulumi.export("o", d.out)
        """
    )
    assert named(found, "d").inputs == {"size": 1}
    assert found.outputs == {"o": UNKNOWN}


def test_what_a_dynamic_provider_will_return_is_not_known(plan_program: Planner) -> None:
    """Not even where it has the name of an input: the program's own code decides what comes back."""
    found = plan_program(
        """
        from pulumi.dynamic import Resource, ResourceProvider
        class Words(Resource):
            words: pulumi.Output[list]
            def __init__(self, name, words):
                super().__init__(ResourceProvider(), name, {"words": words})
        pulumi.export("words", Words("d", ["a", "b"]).words)
        """
    )
    assert found.outputs == {"words": UNKNOWN}


def test_async_program_runs(plan_program: Planner) -> None:
    """An asynchronous entry point is awaited, and what it returns is exported."""
    found = plan_program(
        CLASSES,
        """
        import asyncio
        async def main():
            await asyncio.sleep(0.01)
            Thing("late")
            return {"x": await asyncio.to_thread(lambda: 5)}
        pulumi.run(main)
        """,
    )
    assert named(found, "late").source is not None
    assert found.outputs == {"x": 5}


def test_log_messages_are_kept(plan_program: Planner) -> None:
    """Messages of `pulumi.log` are in the plan with severity and URN; debug and ephemeral ones are not."""
    found = plan_program(
        CLASSES,
        """
        t = Thing("t")
        pulumi.log.info("one"); pulumi.log.warn("two", t); pulumi.log.error("three")
        pulumi.log.debug("four"); pulumi.log.info("five", ephemeral=True)
        """,
    )
    urn = named(found, "t").urn
    shown = sorted((d.severity, d.message, d.urn) for d in found.diagnostics)
    assert shown == [("error", "three", None), ("info", "one", None), ("warning", "two", urn)]


def test_order_is_that_of_construction_with_dependencies_first(plan_program: Planner) -> None:
    """Resources come in the order of the program, but never before what they need."""
    found = plan_program(
        CLASSES,
        """
        import asyncio
        later = asyncio.Future()
        Thing("first", x=later)
        Thing("second")
        third = Thing("third")
        later.set_result(third.id)
        """,
    )
    assert [r.name for r in found.resources] == ["demo-dev", "third", "first", "second"]


def test_source_is_the_innermost_line_of_the_project(plan_program: Planner) -> None:
    """A resource made in a helper has the helper's line as its source, and the calling lines as its trace."""
    found = plan_program(
        "from lib.make import make\nmake('t')\n",
        files={
            "lib/__init__.py": "",
            "lib/make.py": 'import pulumi\ndef make(n):\n    pulumi.ComponentResource("a:b:C", n)\n',
        },
    )
    resource = named(found, "t")
    assert str(resource.source) == "lib/make.py:3"
    assert [str(line) for line in resource.trace] == ["lib/make.py:3", "__main__.py:3"]


def test_export_of_a_whole_resource_has_no_marks(plan_program: Planner) -> None:
    """Exporting a resource gives its outputs, without the SDK's preview mark."""
    found = plan_program(CLASSES, 'pulumi.export("t", Thing("t", size=1))\n')
    assert set(found.outputs["t"]) == {"id", "result", "size", "urn"}


def test_package_reference_is_accepted(plan_program: Planner) -> None:
    """A parameterised package can be registered and used."""
    found = plan_program(
        """
        import asyncio
        from pulumi.runtime.settings import register_package
        ref = asyncio.ensure_future(register_package("base", "1.0.0", "", "mine", "2.0.0", "e30="))
        pulumi.CustomResource("mine:index:T", "t", {}, package_ref=ref)
        """
    )
    assert named(found, "t").type == "mine:index:T"


def test_waiting_for_ever_is_an_error(plan_program: Planner) -> None:
    """A program that waits for what never happens is refused rather than waited for."""
    with pytest.raises(PlanError, match="waits for something that never happens"):
        plan_program("import asyncio\nasync def main():\n    await asyncio.Future()\npulumi.run(main)\n")
