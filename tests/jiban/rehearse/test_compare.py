from dataclasses import replace

from jiban.model.plan import UNKNOWN, CustomTimeouts, Options, Plan, Resource, Secret
from jiban.rehearse.compare import JUSTIFIED, Disagreement, disagreements

URN = "urn:pulumi:dev::shop::kubernetes:core/v1:Service::api"
PROVIDER = "urn:pulumi:dev::shop::pulumi:providers:kubernetes::cluster"
SERVICE = Resource(
    urn=URN,
    type="kubernetes:core/v1:Service",
    name="api",
    custom=True,
    parent=None,
    inputs={"metadata": {"namespace": "shop"}},
    provider=f"{PROVIDER}::id",
)


def provider(kubeconfig: object) -> Resource:
    """An explicit provider."""
    kind = "pulumi:providers:kubernetes"
    inputs = {"kubeconfig": kubeconfig}
    return Resource(urn=PROVIDER, type=kind, name="cluster", custom=True, parent=None, inputs=inputs)


def points(planned: list[Resource], engine: list[Resource]) -> list[str]:
    """The points in which two plans of these resources differ."""
    found = disagreements(Plan("shop", "dev", tuple(planned)), Plan("shop", "dev", tuple(engine)))
    return [each.point for each in found]


def test_equal_plans_agree() -> None:
    """Ids of providers differ from run to run, and count for nothing."""
    assert points([SERVICE], [replace(SERVICE, provider=f"{PROVIDER}::other")]) == []


def test_each_point_is_compared() -> None:
    """A parent, a dependency, protection, a provider and an input that differ are each found."""
    other = replace(
        SERVICE,
        parent="urn:p",
        dependencies=("urn:d",),
        protect=True,
        provider=None,
        inputs={"metadata": {"namespace": "bank"}},
    )
    assert points([SERVICE], [other]) == [
        "parent",
        "protect",
        "provider",
        "dependencies",
        "inputs.metadata.namespace",
    ]


def test_a_resource_on_one_side_is_found() -> None:
    """Whichever side it is on."""
    found = disagreements(Plan("shop", "dev", (SERVICE,)), Plan("shop", "dev", (provider("a"),)))
    assert found == (
        Disagreement(URN, "resource", "there", "missing"),
        Disagreement(PROVIDER, "resource", "missing", "there"),
    )


def test_a_claim_beyond_the_engines_knowledge_is_found() -> None:
    """What the engine does not know the plan must not know either."""
    blind = replace(SERVICE, inputs={"metadata": {"namespace": UNKNOWN}})
    assert points([provider("a"), SERVICE], [provider("a"), blind]) == ["inputs.metadata.namespace"]


def test_a_provider_without_configuration_makes_everything_unknown() -> None:
    """The engine asks such a provider nothing, so that the plan may know more."""
    blind = replace(SERVICE, inputs={"metadata": {"namespace": UNKNOWN}})
    unknown = provider(UNKNOWN)
    assert points([unknown, SERVICE], [unknown, blind]) == []


def test_outputs_of_the_stack_wait_for_a_provider_too() -> None:
    """What the plan does not know and the engine does is a difference even then."""
    known, unknown = (
        Plan("shop", "dev", (provider(UNKNOWN),), outputs={"namespace": each}) for each in ("shop", UNKNOWN)
    )
    assert disagreements(known, unknown) == ()
    assert [each.point for each in disagreements(unknown, known)] == ["outputs.namespace"]


def test_what_was_unknown_is_no_difference_after_a_deployment() -> None:
    """A state knows everything; what the plan knew must be in it."""
    blind = replace(SERVICE, inputs={"metadata": {"namespace": UNKNOWN}})
    assert points([blind], [replace(SERVICE, op="same")]) == []


def test_a_dependency_that_was_asked_for_stays_one_after_a_deployment() -> None:
    """Also where a property that was unknown turns out to come from the same resource."""
    source = "urn:pulumi:dev::shop::a:b:C::source"
    planned = replace(SERVICE, inputs={"metadata": {"namespace": UNKNOWN}}, dependencies=(source,))
    found = replace(SERVICE, op="same", property_dependencies={"metadata": (source,)})
    assert points([planned], [replace(found, dependencies=(source,))]) == []
    assert points([planned], [replace(found, dependencies=())]) == ["dependencies"]


def test_a_secret_is_one_on_both_sides() -> None:
    """A value that only the engine hides would be shown by the plan."""
    hidden = replace(SERVICE, inputs={"metadata": {"namespace": Secret(UNKNOWN)}})
    assert points([SERVICE], [hidden]) == ["inputs.metadata.namespace"]
    assert points([hidden], [hidden]) == []


def test_every_option_of_a_digest_is_compared() -> None:
    """Each of them alone."""
    options = {
        "ignore_changes": ("spec",),
        "replace_on_changes": ("spec",),
        "additional_secret_outputs": ("spec",),
        "hide_diffs": ("spec",),
        "retain_on_delete": True,
        "deleted_with": PROVIDER,
        "replace_with": (PROVIDER,),
        "replacement_trigger": 7,
        "custom_timeouts": CustomTimeouts(create=60),
        "import_id": "api",
        "hooks": {"beforeCreate": ("say",)},
    }
    for name, value in options.items():
        other = replace(SERVICE, options=replace(Options(), **{name: value}))
        assert points([SERVICE], [other]) == [name.replace("_", " ")]
    assert points([SERVICE], [replace(SERVICE, op="read")]) == ["operation"]


