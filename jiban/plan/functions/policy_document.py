"""`aws.iam.get_policy_document`: the JSON of an IAM policy, to the character as the AWS provider writes it.

Read in terraform-provider-aws, releases 6.x, on 2026-11-26 (internal/service/iam: policy_model.go and
policy_document_data_source.go), and compared with that code on thousands of arguments. What is easily taken
for a fault is the provider's own: lists are sets and come out in falling order, a list of one is a text,
`&{...}` becomes `${...}` in resources, principals and values of conditions but not in actions, and a number
as the value of a condition is dropped from a document that is given as JSON.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from jiban.plan.functions.blocks import Block, read_block
from jiban.plan.functions.call import ArgumentError, Call, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_T = TypeVar("_T")
_Principals = list[tuple[str, str | list[str]]]
_Conditions = list[tuple[str, str, list[str]]]

_DOCUMENT: Final = (
    "overrideJson",
    "overridePolicyDocuments",
    "policyId",
    "sourceJson",
    "sourcePolicyDocuments",
    "statements",
    "version",
)
_STATEMENT: Final = (
    "actions",
    "conditions",
    "effect",
    "notActions",
    "notPrincipals",
    "notResources",
    "principals",
    "resources",
    "sid",
)
_PRINCIPAL: Final = ("identifiers", "type")
_CONDITION: Final = ("test", "values", "variable")
_OLD: Final = "2008-10-17"
_VERSIONS: Final = (_OLD, "2012-10-17")
_EFFECTS: Final = ("Allow", "Deny")
_IN_DOCUMENT: Final = ("Version", "Id", "Statement")
_IN_STATEMENT: Final = (
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
)
"""Keys of a statement, in the order in which they are written."""
_ESCAPED: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""Characters that Go's encoder escapes and Python's does not."""


def policy_document(call: Call) -> Mapping[str, Any]:
    """Return what `aws:iam/getPolicyDocument:getPolicyDocument` returns.

    Raises:
        ArgumentError: the provider would refuse the arguments.
    """
    block = read_block(call.args, "", _DOCUMENT)
    for unused in ("overrideJson", "sourceJson"):
        if block.text(unused):
            raise ArgumentError(f"{unused} must be empty: the provider no longer uses it")
    version = block.text("version", _VERSIONS[-1], _VERSIONS)
    statements = block.blocks("statements", _STATEMENT)
    merged: dict[str, Any] = {}
    _merge_sources(merged, block)
    own = [_statement(each, version) for each in statements]
    _refuse_repeated(own, "statements")
    _merge(merged, {"Version": version, "Id": block.text("policyId"), "Statement": own})
    for place, document in _documents(block, "overridePolicyDocuments"):
        _merge(merged, _read_document(document, place))
    written = {key: merged[key] for key in _IN_DOCUMENT if merged.get(key)}
    text = _go_json(written, indent=2)
    return {
        **{name: value for name, value in block.fields.items() if value is not None},
        "statements": [{"effect": _EFFECTS[0], **each.fields} for each in statements],
        "version": version,
        "id": str(zlib.crc32(text.encode())),
        "json": text,
        "minifiedJson": _go_json(written, separators=(",", ":")),
    }


def _documents(block: Block, name: str) -> list[tuple[str, str]]:
    # An empty document is left out, as from a function that had nothing to say.
    return [(f"{name}[{index}]", text) for index, text in enumerate(block.texts(name)) if text]


def _merge_sources(merged: dict[str, Any], block: Block) -> None:
    found: list[dict[str, Any]] = []
    for place, text in _documents(block, "sourcePolicyDocuments"):
        document = _read_document(text, place)
        found += document["Statement"]
        _merge(merged, document)
    _refuse_repeated(found, "sourcePolicyDocuments")


def _refuse_repeated(statements: list[dict[str, Any]], place: str) -> None:
    sids = [each["Sid"] for each in statements if each.get("Sid")]
    if len(set(sids)) < len(sids):
        raise ArgumentError(f"{place} has two statements of the same sid; give each its own, or none")


def _merge(into: dict[str, Any], document: Mapping[str, Any]) -> None:
    """Take over a document: its id, its version where newer, its statements in place of those of a sid."""
    into["Id"] = document["Id"] or into.get("Id", "")
    into["Version"] = max(document["Version"], into.get("Version", ""))
    statements: list[dict[str, Any]] = into.setdefault("Statement", [])
    places = {each["Sid"]: index for index, each in reversed(list(enumerate(statements))) if "Sid" in each}
    for new in document["Statement"]:
        place = places.get(new.get("Sid"))
        if place is not None:
            statements[place] = new
            continue
        if "Sid" in new:
            places[new["Sid"]] = len(statements)
        statements.append(new)


