"""A plan keeps its names; what is printed of it keeps them apart and shows no secret."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jiban.model.plan import Diagnostic, Lookup, Options, Secret
from jiban.report.disclosure import disclosed, provider_types
from jiban.secrecy import Gate
from tests.jiban.report.samples import plan_of, resource

DATABASE = "aws:rds/instance:Instance"


def gate(*secrets: str) -> Gate:
    """Return a gate that knows some secrets."""
    found = Gate()
    found.learn(list(secrets))
    return found


def test_names_stay_as_they_are() -> None:
    """URNs, parents, dependencies, aliases and ids, also those that hold the text of a secret."""
    parent = resource("test:index:Group", "hunter2-group")
    child = resource(
        "test:index:Thing",
        "hunter2-thing",
        parent,
        dependencies=(parent.urn,),
        aliases=(f"{parent.urn}-old",),
        id="hunter2-id",
        op="import",
    )
    assert disclosed(plan_of(parent, child), gate("hunter2")).resources[-2:] == (parent, child)


def test_keys_stay_apart() -> None:
    """Two keys that differ in a secret alone are two properties, and the value that holds one is a secret."""
    thing = resource("test:index:Thing", "a", inputs={"tags": {"hunter2": 1, "swordfish": "hunter2!"}})
    (*_, found) = disclosed(plan_of(thing), gate("hunter2", "swordfish")).resources
    assert found.inputs == {"tags": {"hunter2": 1, "swordfish": Secret("hunter2!", found=True)}}


def test_the_keys_of_outputs_stay_as_they_are() -> None:
    """What the program exports under the name of a secret is found under that name."""
    plan = plan_of(outputs={"absent": "x", "absent-too": "y"})
    assert disclosed(plan, gate("absent")).outputs == {"absent": "x", "absent-too": "y"}


def test_a_message_shows_no_secret() -> None:
    """Its text is no name; the resource that it is about stays the one that it is."""
    thing = resource("test:index:Thing", "hunter2-thing")
    plan = plan_of(thing, diagnostics=(Diagnostic("info", "made hunter2", thing.urn),))
    assert disclosed(plan, gate("hunter2")).diagnostics == (Diagnostic("info", "made [secret]", thing.urn),)


@pytest.mark.parametrize("value", [31337, 3.5])
def test_a_number_under_the_name_of_a_secret_is_one(value: float) -> None:
    """Whole or not; what is true or false is no secret."""
    thing = resource("test:index:Thing", "a", inputs={"password": value, "apiToken": True})
    (*_, found) = disclosed(plan_of(thing), Gate()).resources
    assert found.inputs == {"password": Secret(value, found=True), "apiToken": True}


def test_an_output_that_holds_a_secret_is_one() -> None:
    """As an input does: a provider gives back what it was told."""
    thing = resource("test:index:Thing", "a", inputs={"host": "db"}, outputs={"url": "hunter2@db"})
    (*_, found) = disclosed(plan_of(thing), gate("hunter2")).resources
    assert found.outputs == {"url": Secret("hunter2@db", found=True)}
    assert found.inputs == {"host": "db"}


def test_a_trigger_that_holds_a_secret_is_one() -> None:
    """It is compared, and not shown."""
    options = Options(replacement_trigger="hunter2-1")
    thing = resource("test:index:Thing", "a", options=options)
    (*_, found) = disclosed(plan_of(thing), gate("hunter2")).resources
    assert found.options.replacement_trigger == Secret("hunter2-1", found=True)


def test_a_configuration_shows_no_secret() -> None:
    """Its texts are those of the plan's header."""
    plan = plan_of(config={"shop:url": "https://hunter2@db"})
    assert disclosed(plan, gate("hunter2")).config == {"shop:url": "https://[secret]@db"}


def printed(known: Gate, *things: Any) -> list[str]:
    """Return the names of resources as they are printed."""
    return [known.text(each.name) for each in disclosed(plan_of(*things), known).resources[-len(things) :]]


def test_names_that_differ_in_secrets_alone_are_numbered() -> None:
    """The first is as it would be alone; each further one has a number, wherever its secret is printed."""
    known = gate("hunter2", "swordfish", "correct-horse")
    things = [resource("test:index:Thing", f"a-{each}") for each in ("hunter2", "swordfish", "correct-horse")]
    assert printed(known, *things) == ["a-[secret]", "a-[secret 2]", "a-[secret 3]"]
    assert known.text("not swordfish, hunter2") == "not [secret 2], [secret]"


def test_names_that_differ_in_more_are_not_numbered() -> None:
    """Their documents stay as they would be without the other."""
    known = gate("hunter2", "swordfish")
    things = [resource("test:index:Thing", name) for name in ("a-hunter2", "b-swordfish", "c-hunter2")]
    assert printed(known, *things) == ["a-[secret]", "b-[secret]", "c-[secret]"]