def test_an_output_of_the_stack_that_the_engine_does_not_know_is_found() -> None:
    """The plan may not know it either."""
    planned, engine = (Plan("shop", "dev", (SERVICE,), outputs={"a": [each]}) for each in (1, UNKNOWN))
    assert [each.point for each in disagreements(planned, engine)] == ["outputs.a[0]"]
    assert [each.point for each in disagreements(engine, planned)] == ["outputs.a[0]"]
    assert disagreements(engine, engine) == ()


TOPIC = Resource(
    urn="urn:pulumi:dev::shop::aws:sns/topic:Topic::news",
    type="aws:sns/topic:Topic",
    name="news",
    custom=True,
    parent=None,
    inputs={},
)
NAMED_TOPIC = replace(TOPIC, inputs={"name": "news-0a1b2c3"})


def test_a_made_up_name_may_be_unknown_and_nothing_else() -> None:
    """It differs from run to run, and so does what holds it; a text without it does not."""
    user = replace(SERVICE, inputs={"value": UNKNOWN})
    assert points([TOPIC, user], [NAMED_TOPIC, replace(SERVICE, inputs={"value": "to/news-0a1b2c3"})]) == []
    assert points([TOPIC, user], [NAMED_TOPIC, replace(SERVICE, inputs={"value": "to/old"})]) == [
        "inputs.value"
    ]
    named = replace(TOPIC, inputs={"name": "news"})
    assert points([named], [NAMED_TOPIC]) == ["inputs.name"]


def test_the_marks_of_a_made_up_name_of_kubernetes_are_its_providers() -> None:
    """With and without annotations and labels of the program's own."""
    mark = {"pulumi.com/autonamed": "true"}
    made = replace(SERVICE, inputs={"metadata": {"name": "api-01234567", "annotations": mark}})
    assert points([replace(SERVICE, inputs={})], [made]) == []
    own = {"metadata": {"annotations": {"team": "a"}}}
    marked = {"metadata": {"name": "api-01234567", "annotations": {**mark, "team": "a"}}}
    assert points([replace(SERVICE, inputs=own)], [replace(SERVICE, inputs=marked)]) == []


def test_what_a_cluster_adds_to_may_be_unknown() -> None:
    """A value that comes from an object of Kubernetes; of another one the plan must know it."""
    user = Resource(
        urn="urn:pulumi:dev::shop::x:y:Z::user", type="x:y:Z", name="user", custom=True, parent=None
    )
    for source, told in ((SERVICE, []), (TOPIC, ["inputs.value"])):
        known = replace(user, inputs={"value": "x"}, property_dependencies={"value": (source.urn,)})
        unknown = replace(known, inputs={"value": UNKNOWN})
        assert points([source, unknown], [source, known]) == told


def test_a_provider_that_is_not_configured_excuses_no_other_value() -> None:
    """Only what the engine does not know; what it knows is the same."""
    other = replace(SERVICE, inputs={"metadata": {"namespace": "bank"}})
    unknown = provider(UNKNOWN)
    assert points([unknown, SERVICE], [unknown, other]) == ["inputs.metadata.namespace"]


def test_what_was_read_may_be_unknown() -> None:
    """A value that comes from a resource that is read by its id."""
    read = replace(TOPIC, op="read")
    known = replace(SERVICE, inputs={"value": "x"}, property_dependencies={"value": (TOPIC.urn,)})
    unknown = replace(known, inputs={"value": UNKNOWN})
    assert points([read, unknown], [read, known]) == []
    assert points([TOPIC, unknown], [TOPIC, known]) == ["inputs.value"]


def test_a_provider_in_the_program_stays_out_of_the_comparison() -> None:
    """It is the program's own code."""
    kind = "pulumi-python:dynamic:Resource"
    planned = replace(SERVICE, type=kind, inputs={"a": 1})
    assert points([planned], [replace(planned, inputs={"a": 1, "__provider": "gASV"})]) == []


def test_every_justified_difference_says_why() -> None:
    """The list is short, and each entry is a sentence."""
    assert len(JUSTIFIED) <= 10
    assert all(len(reason.split()) > 5 for reason in JUSTIFIED.values())


def input_points(planned: object, engine: object) -> list[str]:
    """The points in which an input of a Service differs."""
    sides = [replace(SERVICE, inputs={"spec": value}) for value in (planned, engine)]
    return points(sides[:1], sides[1:])


def test_values_of_different_kinds_differ() -> None:
    """As a whole: a map is no text, a list no map, and two lists of different lengths are two lists."""
    assert input_points({"a": 1}, "a") == ["inputs.spec"]
    assert input_points("a", {"a": 1}) == ["inputs.spec"]
    assert input_points(["a"], {"a": 1}) == ["inputs.spec"]
    assert input_points(["a"], ["a", "b"]) == ["inputs.spec"]
    assert input_points(["a", "b"], ["a", "c"]) == ["inputs.spec[1]"]


def test_what_one_side_lacks_differs() -> None:
    """Null is a value too."""
    assert input_points({"a": None}, {}) == ["inputs.spec.a"]
    assert input_points({}, {"a": False}) == ["inputs.spec.a"]


def test_a_secret_on_one_side_alone_differs() -> None:
    """But for one that the planner found by its name, of which the engine knows nothing."""
    assert input_points(Secret("a"), "a") == ["inputs.spec"]
    assert input_points("a", Secret("a")) == ["inputs.spec"]
    assert input_points(Secret("a", found=True), "a") == []
    assert input_points(Secret("b", found=True), "a") == ["inputs.spec"]
