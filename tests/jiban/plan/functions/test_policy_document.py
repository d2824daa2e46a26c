"""Expected documents were written by the AWS provider's own code, run on the same arguments."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiban.plan.functions import compute
from jiban.plan.functions.call import ArgumentError

FUNCTION = "aws:iam/getPolicyDocument:getPolicyDocument"


def document(**args: Any) -> dict[str, Any]:
    """Return the result of the function."""
    result = compute(FUNCTION, args, {})
    assert isinstance(result, dict)
    return result


def statement(**fields: Any) -> Any:
    """Return the one statement of a document of one statement, as it is written."""
    (written,) = json.loads(document(statements=[fields])["json"])["Statement"]
    return written


def overridden(**fields: Any) -> Any:
    """Return a statement that is given as JSON, as it is written."""
    (written,) = json.loads(document(overridePolicyDocuments=[json.dumps({"Statement": [fields]})])["json"])[
        "Statement"
    ]
    return written


def refusal(**args: Any) -> str:
    """Return what is said of arguments that are refused."""
    with pytest.raises(ArgumentError) as caught:
        compute(FUNCTION, args, {})
    return str(caught.value)


def test_trust_policy_is_written_to_the_character() -> None:
    """The JSON has two spaces an indent, IAM's order of keys, and a list of one as a text."""
    found = document(
        statements=[
            {
                "principals": [{"identifiers": ["lambda.amazonaws.com"], "type": "Service"}],
                "actions": ["sts:AssumeRole"],
            }
        ]
    )
    assert found["json"] == (
        "{\n"
        '  "Version": "2012-10-17",\n'
        '  "Statement": [\n'
        "    {\n"
        '      "Effect": "Allow",\n'
        '      "Action": "sts:AssumeRole",\n'
        '      "Principal": {\n'
        '        "Service": "lambda.amazonaws.com"\n'
        "      }\n"
        "    }\n"
        "  ]\n"
        "}"
    )
    assert found["minifiedJson"] == (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
        '"Principal":{"Service":"lambda.amazonaws.com"}}]}'
    )


def test_id_is_the_checksum_of_the_text() -> None:
    """The id of an empty document is what the provider's hash makes of it."""
    assert (document()["id"], document()["json"]) == ("1132004489", '{\n  "Version": "2012-10-17"\n}')


def test_every_key_of_a_statement_in_order() -> None:
    """A statement's keys stand in the provider's order, whatever the order of its arguments."""
    written = statement(
        conditions=[{"variable": "aws:SourceVpc", "values": ["vpc-1"], "test": "StringEquals"}],
        notPrincipals=[{"type": "AWS", "identifiers": ["1"]}],
        principals=[{"type": "AWS", "identifiers": ["2"]}],
        notResources=["n"],
        resources=["r"],
        notActions=["b"],
        actions=["a"],
        effect="Deny",
        sid="Last",
    )
    assert list(written.items()) == [
        ("Sid", "Last"),
        ("Effect", "Deny"),
        ("Action", "a"),
        ("NotAction", "b"),
        ("Resource", "r"),
        ("NotResource", "n"),
        ("Principal", {"AWS": "2"}),
        ("NotPrincipal", {"AWS": "1"}),
        ("Condition", {"StringEquals": {"aws:SourceVpc": "vpc-1"}}),
    ]


def test_lists_are_sets_in_falling_order() -> None:
    """Actions come out once each, the last of the alphabet first."""
    assert statement(actions=["s3:Get*", "s3:Put*", "ec2:*", "s3:Get*"])["Action"] == [
        "s3:Put*",
        "s3:Get*",
        "ec2:*",
    ]


def test_empty_list_is_left_out() -> None:
    """A list without items is as good as none."""
    assert statement(actions=[], principals=[], conditions=[]) == {"Effect": "Allow"}


@pytest.mark.parametrize(
    ("principals", "written"),
    [
        ([{"type": "*", "identifiers": ["*"]}], "*"),
        ([{"type": "AWS", "identifiers": ["*"]}], {"AWS": "*"}),
        ([{"type": "*", "identifiers": ["*", "a"]}], {"*": ["a", "*"]}),
        (
            [{"type": "*", "identifiers": ["*"]}, {"type": "AWS", "identifiers": ["1"]}],
            {"*": "*", "AWS": "1"},
        ),
        # Blocks of one type are joined in the order of a hash.
        (
            [{"type": "AWS", "identifiers": ["b"]}, {"type": "AWS", "identifiers": ["a", "c"]}],
            {"AWS": ["b", "c", "a"]},
        ),
        ([{"type": "Service", "identifiers": []}], {"Service": []}),
    ],
)
def test_principals(principals: list[Any], written: Any) -> None:
    """Only `*` of type `*` alone is written as `*`: IAM refuses it for roles."""
    assert statement(principals=principals)["Principal"] == written


