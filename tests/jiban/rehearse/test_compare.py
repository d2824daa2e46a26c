from dataclasses import replace

from jiban.model.plan import UNKNOWN, Plan, Resource, Secret
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


def test_what_was_unknown_is_no_difference_after_a_deployment() -> None:
    """A state knows everything; what the plan knew must be in it."""
    blind = replace(SERVICE, inputs={"metadata": {"namespace": UNKNOWN}})
    assert points([blind], [replace(SERVICE, op="same")]) == []


def test_a_secret_is_one_on_both_sides() -> None:
    """A value that only the engine hides would be shown by the plan."""
    hidden = replace(SERVICE, inputs={"metadata": {"namespace": Secret(UNKNOWN)}})
    assert points([SERVICE], [hidden]) == ["inputs.metadata.namespace"]
    assert points([hidden], [hidden]) == []


def test_every_justified_difference_says_why() -> None:
    """The list is short, and each entry is a sentence."""
    assert len(JUSTIFIED) <= 6
    assert all(len(reason.split()) > 5 for reason in JUSTIFIED.values())