def test_a_name_that_looks_hidden_is_kept_apart_too() -> None:
    """As in a document that was printed before."""
    known = gate("hunter2")
    things = [resource("test:index:Thing", name) for name in ("a-[secret]", "a-hunter2")]
    assert printed(known, *things) == ["a-[secret]", "a-[secret 2]"]


def test_two_forms_of_one_secret_are_kept_apart() -> None:
    """A name with a secret, and one with its base64."""
    known = gate("hunter2")
    things = [resource("test:index:Thing", name) for name in ("a-hunter2", "a-aHVudGVyMg==")]
    assert printed(known, *things) == ["a-[secret]", "a-[secret 2]"]


def test_a_number_is_the_same_in_every_escape() -> None:
    """In JSON as in the plain text of the same run."""
    known = gate('sword"fish', 'hunter"2')
    things = [resource("test:index:Thing", f"a-{each}") for each in ('sword"fish', 'hunter"2')]
    assert printed(known, *things) == ["a-[secret]", "a-[secret 2]"]
    assert known.json('{"a-hunter\\"2": "a-sword\\"fish"}') == '{"a-[secret 2]": "a-[secret]"}'
    assert known.text('a-hunter\\"2') == "a-[secret 2]"


def test_a_type_that_a_provider_publishes_is_shown() -> None:
    """A password that happens to be a word of it makes no other type of it."""
    known = gate("instance")
    (*_, found) = disclosed(plan_of(resource(DATABASE, "a-b")), known).resources
    assert known.text(found.urn) == "urn:pulumi:prod::shop::aws:rds/instance:Instance::a-b"


def test_a_type_of_a_program_is_not() -> None:
    """What a program calls a type can be a secret."""
    known = gate("hunter2")
    disclosed(plan_of(resource("test:index:hunter2", "a-b")), known)
    assert known.text("test:index:hunter2") == "test:index:[secret]"


def test_a_provider_publishes_types_of_its_form() -> None:
    """The last two words of a type of a bridged provider are the same but for a capital."""
    types = [DATABASE, "test:index:Thing", "test:a/hunter2:Thing", "aws:s3/bucketV2:BucketV2"]
    assert provider_types(types) == [DATABASE, "aws:s3/bucketV2:BucketV2"]


def test_a_property_that_a_provider_publishes_is_shown() -> None:
    """So that who reads the document finds it; the value stays secret."""
    known = gate("engineVersion")
    things = resource(DATABASE, "a", inputs={"engineVersion": "16", "other": "engineVersion"})
    plan = disclosed(plan_of(things), known, lambda _types: ["engineVersion"])
    assert known.json('{"engineVersion": "16"}') == '{"engineVersion": "16"}'
    assert plan.resources[-1].inputs["engineVersion"] == "16"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"password": ["a1b2c3", "d4e5f6"]}, [True, True]),
        ({"password": ("a1b2c3", 31337)}, [True, True]),
        ({"password": ["a1b2c3", True]}, [True, False]),
        ({"urls": ["https://example.com", "postgres://app:hunter2@db/app"]}, [False, True]),
        ({"urls": ["postgres://app:hunter2@db/app", "open"]}, [True, False]),
    ],
)
def test_each_item_of_a_list_is_looked_at(given: dict[str, Any], expected: list[bool]) -> None:
    """By the name of the list and by its own form; the others stay readable."""
    (*_, found) = disclosed(plan_of(resource("test:index:Thing", "a", inputs=given)), Gate()).resources
    (items,) = found.inputs.values()
    assert [isinstance(item, Secret) for item in items] == expected


def test_a_variable_in_a_list_of_records_is_secret_by_its_own_name() -> None:
    """Its neighbours are not."""
    records = [{"name": "HOST", "value": "db.example"}, {"name": "DB_PASSWORD", "value": "hunter2"}]
    thing = resource("test:index:Thing", "a", inputs={"env": records})
    (*_, found) = disclosed(plan_of(thing), Gate()).resources
    assert found.inputs["env"] == [
        {"name": "HOST", "value": "db.example"},
        {"name": "DB_PASSWORD", "value": Secret("hunter2", found=True)},
    ]


def test_what_is_found_in_one_resource_is_hidden_in_another() -> None:
    """Also in one that comes before it, and in an output of the stack."""
    first = resource("test:index:Thing", "a", inputs={"note": "use hunter22", "size": 3})
    second = resource("test:index:Thing", "b", inputs={"password": "hunter22"})
    found = disclosed(plan_of(first, second, outputs={"hint": "hunter22!"}), Gate())
    assert found.resources[-2].inputs == {"note": Secret("use hunter22", found=True), "size": 3}
    assert found.outputs == {"hint": Secret("hunter22!", found=True)}


def test_the_arguments_of_a_function_are_looked_at() -> None:
    """They are shown with what it returned."""
    asked = Lookup("invoke", "test:index:get", {"password": "hunter22", "name": "a"})
    plan = replace(plan_of(), lookups=(asked,))
    (found,) = disclosed(plan, Gate()).lookups
    assert found.args == {"password": Secret("hunter22", found=True), "name": "a"}