@pytest.mark.parametrize(
    ("conditions", "written"),
    [
        ([{"test": "A", "variable": "v", "values": ["1"]}], {"A": {"v": "1"}}),
        ([{"test": "A", "variable": "v", "values": ["2", "0", ""]}], {"A": {"v": ["2", "0", ""]}}),
        ([{"test": "A", "variable": "w", "values": []}], {"A": {"w": []}}),
        (
            [
                {"test": "A", "variable": "v", "values": ["1"]},
                {"test": "A", "variable": "v", "values": ["2", "0"]},
            ],
            {"A": {"v": ["2", "0", "1"]}},
        ),
    ],
)
def test_conditions(conditions: list[Any], written: Any) -> None:
    """Values keep their order; those of the same test and variable are joined, in the order of a hash."""
    assert statement(conditions=conditions)["Condition"] == written


def test_policy_variables_are_written_where_they_may_stand() -> None:
    """`&{...}` becomes `${...}` in resources, principals and values of conditions, and stays in actions."""
    written = statement(
        actions=["a/&{x}"],
        resources=["r/&{x}"],
        notPrincipals=[{"type": "AWS", "identifiers": ["&{x}"]}],
        conditions=[{"test": "A", "variable": "v", "values": ["&{x}"]}],
    )
    assert written == {
        "Effect": "Allow",
        "Action": "a/&{x}",
        "Resource": "r/${x}",
        "NotPrincipal": {"AWS": "${x}"},
        "Condition": {"A": {"v": "${x}"}},
    }


def test_order_is_that_of_the_texts_as_given() -> None:
    """Resources are ordered before their variables are replaced: `&` comes after `%`, and `$` before it."""
    assert statement(resources=["%", "&{x}"])["Resource"] == ["${x}", "%"]


def test_characters_are_escaped_as_by_go() -> None:
    """Angle brackets, ampersands and line separators are escaped; other characters stand as they are."""
    text = document(statements=[{"actions": ["<&>\u2028\b é"]}])["json"]
    assert '"Action": "\\u003c\\u0026\\u003e\\u2028\\b é"' in text


@pytest.mark.parametrize(("value", "written"), [(True, "true"), (False, "false"), (5, "5"), (1.5, "1.5")])
def test_other_values_become_texts(value: Any, written: str) -> None:
    """A boolean or a number as the value of a condition is a text, as the engine makes it."""
    conditions = [{"test": "Bool", "variable": "v", "values": [value]}]
    assert statement(conditions=conditions)["Condition"] == {"Bool": {"v": written}}


def test_names_in_snake_case_and_in_the_singular_are_the_same() -> None:
    """Maps of a Python program may have the provider's own names of fields."""
    assert statement(not_actions=["a"], condition=[{"test": "A", "variable": "v", "values": ["1"]}]) == {
        "Effect": "Allow",
        "NotAction": "a",
        "Condition": {"A": {"v": "1"}},
    }


SOURCE = json.dumps(
    {
        "Version": "2008-10-17",
        "Id": "source",
        "Statement": [
            {"Sid": "One", "Effect": "Allow", "Action": ["a"], "Resource": ["b", "c"]},
            {"Effect": "Allow", "Action": "anonymous"},
        ],
    }
)
OVERRIDE = json.dumps({"Statement": [{"Sid": "One", "Effect": "Deny", "Action": "z"}]})


def test_documents_are_merged_by_sid() -> None:
    """Sources come first, own statements next, and an override replaces the statement of its sid."""
    found = document(
        statements=[{"sid": "Two", "actions": ["own"]}],
        sourcePolicyDocuments=[SOURCE],
        overridePolicyDocuments=[OVERRIDE],
    )
    assert json.loads(found["json"]) == {
        "Version": "2012-10-17",
        "Id": "source",
        "Statement": [
            {"Sid": "One", "Effect": "Deny", "Action": "z"},
            {"Effect": "Allow", "Action": "anonymous"},
            {"Sid": "Two", "Effect": "Allow", "Action": "own"},
        ],
    }


def test_own_statement_takes_the_place_of_a_source() -> None:
    """A statement of the arguments with the sid of a source stands where the source stood."""
    found = document(statements=[{"sid": "One", "actions": ["own"]}], sourcePolicyDocuments=[SOURCE])
    assert [each["Action"] for each in json.loads(found["json"])["Statement"]] == ["own", "anonymous"]


def test_id_of_the_arguments_wins_over_a_source() -> None:
    """The id is the last one that is given."""
    assert json.loads(document(policyId="own", sourcePolicyDocuments=[SOURCE])["json"])["Id"] == "own"