# A statement that is given as arguments


def _statement(block: Block, version: str) -> dict[str, Any]:
    def replaced(name: str) -> Any:
        return _with_variables(_one_or_falling(block.texts(name)), version, block.place(name))

    written = {
        "Sid": block.text("sid"),
        "Effect": block.text("effect", _EFFECTS[0], _EFFECTS),
        "Action": _one_or_falling(block.texts("actions")),
        "NotAction": _one_or_falling(block.texts("notActions")),
        "Resource": replaced("resources"),
        "NotResource": replaced("notResources"),
        "Principal": _principals(block, "principals", version),
        "NotPrincipal": _principals(block, "notPrincipals", version),
        "Condition": _conditions(block, version),
    }
    # A list of one empty text is written, as an empty text.
    kept = ("Action", "NotAction", "Resource", "NotResource")
    return {key: value for key, value in written.items() if value or (key in kept and value == "")}


def _principals(block: Block, name: str, version: str) -> Any:
    found = [
        (each, each.required_text("type"), each.texts("identifiers", required=True))
        for each in block.blocks(name, _PRINCIPAL)
    ]
    ordered = _as_set(
        found,
        lambda entry: (
            f"identifiers:{{{''.join(f'{text};' for text in _set_of_texts(entry[2]))}}};type:{entry[1]};"
        ),
    )
    return _principals_written(
        [
            (kind, _with_variables(_one_or_falling(texts), version, each.place("identifiers")))
            for each, kind, texts in ordered
        ]
    )


def _conditions(block: Block, version: str) -> Any:
    found = [
        (
            each,
            each.required_text("test"),
            each.required_text("variable"),
            each.texts("values", required=True),
        )
        for each in block.blocks("conditions", _CONDITION)
    ]
    ordered = _as_set(
        found,
        lambda entry: (
            f"test:{entry[1]};values:({''.join(f'{text};' for text in entry[3])});variable:{entry[2]};"
        ),
    )
    return _conditions_written(
        [
            (test, variable, _with_variables(texts, version, each.place("values")))
            for each, test, variable, texts in ordered
        ]
    )


def _one_or_falling(texts: list[str]) -> Any:
    unique = set(texts)
    if not unique:
        return []
    return next(iter(unique)) if len(unique) == 1 else sorted(unique, reverse=True)


def _with_variables(value: Any, version: str, place: str) -> Any:
    if isinstance(value, list):
        return [_with_variables(item, version, place) for item in cast("list[Any]", value)]
    text = cast("str", value)
    if version == _OLD and "&{" in text:
        raise ArgumentError(f"{place} holds a variable (`&{{`), which needs the version {_VERSIONS[-1]}")
    return text.replace("&{", "${")


def _as_set(items: Iterable[_T], serialised: Callable[[_T], str]) -> list[_T]:
    """Return the items once each, in the order in which the provider keeps a set: by a hash, as text."""
    found: dict[str, _T] = {}
    for item in items:
        found.setdefault(str(zlib.crc32(serialised(item).encode())), item)
    return [found[key] for key in sorted(found)]


def _set_of_texts(texts: list[str]) -> list[str]:
    return _as_set(texts, lambda text: f"{text};")


# A document that is given as JSON