def test_a_kubeconfig_is_secret_as_a_whole() -> None:
    """As a map as well as as a text, and nothing in it is shown elsewhere."""
    config = {"users": [{"user": {"token": "hunter22"}}]}
    thing = resource("test:index:Thing", "a", inputs={"kubeconfig": config, "note": "hunter22"})
    (*_, found) = disclosed(plan_of(thing), Gate()).resources
    assert found.inputs["kubeconfig"] == Secret(config, found=True)


BY_TYPE: list[tuple[str, dict[str, Any]]] = [
    ("azure-native:app:ContainerApp", {"configuration": {"secrets": [{"name": "a", "value": "hunter22"}]}}),
    ("azure-native:app:Job", {"configuration": {"secrets": [{"name": "a", "value": "hunter22"}]}}),
    ("azure-native:keyvault:Secret", {"properties": {"value": "hunter22"}}),
    ("azure-native:keyvault/v20230701:Secret", {"properties": {"value": "hunter22"}}),
    ("azure-native:web:WebAppConnectionStrings", {"properties": {"main": {"value": "hunter22"}}}),
    ("kubernetes:core/v1:Secret", {"data": {"a": "hunter22"}}),
    ("kubernetes:core/v1:Secret", {"stringData": {"a": "hunter22"}}),
    ("kubernetes:core/v1:SecretPatch", {"data": {"a": "hunter22"}}),
    ("kubernetes:core/v1:SecretPatch", {"stringData": {"a": "hunter22"}}),
]
"""Every path by which a type alone makes a property secret."""


@pytest.mark.parametrize("place", ["inputs", "outputs"])
@pytest.mark.parametrize(("type_", "values"), BY_TYPE)
def test_what_is_secret_by_its_type_is_hidden_elsewhere(
    type_: str, values: dict[str, Any], place: str
) -> None:
    """Its own place clears it of nothing; another resource and a message do not show it either."""
    given: dict[str, Any] = {place: values}
    kept = resource(type_, "kept", **given)
    other = resource("test:index:Thing", "other", inputs={"note": "use hunter22 now"})
    plan = plan_of(kept, other, diagnostics=(Diagnostic("info", "it is hunter22", kept.urn),))
    known = Gate()
    found = disclosed(plan, known)
    assert "hunter22" not in str(getattr(found.resources[-2], place))
    assert found.resources[-1].inputs == {"note": Secret("use hunter22 now", found=True)}
    assert [each.message for each in found.diagnostics] == ["it is [secret]"]
    assert known.text("hunter22") == "[secret]"


def test_what_is_secret_by_its_type_and_open_elsewhere_is_shown_there() -> None:
    """A host in a Secret of Kubernetes may be a property of its own; its place in the Secret stays hidden."""
    kept = resource("kubernetes:core/v1:Secret", "kept", inputs={"stringData": {"host": "db.example.com"}})
    other = resource("test:index:Thing", "other", inputs={"host": "db.example.com"})
    found = disclosed(plan_of(kept, other), Gate())
    assert found.resources[-2].inputs == {"stringData": {"host": Secret("db.example.com", found=True)}}
    assert found.resources[-1].inputs == {"host": "db.example.com"}


@pytest.mark.parametrize("type_", ["kubernetes:core/v1:Secret", "kubernetes:core/v1:SecretPatch"])
@pytest.mark.parametrize("place", ["inputs", "outputs"])
def test_what_the_data_of_a_secret_says_is_hidden_elsewhere(type_: str, place: str) -> None:
    """It stands there in base64; what stands openly as a whole is shown, what is no text passed over."""
    given: dict[str, Any] = {
        place: {"data": {"a": "aHVudGVyMjI=", "host": "ZGIuZXhhbXBsZS5jb20=", "odd": "%%", "raw": "/////w=="}}
    }
    kept = resource(type_, "kept", **given)
    other = resource("test:index:Thing", "other", inputs={"note": "use hunter22", "host": "db.example.com"})
    found = disclosed(plan_of(kept, other), Gate()).resources[-1]
    assert found.inputs == {"note": Secret("use hunter22", found=True), "host": "db.example.com"}


def test_what_is_secret_by_its_type_and_its_name_is_hidden_wherever_it_stands() -> None:
    """No property that gives it openly clears what its own name says."""
    kept = resource("kubernetes:core/v1:Secret", "kept", inputs={"stringData": {"password": "hunter22"}})
    other = resource("test:index:Thing", "other", inputs={"note": "hunter22"})
    found = disclosed(plan_of(kept, other), Gate())
    assert found.resources[-1].inputs == {"note": Secret("hunter22", found=True)}


def test_a_component_publishes_no_words() -> None:
    """Its type is its program's, whatever form it has, and can be a secret."""
    known = gate("hunter2")
    top = resource("demo:vault/hunter2:Hunter2", "a-b", custom=False)
    disclosed(plan_of(top), known)
    assert known.text("demo:vault/hunter2:Hunter2") == "demo:vault/[secret]:Hunter2"