def test_newest_version_wins() -> None:
    """A document of a newer version raises the version of the whole."""
    newer = document(version="2008-10-17", overridePolicyDocuments=['{"Version": "2012-10-17"}'])
    assert json.loads(newer["json"])["Version"] == "2012-10-17"
    older = document(overridePolicyDocuments=['{"Version": "2008-10-17"}'])
    assert json.loads(older["json"])["Version"] == "2012-10-17"
    assert json.loads(document(version="2008-10-17")["json"])["Version"] == "2008-10-17"


def test_maps_are_written_in_the_order_of_their_keys() -> None:
    """Types of principals, tests and variables come in rising order."""
    written = statement(
        principals=[{"type": "Service", "identifiers": ["1"]}, {"type": "AWS", "identifiers": ["2"]}],
        conditions=[
            {"test": test, "variable": variable, "values": ["1"]}
            for test in ("StringLike", "Bool")
            for variable in ("b", "a")
        ],
    )
    assert list(written["Principal"]) == ["AWS", "Service"]
    assert list(written["Condition"]) == ["Bool", "StringLike"]
    assert list(overridden(Condition={"A": {"y": "1", "x": "1"}})["Condition"]["A"]) == ["x", "y"]


@pytest.mark.parametrize("empty", ["", "{}", "null", '{"Statement": null}'])
def test_empty_document_adds_nothing(empty: str) -> None:
    """A document without content leaves the others as they are."""
    assert document(sourcePolicyDocuments=[empty], overridePolicyDocuments=[empty])["json"] == (
        '{\n  "Version": "2012-10-17"\n}'
    )


def test_lists_of_a_document_keep_their_order_and_form() -> None:
    """Actions and resources of JSON are written as they are, in keys of any case; other keys are dropped."""
    assert overridden(action=["a"], RESOURCE=["b", "c"], Comment="x") == {
        "Action": ["a"],
        "Resource": ["b", "c"],
    }


def test_principals_of_a_document() -> None:
    """Any text is everybody, lists come in falling order, and a list of one stays a list."""
    assert overridden(Principal="anything")["Principal"] == "*"
    assert overridden(Principal={"AWS": ["a", "c", "b"], "Service": ["x"]})["Principal"] == {
        "AWS": ["c", "b", "a"],
        "Service": ["x"],
    }


def test_conditions_of_a_document() -> None:
    """A list of one becomes a text, a boolean too, and a number is dropped, by the provider as well."""
    given = {"B": {"list": ["x"], "bool": True, "number": 5}, "A": {"v": ["y", "x"]}, "C": None}
    assert overridden(Condition=given)["Condition"] == {
        "A": {"v": ["y", "x"]},
        "B": {"bool": "true", "list": "x"},
    }


def test_arguments_are_returned_with_their_defaults() -> None:
    """The result has the arguments too, with the default effect and version."""
    found = document(statements=[{"not_actions": ["a"]}], policyId="p")
    assert {key: found[key] for key in ("statements", "policyId", "version")} == {
        "statements": [{"effect": "Allow", "notActions": ["a"]}],
        "policyId": "p",
        "version": "2012-10-17",
    }


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            {"statements": [{}, {"effect": "allow"}]},
            "statements[1].effect must be Allow or Deny",
        ),
        ({"version": "2015-10-17"}, "version must be 2008-10-17 or 2012-10-17"),
        ({"sourceJson": "{}"}, "sourceJson must be empty: the provider no longer uses it"),
        ({"statements": [{"actions": "s3:*"}]}, "statements[0].actions must be a list, got a text"),
        ({"statements": {"actions": ["s3:*"]}}, "statements must be a list, got a map"),
        ({"statements": ["s3:*"]}, "statements[0] must be a map, got a text"),
        (
            {"statements": [{"actions": [["s3:*"]]}]},
            "statements[0].actions[0] must be a text, got a list",
        ),
        (
            {"statements": [{"principals": [{"type": "AWS"}]}]},
            "statements[0].principals[0].identifiers is missing",
        ),
        (
            {"statements": [{"conditions": [{"test": "A", "values": []}]}]},
            "statements[0].conditions[0].variable is missing",
        ),
        (
            {"statements": [{"sid": "A"}, {"sid": "A"}]},
            "statements has two statements of the same sid; give each its own, or none",
        ),
        (
            {"sourcePolicyDocuments": [OVERRIDE, OVERRIDE]},
            "sourcePolicyDocuments has two statements of the same sid; give each its own, or none",
        ),
        (
            {"version": "2008-10-17", "statements": [{"resources": ["a/&{x}"]}]},
            "statements[0].resources holds a variable (`&{`), which needs the version 2012-10-17",
        ),
        (
            {"statements": [{"bogus": 1}]},
            (
                "statements[0].bogus is no argument; known: actions, conditions, effect, notActions, "
                "notPrincipals, notResources, principals, resources, sid"
            ),
        ),
        (
            {"overridePolicyDocuments": ['{"Statement": {"Effect": "Allow"}}']},
            "overridePolicyDocuments[0]: Statement must be a list, got a map",
        ),
        (
            {"overridePolicyDocuments": ["{}", '{"Statement": [{"Principal": null}]}']},
            'overridePolicyDocuments[1]: Statement[0].Principal must be a map or "*", got null',
        ),
        (
            {"overridePolicyDocuments": ['{"Statement": [{"Principal": {"AWS": 5}}]}']},
            (
                "overridePolicyDocuments[0]: Statement[0].Principal.AWS must be a text or a list of texts, "
                "got a number"
            ),
        ),
        (
            {"overridePolicyDocuments": ['{"Statement": [{"Condition": {"A": {"v": [1]}}}]}']},
            "overridePolicyDocuments[0]: Statement[0].Condition.A.v must be a list of texts",
        ),
        ({"overridePolicyDocuments": ["[]"]}, "overridePolicyDocuments[0] must be a map, got a list"),
        (
            {"overridePolicyDocuments": ['{"Version": 5}']},
            "overridePolicyDocuments[0]: Version must be a text, got a number",
        ),
    ],
)
def test_what_the_provider_refuses(args: dict[str, Any], said: str) -> None:
    """The message names the argument and what it must be."""
    assert refusal(**args) == said