def _read_document(text: str, place: str) -> dict[str, Any]:
    try:
        value: Any = json.loads(text, parse_constant=_no_constant, parse_float=_number, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise ArgumentError(f"{place} is no JSON: {error}") from None
    fields = _fields(value, _IN_DOCUMENT, place)
    found: Any = fields.get("Statement") or []
    if not isinstance(found, list):
        raise ArgumentError(f"{place}: Statement must be a list, got {kind_of(found)}")
    return {
        "Version": _text_in(fields, "Version", place),
        "Id": _text_in(fields, "Id", place),
        "Statement": [
            _read_statement(each, f"{place}: Statement[{index}]")
            for index, each in enumerate(cast("list[Any]", found))
        ],
    }


def _read_statement(value: Any, place: str) -> dict[str, Any]:
    if value is None:
        raise ArgumentError(f"{place} must be a map, got null")
    fields = _fields(value, _IN_STATEMENT, place)
    read: dict[str, Any] = {}
    for key in _IN_STATEMENT:
        if key not in fields:
            continue
        if key in {"Sid", "Effect"}:
            read[key] = _text_in(fields, key, place) or None
        elif key in {"Principal", "NotPrincipal"}:
            read[key] = _principals_written(_read_principals(fields[key], f"{place}.{key}")) or None
        elif key == "Condition":
            read[key] = _conditions_written(_read_conditions(fields[key], f"{place}.{key}")) or None
        else:
            read[key] = _sorted_keys(fields[key])
    return {key: value for key, value in read.items() if value is not None}


def _fields(value: Any, known: tuple[str, ...], place: str) -> dict[str, Any]:
    """Return the known fields of an object, whose names may be in any case; others are dropped."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ArgumentError(f"{place} must be a map, got {kind_of(value)}")
    names = {name.lower(): name for name in known}
    entries = cast("dict[str, Any]", value)
    return {names[key.lower()]: item for key, item in entries.items() if key.lower() in names}


def _text_in(fields: Mapping[str, Any], key: str, place: str) -> str:
    value = fields.get(key)
    if value is not None and not isinstance(value, str):
        raise ArgumentError(f"{place}: {key} must be a text, got {kind_of(value)}")
    return value or ""


def _read_principals(value: Any, place: str) -> _Principals:
    if isinstance(value, str):
        return [("*", ["*"])]
    if not isinstance(value, dict):
        raise ArgumentError(f'{place} must be a map or "*", got {kind_of(value)}')
    found: _Principals = []
    for kind, given in cast("dict[str, Any]", value).items():
        items = [given] if isinstance(given, str) else given
        if not isinstance(items, list) or not all(isinstance(item, str) for item in cast("list[Any]", items)):
            raise ArgumentError(f"{place}.{kind} must be a text or a list of texts, got {kind_of(given)}")
        found.append((kind, given))
    return found


def _read_conditions(value: Any, place: str) -> _Conditions:
    found: _Conditions = []
    for test, variables in _object(value, place).items():
        for variable, given in _object(variables, f"{place}.{test}").items():
            where = f"{place}.{test}.{variable}"
            if isinstance(given, bool):
                found.append((test, variable, ["true" if given else "false"]))
            elif isinstance(given, str):
                found.append((test, variable, [given]))
            elif isinstance(given, list):
                items = cast("list[Any]", given)
                if not all(isinstance(item, str) for item in items):
                    raise ArgumentError(f"{where} must be a list of texts")
                found.append((test, variable, items))
    return found


def _object(value: Any, place: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ArgumentError(f"{place} must be a map, got {kind_of(value)}")
    return cast("dict[str, Any]", value)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _number(text: str) -> float | int:
    # The provider reads every number as a double.
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return int(number) if number.is_integer() else number


def _sorted_keys(value: Any) -> Any:
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value)
        return {key: _sorted_keys(entries[key]) for key in sorted(entries)}
    if isinstance(value, list):
        return [_sorted_keys(item) for item in cast("list[Any]", value)]
    return value


# What both kinds of statements are written as


def _principals_written(principals: _Principals) -> Any:
    if len(principals) == 1 and principals[0][0] == "*" and principals[0][1] in ("*", ["*"]):
        return "*"
    written: dict[str, Any] = {}
    for kind, identifiers in principals:
        more = [identifiers] if isinstance(identifiers, str) else sorted(identifiers, reverse=True)
        if kind not in written:
            written[kind] = identifiers if isinstance(identifiers, str) else more
        else:
            before = written[kind]
            written[kind] = [*([before] if isinstance(before, str) else before), *more]
    return _sorted_keys(written)


def _conditions_written(conditions: _Conditions) -> Any:
    written: dict[str, dict[str, Any]] = {}
    for test, variable, values in conditions:
        written.setdefault(test, {}).setdefault(variable, []).extend(values)
    return {
        test: {
            variable: found[0] if len(found) == 1 else found for variable, found in sorted(variables.items())
        }
        for test, variables in sorted(written.items())
    }


def _go_json(value: Any, **layout: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, **layout)
    text = re.sub("[<>&\u2028\u2029]", lambda found: _ESCAPED[found[0]], text)
    # Half of a pair that JSON can name, and UTF-8 cannot hold.
    return re.sub("[\ud800-\udfff]", "\ufffd", text)
