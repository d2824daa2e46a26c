"""What the tool for Azure's requests reads in a package."""

from pathlib import Path
from typing import Any

import pytest

from tools import azure_requests

MODELS = '''
class Lake(Resource):
    """A lake."""

    _validation = {
        "id": {"readonly": True},
        "location": {"required": True},
        "depth": {"required": True, "maximum": 90, "minimum": 1},
        "kind": {"required": True, "constant": True},
        "names": {"min_items": 1},
    }
    _attribute_map = {
        "id": {"key": "id", "type": "str"},
        "location": {"key": "location", "type": "str"},
        "tags": {"key": "tags", "type": "{str}"},
        "depth": {"key": "properties.depth", "type": "int"},
        "water": {"key": "properties.water", "type": "str"},
        "kind": {"key": "properties.kind", "type": "str"},
        "names": {"key": "properties.names", "type": "[str]"},
        "inflow": {"key": "properties.inflow", "type": "Lake"},
        "note": {"key": "properties.odata\\\\.note", "type": "object"},
    }
    kind = "Still"

    def __init__(
        self,
        *,
        location: str,
        depth: int,
        water: Optional[Union[str, "_models.Water"]] = None,
        **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)


class Unreached(Model):
    _attribute_map = {"id": {"key": "id", "type": "str"}}
'''
ENUMS = '''
class Water(str, Enum):
    FRESH = "Fresh"
    """Of rivers."""
    SALT = "Salt"
'''
LAKES = "/providers/Microsoft.Water/lakes/{name}"
URL = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}" + LAKES
OPERATIONS = f"""
def build_create_request(name: str, subscription_id: str) -> HttpRequest:
    _url = kwargs.pop("template_url", "{URL}")
    path_format_arguments = {{
        "subscriptionId": _SERIALIZER.url("subscription_id", subscription_id, "str"),
        "lakeName": _SERIALIZER.url("name", name, "str", max_length=9, pattern=r"^[a-z]+$"),
    }}
    return HttpRequest(method="PUT", url=_url)


def build_update_request(name: str) -> HttpRequest:
    _url = "{URL}"
    return HttpRequest(method="PATCH", url=_url)


class LakesOperations:
    def create(self, name: str, lake: Union[_models.Lake, IO[bytes]]) -> _models.Lake:
        return build_create_request(name=name)

    def update(self, name: str, change: _models.Unreached) -> _models.Lake:
        return build_update_request(name=name)
"""