@pytest.mark.parametrize("text", ["nonsense", "{", "{} {}", '{"Id": NaN}', "[" * 100_000])
def test_document_that_is_no_json_is_refused(text: str) -> None:
    """The message names the document."""
    assert refusal(sourcePolicyDocuments=["{}", text]).startswith("sourcePolicyDocuments[1] is no JSON: ")


_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
_fields = st.sampled_from(
    ("statements", "version", "policyId", "sourcePolicyDocuments", "overridePolicyDocuments")
)
_of_statement = st.sampled_from(("actions", "sid", "effect", "principals", "conditions", "resources"))
_in_document = st.sampled_from(("Version", "Id", "Statement", "Sid", "Action", "Principal", "Condition"))


@settings(max_examples=30)
@given(st.dictionaries(_fields, _json | st.lists(st.dictionaries(_of_statement, _json))))
def test_any_arguments_are_a_document_or_a_refusal(args: dict[str, Any]) -> None:
    """No argument ends in anything but a document that is JSON, or a message."""
    _document_or_refusal(args)


@settings(max_examples=30)
@given(st.dictionaries(_in_document, _json | st.lists(st.dictionaries(_in_document, _json))))
def test_any_json_is_a_document_or_a_refusal(given_document: dict[str, Any]) -> None:
    """The same for documents that are given as JSON."""
    _document_or_refusal({"sourcePolicyDocuments": [json.dumps(given_document)]})


@pytest.mark.parametrize("field", ["effect", "actions", "principals", "resources", "sid"])
def test_no_value_is_in_a_message(field: str) -> None:
    """A value may be a secret, which the SDK gives to functions without its mark."""
    wrong = {"s3cret": ["s3cret", {"s3cret": "s3cret"}]}
    said = refusal(version="2008-10-17", statements=[{"resources": ["&{s3cret}"], field: wrong}])
    assert "s3cret" not in said


def _document_or_refusal(args: dict[str, Any]) -> None:
    try:
        found = document(**args)
    except ArgumentError as error:
        assert str(error)  # noqa: PT017 - either outcome is right
    else:
        assert json.loads(found["json"]) == json.loads(found["minifiedJson"])


_texts = st.lists(st.text(max_size=5), max_size=4)


@given(_texts, _texts)
def test_nothing_that_is_given_is_lost(actions: list[str], identifiers: list[str]) -> None:
    """The written document holds each action and each principal, and nothing else."""
    written = statement(actions=actions, principals=[{"type": "AWS", "identifiers": identifiers}])
    found = written.get("Action", [])
    assert set([found] if isinstance(found, str) else found) == set(actions)
    principals = written["Principal"]["AWS"]
    plain = {identifier.replace("&{", "${") for identifier in identifiers}
    assert set([principals] if isinstance(principals, str) else principals) == plain


def test_what_is_empty_in_a_statement_of_a_document_is_left_out() -> None:
    """As the provider leaves it out."""
    assert overridden(Sid="", Effect="", Action="a", Principal={}, Condition={}) == {"Action": "a"}


@pytest.mark.parametrize("key", ["Sid", "Effect"])
def test_a_sid_and_an_effect_of_a_document_are_texts(key: str) -> None:
    """Anything else is refused."""
    said = refusal(overridePolicyDocuments=[json.dumps({"Statement": [{key: ["x"]}]})])
    assert f"Statement[0].{key}" in said or f"{key} must be" in said