@pytest.fixture
def api(tmp_path: Path) -> Path:
    """The folder of an API with one type of resource, as Microsoft's packages are laid out."""
    for name, text in {
        "models/_models_py3.py": MODELS,
        "models/_enums.py": ENUMS,
        "operations/_operations.py": OPERATIONS,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def lakes(folder: Path) -> dict[str, Any]:
    """Take the one type of resource."""
    return azure_requests.requests(folder, frozenset({"Microsoft.Water/lakes"}))


def test_a_request_is_its_path_and_its_body(api: Path) -> None:
    """Names of the path stand beside the body's own, with their bounds; the client knows the subscription."""
    request = lakes(api)["requests"]["Microsoft.Water/lakes"]
    assert request["properties"].keys() == {"id", "location", "tags", "properties", "lakeName"}
    assert request["properties"]["lakeName"] == {"type": "string", "maxLength": 9, "pattern": "^[a-z]+$"}
    assert request["required"] == ["location", "properties", "lakeName"]
    assert request["additionalProperties"] is False


def test_a_flattened_property_is_put_back_into_its_container(api: Path) -> None:
    """With enums, bounds, constants, lists and other models, and a name that has a dot."""
    assert lakes(api)["requests"]["Microsoft.Water/lakes"]["properties"]["properties"] == {
        "type": "object",
        "properties": {
            "depth": {"type": "integer", "maximum": 90, "minimum": 1},
            "water": {"type": "string", "enum": ["Fresh", "Salt"]},
            "kind": {"type": "string", "enum": ["Still"]},
            "names": {"type": "array", "items": {"type": "string"}, "minItems": 1},
            "inflow": {"$ref": "#/definitions/Lake"},
            "odata.note": {},
        },
        "required": ["depth"],
        "additionalProperties": False,
    }


def test_nothing_is_kept_below_what_is_read_only(api: Path) -> None:
    """That it is read-only is all that judges it."""
    assert lakes(api)["requests"]["Microsoft.Water/lakes"]["properties"]["id"] == {"readOnly": True}


def test_models_that_no_request_reaches_are_left_out(api: Path) -> None:
    """Nor is the body of a change read, which is another one."""
    assert lakes(api)["definitions"].keys() == {"Lake"}


def test_a_type_that_no_operation_makes_is_an_error(api: Path) -> None:
    """Rather than a type without a judge."""
    with pytest.raises(LookupError, match="makes Microsoft"):
        azure_requests.requests(api, frozenset({"Microsoft.Water/rivers"}))


def test_models_told_apart_by_a_property_are_each_kept(api: Path) -> None:
    """Any of them will do, each with the one word that it has there."""
    models = api / "models" / "_models_py3.py"
    kinds = """
class Inflow(Model):
    _subtype_map = {"kind": {"Wild": "Stream"}}
    _attribute_map = {"kind": {"key": "water\\\\.kind", "type": "str"}}


class Stream(Inflow):
    _attribute_map = {
        "additional_properties": {"key": "", "type": "{object}"},
        "kind": {"key": "water\\\\.kind", "type": "str"},
    }
"""
    inflow = MODELS.replace('"properties.inflow", "type": "Lake"', '"properties.inflow", "type": "Inflow"')
    models.write_text(inflow + kinds, "utf-8")
    definitions = lakes(api)["definitions"]
    assert definitions["Inflow"] == {"anyOf": [{"$ref": "#/definitions/Stream"}]}
    assert definitions["Stream"] == {
        "type": "object",
        "properties": {"water.kind": {"type": "string", "enum": ["Wild"]}},
        "additionalProperties": True,
    }


def test_a_name_in_path_and_body_is_an_error(api: Path) -> None:
    """One of them would hide the other."""
    operations = api / "operations" / "_operations.py"
    operations.write_text(OPERATIONS.replace('"lakeName"', '"location"'), "utf-8")
    with pytest.raises(ValueError, match="location is in the path and in the body"):
        lakes(api)


def at_another_scope() -> str:
    """The operation, with another name in its path, for a whole subscription."""
    wider = "/subscriptions/{subscriptionId}" + LAKES
    text = OPERATIONS.replace(URL, wider).replace('"lakeName"', '"wideName"')
    return text.replace("build_create_request", "build_wide_request")


def test_of_several_scopes_the_resource_group_counts(api: Path) -> None:
    """As for a lock, which can be set at a subscription and at a resource too."""
    for name in ("_a_operations.py", "_z_operations.py"):
        (api / "operations" / name).write_text(at_another_scope(), "utf-8")
    assert "lakeName" in lakes(api)["requests"]["Microsoft.Water/lakes"]["properties"]


def test_a_type_that_lies_at_another_scope_only_is_taken_from_there(api: Path) -> None:
    """As a role is assigned at any resource."""
    (api / "operations" / "_operations.py").write_text(at_another_scope(), "utf-8")
    assert "wideName" in lakes(api)["requests"]["Microsoft.Water/lakes"]["properties"]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("/subscriptions/{s}/resourcegroups/{g}", "Microsoft.Resources/resourceGroups"),
        ("/s/{s}/providers/Microsoft.Water/lakes/{l}/shores/{s}", "Microsoft.Water/lakes/shores"),
        ("/s/{s}/providers/Microsoft.Water/lakes/{l}/bottoms/default", "Microsoft.Water/lakes/bottoms"),
        ("/{scope}/providers/Microsoft.Water/lakes/{l}", "Microsoft.Water/lakes"),
        ("/subscriptions/{s}", ""),
    ],
)
def test_the_type_at_a_path(url: str, kind: str) -> None:
    """Every second part after the provider of a path names a type."""
    assert azure_requests.type_of(url) == kind


def test_a_release_is_asked_for_with_its_checksum() -> None:
    """So that the package client refuses any other file."""
    release = azure_requests.Release("azure-mgmt-water", "1.2.0", "ab12", "water")
    assert release.requirement == "azure-mgmt-water==1.2.0 --hash=sha256:ab12\n"
